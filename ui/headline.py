"""Headline figures: value, denominator, and change against last year and the period before."""

import streamlit as st

from scoring.rates import Rate
from ui.definitions import DEFINITIONS
from ui.text import change, number, percent


def rate_metric(label: str, code: str, now: Rate, last_year: Rate, previous: Rate) -> None:
    """A rate with its numerator and denominator; the arrow compares with the same period last year."""
    st.metric(
        label,
        percent(now.value),
        delta=_against(change(now.value, last_year.value, "rate"), "同比"),
        help=f"{DEFINITIONS[code]} 上期：{percent(previous.value)}。",
        border=True,
        chart_data=None,
    )
    st.caption(f"{number(now.numerator)} / {number(now.denominator)} 件　上期 {percent(previous.value)}")


def count_metric(
    label: str, now: int, last_year: int, previous: int, *, help: str, worse_when_more: bool = False
) -> None:
    """A count; the arrow compares with the same period last year."""
    st.metric(
        label,
        number(now),
        delta=_against(change(now, last_year, "count"), "同比"),
        delta_color="inverse" if worse_when_more else "off",
        help=help,
        border=True,
    )
    st.caption(f"去年同期 {number(last_year)}　上期 {number(previous)}")


def _against(text: str | None, word: str) -> str | None:
    return f"{text} {word}" if text and text != "—" else None
