"""The index of suggestions: which are in it, adding those that are not, taking out those that are gone.

Indexing changes no figure and no list, so none of it raises data_version: cached figures stay as true as they were.
"""

from collections.abc import Iterable, Iterator

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Connection,
    Engine,
    Integer,
    Row,
    cast,
    column,
    delete,
    func,
    insert,
    literal_column,
    select,
    table,
)

from data_access import schema
from data_access.bulk import insert_rows
from data_access.engine import noting, reading, settle
from data_access.schema.search import GONE, PAIRS
from data_access.search_tokens import BLANK, canonical, indexed, looked_up

AT_ONCE = 250  # a transaction of a fraction of a second, for which others who write may have to wait
MANY = 10_000
_LOCK = 6_003_071  # any number of our own: on PostgreSQL one process at a time works on the index
_BLANK_IN_FTS5 = "\u2581"  # a plain blank would end the token; canonical texts never have this sign

document, suggestion, written = schema.search_suggestion, schema.suggestion, schema.suggestion_text
# The column of the table's own name takes commands.
fts5 = table(PAIRS, column(PAIRS), column("rowid"), column("pairs"))
gone = table(GONE, column("id"), column("title"), column("content"))


def pending(connection: Connection) -> int:
    """How many suggestions cannot be found yet."""
    # Both are counted in a narrow index; the texts themselves take many times longer to count.
    stored = select(func.count()).select_from(suggestion).scalar_subquery()
    indexed = select(func.count()).select_from(document).scalar_subquery()
    return connection.execute(select(stored - indexed)).scalar_one()


def pending_count(engine: Engine) -> int:
    """The same, asked by itself."""
    with reading(engine) as connection:
        return pending(connection)


def catch_up(engine: Engine, *, limit: int | None = None) -> Iterator[int]:
    """Bring the index up to date, those stored first at first; gives how many were added after each transaction.

    With `limit`, adds about so many. Ends early when another process is at it, and leaves out a suggestion that
    somebody is just changing; the next call makes it good.
    """
    after = added = 0
    while limit is None or added < limit:
        with noting(engine) as connection:
            if not _is_mine(connection):
                return
            taken_out = _take_out_gone(connection)
            rows = _not_indexed(connection, after) if pending(connection) > 0 else []
            _add(connection, rows)
        if not rows and not taken_out:
            break
        added += len(rows)
        after = rows[-1].suggestion_id if rows else after
        yield len(rows)
    if added >= MANY:
        settle(engine, document.name)


def containing(connection: Connection, phrases: Iterable[str]) -> ColumnElement[bool]:
    """Condition for documents that have every pair of the phrases, of a single sign the sign.

    It lets through texts in which the pairs stand apart: whoever uses it looks at the text as well.
    """
    wanted = sorted(set().union(*(looked_up(phrase) for phrase in phrases)))
    if connection.dialect.name == "sqlite":
        return literal_column(PAIRS).op("MATCH")(" ".join(f'"{_token(pair)}"' for pair in wanted))
    numbers = cast([pair_number(pair) for pair in wanted], ARRAY(Integer))
    return func.search_pair_numbers(document.c.title.concat(document.c.content)).op("@>")(numbers)


def pair_number(pair: str) -> int:
    """Two signs, or one, as PostgreSQL's index keeps them; rare signs beyond 16 bits may share a number."""
    following = ord(pair[1]) if len(pair) > 1 else 0
    number = (ord(pair[0]) << 16 | following & 0xFFFF) & 0xFFFFFFFF
    return number - (1 << 32) if number >= 1 << 31 else number


def _is_mine(connection: Connection) -> bool:
    """Whether this transaction may work on the index; SQLite has one writer anyway."""
    if connection.dialect.name == "sqlite":
        return True
    return connection.execute(select(func.pg_try_advisory_xact_lock(_LOCK))).scalar_one()


def _not_indexed(connection: Connection, after: int) -> list[Row]:
    """The next suggestions without a document. One that is locked is left out: waiting could end in a deadlock."""
    query = (
        select(written.c.suggestion_id, written.c.title, written.c.content)
        .join(suggestion, suggestion.c.id == written.c.suggestion_id)
        .outerjoin(document, document.c.suggestion_id == written.c.suggestion_id)
        .where(document.c.id.is_(None), written.c.suggestion_id > after)
        .order_by(written.c.suggestion_id)
        .limit(AT_ONCE)
    )
    held = {"read": True, "key_share": True, "skip_locked": True, "of": suggestion}
    return list(connection.execute(query.with_for_update(**held)).all())


def _add(connection: Connection, rows: list[Row]) -> None:
    if not rows:
        return
    documents = [
        {"suggestion_id": row.suggestion_id, "title": canonical(row.title), "content": canonical(row.content)}
        for row in rows
    ]
    insert_rows(connection, document, documents)
    if connection.dialect.name == "sqlite":
        query = select(document.c.id, document.c.title, document.c.content)
        added = connection.execute(query.where(document.c.suggestion_id.in_([row.suggestion_id for row in rows])))
        connection.execute(insert(fts5), [_entry(each) for each in added])


def _take_out_gone(connection: Connection) -> bool:
    """Clear FTS5 of some documents that were deleted; whether there were any. PostgreSQL does it by itself."""
    if connection.dialect.name != "sqlite":
        return False
    found = connection.execute(select(gone).limit(AT_ONCE)).all()
    if found:
        connection.execute(insert(fts5), [{PAIRS: "delete", **_entry(each)} for each in found])
        connection.execute(delete(gone).where(gone.c.id.in_([each.id for each in found])))
    return bool(found)


def _entry(found: Row) -> dict[str, object]:
    """What FTS5 keeps of a document; to take it out again it must be told the same."""
    tokens = " ".join(map(_token, indexed(found.title) | indexed(found.content)))
    return {"rowid": found.id, "pairs": tokens}


def _token(pair: str) -> str:
    return pair.replace(BLANK, _BLANK_IN_FTS5)
