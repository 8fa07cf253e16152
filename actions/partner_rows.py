"""Rows of an edited roster: new, changed, unchanged, gone stale meanwhile, or not usable. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from actions.partner_cells import read_fields
from actions.returned_rows import BadRow, ChangedRow, NewRow, ReturnedRow, StaleRow, bad_cells, changes, sort_numbered
from data_access.import_records import RejectedRow
from data_access.partner_bulk import EarlierChange, Identity, identity
from data_access.partner_layout import LABELS, PartnerLabels, written
from data_access.partners import FIELDS, Partner, PartnerFields


@dataclass(frozen=True)
class Known:
    """What the rows are compared with; `earlier` tells the changes of some partners, the latest first."""

    labels: PartnerLabels
    partners: Mapping[str, Partner]
    earlier: Mapping[int, list[EarlierChange]]


Sorted = NewRow | ChangedRow | StaleRow | None


def sort_rows(rows: Sequence[ReturnedRow], known: Known) -> list[Sorted | RejectedRow]:
    """What each row comes to, in the order of the file; None for one that changes nothing."""
    taken = {identity(each.fields): each.number for each in known.partners.values()}
    alone = partial(_alone, known, taken, {})
    ways = {"new": lambda row: alone(_new(known, row)), "existing": lambda row: alone(_existing(known, row))}
    return sort_numbered(rows, **ways, labels=LABELS)


def _new(known: Known, row: ReturnedRow) -> NewRow:
    if row.text("version"):
        raise _bad("number", "是空的，却有版本；新登记的请把版本也留空，原有的请补上编号")
    return NewRow(row.row_number, read_fields(row, None, known.labels), row.texts)


def _existing(known: Known, row: ReturnedRow) -> ChangedRow | StaleRow | None:
    partner, version = known.partners.get(row.number), row.whole("version")
    if partner is None:
        raise _bad("number", "在名册里没有；新登记的请把编号和版本都留空")
    if version is None or not 1 <= version <= partner.version:
        raise _bad("version", "不是导出时的版本，请照导出时的写，不要改动")
    is_old = version < partner.version
    base = earlier_fields(partner, version, known.earlier.get(partner.id, [])) if is_old else partner.fields
    given = read_fields(row, base, known.labels, is_from_history=is_old)
    edited = [field for field in FIELDS if getattr(given, field) != getattr(base, field)]
    if all(getattr(given, field) == getattr(partner.fields, field) for field in edited):
        return None
    read = {"fields": FIELDS, "written": lambda each: written(each, known.labels), "labels": LABELS}
    if is_old:
        last = known.earlier[partner.id][0]
        cells = changes(base, given, now=partner.fields, **read)
        return StaleRow(row.row_number, partner.number, cells, last.by_name, last.at, row.texts)
    return ChangedRow(row.row_number, partner.number, version, given, changes(base, given, **read), row.texts)


def earlier_fields(partner: Partner, version: int, history: list[EarlierChange]) -> PartnerFields:
    """A partner as it was at an earlier version; the phone, which no history keeps, as it is now."""
    fields = partner.fields
    for change in history:
        if change.version > version:
            before = {name: _value(name, pair[0]) for name, pair in change.changed.items() if pair is not None}
            fields = replace(fields, **before)
    return fields


def _value(name: str, kept: object) -> object:
    read: dict[str, Callable] = {"skills": tuple, "term_from": date.fromisoformat, "term_to": date.fromisoformat}
    return kept if kept is None or name not in read else read[name](kept)


def _alone(known: Known, taken: Mapping[Identity, str], seen: dict[Identity, int], found: Sorted) -> Sorted:
    """The same, unless another partner or an earlier row of the file is of the same kind, name and phone."""
    if not isinstance(found, NewRow | ChangedRow):
        return found
    same, is_new = identity(found.given), isinstance(found, NewRow)
    if not is_new and same == identity(known.partners[found.number].fields):
        return found
    other = taken.get(same)
    if is_new and other and found.given == known.partners[other].fields:
        return None
    if other:
        told = "要修改它请填上它的编号和版本，另一个请填不同的电话"
        raise _bad("name", f"与 {other} 同类型、同姓名、同电话；{told}")
    if same in seen:
        raise _bad("name", f"与第 {seen[same]} 行同类型、同姓名、同电话，没有重复存入")
    seen[same] = found.row_number
    return found


def _bad(field: str, problem: str) -> BadRow:
    return bad_cells({field: problem}, LABELS)
