"""Drafts: what somebody is typing, one row per open page. No figure depends on them, so writing keeps caches valid."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from data_access import schema
from data_access.engine import reading

table = schema.draft
Fields = dict[str, object]


@dataclass(frozen=True)
class Draft:
    """What was typed in one open page; instants are UTC.

    Closed as of its last saving: the text lives on, stored for good or in the draft that went on from it.
    Closed at any other moment: the text is nowhere else, it was discarded or came after all was stored.
    """

    tab: str
    fields: Fields
    based_on: int | None
    saved_at: datetime
    closed_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether somebody still wants to go on with it."""
        return self.closed_at is None

    @property
    def was_discarded(self) -> bool:
        """Whether it is closed and its text nowhere else."""
        return self.closed_at is not None and self.closed_at != self.saved_at

    def says_more_than(self, fields: Fields) -> bool:
        """Whether anything in it is missing in these fields, or different there."""
        return any(name not in fields or fields[name] != value for name, value in self.fields.items())


COLUMNS = [table.c[name] for name in Draft.__dataclass_fields__]


def drafts(engine: Engine, *, account_id: int, subject: str) -> list[Draft]:
    """A person's open and discarded drafts about a subject, the last saved first; not those whose text lives on."""
    wanted = or_(table.c.closed_at.is_(None), table.c.closed_at != table.c.saved_at)
    with reading(engine) as connection:
        return _found(connection, *_owned(account_id, subject), wanted)


def open_about(connection: Connection, *, account_id: int, subjects: list[str]) -> dict[str, list[Draft]]:
    """A person's open drafts about these subjects, in one statement."""
    query = select(table.c.subject, *COLUMNS).where(table.c.account_id == account_id, table.c.subject.in_(subjects))
    query = query.where(table.c.closed_at.is_(None)).order_by(table.c.subject, table.c.saved_at.desc(), table.c.tab)
    found: dict[str, list[Draft]] = {}
    for about, *row in connection.execute(query):
        found.setdefault(about, []).append(Draft(*row))
    return found


def hold(connection: Connection, *, account_id: int, subject: str, tabs: set[str]) -> dict[str, Draft]:
    """The open drafts and those of `tabs`, by tab, last saved first; locked until the transaction ends."""
    chosen = or_(table.c.closed_at.is_(None), table.c.tab.in_(sorted(tabs)))
    owned = (*_owned(account_id, subject), chosen)
    # In one order for everybody, or two tabs that save at once would wait for each other.
    connection.execute(select(table.c.tab).where(*owned).order_by(table.c.tab).with_for_update()).all()
    return {draft.tab: draft for draft in _found(connection, *owned)}


def begin(
    connection: Connection, *, account_id: int, subject: str, tab: str, based_on: int | None, at: datetime
) -> bool:
    """An empty row for a tab, closed until something is put in; False when it had one."""
    insert = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert
    row = {"account_id": account_id, "subject": subject, "tab": tab, "based_on": based_on}
    statement = insert(table).values(**row, fields={}, saved_at=at, closed_at=at).on_conflict_do_nothing()
    return connection.execute(statement.returning(table.c.tab)).first() is not None


def put(connection: Connection, *, account_id: int, subject: str, tab: str, **values: object) -> None:
    """Set fields, based_on, saved_at or closed_at of one draft."""
    chosen = update(table).where(*_owned(account_id, subject), table.c.tab == tab)
    connection.execute(chosen.values(**values))


def count(connection: Connection, *, account_id: int) -> int:
    """How many drafts of a person are kept, open and closed, about whatever."""
    return connection.execute(
        select(func.count()).select_from(table).where(table.c.account_id == account_id)
    ).scalar_one()


def forget(connection: Connection, *, account_id: int, before: datetime) -> int:
    """Delete drafts of one person closed before `before`; how many went."""
    return connection.execute(
        delete(table).where(table.c.account_id == account_id, table.c.closed_at < before)
    ).rowcount


def _owned(account_id: int, subject: str) -> tuple:
    return table.c.account_id == account_id, table.c.subject == subject


def _found(connection: Connection, *conditions) -> list[Draft]:
    query = select(*COLUMNS).where(*conditions).order_by(table.c.saved_at.desc(), table.c.tab)
    return [Draft(*row) for row in connection.execute(query)]
