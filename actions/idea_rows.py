"""Rows of an edited workbook of ideas: new, changed, unchanged, gone stale meanwhile, or not usable. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from actions import idea_rules
from actions.idea_cells import read_text
from actions.returned_cells import is_same
from actions.returned_rows import BadRow, ChangedRow, NewRow, ReturnedRow, StaleRow, bad_cells, changes, sort_numbered
from data_access.dictionary_labels import Labels
from data_access.idea_exports import IdeaRow
from data_access.idea_layout import COLUMNS, LABELS, written
from data_access.idea_texts import FIELDS, IdeaText
from data_access.import_records import RejectedRow
from glossary import Gate


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


def sort_rows(rows: Sequence[ReturnedRow], known: Known) -> list[NewRow | ChangedRow | StaleRow | RejectedRow | None]:
    """What each row comes to, in the order of the file; None for one that changes nothing."""
    return sort_numbered(rows, new=partial(_new, known), existing=partial(_existing, known), labels=LABELS)


def _new(known: Known, row: ReturnedRow) -> NewRow:
    if row.text("sequence"):
        raise _bad("number", "是空的，却有版本；新的金点子请把版本也留空，原有的请补上编号")
    return NewRow(row.row_number, read_text(row, None, known.labels), row.texts)


def _existing(known: Known, row: ReturnedRow) -> ChangedRow | StaleRow | None:
    idea, sequence = known.ideas.get(row.number), row.whole("sequence")
    if idea is None:
        raise _bad("number", "没有这个编号的金点子，或不对您的身份开放；新的金点子请把编号和版本都留空")
    base = idea.text if sequence == idea.sequence else known.earlier.get((row.number, sequence or 0))
    if base is None:
        raise _bad("sequence", "不是这个金点子的版本，请照导出时的写，不要改动")
    text = read_text(row, base, known.labels)
    edited = [field for field in FIELDS if getattr(text, field) != getattr(base, field)]
    if all(getattr(text, field) == getattr(idea.text, field) for field in edited):
        return None
    if idea.is_merged:
        raise _bad("number", "已并入另一个金点子，不能再修改")
    read = {"fields": FIELDS, "written": lambda each: written(each, known.labels), "labels": LABELS}
    if sequence != idea.sequence:
        cells = changes(base, text, now=idea.text, **read)
        return StaleRow(row.row_number, idea.number, cells, idea.saved_by, idea.saved_at, row.texts)
    missing = _missing(idea, text)
    if missing:
        raise _bad("number", f"是“{idea.state.label}”的金点子，不能缺少：{'；'.join(missing)}")
    return ChangedRow(row.row_number, idea.number, sequence, text, changes(base, text, **read), row.texts)


def _missing(idea: IdeaRow, text: IdeaText) -> list[str]:
    """What the idea's state needs of its text; what it needs besides, no row takes away."""
    written = {"problem": text.problem, "proposal": text.proposal, "category_code": text.category_code}
    besides = {"sources": 1, "considered": 1, "has_lead": True, "conversions": 1, "effective_conversions": 1}
    facts = idea_rules.Facts(origin=idea.origin, gate=Gate.PASSED, effect="有", **besides, **written)
    return idea_rules.lacking(idea.state, facts)


def _bad(field: str, problem: str) -> BadRow:
    return bad_cells({field: problem}, LABELS)


def hints(rows: Sequence[ReturnedRow], known: Known) -> list[Hint]:
    """Edited cells of columns that an import does not read; not of rows with an earlier text: theirs moved on."""
    found = []
    for row in rows:
        idea = known.ideas.get(row.number)
        if idea is None or row.whole("sequence") != idea.sequence:
            continue
        for column in COLUMNS:
            now = known.read_only[row.number].get(column.field)
            if now is not None and column.field in row.cells and not is_same(row.cells[column.field], now):
                found.append(Hint(row.row_number, column.label, row.text(column.field), now))
    return found
