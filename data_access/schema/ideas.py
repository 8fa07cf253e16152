"""金点子: ideas with every version of their text, sources, gate, answers and the policies that took them up."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
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

idea = Table(
    "idea",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("number", String(24), nullable=False, unique=True, comment="shown to people: JDZ-2025-0001"),
    Column("version", Integer, nullable=False, default=1, comment="grows with every change of any kind"),
    Column("text_sequence", Integer, nullable=False, comment="the idea_version in force"),
    Column("state", term(glossary.IdeaState), nullable=False),
    Column("state_since", DateTime, nullable=False, comment="UTC; when it came into this state"),
    Column("origin", term(glossary.IdeaOrigin), nullable=False, comment="who raised the topic"),
    Column(
        "proposer_name", String(80), nullable=False, default="", comment="of a leader's topic; citizens: idea_source"
    ),
    # as in the version in force, so that lists never read the long texts
    Column("title", String(200), nullable=False),
    Column("category_code", ForeignKey("category.code"), index=True),
    Column("cost_yuan", BigInteger, comment="expected cost in yuan"),
    Column("gate", term(glossary.Gate), nullable=False, default=glossary.Gate.OPEN.value),
    Column("banked_on", Date, comment="day it was first taken into the bank (入库); null again when taken back"),
    Column("reserved_on", Date, comment="day it was put into the policy reserve; null: not in it"),
    Column("effect", Text, nullable=False, default="", comment="what came of it, in words for leaders and citizens"),
    Column("merged_into_id", ForeignKey("idea.id"), comment="the idea it was merged into, directly"),
    Column(
        "main_id", ForeignKey("idea.id"), index=True, comment="the idea that now stands for it; itself when unmerged"
    ),
    Column("created_at", DateTime, nullable=False, comment="UTC"),
    Column("created_by_account_id", ForeignKey("account.id"), comment="null: the command line"),
    Column("created_by_name", String(40), nullable=False),
    Index("ix_idea_state_state_since", "state", "state_since"),
)

idea_version = Table(
    "idea_version",
    metadata,
    Column("idea_id", ForeignKey("idea.id"), primary_key=True),
    Column("sequence", Integer, primary_key=True, autoincrement=False, comment="1, 2, 3 … every text ever saved"),
    Column("based_on", Integer, comment="the sequence its author had before them; null for the first"),
    Column("set_aside", Boolean, nullable=False, comment="saved too late: kept for comparing, was never in force"),
    Column("title", String(200), nullable=False),
    Column("problem", Text, nullable=False),
    Column("proposal", Text, nullable=False),
    Column("benefit", Text, nullable=False, comment="expected benefit"),
    Column("cost_yuan", BigInteger, comment="expected cost in yuan"),
    Column("category_code", ForeignKey("category.code")),
    Column("township_codes", JSON, nullable=False, comment="sorted list of township codes"),
    Column("at", DateTime, nullable=False, comment="UTC"),
    Column("by_account_id", ForeignKey("account.id"), comment="null: the command line"),
    Column("by_name", String(40), nullable=False),
    Column("reason", String(200), nullable=False, default=""),
    Column("settled_at", DateTime, comment="UTC; of a text set aside: somebody looked at both and decided"),
    Column("settled_by_name", String(40)),
    comment="Append-only: the text of an idea each time somebody saved it",
)

idea_township = Table(
    "idea_township",
    metadata,
    Column("idea_id", ForeignKey("idea.id"), primary_key=True),
    Column("township_code", ForeignKey("township.code"), primary_key=True, index=True),
    comment="Townships of the version in force",
)

idea_department = Table(
    "idea_department",
    metadata,
    Column("idea_id", ForeignKey("idea.id"), primary_key=True),
    Column("department_code", ForeignKey("department.code"), primary_key=True, index=True),
    Column("part", term(glossary.DepartmentPart), nullable=False, comment="at most one lead"),
    comment="Who answers (答题)",
)

idea_source = Table(
    "idea_source",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("idea_id", ForeignKey("idea.id"), nullable=False),
    Column("suggestion_id", ForeignKey("suggestion.id"), nullable=False, index=True),
    Column("added_at", DateTime, nullable=False, comment="UTC"),
    Column("added_by_name", String(40), nullable=False),
    Column("removed_at", DateTime, comment="UTC; taken out again, the row stays"),
    Column("removed_by_name", String(40)),
    Column("removed_reason", String(200)),
    UniqueConstraint("idea_id", "suggestion_id"),
    comment="Suggestions an idea grew from; a merged idea keeps its own",
)

idea_gate = Table(
    "idea_gate",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("idea_id", ForeignKey("idea.id"), nullable=False, index=True),
    Column("text_sequence", Integer, nullable=False, comment="the text that was judged"),
    Column("public_interest", Boolean, nullable=False),
    Column("lawful", Boolean, nullable=False),
    Column("within_powers", Boolean, nullable=False),
    Column("not_personal", Boolean, nullable=False),
    Column("note", String(400), nullable=False, default=""),
    Column("at", DateTime, nullable=False, comment="UTC"),
    Column("by_account_id", ForeignKey("account.id")),
    Column("by_name", String(40), nullable=False),
    comment="Append-only: the gate before any score; the latest row counts",
)

idea_answer = Table(
    "idea_answer",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("idea_id", ForeignKey("idea.id"), nullable=False),
    Column("department_code", ForeignKey("department.code"), nullable=False),
    Column("sequence", Integer, nullable=False, comment="1, 2, 3 … of this department for this idea; the last counts"),
    Column("answer", Text, nullable=False),
    Column("plan", Text, nullable=False),
    Column("at", DateTime, nullable=False, comment="UTC"),
    Column("by_account_id", ForeignKey("account.id")),
    Column("by_name", String(40), nullable=False),
    UniqueConstraint("idea_id", "department_code", "sequence"),
    comment="Append-only: what a department answers and plans (答题)",
)

policy_link = Table(
    "policy_link",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("idea_id", ForeignKey("idea.id"), nullable=False, index=True),
    Column("title", String(200), nullable=False),
    Column("document_number", String(80), nullable=False),
    Column("issued_on", Date, nullable=False),
    Column("department_code", ForeignKey("department.code"), nullable=False, comment="who issued it"),
    Column("taken", Text, nullable=False, comment="what of the idea the document took up"),
    Column("linked_at", DateTime, nullable=False, comment="UTC"),
    Column("linked_by_name", String(40), nullable=False),
    Column("removed_at", DateTime, comment="UTC; linked by mistake, the row stays"),
    Column("removed_by_name", String(40)),
    Column("removed_reason", String(200)),
    comment="Policy documents that took an idea up",
)

topic_decision = Table(
    "topic_decision",
    metadata,
    Column("suggestion_id", ForeignKey("suggestion.id"), primary_key=True),
    Column("dismissed_at", DateTime, nullable=False, comment="UTC"),
    Column("by_account_id", ForeignKey("account.id")),
    Column("by_name", String(40), nullable=False),
    Column("reason", String(200), nullable=False, default=""),
    comment="点题: suggestions that were proposed for an idea and set aside; deleted when proposed again",
)
