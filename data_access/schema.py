"""Every table, with each column's meaning. The migrations build it; a test holds the two together.

Long because it is one list: whoever looks for a table finds all of them here, foreign keys beside what they name.
"""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Enum,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
)

import glossary

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite only numbers rows by itself in a column typed INTEGER.
Identity = BigInteger().with_variant(Integer, "sqlite")


def term(vocabulary: type[glossary.Term]) -> Enum:
    """A closed vocabulary: stored as its code, refused when unknown."""
    codes = [member.value for member in vocabulary]
    return Enum(*codes, native_enum=False, create_constraint=False, length=32, validate_strings=True)


# --- dictionaries -----------------------------------------------------------------------------

channel = Table(
    "channel",
    metadata,
    Column("code", String(32), primary_key=True),
    Column("name", String(40), nullable=False, comment="label on screen"),
    Column("line", term(glossary.Line), nullable=False, comment="online or offline"),
    Column("position", SmallInteger, nullable=False, comment="order on screen"),
    Column("active", Boolean, nullable=False, default=True),
)

township = Table(
    "township",
    metadata,
    Column("code", String(32), primary_key=True),
    Column("name", String(40), nullable=False, unique=True),
    Column("position", SmallInteger, nullable=False),
    Column("active", Boolean, nullable=False, default=True),
)

department = Table(
    "department",
    metadata,
    Column("code", String(32), primary_key=True),
    Column("name", String(60), nullable=False, unique=True),
    Column("position", SmallInteger, nullable=False),
    Column("active", Boolean, nullable=False, default=True),
)

category = Table(
    "category",
    metadata,
    Column("code", String(48), primary_key=True),
    Column("name", String(60), nullable=False),
    Column("parent_code", ForeignKey("category.code"), comment="null on the first of the two levels"),
    Column("position", SmallInteger, nullable=False),
    Column("active", Boolean, nullable=False, default=True),
    UniqueConstraint("parent_code", "name"),
)

station = Table(
    "station",
    metadata,
    Column("code", String(32), primary_key=True),
    Column("name", String(60), nullable=False, unique=True),
    Column("kind", term(glossary.StationKind), nullable=False),
    Column("township_code", ForeignKey("township.code"), nullable=False),
    Column("active", Boolean, nullable=False, default=True),
)

collector = Table(
    "collector",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("name", String(40), nullable=False),
    Column("kind", term(glossary.CollectorKind), nullable=False),
    Column("township_code", ForeignKey("township.code")),
    Column("station_code", ForeignKey("station.code")),
    Column("active", Boolean, nullable=False, default=True),
)

# --- accounts and sign-in ----------------------------------------------------------------------

account = Table(
    "account",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("username", String(40), nullable=False, unique=True, comment="lower case, what is typed to sign in"),
    Column("name", String(40), nullable=False),
    Column("role", term(glossary.Role), nullable=False),
    Column("department_code", ForeignKey("department.code"), comment="of a handler"),
    Column("collector_id", ForeignKey("collector.id"), comment="of a collector"),
    Column("password_hash", String(200), comment="argon2id; null when only OIDC may sign in"),
    Column("oidc_subject", String(200), unique=True, comment="issuer-side identity, when signed in by OIDC"),
    Column("must_change_password", Boolean, nullable=False, default=False),
    Column("active", Boolean, nullable=False, default=True),
    Column("demonstration", Boolean, nullable=False, default=False),
    Column("version", Integer, nullable=False, default=1),
    Column("created_at", DateTime, nullable=False, comment="UTC"),
)

account_history = Table(
    "account_history",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("account_id", ForeignKey("account.id"), nullable=False, index=True),
    Column("at", DateTime, nullable=False, comment="UTC"),
    Column("by_name", String(40), nullable=False),
    Column("by_account_id", ForeignKey("account.id"), comment="null: the command line"),
    Column("what", String(40), nullable=False, comment="created, changed, password_set, deactivated …"),
    Column("details", JSON, nullable=False, comment="changed fields, never a password"),
)

sign_in_session = Table(
    "sign_in_session",
    metadata,
    Column("token_hash", String(64), primary_key=True, comment="SHA-256 of the cookie; the cookie itself is not kept"),
    Column("account_id", ForeignKey("account.id"), nullable=False, index=True),
    Column("created_at", DateTime, nullable=False, comment="UTC"),
    Column("last_seen_at", DateTime, nullable=False, comment="UTC, moved at most once a minute"),
    Column("ended_at", DateTime, comment="UTC; signed out, timed out or closed by the administrator"),
    Column("address", String(64), nullable=False),
    Column("browser", String(200), nullable=False),
)

sign_in_attempt = Table(
    "sign_in_attempt",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("username", String(40), nullable=False),
    Column("address", String(64), nullable=False),
    Column("at", DateTime, nullable=False, comment="UTC"),
    Column("succeeded", Boolean, nullable=False),
    Index("ix_sign_in_attempt_username_at", "username", "at"),
    Index("ix_sign_in_attempt_address_at", "address", "at"),
)

# --- settings, calendar, installation -----------------------------------------------------------

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

# --- suggestions --------------------------------------------------------------------------------

suggestion = Table(
    "suggestion",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("number", String(24), nullable=False, unique=True, comment="our own number, shown to people"),
    Column("version", Integer, nullable=False, default=1, comment="grows with every change"),
    Column("state", term(glossary.State), nullable=False),
    # dimensions
    Column("nature", term(glossary.Nature), comment="null: not yet decided (待定性)"),
    Column("channel_code", ForeignKey("channel.code"), nullable=False),
    Column("station_code", ForeignKey("station.code")),
    Column("collector_id", ForeignKey("collector.id")),
    Column("category_code", ForeignKey("category.code"), comment="either level"),
    Column("township_code", ForeignKey("township.code")),
    Column("department_code", ForeignKey("department.code"), comment="lead department (主责)"),
    Column("first_receiver_code", ForeignKey("department.code"), comment="首接单位"),
    Column("tier", term(glossary.Tier)),
    Column("dispatch", term(glossary.Dispatch), comment="how it was assigned"),
    Column("confidential", Boolean, nullable=False, default=False),
    # where it came from
    Column("outside_number", String(64), comment="number on the platform it came from"),
    Column("content_hash", String(64), nullable=False, comment="SHA-256 of channel, person, time, title, content"),
    Column("batch_id", ForeignKey("import_batch.id"), comment="null: registered by hand"),
    Column("likes", Integer, nullable=False, default=0),
    Column("dislikes", Integer, nullable=False, default=0),
    # milestones; dates are Asia/Shanghai calendar days, instants are UTC
    Column("received_at", DateTime, nullable=False),
    Column("received_on", Date, nullable=False),
    Column("received_minute", Integer, nullable=False, comment="working clock at receipt, minutes"),
    Column("accepted_on", Date),
    Column("assigned_on", Date, comment="first assignment"),
    Column("sign_due_on", Date),
    Column("signed_on", Date),
    Column("returned_on", Date, comment="first return"),
    Column("reassigned_on", Date, comment="assignment after the first return"),
    Column("returned_again_on", Date),
    Column("reassigned_again_on", Date),
    Column("extended_on", Date),
    Column("due_on", Date, comment="last day allowed, extensions included; null until it has a tier"),
    Column("first_due_on", Date, comment="as first set; never changed"),
    Column("answered_at", DateTime),
    Column("answered_on", Date),
    Column("answer_working_days", Integer, comment="working days from receipt (day 0) to the answer"),
    Column("completed_at", DateTime, comment="the reviewer approved a substantive answer (办结)"),
    Column("completed_on", Date),
    Column("completed_minute", Integer, comment="working clock at completion, minutes"),
    Column("redone_on", Date, comment="last time it was opened again (重办)"),
    Column("followed_up_on", Date),
    Column("followup_result", term(glossary.FollowUpResult)),
    Column("closed_on", Date),
    Column("left_out_on", Date),
    Column("left_out_as", term(glossary.LeftOut)),
    Column("concluded_on", Date, comment="day the adoption was decided"),
    Column("adoption", term(glossary.Adoption)),
    Column("converted_on", Date),
    Column("conversion", term(glossary.Conversion)),
    UniqueConstraint("channel_code", "outside_number"),
    CheckConstraint("(left_out_on IS NULL) = (left_out_as IS NULL)", name="left_out_has_reason"),
    CheckConstraint("(completed_on IS NULL) = (completed_minute IS NULL)", name="completion_has_clock"),
    Index("ix_suggestion_channel_content", "channel_code", "content_hash"),
    Index("ix_suggestion_batch_id", "batch_id"),
    # Covers the grouped reads of the dashboards, so they never touch the rows themselves.
    Index(
        "ix_suggestion_counted",
        "received_on",
        "nature",
        "channel_code",
        "township_code",
        "category_code",
        "department_code",
        "tier",
        "station_code",
        "collector_id",
        "accepted_on",
        "left_out_on",
        "completed_on",
        "due_on",
        "answered_on",
        "answer_working_days",
        "received_minute",
        "completed_minute",
        "confidential",
        "assigned_on",
        "sign_due_on",
        "signed_on",
        "returned_on",
        "reassigned_on",
        "returned_again_on",
        "reassigned_again_on",
        "extended_on",
        "redone_on",
        "followed_up_on",
        "followup_result",
        "concluded_on",
        "adoption",
        "converted_on",
    ),
)

suggestion_text = Table(
    "suggestion_text",
    metadata,
    Column("suggestion_id", ForeignKey("suggestion.id", ondelete="CASCADE"), primary_key=True),
    Column("title", String(400), nullable=False),
    Column("content", Text, nullable=False),
    comment="What the citizen wrote; apart from suggestion so that counting never reads it",
)

suggestion_answer = Table(
    "suggestion_answer",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("suggestion_id", ForeignKey("suggestion.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("content", Text, nullable=False),
    Column("answered_at", DateTime, nullable=False, comment="UTC"),
    Column("by_name", String(40), nullable=False),
)

personal_data = Table(
    "personal_data",
    metadata,
    Column("suggestion_id", ForeignKey("suggestion.id", ondelete="CASCADE"), primary_key=True),
    Column("person_key", String(64), index=True, comment="SHA-256 that tells people apart without naming them"),
    Column("name", String(80)),
    Column("phone", String(40)),
    Column("id_number", String(40)),
    Column("address", String(200)),
    comment="Who wrote; shown only to those who handle the case, each showing logged",
)

personal_data_showing = Table(
    "personal_data_showing",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("suggestion_id", ForeignKey("suggestion.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("account_id", ForeignKey("account.id"), nullable=False),
    Column("at", DateTime, nullable=False, comment="UTC"),
)

suggestion_history = Table(
    "suggestion_history",
    metadata,
    Column("suggestion_id", ForeignKey("suggestion.id", ondelete="CASCADE"), primary_key=True),
    Column("sequence", Integer, primary_key=True, autoincrement=False, comment="1, 2, 3 … within the suggestion"),
    Column("step", term(glossary.Step), nullable=False),
    Column("at", DateTime, nullable=False, comment="UTC"),
    Column("by_account_id", ForeignKey("account.id"), comment="null: imported or the command line"),
    Column("by_name", String(40), nullable=False),
    Column("from_state", term(glossary.State)),
    Column("to_state", term(glossary.State), nullable=False),
    Column("reason", String(400), nullable=False, default=""),
    Column("handover_days", Integer, nullable=False, default=0, comment="working days lost between departments"),
    Column("previous_hash", String(64), nullable=False, comment="empty for the first"),
    Column("hash", String(64), nullable=False, comment="SHA-256 over this row and previous_hash"),
)

# --- imports ------------------------------------------------------------------------------------

import_batch = Table(
    "import_batch",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("channel_code", ForeignKey("channel.code"), nullable=False),
    Column("file_name", String(200), nullable=False),
    Column("file_hash", String(64), nullable=False, comment="SHA-256 of the file"),
    Column("at", DateTime, nullable=False, comment="UTC"),
    Column("by_account_id", ForeignKey("account.id")),
    Column("by_name", String(40), nullable=False),
    Column("columns", JSON, nullable=False, comment="header of the file, in order"),
    Column("mapping", JSON, nullable=False, comment="our field → header name"),
    Column("options", JSON, comment="what the person decided; null: imported before 0004"),
    Column("stored", Integer, nullable=False),
    Column("repeated", Integer, nullable=False),
    Column("rejected", Integer, nullable=False),
    Column("undone_at", DateTime, comment="UTC"),
    Column("undone_by_name", String(40)),
)

import_rejected_row = Table(
    "import_rejected_row",
    metadata,
    Column("batch_id", ForeignKey("import_batch.id", ondelete="CASCADE"), primary_key=True),
    Column("row_number", Integer, primary_key=True, autoincrement=False, comment="as counted in the file, header is 1"),
    Column("column_name", String(200), nullable=False),
    Column("value", String(400), nullable=False),
    Column("reason", String(400), nullable=False),
    Column("cells", JSON, nullable=False, comment="the whole row as text, in the file's order"),
)

import_mapping = Table(
    "import_mapping",
    metadata,
    Column("channel_code", ForeignKey("channel.code"), primary_key=True),
    Column("mapping", JSON, nullable=False, comment="our field → header name, as last confirmed by a person"),
    Column("by_name", String(40), nullable=False),
    Column("at", DateTime, nullable=False, comment="UTC"),
)

# --- to-do ----------------------------------------------------------------------------------------

to_do = Table(
    "to_do",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("account_id", ForeignKey("account.id"), index=True, comment="for one person, or …"),
    Column("role", term(glossary.Role), index=True, comment="… for everyone of a role"),
    Column("department_code", ForeignKey("department.code"), comment="narrows a role to one department"),
    Column("what", String(200), nullable=False),
    Column("page", String(80), nullable=False, comment="path of the page where it is done"),
    Column("subject", String(80), nullable=False, index=True, comment="the thing, such as account:7; done with it"),
    Column("due_on", Date),
    Column("created_at", DateTime, nullable=False, comment="UTC"),
    Column("done_at", DateTime, comment="UTC"),
    Column("done_by_name", String(40)),
)
