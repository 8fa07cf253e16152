"""The import of a workbook of messages against inserting the same rows bare."""

import csv
import io
import time
from datetime import UTC, datetime, timedelta

from actions import imports
from data_access import schema
from data_access.bulk import insert_rows
from data_access.engine import Engine, reading, writing
from permissions import SYSTEM

HEADER = ("留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "答复意见", "答复时间")
TABLES = ("suggestion", "suggestion_text", "personal_data", "suggestion_answer", "suggestion_history")


def workbook(rows: int) -> bytes:
    """A CSV of `rows` messages, each with an answer three days later."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(HEADER)
    first = datetime(2024, 1, 2, 9, 0)
    for position in range(rows):
        asked = first + timedelta(minutes=position % 900_000)
        answer = "您好，您反映的路灯问题已经安排维修人员到现场查看并于当日修复，感谢您的监督。"
        writer.writerow(
            (position, f"A{position % 7919}", f"第{position}盏路灯不亮", f"{asked:%Y/%m/%d %H:%M:%S}",
             f"小区门口第{position}盏路灯已经三天不亮，晚上出行不安全，请尽快维修。", answer,
             f"{asked + timedelta(days=3):%Y/%m/%d %H:%M:%S}")
        )  # fmt: skip
    return stream.getvalue().encode()


def measure(imported: Engine, bare: Engine, rows: int) -> tuple[float, float]:
    """Seconds for importing, and for inserting bare the rows that the import stored."""
    content = workbook(rows)
    start = time.perf_counter()
    imports.import_file(
        imported,
        content=content,
        file_name="benchmark.csv",
        channel_code="online_inquiry",
        by=SYSTEM,
        at=datetime.now(UTC).replace(tzinfo=None),
    )
    importing = time.perf_counter() - start
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
    return importing, time.perf_counter() - start
