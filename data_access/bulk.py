"""Many rows at once: COPY on PostgreSQL, executemany on SQLite; both many times faster than inserts by row."""

from collections.abc import Callable, Iterator

from sqlalchemy import Column, Connection, Table, func, select, text

Row = dict[str, object]
Reader = Callable[[Row], object]


def insert_rows(connection: Connection, table: Table, rows: list[Row]) -> None:
    """Insert rows that all have the keys of the first one; every other column gets its default or null.

    Raises: LookupError when a value is not in its closed vocabulary, KeyError when a row lacks a key.
    """
    if not rows:
        return
    columns = [column for column in table.columns if column.name in rows[0] or _default(column) is not None]
    readers = [_reader(column, column.name in rows[0], connection) for column in columns]
    tuples = (tuple(read(row) for read in readers) for row in rows)
    if connection.dialect.name == "postgresql":
        _copy(connection, table, columns, tuples)
    else:
        _executemany(connection, table, columns, tuples)


def _default(column: Column) -> object:
    return column.default.arg if column.default is not None and column.default.is_scalar else None


def _reader(column: Column, given: bool, connection: Connection) -> Reader:
    """How one column's value is taken from a row, in the form the database's driver wants."""
    name, default = column.name, _default(column)
    if not given:
        return lambda row: default
    convert = column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect)
    if convert is None:
        return lambda row: row[name]
    return lambda row: convert(row[name])


def _copy(connection: Connection, table: Table, columns: list[Column], tuples: Iterator[tuple]) -> None:
    names = ", ".join(f'"{column.name}"' for column in columns)
    with connection.connection.cursor() as cursor, cursor.copy(f'COPY "{table.name}" ({names}) FROM STDIN') as copy:
        for values in tuples:
            copy.write_row(values)
    if "id" in [column.name for column in columns]:
        _move_sequence(connection, table)


def _move_sequence(connection: Connection, table: Table) -> None:
    """After ids were given, the next id must lie beyond them."""
    sequence = connection.execute(text("SELECT pg_get_serial_sequence(:t, 'id')"), {"t": table.name}).scalar_one()
    if sequence is not None:
        highest = connection.execute(select(func.max(table.c.id))).scalar_one()
        # Never backwards: another transaction may hold later ids that are not visible yet.
        move = "SELECT setval(:s, :v) WHERE :v > COALESCE(pg_sequence_last_value(CAST(:s AS regclass)), 0)"
        connection.execute(text(move), {"s": sequence, "v": highest})


def _executemany(connection: Connection, table: Table, columns: list[Column], tuples: Iterator[tuple]) -> None:
    names = ", ".join(f'"{column.name}"' for column in columns)
    marks = ", ".join("?" for _ in columns)
    cursor = connection.connection.cursor()
    try:
        cursor.executemany(f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})', tuples)
    finally:
        cursor.close()
