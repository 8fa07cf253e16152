"""Sealed results of quarters: added, never changed; each with the hash of its text."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection, Engine, func, select

from data_access import schema
from data_access.engine import reading
from data_access.evaluation_quarters import Quarter
from permissions import Person

table = schema.evaluation_snapshot


@dataclass(frozen=True)
class Snapshot:
    """One sealing of a quarter, without its document; `at` in UTC."""

    sequence: int
    formula_version: int
    sha256: str
    reason: str
    at: datetime
    by_name: str


COLUMNS = [table.c[name] for name in Snapshot.__dataclass_fields__]


def add(
    connection: Connection, quarter: Quarter, document: str, *, formula: int, reason: str, by: Person, at: datetime
) -> Snapshot:
    """Seal a document as the next snapshot of a quarter the transaction holds."""
    last = connection.execute(select(func.max(table.c.sequence)).where(table.c.quarter_id == quarter.id)).scalar()
    made = Snapshot((last or 0) + 1, formula, hash_of(document), reason, at, by.name)
    connection.execute(table.insert().values(quarter_id=quarter.id, document=document, **vars(made)))
    return made


def snapshots(connection: Connection, quarter: Quarter) -> list[Snapshot]:
    """Every sealing of a quarter, the latest first."""
    query = select(*COLUMNS).where(table.c.quarter_id == quarter.id).order_by(table.c.sequence.desc())
    return [Snapshot(*row) for row in connection.execute(query)]


def last(connection: Connection, quarter: Quarter) -> Snapshot | None:
    """The last sealing of a quarter; None before the first."""
    return next(iter(snapshots(connection, quarter)), None)


def sealed_quarters(engine: Engine) -> set[int]:
    """Ids of the quarters that were sealed at least once."""
    with reading(engine) as connection:
        return set(connection.execute(select(table.c.quarter_id).distinct()).scalars())


def document(engine: Engine, *, quarter: str, sequence: int) -> tuple[str, str] | None:
    """The sealed text and the hash noted with it; None when there is no such sealing."""
    owner = schema.evaluation_quarter
    query = (
        select(table.c.document, table.c.sha256)
        .join(owner, owner.c.id == table.c.quarter_id)
        .where(owner.c.quarter == quarter, table.c.sequence == sequence)
    )
    with reading(engine) as connection:
        row = connection.execute(query).first()
    return (row.document, row.sha256) if row else None


def hash_of(document: str) -> str:
    """SHA-256 of the text in UTF-8."""
    return sha256(document.encode()).hexdigest()
