"""The import of a file of messages against inserting the same rows bare: seconds, ratio and memory."""

import csv
import hashlib
import io
import math
import multiprocessing
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import xlsxwriter

from actions import imports
from data_access import schema
from data_access.bulk import insert_rows
from data_access.calendar import fill_calendar
from data_access.dictionaries import fill_channels
from data_access.engine import Engine, connect, reading, writing
from permissions import SYSTEM
from working_time import utc_now

HEADER = ("留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "答复意见", "答复时间")
TABLES = ("suggestion", "suggestion_text", "personal_data", "suggestion_answer", "suggestion_history")
KINDS = (".csv", ".xlsx")


@dataclass(frozen=True)
class Measured:
    """One file imported, and its rows inserted bare."""

    rows: int
    importing: float
    inserting: float
    before_megabytes: float
    peak_megabytes: float


def messages(rows: int) -> Iterator[tuple]:
    """Messages that all differ, each with an answer three days later."""
    first = datetime(2024, 1, 2, 9, 0)
    answer = "您好，您反映的路灯问题已经安排维修人员到现场查看并于当日修复，感谢您的监督。"
    for position in range(rows):
        asked = first + timedelta(minutes=position % 900_000)
        yield (
            position, f"A{position % 7919}", f"第{position}盏路灯不亮", f"{asked:%Y/%m/%d %H:%M:%S}",
            f"小区门口第{position}盏路灯已经三天不亮，晚上出行不安全，请尽快维修。", answer,
            f"{asked + timedelta(days=3):%Y/%m/%d %H:%M:%S}",
        )  # fmt: skip


def workbook(rows: int, kind: str) -> bytes:
    """The messages as a file."""
    if kind == ".csv":
        stream = io.StringIO()
        csv.writer(stream).writerows([HEADER, *messages(rows)])
        return stream.getvalue().encode()
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([HEADER, *messages(rows)]):
            sheet.write_row(number, 0, row)
    return buffer.getvalue()


def measure(imported_url: str, bare_url: str, content: bytes, kind: str) -> Measured:
    """Import in a process of its own, so that its memory is its own; then insert bare what it stored."""
    for url in (imported_url, bare_url):
        with writing(connect(url)) as connection:
            fill_channels(connection)
            fill_calendar(connection)
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        importing, before, peak = pool.apply(_import, (imported_url, content, kind))
    rows, inserting = _insert_bare(connect(imported_url), connect(bare_url))
    return Measured(rows, importing, inserting, before, peak)


def _import(url: str, content: bytes, kind: str) -> tuple[float, float, float]:
    engine = connect(url)
    with reading(engine):
        before = _peak_megabytes()
    start = time.perf_counter()
    imports.import_file(
        engine,
        content=content,
        file_name=f"{hashlib.sha256(content).hexdigest()[:8]}{kind}",
        channel_code="online_inquiry",
        by=SYSTEM,
        at=utc_now(),
    )
    return time.perf_counter() - start, before, _peak_megabytes()


def _peak_megabytes() -> float:
    """The most memory this process ever held; getrusage would count that of the process it came from."""
    status = Path("/proc/self/status")
    if not status.exists():
        return math.nan
    return int(re.search(r"VmHWM:\s+(\d+)", status.read_text())[1]) / 1024


def _insert_bare(imported: Engine, bare: Engine) -> tuple[int, float]:
    with reading(imported) as connection:
        stored = {
            name: [dict(row) for row in connection.execute(getattr(schema, name).select()).mappings()]
            for name in ("import_batch", *TABLES)
        }
    with writing(bare) as connection:
        insert_rows(connection, schema.import_batch, stored["import_batch"])
    start = time.perf_counter()
    with writing(bare) as connection:
        for name in TABLES:
            insert_rows(connection, getattr(schema, name), stored[name])
    return len(stored["suggestion"]), time.perf_counter() - start
