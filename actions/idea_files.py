"""Ideas out to a spreadsheet and in again: only edited cells are stored, never over what was written meanwhile."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import pandas as pd

from actions.idea_rows import Hint, Known, hints, sort_rows
from actions.idea_texts import saved
from actions.idea_words import IdeaRefused
from actions.ideas import created, held, origin_for
from actions.returned_rows import ChangedRow, NewRow, ReturnedRow, stale_reason
from actions.returned_workbooks import EditedFile, Form, read, refuse
from data_access import dictionary_labels, idea_exports, idea_layout
from data_access.dictionary_labels import Labels
from data_access.engine import Connection, Engine, reading, writing
from data_access.idea_bank import IdeaFilter
from data_access.idea_exports import IdeaRow
from data_access.idea_layout import COLUMNS, KEYS, LABELS, TEXTS, IdeaRows
from data_access.idea_texts import IdeaText
from data_access.ideas import Idea, NoSuchIdea
from data_access.import_records import RejectedRow
from data_access.masking import masked
from data_access.workbooks import places_of
from permissions import Permission, Person, require
from working_time import local

FORM = Form(
    rows="金点子",
    how="在导出的表格上修改",
    places_of=partial(places_of, wanted={column.field: column.header for column in COLUMNS}),
    needed={field: LABELS[field] for field in (*KEYS, "title")},
    most_rows=5000,
)
LONGEST_REASON = 200


@dataclass(frozen=True, kw_only=True)
class IdeaFile(EditedFile):
    """What a file holds, before anything is stored; `same_titles`: row of a new idea → number of one with its title."""

    hints: tuple[Hint, ...]
    same_titles: Mapping[int, str]


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
    returned = read(content, file_name, FORM)
    with reading(engine) as connection:
        known = _known(connection, returned.rows, by)
        found = sort_rows(returned.rows, known)
        titles = {row.given.title for row in found if isinstance(row, NewRow)}
        stored = idea_exports.same_titles(connection, titles=titles)
    fresh = _once(found, {text for _number, text in stored})
    numbers = {text.title: number for number, text in stored}
    new = [row for row in fresh if isinstance(row, NewRow)]
    same = {row.row_number: numbers[row.given.title] for row in new if row.given.title in numbers}
    return IdeaFile.of(returned, fresh, hints=tuple(hints(returned.rows, known)), same_titles=same)


def _once(found: list, there: set[IdeaText]) -> list:
    """The same, where a new idea just like one there already, or in an earlier row, changes nothing."""
    fresh = []
    for row in found:
        is_new = isinstance(row, NewRow)
        fresh.append(None if is_new and row.given in there else row)
        there |= {row.given} if is_new else set()
    return fresh


def _known(connection: Connection, rows: list[ReturnedRow], by: Person) -> Known:
    numbers = {row.number for row in rows if row.number}
    ideas = idea_exports.of_numbers(connection, numbers=numbers, by=by)
    wanted = {
        (row.number, sequence)
        for row in rows
        if row.number in ideas and (sequence := row.whole("sequence")) and sequence != ideas[row.number].sequence
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
        refuse(each for each in ideas if isinstance(each, RejectedRow))
        refuse(_saved(connection, idea, row, reason, by, at) for idea, row in zip(ideas, rows, strict=True))
        made = {"origin": origin_for(by), "suggestion_numbers": (), "by": by, "at": at}
        numbers = tuple(created(connection, text=row.given, **made) for row in file.new)
        _check_not_there(connection, file.new, numbers)
    return StoredIdeas(numbers, tuple(row.number for row in rows))


def _held(connection: Connection, row: ChangedRow, by: Person) -> Idea | RejectedRow:
    try:
        idea = held(connection, number=row.number, by=by, doing="修改金点子")
    except (NoSuchIdea, IdeaRefused) as refused:
        return row.rejected(str(refused))
    if idea.text_sequence == row.version:
        return idea
    return row.rejected(stale_reason(*idea_exports.last_saving(connection, idea)))


def _saved(
    connection: Connection, idea: Idea, row: ChangedRow, reason: str, by: Person, at: datetime
) -> RejectedRow | None:
    try:
        saved(connection, idea, based_on=row.version, text=row.given, reason=reason, by=by, at=at)
    except IdeaRefused as refused:
        return row.rejected(str(refused))
    return None


def _check_not_there(connection: Connection, new: tuple[NewRow, ...], numbers: tuple[str, ...]) -> None:
    """The same file confirmed twice at once raises its ideas once: the second waited for the first's numbers."""
    stored = idea_exports.same_titles(connection, titles={row.given.title for row in new})
    there = {text: number for number, text in stored if number not in numbers}
    label = LABELS["title"]
    refuse(
        RejectedRow(row.row_number, label, row.given.title, f"与 {there[row.given]} 完全相同，没有再建", row.texts)
        for row in new
        if row.given in there
    )
