"""The append-only history of ideas, projects and partners: each row hashed over itself and the row before."""

import json
from dataclasses import dataclass, field
from datetime import datetime

import pandas as pd
from sqlalchemy import Connection, Engine, func, select

from data_access import bulk, schema
from data_access.engine import reading
from data_access.history import row_hash
from glossary import SubjectKind, WorkStep
from permissions import Person

table = schema.work_history
COLUMNS = (
    "subject_kind",
    "subject_id",
    "sequence",
    "step",
    "at",
    "by_account_id",
    "by_name",
    "from_state",
    "to_state",
    "reason",
    "details",
    "previous_hash",
    "hash",
)


@dataclass(frozen=True)
class Entry:
    """What one step did; `details` hold what else belongs to it and no personal data."""

    step: WorkStep
    from_state: str | None = None
    to_state: str | None = None
    reason: str = ""
    details: dict = field(default_factory=dict)


@dataclass(frozen=True)
class BrokenEntry:
    """The first row that does not follow from the one before."""

    kind: SubjectKind
    subject_id: int
    sequence: int
    what: str

    def __str__(self) -> str:
        return f"{self.kind.label}（内部编号 {self.subject_id}）的第 {self.sequence} 条记录：{self.what}"


def append(
    connection: Connection, *, kind: SubjectKind, subject_id: int, entry: Entry, by: Person, at: datetime
) -> int:
    """Add one row about a subject whose own row the transaction has locked; returns its sequence."""
    last = connection.execute(
        select(table.c.sequence, table.c.hash)
        .where(table.c.subject_kind == kind.value, table.c.subject_id == subject_id)
        .order_by(table.c.sequence.desc())
        .limit(1)
    ).first()
    sequence, previous = (last.sequence + 1, last.hash) if last else (1, "")
    row = entry_row(kind, subject_id, sequence, previous, entry, by_account_id=by.account_id, by_name=by.name, at=at)
    connection.execute(table.insert().values(row))
    return sequence


def append_many(
    connection: Connection, *, kind: SubjectKind, noted: dict[int, Entry], by: Person, at: datetime
) -> None:
    """One row about each of many subjects (id → entry) whose own rows the transaction has locked; two statements."""
    newest = select(table.c.subject_id, func.max(table.c.sequence).label("sequence")).group_by(table.c.subject_id)
    newest = newest.where(table.c.subject_kind == kind.value, table.c.subject_id.in_(noted)).subquery()
    is_newest = (table.c.subject_id == newest.c.subject_id) & (table.c.sequence == newest.c.sequence)
    query = select(table.c.subject_id, table.c.sequence, table.c.hash).join(newest, is_newest)
    rows = connection.execute(query.where(table.c.subject_kind == kind.value))
    last = {row.subject_id: (row.sequence, row.hash) for row in rows}
    who = {"by_account_id": by.account_id, "by_name": by.name, "at": at}
    bulk.insert_rows(
        connection,
        table,
        [
            entry_row(kind, subject_id, sequence + 1, previous, entry, **who)
            for subject_id, entry in noted.items()
            for sequence, previous in (last.get(subject_id, (0, "")),)
        ],
    )


def entry_row(
    kind: SubjectKind,
    subject_id: int,
    sequence: int,
    previous_hash: str,
    entry: Entry,
    *,
    by_account_id: int | None,
    by_name: str,
    at: datetime,
) -> dict:
    """One row with its hash, for append and for rows written many at a time."""
    states = [None if state is None else str(state) for state in (entry.from_state, entry.to_state)]
    details = json.loads(_canonical(entry.details))
    who = (str(kind.value), subject_id, sequence, str(entry.step.value), at, by_account_id or None, by_name)
    values = (*who, *states, entry.reason, details, previous_hash)
    return dict(zip(COLUMNS, (*values, _hash(values)), strict=True))


def entries(engine: Engine, *, kind: SubjectKind, subject_ids: tuple[int, ...]) -> pd.DataFrame:
    """The history of one subject, or of several read as one (an idea and what was merged into it), newest first.

    Columns: subject_id, sequence, step, at (UTC), by_name, from_state, to_state, reason, details (dict).
    """
    names = ["subject_id", "sequence", "step", "at", "by_name", "from_state", "to_state", "reason", "details"]
    query = (
        select(*(table.c[name] for name in names))
        .where(table.c.subject_kind == kind.value, table.c.subject_id.in_(subject_ids))
        .order_by(table.c.at.desc(), table.c.subject_id, table.c.sequence.desc())
    )
    with reading(engine) as connection:
        return pd.DataFrame(connection.execute(query).all(), columns=names)


def first_broken_entry(engine: Engine) -> BrokenEntry | None:
    """Walk every chain in order of subject and sequence; None when all are intact."""
    query = select(*(table.c[name] for name in COLUMNS))
    query = query.order_by(table.c.subject_kind, table.c.subject_id, table.c.sequence)
    owner, expected, previous = None, 1, ""
    with reading(engine) as connection, connection.execute(query.execution_options(yield_per=5000)) as rows:
        for row in rows:
            if row[:2] != owner:
                owner, expected, previous = row[:2], 1, ""
            what = _fault(row, expected, previous)
            if what:
                return BrokenEntry(SubjectKind(row.subject_kind), row.subject_id, row.sequence, what)
            expected, previous = expected + 1, row.hash
    return None


def _fault(row, expected: int, previous: str) -> str | None:
    if row.sequence != expected:
        return f"缺少第 {expected} 条记录"
    if row.previous_hash != previous:
        return "与上一条记录不衔接"
    if _hash(row[:-1]) != row.hash:
        return "内容与存入时不一致"
    return None


def _hash(values: tuple) -> str:
    return row_hash(_canonical(value) if isinstance(value, dict) else value for value in values)


def _canonical(details: dict) -> str:
    """The same text for the same details on every database."""
    return json.dumps(details, ensure_ascii=False, sort_keys=True, default=str)
