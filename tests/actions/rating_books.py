"""Files of ratings as an office or a platform makes them, imported by the real actions."""

import csv
import io
from collections.abc import Iterable

import xlsxwriter

from actions import rating_files
from actions.rating_files import RatingFile, StoredRatings
from data_access.engine import Engine
from data_access.rating_layout import COLUMNS
from permissions import Person
from tests.evaluation_factories import NOW, QUARTER

FILE = "评议.xlsx"
PHONE = "13812345678"
USUAL = {"number": "XM-2025-0001", "stage": "办理", "person": PHONE, "level": "满意", "rated_at": "2025-11-20 10:30"}


def row(**cells: object) -> dict[str, object]:
    """A row with boring cells but for these."""
    return {**USUAL, **cells}


def book(rows: Iterable[dict], header: dict[str, str] | None = None) -> bytes:
    """An .xlsx of these rows in the layout of the template, or under other headers (field → header)."""
    names = header or {column.field: column.header for column in COLUMNS}
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "default_date_format": "yyyy-mm-dd hh:mm"}) as made:
        sheet = made.add_worksheet()
        for position, name in enumerate(names.values()):
            sheet.write_string(0, position, name)
        for line, cells in enumerate(rows, start=1):
            for position, field in enumerate(names):
                cell = cells.get(field)
                if isinstance(cell, str) and cell.startswith("="):
                    sheet.write_formula(line, position, cell, value="#DIV/0!")
                elif cell is not None:
                    sheet.write(line, position, cell)
    return stream.getvalue()


def csv_of(rows: Iterable[dict], encoding: str = "utf-8-sig") -> bytes:
    """The same as CSV."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(column.header for column in COLUMNS)
    for cells in rows:
        writer.writerow(cells.get(column.field, "") for column in COLUMNS)
    return stream.getvalue().encode(encoding)


def read(engine: Engine, rows: Iterable[dict] | bytes, by: Person, **options: object) -> RatingFile:
    """What a file of these rows would store."""
    content = rows if isinstance(rows, bytes) else book(rows)
    given = {"quarter": QUARTER, "file_name": FILE, "at": NOW, **options}
    return rating_files.read_file(engine, content=content, by=by, **given)


def store(engine: Engine, rows: Iterable[dict] | bytes, by: Person, **options: object) -> StoredRatings:
    """Look at a file and confirm it."""
    return rating_files.apply(engine, file=read(engine, rows, by, **options), by=by, at=options.get("at", NOW))
