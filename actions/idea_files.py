"""Ideas out to a spreadsheet and in again: only edited cells are stored, never over what was written meanwhile."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

import pandas as pd

from actions.idea_cells import FAULT
from actions.idea_rows import ChangedIdea, FileRow, Hint, Known, NewIdea, StaleIdeaRow, hints, sort_rows, stale_reason
from actions.idea_texts import saved
from actions.idea_words import IdeaRefused
from actions.ideas import created, held, origin_for
from data_access import dictionary_labels, idea_exports, idea_layout, workbook_faults
from data_access.dictionary_labels import Labels
from data_access.engine import Connection, Engine, reading, writing
from data_access.idea_bank import IdeaFilter
from data_access.idea_exports import IdeaRow
from data_access.idea_layout import COLUMNS, KEYS, LABELS, READ_ONLY, TEXTS, IdeaRows
from data_access.ideas import Idea, NoSuchIdea
from data_access.import_records import RejectedRow
from data_access.masking import masked
from data_access.workbook_errors import ImportRefused, NoHeader, OnlyHeader
from data_access.workbooks import Sheet, read_workbook, text_of
from permissions import Permission, Person, require
from working_time import local

__all__ = ["IdeaFile", "RowsRefused", "StoredIdeas", "apply", "export", "read_file"]

MAX_ROWS = 5000
NEEDED = (*KEYS, "title")
LONGEST_REASON = 200


class RowsRefused(Exception):
    """Nothing of a file was stored, for rows that are not what they were when it was looked at."""

    def __init__(self, rows: list[RejectedRow]) -> None:
        self.rows = rows
        super().__init__(f"有 {len(rows)} 行在您核对之后变了，没有存入任何内容。请看过下面的情况，再核对一次。")


@dataclass(frozen=True)
class IdeaFile:
    """What a file holds, before anything is stored."""

    file_name: str
    header: list[str]
    new: tuple[NewIdea, ...]
    changed: tuple[ChangedIdea, ...]
    unchanged: int
    stale: tuple[StaleIdeaRow, ...]
    problems: tuple[RejectedRow, ...]
    hints: tuple[Hint, ...]
    ignored: tuple[str, ...]  # headers of columns that are not part of the layout
    same_titles: Mapping[int, str]  # row number of a new idea → number of one with its title

    @property
    def left_out(self) -> list[RejectedRow]:
        """Rows that will not be stored, in the order of the file."""
        return sorted([*self.problems, *(row.rejected for row in self.stale)], key=lambda row: row.row_number)


@dataclass(frozen=True)
class StoredIdeas:
    """Numbers of what an import raised and changed."""

    created: tuple[str, ...]
    changed: tuple[str, ...]


def export(engine: Engine, *, asked: IdeaFilter, by: Person) -> IdeaRows:
    """The ideas of a filter that this person may read, in order of number, as rows of the workbook.

    Phone and identity numbers in the texts are masked for whoever may not write ideas. Raises: NotPermitted.
    """
    with reading(engine) as connection:
        found = idea_exports.of_filter(connection, asked=asked, by=by)
        labels = dictionary_labels.labels(connection)
    rows = [_row(each, labels, is_masked=not by.may(Permission.MANAGE_IDEAS)) for each in found]
    frame = pd.DataFrame(rows, columns=[column.field for column in COLUMNS], dtype=object)
    return IdeaRows(frame, labels["category"].in_use, labels["township"].in_use)


def _row(idea: IdeaRow, labels: dict[str, Labels], *, is_masked: bool) -> dict[str, object]:
    cells = idea_layout.written(idea.text, labels)
    if is_masked:
        cells |= {field: masked(cells[field]) for field in TEXTS}
    return {"number": idea.number, "sequence": idea.sequence, **cells, **_read_only(idea)}


def _read_only(idea: IdeaRow) -> dict[str, str | int]:
    return {
        "state": idea.state.label,
        "origin": idea.origin.label,
        "sources": idea.sources,
        "lead": idea.lead,
        "saved": f"{local(idea.saved_at):%Y-%m-%d %H:%M} {idea.saved_by}",
    }


def read_file(engine: Engine, *, content: bytes, file_name: str, by: Person) -> IdeaFile:
    """What an exported and edited workbook would change; stores nothing.

    Raises: NotPermitted, ImportRefused.
    """
    require(by, Permission.MANAGE_IDEAS, "导入金点子")
    sheet = _sheet(content, file_name)
    columns, ignored = _columns(sheet.header)
    rows = _file_rows(sheet, columns, workbook_faults.faulty_cells(content))
    with reading(engine) as connection:
        known = _known(connection, rows, by)
        sorted_rows = sort_rows(rows, known)
        new = [row for row in sorted_rows if isinstance(row, NewIdea)]
        stored = idea_exports.same_titles(connection, titles={row.text.title for row in new})
    there = {text for _number, text in stored}
    fresh = [row for position, row in enumerate(new) if row.text not in there | {each.text for each in new[:position]}]
    titles = {text.title: number for number, text in stored}
    return IdeaFile(
        file_name=file_name,
        header=sheet.header,
        new=tuple(fresh),
        changed=tuple(row for row in sorted_rows if isinstance(row, ChangedIdea)),
        unchanged=sorted_rows.count(None) + len(new) - len(fresh),
        stale=tuple(row for row in sorted_rows if isinstance(row, StaleIdeaRow)),
        problems=tuple(row for row in sorted_rows if isinstance(row, RejectedRow)),
        hints=tuple(hints(rows, known)),
        ignored=ignored,
        same_titles={row.row_number: titles[row.text.title] for row in fresh if row.text.title in titles},
    )


def _sheet(content: bytes, file_name: str) -> Sheet:
    if PurePath(file_name).suffix.lower() != ".xlsx":
        raise ImportRefused("只能导入 .xlsx 文件，没有存入任何内容。请把导出的表格改好后另存为 .xlsx 再导入。")
    try:
        sheet = read_workbook(content, file_name)
    except (NoHeader, OnlyHeader) as problem:
        raise ImportRefused("没有读到金点子，没有存入任何内容。请在导出的表格上修改，第一行是列名。") from problem
    if len(sheet.rows) > MAX_ROWS:
        raise ImportRefused(f"这个文件超过 {MAX_ROWS:,} 行，没有存入任何内容。请分成几个文件。")
    return sheet


def _columns(header: list[str]) -> tuple[dict[str, int], tuple[str, ...]]:
    """Field → position, and the columns that are none of ours. Raises: ImportRefused."""
    plain = [_plain(name) for name in header]
    columns = {each.field: plain.index(_plain(each.label)) for each in COLUMNS if _plain(each.label) in plain}
    missing = [each.label for each in COLUMNS if each.field in NEEDED and each.field not in columns]
    if missing:
        raise ImportRefused(f"没有“{'、'.join(missing)}”这一列，没有存入任何内容。请在导出的表格上修改，保留列名。")
    return columns, tuple(name for position, name in enumerate(header) if position not in columns.values())


def _plain(name: str) -> str:
    return name.replace("(", "（").replace(")", "）").replace(" ", "").removesuffix(READ_ONLY)


def _file_rows(sheet: Sheet, columns: dict[str, int], faults: set[tuple[int, int]]) -> list[FileRow]:
    rows = []
    for number, row in sheet.rows:
        cells = {
            field: FAULT if (number, at) in faults else row[at] if at < len(row) else ""
            for field, at in columns.items()
        }
        rows.append(FileRow(number, cells, [text_of(cell) for cell in row[: len(sheet.header)]]))
    return rows


def _known(connection: Connection, rows: list[FileRow], by: Person) -> Known:
    numbers = {row.number for row in rows if row.number}
    ideas = idea_exports.of_numbers(connection, numbers=numbers, by=by)
    wanted = {
        (row.number, row.sequence)
        for row in rows
        if row.number in ideas and row.sequence and row.sequence != ideas[row.number].sequence
    }
    earlier = idea_exports.earlier_texts(connection, wanted=wanted)
    read_only = {
        number: {field: str(value) for field, value in _read_only(idea).items()} for number, idea in ideas.items()
    }
    return Known(dictionary_labels.labels(connection), ideas, earlier, read_only)


def apply(engine: Engine, *, file: IdeaFile, by: Person, at: datetime) -> StoredIdeas:
    """Store the new and the changed rows of a file that was looked at: all of them, or none.

    Raises: NotPermitted; RowsRefused when a row went stale since, or cannot be stored any more.
    """
    require(by, Permission.MANAGE_IDEAS, "导入金点子")
    reason = f"导入 {file.file_name}"[:LONGEST_REASON]
    rows = sorted(file.changed, key=lambda row: row.number)  # everybody locks several ideas in this order
    with writing(engine) as connection:
        ideas = [_held(connection, row, by) for row in rows]
        _refuse(each for each in ideas if isinstance(each, RejectedRow))
        _refuse(_saved(connection, idea, row, reason, by, at) for idea, row in zip(ideas, rows, strict=True))
        made = {"origin": origin_for(by), "suggestion_numbers": (), "by": by, "at": at}
        numbers = tuple(created(connection, text=row.text, **made) for row in file.new)
        _check_not_there(connection, file.new, numbers)
    return StoredIdeas(numbers, tuple(row.number for row in rows))


def _held(connection: Connection, row: ChangedIdea, by: Person) -> Idea | RejectedRow:
    try:
        idea = held(connection, number=row.number, by=by, doing="修改金点子")
    except (NoSuchIdea, IdeaRefused) as refused:
        return _rejected(row, str(refused))
    if idea.text_sequence == row.based_on:
        return idea
    return _rejected(row, stale_reason(*idea_exports.last_saving(connection, idea)))


def _saved(
    connection: Connection, idea: Idea, row: ChangedIdea, reason: str, by: Person, at: datetime
) -> RejectedRow | None:
    try:
        saved(connection, idea, based_on=row.based_on, text=row.text, reason=reason, by=by, at=at)
    except IdeaRefused as refused:
        return _rejected(row, str(refused))
    return None


def _rejected(row: ChangedIdea, reason: str) -> RejectedRow:
    labels = "、".join(cell.label for cell in row.cells)
    return RejectedRow(row.row_number, labels, row.number, reason, row.texts)


def _check_not_there(connection: Connection, new: tuple[NewIdea, ...], numbers: tuple[str, ...]) -> None:
    """The same file confirmed twice at once raises its ideas once: the second waited for the first's numbers."""
    stored = idea_exports.same_titles(connection, titles={row.text.title for row in new})
    there = {text: number for number, text in stored if number not in numbers}
    label = LABELS["title"]
    _refuse(
        RejectedRow(row.row_number, label, row.text.title, f"与 {there[row.text]} 完全相同，没有再建", row.texts)
        for row in new
        if row.text in there
    )


def _refuse(rows: Iterable[RejectedRow | None]) -> None:
    refused = [row for row in rows if row is not None]
    if refused:
        raise RowsRefused(sorted(refused, key=lambda row: row.row_number))
