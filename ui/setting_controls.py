"""One fitting control per kind of setting; each returns the value as it would be stored."""

from datetime import time

import streamlit as st

from actions.settings import BOUNDS
from glossary import Tier

_NUMBERS = {
    "tier_limits": {tier.value: f"{tier.label}（工作日）" for tier in Tier},
    "sign_limit": {"": "签收时限（工作日）"},
    "return_limit": {"working_days": "签收后几个工作日内可以退单", "times": "最多退单次数"},
    "extension_times": {"": "最多延期次数（0 为不准延期）"},
    "followup_contact_attempts": {"": "联系不上的次数"},
    "substantive_answer_characters": {"": "最少字数"},
    "restricted_mean_limit": {"": "截止（工作日）"},
    "smallest_ranked_group": {"": "最少件数"},
}
_HALVES = ("上午", "下午")


def value_of(key: str, current, *, place: str):
    """The controls of one setting, starting from its current value."""
    return _hours(current, place) if key == "office_hours" else _numbers(key, current, place)


def _numbers(key: str, current, place: str):
    parts = current if isinstance(current, dict) else {"": current}
    entered = {}
    for name, label in _NUMBERS[key].items():
        lowest, highest = BOUNDS[key][name]
        entered[name] = st.number_input(
            f"{label}，{lowest} 至 {highest}", lowest, highest, int(parts[name]), step=1, key=f"{place}.{name}"
        )
    return entered if isinstance(current, dict) else entered[""]


def _hours(current: list[list[str]], place: str) -> list[list[str]]:
    spans = []
    for position, half in enumerate(_HALVES):
        span = current[position] if position < len(current) else ["14:30", "17:30"]
        places = st.columns(2)
        ends = [
            columns.time_input(f"{half}{end}", time.fromisoformat(at), step=600, key=f"{place}.{position}.{end}")
            for columns, end, at in zip(places, ("上班", "下班"), span, strict=True)
        ]
        spans.append([f"{at:%H:%M}" if at else "" for at in ends])
    return spans
