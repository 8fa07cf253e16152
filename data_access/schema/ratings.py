"""群众评议: ratings of citizens, what was quarantined and released, how many were asked."""

from sqlalchemy import Boolean, Column, Date, DateTime, Float, ForeignKey, Index, Integer, String, Table, Text

import glossary
from data_access.schema.base import Identity, metadata, term

rating_batch = Table(
    "rating_batch",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("quarter_id", ForeignKey("evaluation_quarter.id"), nullable=False, index=True),
    Column("file_name", String(200), nullable=False),
    Column("sha256", String(64), nullable=False, comment="of the file: the same file is not taken twice"),
    Column("stored", Integer, nullable=False),
    Column("at", DateTime, nullable=False, comment="UTC"),
    Column("by_name", String(40), nullable=False),
    Column("undone_at", DateTime, comment="UTC; all its ratings were withdrawn"),
)

citizen_rating = Table(
    "citizen_rating",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("quarter_id", ForeignKey("evaluation_quarter.id"), nullable=False),
    Column("project_id", ForeignKey("project.id"), nullable=False),
    Column("stage", term(glossary.RatingStage), nullable=False),
    Column("person_key", String(64), nullable=False, comment="keyed hash of who rated; never a name or a number"),
    Column("level", term(glossary.FollowUpResult), nullable=False, comment="one of the five levels"),
    Column("rated_at", DateTime, nullable=False, comment="UTC"),
    Column("rated_on", Date, nullable=False, comment="local day"),
    Column("source", term(glossary.RatingSource), nullable=False),
    Column("device_key", String(64), comment="keyed hash of the device; null: called or visited"),
    Column("seconds", Float, comment="taken to answer; null: called or visited"),
    Column("suggestion_id", ForeignKey("suggestion.id"), comment="whose citizen was asked, when known"),
    Column("remark", Text, nullable=False, default="", comment="what the citizen said; masked before it is stored"),
    Column("batch_id", ForeignKey("rating_batch.id"), index=True),
    Column("recorded_at", DateTime, nullable=False, comment="UTC"),
    Column("recorded_by_name", String(40), nullable=False),
    Column("held", Boolean, nullable=False, default=False, comment="in quarantine: no score reads it"),
    Column("withdrawn_at", DateTime, comment="UTC; recorded by mistake, the row stays and counts no more"),
    Column("withdrawn_reason", String(200)),
    Index("ix_citizen_rating_vote", "quarter_id", "project_id", "stage", "person_key", "rated_at"),
    comment="Append-only; of one person, project and stage the latest counts",
)

rating_hold = Table(
    "rating_hold",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("rating_id", ForeignKey("citizen_rating.id"), nullable=False, index=True),
    Column("held", Boolean, nullable=False, comment="true: quarantined, false: released"),
    Column("reasons", String(80), nullable=False, comment="codes, by commas"),
    Column("note", String(200), nullable=False, default=""),
    Column("at", DateTime, nullable=False, comment="UTC"),
    Column("by_name", String(40), nullable=False),
    comment="Append-only: why a rating went into quarantine or came out",
)

rating_invitation = Table(
    "rating_invitation",
    metadata,
    Column("quarter_id", ForeignKey("evaluation_quarter.id"), primary_key=True),
    Column("project_id", ForeignKey("project.id"), primary_key=True),
    Column("stage", term(glossary.RatingStage), primary_key=True),
    Column("sequence", Integer, primary_key=True, autoincrement=False, comment="1, 2 …; the last counts"),
    Column("invited", Integer, nullable=False, comment="people asked for a rating"),
    Column("at", DateTime, nullable=False, comment="UTC"),
    Column("by_name", String(40), nullable=False),
    comment="应评人数, append-only",
)
