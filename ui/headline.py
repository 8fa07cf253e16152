"""Headline figures: value, denominator, and change against last year and the period before."""

import streamlit as st

from scoring.efficiency import EfficiencyGain
from scoring.rates import Rate
from ui.definitions import DEFINITIONS
from ui.text import UNCHANGED, UNDEFINED, change, number, percent, working_days

GOOD, BAD, PLAIN = "green", "red", "gray"


def cards():
    """The row that the figures below stand in; on a phone two beside each other."""
    return st.container(horizontal=True)


def rate_metric(label: str, code: str, now: Rate, last_year: Rate, previous: Rate) -> None:
    """A rate with its numerator and denominator; the arrow compares with the same period last year."""
    difference = change(now.value, last_year.value, "rate")
    below = f"{number(now.numerator)} / {number(now.denominator)} 件  \n上期 {percent(previous.value)}"
    _card(label, percent(now.value), explained=DEFINITIONS[code], below=below, difference=difference, better=GOOD)


def count_metric(
    label: str, now: int, last_year: int, previous: int, *, explained: str, worse_when_more: bool = False
) -> None:
    """A count; the arrow compares with the same period last year."""
    _card(
        label,
        f"{number(now)} 件",
        explained=explained,
        below=f"去年同期 {number(last_year)}  \n上期 {number(previous)}",
        difference=change(now, last_year, "count"),
        better=BAD if worse_when_more else PLAIN,
    )


def plain_metric(label: str, value: str, *, explained: str, below: str = "") -> None:
    """A figure without a comparison."""
    _card(label, value, explained=explained, below=below)


def gain_metric(gain: EfficiencyGain) -> None:
    """效率提升 with its interval and the two mean times it compares."""
    means = f"平均用时 {working_days(gain.before_mean)} → {working_days(gain.after_mean)}（工作日）"
    below = f"95% 区间 {percent(gain.low)} 至 {percent(gain.high)}；{means}"
    _card("效率提升", percent(gain.value), explained=DEFINITIONS["efficiency_gain"], below=below)


def _card(
    label: str, value: str, *, explained: str, below: str, difference: str = UNDEFINED, better: str = PLAIN
) -> None:
    """`better`: the colour of a rise; a fall has the other one."""
    moved = difference not in (UNDEFINED, UNCHANGED)
    falls = difference.startswith("-")
    other = {GOOD: BAD, BAD: GOOD, PLAIN: PLAIN}
    with st.container():
        st.metric(
            label,
            value,
            delta=None if difference == UNDEFINED else f"同比 {difference}",
            delta_color=(other[better] if falls else better) if moved else PLAIN,
            delta_arrow=("down" if falls else "up") if moved else "off",
            help=explained,
            border=True,
        )
        if below:
            st.caption(below)
