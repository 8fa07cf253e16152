"""Rows of a workbook that comes back: new, changed, unchanged, gone stale meanwhile, or not usable and why. Pure."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from actions.returned_cells import FAULT, FAULTY, typed
from actions.typed_text import BadField
from data_access.import_records import RejectedRow
from data_access.workbooks import text_of
from working_time import local

LONGEST_VALUE = 400
_WHOLE = re.compile(r"\d{1,9}")


@dataclass(frozen=True)
class ReturnedRow:
    """One row of a file: field → cell, for the columns it has, and the whole row as it came."""

    row_number: int
    cells: Mapping[str, object]
    raw_cells: list

    @cached_property
    def texts(self) -> list[str]:
        """All its cells as text, for whoever looks at a row that was refused; most never are."""
        return [text_of(cell) for cell in self.raw_cells]

    def text(self, field: str) -> str:
        """A cell as text; empty when the file has no such column, or nobody can tell what stands there."""
        return typed(self.cells.get(field))

    def cell(self, field: str) -> object:
        """A cell whose value is known; empty when the file has no such column. Raises: BadRow."""
        cell = self.cells.get(field, "")
        if cell is FAULT:
            raise BadRow(field, FAULTY)
        return cell

    def whole(self, field: str) -> int | None:
        """A version or a position; None when that is no number."""
        text = unicodedata.normalize("NFKC", self.text(field))
        return int(text) if _WHOLE.fullmatch(text) else None

    @cached_property
    def number(self) -> str:
        """The number of what the row is about; empty for something new."""
        return unicodedata.normalize("NFKC", self.text("number")).upper()


@dataclass(frozen=True)
class CellChange:
    """One cell as it went out and as it is in the file; `now` as it is stored, where that differs."""

    label: str
    before: str
    after: str
    now: str = ""


@dataclass(frozen=True)
class NewRow:
    """A row without a number: something to be added."""

    row_number: int
    given: object
    texts: list[str]


@dataclass(frozen=True)
class ChangedRow:
    """A row edited on top of what is stored."""

    row_number: int
    number: str
    version: int
    given: object
    cells: tuple[CellChange, ...]
    texts: list[str]

    def rejected(self, reason: str) -> RejectedRow:
        """As a row that was not stored."""
        return _rejected_edit(self, reason)


@dataclass(frozen=True)
class StaleRow:
    """An edited row about something that somebody else changed since the file was written: never stored."""

    row_number: int
    number: str
    cells: tuple[CellChange, ...]
    changed_by: str
    changed_at: datetime  # UTC
    texts: list[str]

    @property
    def rejected(self) -> RejectedRow:
        """As a row that was not stored, with who was first."""
        return _rejected_edit(self, stale_reason(self.changed_by, self.changed_at))


def stale_reason(changed_by: str, changed_at: datetime) -> str:
    """Why a row that went stale is not stored."""
    when = f"{local(changed_at):%Y-%m-%d %H:%M}"
    return f"{changed_by} 在 {when} 改过，这一行的修改没有存入；请重新导出，在新内容上修改"


def _rejected_edit(row: ChangedRow | StaleRow, reason: str) -> RejectedRow:
    named = "、".join(cell.label for cell in row.cells)
    return RejectedRow(row.row_number, named, row.number, reason, row.texts)


class BadRow(Exception):
    """A row that cannot be stored: the first field at fault, and everything that is wrong."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field


def bad_cells(problems: Mapping[str, str], labels: Mapping[str, str]) -> BadRow:
    """The row with these cells; `problems`: field → what is wrong with it, to follow its name."""
    told = "；".join(f"“{labels[field]}”{problem}" for field, problem in problems.items())
    return BadRow(next(iter(problems)), told)


def sort_each(rows: Iterable[ReturnedRow], sort: Callable[[ReturnedRow], object], labels: Mapping[str, str]) -> list:
    """What `sort` makes of each row, in the order of the file; one that it calls a BadRow becomes a RejectedRow."""
    found = []
    for row in rows:
        try:
            found.append(sort(row))
        except BadRow as bad:
            value, label = row.text(bad.field)[:LONGEST_VALUE], labels.get(bad.field, bad.field)
            found.append(RejectedRow(row.row_number, label, value, str(bad), row.texts))
    return found


def sort_numbered(
    rows: Collection[ReturnedRow],
    *,
    new: Callable[[ReturnedRow], object],
    existing: Callable[[ReturnedRow], object],
    labels: Mapping[str, str],
) -> list:
    """The same, by `new` for rows without a number, and by `existing` for those whose number stands there once."""
    times = Counter(row.number for row in rows)

    def sort(row: ReturnedRow) -> object:
        if not row.number:
            return new(row)
        if times[row.number] > 1:
            raise bad_cells({"number": f"在文件里出现了 {times[row.number]} 次，分不清以哪一行为准"}, labels)
        return existing(row)

    return sort_each(rows, sort, labels)


def read_cells(
    row: ReturnedRow, fields: Iterable[str], read: Callable[[str, object], object]
) -> tuple[dict[str, object], dict[str, str]]:
    """Of the fields the file has: values, and what is wrong with those that `read` calls a BadField."""
    values, problems = {}, {}
    for field in fields:
        if field in row.cells:
            try:
                if row.cells[field] is FAULT:
                    raise BadField(FAULTY)
                values[field] = read(field, row.cells[field])
            except BadField as bad:
                problems[field] = str(bad)
    return values, problems


def changes(
    before: object,
    after: object,
    *,
    now: object = None,
    fields: Iterable[str],
    written: Callable[[object], Mapping[str, object]],
    labels: Mapping[str, str],
) -> tuple[CellChange, ...]:
    """The cells in which two things differ, as people read them; `written`: field → what stands in its cell."""
    was, new, present = ({} if each is None else written(each) for each in (before, after, now))
    return tuple(
        CellChange(labels[field], _shown(was[field]), _shown(new[field]), _shown(present.get(field)))
        for field in fields
        if getattr(before, field) != getattr(after, field)
    )


def _shown(value: str | int | date | None) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value or "")
