"""What hangs on the calendar, computed anew: the working clock, due dates, and days an answer took.

A due date keeps its number of working days and moves with the calendar, whatever limit, extension or redo made it.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Connection, Row, bindparam, func, or_, select, update

from data_access import history, schema
from data_access.bulk import insert_rows
from glossary import Step
from permissions import Person
from working_time import WorkingCalendar, local

Progress = Callable[[int, int], None]
AT_ONCE = 5_000
_ASKED_AT_ONCE = 1_000
DUE = {"due_on": "到期日", "first_due_on": "首次到期日", "sign_due_on": "签收期限"}
CLOCKS = ("received_minute", "completed_minute")
COLUMNS = (*CLOCKS, *DUE, "answer_working_days")
_READ = (
    "id",
    "state",
    "version",
    "received_at",
    "answered_on",
    "completed_at",
    "completed_on",
    "left_out_on",
    "assigned_on",
    "reassigned_on",
    "reassigned_again_on",
    "redone_on",
)


@dataclass
class Moves:
    """How many suggestions have a new clock or date, and by how many calendar days due dates move."""

    recomputed: int = 0
    due_moved: int = 0
    open_by_days: Counter[int] = field(default_factory=Counter)
    done_by_days: Counter[int] = field(default_factory=Counter)

    def note(self, row: Row, changed: dict) -> None:
        """Count one suggestion that changes."""
        self.recomputed += 1
        if "due_on" in changed:
            self.due_moved += 1
            is_done = row.completed_on is not None or row.left_out_on is not None
            by_days = self.done_by_days if is_done else self.open_by_days
            by_days[(changed["due_on"] - row.due_on).days] += 1


@dataclass(frozen=True)
class Recompute:
    """One change of the calendar: what it was, what it is, and from which day on they differ."""

    before: WorkingCalendar
    after: WorkingCalendar
    since: date
    only_clocks: bool = False  # new office hours leave dates alone

    def changed(self, row: Row) -> dict:
        """Column → new value, for the columns of one suggestion that change."""
        now = self._clocks(row) if self.only_clocks else self._clocks(row) | self._dates(row)
        return {name: value for name, value in now.items() if value != getattr(row, name)}

    def _clocks(self, row: Row) -> dict:
        done = row.completed_at
        return {
            "received_minute": self.after.clock(local(row.received_at)),
            "completed_minute": None if done is None else self.after.clock(local(done)),
        }

    def _dates(self, row: Row) -> dict:
        received = local(row.received_at)
        counted = self.before.counted_day(received), self.after.counted_day(received)
        redone = (row.redone_on, row.redone_on) if row.redone_on else counted
        assigned = row.reassigned_again_on or row.reassigned_on or row.assigned_on
        answered = row.answered_on
        return {
            "due_on": self._moved(row.due_on, *redone),
            "first_due_on": self._moved(row.first_due_on, *counted),
            "sign_due_on": self._moved(row.sign_due_on, assigned, assigned) if assigned else row.sign_due_on,
            "answer_working_days": None
            if row.answer_working_days is None or answered is None
            else self.after.working_days_taken(received, answered),
        }

    def _moved(self, day: date | None, start_before: date, start: date) -> date | None:
        if day is None:
            return None
        return self.after.moved(day, before=self.before, start_before=start_before, start=start)


def moves(connection: Connection, recompute: Recompute) -> Moves:
    """What would change, without changing it."""
    found = Moves()
    for rows in _affected(connection, recompute.since):
        for row in rows:
            if changed := recompute.changed(row):
                found.note(row, changed)
    return found


def apply(
    connection: Connection,
    recompute: Recompute,
    *,
    reason: str,
    by: Person,
    at: datetime,
    progress: Progress | None = None,
) -> Moves:
    """Write what changes; a suggestion whose due date moves gets a row in its history and a new version."""
    found, done, total = Moves(), 0, _affected_count(connection, recompute.since)
    for rows in _affected(connection, recompute.since):
        new = [(row, changed) for row in rows if (changed := recompute.changed(row))]
        for row, changed in new:
            found.note(row, changed)
        _write(connection, new)
        moved = [(row, changed) for row, changed in new if any(name in changed for name in DUE)]
        _append_history(connection, moved, reason=reason, by=by, at=at)
        done += len(rows)
        if progress:
            progress(done, total)
    return found


def _reached(since: date):
    """Suggestions with any instant or date on or after the first day that differs."""
    table = schema.suggestion
    names = ("received_on", "completed_on", "answered_on", *DUE)
    return or_(*(table.c[name] >= since for name in names))


def _affected_count(connection: Connection, since: date) -> int:
    return connection.execute(select(func.count()).select_from(schema.suggestion).where(_reached(since))).scalar_one()


def _affected(connection: Connection, since: date) -> Iterator[list[Row]]:
    """Those suggestions in order of id, some thousands at a time, locked when the transaction writes."""
    table, last = schema.suggestion, 0
    columns = [table.c[name] for name in (*_READ, *COLUMNS)]
    query = select(*columns).where(_reached(since)).order_by(table.c.id).limit(AT_ONCE)
    if connection.get_execution_options().get("writes"):
        query = query.with_for_update()
    while rows := connection.execute(query.where(table.c.id > last)).all():
        last = rows[-1].id
        yield rows


def _write(connection: Connection, new: list[tuple[Row, dict]]) -> None:
    if not new:
        return
    table = schema.suggestion
    statement = (
        update(table)
        .where(table.c.id == bindparam("of_id"))
        .values({name: bindparam(f"new_{name}") for name in (*COLUMNS, "version")})
    )
    rows = []
    for row, changed in new:
        version = row.version + any(name in changed for name in DUE)
        values = {f"new_{name}": changed.get(name, getattr(row, name)) for name in COLUMNS}
        rows.append({"of_id": row.id, "new_version": version, **values})
    connection.execute(statement, rows)


def _append_history(
    connection: Connection, moved: list[tuple[Row, dict]], *, reason: str, by: Person, at: datetime
) -> None:
    """One row each, chained to the last one of its suggestion; the suggestions' rows are locked."""
    last = _last_rows(connection, [row.id for row, _ in moved])
    rows = []
    for row, changed in moved:
        sequence, previous = last.get(row.id, (0, ""))
        dates = "；".join(
            f"{label} {getattr(row, name)} → {changed[name]}" for name, label in DUE.items() if name in changed
        )
        values = (
            row.id,
            sequence + 1,
            Step.CHANGED.value,
            at,
            by.account_id or None,
            by.name,
            row.state,
            row.state,
            f"工作日历变更：{dates}。{reason}"[:400],
            0,
            previous,
        )
        rows.append(dict(zip(history.COLUMNS, (*values, history.row_hash(values)), strict=True)))
    insert_rows(connection, schema.suggestion_history, rows)


def _last_rows(connection: Connection, ids: list[int]) -> dict[int, tuple[int, str]]:
    table, last = schema.suggestion_history, {}
    for start in range(0, len(ids), _ASKED_AT_ONCE):
        asked = table.c.suggestion_id.in_(ids[start : start + _ASKED_AT_ONCE])
        query = select(table.c.suggestion_id, table.c.sequence, table.c.hash).where(asked).order_by(table.c.sequence)
        last |= {row.suggestion_id: (row.sequence, row.hash) for row in connection.execute(query)}
    return last
