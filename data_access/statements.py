"""Counting SQL statements, for benchmarks and for the tests that keep their number fixed."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event


@contextmanager
def counted_statements(engine: Engine) -> Iterator[list[str]]:
    """The statements sent while the block runs, transaction control left out."""
    seen: list[str] = []

    def note(_connection, _cursor, statement, _parameters, _context, _many) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)
