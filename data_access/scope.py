"""What is being asked about: which suggestions, as known on which day, and by whom."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, and_, false, or_

from glossary import Nature
from permissions import NotPermitted, Permission, Person
from working_time import WorkingCalendar

UNDECIDED = "undecided"  # 待定性: the nature nobody has decided yet; null in the database

# Scope field → column of suggestion_fact.
FILTERS = {
    "natures": "nature",
    "channels": "channel_code",
    "lines": "line",
    "townships": "township_code",
    "departments": "department_code",
    "tiers": "tier",
    "categories": "category_parent_code",
}


@dataclass(frozen=True)
class Scope:
    """Suggestions received in [start, end) as they stood at the end of `as_of`; an empty filter means all."""

    start: date
    end: date
    as_of: date
    as_of_minute: int  # the working clock at the end of as_of
    natures: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    townships: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()


def scope_of(calendar: WorkingCalendar, *, start: date, end: date, as_of: date, **filters: tuple[str, ...]) -> Scope:
    """A scope with its working clock read from the calendar."""
    return Scope(start, end, as_of, clock_at_end_of(calendar, as_of), **filters)


def clock_at_end_of(calendar: WorkingCalendar, day: date) -> int:
    """The working clock at the end of a day, in minutes; 0 before the calendar begins, where nothing was received."""
    if day < calendar.first:
        return 0
    return calendar.clock(datetime.combine(day, time.max))


def a_year_earlier(calendar: WorkingCalendar, scope: Scope) -> Scope:
    """The same question asked on the same day a year before (去年同期)."""
    as_of = _year_before(scope.as_of)
    return replace(
        scope,
        start=_year_before(scope.start),
        end=_year_before(scope.end),
        as_of=as_of,
        as_of_minute=clock_at_end_of(calendar, as_of),
    )


def the_period_before(calendar: WorkingCalendar, scope: Scope) -> Scope:
    """The period of the same length just before, seen as long after its end as this one is (上期)."""
    length = min(scope.end, scope.as_of + timedelta(days=1)) - scope.start
    as_of = scope.as_of - length
    minute = clock_at_end_of(calendar, as_of)
    return replace(scope, start=scope.start - length, end=scope.start, as_of=as_of, as_of_minute=minute)


def _year_before(day: date) -> date:
    is_leap_day = day.month == 2 and day.day == 29
    return day.replace(year=day.year - 1, day=28 if is_leap_day else day.day)


def conditions(fact, scope: Scope, *, reader: Person) -> list[ColumnElement[bool]]:
    """What a row must fulfil to be in the scope and visible to the reader; raises NotPermitted."""
    chosen = [fact.c.received_on >= scope.start, fact.c.received_on < scope.end, fact.c.received_on <= scope.as_of]
    for name, column_name in FILTERS.items():
        codes = getattr(scope, name)
        column = fact.c[column_name]
        if not codes:
            continue
        known = column.in_([code for code in codes if code != UNDECIDED])
        chosen.append(or_(known, column.is_(None)) if UNDECIDED in codes else known)
    return [*chosen, *visible_rows(fact, reader)]


def visible_rows(fact, reader: Person) -> list[ColumnElement[bool]]:
    """All suggestions for leaders and the office, the own department's for a handler, else NotPermitted."""
    if reader.may(Permission.READ_ALL_FIGURES):
        return []
    if reader.may(Permission.READ_OWN_DEPARTMENT_FIGURES):
        own = reader.department_code
        return [fact.c.department_code == own] if own else [false()]
    raise NotPermitted(f"您的身份“{reader.role.label}”不能查看统计数据。如确有需要，请联系系统管理员。")


def listable(fact) -> ColumnElement[bool]:
    """Neither confidential nor a report (举报): what lists, exports and searches may show at all."""
    is_report = and_(fact.c.nature.is_not(None), fact.c.nature == Nature.REPORT.value)
    return ~or_(fact.c.confidential, is_report)
