"""What was imported, from which file, and which rows could not be stored."""

from sqlalchemy import (
    JSON,
    Column,
    DateTime,
    ForeignKey,
    Integer,
    String,
    Table,
)

from data_access.schema.base import Identity, metadata

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
