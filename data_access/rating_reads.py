"""群众评议 to read: single ratings without names, quarantine, batches, how many were asked."""

import pandas as pd
from sqlalchemy import Engine, Select, and_, case, func, select

from data_access import evaluation_quarters, schema
from data_access.engine import reading
from data_access.evaluation_quarters import Quarter
from data_access.frames import frame_of
from glossary import QuarterState
from permissions import Permission, Person, require
from working_time import OFFSET

rating, holds, batches, project = schema.citizen_rating, schema.rating_hold, schema.rating_batch, schema.project
RATING_COLUMNS = (
    "id",
    "citizen",
    "stage",
    "level",
    "rated_on",
    "rated_at",
    "source",
    "counts",
    "held",
    "withdrawn_at",
    "withdrawn_reason",
    "remark",
    "suggestion",
    "batch_id",
    "recorded_at",
    "recorded_by_name",
)
HELD_COLUMNS = (
    "id",
    "number",
    "title",
    "stage",
    "level",
    "rated_on",
    "rated_at",
    "source",
    "device",
    "seconds",
    "reasons",
    "note",
    "since",
    "by_name",
    "confirmed",
    "batch_id",
)
BATCH_COLUMNS = ("batch_id", "file_name", "at", "by_name", "stored", "withdrawn", "held", "undone_at")
INVITATION_COLUMNS = ("number", "stage", "sequence", "invited", "at", "by_name")


def readable(quarter: Quarter, by: Person) -> None:
    """Raises NotPermitted unless this person may read single ratings of the quarter, unsigned as they are."""
    if by.may(Permission.RECORD_RATINGS) or by.may(Permission.READ_EVALUATION):
        return
    if quarter.state is QuarterState.PUBLISHED and by.may(Permission.READ_PUBLISHED_EVALUATION):
        return
    require(by, Permission.RECORD_RATINGS, "查看群众评议的明细")


def listed(
    engine: Engine, *, quarter: str, number: str, by: Person, limit: int = 200, offset: int = 0
) -> tuple[pd.DataFrame, int]:
    """Ratings of a project, the latest recorded first, and how many there are.

    Columns: RATING_COLUMNS. citizen: 1, 2 … in the order in which the project's citizens were first recorded, so that
    one person's several ratings are seen as theirs and nobody's name is; counts: it is the one that counts of its
    person and stage; rated_at is None where only the day is known; rated_at, recorded_at, withdrawn_at are UTC.
    Raises: NotPermitted, NoSuchQuarter.
    """
    with reading(engine) as connection:
        found = evaluation_quarters.find(connection, quarter)
        readable(found, by)
        rows = _of_project(found, number).subquery()
        total = connection.execute(select(func.count()).select_from(rows)).scalar_one()
        query = _numbered(rows).order_by(rows.c.id.desc()).limit(limit).offset(offset)
        shown = frame_of(connection, query, RATING_COLUMNS)
    return shown.assign(rated_at=_times(shown), counts=shown["counts"].astype(bool)), total


def _of_project(quarter: Quarter, number: str) -> Select:
    """The ratings of a project with when their person was first recorded; place 1: the one that counts."""
    is_valid = and_(rating.c.held.is_(False), rating.c.withdrawn_at.is_(None))
    of_one = (rating.c.stage, rating.c.person_key, case((is_valid, 1), else_=0))
    latest = func.row_number().over(partition_by=of_one, order_by=(rating.c.rated_at.desc(), rating.c.id.desc()))
    first = func.min(rating.c.id).over(partition_by=rating.c.person_key)
    return (
        select(rating, first.label("first"), case((is_valid, latest), else_=0).label("place"))
        .join(project, project.c.id == rating.c.project_id)
        .where(rating.c.quarter_id == quarter.id, project.c.number == number)
    )


def _numbered(rows) -> Select:
    suggestion = schema.suggestion
    shown = {
        "citizen": func.dense_rank().over(order_by=rows.c.first),
        "counts": rows.c.place == 1,
        "suggestion": suggestion.c.number,
    }
    columns = [shown[name] if name in shown else rows.c[name] for name in RATING_COLUMNS]
    return select(*columns).outerjoin(suggestion, suggestion.c.id == rows.c.suggestion_id)


def _times(found: pd.DataFrame) -> pd.Series:
    """rated_at, None where it is local midnight, which stands for a day without a time."""
    at = pd.to_datetime(found["rated_at"])
    return (at.where(at + OFFSET != (at + OFFSET).dt.normalize())).astype(object).where(lambda each: each.notna(), None)


def quarantine(
    engine: Engine, *, quarter: str, by: Person, number: str | None = None, limit: int = 500, offset: int = 0
) -> tuple[pd.DataFrame, int]:
    """Ratings in quarantine by project and id, of one project or all, and how many there are.

    Columns: HELD_COLUMNS. device: 1, 2 … among those in quarantine, None: none told; reasons: codes by commas, of the
    first time it was held; note, since, by_name: of the last decision; confirmed: a person decided that it stays.
    Raises: NotPermitted, NoSuchQuarter.
    """
    with reading(engine) as connection:
        found = evaluation_quarters.find(connection, quarter)
        readable(found, by)
        query = _held(_devices(found).subquery())
        query = query if number is None else query.where(project.c.number == number)
        total = connection.execute(select(func.count()).select_from(query.order_by(None).subquery())).scalar_one()
        shown = frame_of(connection, query.limit(limit).offset(offset), HELD_COLUMNS)
    return shown.assign(rated_at=_times(shown), confirmed=shown["confirmed"].astype(bool)), total


def _devices(quarter: Quarter) -> Select:
    """Ratings in quarantine, with the number of their device among them."""
    first = func.min(rating.c.id).over(partition_by=rating.c.device_key)
    rows = select(rating, case((rating.c.device_key.is_not(None), first)).label("first")).where(
        rating.c.quarter_id == quarter.id, rating.c.withdrawn_at.is_(None), rating.c.held.is_(True)
    )
    rows = rows.subquery()
    known = select(rows.c.first).where(rows.c.first.is_not(None)).distinct().subquery()
    numbers = select(known.c.first, func.row_number().over(order_by=known.c.first).label("device")).subquery()
    columns = [rows.c[column.name] for column in rating.c]
    return select(*columns, numbers.c.device).outerjoin(numbers, numbers.c.first == rows.c.first)


def _held(rows) -> Select:
    """With the first and the last decision on each."""
    ends = (
        select(holds.c.rating_id, func.min(holds.c.id).label("first"), func.max(holds.c.id).label("last"))
        .where(holds.c.rating_id.in_(select(rows.c.id)))
        .group_by(holds.c.rating_id)
        .subquery()
    )
    first, last = holds.alias("first_hold"), holds.alias("last_hold")
    shown = {
        "number": project.c.number,
        "title": project.c.title,
        "reasons": first.c.reasons,
        "note": last.c.note,
        "since": last.c.at,
        "by_name": last.c.by_name,
        "confirmed": case((last.c.id > first.c.id, 1), else_=0),
    }
    return (
        select(*(shown[name] if name in shown else rows.c[name] for name in HELD_COLUMNS))
        .join(project, project.c.id == rows.c.project_id)
        .outerjoin(ends, ends.c.rating_id == rows.c.id)
        .outerjoin(first, first.c.id == ends.c.first)
        .outerjoin(last, last.c.id == ends.c.last)
        .order_by(project.c.number, rows.c.id)
    )


def rating_batches(engine: Engine, *, quarter: str, by: Person) -> pd.DataFrame:
    """Files that were imported into a quarter, the latest first.

    Columns: BATCH_COLUMNS; at, undone_at are UTC; withdrawn, held: of its ratings now.
    Raises: NotPermitted, NoSuchQuarter.
    """
    gone, set_apart = rating.c.withdrawn_at.is_not(None), and_(rating.c.held, rating.c.withdrawn_at.is_(None))
    with reading(engine) as connection:
        found = evaluation_quarters.find(connection, quarter)
        readable(found, by)
        counts = (
            select(
                rating.c.batch_id,
                func.sum(case((gone, 1), else_=0)).label("withdrawn"),
                func.sum(case((set_apart, 1), else_=0)).label("held"),
            )
            .where(rating.c.quarter_id == found.id, rating.c.batch_id.is_not(None))
            .group_by(rating.c.batch_id)
            .subquery()
        )
        shown = {"batch_id": batches.c.id, "withdrawn": counts.c.withdrawn, "held": counts.c.held}
        query = (
            select(*(shown[name] if name in shown else batches.c[name] for name in BATCH_COLUMNS))
            .outerjoin(counts, counts.c.batch_id == batches.c.id)
            .where(batches.c.quarter_id == found.id)
            .order_by(batches.c.id.desc())
        )
        return frame_of(connection, query, BATCH_COLUMNS)


def invitations(engine: Engine, *, quarter: str, by: Person) -> pd.DataFrame:
    """Every figure of people asked, by project and stage, the last first; the first of each counts.

    Columns: INVITATION_COLUMNS. Raises: NotPermitted, NoSuchQuarter.
    """
    asked = schema.rating_invitation
    with reading(engine) as connection:
        found = evaluation_quarters.find(connection, quarter)
        readable(found, by)
        query = (
            select(*(project.c.number if name == "number" else asked.c[name] for name in INVITATION_COLUMNS))
            .join(project, project.c.id == asked.c.project_id)
            .where(asked.c.quarter_id == found.id)
            .order_by(project.c.number, asked.c.stage, asked.c.sequence.desc())
        )
        return frame_of(connection, query, INVITATION_COLUMNS)
