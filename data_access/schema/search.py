"""What search reads: texts in canonical form (see data_access/search_tokens.py), kept beside what people wrote.

The index over the pairs of signs in `search_suggestion` is nothing that SQLAlchemy can describe: on PostgreSQL a GIN
index over a function; on SQLite an FTS5 table, and `search_gone`, where a trigger keeps the texts of deleted documents
until they are taken out of it. `is_described` leaves out exactly these.
"""

from sqlalchemy import Column, ForeignKey, Table, Text

from data_access.schema.base import Identity, metadata

PAIRS, GONE = "search_pairs", "search_gone"
_NOT_DESCRIBED = {PAIRS, *(f"{PAIRS}_{part}" for part in ("data", "idx", "config")), GONE}  # FTS5 keeps its own tables

search_suggestion = Table(
    "search_suggestion",
    metadata,
    Column("id", Identity, primary_key=True, comment="never given twice, so the index cannot point to another"),
    Column("suggestion_id", ForeignKey("suggestion.id", ondelete="CASCADE"), nullable=False, unique=True),
    Column("title", Text, nullable=False, comment="canonical"),
    Column("content", Text, nullable=False, comment="canonical"),
    sqlite_autoincrement=True,
    comment="Suggestions that can be found; a suggestion without a row is not yet indexed",
)

search_idea = Table(
    "search_idea",
    metadata,
    Column("idea_id", ForeignKey("idea.id", ondelete="CASCADE"), primary_key=True),
    Column("title", Text, nullable=False, comment="canonical"),
    Column("content", Text, nullable=False, comment="canonical"),
    comment="Ideas as search reads them, written in the transaction that changes their text",
)


def is_described(name: str | None, _kind: str, _parents: dict) -> bool:
    """For alembic's include_name: all but the parts of the index over pairs."""
    return name not in _NOT_DESCRIBED
