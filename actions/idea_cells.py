"""Cells of an edited workbook of ideas: what a spreadsheet changes by itself is no change, what is typed is checked."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from actions.idea_words import LONGEST_TEXT, LONGEST_TITLE, MOST_YUAN
from data_access import dictionary_labels, idea_layout
from data_access.dictionary_labels import Labels
from data_access.idea_layout import LABELS, TEXTS, clean, fits, in_cell
from data_access.idea_texts import FIELDS, IdeaText
from data_access.masking import masked, masked_numbers
from data_access.workbooks import Cell, text_of

FAULT = object()  # stands for a cell whose value cannot be known
EMPTY = IdeaText(title="")
_LONGEST = {"title": LONGEST_TITLE} | dict.fromkeys(TEXTS[1:], LONGEST_TEXT)
_DAYS = ("%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y.%m.%d")
_MOMENTS = (*_DAYS, *(f"{day} {hour}" for day in _DAYS[:2] for hour in ("%H:%M", "%H:%M:%S")))
_YUAN = re.compile(r"(\d+)(?:\.0+)?")


class BadCell(Exception):
    """What is wrong with one cell, to follow its column's name."""


@dataclass(frozen=True)
class CellChange:
    """One cell as exported and as it is in the file; `now` as it is in the bank, where that differs."""

    label: str
    before: str
    after: str
    now: str = ""


def read_text(cells: Mapping[str, object], base: IdeaText | None, labels: dict[str, Labels]) -> IdeaText:
    """The text of a row; what was not edited is exactly as in `base`, the text the row was exported with.

    `cells`: field → cell, for the columns the file has. Raises: BadCells.
    """
    values, problems = {}, {}
    for field in FIELDS:
        if field in cells:
            try:
                values[field] = _READ[field](field, cells[field], getattr(base or EMPTY, field), labels)
            except BadCell as bad:
                problems[field] = str(bad)
    if problems:
        raise BadCells(problems)
    return replace(base or EMPTY, **values)


class BadCells(Exception):
    """Everything that is wrong in one row: field → sentence."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__("；".join(f"“{LABELS[field]}”{problem}" for field, problem in problems.items()))
        self.problems = problems


def changes(
    before: IdeaText, after: IdeaText, labels: dict[str, Labels], now: IdeaText | None = None
) -> tuple[CellChange, ...]:
    """The cells in which two texts differ, as people read them."""
    shown = [{k: _shown(v) for k, v in idea_layout.written(text, labels).items()} for text in (before, after)]
    present = {} if now is None else {k: _shown(v) for k, v in idea_layout.written(now, labels).items()}
    return tuple(
        CellChange(LABELS[field], shown[0][field], shown[1][field], present.get(field, ""))
        for field in FIELDS
        if getattr(before, field) != getattr(after, field)
    )


def _shown(value: str | int | None) -> str:
    return f"{value:,}" if isinstance(value, int) else value or ""


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


def _known(cell: object) -> str:
    if cell is FAULT:
        raise BadCell("是公式错误，或公式还没有算出结果")
    return typed(cell)


def _text(field: str, cell: object, base: str, _labels: dict[str, Labels]) -> str:
    text, seen = _known(cell), clean(base)
    if field == "title":
        text = " ".join(text.split("\n"))
        if not text:
            raise BadCell("没有填写")
    if is_same(cell, in_cell(base)) or text == masked(seen):
        return base
    if not fits(seen):
        raise BadCell("的原文太长，没有导出，不能在表格里改，请在系统中修改")
    if any(number in text for number in masked_numbers(seen)):
        raise BadCell("里有遮去中间几位的号码，存入会丢掉原来的号码，请在系统中修改")
    if len(text) > _LONGEST[field]:
        raise BadCell(f"不能超过 {_LONGEST[field]:,} 个字（现有 {len(text):,} 个）")
    return text


def _cost(_field: str, cell: object, base: int | None, _labels: dict[str, Labels]) -> int | None:
    text = unicodedata.normalize("NFKC", _known(cell)).replace(",", "").replace(" ", "").removesuffix("元")
    if not text:
        return None
    found = _YUAN.fullmatch(text)
    if found is None or isinstance(cell, (bool, date, time)):
        raise BadCell(f"“{typed(cell)[:30]}”不是整数的元，请写成 120000 这样的数字")
    if int(found[1]) > MOST_YUAN and int(found[1]) != base:
        raise BadCell("要在 0 到一千亿元之间")
    return int(found[1])


def _category(_field: str, cell: object, base: str | None, labels: dict[str, Labels]) -> str | None:
    text = _known(cell)
    return _entry(text, labels["category"], {base}) if text else None


def _townships(_field: str, cell: object, base: tuple[str, ...], labels: dict[str, Labels]) -> tuple[str, ...]:
    known, text = labels["township"], _known(cell)
    if text == known.several(base):
        return base
    named = {_entry(name, known, set(base)) for name in dictionary_labels.split(text)}
    return base if named == set(base) else tuple(sorted(named))


def _entry(name: str, known: Labels, kept: set[str | None]) -> str:
    """The one code meant; an entry set aside may only stay where it was."""
    codes = known.meant(name)
    if not codes:
        raise BadCell(f"“{name[:40]}”不在字典里，请照“可选项”一页填写")
    if len(codes) > 1:
        raise BadCell(f"“{name[:40]}”可以是{'、'.join(sorted(known.names[code] for code in codes))}，请写全")
    code = next(iter(codes))
    if code not in known.active and code not in kept:
        raise BadCell(f"“{name[:40]}”已停用，不能再选")
    return code


_READ = dict.fromkeys(TEXTS, _text) | {
    "cost_yuan": _cost,
    "category_code": _category,
    "township_codes": _townships,
}
