"""Policy documents that took ideas up; written inside the transaction that holds the idea."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import Connection, select, update

from data_access import schema
from permissions import Person

table = schema.policy_link


@dataclass(frozen=True)
class PolicyDocument:
    """A document and what of the idea it took up."""

    title: str
    document_number: str
    issued_on: date
    department_code: str
    taken: str


def insert(connection: Connection, idea_id: int, document: PolicyDocument, *, by: Person, at: datetime) -> int:
    """One more document; returns its id."""
    row = {"idea_id": idea_id, "linked_at": at, "linked_by_name": by.name, **asdict(document)}
    return connection.execute(table.insert().values(row)).inserted_primary_key[0]


def live(connection: Connection, *, idea_id: int, policy_id: int) -> PolicyDocument | None:
    """The document of this idea; None when there is none that stands."""
    columns = [table.c[name] for name in PolicyDocument.__dataclass_fields__]
    query = select(*columns).where(table.c.id == policy_id, table.c.idea_id == idea_id, table.c.removed_at.is_(None))
    row = connection.execute(query).first()
    return None if row is None else PolicyDocument(**row._asdict())


def is_known(connection: Connection, *, idea_id: int, document_number: str) -> bool:
    """Whether this idea is already linked to a document of this number."""
    same = (table.c.idea_id == idea_id, table.c.document_number == document_number, table.c.removed_at.is_(None))
    return connection.execute(select(table.c.id).where(*same).limit(1)).first() is not None


def remove(connection: Connection, policy_id: int, *, reason: str, by: Person, at: datetime) -> None:
    """Linked by mistake; the row stays."""
    values = {"removed_at": at, "removed_by_name": by.name, "removed_reason": reason}
    connection.execute(update(table).where(table.c.id == policy_id).values(values))
