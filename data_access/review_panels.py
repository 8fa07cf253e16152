"""Panels of a quarter's experts, who reviews what, and the ties that would rule a review out."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import pandas as pd
from sqlalchemy import ColumnElement, Connection, and_, or_, select, update

from data_access import bulk, schema
from data_access.evaluation_quarters import Quarter
from data_access.frames import frame_of
from glossary import DepartmentPart, Relation, Role

panel, table = schema.review_panel, schema.review_assignment
ASSIGNMENT_COLUMNS = (
    "assignment_id",
    "project_id",
    "project",
    "account_id",
    "panel_id",
    "panel",
    "relation",
    "declared_at",
    "recused_at",
)


@dataclass(frozen=True)
class Panel:
    """One panel of a quarter."""

    id: int
    name: str


@dataclass(frozen=True)
class Assignment:
    """One pair of expert and project, as an action needs to know it."""

    id: int
    project_id: int
    account_id: int
    panel_id: int
    relation: str | None
    recused_at: datetime | None


def panels(connection: Connection, quarter: Quarter) -> list[Panel]:
    """The panels of a quarter in the order they were made."""
    query = select(panel.c.id, panel.c.name).where(panel.c.quarter_id == quarter.id).order_by(panel.c.id)
    return [Panel(*row) for row in connection.execute(query)]


def add_panel(connection: Connection, quarter: Quarter, name: str) -> int:
    """A new panel; returns its id."""
    row = {"quarter_id": quarter.id, "name": name}
    return connection.execute(panel.insert().values(row)).inserted_primary_key[0]


def rename_panel(connection: Connection, panel_id: int, name: str) -> None:
    """Another name for a panel."""
    connection.execute(update(panel).where(panel.c.id == panel_id).values(name=name))


def recused() -> ColumnElement[bool]:
    """Condition on review_assignment: an interest was declared or found, so the pair counts for nothing."""
    return or_(table.c.recused_at.is_not(None), table.c.relation.not_in([Relation.NONE.value]))


def assignments(connection: Connection, quarter: Quarter) -> pd.DataFrame:
    """Every pair that was not taken back, recused ones included, by project and expert; Columns: ASSIGNMENT_COLUMNS."""
    project = schema.project
    columns = [table.c.id, project.c.id, project.c.number, table.c.account_id, panel.c.id, panel.c.name]
    columns += [table.c.relation, table.c.declared_at, table.c.recused_at]
    query = (
        select(*columns)
        .join(project, project.c.id == table.c.project_id)
        .join(panel, panel.c.id == table.c.panel_id)
        .where(table.c.quarter_id == quarter.id, table.c.removed_at.is_(None))
        .order_by(project.c.number, table.c.account_id)
    )
    return frame_of(connection, query, ASSIGNMENT_COLUMNS)


def assignment(connection: Connection, quarter: Quarter, assignment_id: int) -> Assignment | None:
    """One pair of this quarter that was not taken back."""
    columns = [table.c[name] for name in Assignment.__dataclass_fields__]
    query = select(*columns).where(
        table.c.id == assignment_id, table.c.quarter_id == quarter.id, table.c.removed_at.is_(None)
    )
    row = connection.execute(query).first()
    return Assignment(*row) if row else None


def put_assignments(connection: Connection, quarter: Quarter, rows: list[dict], *, by_name: str, at: datetime) -> None:
    """Store pairs (project_id, account_id, panel_id, position); one taken back before is put back undeclared.

    When and by whom it was assigned the first time stays: evaluation_inputs.expert_seats numbers by it.
    """
    before = select(table.c.project_id, table.c.account_id).where(
        table.c.quarter_id == quarter.id, table.c.account_id.in_({row["account_id"] for row in rows})
    )
    known = {tuple(row) for row in connection.execute(before)}
    made = {"assigned_at": at, "assigned_by_name": by_name}
    fresh = [row for row in rows if (row["project_id"], row["account_id"]) not in known]
    bulk.insert_rows(connection, table, [{"quarter_id": quarter.id, **row, **made} for row in fresh])
    anew = {"relation": None, "relation_note": "", "declared_at": None, "removed_at": None, "removed_reason": None}
    for row in rows:
        if (row["project_id"], row["account_id"]) in known:
            connection.execute(update(table).where(*_pair(quarter, row)).values(**row, **anew))


def _pair(quarter: Quarter, row: dict) -> tuple:
    same = table.c.project_id == row["project_id"], table.c.account_id == row["account_id"]
    return table.c.quarter_id == quarter.id, *same


def remove(connection: Connection, assignment_id: int, *, reason: str, at: datetime) -> None:
    """Take a pair back; the row stays."""
    chosen = update(table).where(table.c.id == assignment_id)
    connection.execute(chosen.values(removed_at=at, removed_reason=reason))


def recuse(
    connection: Connection, assignment_id: int, *, relation: Relation, note: str, by_name: str, at: datetime
) -> None:
    """From now on no mark of this pair is read by anything."""
    chosen = update(table).where(table.c.id == assignment_id)
    found = {"relation": relation.value, "relation_note": note}
    connection.execute(chosen.values(recused_at=at, recused_by_name=by_name, **found))


def was_reviewed(connection: Connection, assignment_id: int) -> bool:
    """Whether the expert ever submitted anything about the project, returned or not."""
    review = schema.expert_review
    query = select(review.c.id).where(review.c.assignment_id == assignment_id).limit(1)
    return connection.execute(query).first() is not None


def roster(connection: Connection) -> pd.DataFrame:
    """Experts who can be assigned, by name; Columns: account_id, name, unit, department_code, field."""
    account, expert = schema.account, schema.expert
    names = ("account_id", "name", "unit", "department_code", "field")
    query = (
        select(account.c.id, account.c.name, expert.c.unit, expert.c.department_code, expert.c.field)
        .join(expert, expert.c.account_id == account.c.id)
        .where(account.c.role == Role.EXPERT.value, account.c.active)
        .order_by(account.c.name, account.c.id)
    )
    return frame_of(connection, query, names)


def employments(connection: Connection, accounts: Collection[int]) -> pd.DataFrame:
    """Former employers of these experts; Columns: account_id, department_code, left_on."""
    job = schema.expert_employment
    names = ("account_id", "department_code", "left_on")
    query = select(*(job.c[name] for name in names)).where(job.c.account_id.in_(accounts)).order_by(job.c.id)
    return frame_of(connection, query, names)


def departments(connection: Connection, quarter: Quarter) -> pd.DataFrame:
    """Who carries the evaluated projects, the lead first; Columns: project_id, department_code, department, is_lead."""
    part, member, department = schema.project_department, schema.evaluation_project, schema.department
    lead = (part.c.part == DepartmentPart.LEAD.value).label("is_lead")
    here = and_(member.c.project_id == part.c.project_id, member.c.quarter_id == quarter.id)
    query = (
        select(part.c.project_id, part.c.department_code, department.c.name, lead)
        .join(member, here)
        .join(department, department.c.code == part.c.department_code)
        .where(member.c.removed_at.is_(None))
        .order_by(part.c.project_id, lead.desc(), part.c.department_code)
    )
    return frame_of(connection, query, ("project_id", "department_code", "department", "is_lead"))


def relations(connection: Connection, accounts: Collection[int]) -> pd.DataFrame:
    """Interests ever declared or found of these experts, in any quarter; Columns: account_id, project_id, relation."""
    query = (
        select(table.c.account_id, table.c.project_id, table.c.relation)
        .where(table.c.account_id.in_(accounts), recused())
        .order_by(table.c.id)
    )
    return frame_of(connection, query, ("account_id", "project_id", "relation"))
