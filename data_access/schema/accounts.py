"""Who may sign in, who is signed in, and what was tried."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
)

import glossary
from data_access.schema.base import Identity, metadata, term

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
