"""Full-text search: canonical texts, and an index over their pairs of signs; filled by `manage.py index`"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

SQLITE_INDEX = (
    # No positions and no text of its own: an entry says only that a document has this pair.
    "CREATE VIRTUAL TABLE search_pairs USING fts5(pairs, content='', columnsize=0, detail=none, tokenize='ascii')",
    # To take an entry out, FTS5 must be told what was put in.
    "CREATE TABLE search_gone (id INTEGER PRIMARY KEY, title TEXT NOT NULL, content TEXT NOT NULL)",
    """
    CREATE TRIGGER search_suggestion_gone AFTER DELETE ON search_suggestion
    BEGIN INSERT INTO search_gone VALUES (OLD.id, OLD.title, OLD.content); END
    """,
)
# Two signs as one number, as `search_index.pair_number` makes it. COST keeps the planner from trying it on every text;
# UNSAFE keeps it from starting workers, which takes longer than most searches.
POSTGRES_INDEX = (
    """
    CREATE FUNCTION search_pair_numbers(canonical text) RETURNS integer[]
    LANGUAGE sql IMMUTABLE STRICT PARALLEL UNSAFE COST 100 AS $$
        SELECT array_agg(DISTINCT (ascii(sign) << 16) | (ascii(following) & 65535))
        FROM (SELECT sign, lead(sign) OVER () AS following FROM string_to_table(canonical, NULL) AS sign) AS signs
        WHERE following IS NOT NULL
    $$
    """,
    "CREATE INDEX search_pairs ON search_suggestion USING gin (search_pair_numbers(title || content))",
    # Compressed texts would have to be unpacked for every comparison.
    "ALTER TABLE search_suggestion SET (toast_tuple_target = 8160)",
)


def upgrade() -> None:
    op.create_table(
        "search_suggestion",
        sa.Column("id", ID, nullable=False, comment="never given twice, so the index cannot point to another"),
        sa.Column("suggestion_id", ID, nullable=False),
        sa.Column("title", sa.Text(), nullable=False, comment="canonical"),
        sa.Column("content", sa.Text(), nullable=False, comment="canonical"),
        sa.ForeignKeyConstraint(
            ["suggestion_id"],
            ["suggestion.id"],
            name=op.f("fk_search_suggestion_suggestion_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_suggestion")),
        sa.UniqueConstraint("suggestion_id", name=op.f("uq_search_suggestion_suggestion_id")),
        comment="Suggestions that can be found; a suggestion without a row is not yet indexed",
        sqlite_autoincrement=True,
    )
    op.create_table(
        "search_idea",
        sa.Column("idea_id", ID, nullable=False),
        sa.Column("title", sa.Text(), nullable=False, comment="canonical"),
        sa.Column("content", sa.Text(), nullable=False, comment="canonical"),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_search_idea_idea_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("idea_id", name=op.f("pk_search_idea")),
        comment="Ideas as search reads them, written in the transaction that changes their text",
    )
    # A handler searches in the own department's suggestions only.
    op.create_index("ix_suggestion_department_code", "suggestion", ["department_code"])
    for statement in SQLITE_INDEX if op.get_bind().dialect.name == "sqlite" else POSTGRES_INDEX:
        op.execute(statement)
