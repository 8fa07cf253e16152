"""One caption wherever a figure or a date depends on a year whose working days are only computed."""

from collections.abc import Iterable
from datetime import date

import streamlit as st

from data_access.scope import Scope
from ui import loaders
from ui.calendar_words import provisional_note
from working_time import CalendarMissing


def show(*subjects: Scope | date | None) -> None:
    """Show the caption when 统计时点, a due date of the scope, or a date lies in a provisional year; else nothing."""
    years = provisional_years(*subjects)
    if years:
        st.caption(f":orange[{provisional_note(years)}]")


def provisional_years(*subjects: Scope | date | None) -> list[int]:
    """The provisional years the subjects reach into, in order. None is left out."""
    try:
        provisional = loaders.calendar().provisional_years
    except CalendarMissing:
        return []
    reached = {day.year for subject in subjects if subject is not None for day in _days(subject, provisional)}
    return sorted(reached & provisional)


def _days(subject: Scope | date, provisional: frozenset[int]) -> Iterable[date]:
    if not isinstance(subject, Scope):
        return [subject]
    days = [date(year, 1, 1) for year in range(subject.start.year, subject.as_of.year + 1)]
    # Asked only when a due date can lie there: the longest limit with its extension ends within a year.
    if subject.as_of.year + 1 in provisional:
        latest = loaders.latest_due(subject.start, subject.end)
        days += [date(year, 1, 1) for year in range(subject.as_of.year, latest.year + 1)] if latest else []
    return days
