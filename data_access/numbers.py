"""Our own numbers 'YYYY-NNNNNN': sequential per year of receipt, never given twice."""

from sqlalchemy import Connection, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from data_access import schema


def allocate(connection: Connection, *, year: int, count: int) -> int:
    """Reserve `count` numbers of a year inside a write transaction; returns the first.

    The counter's row stays locked until the transaction ends, so a number is never handed out twice;
    numbers of an undone import are not used again.
    """
    table, key = schema.installation, f"last_number_{year}"
    insert = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert
    connection.execute(insert(table).values(key=key, value="0").on_conflict_do_nothing())
    counted = int(connection.execute(select(table.c.value).where(table.c.key == key).with_for_update()).scalar_one())
    number = schema.suggestion.c.number
    stored = connection.execute(select(func.max(number)).where(number >= f"{year}-", number < f"{year}-:")).scalar_one()
    last = max(counted, int(stored.rpartition("-")[2]) if stored else 0)
    connection.execute(update(table).where(table.c.key == key).values(value=str(last + count)))
    return last + 1


def format_number(year: int, position: int) -> str:
    """The number as shown to people."""
    return f"{year}-{position:06d}"
