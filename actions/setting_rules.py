"""Which values a setting may have: each refusal is a sentence that says what to write instead."""

from collections.abc import Callable
from datetime import time

# What the minutes of the working clock are divided by everywhere: 6.5 hours make one working day.
WORKING_DAY_MINUTES = 390
_SAFE = "规则没有改动。"

# Setting → the lowest and highest value of each of its numbers.
BOUNDS: dict[str, dict[str, tuple[int, int]]] = {
    "tier_limits": {"immediate": (1, 10), "time_limited": (1, 60), "study": (1, 250)},
    "sign_limit": {"": (1, 10)},
    "return_limit": {"working_days": (1, 10), "times": (1, 5)},
    "extension_times": {"": (0, 3)},
    "followup_contact_attempts": {"": (1, 10)},
    "substantive_answer_characters": {"": (5, 200)},
    "restricted_mean_limit": {"": (10, 250)},
    "smallest_ranked_group": {"": (2, 500)},
}
PARTS = {
    "immediate": "即可办",
    "time_limited": "限期办",
    "study": "研究办",
    "working_days": "退单时限",
    "times": "退单次数",
    "": "数值",
}


class SettingRefused(Exception):
    """The setting stays as it is; the message is a sentence for the screen."""


def checked(key: str, value: object) -> object:
    """The value as it is stored.

    Raises: SettingRefused.
    """
    _SHAPES.get(key, _numbers)(key, value)
    return value


def _numbers(key: str, value: object) -> None:
    bounds = BOUNDS[key]
    parts = value if isinstance(value, dict) else {"": value}
    if set(parts) != set(bounds):
        raise SettingRefused(f"填写不完整，{_SAFE}")
    for name, number in parts.items():
        lowest, highest = bounds[name]
        if isinstance(number, bool) or not isinstance(number, int) or not lowest <= number <= highest:
            raise SettingRefused(f"{PARTS[name]}应是 {lowest} 至 {highest} 的整数，{_SAFE}")


def _tiers(key: str, value: dict) -> None:
    _numbers(key, value)
    if not value["immediate"] <= value["time_limited"] <= value["study"]:
        raise SettingRefused(f"三个等级的时限应当依次不减：即可办 ≤ 限期办 ≤ 研究办，{_SAFE}")


def _hours(_key: str, value: list[list[str]]) -> None:
    try:
        spans = [(time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in value]
    except (TypeError, ValueError) as problem:
        raise SettingRefused(f"办公时间应写成 08:30 这样的时刻，{_SAFE}") from problem
    ends = [moment for span in spans for moment in span]
    if not 1 <= len(spans) <= 2 or any(later <= earlier for earlier, later in zip(ends, ends[1:], strict=False)):
        raise SettingRefused(f"办公时间要由早到晚、互不重叠，{_SAFE}请检查每一段的起止时刻。")
    minutes = sum((b.hour - a.hour) * 60 + b.minute - a.minute for a, b in spans)
    if minutes != WORKING_DAY_MINUTES:
        raise SettingRefused(
            f"各段合计 {minutes / 60:g} 小时。全部办理时长都按一个工作日 6.5 小时折算，合计必须是 6.5 小时，{_SAFE}"
        )


_SHAPES: dict[str, Callable[[str, object], None]] = {"tier_limits": _tiers, "office_hours": _hours}
