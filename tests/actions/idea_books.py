"""Exported workbooks of ideas, edited as a person does in a spreadsheet."""

import io
from collections.abc import Mapping

import openpyxl
from sqlalchemy import select

from actions import idea_files
from data_access import schema
from data_access.engine import Engine
from data_access.idea_bank import IdeaFilter
from data_access.idea_layout import COLUMNS
from reports.idea_workbook import idea_workbook
from tests.actions.idea_factories import MANAGER

POSITIONS = {column.field: position for position, column in enumerate(COLUMNS, start=1)}
FILE = "金点子.xlsx"


def exported(engine: Engine, by=MANAGER, **asked: object) -> bytes:
    """The workbook of a filter."""
    return idea_workbook(idea_files.export(engine, asked=IdeaFilter(**asked), by=by))


def edited(content: bytes, *cells: tuple[int, str, object], new: tuple[Mapping[str, object], ...] = ()) -> bytes:
    """The workbook opened and saved with other values in some cells (row counted from 2, field, value)."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    for row, field, value in cells:
        write(sheet.cell(row, POSITIONS[field]), value)
    for row, values in enumerate(new, start=sheet.max_row + 1):
        for field, value in values.items():
            write(sheet.cell(row, POSITIONS[field]), value)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def write(cell, value: object) -> None:
    """As typed into a cell marked as text: never a formula, never an error."""
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"


def read(engine: Engine, content: bytes, by=MANAGER) -> idea_files.IdeaFile:
    """The file as it is looked at."""
    return idea_files.read_file(engine, content=content, file_name=FILE, by=by)


def rows(engine: Engine) -> dict[str, list[tuple]]:
    """Every row of every table that an import of ideas may touch, and of those it may not."""
    tables = (schema.idea, schema.idea_version, schema.idea_township, schema.work_history, schema.to_do)
    tables += (schema.idea_source, schema.suggestion, schema.suggestion_history, schema.idea_department)
    with engine.connect() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
            for table in tables
        }


def texts(engine: Engine) -> dict[str, dict[str, object]]:
    """Number → field → value of the texts in force."""
    fields = ("title", "problem", "proposal", "benefit", "cost_yuan", "category_code", "township_codes")
    version, idea = schema.idea_version, schema.idea
    in_force = (version.c.idea_id == idea.c.id) & (version.c.sequence == idea.c.text_sequence)
    query = select(idea.c.number, *(version.c[name] for name in fields)).select_from(idea.join(version, in_force))
    with engine.connect() as connection:
        return {row.number: {name: getattr(row, name) for name in fields} for row in connection.execute(query)}
