"""Cells of an edited roster: what a spreadsheet changes by itself is no change, what is typed is checked."""

import re
from dataclasses import replace
from datetime import date, datetime, time

from actions.partner_words import check_term, checked_phone, checked_text, one_line, plain_phone
from actions.returned_cells import is_same, typed
from actions.returned_rows import ReturnedRow, bad_cells, read_cells
from actions.typed_text import BadField
from data_access.dictionary_labels import Labels, split
from data_access.import_dates import parse_moment
from data_access.masking import masked, masked_numbers, masked_phone
from data_access.partner_layout import ACTIVE_NAMES, DAYS, LABELS, WHOLE_CITY_NAME, PartnerLabels
from data_access.partners import FIELDS, PartnerFields
from glossary import PartnerKind, code_of

ACTIVE = {name: active for active, name in ACTIVE_NAMES.items()} | {"停用": False, "启用": True, "": True}
NEW = PartnerFields(kind=PartnerKind.OBSERVER, name="")


def read_fields(
    row: ReturnedRow, base: PartnerFields | None, labels: PartnerLabels, *, is_from_history: bool = False
) -> PartnerFields:
    """The fields of a row; what was not edited is exactly as in `base`, what the row was exported with.

    `is_from_history`: `base` was put together from the history, which keeps no numbers in texts. Raises: BadRow.
    """
    values, problems = read_cells(row, FIELDS, lambda field, cell: _value(field, cell, base, labels, is_from_history))
    given = replace(base or NEW, **values)
    if not problems and (base is None or (given.term_from, given.term_to) != (base.term_from, base.term_to)):
        try:
            check_term(given.term_from, given.term_to)
        except BadField as bad:
            problems["term_to"] = str(bad)
    if problems:
        raise bad_cells(problems, LABELS)
    return given


def _value(field: str, cell: object, base: PartnerFields | None, labels: PartnerLabels, is_from_history: bool):
    if field in DAYS:
        return _day(cell)
    if field == "kind":
        return _kind(typed(cell), base)
    if field == "active":
        return _active(typed(cell))
    if field == "township_code":
        return _township(typed(cell), base, labels)
    if field == "skills":
        return _skills(typed(cell), base, labels)
    was = getattr(base, field) if base else ""
    if base is not None and (is_same(cell, was) or (is_from_history and masked(one_line(typed(cell))) == was)):
        return was
    return _phone(typed(cell), was) if field == "phone" else _text(field, typed(cell), was)


def _kind(text: str, base: PartnerFields | None) -> PartnerKind:
    code = code_of(PartnerKind, text)
    if code is None:
        allowed = "、".join(kind.label for kind in PartnerKind)
        raise BadField(f"“{text[:20]}”不是{allowed}之一" if text else f"没有填写，请写{allowed}之一")
    if base is not None and base.kind.value != code:
        raise BadField("不能改，请停用后另行登记")
    return PartnerKind(code)


def _active(text: str) -> bool:
    if text not in ACTIVE:
        raise BadField(f"“{text[:20]}”不是“在用”或“已停用”")
    return ACTIVE[text]


def _day(cell: object) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = typed(cell)
    if not text:
        return None
    moment = None if isinstance(cell, (bool, time)) else parse_moment(text)
    if moment is None:
        raise BadField(f"“{text[:20]}”不是日期，请写成 2025-01-31")
    return moment.at.date()


def _text(field: str, text: str, was: str) -> str:
    text = one_line(text)
    if was and text in (one_line(was), one_line(masked(was))):
        return was
    if any(number in text for number in masked_numbers(was)):
        raise BadField("里有遮去中间几位的号码，存入会丢掉原来的号码，请在系统中修改")
    return checked_text(field, text)


def _phone(text: str, was: str) -> str:
    # A number that a spreadsheet writes as 1.38E+10 has lost its last digits.
    if re.fullmatch(r"\d(\.\d+)?[eE]\+?\d+", text):
        raise BadField("被表格写成了科学记数，请把这一列设为文本后重新填写完整的号码")
    if plain_phone(text) in (plain_phone(was), masked_phone(was)):
        return was
    return checked_phone(text)


def _township(text: str, base: PartnerFields | None, labels: PartnerLabels) -> str | None:
    if text in ("", WHOLE_CITY_NAME):
        return None
    return _entry(text, labels.township, {base.township_code} if base else set(), "可选项")


def _skills(text: str, base: PartnerFields | None, labels: PartnerLabels) -> tuple[str, ...]:
    kept = base.skills if base else ()
    if base is not None and text == labels.names_of(kept):
        return kept
    codes = {_entry(name, labels.category, set(kept), "可选项", set(labels.first_level)) for name in split(text)}
    return kept if codes == set(kept) else tuple(sorted(codes))


def _entry(name: str, known: Labels, kept: set, where: str, among: set[str] | None = None) -> str:
    """The one code meant, of those `among`; an entry set aside may only stay where it was."""
    meant = known.meant(name)
    codes = meant if among is None else meant & among
    if meant and not codes:
        raise BadField(f"“{name[:40]}”是二级分类，请写一级分类")
    if len(codes) != 1:
        raise BadField(f"“{name[:40]}”{'不在字典里' if not codes else '指的不止一个'}，请照“{where}”一页填写")
    code = next(iter(codes))
    if code not in known.active and code not in kept:
        raise BadField(f"“{name[:40]}”已停用，不能再选")
    return code
