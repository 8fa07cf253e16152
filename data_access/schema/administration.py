"""Rules with their versions, the working calendar, changes to them and to the dictionaries, the installation."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
)

from data_access.schema.base import Identity, metadata

setting = Table(
    "setting",
    metadata,
    Column("key", String(60), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("value", JSON, nullable=False),
    Column("by_name", String(40), nullable=False),
    Column("at", DateTime, nullable=False, comment="UTC"),
    Column("confirmed_by", String(40), comment="null: 待市里确认"),
    Column("confirmed_at", DateTime, comment="UTC"),
    Column("reason", String(200), nullable=False, default=""),
    Column("confirmed_with", String(200), comment="document number or remark of the city's confirmation"),
)

calendar_day = Table(
    "calendar_day",
    metadata,
    Column("day", Date, primary_key=True),
    Column("working", Boolean, nullable=False),
    Column("name", String(40), nullable=False, default="", comment="name of the holiday, or 调休上班"),
    Column("provisional", Boolean, nullable=False, comment="computed from weekends only; to be confirmed"),
)

calendar_change = Table(
    "calendar_change",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("at", DateTime, nullable=False, comment="UTC"),
    Column("by_account_id", ForeignKey("account.id"), comment="null: the command line"),
    Column("by_name", String(40), nullable=False),
    Column("reason", String(200), nullable=False),
    Column("days", JSON, nullable=False, comment="[day, [working, name, provisional] before, the same after] …"),
    Column("recomputed", Integer, nullable=False, comment="suggestions with a new clock or date"),
    Column("due_moved", Integer, nullable=False, comment="suggestions whose due date moved; each has a history row"),
    comment="Append-only: what was changed in calendar_day and why",
)

dictionary_change = Table(
    "dictionary_change",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("dictionary", String(20), nullable=False, comment="table: channel, township …"),
    Column("code", String(48), nullable=False, comment="of the entry; a collector's id as text"),
    Column("at", DateTime, nullable=False, comment="UTC"),
    Column("by_account_id", ForeignKey("account.id"), comment="null: the command line"),
    Column("by_name", String(40), nullable=False),
    Column("what", String(20), nullable=False, comment="added, renamed, deactivated, activated, moved"),
    Column("details", JSON, nullable=False, comment="field → [before, after]"),
    Column("reason", String(200), nullable=False, default=""),
    Index("ix_dictionary_change_entry", "dictionary", "code"),
    comment="Append-only: what was changed in the dictionaries and why",
)

installation = Table(
    "installation",
    metadata,
    Column("key", String(40), primary_key=True),
    Column("value", String(200), nullable=False, comment="demonstration, as_of, data_version …"),
)
