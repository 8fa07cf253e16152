"""三评: the quarter, its projects and rules, what stands beside the scores, and the sealed results."""

from sqlalchemy import (
    JSON,
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

weight_version = Table(
    "weight_version",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("citizens", Float, nullable=False, comment="points of 100"),
    Column("experts", Float, nullable=False),
    Column("third_party", Float, nullable=False),
    Column("note", String(400), nullable=False, default=""),
    Column("at", DateTime, nullable=False, comment="UTC"),
    Column("by_name", String(40), nullable=False),
    Column("approved_by_name", String(40), comment="a leader; null: 待市里确认"),
    Column("approved_at", DateTime, comment="UTC"),
    Column("approved_with", String(200), comment="document number or remark"),
    comment="Never changed once written, only approved: another set of weights is another row",
)

criteria_version = Table(
    "criteria_version",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("name", String(80), nullable=False),
    Column("note", String(400), nullable=False, default=""),
    Column("at", DateTime, nullable=False, comment="UTC"),
    Column("by_name", String(40), nullable=False),
    comment="A set of criteria for experts; never changed once written",
)

criterion = Table(
    "criterion",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("criteria_version_id", ForeignKey("criteria_version.id"), nullable=False),
    Column("position", Integer, nullable=False, comment="1, 2, 3 …"),
    Column("name", String(40), nullable=False),
    Column("question", String(200), nullable=False, comment="what the expert is to judge"),
    Column("weight", Float, nullable=False, comment="points of 100"),
    Column("anchors", JSON, nullable=False, comment="[lowest mark, highest mark, words] … best first"),
    UniqueConstraint("criteria_version_id", "position"),
)

indicator_version = Table(
    "indicator_version",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("name", String(80), nullable=False),
    Column("note", String(400), nullable=False, default=""),
    Column("at", DateTime, nullable=False, comment="UTC"),
    Column("by_name", String(40), nullable=False),
    comment="A set of indicators for the third party; never changed once written",
)

indicator = Table(
    "indicator",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("indicator_version_id", ForeignKey("indicator_version.id"), nullable=False),
    Column("position", Integer, nullable=False, comment="1, 2, 3 …"),
    Column("family", term(glossary.IndicatorFamily), nullable=False),
    Column("name", String(80), nullable=False),
    Column("unit", String(20), nullable=False),
    Column("direction", term(glossary.IndicatorDirection), nullable=False),
    Column("floor", Float, nullable=False, comment="scores 0; below the target unless less is better"),
    Column("target", Float, nullable=False, comment="scores 100; of an interval its lower end"),
    Column("upper_target", Float, comment="upper end of an interval"),
    Column("upper_floor", Float, comment="scores 0 above an interval"),
    Column("weight", Float, nullable=False, comment="points of 100"),
    Column("evidence", String(200), nullable=False, comment="what proves the value"),
    UniqueConstraint("indicator_version_id", "position"),
)

evaluation_quarter = Table(
    "evaluation_quarter",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("quarter", String(6), nullable=False, unique=True, comment="2025Q3"),
    Column("version", Integer, nullable=False, default=1, comment="grows with every change of its own rows"),
    Column("state", term(glossary.QuarterState), nullable=False),
    Column("weight_version_id", ForeignKey("weight_version.id"), nullable=False),
    Column("criteria_version_id", ForeignKey("criteria_version.id"), nullable=False),
    Column("indicator_version_id", ForeignKey("indicator_version.id"), nullable=False),
    Column("level_points", JSON, nullable=False, comment="level of satisfaction → points, fixed for the quarter"),
    Column("ratings_until", Date, nullable=False, comment="last day whose ratings count"),
    Column("assessment_due_on", Date, nullable=False, comment="last day for the third party"),
    Column("objection_until", Date, nullable=False, comment="last day for objections of departments"),
    Column("seed", Integer, nullable=False, comment="of every random draw of this quarter"),
    Column("created_at", DateTime, nullable=False, comment="UTC"),
    Column("created_by_name", String(40), nullable=False),
)

evaluation_project = Table(
    "evaluation_project",
    metadata,
    Column("quarter_id", ForeignKey("evaluation_quarter.id"), primary_key=True),
    Column("project_id", ForeignKey("project.id"), primary_key=True, index=True),
    Column("reached_stage", term(glossary.RatingStage), nullable=False, comment="the last stage citizens could rate"),
    Column("veto_reason", String(200), comment="一票否决: a flag beside the score; null: none"),
    Column("veto_by_name", String(40)),
    Column("added_at", DateTime, nullable=False, comment="UTC"),
    Column("added_by_name", String(40), nullable=False),
    Column("removed_at", DateTime, comment="UTC; no longer evaluated in this quarter, the row stays"),
    Column("removed_reason", String(200)),
)

self_assessment = Table(
    "self_assessment",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("quarter_id", ForeignKey("evaluation_quarter.id"), nullable=False),
    Column("project_id", ForeignKey("project.id"), nullable=False),
    Column("sequence", Integer, nullable=False, comment="1, 2 …; the last counts"),
    Column("department_code", ForeignKey("department.code"), nullable=False),
    Column("score", Float, nullable=False, comment="0 to 100"),
    Column("content", Text, nullable=False),
    Column("at", DateTime, nullable=False, comment="UTC"),
    Column("by_name", String(40), nullable=False),
    UniqueConstraint("quarter_id", "project_id", "sequence"),
    comment="自评, append-only",
)

leader_comment = Table(
    "leader_comment",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("quarter_id", ForeignKey("evaluation_quarter.id"), nullable=False),
    Column("project_id", ForeignKey("project.id"), nullable=False),
    Column("sequence", Integer, nullable=False, comment="1, 2 …; every one is shown, newest first"),
    Column("grade", term(glossary.Grade), comment="null: words only"),
    Column("content", Text, nullable=False),
    Column("at", DateTime, nullable=False, comment="UTC"),
    Column("by_name", String(40), nullable=False),
    UniqueConstraint("quarter_id", "project_id", "sequence"),
    comment="点评, append-only",
)

evaluation_snapshot = Table(
    "evaluation_snapshot",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("quarter_id", ForeignKey("evaluation_quarter.id"), nullable=False),
    Column("sequence", Integer, nullable=False, comment="1: 定稿, 2 …: 更正"),
    Column("formula_version", Integer, nullable=False),
    Column("document", Text, nullable=False, comment="canonical JSON: inputs, rules, seed and results"),
    Column("sha256", String(64), nullable=False, comment="of the document"),
    Column("reason", String(400), nullable=False, default="", comment="why it was restated"),
    Column("at", DateTime, nullable=False, comment="UTC"),
    Column("by_name", String(40), nullable=False),
    UniqueConstraint("quarter_id", "sequence"),
    comment="Sealed results, append-only",
)
