"""The only caching: reads for the screens, kept until anybody changes anything."""

from collections.abc import Callable
from datetime import date

import pandas as pd
import streamlit as st

from actions import attachments as attachment_actions
from actions import comments as comment_actions
from actions import figures
from data_access import dictionaries, facts, installation, settings
from data_access.calendar import latest_due as read_latest_due
from data_access.calendar import working_calendar
from data_access.facts import Counts, HandlingTimes
from data_access.scope import Scope, a_year_earlier, scope_of, the_period_before
from data_access.settings import Version
from glossary import SubjectKind
from permissions import Person
from scoring.efficiency import EfficiencyGain
from ui import clock, session
from working_time import WorkingCalendar

_KEPT = {"max_entries": 400, "show_spinner": "正在统计……"}


def begin(person: Person) -> None:
    """Called once per run by the frame: who looks, and whether anybody changed anything since."""
    st.session_state["loaders.reader"] = person
    st.session_state["loaders.installation"] = installation.installation(session.engine())


def reader() -> Person:
    """Who is looking, as found when the run began."""
    return st.session_state["loaders.reader"]


def is_demonstration() -> bool:
    """Whether the database holds constructed data."""
    return st.session_state["loaders.installation"].get("demonstration") == "1"


def reporting_day() -> date:
    """统计时点 when nobody chose one, and the day by which last days are judged, as the actions do."""
    return installation.standing_moment(st.session_state["loaders.installation"], clock.now()).date()


def _version() -> int:
    return int(st.session_state["loaders.installation"].get("data_version", 0))


def _calendar_version() -> int:
    return int(st.session_state["loaders.installation"].get("calendar_version", 0))


def counts(scope: Scope, by: tuple[str, ...], measures: tuple[str, ...], within: str | None = None) -> pd.DataFrame:
    """See data_access.facts.counts."""
    return _counts(session.engine(), str(session.engine().url), _version(), reader(), scope, by, measures, within)


@st.cache_data(**_KEPT)
def _counts(_engine, url, version, who: Person, scope, by, measures, within):
    return facts.counts(_engine, reader=who, scope=scope, by=by, measures=measures, within=within)


def rules() -> dict[str, Version]:
    """The settings in force, by key."""
    return {each.key: each for each in _rules(session.engine(), str(session.engine().url), _version())}


@st.cache_data(**_KEPT)
def _rules(_engine, url, version):
    return settings.newest(_engine)


def at_once(*reads: Counts | HandlingTimes) -> list[pd.DataFrame]:
    """See data_access.facts.read_at_once."""
    return _at_once(session.engine(), str(session.engine().url), _version(), reader(), reads)


@st.cache_data(**_KEPT)
def _at_once(_engine, url, version, who: Person, reads):
    return facts.read_at_once(_engine, reader=who, reads=reads)


def gain_over_last_year(before: Scope, now: Scope) -> EfficiencyGain:
    """See actions.figures.gain_over_last_year."""
    return _gain(session.engine(), str(session.engine().url), _version(), reader(), before, now)


@st.cache_data(**_KEPT)
def _gain(_engine, url, version, who: Person, before, now):
    reads = [HandlingTimes(scope, figures.STRATA) for scope in (before, now)]
    limit = settings.current(_engine)["restricted_mean_limit"]
    return figures.gain_over_last_year(*facts.read_at_once(_engine, reader=who, reads=reads), limit)


def cases(
    scope: Scope, measure: str, group: tuple[tuple[str, object], ...], limit: int
) -> tuple[pd.DataFrame, int, int]:
    """The listed suggestions behind a figure, how many can be listed, and how many are kept back."""
    return _cases(session.engine(), str(session.engine().url), _version(), reader(), scope, measure, group, limit)


@st.cache_data(**_KEPT)
def _cases(_engine, url, version, who: Person, scope, measure, group, limit):
    chosen = dict(group)
    order = "due_on" if measure == "overdue_open" else "received_on"
    listed, kept_back = facts.case_count(_engine, reader=who, scope=scope, measure=measure, group=chosen)
    found = facts.cases(_engine, reader=who, scope=scope, measure=measure, group=chosen, limit=limit, order=order)
    return found, listed, kept_back


def overdue_cases(scope: Scope, limit: int) -> pd.DataFrame:
    """See actions.figures.overdue_cases."""
    return _overdue_cases(session.engine(), str(session.engine().url), _version(), reader(), scope, limit)


@st.cache_data(**_KEPT)
def _overdue_cases(_engine, url, version, who: Person, scope, limit):
    return figures.overdue_cases(_engine, calendar(), scope=scope, by=who, limit=limit)


def scopes(start: date, end: date, as_of: date, **filters: tuple[str, ...]) -> dict[str, Scope]:
    """The scope asked for (now), the period before it (previous) and the same period last year (last_year)."""
    return _scopes(session.engine(), str(session.engine().url), _version(), start, end, as_of, filters)


@st.cache_data(**_KEPT)
def _scopes(_engine, url, version, start, end, as_of, filters):
    days = calendar()
    now = scope_of(days, start=start, end=end, as_of=as_of, **filters)
    return {"now": now, "previous": the_period_before(days, now), "last_year": a_year_earlier(days, now)}


def calendar() -> WorkingCalendar:
    """The working calendar as it stands; raises CalendarMissing."""
    return working_calendar(session.engine(), _calendar_version())


def latest_due(start: date, end: date) -> date | None:
    """See data_access.calendar.latest_due."""
    return _latest_due(session.engine(), str(session.engine().url), _version(), start, end)


@st.cache_data(**_KEPT)
def _latest_due(_engine, url, version, start, end):
    return read_latest_due(_engine, start=start, end=end)


def longest_overdue(scope: Scope, earliest_due: date | None) -> int | None:
    """Working days since the earliest missed last day."""
    return _longest_overdue(session.engine(), str(session.engine().url), _version(), scope, earliest_due)


@st.cache_data(**_KEPT)
def _longest_overdue(_engine, url, version, scope, earliest_due):
    return figures.longest_overdue(calendar(), scope, earliest_due)


def names(dictionary: str) -> dict[str, str]:
    """Code → Chinese name: channel, township, department, category, category_parent (upper level), station."""
    return _names(session.engine(), str(session.engine().url), _version())[dictionary]


@st.cache_data(**_KEPT)
def _names(_engine, url, version):
    names_of = {name: {} for name in ("channel", "township", "department", "category", "category_parent", "station")}
    for table, code, name in dictionaries.every_name(_engine).itertuples(index=False):
        names_of.setdefault(table, {})[code] = name
    return names_of


def attachments(kind: SubjectKind, number: str, part: str = "") -> pd.DataFrame:
    """See actions.attachments.attachments."""
    return kept(attachment_actions.attachments, kind=kind, number=number, part=part, by=reader())


def comments(kind: SubjectKind, number: str) -> pd.DataFrame:
    """See actions.comments.comments."""
    return _of_subject(session.engine(), str(session.engine().url), _version(), reader(), "comments", kind, number)


def mentionable(kind: SubjectKind, number: str) -> pd.DataFrame:
    """See actions.comments.mentionable."""
    return _of_subject(session.engine(), str(session.engine().url), _version(), reader(), "called", kind, number)


@st.cache_data(max_entries=400, show_spinner="正在读取……")
def _of_subject(_engine, url, version, who: Person, what, kind, number):
    reads = {
        "comments": comment_actions.comments,
        "called": comment_actions.mentionable,
    }
    return reads[what](_engine, kind=kind, number=number, by=who)


def kept(read: Callable, **asked: object):
    """What `read(engine, **asked)` returns, read again only after somebody changed something.

    For reads of data_access and actions that need nothing else; what they check of the person must be in `asked`.
    """
    return _kept_read(session.engine(), str(session.engine().url), _version(), _name_of(read), asked, read)


@st.cache_data(max_entries=400, show_spinner="正在读取……")
def _kept_read(_engine, url, version, name, asked, _read):
    return _read(_engine, **asked)


def _name_of(function: Callable) -> str:
    return f"{function.__module__}.{function.__name__}"


def chart_spec(builder: Callable, frame: pd.DataFrame, options: dict) -> dict:
    """What `builder(frame, **options)` draws, as Vega-Lite; building it takes longer than any figure."""
    return _chart_spec(_name_of(builder), frame, options, builder)


@st.cache_data(**_KEPT)
def _chart_spec(name, frame, options, _builder):
    return _builder(frame, **options)
