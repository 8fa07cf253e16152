"""A file of citizens' ratings looked at and stored, with every check, against inserting the same rows bare."""

import csv
import io
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from actions import rating_files
from benchmarks.many_reviews import QUARTER, STAGES
from data_access import schema
from data_access.bulk import insert_rows
from data_access.engine import Engine, reading, writing
from data_access.rating_layout import COLUMNS
from data_access.statements import counted_statements
from glossary import RATED
from permissions import SYSTEM

AT, FIRST = datetime(2025, 10, 14, 2, 0), datetime(2025, 9, 20, 9, 0)
RUNS = 3
# Reading, checking and storing may take so many times the bare insert.
MOST_RATIO = 4.0


@dataclass(frozen=True)
class Measured:
    """One file of ratings: median seconds of looking at it, of storing it, of inserting its rows bare."""

    rows: int
    looking: float
    storing: float
    inserting: float
    statements: int

    @property
    def ratio(self) -> float:
        """Looking and storing together, as so many times the bare insert."""
        return (self.looking + self.storing) / self.inserting


def workbook(rows: int, run: int, projects: int = 200) -> bytes:
    """A CSV file of ratings by so many people, two to a device; every run has other people."""
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, [column.field for column in COLUMNS], restval="")
    writer.writerow({column.field: column.header for column in COLUMNS})
    levels = tuple(RATED)
    for place in range(rows):
        rated_at = FIRST + timedelta(minutes=place * 3 % 20_000)
        row = {"number": f"XM-2025-{place % projects + 1:04d}", "stage": STAGES[place % len(STAGES)].label}
        row |= {"person": f"13{run}{place:08d}", "level": levels[place * 7 % 4].label, "source": "短信回访"}
        row |= {"rated_at": f"{rated_at:%Y-%m-%d %H:%M}", "device": f"{run}-{place // 2}", "seconds": 5 + place % 50}
        writer.writerow(row | {"remark": "" if place % 5 else "办得不错，路灯亮了"})
    return stream.getvalue().encode()


def measure(engine: Engine, rows: int) -> Measured:
    """Three files one after another into the quarter of `many_reviews.fill`, then the rows of one of them bare."""
    looking, storing, inserting = [], [], []
    for run in range(RUNS):
        given = {"quarter": QUARTER, "content": workbook(rows, run), "file_name": f"{run}.csv"}
        seconds, seen = _timed(lambda given=given: rating_files.read_file(engine, **given, by=SYSTEM, at=AT))
        looking.append(seconds)
        with counted_statements(engine) as sent:
            seconds, done = _timed(lambda seen=seen: rating_files.apply(engine, file=seen, by=SYSTEM, at=AT))
        storing.append(seconds)
        stored = _stored(engine, done.batch_id)
        twins = [{name: value for name, value in row.items() if name != "id"} for row in stored]
        inserting.append(_timed(lambda twins=twins: _insert_bare(engine, twins))[0])
        _delete_twins(engine, stored)
    found = Measured(rows, *map(median, (looking, storing, inserting)), len(sent))
    if len(seen.rows) != rows:
        raise ValueError(f"{rows - len(seen.rows)} rows were refused: {seen.problems[0].problem}")
    return found


def _timed(do: Callable) -> tuple[float, object]:
    start = time.perf_counter()
    done = do()
    return time.perf_counter() - start, done


def _insert_bare(engine: Engine, rows: list[dict]) -> None:
    with writing(engine) as connection:
        insert_rows(connection, schema.citizen_rating, rows)


def _stored(engine: Engine, batch: int) -> list[dict]:
    """The rows of a batch as they were stored."""
    table = schema.citizen_rating
    query = table.select().where(table.c.batch_id == batch).order_by(table.c.id)
    with reading(engine) as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def _delete_twins(engine: Engine, stored: list[dict]) -> None:
    """The second set goes again, so that every run meets the same quarter but for the files before it."""
    table = schema.citizen_rating
    with writing(engine) as connection:
        connection.execute(table.delete().where(table.c.id > stored[-1]["id"]))
