"""社会破题: who works on ideas from outside, what they were asked, and what they gave."""

from sqlalchemy import Boolean, Column, Date, DateTime, ForeignKey, Index, Integer, String, Table, Text

import glossary
from data_access.schema.base import Identity, metadata, term

partner = Table(
    "partner",
    metadata,
    Column("id", Identity, primary_key=True),
    Column(
        "number", String(24), nullable=False, unique=True, comment="shown to people: GC-0001, GH-0001, JG-0001, ZY-0001"
    ),
    Column("version", Integer, nullable=False, default=1, comment="grows with every change"),
    Column("kind", term(glossary.PartnerKind), nullable=False),
    Column("name", String(80), nullable=False),
    Column("township_code", ForeignKey("township.code"), comment="null: the whole city"),
    Column("organisation", String(120), nullable=False, default="", comment="employer, or contact of an institution"),
    Column("specialty", String(200), nullable=False, default="", comment="skills in own words"),
    Column("phone", String(40), nullable=False, default="", comment="personal: shown to project managers only"),
    Column("term_from", Date),
    Column("term_to", Date, comment="last day of the term; null: open"),
    Column("active", Boolean, nullable=False, default=True),
    Column("created_at", DateTime, nullable=False, comment="UTC"),
    Index("ix_partner_kind_township_code", "kind", "township_code"),
    Index("ix_partner_name", "name"),
)

partner_skill = Table(
    "partner_skill",
    metadata,
    Column("partner_id", ForeignKey("partner.id"), primary_key=True),
    Column("category_code", ForeignKey("category.code"), primary_key=True, index=True, comment="first level"),
    comment="Subjects a partner knows, in the words of the category dictionary",
)

invitation = Table(
    "invitation",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("idea_id", ForeignKey("idea.id"), nullable=False, index=True),
    Column("partner_id", ForeignKey("partner.id"), nullable=False),
    Column("state", term(glossary.InvitationState), nullable=False),
    Column("question", Text, nullable=False, comment="what is asked of them"),
    Column("due_on", Date),
    Column("invited_at", DateTime, nullable=False, comment="UTC"),
    Column("invited_by_name", String(40), nullable=False),
    Column("closed_at", DateTime, comment="UTC; answered, declined or withdrawn"),
    Column("closed_reason", String(200), nullable=False, default=""),
    Index("ix_invitation_partner_id_state", "partner_id", "state"),
)

opinion = Table(
    "opinion",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("idea_id", ForeignKey("idea.id"), nullable=False, index=True),
    Column("partner_id", ForeignKey("partner.id"), nullable=False, index=True),
    Column("invitation_id", ForeignKey("invitation.id"), comment="null: given unasked"),
    Column("stance", term(glossary.Stance), nullable=False),
    Column("content", Text, nullable=False),
    Column("given_on", Date, nullable=False),
    Column("recorded_at", DateTime, nullable=False, comment="UTC"),
    Column("recorded_by_name", String(40), nullable=False),
    comment="Append-only: what a partner says about an idea; a correction is another row",
)

meeting = Table(
    "meeting",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("idea_id", ForeignKey("idea.id"), nullable=False, index=True),
    Column("held_on", Date, nullable=False),
    Column("place", String(120), nullable=False),
    Column("topic", String(200), nullable=False),
    Column("minutes", Text, nullable=False),
    Column("others", String(400), nullable=False, default="", comment="who else was there, in words"),
    Column("recorded_at", DateTime, nullable=False, comment="UTC"),
    Column("recorded_by_name", String(40), nullable=False),
    comment="Append-only: a meeting on an idea with its minutes",
)

meeting_partner = Table(
    "meeting_partner",
    metadata,
    Column("meeting_id", ForeignKey("meeting.id"), primary_key=True),
    Column("partner_id", ForeignKey("partner.id"), primary_key=True, index=True),
)
