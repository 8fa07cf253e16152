"""One suggestion at a time: reading it locked inside a transaction, and changing it by version."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from data_access import schema
from glossary import State


class StaleVersion(Exception):
    """Somebody changed it first; the message is a sentence for the screen."""


class NoSuchSuggestion(Exception):
    """No suggestion has this number; the message is a sentence for the screen."""


@dataclass(frozen=True)
class Suggestion:
    """What an action needs to know about a suggestion before it changes it."""

    id: int
    number: str
    version: int
    state: State
    nature: str | None
    tier: str | None
    category_code: str | None
    township_code: str | None
    received_at: datetime
    first_due_on: object
    extended_on: object


def lock(connection: Connection, *, number: str, version: int) -> Suggestion:
    """The suggestion as the person saw it, held until the transaction ends.

    Raises: NoSuchSuggestion, StaleVersion.
    """
    table = schema.suggestion
    columns = [table.c[name] for name in Suggestion.__dataclass_fields__]
    row = connection.execute(select(*columns).where(table.c.number == number).with_for_update()).first()
    if row is None:
        raise NoSuchSuggestion(f"没有编号为 {number} 的建议，没有改动任何内容。请核对编号。")
    if row.version != version:
        raise StaleVersion(f"{number} 刚刚被别人改过，您的修改没有存入。请刷新后看过新内容再改。")
    return Suggestion(**(row._asdict() | {"state": State(row.state)}))


def change(connection: Connection, before: Suggestion, **values: object) -> int:
    """Write values and the next version; returns it.

    Raises: StaleVersion, also where the database could not hold the lock.
    """
    table = schema.suggestion
    done = connection.execute(
        update(table)
        .where(table.c.id == before.id, table.c.version == before.version)
        .values(version=before.version + 1, **values)
    )
    if done.rowcount != 1:
        raise StaleVersion(f"{before.number} 刚刚被别人改过，您的修改没有存入。请刷新后看过新内容再改。")
    return before.version + 1
