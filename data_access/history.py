"""The append-only history of every suggestion: each row hashed over itself and the row before."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, select

from data_access import schema
from data_access.engine import reading
from glossary import State, Step
from permissions import Person

COLUMNS = (
    "suggestion_id",
    "sequence",
    "step",
    "at",
    "by_account_id",
    "by_name",
    "from_state",
    "to_state",
    "reason",
    "handover_days",
    "previous_hash",
    "hash",
)


@dataclass(frozen=True)
class Change:
    """What one step did to a suggestion."""

    step: Step
    from_state: State | None
    to_state: State
    reason: str = ""
    handover_days: int = 0


@dataclass(frozen=True)
class BrokenLink:
    """The first history row that does not follow from the one before."""

    suggestion_id: int
    number: str
    sequence: int
    what: str

    def __str__(self) -> str:
        return f"{self.number} 的第 {self.sequence} 条办理记录：{self.what}"


def row_hash(values: Iterable[object]) -> str:
    """SHA-256 over a row's values in the order of COLUMNS, without the hash itself."""
    parts = (
        value.isoformat(timespec="microseconds")
        if isinstance(value, datetime)
        else ("" if value is None else str(value))
        for value in values
    )
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def history_rows(
    steps: Iterable[tuple[int, str, str, str]], *, at: datetime, by_account_id: int | None, by_name: str
) -> Iterator[tuple]:
    """First rows of new suggestions, as tuples in the order of COLUMNS.

    steps: (suggestion_id, step, to_state, reason). The part that is the same for all is written once.
    """
    same = f"{at.isoformat(timespec='microseconds')}\x1f{by_account_id or ''}\x1f{by_name}\x1f\x1f"
    account = by_account_id or None
    for suggestion_id, step, to_state, reason in steps:
        text = f"{suggestion_id}\x1f1\x1f{step}\x1f{same}{to_state}\x1f{reason}\x1f0\x1f"
        digest = hashlib.sha256(text.encode()).hexdigest()
        yield (suggestion_id, 1, step, at, account, by_name, None, to_state, reason, 0, "", digest)


def append(connection: Connection, *, suggestion_id: int, change: Change, by: Person, at: datetime) -> int:
    """Add one row to a suggestion whose row the transaction has locked; returns its sequence."""
    table = schema.suggestion_history
    last = connection.execute(
        select(table.c.sequence, table.c.hash)
        .where(table.c.suggestion_id == suggestion_id)
        .order_by(table.c.sequence.desc())
        .limit(1)
    ).first()
    sequence, previous = (last.sequence + 1, last.hash) if last else (1, "")
    from_state = None if change.from_state is None else str(change.from_state)
    who_and_when = (suggestion_id, sequence, str(change.step), at, by.account_id or None, by.name)
    what = (from_state, str(change.to_state), change.reason, change.handover_days, previous)
    values = (*who_and_when, *what)
    connection.execute(table.insert().values(dict(zip(COLUMNS, (*values, row_hash(values)), strict=True))))
    return sequence


def first_broken_link(engine: Engine) -> BrokenLink | None:
    """Walk every chain in order of suggestion and sequence; None when all are intact."""
    with reading(engine) as connection:
        broken = _walk(connection)
        if broken is None:
            return _without_history(connection)
        suggestion_id, sequence, what = broken
        number = connection.execute(
            select(schema.suggestion.c.number).where(schema.suggestion.c.id == suggestion_id)
        ).scalar_one()
    return BrokenLink(suggestion_id, number, sequence, what)


def _walk(connection: Connection) -> tuple[int, int, str] | None:
    table = schema.suggestion_history
    query = select(*(table.c[name] for name in COLUMNS)).order_by(table.c.suggestion_id, table.c.sequence)
    owner, expected, previous = None, 1, ""
    with connection.execute(query.execution_options(yield_per=5000)) as rows:
        for row in rows:
            if row.suggestion_id != owner:
                owner, expected, previous = row.suggestion_id, 1, ""
            if row.sequence != expected:
                return owner, expected, "缺少这一条记录"
            if row.previous_hash != previous:
                return owner, row.sequence, "与上一条记录不衔接"
            if row_hash(row[:-1]) != row.hash:
                return owner, row.sequence, "内容与存入时不一致"
            expected, previous = expected + 1, row.hash
    return None


def _without_history(connection: Connection) -> BrokenLink | None:
    suggestion, history = schema.suggestion, schema.suggestion_history
    missing = ~select(history.c.suggestion_id).where(history.c.suggestion_id == suggestion.c.id).exists()
    row = connection.execute(
        select(suggestion.c.id, suggestion.c.number).where(missing).order_by(suggestion.c.id).limit(1)
    ).first()
    return None if row is None else BrokenLink(row.id, row.number, 1, "缺少这一条记录")
