"""What one project's figures of a quarter are made of, row by row, and what is still open in a quarter.

Marks of experts are not read here: data_access.review_rounds is the one door to them.
"""

from datetime import datetime

import pandas as pd
from sqlalchemy import Connection, and_, func, select

from data_access import schema
from data_access.assessments import INDICATOR_FIELDS, NUMBERS
from data_access.evaluation_quarters import Quarter
from data_access.frames import frame_of

RATING_COLUMNS = (
    "id",
    "stage",
    "level",
    "person_key",
    "rated_at",
    "rated_on",
    "source",
    "remark",
    "held",
    "withdrawn_at",
    "withdrawn_reason",
    "hold_reasons",
    "hold_note",
)
OF_VALUE = ("sequence", "kind", "value", "evidence", "late", "reason", "at")
OBJECTION_COLUMNS = ("indicator", "department_code", "content", "at", "outcome", "answer", "answered_at")


def project_ratings(connection: Connection, quarter: Quarter, project_id: int) -> pd.DataFrame:
    """Every rating of a project, the newest first; Columns: RATING_COLUMNS. `person_key` is for counting only.

    hold_reasons (codes by commas) and hold_note are of the last decision to hold or to release.
    """
    rating, hold = schema.citizen_rating, schema.rating_hold
    each = hold.alias()
    last = select(func.max(each.c.id)).where(each.c.rating_id == rating.c.id).correlate(rating).scalar_subquery()
    own = [rating.c[name] for name in RATING_COLUMNS if name in rating.c]
    query = (
        select(*own, hold.c.reasons, hold.c.note)
        .select_from(rating)
        .outerjoin(hold, and_(hold.c.rating_id == rating.c.id, hold.c.id == last))
        .where(rating.c.quarter_id == quarter.id, rating.c.project_id == project_id)
        .order_by(rating.c.rated_at.desc(), rating.c.id.desc())
    )
    return frame_of(connection, query, RATING_COLUMNS)


def indicator_values(connection: Connection, quarter: Quarter, project_id: int) -> pd.DataFrame:
    """Every value of the submitted assessment by indicator, the last (`sequence`) last; kind null: nothing was said.

    Columns: INDICATOR_FIELDS, OF_VALUE; weight in points, at in UTC.
    """
    whole, value, indicator = schema.assessment, schema.assessment_value, schema.indicator
    here = and_(value.c.assessment_id == whole.c.id, value.c.indicator_id == indicator.c.id)
    query = (
        select(*(indicator.c[name] for name in INDICATOR_FIELDS), *(value.c[name] for name in OF_VALUE))
        .select_from(whole)
        .join(indicator, indicator.c.indicator_version_id == quarter.indicator_version_id)
        .outerjoin(value, here)
        .where(*_submitted(quarter, project_id))
        .order_by(indicator.c.position, value.c.sequence)
    )
    return frame_of(connection, query, (*INDICATOR_FIELDS, *OF_VALUE)).astype(dict.fromkeys(NUMBERS, float))


def methods(connection: Connection, quarter: Quarter, project_id: int) -> list[str]:
    """How the third party found its values, in its own words."""
    whole = schema.assessment
    query = select(whole.c.method).where(*_submitted(quarter, project_id)).order_by(whole.c.id)
    return [method for method in connection.execute(query).scalars() if method]


def objections(connection: Connection, quarter: Quarter, project_id: int) -> pd.DataFrame:
    """What departments said against values of a project, the first first; Columns: OBJECTION_COLUMNS."""
    whole, said, indicator = schema.assessment, schema.assessment_objection, schema.indicator
    rest = [said.c[name] for name in OBJECTION_COLUMNS[1:]]
    query = (
        select(indicator.c.name, *rest)
        .select_from(said)
        .join(whole, whole.c.id == said.c.assessment_id)
        .outerjoin(indicator, indicator.c.id == said.c.indicator_id)
        .where(*_submitted(quarter, project_id))
        .order_by(said.c.id)
    )
    return frame_of(connection, query, OBJECTION_COLUMNS)


def own_scores(connection: Connection, quarter: Quarter, *, until: datetime | None = None) -> pd.DataFrame:
    """The last 自评 of each project by number, of those written by then; Columns: project, self_score."""
    own, project = schema.self_assessment, schema.project
    last = func.row_number().over(partition_by=own.c.project_id, order_by=own.c.sequence.desc())
    chosen = [own.c.quarter_id == quarter.id] + ([own.c.at <= until] if until else [])
    rows = select(own.c.project_id, own.c.score, last.label("place")).where(*chosen).subquery()
    query = (
        select(project.c.number, rows.c.score)
        .join(project, project.c.id == rows.c.project_id)
        .where(rows.c.place == 1)
        .order_by(project.c.number)
    )
    return frame_of(connection, query, ("project", "self_score")).astype({"self_score": float})


def unanswered_objections(connection: Connection, quarter: Quarter) -> pd.DataFrame:
    """Projects with objections that have no answer yet; Columns: project, count; by number."""
    whole, said, project = schema.assessment, schema.assessment_objection, schema.project
    query = (
        select(project.c.number, func.count(said.c.id))
        .select_from(said)
        .join(whole, whole.c.id == said.c.assessment_id)
        .join(project, project.c.id == whole.c.project_id)
        .where(whole.c.quarter_id == quarter.id, whole.c.removed_at.is_(None), said.c.outcome.is_(None))
        .group_by(project.c.number)
        .order_by(project.c.number)
    )
    return frame_of(connection, query, ("project", "count"))


def held_ratings(connection: Connection, quarter: Quarter) -> pd.DataFrame:
    """Projects with ratings in quarantine; Columns: project, count; by number."""
    rating, project = schema.citizen_rating, schema.project
    here = rating.c.quarter_id == quarter.id, rating.c.held.is_(True), rating.c.withdrawn_at.is_(None)
    query = (
        select(project.c.number, func.count(rating.c.id))
        .join(project, project.c.id == rating.c.project_id)
        .where(*here)
        .group_by(project.c.number)
        .order_by(project.c.number)
    )
    return frame_of(connection, query, ("project", "count"))


def unanswered_questions(connection: Connection, quarter: Quarter) -> int:
    """How many questions to experts about marks that stand out have no answer."""
    asked, review, seat = schema.review_question, schema.expert_review, schema.review_assignment
    query = (
        select(func.count(asked.c.id))
        .join(review, review.c.id == asked.c.review_id)
        .join(seat, seat.c.id == review.c.assignment_id)
        .where(seat.c.quarter_id == quarter.id, asked.c.answered_at.is_(None), review.c.returned_at.is_(None))
    )
    return connection.execute(query).scalar_one()


def _submitted(quarter: Quarter, project_id: int) -> tuple:
    whole = schema.assessment
    return (
        whole.c.quarter_id == quarter.id,
        whole.c.project_id == project_id,
        whole.c.removed_at.is_(None),
        whole.c.submitted_at.is_not(None),
    )
