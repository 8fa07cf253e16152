"""Rosters out to a spreadsheet and in again: only edited cells are stored, never over what was changed meanwhile."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePath

import pandas as pd

from actions.partner_cells import FAULT
from actions.partner_rows import (
    ChangedPartner,
    Known,
    NewPartner,
    PartnerRow,
    StalePartnerRow,
    sort_rows,
)
from data_access import partner_bulk, partner_codes, partner_layout, partner_roster, partners, workbook_faults
from data_access.engine import Connection, Engine, reading, writing
from data_access.import_records import RejectedRow
from data_access.masking import masked
from data_access.partner_bulk import identity
from data_access.partner_layout import COLUMNS, LABELS, NEEDED, PartnerRows
from data_access.partner_roster import PartnerFilter
from data_access.partners import FIELDS, Partner, PartnerFields
from data_access.workbook_errors import ImportRefused, NoHeader, OnlyHeader
from data_access.workbooks import Sheet, read_workbook, text_of
from glossary import PartnerKind
from permissions import Permission, Person, require

__all__ = ["ImportRefused", "PartnerFile", "RowsRefused", "StoredPartners", "apply", "export", "read_file"]

MAX_ROWS = 20_000
LONGEST_REASON = 200


class RowsRefused(Exception):
    """Nothing of a file was stored, for rows that are not what they were when it was looked at."""

    def __init__(self, rows: list[RejectedRow]) -> None:
        self.rows = rows
        super().__init__(f"有 {len(rows)} 行在您核对之后变了，没有存入任何内容。请看过下面的情况，再核对一次。")


@dataclass(frozen=True)
class PartnerFile:
    """What a file holds, before anything is stored."""

    file_name: str
    header: list[str]
    new: tuple[NewPartner, ...]
    changed: tuple[ChangedPartner, ...]
    unchanged: int
    stale: tuple[StalePartnerRow, ...]
    problems: tuple[RejectedRow, ...]
    ignored: tuple[str, ...]  # headers of columns that are not part of the layout

    @property
    def left_out(self) -> list[RejectedRow]:
        """Rows that will not be stored, in the order of the file."""
        return sorted([*self.problems, *(row.rejected for row in self.stale)], key=lambda row: row.row_number)


@dataclass(frozen=True)
class StoredPartners:
    """Numbers of what an import took on and changed."""

    created: tuple[str, ...]
    changed: tuple[str, ...]


def export(engine: Engine, *, asked: PartnerFilter, by: Person, as_of: date) -> PartnerRows:
    """The partners of a filter, in order of number, as rows of the workbook; phones masked but for their keepers.

    Raises: NotPermitted.
    """
    found, _total = partner_roster.roster(engine, by=by, asked=asked, as_of=as_of)
    with reading(engine) as connection:
        labels = partner_codes.labels(connection)
    rows = []
    for row in found.itertuples(index=False):
        values = {name: getattr(row, name) for name in FIELDS} | {"kind": PartnerKind(row.kind)}
        cells = partner_layout.written(PartnerFields(**values), labels)
        rows.append({"number": row.number, "version": row.version, **cells})
    frame = pd.DataFrame(rows, columns=[column.field for column in COLUMNS], dtype=object)
    return PartnerRows(frame, labels.township.in_use, labels.skills_in_use)


def read_file(engine: Engine, *, content: bytes, file_name: str, by: Person) -> PartnerFile:
    """What an exported and edited workbook would change; stores nothing.

    Raises: NotPermitted, ImportRefused.
    """
    require(by, Permission.MANAGE_PARTNERS, "导入社会力量名册")
    sheet = _sheet(content, file_name)
    columns = partner_layout.places_of(sheet.header)
    missing = [each.header for each in COLUMNS if each.field in NEEDED and each.field not in columns]
    if missing:
        raise ImportRefused(f"没有“{'、'.join(missing)}”这一列，没有存入任何内容。请在导出的表格上修改，保留列名。")
    rows = _rows(sheet, columns, workbook_faults.faulty_cells(content))
    with reading(engine) as connection:
        found = sort_rows(rows, _known(connection, rows))
    kinds = (NewPartner, ChangedPartner, StalePartnerRow, RejectedRow)
    new, changed, stale, problems = (tuple(row for row in found if isinstance(row, kind)) for kind in kinds)
    ignored = tuple(name for at, name in enumerate(sheet.header) if at not in columns.values())
    return PartnerFile(file_name, sheet.header, new, changed, found.count(None), stale, problems, ignored)


def _sheet(content: bytes, file_name: str) -> Sheet:
    if PurePath(file_name).suffix.lower() != ".xlsx":
        raise ImportRefused("只能导入 .xlsx 文件，没有存入任何内容。请另存为 .xlsx 再导入。")
    try:
        sheet = read_workbook(content, file_name)
    except (NoHeader, OnlyHeader) as problem:
        raise ImportRefused("没有读到名册，没有存入任何内容。请在导出的表格上修改，第一行是列名。") from problem
    if len(sheet.rows) > MAX_ROWS:
        raise ImportRefused(f"这个文件超过 {MAX_ROWS:,} 行，没有存入任何内容。请分成几个文件。")
    return sheet


def _rows(sheet: Sheet, columns: dict[str, int], faults: set[tuple[int, int]]) -> list[PartnerRow]:
    width = len(sheet.header)
    rows = []
    for number, row in sheet.rows:
        cells = {
            field: FAULT if (number, at) in faults else row[at] if at < len(row) else ""
            for field, at in columns.items()
        }
        rows.append(PartnerRow(number, cells, [text_of(cell) for cell in row[:width]]))
    return rows


def _known(connection: Connection, rows: list[PartnerRow]) -> Known:
    everybody = partner_bulk.everybody(connection)
    old = [
        found.id
        for row in rows
        if (found := everybody.get(row.number)) is not None and row.version is not None and row.version < found.version
    ]
    earlier = partner_bulk.changes(connection, old) if old else {}
    return Known(partner_codes.labels(connection), everybody, earlier)


def apply(engine: Engine, *, file: PartnerFile, by: Person, at: datetime) -> StoredPartners:
    """Store the new and the changed rows of a file that was looked at: all of them, or none.

    Raises: NotPermitted; RowsRefused when a row went stale since, or cannot be stored any more.
    """
    require(by, Permission.MANAGE_PARTNERS, "导入社会力量名册")
    reason = masked(f"导入 {file.file_name}")[:LONGEST_REASON]
    with writing(engine) as connection:
        held = partners.locked(connection, chosen=[row.number for row in file.changed])
        _refuse(_gone_stale(row, held) for row in file.changed)
        numbers = partner_bulk.insert_many(connection, given=[row.given for row in file.new], by=by, at=at)
        # Only now: whoever else takes partners on meanwhile waits for these numbers, or was first and is seen.
        _check_alone(connection, file, held, set(numbers))
        pairs = [(held[row.number], row.given) for row in file.changed]
        partner_bulk.change_many(connection, pairs=pairs, reason=reason, by=by, at=at)
    return StoredPartners(tuple(numbers), tuple(row.number for row in file.changed))


def _gone_stale(row: ChangedPartner, held: dict[str, Partner]) -> RejectedRow | None:
    found = held.get(row.number)
    if found is not None and found.version == row.version:
        return None
    named = "、".join(cell.label for cell in row.cells)
    reason = "在您核对之后被别人改过，这一行的修改没有存入；请重新导出，在新内容上修改"
    return RejectedRow(row.row_number, named, row.number, reason, row.texts)


def _check_alone(connection: Connection, file: PartnerFile, held: dict[str, Partner], numbers: set[str]) -> None:
    """The same file confirmed twice at once takes its partners on once."""
    taken = partner_bulk.identities(connection, besides=numbers)
    renamed = [row for row in file.changed if identity(row.given) != identity(held[row.number].fields)]
    _refuse(
        RejectedRow(row.row_number, LABELS["name"], row.given.name, f"与 {taken[same]} 重复，没有存入", row.texts)
        for row in (*file.new, *renamed)
        if (same := identity(row.given)) in taken
    )


def _refuse(rows: Iterable[RejectedRow | None]) -> None:
    refused = [row for row in rows if row is not None]
    if refused:
        raise RowsRefused(refused)
