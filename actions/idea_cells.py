"""Cells of an edited workbook of ideas: what a spreadsheet changes by itself is no change, what is typed is checked."""

import re
import unicodedata
from dataclasses import replace
from datetime import date, time

from actions.idea_words import LONGEST_TEXT, LONGEST_TITLE, MOST_YUAN
from actions.returned_cells import is_same, typed
from actions.returned_rows import ReturnedRow, bad_cells, read_cells
from actions.typed_text import BadField
from data_access import dictionary_labels
from data_access.dictionary_labels import Labels
from data_access.idea_layout import LABELS, TEXTS, clean, fits, in_cell
from data_access.idea_texts import FIELDS, IdeaText
from data_access.masking import masked, masked_numbers

EMPTY = IdeaText(title="")
_LONGEST = {"title": LONGEST_TITLE} | dict.fromkeys(TEXTS[1:], LONGEST_TEXT)
_YUAN = re.compile(r"(\d+)(?:\.0+)?")


def read_text(row: ReturnedRow, base: IdeaText | None, labels: dict[str, Labels]) -> IdeaText:
    """The text of a row; what was not edited is exactly as in `base`, the text the row was exported with.

    Raises: BadRow.
    """
    values, problems = read_cells(
        row, FIELDS, lambda field, cell: _READ[field](field, cell, getattr(base or EMPTY, field), labels)
    )
    if problems:
        raise bad_cells(problems, LABELS)
    return replace(base or EMPTY, **values)


def _text(field: str, cell: object, base: str, _labels: dict[str, Labels]) -> str:
    text, seen = typed(cell), clean(base)
    if field == "title":
        text = " ".join(text.split("\n"))
        if not text:
            raise BadField("没有填写")
    if is_same(cell, in_cell(base)) or text == masked(seen):
        return base
    if not fits(seen):
        raise BadField("的原文太长，没有导出，不能在表格里改，请在系统中修改")
    if any(number in text for number in masked_numbers(seen)):
        raise BadField("里有遮去中间几位的号码，存入会丢掉原来的号码，请在系统中修改")
    if len(text) > _LONGEST[field]:
        raise BadField(f"不能超过 {_LONGEST[field]:,} 个字（现有 {len(text):,} 个）")
    return text


def _cost(_field: str, cell: object, base: int | None, _labels: dict[str, Labels]) -> int | None:
    text = unicodedata.normalize("NFKC", typed(cell)).replace(",", "").replace(" ", "").removesuffix("元")
    if not text:
        return None
    found = _YUAN.fullmatch(text)
    if found is None or isinstance(cell, (bool, date, time)):
        raise BadField(f"“{typed(cell)[:30]}”不是整数的元，请写成 120000 这样的数字")
    if int(found[1]) > MOST_YUAN and int(found[1]) != base:
        raise BadField("要在 0 到一千亿元之间")
    return int(found[1])


def _category(_field: str, cell: object, base: str | None, labels: dict[str, Labels]) -> str | None:
    text = typed(cell)
    return _entry(text, labels["category"], {base}) if text else None


def _townships(_field: str, cell: object, base: tuple[str, ...], labels: dict[str, Labels]) -> tuple[str, ...]:
    known, text = labels["township"], typed(cell)
    if text == known.several(base):
        return base
    named = {_entry(name, known, set(base)) for name in dictionary_labels.split(text)}
    return base if named == set(base) else tuple(sorted(named))


def _entry(name: str, known: Labels, kept: set[str | None]) -> str:
    """The one code meant; an entry set aside may only stay where it was."""
    codes = known.meant(name)
    if not codes:
        raise BadField(f"“{name[:40]}”不在字典里，请照“可选项”一页填写")
    if len(codes) > 1:
        raise BadField(f"“{name[:40]}”可以是{'、'.join(sorted(known.names[code] for code in codes))}，请写全")
    code = next(iter(codes))
    if code not in known.active and code not in kept:
        raise BadField(f"“{name[:40]}”已停用，不能再选")
    return code


_READ = dict.fromkeys(TEXTS, _text) | {
    "cost_yuan": _cost,
    "category_code": _category,
    "township_codes": _townships,
}
