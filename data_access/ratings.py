"""群众评议 as rows: ratings, quarantine, batches and how many were asked. Every write belongs to a held quarter."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import pandas as pd
from sqlalchemy import Connection, and_, func, select, update

from data_access import evaluation_quarters, schema
from data_access.bulk import insert_rows
from data_access.evaluation_quarters import Quarter
from glossary import HoldReason, RatingSource, RatingStage
from permissions import Person
from working_time import OFFSET

table, holds, batches = schema.citizen_rating, schema.rating_hold, schema.rating_batch
VOTE_COLUMNS = (
    "id",
    "project",
    "person",
    "device",
    "level",
    "at",
    "seconds",
    "held",
    "released",
)
# So many values go into one statement on every database.
AT_ONCE = 5_000
# Asked by a person of the office: nobody stuffs a ballot by being called.
BY_STAFF = (RatingSource.PHONE.value, RatingSource.VISIT.value)


def reached_stages(connection: Connection, quarter: Quarter) -> dict[str, tuple[int, RatingStage]]:
    """Number of each project of the quarter → its id and the last stage it has reached."""
    found = evaluation_quarters.projects_of(connection, quarter)
    rows = zip(found["number"], found["project_id"], found["reached_stage"], strict=True)
    return {number: (int(project), RatingStage(stage)) for number, project, stage in rows}


def suggestion_id(connection: Connection, number: str) -> int | None:
    """The id of a suggestion by its number; None when there is none."""
    suggestion = schema.suggestion
    return connection.execute(select(suggestion.c.id).where(suggestion.c.number == number)).scalar()


def insert(connection: Connection, **values: object) -> int:
    """One rating; returns its id."""
    return connection.execute(table.insert().values(**values)).inserted_primary_key[0]


def insert_many(connection: Connection, rows: list[dict]) -> None:
    """Ratings that all have the same keys."""
    insert_rows(connection, table, rows)


def found(connection: Connection, quarter: Quarter, ids: Sequence[int]) -> pd.DataFrame:
    """Ratings of a quarter by id, those withdrawn too; Columns: id, number, held, withdrawn_at."""
    project, frames = schema.project, []
    for some in _in_parts(ids):
        query = (
            select(table.c.id, project.c.number, table.c.held, table.c.withdrawn_at)
            .join(project, project.c.id == table.c.project_id)
            .where(table.c.quarter_id == quarter.id, table.c.id.in_(some))
            .order_by(table.c.id)
        )
        frames += [tuple(row) for row in connection.execute(query)]
    return pd.DataFrame(frames, columns=["id", "number", "held", "withdrawn_at"])


def votes(connection: Connection, quarter: Quarter) -> pd.DataFrame:
    """Every rating of a quarter that was not withdrawn, by id, as the search for stuffing wants it.

    Columns: VOTE_COLUMNS; level is the code; at is UTC, NaT where only the day is known (local midnight stands for it)
    and where staff asked without a device: one clerk writes down many answers in an hour; released: a person let it
    out of quarantine.
    """
    released = select(holds.c.rating_id).where(holds.c.held.is_(False)).distinct().subquery()
    asked_by_staff = and_(table.c.source.in_(BY_STAFF), table.c.device_key.is_(None))
    stored = ("id", "project_id", "person_key", "device_key", "level", "rated_at", "seconds", "held")
    query = (
        select(*(table.c[name] for name in stored), released.c.rating_id.is_not(None), asked_by_staff)
        .outerjoin(released, released.c.rating_id == table.c.id)
        .where(table.c.quarter_id == quarter.id, table.c.withdrawn_at.is_(None))
        .order_by(table.c.id)
    )
    names = [*VOTE_COLUMNS, "asked_by_staff"]
    # Column by column: of the rows of a quarter pandas would look at every value to find out what it is.
    columns = zip(*connection.execute(query).all(), strict=True)
    rows = pd.DataFrame(dict(zip(names, columns, strict=False)), columns=names)
    at = pd.to_datetime(rows["at"])
    is_only_day = at + OFFSET == (at + OFFSET).dt.normalize()
    kinds = {"seconds": float, "held": bool, "released": bool, "asked_by_staff": bool}
    rows = rows.assign(at=at).astype(kinds)
    return rows.assign(at=rows["at"].mask(is_only_day | rows["asked_by_staff"]))[list(VOTE_COLUMNS)]


def put_holds(
    connection: Connection, reasons: Mapping[int, str], *, held: bool, note: str, by: Person, at: datetime
) -> None:
    """Into quarantine, or out of it: id → codes of the reasons by commas; appended to what was done before."""
    what = {"held": held, "note": note, "at": at, "by_name": by.name}
    insert_rows(connection, holds, [{"rating_id": each, "reasons": codes, **what} for each, codes in reasons.items()])
    for some in _in_parts(list(reasons)):
        connection.execute(update(table).where(table.c.id.in_(some)).values(held=held))


def last_reasons(connection: Connection, ids: Sequence[int]) -> dict[int, str]:
    """Why each of these went into quarantine: the codes of its latest hold."""
    last: dict[int, str] = {}
    for some in _in_parts(ids):
        query = select(holds.c.rating_id, holds.c.reasons).where(holds.c.rating_id.in_(some), holds.c.held.is_(True))
        last |= {row.rating_id: row.reasons for row in connection.execute(query.order_by(holds.c.id))}
    return {each: last.get(each, HoldReason.BY_HAND.value) for each in ids}


def withdraw(connection: Connection, rating: int, *, reason: str, at: datetime) -> None:
    """Recorded by mistake: it stays and counts no more."""
    connection.execute(update(table).where(table.c.id == rating).values(withdrawn_at=at, withdrawn_reason=reason))


def add_batch(
    connection: Connection, quarter: Quarter, *, file_name: str, sha256: str, stored: int, by: Person, at: datetime
) -> int:
    """A file of ratings; returns its id."""
    row = {"quarter_id": quarter.id, "file_name": file_name, "sha256": sha256, "stored": stored}
    made = connection.execute(batches.insert().values(**row, at=at, by_name=by.name))
    return made.inserted_primary_key[0]


def batch_of_file(connection: Connection, quarter: Quarter, sha256: str) -> tuple[int, datetime, str] | None:
    """Id, time and name of who imported this very file into the quarter; not when that was undone."""
    query = select(batches.c.id, batches.c.at, batches.c.by_name).where(
        batches.c.quarter_id == quarter.id, batches.c.sha256 == sha256, batches.c.undone_at.is_(None)
    )
    row = connection.execute(query.order_by(batches.c.id)).first()
    return None if row is None else tuple(row)


def undo_batch(connection: Connection, quarter: Quarter, batch: int, *, reason: str, at: datetime) -> int | None:
    """Withdraw all ratings of a batch; how many, or None when there is no such batch that was not undone before."""
    here = and_(batches.c.id == batch, batches.c.quarter_id == quarter.id, batches.c.undone_at.is_(None))
    if connection.execute(update(batches).where(here).values(undone_at=at)).rowcount == 0:
        return None
    rows = update(table).where(table.c.batch_id == batch, table.c.withdrawn_at.is_(None))
    return connection.execute(rows.values(withdrawn_at=at, withdrawn_reason=reason)).rowcount


def add_invitation(
    connection: Connection,
    quarter: Quarter,
    *,
    project_id: int,
    stage: RatingStage,
    invited: int,
    by: Person,
    at: datetime,
) -> None:
    """How many were asked about a project at a stage, from now on; the figures before stay."""
    asked = schema.rating_invitation
    place = {"quarter_id": quarter.id, "project_id": project_id, "stage": stage.value}
    last = select(func.max(asked.c.sequence)).where(*(asked.c[name] == value for name, value in place.items()))
    sequence = (connection.execute(last).scalar() or 0) + 1
    connection.execute(asked.insert().values(**place, sequence=sequence, invited=invited, at=at, by_name=by.name))


def _in_parts(ids: Sequence[int]) -> list[list[int]]:
    plain = [int(each) for each in ids]
    return [plain[start : start + AT_ONCE] for start in range(0, len(plain), AT_ONCE)]
