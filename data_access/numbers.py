"""Our own numbers, never given twice: suggestions YYYY-NNNNNN, ideas JDZ-YYYY-NNNN, projects XM-YYYY-NNNN, partners."""

from sqlalchemy import Column, Connection, Table, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from data_access import schema


def allocate(connection: Connection, *, year: int, count: int) -> int:
    """Reserve `count` numbers of a year inside a write transaction; returns the first.

    The counter's row stays locked until the transaction ends, so a number is never handed out twice;
    numbers of an undone import are not used again.
    """
    return _reserve(connection, schema.suggestion.c.number, f"{year}-", f"last_number_{year}", count)


def next_number(connection: Connection, *, of: Table, prefix: str, digits: int = 4) -> str:
    """The next number of a table's series inside a write transaction, such as JDZ-2025-0007 for prefix JDZ-2025-."""
    return f"{prefix}{_reserve(connection, of.c.number, prefix, f'last_number_{prefix}', 1):0{digits}d}"


def next_numbers(connection: Connection, *, of: Table, prefix: str, count: int, digits: int = 4) -> list[str]:
    """The next numbers of a series at once."""
    first = _reserve(connection, of.c.number, prefix, f"last_number_{prefix}", count)
    return [f"{prefix}{position:0{digits}d}" for position in range(first, first + count)]


def _reserve(connection: Connection, number: Column, prefix: str, key: str, count: int) -> int:
    table = schema.installation
    insert = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert
    connection.execute(insert(table).values(key=key, value="0").on_conflict_do_nothing())
    counted = int(connection.execute(select(table.c.value).where(table.c.key == key).with_for_update()).scalar_one())
    stored = connection.execute(select(func.max(number)).where(number >= prefix, number < f"{prefix}:")).scalar_one()
    last = max(counted, int(stored.rpartition("-")[2]) if stored else 0)
    connection.execute(update(table).where(table.c.key == key).values(value=str(last + count)))
    return last + 1


def format_number(year: int, position: int) -> str:
    """The number as shown to people."""
    return f"{year}-{position:06d}"
