"""专家评审: experts, panels, rounds, who reviews what, and every mark ever submitted."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
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

expert = Table(
    "expert",
    metadata,
    Column("account_id", ForeignKey("account.id"), primary_key=True),
    Column("unit", String(80), nullable=False, default="", comment="where the expert works"),
    Column("department_code", ForeignKey("department.code"), comment="when that is one of our departments"),
    Column("field", String(120), nullable=False, default="", comment="what the expert knows"),
)

expert_employment = Table(
    "expert_employment",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("account_id", ForeignKey("account.id"), nullable=False, index=True),
    Column("department_code", ForeignKey("department.code"), nullable=False),
    Column("left_on", Date, nullable=False),
    comment="Former employers: within three years they rule a review out",
)

review_panel = Table(
    "review_panel",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("quarter_id", ForeignKey("evaluation_quarter.id"), nullable=False),
    Column("name", String(40), nullable=False),
    UniqueConstraint("quarter_id", "name"),
)

review_round = Table(
    "review_round",
    metadata,
    Column("quarter_id", ForeignKey("evaluation_quarter.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False, comment="1, 2, 3"),
    Column("due_on", Date, nullable=False),
    Column("opened_at", DateTime, nullable=False, comment="UTC"),
    Column("opened_by_name", String(40), nullable=False),
    Column("closed_at", DateTime, comment="UTC; null: open, and its marks are shown to nobody but their authors"),
    Column("closed_by_name", String(40)),
)

round_project = Table(
    "round_project",
    metadata,
    Column("quarter_id", ForeignKey("evaluation_quarter.id"), primary_key=True),
    Column("round", Integer, primary_key=True, autoincrement=False),
    Column("project_id", ForeignKey("project.id"), primary_key=True),
    comment="Which projects a round is about: all in the first, the unstable ones later",
)

review_assignment = Table(
    "review_assignment",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("quarter_id", ForeignKey("evaluation_quarter.id"), nullable=False),
    Column("project_id", ForeignKey("project.id"), nullable=False),
    Column("account_id", ForeignKey("account.id"), nullable=False, index=True),
    Column("panel_id", ForeignKey("review_panel.id"), nullable=False),
    Column("position", Integer, nullable=False, comment="random order in which this expert sees the projects"),
    Column("assigned_at", DateTime, nullable=False, comment="UTC"),
    Column("assigned_by_name", String(40), nullable=False),
    Column("relation", term(glossary.Relation), comment="null: not yet declared; nothing is shown before"),
    Column("relation_note", String(200), nullable=False, default=""),
    Column("declared_at", DateTime, comment="UTC"),
    Column("recused_at", DateTime, comment="UTC; from then on no mark of this pair is read by any statistic"),
    Column("recused_by_name", String(40)),
    Column("removed_at", DateTime, comment="UTC; taken back, the row stays"),
    Column("removed_reason", String(200)),
    UniqueConstraint("quarter_id", "project_id", "account_id"),
)

expert_review = Table(
    "expert_review",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("assignment_id", ForeignKey("review_assignment.id"), nullable=False),
    Column("round", Integer, nullable=False),
    Column("sequence", Integer, nullable=False, comment="1, 2 … when it was returned; the last counts"),
    Column("abstained", Boolean, nullable=False, comment="弃权: no marks"),
    Column("abstain_reason", String(400), nullable=False, default=""),
    Column("comment", Text, nullable=False, default="", comment="shown unsigned to the panel in the next round"),
    Column("change_reason", String(400), nullable=False, default="", comment="why a mark differs from the last round"),
    Column("from_file", Boolean, nullable=False, default=False, comment="sent back in the Excel form"),
    Column("submitted_at", DateTime, nullable=False, comment="UTC"),
    Column("returned_at", DateTime, comment="UTC; given back to be done again, the row stays and counts no more"),
    Column("returned_by_name", String(40)),
    Column("returned_reason", String(400)),
    UniqueConstraint("assignment_id", "round", "sequence"),
    comment="A submitted review; never changed, only returned",
)

expert_mark = Table(
    "expert_mark",
    metadata,
    Column("review_id", ForeignKey("expert_review.id"), primary_key=True),
    Column("criterion_id", ForeignKey("criterion.id"), primary_key=True),
    Column("mark", Float, nullable=False, comment="0 to 100, one decimal at most"),
)

review_question = Table(
    "review_question",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("review_id", ForeignKey("expert_review.id"), nullable=False, index=True),
    Column("question", String(400), nullable=False),
    Column("asked_at", DateTime, nullable=False, comment="UTC"),
    Column("asked_by_name", String(40), nullable=False),
    Column("answer", Text, comment="null: not yet answered"),
    Column("answered_at", DateTime, comment="UTC"),
    comment="An expert is asked to give reasons for a mark that stands out",
)
