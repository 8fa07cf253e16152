"""Workbooks that come back, filled in or edited: read row by row, looked at first, stored all or none."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Self

from actions.returned_cells import FAULT
from actions.returned_rows import ChangedRow, NewRow, ReturnedRow, StaleRow
from data_access.import_records import RejectedRow
from data_access.workbook_errors import ImportRefused, NoHeader, OnlyHeader
from data_access.workbook_faults import faulty_cells
from data_access.workbooks import read_workbook


@dataclass(frozen=True)
class Form:
    """What is to come back, in the words of its refusals.

    rows: what its rows are; how: where they are filled in, to follow 请; places_of: header → field → position of its
    column; needed: field → name of the columns without which nothing is read; only_xlsx: for there alone a formula
    without a value can be told from a cell that somebody emptied.
    """

    rows: str
    how: str
    places_of: Callable[[list[str]], Mapping[str, int]]
    needed: Mapping[str, str]
    most_rows: int
    only_xlsx: bool = True


@dataclass(frozen=True)
class Returned:
    """A workbook as it came back; `ignored`: headers of columns that are not part of the form."""

    file_name: str
    header: list[str]
    rows: list[ReturnedRow]
    ignored: tuple[str, ...]


def read(content: bytes, file_name: str, form: Form) -> Returned:
    """Every row with its cells by field. Raises: ImportRefused."""
    is_package = PurePath(file_name).suffix.lower() == ".xlsx"
    if form.only_xlsx and not is_package:
        raise ImportRefused("只能导入 .xlsx 文件，没有存入任何内容。请另存为 .xlsx 再导入。")
    try:
        sheet = read_workbook(content, file_name)
    except (NoHeader, OnlyHeader) as problem:
        raise ImportRefused(f"没有读到{form.rows}，没有存入任何内容。请{form.how}，保留列名。") from problem
    if len(sheet.rows) > form.most_rows:
        raise ImportRefused(f"这个文件超过 {form.most_rows:,} 行，没有存入任何内容。请分成几个文件。")
    places = form.places_of(sheet.header)
    missing = [name for field, name in form.needed.items() if field not in places]
    if missing:
        raise ImportRefused(f"没有“{'、'.join(missing)}”这一列，没有存入任何内容。请{form.how}，保留列名。")
    faults = faulty_cells(content) if is_package else set()
    rows = [_row(number, row, places, faults, len(sheet.header)) for number, row in sheet.rows]
    ignored = tuple(name for at, name in enumerate(sheet.header) if at not in places.values())
    return Returned(file_name, sheet.header, rows, ignored)


def _row(number: int, row: list, places: Mapping[str, int], faults: set, width: int) -> ReturnedRow:
    cells = {
        field: FAULT if (number, at) in faults else row[at] if at < len(row) else "" for field, at in places.items()
    }
    return ReturnedRow(number, cells, row[:width])


@dataclass(frozen=True, kw_only=True)
class EditedFile:
    """What an edited workbook would change, before anything is stored."""

    file_name: str
    header: list[str]
    new: tuple[NewRow, ...]
    changed: tuple[ChangedRow, ...]
    unchanged: int
    stale: tuple[StaleRow, ...]
    problems: tuple[RejectedRow, ...]
    ignored: tuple[str, ...]  # headers of columns that are not part of the layout

    @classmethod
    def of(cls, returned: Returned, found: list, **more: object) -> Self:
        """`found`: what each row comes to; None for one that changes nothing, and what is of no other kind changed."""
        kinds = {"new": NewRow, "stale": StaleRow, "problems": RejectedRow}
        rows = {name: tuple(row for row in found if isinstance(row, kind)) for name, kind in kinds.items()}
        others = tuple(kinds.values())
        rows["changed"] = tuple(row for row in found if row is not None and not isinstance(row, others))
        about = {"file_name": returned.file_name, "header": returned.header, "ignored": returned.ignored}
        return cls(**about, **rows, unchanged=found.count(None), **more)

    @property
    def left_out(self) -> list[RejectedRow]:
        """Rows that will not be stored, in the order of the file."""
        return sorted([*self.problems, *(row.rejected for row in self.stale)], key=lambda row: row.row_number)


class RowsRefused(Exception):
    """Nothing of a file was stored, for rows that are not what they were when it was looked at."""

    def __init__(self, rows: list[RejectedRow]) -> None:
        self.rows = rows
        super().__init__(f"有 {len(rows)} 行在您核对之后变了，没有存入任何内容。请看过下面的情况，再核对一次。")


def refuse(rows: Iterable[RejectedRow | None]) -> None:
    """Raises: RowsRefused, if any row cannot be stored any more."""
    refused = sorted((row for row in rows if row is not None), key=lambda row: row.row_number)
    if refused:
        raise RowsRefused(refused)
