"""Rows of an edited roster: new, changed, unchanged, gone stale meanwhile, or not usable. Pure."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property

from actions.partner_cells import BadCells, CellChange, changes, read_fields, typed
from data_access.import_records import RejectedRow
from data_access.partner_bulk import EarlierChange, Identity, identity
from data_access.partner_layout import LABELS, PartnerLabels
from data_access.partners import FIELDS, Partner, PartnerFields
from working_time import local

_VERSION = re.compile(r"\d{1,9}")


@dataclass(frozen=True)
class PartnerRow:
    """One row of a file: field → cell, for the columns it has, and all its cells as text."""

    row_number: int
    cells: Mapping[str, object]
    texts: list[str]

    @cached_property
    def number(self) -> str:
        """The partner's number; empty for a new one."""
        return unicodedata.normalize("NFKC", typed(self.cells["number"])).upper()

    @cached_property
    def version(self) -> int | None:
        """The version it was exported with; None when that is no number."""
        text = unicodedata.normalize("NFKC", typed(self.cells["version"]))
        return int(text) if _VERSION.fullmatch(text) else None


@dataclass(frozen=True)
class NewPartner:
    """A row without a number: a partner to be taken on."""

    row_number: int
    given: PartnerFields
    texts: list[str]


@dataclass(frozen=True)
class ChangedPartner:
    """A row edited on top of what is stored."""

    row_number: int
    number: str
    version: int
    given: PartnerFields
    cells: tuple[CellChange, ...]
    texts: list[str]


@dataclass(frozen=True)
class StalePartnerRow:
    """An edited row whose partner somebody else changed since it was exported: never stored."""

    row_number: int
    number: str
    cells: tuple[CellChange, ...]
    changed_by: str
    changed_at: datetime  # UTC
    texts: list[str]

    @property
    def rejected(self) -> RejectedRow:
        """As a row that was not stored, with who was first."""
        named = "、".join(cell.label for cell in self.cells)
        when = f"{local(self.changed_at):%Y-%m-%d %H:%M}"
        reason = f"{self.changed_by} 在 {when} 改过，这一行的修改没有存入；请重新导出，在新内容上修改"
        return RejectedRow(self.row_number, named, self.number, reason, self.texts)


@dataclass(frozen=True)
class Known:
    """What the rows are compared with; `earlier` tells the changes of some partners, the latest first."""

    labels: PartnerLabels
    partners: Mapping[str, Partner]
    earlier: Mapping[int, list[EarlierChange]]


Sorted = NewPartner | ChangedPartner | StalePartnerRow | RejectedRow | None


def sort_rows(rows: list[PartnerRow], known: Known) -> list[Sorted]:
    """What each row comes to, in the order of the file; None for one that changes nothing."""
    times = Counter(row.number for row in rows)
    taken = {identity(each.fields): each.number for each in known.partners.values()}
    seen: dict[Identity, int] = {}
    return [_alone(_sorted(row, known, times[row.number]), row, known, taken, seen) for row in rows]


def _sorted(row: PartnerRow, known: Known, times: int) -> Sorted:
    try:
        if not row.number:
            return _new(row, known)
        if times > 1:
            return _refused(row, "number", f"在文件里出现了 {times} 次，分不清以哪一行为准")
        return _existing(row, known)
    except BadCells as bad:
        first = next(iter(bad.problems))
        return RejectedRow(row.row_number, LABELS[first], typed(row.cells.get(first))[:400], str(bad), row.texts)


def _new(row: PartnerRow, known: Known) -> Sorted:
    if typed(row.cells["version"]):
        return _refused(row, "number", "是空的，却有版本；新登记的请把版本也留空，原有的请补上编号")
    return NewPartner(row.row_number, read_fields(row.cells, None, known.labels), row.texts)


def _existing(row: PartnerRow, known: Known) -> Sorted:
    partner, version = known.partners.get(row.number), row.version
    if partner is None:
        return _refused(row, "number", "在名册里没有；新登记的请把编号和版本都留空")
    if version is None or not 1 <= version <= partner.version:
        return _refused(row, "version", "不是导出时的版本，请照导出时的写，不要改动")
    is_old = version < partner.version
    base = earlier_fields(partner, version, known.earlier.get(partner.id, [])) if is_old else partner.fields
    given = read_fields(row.cells, base, known.labels, is_from_history=is_old)
    edited = [field for field in FIELDS if getattr(given, field) != getattr(base, field)]
    if all(getattr(given, field) == getattr(partner.fields, field) for field in edited):
        return None
    if is_old:
        last = known.earlier[partner.id][0]
        cells = changes(base, given, known.labels, now=partner.fields)
        return StalePartnerRow(row.row_number, partner.number, cells, last.by_name, last.at, row.texts)
    cells = changes(base, given, known.labels)
    return ChangedPartner(row.row_number, partner.number, version, given, cells, row.texts)


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


def _alone(found: Sorted, row: PartnerRow, known: Known, taken: dict[Identity, str], seen: dict[Identity, int]):
    """The same, unless another partner or an earlier row of the file is of the same kind, name and phone."""
    if not isinstance(found, NewPartner | ChangedPartner):
        return found
    same, is_new = identity(found.given), isinstance(found, NewPartner)
    if not is_new and same == identity(known.partners[found.number].fields):
        return found
    other = taken.get(same)
    if is_new and other and found.given == known.partners[other].fields:
        return None
    if other:
        told = "要修改它请填上它的编号和版本，另一个请填不同的电话"
        return _refused(row, "name", f"与 {other} 同类型、同姓名、同电话；{told}")
    if same in seen:
        return _refused(row, "name", f"与第 {seen[same]} 行同类型、同姓名、同电话，没有重复存入")
    seen[same] = row.row_number
    return found


def _refused(row: PartnerRow, field: str, problem: str) -> RejectedRow:
    value = typed(row.cells.get(field, ""))[:400]
    return RejectedRow(row.row_number, LABELS[field], value, f"“{LABELS[field]}”{problem}", row.texts)
