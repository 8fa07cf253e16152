"""A year's holiday notice as a table: each row a day or a span, 上班 or 休息, and a name. No SQL here."""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from data_access.calendar_changes import Day
from data_access.import_dates import parse_moment
from data_access.workbook_errors import ImportRefused, NoHeader, OnlyHeader
from data_access.workbooks import Cell, ProblemRow, read_workbook, text_of

MAX_SPAN = 31
MAX_NAME = 40
NO_ROWS = "没有读到放假安排，日历没有改动。请第一行写“日期、安排、名称”，其下每行写一天或一段日期。"
_WORKING = {
    "上班": True,
    "工作": True,
    "补班": True,
    "调休上班": True,
    "休息": False,
    "放假": False,
    "休": False,
    "班": True,
}
_SPAN = re.compile(r"\s*(?:至|—+|–|~|～|到)\s*")
_COLUMNS = {
    "date": ("日期", "时间", "date"),
    "working": ("上班", "休息", "安排", "类型"),
    "name": ("名称", "节日", "说明"),
}


@dataclass(frozen=True)
class Notice:
    """The days a notice names, and the rows that could not be read."""

    days: dict[date, Day]
    problems: list[ProblemRow]


def notice_of(content: bytes, file_name: str) -> Notice:
    """The days of a workbook or CSV with the columns 日期, 上班/休息, 名称.

    Raises: ImportRefused.
    """
    try:
        sheet = read_workbook(content, file_name)
    except (NoHeader, OnlyHeader) as problem:
        raise ImportRefused(NO_ROWS) from problem
    places = {field: _place(sheet.header, words, position) for position, (field, words) in enumerate(_COLUMNS.items())}
    days: dict[date, Day] = {}
    problems = []
    for number, cells in sheet.rows:
        read = {field: cells[at] if at < len(cells) else "" for field, at in places.items()}
        problem = _read_row(read, days)
        if problem:
            problems.append(ProblemRow(number, " ".join(text_of(cell) for cell in cells), problem))
    return Notice(dict(sorted(days.items())), problems)


def notice_of_lines(text: str) -> Notice:
    """The same of lines copied from a table, or typed with commas or blanks between.

    Raises: ImportRefused.
    """
    rows = []
    for line in text.splitlines():
        parts = re.split(r"[\s,，]+", _SPAN.sub("至", line.strip()), maxsplit=2)
        if parts[0] and not parts[0].startswith("日期"):
            rows.append(",".join(parts))
    notice = notice_of("\n".join(["日期,安排,名称", *rows]).encode(), "粘贴.csv")
    # The header was not in the text.
    return Notice(notice.days, [replace(row, row_number=row.row_number - 1) for row in notice.problems])


def _place(header: list[str], words: tuple[str, ...], otherwise: int) -> int:
    found = [at for at, name in enumerate(header) if any(word in name.lower() for word in words)]
    return found[0] if found else otherwise


def _read_row(read: dict[str, Cell], days: dict[date, Day]) -> str | None:
    """Add the row's days; the reason when it cannot be used."""
    span = _days_of(read["date"])
    if isinstance(span, str):
        return span
    kind, name = text_of(read["working"]), text_of(read["name"])
    if kind not in _WORKING:
        return f"“{kind[:20]}”不是“上班”或“休息”"
    if len(name) > MAX_NAME:
        return f"名称超过 {MAX_NAME} 个字"
    repeated = [day for day in span if day in days]
    if repeated:
        return f"{repeated[0]} 在前面已经出现过"
    working = _WORKING[kind]
    days.update(dict.fromkeys(span, Day(working, name or ("调休上班" if working else ""))))
    return None


def _days_of(cell: Cell) -> list[date] | str:
    ends = _SPAN.split(text_of(cell)) if isinstance(cell, str) else [cell]
    moments = [parse_moment(end) for end in ends]
    if len(moments) > 2 or None in moments:
        return f"“{text_of(cell)[:30]}”不是日期，请写成 2027-01-01 或 2027-01-01 至 2027-01-03"
    first, last = moments[0].at.date(), moments[-1].at.date()
    count = (last - first).days + 1
    if not 1 <= count <= MAX_SPAN:
        return f"“{text_of(cell)[:30]}”的起止日期不对，一段最多 {MAX_SPAN} 天"
    return [first + timedelta(days=offset) for offset in range(count)]
