"""异议 of departments against the third party's values, and what the coordinator answered."""

from dataclasses import dataclass
from datetime import datetime

import pandas as pd
from sqlalchemy import Connection, func, select, update

from data_access import schema
from data_access.assessments import narrowed
from data_access.evaluation_quarters import Quarter

table, whole, project, indicator = (
    schema.assessment_objection,
    schema.assessment,
    schema.project,
    schema.indicator,
)
COLUMNS = (
    "id",
    "project",
    "title",
    "assessment_id",
    "indicator_id",
    "indicator",
    "department_code",
    "content",
    "at",
    "by_name",
    "outcome",
    "answer",
    "answered_at",
    "answered_by_name",
)


@dataclass(frozen=True)
class Objection:
    """One objection as an action needs to know it."""

    id: int
    quarter: str
    project: str
    assessment_id: int
    account_id: int
    indicator_id: int | None
    department_code: str
    at: datetime
    outcome: str | None


def objection(connection: Connection, objection_id: int) -> Objection | None:
    """One objection with the quarter and the project it is about."""
    query = (
        select(
            table.c.id,
            schema.evaluation_quarter.c.quarter,
            project.c.number,
            table.c.assessment_id,
            whole.c.account_id,
            *(table.c[name] for name in ("indicator_id", "department_code", "at", "outcome")),
        )
        .join(whole, whole.c.id == table.c.assessment_id)
        .join(project, project.c.id == whole.c.project_id)
        .join(schema.evaluation_quarter, schema.evaluation_quarter.c.id == whole.c.quarter_id)
        .where(table.c.id == objection_id)
    )
    row = connection.execute(query).first()
    return Objection(*row) if row else None


def objections(
    connection: Connection,
    quarter: Quarter,
    *,
    account_id: int | None = None,
    department: str | None = None,
    number: str | None = None,
) -> pd.DataFrame:
    """The objections of a quarter, open ones first, then the latest; Columns: COLUMNS (outcome None: open; at UTC).

    Narrowed to one assessor's projects, to projects that a department carries, or to one project.
    """
    columns = [table.c.id, project.c.number, project.c.title, table.c.assessment_id, table.c.indicator_id]
    columns += [indicator.c.name, *(table.c[name] for name in COLUMNS[6:])]
    query = (
        select(*columns)
        .join(whole, whole.c.id == table.c.assessment_id)
        .join(project, project.c.id == whole.c.project_id)
        .outerjoin(indicator, indicator.c.id == table.c.indicator_id)
        .where(whole.c.quarter_id == quarter.id, whole.c.removed_at.is_(None))
        .order_by(table.c.answered_at.is_not(None), table.c.at.desc(), table.c.id.desc())
    )
    query = query.where(*narrowed(account_id, department, number))
    return pd.DataFrame([tuple(row) for row in connection.execute(query)], columns=list(COLUMNS), dtype=object)


def open_count(connection: Connection, assessment_id: int, *, indicator_id: int | None, department: str) -> int:
    """Unanswered objections of a department about exactly this."""
    same = table.c.indicator_id.is_(None) if indicator_id is None else table.c.indicator_id == indicator_id
    query = select(func.count()).where(
        table.c.assessment_id == assessment_id,
        same,
        table.c.department_code == department,
        table.c.outcome.is_(None),
    )
    return connection.execute(query).scalar_one()


def add(connection: Connection, **row: object) -> int:
    """A new objection; returns its id."""
    return connection.execute(table.insert().values(row)).inserted_primary_key[0]


def answer(connection: Connection, objection_id: int, **what: object) -> None:
    """Set outcome, answer, answered_at and answered_by_name."""
    connection.execute(update(table).where(table.c.id == objection_id).values(**what))


def last_recorded(connection: Connection, found: Objection) -> datetime | None:
    """When the assessor last recorded a value of what an objection is about."""
    values = schema.assessment_value
    query = select(func.max(values.c.at)).where(values.c.assessment_id == found.assessment_id)
    if found.indicator_id is not None:
        query = query.where(values.c.indicator_id == found.indicator_id)
    return connection.execute(query).scalar()
