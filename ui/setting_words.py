"""Settings in the words of the screen: what a value says, and what changing it does."""

import pandas as pd

from actions.settings import IN_USE, LABELS, Version
from glossary import Tier
from ui import clock

WAITING = "待市里确认"
NOT_IN_USE = "尚未启用"

_LATER = "后续环节启用后才生效；现在修改只作登记，不影响任何办理和统计。"
_FIXED = {
    "sign_limit": _LATER,
    "return_limit": _LATER,
    "extension_times": _LATER,
    "followup_contact_attempts": _LATER,
}
_EFFECTS = {
    "tier_limits": "新时限只用于此后导入、登记或重新定级的建议；已经算好的到期日不变。",
    "office_hours": "全部建议的办理时长按新的办公时间重新换算；已经算好的到期日不变。合计必须是 6.5 小时。",
    "sign_limit": "新时限只用于此后交办的建议；已经算好的签收期限不变。",
    "return_limit": "新规则只用于此后的退单；已经退回的不变。",
    "extension_times": "新规则只用于此后的延期申请；已经同意的延期不变。",
    "followup_contact_attempts": "新规则只用于此后的销号；已经销号的不变。",
    "substantive_answer_characters": "新规则只用于此后导入的来信；已经办结的不变。",
    "restricted_mean_limit": "新口径用于此后打开的所有统计，包括以往的月份。",
    "smallest_ranked_group": "新口径用于此后打开的所有统计，包括以往的月份。",
}


def in_words(key: str, value) -> str:
    """A value as a sentence would have it."""
    if key == "tier_limits":
        return "，".join(f"{tier.label} {value[tier.value]} 个工作日" for tier in Tier)
    if key == "return_limit":
        return f"签收后 {value['working_days']} 个工作日内可以退单，最多 {value['times']} 次"
    if key == "office_hours":
        return "，".join(f"{opens}—{closes}" for opens, closes in value)
    unit = {
        "sign_limit": "个工作日",
        "extension_times": "次",
        "followup_contact_attempts": "次（不在同一天）联系不上，视为已回访",
        "substantive_answer_characters": "字",
        "restricted_mean_limit": "个工作日",
        "smallest_ranked_group": "件",
    }
    return f"{value} {unit[key]}"


def effect(key: str) -> str:
    """What a new value is used for, and what it leaves alone."""
    return _EFFECTS[key] if key in IN_USE else _FIXED[key]


def origin(setting: Version) -> str:
    """Which version, by whom, when and why."""
    if setting.at is None:
        return "产品默认值"
    return f"第 {setting.version} 版　{setting.by_name}　{clock.moment(setting.at)}　{setting.reason}"


def confirmation(setting: Version) -> str:
    """Who noted the city's confirmation, when and with what; or that it is waited for."""
    if setting.confirmed_by is None:
        return WAITING
    noted = f"{setting.confirmed_by}登记于 {clock.moment(setting.confirmed_at)}"
    return f"市里已确认：{setting.confirmed_with or '—'}（{noted}）"


def stored_versions(versions: pd.DataFrame) -> list[Version]:
    """The history of one setting, newest first, as `origin` and `confirmation` want it."""
    rows = versions.astype(object).where(versions.notna(), None).to_dict("records")
    return [Version(**row) for row in rows]


def title(key: str) -> str:
    """The setting's name on screen."""
    return LABELS[key]
