"""Rosters out to a spreadsheet and in again: only edited cells are stored, never over what was changed meanwhile."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

import pandas as pd

from actions.partner_rows import Known, sort_rows
from actions.returned_rows import ChangedRow, ReturnedRow
from actions.returned_workbooks import EditedFile, Form, read, refuse
from data_access import partner_bulk, partner_codes, partner_layout, partner_roster, partners
from data_access.engine import Connection, Engine, reading, writing
from data_access.import_records import RejectedRow
from data_access.masking import masked
from data_access.partner_bulk import identity
from data_access.partner_layout import COLUMNS, LABELS, NEEDED, PartnerRows
from data_access.partner_roster import PartnerFilter
from data_access.partners import FIELDS, Partner, PartnerFields
from data_access.workbooks import places_of
from glossary import PartnerKind
from permissions import Permission, Person, require

FORM = Form(
    rows="名册",
    how="在导出的表格上修改",
    places_of=partial(places_of, wanted={column.field: column.header for column in COLUMNS}),
    needed={field: LABELS[field] for field in NEEDED},
    most_rows=20_000,
)
LONGEST_REASON = 200


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


def read_file(engine: Engine, *, content: bytes, file_name: str, by: Person) -> EditedFile:
    """What an exported and edited workbook would change; stores nothing.

    Raises: NotPermitted, ImportRefused.
    """
    require(by, Permission.MANAGE_PARTNERS, "导入社会力量名册")
    returned = read(content, file_name, FORM)
    with reading(engine) as connection:
        found = sort_rows(returned.rows, _known(connection, returned.rows))
    return EditedFile.of(returned, found)


def _known(connection: Connection, rows: list[ReturnedRow]) -> Known:
    everybody = partner_bulk.everybody(connection)
    old = [
        found.id
        for row in rows
        if (found := everybody.get(row.number)) is not None
        and (version := row.whole("version")) is not None
        and version < found.version
    ]
    earlier = partner_bulk.changes(connection, old) if old else {}
    return Known(partner_codes.labels(connection), everybody, earlier)


def apply(engine: Engine, *, file: EditedFile, by: Person, at: datetime) -> StoredPartners:
    """Store the new and the changed rows of a file that was looked at: all of them, or none.

    Raises: NotPermitted; RowsRefused when a row went stale since, or cannot be stored any more.
    """
    require(by, Permission.MANAGE_PARTNERS, "导入社会力量名册")
    reason = masked(f"导入 {file.file_name}")[:LONGEST_REASON]
    with writing(engine) as connection:
        held = partners.locked(connection, chosen=[row.number for row in file.changed])
        refuse(_gone_stale(row, held) for row in file.changed)
        numbers = partner_bulk.insert_many(connection, given=[row.given for row in file.new], by=by, at=at)
        # Only now: whoever else takes partners on meanwhile waits for these numbers, or was first and is seen.
        _check_alone(connection, file, held, set(numbers))
        pairs = [(held[row.number], row.given) for row in file.changed]
        partner_bulk.change_many(connection, pairs=pairs, reason=reason, by=by, at=at)
    return StoredPartners(tuple(numbers), tuple(row.number for row in file.changed))


def _gone_stale(row: ChangedRow, held: dict[str, Partner]) -> RejectedRow | None:
    found = held.get(row.number)
    if found is not None and found.version == row.version:
        return None
    return row.rejected("在您核对之后被别人改过，这一行的修改没有存入；请重新导出，在新内容上修改")


def _check_alone(connection: Connection, file: EditedFile, held: dict[str, Partner], numbers: set[str]) -> None:
    """The same file confirmed twice at once takes its partners on once."""
    taken = partner_bulk.identities(connection, besides=numbers)
    renamed = [row for row in file.changed if identity(row.given) != identity(held[row.number].fields)]
    refuse(
        RejectedRow(row.row_number, LABELS["name"], row.given.name, f"与 {taken[same]} 重复，没有存入", row.texts)
        for row in (*file.new, *renamed)
        if (same := identity(row.given)) in taken
    )
