"""Changing the calendar: one transaction for the days, what hangs on them, and an append-only row that says why."""

from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass
from datetime import date, datetime

import pandas as pd
from sqlalchemy import Connection, Engine, func, select, update

from data_access import recompute, schema
from data_access.calendar import VERSION, read_calendar
from data_access.engine import raise_version, reading
from data_access.recompute import Moves, Progress, Recompute
from permissions import Person
from working_time import WorkingCalendar


@dataclass(frozen=True)
class Day:
    """What the calendar says of one day."""

    working: bool
    name: str = ""
    provisional: bool = False


@dataclass(frozen=True)
class Change:
    """One earlier change, with every day before and after (before is None for a day that was added)."""

    id: int
    reason: str
    days: dict[date, tuple[Day | None, Day]]


def days(engine: Engine, *, start: date, end: date) -> dict[date, Day]:
    """The days of [start, end) that the calendar has, in order."""
    with reading(engine) as connection:
        return days_in(connection, start=start, end=end)


def days_in(connection: Connection, *, start: date, end: date) -> dict[date, Day]:
    """The same inside a transaction."""
    table = schema.calendar_day
    query = (
        select(table.c.day, table.c.working, table.c.name, table.c.provisional)
        .where(table.c.day >= start, table.c.day < end)
        .order_by(table.c.day)
    )
    return {row.day: Day(row.working, row.name, row.provisional) for row in connection.execute(query)}


def existing(connection: Connection, wanted: Iterable[date]) -> dict[date, Day]:
    """What the calendar says of these days now; days it does not have are left out."""
    wanted = set(wanted)
    if not wanted:
        return {}
    found = days_in(connection, start=min(wanted), end=date.fromordinal(max(wanted).toordinal() + 1))
    return {day: entry for day, entry in found.items() if day in wanted}


def covered_years(connection: Connection) -> tuple[int, int, frozenset[int]] | None:
    """First and last year of the calendar and those that are provisional; None without a calendar."""
    table = schema.calendar_day
    first, last = connection.execute(select(func.min(table.c.day), func.max(table.c.day))).one()
    if first is None:
        return None
    provisional = connection.execute(select(table.c.day).where(table.c.provisional)).scalars()
    return first.year, last.year, frozenset(day.year for day in provisional)


def last_change(connection: Connection) -> int:
    """Number of the newest change, 0 before the first: what a person saw when they began."""
    return connection.execute(select(func.max(schema.calendar_change.c.id))).scalar_one() or 0


def moves_of(connection: Connection, new: Mapping[date, Day]) -> Moves:
    """What the new days would move, without changing anything."""
    before = read_calendar(connection)
    return recompute.moves(connection, Recompute(before, _with(before, new), min(new)))


def store(
    connection: Connection,
    new: Mapping[date, Day],
    *,
    reason: str,
    by: Person,
    at: datetime,
    progress: Progress | None = None,
) -> Moves:
    """Write the days, recompute what hangs on them, and note it; the caller holds the calendar."""
    before, was = read_calendar(connection), existing(connection, new)
    table = schema.calendar_day
    for day, entry in new.items():
        values = {"working": entry.working, "name": entry.name, "provisional": entry.provisional}
        connection.execute(update(table).where(table.c.day == day).values(values))
    raise_version(connection, VERSION)
    change = Recompute(before, _with(before, new), min(new))
    moved = recompute.apply(connection, change, reason=reason, by=by, at=at, progress=progress)
    note(connection, {day: (was[day], entry) for day, entry in new.items()}, moved, reason=reason, by=by, at=at)
    return moved


def note(
    connection: Connection,
    changed: Mapping[date, tuple[Day | None, Day]],
    moved: Moves,
    *,
    reason: str,
    by: Person,
    at: datetime,
) -> None:
    """Add one row to the calendar's history."""
    row = {
        "at": at,
        "by_account_id": by.account_id or None,
        "by_name": by.name,
        "reason": reason,
        "days": [
            [f"{day:%Y-%m-%d}", None if was is None else astuple(was), astuple(entry)]
            for day, (was, entry) in changed.items()
        ],
        "recomputed": moved.recomputed,
        "due_moved": moved.due_moved,
    }
    connection.execute(schema.calendar_change.insert().values(row))


def changes(engine: Engine, *, limit: int = 100) -> pd.DataFrame:
    """Changes of the calendar, newest first.

    Columns: id, at (UTC), by_name, reason, first, last (days changed), days (count), recomputed, due_moved.
    """
    table = schema.calendar_change
    names = ["id", "at", "by_name", "reason", "days", "recomputed", "due_moved"]
    query = select(*(table.c[name] for name in names)).order_by(table.c.id.desc()).limit(limit)
    with reading(engine) as connection:
        rows = connection.execute(query).all()
    found = pd.DataFrame([tuple(row) for row in rows], columns=names)
    listed = [[day for day, _was, _is in days] for days in found["days"]]
    found["first"], found["last"] = [min(d, default="") for d in listed], [max(d, default="") for d in listed]
    found["days"] = [len(d) for d in listed]
    return found[["id", "at", "by_name", "reason", "first", "last", "days", "recomputed", "due_moved"]]


def change(connection: Connection, *, change_id: int) -> Change | None:
    """One earlier change."""
    table = schema.calendar_change
    row = connection.execute(select(table.c.id, table.c.reason, table.c.days).where(table.c.id == change_id)).first()
    if row is None:
        return None
    noted = {date.fromisoformat(day): (was and Day(*was), Day(*entry)) for day, was, entry in row.days}
    return Change(row.id, row.reason, noted)


def _with(before: WorkingCalendar, new: Mapping[date, Day]) -> WorkingCalendar:
    """The calendar with some days changed."""
    working = list(before.working)
    for day, entry in new.items():
        working[(day - before.first).days] = entry.working
    return WorkingCalendar(before.first, working, before.provisional_years, before.hours)
