"""Partners taken on by the real actions, and their workbooks edited as a person does in a spreadsheet."""

import io
from collections.abc import Mapping
from datetime import date

import openpyxl
from sqlalchemy import select

from actions import partner_files, partners
from actions.returned_workbooks import EditedFile
from data_access import partner_roster, schema
from data_access.engine import Engine, writing
from data_access.partner_layout import COLUMNS
from data_access.partner_roster import PartnerFilter
from data_access.partners import PartnerFields
from glossary import PartnerKind
from reports.partner_workbook import partner_workbook
from tests.actions import idea_factories as made
from tests.actions.idea_factories import MANAGER, NOW

TODAY = date(2025, 6, 3)  # of NOW in 枣阳
POSITIONS = {column.field: position for position, column in enumerate(COLUMNS, start=1)}
FILE = "名册.xlsx"
PHONE = "13812345678"
OBSERVER = PartnerFields(
    kind=PartnerKind.OBSERVER,
    name="王秀兰",
    township_code="nancheng",
    organisation="南城社区",
    skills=("housing",),
    specialty="老旧小区",
    phone=PHONE,
    term_from=date(2025, 1, 1),
    term_to=date(2025, 12, 31),
)
PLANNER = PartnerFields(kind=PartnerKind.PLANNER, name="周明", skills=("housing", "traffic"), phone="0710-6312345")


def city(engine: Engine) -> Engine:
    """Dictionaries, suggestions, and one more first-level category: traffic with traffic.lights below it."""
    made.city(engine)
    with writing(engine) as connection:
        for code, name, parent in (("traffic", "交通出行", None), ("traffic.lights", "路灯", "traffic")):
            row = {"code": code, "name": name, "parent_code": parent, "position": 2, "active": True}
            connection.execute(schema.category.insert().values(row))
    return engine


def two(engine: Engine) -> Engine:
    """GC-0001 王秀兰 and GH-0001 周明."""
    for given in (OBSERVER, PLANNER):
        partners.add(engine, given=given, by=MANAGER, at=NOW)
    return engine


def row(engine: Engine, number: str):
    """The partner's row."""
    with engine.connect() as connection:
        return connection.execute(schema.partner.select().where(schema.partner.c.number == number)).one()


def listed(engine: Engine, by=MANAGER, as_of: date = TODAY, **asked: object) -> list[str]:
    """Numbers of the roster under a filter."""
    found, total = partner_roster.roster(engine, by=by, asked=PartnerFilter(**asked), as_of=as_of)
    assert total == len(found)
    return list(found["number"])


def exported(engine: Engine, by=MANAGER, **asked: object) -> bytes:
    """The workbook of a filter."""
    return partner_workbook(partner_files.export(engine, asked=PartnerFilter(**asked), by=by, as_of=TODAY))


def edited(content: bytes, *cells: tuple[int, str, object], new: tuple[Mapping[str, object], ...] = ()) -> bytes:
    """The workbook opened and saved with other values in some cells (row counted from 2, field, value)."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    for line, field, value in cells:
        sheet.cell(line, POSITIONS[field]).value = value
    for line, values in enumerate(new, start=sheet.max_row + 1):
        for field, value in values.items():
            sheet.cell(line, POSITIONS[field]).value = value
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def read(engine: Engine, content: bytes, by=MANAGER) -> EditedFile:
    """The file as it is looked at."""
    return partner_files.read_file(engine, content=content, file_name=FILE, by=by)


def store(engine: Engine, content: bytes) -> partner_files.StoredPartners:
    """The file as it is stored."""
    return partner_files.apply(engine, file=read(engine, content), by=MANAGER, at=NOW)


def fields(engine: Engine) -> dict[str, PartnerFields]:
    """Number → what is stored of everybody."""
    found, _total = partner_roster.roster(engine, by=MANAGER, asked=PartnerFilter(), as_of=TODAY)
    names = PartnerFields.__dataclass_fields__
    return {
        each.number: PartnerFields(**{name: getattr(each, name) for name in names} | {"kind": PartnerKind(each.kind)})
        for each in found.itertuples()
    }


def tables(engine: Engine) -> dict[str, list[tuple]]:
    """Every row of the tables an import of partners may touch."""
    with engine.connect() as connection:
        return {
            table.name: [tuple(each) for each in connection.execute(select(table).order_by(*table.primary_key))]
            for table in (schema.partner, schema.partner_skill, schema.work_history)
        }
