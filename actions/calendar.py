"""工作日历: look at a year, see what a change would move, make it with everything that hangs on it, take it back."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import pandas as pd

from data_access import calendar_changes
from data_access.calendar import add_provisional_year, fill_calendar, hold
from data_access.calendar_changes import Day
from data_access.calendar_notice import Notice, notice_of, notice_of_lines
from data_access.engine import Connection, Engine, reading, writing
from data_access.recompute import Moves, Progress
from data_access.workbook_errors import ImportRefused
from permissions import Permission, Person, require

__all__ = [
    "CalendarRefused",
    "Covered",
    "Day",
    "ImportRefused",
    "Moves",
    "Notice",
    "Plan",
    "Preview",
    "add_year",
    "apply",
    "changed_days",
    "changes",
    "covered",
    "fill",
    "notice_of",
    "notice_of_lines",
    "plan_days",
    "plan_notice",
    "plan_reverse",
    "plan_year_filled",
    "preview",
    "year_days",
]

MAX_REASON = 200
MAX_NAME = 40
MAX_DAYS = 62
_SAFE = "日历没有改动。"


class CalendarRefused(Exception):
    """The calendar stays as it is; the message is a sentence for the screen."""


class StaleCalendar(CalendarRefused):
    """Somebody changed the calendar first."""


@dataclass(frozen=True)
class Covered:
    """Which years the calendar has, and which of them are computed from weekends."""

    first: int
    last: int
    provisional: frozenset[int]


@dataclass(frozen=True)
class Plan:
    """Days as they are to become, and why; nothing is stored yet."""

    days: tuple[tuple[date, Day], ...]
    reason: str


@dataclass(frozen=True)
class Preview:
    """What a plan changes: each day before and after, and the suggestions that move. `seen` belongs to `apply`."""

    plan: Plan
    before: dict[date, Day]
    moves: Moves
    seen: int


def covered(engine: Engine, *, by: Person) -> Covered | None:
    """The years of the calendar; None when there is none yet."""
    require(by, Permission.MANAGE_CALENDAR, "查看工作日历")
    with reading(engine) as connection:
        found = calendar_changes.covered_years(connection)
    return None if found is None else Covered(*found)


def year_days(engine: Engine, *, year: int, by: Person) -> dict[date, Day]:
    """Every day of a year."""
    require(by, Permission.MANAGE_CALENDAR, "查看工作日历")
    return calendar_changes.days(engine, start=date(year, 1, 1), end=date(year + 1, 1, 1))


def changes(engine: Engine, *, by: Person) -> pd.DataFrame:
    """Earlier changes, newest first, with the columns of `calendar_changes.changes`."""
    require(by, Permission.MANAGE_CALENDAR, "查看工作日历")
    return calendar_changes.changes(engine)


def changed_days(engine: Engine, *, change_id: int, by: Person) -> dict[date, tuple[Day | None, Day]]:
    """Every day of one earlier change before and after; before is None for a day that was added."""
    require(by, Permission.MANAGE_CALENDAR, "查看工作日历")
    with reading(engine) as connection:
        found = calendar_changes.change(connection, change_id=change_id)
    return found.days if found else {}


# --- plans: nothing is stored -------------------------------------------------------------------


def plan_days(*, start: date, end: date, working: bool, name: str, reason: str) -> Plan:
    """The days from start to end, both included, as 上班 or 休息."""
    if end < start:
        raise CalendarRefused(f"结束日期 {end} 早于开始日期 {start}，{_SAFE}请重新选择。")
    count = (end - start).days + 1
    if count > MAX_DAYS:
        raise CalendarRefused(f"一次最多改 {MAX_DAYS} 天，您选了 {count} 天，{_SAFE}请分几次改，或导入全年安排。")
    if len(name.strip()) > MAX_NAME:
        raise CalendarRefused(f"名称不能超过 {MAX_NAME} 个字，{_SAFE}")
    days = ((start + timedelta(days=offset), Day(working, name.strip())) for offset in range(count))
    return Plan(tuple(days), _reason(reason))


def plan_notice(notice: Notice, *, filled: bool, reason: str) -> Plan:
    """The days of a notice; when it is the whole year's, the other days of its years count as settled too."""
    days = dict(notice.days)
    if not days:
        raise CalendarRefused(f"没有可以采用的日期，{_SAFE}请按“日期、上班或休息、名称”三列填写。")
    if filled:
        for year in sorted({day.year for day in days}):
            days = {**_weekends(year), **days}
    return Plan(tuple(sorted(days.items())), _reason(reason))


def plan_year_filled(engine: Engine, *, year: int, reason: str, by: Person) -> Plan:
    """The days of a year as they stand, no longer provisional."""
    found = year_days(engine, year=year, by=by)
    if not any(entry.name for entry in found.values()):
        raise CalendarRefused(
            f"{year} 年还没有录入任何节假日，不能标为已核定，{_SAFE}请先录入或导入国务院办公厅通知的安排。"
        )
    settled = ((day, replace(entry, provisional=False)) for day, entry in found.items())
    return Plan(tuple(settled), _reason(reason))


def plan_reverse(engine: Engine, *, change_id: int, by: Person) -> Plan:
    """The days of an earlier change as they were before it."""
    require(by, Permission.MANAGE_CALENDAR, "修改工作日历")
    with reading(engine) as connection:
        found = calendar_changes.change(connection, change_id=change_id)
    days = {day: was for day, (was, _is) in found.days.items() if was} if found else {}
    if not days:
        raise CalendarRefused(f"这次变更没有可以改回的日期，{_SAFE}")
    return Plan(tuple(days.items()), f"改回第 {change_id} 次变更：{found.reason}"[:MAX_REASON])


def preview(engine: Engine, *, plan: Plan, by: Person) -> Preview:
    """What the plan would change; days that stay as they are fall out of it.

    Raises: NotPermitted, CalendarRefused, CalendarMissing.
    """
    require(by, Permission.MANAGE_CALENDAR, "修改工作日历")
    with reading(engine) as connection:
        seen = calendar_changes.last_change(connection)
        before = _before(connection, plan)
        new = {day: entry for day, entry in plan.days if before[day] != entry}
        if not new:
            raise CalendarRefused(f"所填的内容与现在的日历相同，{_SAFE}")
        moved = calendar_changes.moves_of(connection, new)
    return Preview(Plan(tuple(new.items()), plan.reason), {day: before[day] for day in new}, moved, seen)


# --- writing ------------------------------------------------------------------------------------


def apply(
    engine: Engine, *, plan: Plan, seen: int, by: Person, at: datetime, progress: Progress | None = None
) -> Moves:
    """Change the days and everything that hangs on them in one transaction; `seen` comes from the preview.

    Raises: NotPermitted, CalendarRefused, StaleCalendar, CalendarMissing.
    """
    require(by, Permission.MANAGE_CALENDAR, "修改工作日历")
    reason = _reason(plan.reason)
    with writing(engine) as connection:
        hold(connection)
        if calendar_changes.last_change(connection) != seen:
            raise StaleCalendar(f"工作日历刚被别人改过，{_SAFE}请重新预览后再确认。")
        before = _before(connection, plan)
        new = {day: entry for day, entry in plan.days if before[day] != entry}
        if not new:
            raise CalendarRefused(f"所填的内容与现在的日历相同，{_SAFE}")
        return calendar_changes.store(connection, new, reason=reason, by=by, at=at, progress=progress)


def fill(engine: Engine, *, by: Person, at: datetime) -> int:
    """Store the published calendar (2004 on) as far as it is missing; returns how many days were added."""
    require(by, Permission.MANAGE_CALENDAR, "填入工作日历")
    with writing(engine) as connection:
        added = fill_calendar(connection)
        if added:
            calendar_changes.note(connection, {}, Moves(), reason=f"填入已公布的安排，{added} 天", by=by, at=at)
    return added


def add_year(engine: Engine, *, by: Person, at: datetime) -> int:
    """Add the year after the last one, computed from weekends; returns it.

    Raises: NotPermitted, CalendarRefused.
    """
    require(by, Permission.MANAGE_CALENDAR, "补充工作日历年份")
    with writing(engine) as connection:
        hold(connection)
        covered_now = calendar_changes.covered_years(connection)
        if covered_now is None:
            raise CalendarRefused("还没有工作日历，请先填入。")
        year = covered_now[1] + 1
        add_provisional_year(connection, year)
        added = calendar_changes.days_in(connection, start=date(year, 1, 1), end=date(year + 1, 1, 1))
        noted = {day: (None, entry) for day, entry in added.items()}
        calendar_changes.note(connection, noted, Moves(), reason=f"补充 {year} 年，暂按周末推算", by=by, at=at)
    return year


def _before(connection: Connection, plan: Plan) -> dict[date, Day]:
    wanted: Mapping[date, Day] = dict(plan.days)
    before = calendar_changes.existing(connection, wanted)
    outside = sorted(set(wanted) - set(before))
    if outside:
        raise CalendarRefused(f"{outside[0]} 不在工作日历的年份内，{_SAFE}请先补充年份。")
    return before


def _weekends(year: int) -> dict[date, Day]:
    start = date(year, 1, 1)
    days = (start + timedelta(days=offset) for offset in range((date(year + 1, 1, 1) - start).days))
    return {day: Day(day.weekday() < 5) for day in days}


def _reason(text: str) -> str:
    if not 2 <= len(text.strip()) <= MAX_REASON:
        raise CalendarRefused(f"请写明变更依据或原因（2 至 {MAX_REASON} 个字，例如通知文号），{_SAFE}")
    return text.strip()
