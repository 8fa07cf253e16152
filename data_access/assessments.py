"""第三方评估 as stored: who assesses which project, and every indicator value, of which the last counts."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import pandas as pd
from sqlalchemy import Alias, ColumnElement, Connection, and_, func, select, update

from data_access import bulk, schema
from data_access.evaluation_quarters import Quarter
from data_access.frames import frame_of
from glossary import DepartmentPart, QuarterState, Role

table, values, indicator, project = schema.assessment, schema.assessment_value, schema.indicator, schema.project
members, departments = schema.evaluation_project, schema.project_department
INDICATOR_FIELDS = (
    "position",
    "family",
    "name",
    "unit",
    "direction",
    "floor",
    "target",
    "upper_target",
    "upper_floor",
    "weight",
)
SAID_FIELDS = ("sequence", "kind", "value", "evidence", "late", "reason", "at", "by_name")
VALUE_COLUMNS = ("assessment_id", "project", "indicator_id", *INDICATOR_FIELDS, "wanted_evidence", *SAID_FIELDS)
RECORDED_COLUMNS = ("assessment_id", "indicator_id", *SAID_FIELDS)
PROJECT_COLUMNS = (
    "project_id",
    "project",
    "title",
    "summary",
    "category_code",
    "township_code",
    "department_code",
    "assessment_id",
    "account_id",
    "assessor",
    "method",
    "assigned_at",
    "submitted_at",
)
NUMBERS = ("floor", "target", "upper_target", "upper_floor", "weight", "value")


@dataclass(frozen=True)
class Assessment:
    """One project of a quarter in the hands of one assessor."""

    id: int
    project_id: int
    account_id: int
    method: str
    submitted_at: datetime | None


@dataclass(frozen=True)
class Whereabouts:
    """Where an assessment belongs: what decides who may see what hangs on it."""

    id: int
    account_id: int
    submitted_at: datetime | None
    project_id: int
    project: str
    title: str
    quarter: str
    state: QuarterState
    lead_department: str | None


COLUMNS = [table.c[name] for name in Assessment.__dataclass_fields__]


def assessment(connection: Connection, quarter: Quarter, number: str) -> Assessment | None:
    """Who assesses this project now; None when nobody does, or it is not evaluated in the quarter."""
    query = select(*COLUMNS).join(project, project.c.id == table.c.project_id).join(members, _is_evaluated())
    row = connection.execute(query.where(project.c.number == number, *_live(quarter))).first()
    return Assessment(*row) if row else None


def by_id(connection: Connection, assessment_id: int) -> Assessment | None:
    """One that was not taken back."""
    query = select(*COLUMNS).where(table.c.id == assessment_id, table.c.removed_at.is_(None))
    row = connection.execute(query).first()
    return Assessment(*row) if row else None


def whereabouts(connection: Connection, assessment_id: int) -> Whereabouts | None:
    """Of one that was not taken back, of a project that is still evaluated."""
    quarter, lead = schema.evaluation_quarter, departments
    is_lead = and_(lead.c.project_id == project.c.id, lead.c.part == DepartmentPart.LEAD)
    query = (
        select(table.c.id, table.c.account_id, table.c.submitted_at, project.c.id, project.c.number, project.c.title)
        .add_columns(quarter.c.quarter, quarter.c.state, lead.c.department_code)
        .join(project, project.c.id == table.c.project_id)
        .join(quarter, quarter.c.id == table.c.quarter_id)
        .join(members, _is_evaluated())
        .outerjoin(lead, is_lead)
        .where(table.c.id == assessment_id, table.c.removed_at.is_(None))
    )
    row = connection.execute(query).first()
    return Whereabouts(*row[:7], QuarterState(row[7]), row[8]) if row else None


def assessors(connection: Connection) -> pd.DataFrame:
    """Accounts in use of third parties by name; Columns: account_id, name."""
    account = schema.account
    query = select(account.c.id, account.c.name).where(account.c.role == Role.ASSESSOR, account.c.active.is_(True))
    return frame_of(connection, query.order_by(account.c.name, account.c.id), ("account_id", "name"), dtype=object)


def put(
    connection: Connection, quarter: Quarter, project_ids: Collection[int], account_id: int, *, by_name: str, at
) -> None:
    """Hand projects to an assessor; one taken back before comes back with the values it had."""
    same = table.c.quarter_id == quarter.id, table.c.account_id == account_id
    known = set(connection.execute(select(table.c.project_id).where(*same)).scalars())
    made = {"assigned_at": at, "assigned_by_name": by_name}
    owner = {"quarter_id": quarter.id, "account_id": account_id, "method": ""}
    fresh = [{**owner, "project_id": each, **made} for each in project_ids if each not in known]
    bulk.insert_rows(connection, table, fresh)
    again = update(table).where(*same, table.c.project_id.in_(known & set(project_ids)))
    connection.execute(again.values(removed_at=None, **made))


def change(connection: Connection, assessment_ids: Collection[int], **what: object) -> None:
    """Set method, submitted_at, submitted_by_name or removed_at."""
    connection.execute(update(table).where(table.c.id.in_(list(assessment_ids))).values(**what))


def add_values(connection: Connection, rows: list[dict]) -> None:
    """Append values: assessment_id, indicator_id, sequence, kind, value, evidence, late, reason, at, by_*."""
    bulk.insert_rows(connection, values, rows)


def projects(
    connection: Connection,
    quarter: Quarter,
    *,
    account_id: int | None = None,
    department: str | None = None,
    number: str | None = None,
) -> pd.DataFrame:
    """The evaluated projects by number; when asked, those of one assessor, of one department, or one project.

    Columns: PROJECT_COLUMNS (assessment_id and what follows null while nobody assesses it; times UTC).
    """
    lead = departments.alias()
    is_lead = and_(lead.c.project_id == project.c.id, lead.c.part == DepartmentPart.LEAD)
    here = and_(table.c.project_id == project.c.id, *_live(quarter))
    columns = [project.c[name] for name in ("id", "number", "title", "summary")]
    columns += [project.c.category_code, project.c.township_code]
    columns += [lead.c.department_code, table.c.id, table.c.account_id, schema.account.c.name]
    columns += [table.c.method, table.c.assigned_at, table.c.submitted_at]
    query = (
        select(*columns)
        .join(members, members.c.project_id == project.c.id)
        .outerjoin(lead, is_lead)
        .outerjoin(table, here)
        .outerjoin(schema.account, schema.account.c.id == table.c.account_id)
        .where(members.c.quarter_id == quarter.id, members.c.removed_at.is_(None))
        .order_by(project.c.number)
    )
    query = query.where(*narrowed(account_id, department, number))
    return frame_of(connection, query, PROJECT_COLUMNS, dtype=object)


def narrowed(account_id: int | None, department: str | None, number: str | None) -> list[ColumnElement[bool]]:
    """Conditions on assessment and project, of those asked for: one assessor's, a department's, one project."""
    wanted = [] if account_id is None else [table.c.account_id == account_id]
    wanted += [] if department is None else [_carried_by(department)]
    return wanted + ([] if number is None else [project.c.number == number])


def _carried_by(department: str) -> ColumnElement[bool]:
    """The department leads or supports the project."""
    part = departments.alias()
    same = part.c.project_id == project.c.id, part.c.department_code == department
    return select(part.c.project_id).where(*same).correlate(project).exists()


def departments_of(connection: Connection, project_id: int) -> list[str]:
    """Codes of the departments that carry a project."""
    query = select(departments.c.department_code).where(departments.c.project_id == project_id)
    return list(connection.execute(query.order_by(departments.c.department_code)).scalars())


def latest_values(connection: Connection, quarter: Quarter, assessment_ids: Collection[int]) -> pd.DataFrame:
    """One row per assessment and indicator of the quarter, by project and position; Columns: VALUE_COLUMNS.

    Sequence 0 and kind None where nothing was said.
    """
    said = values.alias()
    columns = [table.c.id, project.c.number, indicator.c.id, *(indicator.c[name] for name in INDICATOR_FIELDS)]
    columns += [indicator.c.evidence, func.coalesce(said.c.sequence, 0), *(said.c[name] for name in SAID_FIELDS[1:])]
    query = (
        select(*columns)
        .select_from(table)
        .join(project, project.c.id == table.c.project_id)
        .join(indicator, indicator.c.indicator_version_id == quarter.indicator_version_id)
        .outerjoin(said, is_last(said))
        .where(table.c.id.in_(list(assessment_ids)))
        .order_by(project.c.number, indicator.c.position)
    )
    found = frame_of(connection, query, VALUE_COLUMNS, dtype=object)
    return found.astype(dict.fromkeys(NUMBERS, float)).assign(late=found["late"].eq(True))


def is_last(said: Alias) -> ColumnElement[bool]:
    """Joins to assessment and indicator the value that counts, `said` being an alias of the values.

    By their unique index: a window over all values made PostgreSQL go through them once per row where its statistics
    were old.
    """
    any_of = values.alias()
    about = any_of.c.assessment_id == table.c.id, any_of.c.indicator_id == indicator.c.id
    last = select(func.max(any_of.c.sequence)).where(*about).correlate(table, indicator).scalar_subquery()
    return and_(said.c.assessment_id == table.c.id, said.c.indicator_id == indicator.c.id, said.c.sequence == last)


def recorded(connection: Connection, assessment_ids: Collection[int]) -> pd.DataFrame:
    """Every value ever said, in order of recording; Columns: RECORDED_COLUMNS."""
    query = select(*(values.c[name] for name in RECORDED_COLUMNS))
    query = query.where(values.c.assessment_id.in_(list(assessment_ids))).order_by(values.c.id)
    return frame_of(connection, query, RECORDED_COLUMNS, dtype=object).astype({"value": float})


def _live(quarter: Quarter) -> tuple:
    return table.c.quarter_id == quarter.id, table.c.removed_at.is_(None)


def _is_evaluated() -> ColumnElement[bool]:
    same = members.c.quarter_id == table.c.quarter_id, members.c.project_id == table.c.project_id
    return and_(*same, members.c.removed_at.is_(None))
