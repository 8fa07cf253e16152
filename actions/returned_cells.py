"""Cells of a workbook that comes back: what a spreadsheet changes by itself is no change. Pure."""

from datetime import date, datetime, time

from data_access.idea_layout import clean
from data_access.workbooks import Cell, text_of

FAULT = object()  # stands for a cell whose value cannot be known
FAULTY = "是公式错误，或公式还没有算出结果"
_DAYS = ("%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y.%m.%d")
_MOMENTS = (*_DAYS, *(f"{day} {hour}" for day in _DAYS[:2] for hour in ("%H:%M", "%H:%M:%S")))


def typed(cell: object) -> str:
    """A cell as text; days as 2025-11-30."""
    if cell is FAULT:
        return ""
    if isinstance(cell, datetime) and cell.time() == time():
        cell = cell.date()
    return clean(text_of(cell))


def is_same(cell: Cell, text: str) -> bool:
    """Whether a cell still holds the text, perhaps taken by a spreadsheet for a number, a day or yes and no."""
    if typed(cell) in (text, text.replace("\t", "")):  # .ods keeps no tabs
        return True
    if isinstance(cell, bool):
        return text.upper() == str(cell).upper()
    if isinstance(cell, (int, float)):
        return _number(text) == cell
    if isinstance(cell, (datetime, date)):
        moment = cell if isinstance(cell, datetime) else datetime.combine(cell, time())
        return moment in {_moment(text, form) for form in _MOMENTS}
    if isinstance(cell, time):
        return any(_moment(text, form) == datetime.combine(date(1900, 1, 1), cell) for form in ("%H:%M", "%H:%M:%S"))
    return False


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", ""))
    except ValueError:
        return None


def _moment(text: str, form: str) -> datetime | None:
    try:
        return datetime.strptime(text, form)  # noqa: DTZ007 - wall time on both sides
    except ValueError:
        return None
