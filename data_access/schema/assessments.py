"""第三方评估: who assesses what, every indicator value, and the objections of departments."""

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

import glossary
from data_access.schema.base import Identity, metadata, term

assessment = Table(
    "assessment",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("quarter_id", ForeignKey("evaluation_quarter.id"), nullable=False),
    Column("project_id", ForeignKey("project.id"), nullable=False),
    Column("account_id", ForeignKey("account.id"), nullable=False, index=True, comment="the assessor"),
    Column("method", Text, nullable=False, default="", comment="how the values were found"),
    Column("assigned_at", DateTime, nullable=False, comment="UTC"),
    Column("assigned_by_name", String(40), nullable=False),
    Column("submitted_at", DateTime, comment="UTC; from then on it counts"),
    Column("submitted_by_name", String(40)),
    Column("removed_at", DateTime, comment="UTC; taken back, the row stays"),
    UniqueConstraint("quarter_id", "project_id", "account_id"),
)

assessment_value = Table(
    "assessment_value",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("assessment_id", ForeignKey("assessment.id"), nullable=False),
    Column("indicator_id", ForeignKey("indicator.id"), nullable=False),
    Column("sequence", Integer, nullable=False, comment="1, 2 …; the last counts"),
    Column("kind", term(glossary.ValueKind), nullable=False),
    Column("value", Float, comment="in the indicator's unit; null unless there is one"),
    Column("evidence", Text, nullable=False, default=""),
    Column("late", Boolean, nullable=False, comment="recorded after the last day"),
    Column("reason", String(200), nullable=False, default="", comment="why a submitted value was corrected"),
    Column("at", DateTime, nullable=False, comment="UTC"),
    Column("by_account_id", ForeignKey("account.id")),
    Column("by_name", String(40), nullable=False),
    UniqueConstraint("assessment_id", "indicator_id", "sequence"),
    comment="Append-only",
)

assessment_objection = Table(
    "assessment_objection",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("assessment_id", ForeignKey("assessment.id"), nullable=False, index=True),
    Column("indicator_id", ForeignKey("indicator.id"), comment="null: the whole assessment"),
    Column("department_code", ForeignKey("department.code"), nullable=False),
    Column("content", Text, nullable=False),
    Column("at", DateTime, nullable=False, comment="UTC"),
    Column("by_name", String(40), nullable=False),
    Column("outcome", term(glossary.ObjectionOutcome), comment="null: not yet answered"),
    Column("answer", Text),
    Column("answered_at", DateTime, comment="UTC"),
    Column("answered_by_name", String(40)),
    comment="What a department says against a value, and the answer",
)
