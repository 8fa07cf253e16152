"""The only caching: reads for the screens, kept until anybody changes anything."""

from datetime import UTC, date, datetime, timedelta

import pandas as pd
import streamlit as st

from actions import figures
from data_access import dictionaries, facts, installation
from data_access.engine import data_version
from data_access.scope import Scope, a_year_earlier, scope_of, the_period_before
from permissions import Person
from scoring.efficiency import EfficiencyGain
from ui import session

_KEPT = {"max_entries": 400, "show_spinner": "正在统计……"}


def begin() -> int:
    """Look once per run whether anything changed; every figure of the run is keyed by the answer."""
    st.session_state["loaders.version"] = data_version(session.engine())
    return st.session_state["loaders.version"]


def _version() -> int:
    return st.session_state.get("loaders.version", -1)


def counts(scope: Scope, by: tuple[str, ...], measures: tuple[str, ...]) -> pd.DataFrame:
    """See data_access.facts.counts."""
    return _counts(
        session.engine(), str(session.engine().url), _version(), session.current_person(), scope, by, measures
    )


@st.cache_data(**_KEPT)
def _counts(_engine, url, version, reader: Person, scope, by, measures):
    return facts.counts(_engine, reader=reader, scope=scope, by=by, measures=measures)


def counts_of_scopes(scopes: dict[str, Scope], measures: tuple[str, ...]) -> pd.DataFrame:
    """See data_access.facts.counts_of_scopes."""
    return _counts_of_scopes(
        session.engine(), str(session.engine().url), _version(), session.current_person(), scopes, measures
    )


@st.cache_data(**_KEPT)
def _counts_of_scopes(_engine, url, version, reader: Person, scopes, measures):
    return facts.counts_of_scopes(_engine, reader=reader, scopes=scopes, measures=measures)


def handling_times(scope: Scope, by: tuple[str, ...] = ()) -> pd.DataFrame:
    """See data_access.facts.handling_times."""
    return _handling_times(session.engine(), str(session.engine().url), _version(), session.current_person(), scope, by)


@st.cache_data(**_KEPT)
def _handling_times(_engine, url, version, reader: Person, scope, by):
    return facts.handling_times(_engine, reader=reader, scope=scope, by=by)


def gain_over_last_year(scope: Scope) -> EfficiencyGain:
    """See actions.figures.gain_over_last_year."""
    return _gain(session.engine(), str(session.engine().url), _version(), session.current_person(), scope)


@st.cache_data(**_KEPT)
def _gain(_engine, url, version, reader: Person, scope):
    return figures.gain_over_last_year(_engine, scope=scope, by=reader)


def cases(
    scope: Scope, measure: str, group: tuple[tuple[str, object], ...], limit: int
) -> tuple[pd.DataFrame, int, int]:
    """The listed suggestions behind a figure, how many can be listed, and how many are kept back."""
    return _cases(
        session.engine(), str(session.engine().url), _version(), session.current_person(), scope, measure, group, limit
    )


@st.cache_data(**_KEPT)
def _cases(_engine, url, version, reader: Person, scope, measure, group, limit):
    chosen = dict(group)
    order = "due_on" if measure == "overdue_open" else "received_on"
    listed, kept_back = facts.case_count(_engine, reader=reader, scope=scope, measure=measure, group=chosen)
    found = facts.cases(_engine, reader=reader, scope=scope, measure=measure, group=chosen, limit=limit, order=order)
    return found, listed, kept_back


def scopes(start: date, end: date, as_of: date, **filters: tuple[str, ...]) -> dict[str, Scope]:
    """The scope asked for (now), the period before it (previous) and the same period last year (last_year)."""
    return _scopes(session.engine(), str(session.engine().url), _version(), start, end, as_of, filters)


@st.cache_data(**_KEPT)
def _scopes(_engine, url, version, start, end, as_of, filters):
    now = scope_of(_engine, start=start, end=end, as_of=as_of, **filters)
    return {"now": now, "previous": the_period_before(_engine, now), "last_year": a_year_earlier(_engine, now)}


def longest_overdue(scope: Scope, earliest_due: date | None) -> int | None:
    """Working days since the earliest missed last day."""
    return figures.longest_overdue(session.engine(), scope, earliest_due)


def reporting_day() -> date:
    """统计时点 when nobody chose one."""
    today = (datetime.now(UTC) + timedelta(hours=8)).date()
    return _reporting_day(session.engine(), str(session.engine().url), _version(), today)


@st.cache_data(**_KEPT)
def _reporting_day(_engine, url, version, today):
    return installation.reporting_day(_engine, today=today)


def names(dictionary: str) -> dict[str, str]:
    """Code → Chinese name of a dictionary table (channel, township, department, category, station)."""
    return _names(session.engine(), str(session.engine().url), _version(), dictionary)


@st.cache_data(**_KEPT)
def _names(_engine, url, version, table):
    if table == "category_parent":
        found = dictionaries.first_level_categories(_engine)
    else:
        found = dictionaries.dictionary(_engine, table)
    return dict(zip(found["code"], found["name"], strict=True))
