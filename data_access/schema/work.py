"""What ideas, projects and partners have in common: history, milestones, comments, attachments, drafts."""

from sqlalchemy import JSON, Column, Date, DateTime, ForeignKey, Index, Integer, String, Table, Text

import glossary
from data_access.schema.base import Identity, metadata, term

work_history = Table(
    "work_history",
    metadata,
    Column("subject_kind", term(glossary.SubjectKind), primary_key=True),
    Column("subject_id", Identity, primary_key=True, autoincrement=False),
    Column("sequence", Integer, primary_key=True, autoincrement=False, comment="1, 2, 3 … within the subject"),
    Column("step", term(glossary.WorkStep), nullable=False),
    Column("at", DateTime, nullable=False, comment="UTC"),
    Column("by_account_id", ForeignKey("account.id"), comment="null: the command line"),
    Column("by_name", String(40), nullable=False),
    Column("from_state", String(32)),
    Column("to_state", String(32), comment="null: the step does not concern the state"),
    Column("reason", Text, nullable=False, default=""),
    Column("details", JSON, nullable=False, comment="what else belongs to the step; no personal data"),
    Column("previous_hash", String(64), nullable=False, comment="empty for the first"),
    Column("hash", String(64), nullable=False, comment="SHA-256 over this row and previous_hash"),
    comment="Append-only: every step of every idea, project and partner",
)

milestone = Table(
    "milestone",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("subject_kind", term(glossary.SubjectKind), nullable=False, comment="idea or project"),
    Column("subject_id", Identity, nullable=False),
    Column("title", String(200), nullable=False),
    Column("department_code", ForeignKey("department.code"), comment="whose step it is"),
    Column("due_on", Date, nullable=False),
    Column("done_on", Date),
    Column("note", String(400), nullable=False, default=""),
    Column("removed_at", DateTime, comment="UTC; no longer planned, the row stays"),
    Index("ix_milestone_subject", "subject_kind", "subject_id"),
)

comment = Table(
    "comment",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("subject_kind", term(glossary.SubjectKind), nullable=False, comment="idea or project"),
    Column("subject_id", Identity, nullable=False),
    Column("content", Text, nullable=False),
    Column("mentions", JSON, nullable=False, comment="account ids that were called"),
    Column("at", DateTime, nullable=False, comment="UTC"),
    Column("by_account_id", ForeignKey("account.id"), nullable=False),
    Column("by_name", String(40), nullable=False),
    Column("withdrawn_at", DateTime, comment="UTC; taken back by its author: the text is no longer shown"),
    Index("ix_comment_subject", "subject_kind", "subject_id"),
)

attachment = Table(
    "attachment",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("token", String(43), nullable=False, unique=True, comment="256 random bits: the address it is served at"),
    Column("subject_kind", term(glossary.SubjectKind), nullable=False, comment="whose rights decide who may open it"),
    Column("subject_id", Identity, nullable=False),
    Column(
        "part", String(40), nullable=False, default="", comment="opinion:12, meeting:3, progress:7 …; empty: the whole"
    ),
    Column("sha256", String(64), nullable=False, index=True, comment="of the content; also its name under var/files"),
    Column("file_name", String(200), nullable=False, comment="as uploaded"),
    Column("media_type", String(100), nullable=False, comment="found in the content, never taken from the name"),
    Column("size_bytes", Integer, nullable=False),
    Column("at", DateTime, nullable=False, comment="UTC"),
    Column("by_account_id", ForeignKey("account.id")),
    Column("by_name", String(40), nullable=False),
    Column("removed_at", DateTime, comment="UTC; no longer served, content and row stay"),
    Column("removed_by_name", String(40)),
    Column("removed_reason", String(200)),
    Index("ix_attachment_subject", "subject_kind", "subject_id"),
)

draft = Table(
    "draft",
    metadata,
    Column("account_id", ForeignKey("account.id"), primary_key=True),
    Column("subject", String(80), primary_key=True, comment="what is being written, such as idea-12-text"),
    Column("tab", String(40), primary_key=True, comment="which open page it was typed in, random"),
    Column("fields", JSON, nullable=False, comment="field → text as typed so far"),
    Column("based_on", Integer, comment="version the page showed when typing began"),
    Column("saved_at", DateTime, nullable=False, comment="UTC"),
    Column("closed_at", DateTime, comment="UTC; stored for good or discarded; kept 30 days"),
    comment="What somebody is typing, saved as they type",
)
