"""Reading a file of citizens' messages: Excel or CSV bytes in, header and typed cells out. No SQL here."""

import csv
import io
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import PurePath

import python_calamine

from data_access import compound_files, office_packages
from data_access import workbook_errors as errors

Cell = str | float | int | bool | datetime | date | time | timedelta

MAX_BYTES = 64 * 1024 * 1024
MAX_ROWS = 200_000
MAX_COLUMNS = 400
MAX_UNPACKED_BYTES = 1024 * 1024 * 1024

# Added to the download of rejected rows; ignored when the corrected file is sent again.
EXTRA_COLUMNS = ("行号", "问题列", "原值", "原因")

_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_VALUE_LIKE = re.compile(r"[\d\s./:年月日时分秒-]+")
_EDGES = " \t\r\n\f\v\u3000\xa0\ufeff\u200b"


@dataclass(frozen=True)
class ProblemRow:
    """A row that cannot be used, and why."""

    row_number: int
    text: str
    reason: str


@dataclass(frozen=True)
class Sheet:
    """One table of a file: column names, and every non-empty row with its number as counted in the file."""

    header: list[str]
    rows: list[tuple[int, list[Cell]]]


def read_workbook(content: bytes, file_name: str) -> Sheet:
    """The first sheet that has anything in it.

    Raises: a subclass of ImportRefused, with a sentence for the screen.
    """
    extension = PurePath(file_name).suffix.lower()
    if extension in (".xlsm", ".xltm", ".xlsb", ".xlam"):
        raise errors.HasMacros
    if extension not in (".xlsx", ".xls", ".csv"):
        raise errors.UnknownExtension(extension)
    if not content:
        raise errors.EmptyFile
    if len(content) > MAX_BYTES:
        raise errors.TooLarge.bytes(len(content), MAX_BYTES)
    table = _read_csv(content) if extension == ".csv" else _read_excel(content)
    return _with_header(table)


def text_of(cell: Cell | None) -> str:
    """A cell as a person would write it: trimmed, whole numbers without “.0”."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return (cell if cell.isprintable() else _UNREADABLE.sub("", cell)).strip(_EDGES)
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e18:
        return str(int(cell))
    return str(cell)


def places_of(header: list[str], wanted: Mapping[str, str]) -> dict[str, int]:
    """Field → position of its column; full- and half-width are the same, and what stands in brackets may be missing.

    `wanted`: field → header.
    """
    plain = [_plain(name) for name in header]
    short = [name.partition("(")[0] for name in plain]
    places = {}
    for field, name in wanted.items():
        name = _plain(name)
        for names, sought in ((plain, name), (short, name.partition("(")[0])):
            if sought in names and field not in places:
                places[field] = names.index(sought)
    return places


def every_column(header: list[str]) -> dict[str, int]:
    """Header → position, where every column is read by its own name."""
    return {name: at for at, name in enumerate(header)}


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split())


# --- Excel --------------------------------------------------------------------------------------


def _read_excel(content: bytes) -> list[list[Cell]]:
    if content.startswith(b"PK"):
        _check_package(content)
    elif content.startswith(compound_files.SIGNATURE):
        _check_ole(content)
    else:
        raise errors.NotAWorkbook
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        for index in range(len(workbook.sheet_names)):
            sheet = workbook.get_sheet_by_index(index)
            if sheet.total_height > MAX_ROWS + 20:
                raise errors.TooLarge.rows(MAX_ROWS)
            if sheet.total_width > MAX_COLUMNS:
                raise errors.TooLarge.columns(MAX_COLUMNS)
            table = sheet.to_python(skip_empty_area=False)
            if any(_filled(row) for row in table):
                return table
    except python_calamine.PasswordError as error:
        raise errors.Encrypted from error
    except (python_calamine.CalamineError, OSError, ValueError, OverflowError) as error:
        raise errors.NotAWorkbook from error
    raise errors.EmptyFile


def _check_package(content: bytes) -> None:
    try:
        package = office_packages.opened(content, max_unpacked=MAX_UNPACKED_BYTES)
    except office_packages.UnpacksTooLarge as error:
        raise errors.ZipBomb from error
    except office_packages.HasPassword as error:
        raise errors.Encrypted from error
    except office_packages.Damaged as error:
        raise errors.NotAWorkbook from error
    if package.has_macros:
        raise errors.HasMacros
    if office_packages.TYPES not in package.names or not any(name.startswith("xl/") for name in package.names):
        raise errors.NotAWorkbook


def _check_ole(content: bytes) -> None:
    if compound_files.has_password(content):
        raise errors.Encrypted
    if compound_files.has_macros(content):
        raise errors.HasMacros


# --- CSV ----------------------------------------------------------------------------------------


def _read_csv(content: bytes) -> list[list[Cell]]:
    if content.startswith((b"PK\x03\x04", compound_files.SIGNATURE)):
        raise errors.NotAWorkbook
    text = _decode(content)
    first_line = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(",\t;", key=first_line.count)
    csv.field_size_limit(MAX_BYTES)
    table: list[list[Cell]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            table.append(row)
            if len(table) > MAX_ROWS + 20:
                raise errors.TooLarge.rows(MAX_ROWS)
            if len(row) > MAX_COLUMNS:
                raise errors.TooLarge.columns(MAX_COLUMNS)
    except csv.Error as error:
        raise errors.NotAWorkbook from error
    if not any(_filled(row) for row in table):
        raise errors.EmptyFile
    return table


def _decode(content: bytes) -> str:
    is_utf_16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if is_utf_16 else ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            raise errors.NotAWorkbook
        return text
    raise errors.BrokenEncoding


# --- header -------------------------------------------------------------------------------------


def _filled(row: list[Cell]) -> int:
    return sum(1 for cell in row if text_of(cell) != "")


def _with_header(table: list[list[Cell]]) -> Sheet:
    """The header is the first row with at least two filled cells; one-cell rows above it are a caption."""
    position = next((index for index, row in enumerate(table[:20]) if _filled(row) >= 2), None)
    if position is None or not _looks_like_header(table[position]):
        raise errors.NoHeader
    header = _unique([text_of(cell) for cell in table[position]])
    rows = [
        (number, row)
        for number, row in enumerate(table[position + 1 :], start=position + 2)
        if any(cell != "" and text_of(cell) != "" for cell in row)
    ]
    if not rows:
        raise errors.OnlyHeader
    if len(rows) > MAX_ROWS:
        raise errors.TooLarge.rows(MAX_ROWS)
    return _without_extra_columns(Sheet(header, rows))


def _looks_like_header(row: list[Cell]) -> bool:
    return not any(
        not isinstance(cell, str) or _VALUE_LIKE.fullmatch(text_of(cell)) for cell in row if text_of(cell) != ""
    )


def _unique(names: list[str]) -> list[str]:
    """Column names a person can tell apart: empty ones by position, repeated ones numbered."""
    while names and not names[-1]:
        names = names[:-1]
    seen: dict[str, int] = {}
    unique = []
    for position, name in enumerate(names, start=1):
        name = (name or f"第{position}列")[:200]
        seen[name] = seen.get(name, 0) + 1
        unique.append(name if seen[name] == 1 else f"{name}（{seen[name]}）")
    return unique


def _without_extra_columns(sheet: Sheet) -> Sheet:
    if tuple(sheet.header[-len(EXTRA_COLUMNS) :]) != EXTRA_COLUMNS:
        return sheet
    width = len(sheet.header) - len(EXTRA_COLUMNS)
    rows = [(number, row[:width]) for number, row in sheet.rows]
    return Sheet(sheet.header[:width], rows)
