"""民声转化项目: what an idea or a suggestion became, with its money, steps, targets and quarters."""

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

import glossary
from data_access.schema.base import Identity, metadata, term

project = Table(
    "project",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("number", String(24), nullable=False, unique=True, comment="shown to people: XM-2025-0001"),
    Column("version", Integer, nullable=False, default=1, comment="grows with every change"),
    Column("state", term(glossary.ProjectState), nullable=False),
    Column("state_since", DateTime, nullable=False, comment="UTC"),
    Column("title", String(200), nullable=False),
    Column("summary", Text, nullable=False, comment="what is to be done"),
    Column("idea_id", ForeignKey("idea.id"), index=True, comment="from an idea, or …"),
    Column("suggestion_id", ForeignKey("suggestion.id"), index=True, comment="… from a suggestion"),
    Column("category_code", ForeignKey("category.code")),
    Column("township_code", ForeignKey("township.code"), comment="null: the whole city"),
    Column("budget_yuan", BigInteger),
    Column("established_on", Date, nullable=False),
    Column("effect", Text, nullable=False, default="", comment="what came of it"),
    Column("created_at", DateTime, nullable=False, comment="UTC"),
    Column("created_by_name", String(40), nullable=False),
    Index("ix_project_state", "state"),
)

project_department = Table(
    "project_department",
    metadata,
    Column("project_id", ForeignKey("project.id"), primary_key=True),
    Column("department_code", ForeignKey("department.code"), primary_key=True, index=True),
    Column("part", term(glossary.DepartmentPart), nullable=False, comment="exactly one lead"),
)

project_target = Table(
    "project_target",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("project_id", ForeignKey("project.id"), nullable=False, index=True),
    Column("name", String(120), nullable=False),
    Column("unit", String(20), nullable=False),
    Column("baseline", Float, comment="value before the project; null: not known"),
    Column("target", Float, nullable=False),
    Column("due_on", Date),
    Column("removed_at", DateTime, comment="UTC; no longer pursued, the row stays"),
    Column("removed_reason", String(200)),
    UniqueConstraint("project_id", "name"),
)

project_progress = Table(
    "project_progress",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("project_id", ForeignKey("project.id"), nullable=False),
    Column("quarter", String(6), nullable=False, comment="2025Q3"),
    Column("sequence", Integer, nullable=False, comment="1, 2 … of this quarter; the last counts"),
    Column("content", Text, nullable=False),
    Column("spent_yuan", BigInteger, comment="spent since the start"),
    Column("at", DateTime, nullable=False, comment="UTC"),
    Column("by_account_id", ForeignKey("account.id")),
    Column("by_name", String(40), nullable=False),
    UniqueConstraint("project_id", "quarter", "sequence"),
    comment="Append-only: what was reached in a quarter",
)

project_target_value = Table(
    "project_target_value",
    metadata,
    Column("progress_id", ForeignKey("project_progress.id"), primary_key=True),
    Column("target_id", ForeignKey("project_target.id"), primary_key=True),
    Column("value", Float, nullable=False, comment="in the target's unit"),
)

project_review = Table(
    "project_review",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("project_id", ForeignKey("project.id"), nullable=False, index=True),
    Column("finished_on", Date, nullable=False),
    Column("experts", Integer, nullable=False, comment="how many took part"),
    Column("conclusion", term(glossary.ReviewConclusion), nullable=False),
    Column("note", Text, nullable=False, default=""),
    Column("recorded_at", DateTime, nullable=False, comment="UTC"),
    Column("recorded_by_name", String(40), nullable=False),
    Column("revoked_at", DateTime, comment="UTC; recorded by mistake, the row stays"),
    Column("revoked_reason", String(200)),
    comment="A finished expert review; without one a project stays out of 实施",
)
