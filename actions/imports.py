"""导入: look at a file as it would be stored, store it, and take a batch back."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime

import pandas as pd

from data_access import import_batches, importing, search_index
from data_access.bulk import without_collecting
from data_access.calendar import working_calendar
from data_access.dictionaries import dictionary, lookups
from data_access.engine import Engine, settle
from data_access.import_batches import UndoRefused
from data_access.import_fields import FIELDS, check_mapping, guess_mapping
from data_access.import_rows import ImportRow, RejectedRow, Rules, parse_rows
from data_access.importing import ImportResult, Progress
from data_access.workbook_errors import ImportRefused, UnknownChannel
from data_access.workbooks import Sheet, read_workbook
from permissions import Permission, Person, require
from working_time import local

__all__ = [
    "FIELDS",
    "ImportOptions",
    "ImportPreview",
    "ImportRefused",
    "ImportResult",
    "OpenedFile",
    "UndoRefused",
    "batches",
    "import_file",
    "open_file",
    "preview",
    "rejected_rows",
    "undo_batch",
]

# Enough rows to see whether the columns are right, in a blink.
PREVIEW_ROWS = 20
# From here on the database's statistics say nothing about what the tables hold.
MANY = 10_000
# So few are searchable when the import returns; more would keep the person waiting and are left to the server.
FEW = 500


@dataclass(frozen=True)
class ImportOptions:
    """What the person decides besides the columns; nothing of it is ever guessed."""

    answers_are_reviewed: bool = False
    # The day for rows without a time, and whether a category our dictionary lacks leaves a row uncategorised. Both are
    # said in the history of every such row.
    received_on: date | None = None
    unknown_category_is_open: bool = False

    def as_kept(self) -> dict:
        """As the batch keeps it."""
        kept = asdict(self)
        return kept | {"received_on": self.received_on.isoformat() if self.received_on else None}


@dataclass(frozen=True)
class OpenedFile:
    """A file before it is stored: its first rows, how many there are, and what its columns seem to be."""

    sheet: Sheet
    total: int
    mapping: dict[str, str]


@dataclass(frozen=True)
class ImportPreview:
    """A file as it would be stored: its columns, their meaning, and its first rows."""

    header: list[str]
    mapping: dict[str, str]
    total: int
    rows: list[ImportRow]
    rejected: list[RejectedRow]


def open_file(engine: Engine, *, content: bytes, file_name: str, channel_code: str, by: Person) -> OpenedFile:
    """The beginning of a file, and its columns as remembered for the channel or guessed; stores nothing.

    Raises: NotPermitted, ImportRefused.
    """
    require(by, Permission.IMPORT, "导入")
    sheet, mapping = _read(engine, content, file_name, channel_code)
    return OpenedFile(Sheet(sheet.header, sheet.rows[:PREVIEW_ROWS]), len(sheet.rows), mapping)


def preview(
    engine: Engine,
    *,
    opened: OpenedFile,
    mapping: Mapping[str, str] | None = None,
    options: ImportOptions | None = None,
    by: Person,
    at: datetime,
) -> ImportPreview:
    """The first rows as they would be stored; stores nothing.

    Raises: NotPermitted, ImportRefused.
    """
    require(by, Permission.IMPORT, "导入")
    chosen = dict(opened.mapping if mapping is None else mapping)
    rows, rejected = _parsed(engine, opened.sheet, chosen, options or ImportOptions(), at)
    return ImportPreview(opened.sheet.header, chosen, opened.total, rows, rejected)


@without_collecting()
def import_file(
    engine: Engine,
    *,
    content: bytes,
    file_name: str,
    channel_code: str,
    mapping: Mapping[str, str] | None = None,
    options: ImportOptions | None = None,
    by: Person,
    at: datetime,
    progress: Progress | None = None,
) -> ImportResult:
    """Store every row that can be stored, once; keep the others with their reasons.

    Raises: NotPermitted, ImportRefused.
    """
    require(by, Permission.IMPORT, "导入")
    sheet, guessed = _read(engine, content, file_name, channel_code)
    chosen, options = dict(guessed if mapping is None else mapping), options or ImportOptions()
    rows, rejected = _parsed(engine, sheet, chosen, options, at)
    digest = hashlib.sha256(content).hexdigest()
    file = importing.ImportFile(
        channel_code, file_name, digest, sheet.header, chosen, rows, rejected, options.as_kept()
    )
    result = importing.store(engine, file, by=by, at=at, progress=progress)
    if result.stored >= MANY:
        settle(engine)
    if result.stored <= FEW:
        sum(search_index.catch_up(engine, limit=FEW))
    return result


def undo_batch(engine: Engine, *, batch_id: int, by: Person, at: datetime) -> int:
    """Take a batch back while nobody has worked on it; returns how many suggestions were removed.

    Raises: NotPermitted, UndoRefused.
    """
    require(by, Permission.IMPORT, "撤销导入")
    return import_batches.undo(engine, batch_id=batch_id, by=by, at=at)


def rejected_rows(engine: Engine, *, batch_id: int, by: Person) -> tuple[list[str], list[RejectedRow]]:
    """The columns of a batch's file and its rejected rows; they carry personal data.

    Raises: NotPermitted.
    """
    require(by, Permission.IMPORT, "下载未存入的行")
    return import_batches.rejected_rows(engine, batch_id=batch_id)


def batches(engine: Engine, *, by: Person) -> pd.DataFrame:
    """Latest imports, newest first, with the columns of `import_batches.batches`.

    Raises: NotPermitted.
    """
    require(by, Permission.IMPORT, "查看导入记录")
    return import_batches.batches(engine)


def _read(engine: Engine, content: bytes, file_name: str, channel_code: str) -> tuple[Sheet, dict[str, str]]:
    _check_channel(engine, channel_code)
    sheet = read_workbook(content, file_name)
    remembered, seen = import_batches.remembered_mapping(engine, channel_code=channel_code)
    return sheet, guess_mapping(sheet.header, remembered, seen)


def _check_channel(engine: Engine, channel_code: str) -> None:
    channels = dictionary(engine, "channel")
    if channel_code not in set(channels["code"]):
        allowed = "、".join(f"{code}（{name}）" for code, name in channels.itertuples(index=False))
        raise UnknownChannel(channel_code, allowed or "还没有，请先初始化数据库")


def _parsed(
    engine: Engine, sheet: Sheet, mapping: Mapping[str, str], options: ImportOptions, at: datetime
) -> tuple[list[ImportRow], list[RejectedRow]]:
    check_mapping(mapping, sheet.header, needs_time=options.received_on is None)
    decided = {"received_on": options.received_on, "unknown_category_is_open": options.unknown_category_is_open}
    return parse_rows(sheet, mapping, Rules(lookups(engine), working_calendar(engine), local(at), **decided))
