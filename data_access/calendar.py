"""The working-day calendar: public holidays and 调休 from a table, weekends where the table ends."""

from datetime import date, timedelta
from functools import lru_cache

import chinese_calendar
from chinese_calendar import constants
from sqlalchemy import Connection, Engine, select

from data_access import schema
from data_access.engine import data_version, reading
from working_time import WorkingCalendar

FIRST_DAY = date(2004, 1, 1)
LAST_KNOWN_YEAR = 2026  # what chinesecalendar 1.11 covers
LAST_DAY = date(2029, 12, 31)


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


def fill_calendar(connection: Connection) -> None:
    """Store the published calendar; for a new database."""
    connection.execute(schema.calendar_day.insert(), published_days())


def working_calendar(engine: Engine, version: int | None = None) -> WorkingCalendar:
    """The calendar as it stands in the database; `version` is its data_version where the caller knows it."""
    return _read_calendar(engine, data_version(engine) if version is None else version)


@lru_cache(maxsize=4)
def _read_calendar(engine: Engine, _version: int) -> WorkingCalendar:
    with reading(engine) as connection:
        return read_calendar(connection)


def read_calendar(connection: Connection) -> WorkingCalendar:
    """The calendar as seen inside a transaction."""
    table = schema.calendar_day
    days = connection.execute(select(table.c.day, table.c.working, table.c.provisional).order_by(table.c.day)).all()
    provisional = frozenset(row.day.year for row in days if row.provisional)
    return WorkingCalendar(days[0].day, [row.working for row in days], provisional)
