"""The working-day calendar: public holidays and 调休 from a table, weekends where the table ends."""

from collections.abc import Sequence
from datetime import date, time, timedelta
from functools import lru_cache

import chinese_calendar
from chinese_calendar import constants
from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.exc import OperationalError

from data_access import schema, settings
from data_access.engine import raise_version, reading
from data_access.engine import version as version_of
from working_time import CalendarBusy, CalendarMissing, OfficeHours, WorkingCalendar

VERSION = "calendar_version"  # counts what changes working time: days, and office hours
FIRST_DAY = date(2004, 1, 1)
LAST_KNOWN_YEAR = 2026  # what chinesecalendar 1.11 covers
LAST_DAY = date(2029, 12, 31)
MISSING = (
    "数据库里还没有工作日历，到期日和办理时长无法计算；已保存的内容都在。"
    "请系统管理员打开“工作日历”点“填入工作日历”，或在服务器上运行 python manage.py calendar。"
)
BUSY = "工作日历正在变更，通常几秒钟就好；没有存入任何内容。请稍后重试。"


def published_days() -> list[dict]:
    """Every day from 2004 to 2029 as rows of calendar_day; years not yet published are provisional."""
    rows = []
    day = FIRST_DAY
    while day <= LAST_DAY:
        provisional = day.year > LAST_KNOWN_YEAR
        working = day.weekday() < 5 if provisional else chinese_calendar.is_workday(day)
        rows.append({"day": day, "working": working, "name": _name(day), "provisional": provisional})
        day += timedelta(days=1)
    return rows


def _name(day: date) -> str:
    if day in constants.holidays:
        return constants.Holiday(constants.holidays[day]).chinese
    return "调休上班" if day in constants.workdays else ""


def fill_calendar(connection: Connection) -> int:
    """Store the published calendar, or what of it lies after the last day there is; returns how many days."""
    return _append(connection, published_days())


def add_provisional_year(connection: Connection, year: int) -> int:
    """Store a year computed from weekends after the last day there is; returns how many days."""
    start = date(year, 1, 1)
    days = (start + timedelta(days=offset) for offset in range((date(year + 1, 1, 1) - start).days))
    rows = [{"day": day, "working": day.weekday() < 5, "name": "", "provisional": True} for day in days]
    return _append(connection, rows)


def _append(connection: Connection, rows: list[dict]) -> int:
    """Only at the end: the working clock counts from the first day, so days before it would move every clock."""
    last = connection.execute(select(func.max(schema.calendar_day.c.day))).scalar_one()
    new = [row for row in rows if last is None or row["day"] > last]
    if new:
        connection.execute(schema.calendar_day.insert(), new)
        raise_version(connection, VERSION)
    return len(new)


def working_calendar(engine: Engine, version: int | None = None) -> WorkingCalendar:
    """The calendar as it stands in the database; `version` is its calendar_version where the caller knows it."""
    return _read_calendar(engine, version_of(engine, VERSION) if version is None else version)


@lru_cache(maxsize=4)
def _read_calendar(engine: Engine, _version: int) -> WorkingCalendar:
    with reading(engine) as connection:
        return read_calendar(connection)


def read_calendar(connection: Connection) -> WorkingCalendar:
    """The calendar as seen inside a transaction; a writing one keeps it from being changed meanwhile.

    Raises: CalendarMissing, CalendarBusy.
    """
    table = schema.calendar_day
    if connection.get_execution_options().get("writes"):
        hold(connection, read=True)
    days = connection.execute(select(table.c.day, table.c.working, table.c.provisional).order_by(table.c.day)).all()
    if not days:
        raise CalendarMissing(MISSING)
    provisional = frozenset(row.day.year for row in days if row.provisional)
    hours = office_hours(settings.current(connection)["office_hours"])
    return WorkingCalendar(days[0].day, [row.working for row in days], provisional, hours)


def latest_due(engine: Engine, *, start: date, end: date) -> date | None:
    """The last due date among suggestions received in [start, end); None when none has one."""
    table = schema.suggestion
    query = select(func.max(table.c.due_on)).where(table.c.received_on >= start, table.c.received_on < end)
    with reading(engine) as connection:
        return connection.execute(query).scalar_one()


def hold(connection: Connection, *, read: bool = False) -> None:
    """Lock the calendar until the transaction ends: a change waits for those who compute with it.

    They do not wait for a change: one of them may hold a suggestion that the change wants, and both would wait for
    ever. SQLite has one writer at a time anyway.

    Raises: CalendarBusy, to those who only read.
    """
    table = schema.calendar_day
    first = select(func.min(table.c.day)).scalar_subquery()
    query = select(table.c.day).where(table.c.day == first).with_for_update(read=read, nowait=read)
    try:
        connection.execute(query)
    except OperationalError as refused:
        if read and connection.dialect.name == "postgresql":
            raise CalendarBusy(BUSY) from refused
        raise


def office_hours(spans: Sequence[Sequence[str]]) -> OfficeHours:
    """The setting office_hours as the clock wants it."""
    return OfficeHours(tuple((time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in spans))
