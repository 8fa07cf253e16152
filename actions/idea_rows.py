"""Rows of an edited workbook of ideas: new, changed, unchanged, gone stale meanwhile, or not usable. Pure."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from actions import idea_cells, idea_rules
from actions.idea_cells import BadCells, CellChange, typed
from data_access.dictionary_labels import Labels
from data_access.idea_exports import IdeaRow
from data_access.idea_layout import COLUMNS, LABELS
from data_access.idea_texts import FIELDS, IdeaText
from data_access.import_records import RejectedRow
from glossary import Gate
from working_time import local

_SEQUENCE = re.compile(r"\d{1,9}")


@dataclass(frozen=True)
class FileRow:
    """One row of a file: field → cell, for the columns it has, and all its cells as text."""

    row_number: int
    cells: Mapping[str, object]
    texts: list[str]

    @property
    def number(self) -> str:
        """The idea's number; empty for a new one."""
        return unicodedata.normalize("NFKC", typed(self.cells["number"])).upper()

    @property
    def sequence(self) -> int | None:
        """The version it was exported with; None when that is no number."""
        text = unicodedata.normalize("NFKC", typed(self.cells["sequence"]))
        return int(text) if _SEQUENCE.fullmatch(text) else None


@dataclass(frozen=True)
class NewIdea:
    """A row without a number: an idea to be raised."""

    row_number: int
    text: IdeaText
    texts: list[str]


@dataclass(frozen=True)
class ChangedIdea:
    """A row edited on top of the text in force."""

    row_number: int
    number: str
    based_on: int
    text: IdeaText
    cells: tuple[CellChange, ...]
    texts: list[str]


@dataclass(frozen=True)
class StaleIdeaRow:
    """An edited row whose idea somebody else changed since it was exported: never stored."""

    row_number: int
    number: str
    cells: tuple[CellChange, ...]
    saved_by: str
    saved_at: datetime  # UTC
    texts: list[str]

    @property
    def rejected(self) -> RejectedRow:
        """As a row that was not stored, with who was first."""
        labels = "、".join(cell.label for cell in self.cells)
        return RejectedRow(self.row_number, labels, self.number, stale_reason(self.saved_by, self.saved_at), self.texts)


def stale_reason(saved_by: str, saved_at: datetime) -> str:
    """Why a row that went stale is not stored."""
    when = f"{local(saved_at):%Y-%m-%d %H:%M}"
    return f"{saved_by} 在 {when} 保存了新的内容，这一行的修改没有存入；请重新导出，在新内容上修改"


@dataclass(frozen=True)
class Hint:
    """A cell that an import does not read, but that somebody edited."""

    row_number: int
    label: str
    typed: str
    now: str


@dataclass(frozen=True)
class Known:
    """What the rows are compared with."""

    labels: dict[str, Labels]
    ideas: Mapping[str, IdeaRow]
    earlier: Mapping[tuple[str, int], IdeaText]
    read_only: Mapping[str, Mapping[str, str]]  # number → field → what the workbook would say today


Sorted = NewIdea | ChangedIdea | StaleIdeaRow | RejectedRow | None


def sort_rows(rows: Iterable[FileRow], known: Known) -> list[Sorted]:
    """What each row comes to, in the order of the file; None for one that changes nothing."""
    rows = list(rows)
    numbers = Counter(row.number for row in rows if row.number)
    return [_sorted(row, known, numbers[row.number]) for row in rows]


def _sorted(row: FileRow, known: Known, times: int) -> Sorted:
    try:
        if not row.number:
            return _new(row, known)
        if times > 1:
            return _refused(row, "number", f"在文件里出现了 {times} 次，分不清以哪一行为准")
        return _existing(row, known)
    except BadCells as bad:
        first = next(iter(bad.problems))
        return RejectedRow(row.row_number, LABELS[first], typed(row.cells[first])[:400], str(bad), row.texts)


def _new(row: FileRow, known: Known) -> Sorted:
    if typed(row.cells["sequence"]):
        return _refused(row, "number", "是空的，却有版本；新的金点子请把版本也留空，原有的请补上编号")
    return NewIdea(row.row_number, idea_cells.read_text(row.cells, None, known.labels), row.texts)


def _existing(row: FileRow, known: Known) -> Sorted:
    idea, sequence = known.ideas.get(row.number), row.sequence
    if idea is None:
        return _refused(row, "number", "没有这个编号的金点子，或不对您的身份开放；新的金点子请把编号和版本都留空")
    base = idea.text if sequence == idea.sequence else known.earlier.get((row.number, sequence or 0))
    if base is None:
        return _refused(row, "sequence", "不是这个金点子的版本，请照导出时的写，不要改动")
    text = idea_cells.read_text(row.cells, base, known.labels)
    edited = [field for field in FIELDS if getattr(text, field) != getattr(base, field)]
    if all(getattr(text, field) == getattr(idea.text, field) for field in edited):
        return None
    if idea.is_merged:
        return _refused(row, "number", "已并入另一个金点子，不能再修改")
    if sequence != idea.sequence:
        cells = idea_cells.changes(base, text, known.labels, now=idea.text)
        return StaleIdeaRow(row.row_number, idea.number, cells, idea.saved_by, idea.saved_at, row.texts)
    missing = _missing(idea, text)
    if missing:
        return _refused(row, "number", f"是“{idea.state.label}”的金点子，不能缺少：{'；'.join(missing)}")
    cells = idea_cells.changes(base, text, known.labels)
    return ChangedIdea(row.row_number, idea.number, idea.sequence, text, cells, row.texts)


def _missing(idea: IdeaRow, text: IdeaText) -> list[str]:
    """What the idea's state needs of its text; what it needs besides, no row takes away."""
    written = {"problem": text.problem, "proposal": text.proposal, "category_code": text.category_code}
    besides = {"sources": 1, "considered": 1, "has_lead": True, "conversions": 1, "effective_conversions": 1}
    facts = idea_rules.Facts(origin=idea.origin, gate=Gate.PASSED, effect="有", **besides, **written)
    return idea_rules.lacking(idea.state, facts)


def _refused(row: FileRow, field: str, problem: str) -> RejectedRow:
    value = typed(row.cells[field])
    return RejectedRow(row.row_number, LABELS[field], value[:400], f"“{LABELS[field]}”{problem}", row.texts)


def hints(rows: Iterable[FileRow], known: Known) -> list[Hint]:
    """Edited cells of columns that an import does not read; not of rows with an earlier text: theirs moved on."""
    found = []
    for row in rows:
        idea = known.ideas.get(row.number)
        if idea is None or row.sequence != idea.sequence:
            continue
        for column in COLUMNS:
            now = known.read_only[row.number].get(column.field)
            if now is not None and column.field in row.cells and not idea_cells.is_same(row.cells[column.field], now):
                found.append(Hint(row.row_number, column.label, typed(row.cells[column.field]), now))
    return found
