"""Single Chinese signs stand in the search index too; on SQLite the server or `manage.py index` fills it anew"""

from alembic import op

revision = "0008"
down_revision = "0007"

# The documents go with their index: what has none is what `search_index.catch_up` indexes. Without the trigger, or it
# would note every one of them as something to take out.
SQLITE_INDEX = (
    "DROP TRIGGER search_suggestion_gone",
    "DELETE FROM search_suggestion",
    "DELETE FROM search_gone",
    "DROP TABLE search_pairs",
    "CREATE VIRTUAL TABLE search_pairs USING fts5(pairs, content='', columnsize=0, detail=none, tokenize='ascii')",
    """
    CREATE TRIGGER search_suggestion_gone AFTER DELETE ON search_suggestion
    BEGIN INSERT INTO search_gone VALUES (OLD.id, OLD.title, OLD.content); END
    """,
)
# As before, and each sign from U+2E80 on also by itself, as `search_index.pair_number` makes it.
POSTGRES_INDEX = (
    "DROP INDEX search_pairs",
    """
    CREATE OR REPLACE FUNCTION search_pair_numbers(canonical text) RETURNS integer[]
    LANGUAGE sql IMMUTABLE STRICT PARALLEL UNSAFE COST 100 AS $$
        SELECT array_agg(DISTINCT (ascii(sign) << 16) | (ascii(following) & 65535))
            || coalesce(array_agg(DISTINCT ascii(sign) << 16) FILTER (WHERE ascii(sign) >= 11904), '{}')
        FROM (SELECT sign, lead(sign) OVER () AS following FROM string_to_table(canonical, NULL) AS sign) AS signs
        WHERE following IS NOT NULL
    $$
    """,
    "CREATE INDEX search_pairs ON search_suggestion USING gin (search_pair_numbers(title || content))",
)


def upgrade() -> None:
    for statement in SQLITE_INDEX if op.get_bind().dialect.name == "sqlite" else POSTGRES_INDEX:
        op.execute(statement)
