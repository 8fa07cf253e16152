"""The to-do list: things for one person, for a role, or for a role within one department."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date, datetime

import pandas as pd
from sqlalchemy import ColumnElement, Connection, Engine, and_, func, or_, select, update

from data_access import schema
from data_access.engine import reading
from glossary import Role
from permissions import Person

table = schema.to_do


@dataclass(frozen=True)
class ToDo:
    """Something to do, for one person, or for everyone of a role, or of a role within one department."""

    what: str
    page: str  # path of the page where it is done
    subject: str  # the thing it is about, such as account:7:password; done with it
    account_id: int | None = None
    role: Role | None = None
    department_code: str | None = None
    due_on: date | None = None
    query: str = ""  # what the page opens, such as idea=JDZ-2025-0001


def _concerns(person: Person) -> ColumnElement[bool]:
    own_department = or_(table.c.department_code.is_(None), table.c.department_code == person.department_code)
    return or_(table.c.account_id == person.account_id, and_(table.c.role == person.role, own_department))


def open_to_dos(engine: Engine, *, by: Person) -> pd.DataFrame:
    """What this person has to do, the most urgent first, without a due date last.

    Columns: id, what, page, query, subject, due_on (date or None), created_at (UTC).
    """
    names = ["id", "what", "page", "query", "subject", "due_on", "created_at"]
    query = (
        select(*[table.c[name] for name in names])
        .where(table.c.done_at.is_(None), _concerns(by))
        .order_by(table.c.due_on.is_(None), table.c.due_on, table.c.created_at, table.c.id)
    )
    with reading(engine) as connection:
        return pd.DataFrame(connection.execute(query).all(), columns=names)


def done_to_dos(engine: Engine, *, by: Person, since: datetime) -> pd.DataFrame:
    """What this person had to do and is done, from `since` on, latest first.

    Columns: id, what, done_at (UTC), done_by_name.
    """
    names = ["id", "what", "done_at", "done_by_name"]
    query = (
        select(*[table.c[name] for name in names])
        .where(table.c.done_at >= since, _concerns(by))
        .order_by(table.c.done_at.desc(), table.c.id.desc())
    )
    with reading(engine) as connection:
        return pd.DataFrame(connection.execute(query).all(), columns=names)


def open_to_do_count(engine: Engine, *, by: Person) -> int:
    """How many things this person has to do."""
    query = select(func.count()).select_from(table).where(table.c.done_at.is_(None), _concerns(by))
    with reading(engine) as connection:
        return connection.execute(query).scalar_one()


def insert(connection: Connection, to_do: ToDo, *, at: datetime) -> int:
    """Store one to-do; returns its id."""
    return connection.execute(table.insert().values(**asdict(to_do), created_at=at)).inserted_primary_key[0]


def revise(connection: Connection, to_do: ToDo) -> int:
    """Bring open to-dos about a subject up to date; how many there were."""
    chosen = update(table).where(table.c.subject == to_do.subject, table.c.done_at.is_(None))
    return connection.execute(chosen.values(**asdict(to_do))).rowcount


def set_due(connection: Connection, *, subjects: Collection[str], due_on: date) -> None:
    """Another last day for what is still to be done about these subjects."""
    chosen = update(table).where(table.c.subject.in_(list(subjects)), table.c.done_at.is_(None))
    connection.execute(chosen.values(due_on=due_on))


def finish(connection: Connection, *, subject: str, by_name: str, at: datetime) -> int:
    """Mark every open to-do about this subject as done; how many there were."""
    chosen = update(table).where(table.c.subject == subject, table.c.done_at.is_(None))
    return connection.execute(chosen.values(done_at=at, done_by_name=by_name)).rowcount


def has_open(connection: Connection, *, subject: str) -> bool:
    """Whether something about this subject is still to be done."""
    query = select(table.c.id).where(table.c.subject == subject, table.c.done_at.is_(None)).limit(1)
    return connection.execute(query).first() is not None
