"""Headline figures: value, denominator, and change against last year and the period before."""

import streamlit as st

from scoring.rates import Rate
from ui.definitions import DEFINITIONS
from ui.text import UNCHANGED, UNDEFINED, change, number, percent


def rate_metric(label: str, code: str, now: Rate, last_year: Rate, previous: Rate) -> None:
    """A rate with its numerator and denominator; the arrow compares with the same period last year."""
    _metric(label, percent(now.value), change(now.value, last_year.value, "rate"), "normal", DEFINITIONS[code])
    st.caption(f"{number(now.numerator)} / {number(now.denominator)} 件　上期 {percent(previous.value)}")


def count_metric(
    label: str, now: int, last_year: int, previous: int, *, explained: str, worse_when_more: bool = False
) -> None:
    """A count; the arrow compares with the same period last year."""
    colour = "inverse" if worse_when_more else "off"
    _metric(label, f"{number(now)} 件", change(now, last_year, "count"), colour, explained)
    st.caption(f"去年同期 {number(last_year)}　上期 {number(previous)}")


def plain_metric(label: str, value: str, *, explained: str, below: str = "") -> None:
    """A figure without a comparison."""
    _metric(label, value, UNDEFINED, "off", explained)
    if below:
        st.caption(below)


def _metric(label: str, value: str, difference: str, colour: str, explained: str) -> None:
    unchanged = difference == UNCHANGED
    st.metric(
        label,
        value,
        delta=None if difference == UNDEFINED else f"{difference} 同比",
        delta_color="off" if unchanged else colour,
        delta_arrow="off" if unchanged else "auto",
        help=explained,
        border=True,
    )
