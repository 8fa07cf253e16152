"""The rosters of 社会力量 at 5,000 partners: how long the reads take, and a workbook out, edited and in again."""

import io
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

import openpyxl

from actions import partner_files
from data_access import partner_bulk, partner_fit, partner_roster, schema
from data_access.bulk import insert_rows
from data_access.engine import Connection, Engine, reading, settle, writing
from data_access.partner_layout import COLUMNS
from data_access.partner_roster import PartnerFilter
from data_access.partners import PartnerFields
from data_access.statements import counted_statements
from glossary import PartnerKind, Role
from permissions import Person
from reports.partner_workbook import partner_workbook

RUNS = 5
PAGE = 50
TODAY, AT = date(2025, 11, 30), datetime(2025, 11, 30, 2, 0)
MANAGER = Person(account_id=0, username="manager", name="项目经理", role=Role.PROJECT_MANAGER)
FILE, IDEA = "名册.xlsx", "JDZ-2025-0001"
KINDS = tuple(PartnerKind)


@dataclass(frozen=True)
class Measured:
    """Seconds of one thing done, and its statements."""

    name: str
    seconds: float
    statements: int


def given(count: int, townships: tuple[str, ...], categories: tuple[str, ...]) -> list[PartnerFields]:
    """So many partners, no two alike."""
    return [
        PartnerFields(
            kind=KINDS[position % len(KINDS)],
            name=f"社会力量{position}",
            township_code=townships[position % len(townships)] if position % 9 else None,
            organisation=f"第 {position % 300} 社区居民委员会",
            skills=tuple(sorted({categories[(position * step) % len(categories)] for step in (1, 2, 3)})),
            specialty="熟悉老旧小区改造的议事和筹资",
            phone=f"139{position:08d}",
            term_from=date(2025, 1, 1),
            term_to=date(2025, 12, 31) if position % 5 else date(2026, 12, 31),
        )
        for position in range(count)
    ]


def fill(engine: Engine, count: int) -> None:
    """The partners taken on, with the townships and categories the database already has; an idea, and what they gave.

    Each was asked four times and answered twice, for IDEA.
    """
    with reading(engine) as connection:
        townships = tuple(row.code for row in connection.execute(schema.township.select()))
        rows = connection.execute(schema.category.select()).all()
    categories = tuple(row.code for row in rows if row.parent_code is None)
    with writing(engine) as connection:
        people = given(count, townships, categories)
        partner_bulk.insert_many(connection, given=people, by=MANAGER, at=AT)
        leaf = next(row.code for row in rows if row.parent_code is not None)
        _ask(connection, count, leaf, townships[0])
    settle(engine)


def _ask(connection: Connection, count: int, category: str, township: str) -> None:
    head = {"id": 1, "number": IDEA, "text_sequence": 1, "state": "refined", "state_since": AT, "origin": "citizens"}
    head |= {"title": "加装电梯", "category_code": category, "main_id": 1, "created_at": AT, "created_by_name": "基准"}
    insert_rows(connection, schema.idea, [head])
    insert_rows(connection, schema.idea_township, [{"idea_id": 1, "township_code": township}])
    asked, said = [], []
    for partner_id in range(1, count + 1):
        about = {"idea_id": 1, "partner_id": partner_id}
        when = AT - timedelta(days=partner_id % 300)
        closed = {"state": "answered", "question": "如何分摊？", "invited_at": when, "invited_by_name": "基准"}
        asked += [{**about, **closed}] * 4
        words = {"stance": "support", "content": "可行", "given_on": when.date(), "recorded_at": when}
        said += [{**about, **words, "recorded_by_name": "基准"}] * 2
    insert_rows(connection, schema.invitation, asked)
    insert_rows(connection, schema.opinion, said)


def measure(engine: Engine) -> list[Measured]:
    """Reads as medians of five; then export, the workbook looked at with every row edited, and stored, each once."""
    who = {"by": MANAGER, "as_of": TODAY}
    narrow = PartnerFilter(kinds=("observer",), standings=("ending",), text="社区")
    found = [
        _median(engine, "名册一页", lambda: partner_roster.roster(engine, **who, asked=PartnerFilter(), limit=PAGE)),
        _median(engine, "名册筛选", lambda: partner_roster.roster(engine, **who, asked=narrow, limit=PAGE)),
        _median(engine, "各类人数", lambda: partner_roster.headline(engine, **who)),
        _median(engine, "谁合适", lambda: partner_fit.fitting(engine, by=MANAGER, on=TODAY, idea_number=IDEA)),
        _median(engine, "一张卡片", lambda: partner_roster.card(engine, **who, number="GC-0001")),
    ]
    kept: dict = {}

    def once(name: str, do: Callable) -> None:
        begun = time.perf_counter()
        with counted_statements(engine) as statements:
            kept[name] = do()
        found.append(Measured(name, time.perf_counter() - begun, len(statements)))

    everybody = {"asked": PartnerFilter(), **who}
    once("导出名册", lambda: partner_workbook(partner_files.export(engine, **everybody)))
    content = edited(kept["导出名册"])
    once("核对导入", lambda: partner_files.read_file(engine, content=content, file_name=FILE, by=MANAGER))
    seen = kept["核对导入"]
    assert not seen.left_out, seen.left_out[:3]
    once(
        f"存入 {len(seen.changed):,} 行修改和 {len(seen.new):,} 行新登记",
        lambda: partner_files.apply(engine, file=seen, by=MANAGER, at=AT),
    )
    return found


def edited(content: bytes) -> bytes:
    """The workbook with one cell of every row changed, and as many new rows below as there were."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    place = {column.field: position for position, column in enumerate(COLUMNS, start=1)}
    last = sheet.max_row
    for line in range(2, last + 1):
        sheet.cell(line, place["specialty"]).value = f"第 {line} 行改过"
    for line in range(last + 1, last * 2):
        for field, value in {"kind": PartnerKind.VOLUNTEER.label, "name": f"新志愿者{line}"}.items():
            sheet.cell(line, place[field]).value = value
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _median(engine: Engine, name: str, read: Callable) -> Measured:
    with counted_statements(engine) as statements:
        read()
    runs = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        read()
        runs.append(time.perf_counter() - begun)
    return Measured(name, median(runs), len(statements))
