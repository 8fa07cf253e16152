"""Rows of an Excel form sent back: to be handed in, not usable and why, handed in already, or nothing new. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from actions.quarter_checks import QuarterRefused
from actions.returned_cells import FAULT
from actions.returned_rows import BadRow, ReturnedRow, sort_each
from actions.review_marks import ONLY_SUCH, BadMark, GivenReview, checked, is_mark, parse_mark
from data_access.expert_reviews import OwnReview
from data_access.idea_layout import clean
from data_access.import_records import RejectedRow
from data_access.review_layout import ABSTAIN, CHANGE, COMMENT, KEY, NUMBER, WORDS, RowKey, criterion_header
from data_access.workbooks import text_of


@dataclass(frozen=True)
class ReadyRow:
    """A row that can be handed in."""

    row_number: int
    assignment_id: int
    number: str
    title: str
    given: GivenReview
    texts: list[str]


@dataclass(frozen=True)
class LockedRow:
    """A row about a project that was handed in before, and says something else."""

    row_number: int
    number: str
    title: str
    said: str


@dataclass(frozen=True)
class OpenProject:
    """A project the expert may hand in from a file: what was given in this round, and own marks of before.

    ruled_out: an interest the register of experts knows of by now, in words; empty when there is none.
    """

    number: str
    title: str
    given: OwnReview | None
    earlier: Mapping[int, float]
    ruled_out: str = ""


def sort_rows(
    rows: Sequence[ReturnedRow], criteria: pd.DataFrame, known: Mapping[int, OpenProject]
) -> list[ReadyRow | LockedRow | RejectedRow | None]:
    """What each row is; None when it holds nothing new. `known`: by assignment id."""
    columns = {row.id: criterion_header(row.name, row.weight) for row in criteria.itertuples(index=False)}
    seen: dict[int, int] = {}

    def sort(row: ReturnedRow) -> ReadyRow | LockedRow | None:
        if all(row.cells[name] is not FAULT and not row.text(name) for name in (*columns.values(), *WORDS)):
            return None
        return _sorted(row, columns, criteria, known, seen)

    return sort_each(rows, sort, {})


def _sorted(row: ReturnedRow, columns: Mapping[int, str], criteria: pd.DataFrame, known, seen: dict[int, int]):
    key = RowKey.of(row.text(KEY))
    if key is None:
        raise BadRow(KEY, "识别码缺失或被改动，认不出是哪个项目；请在下载的评分表上填写")
    project = known.get(key.assignment_id)
    if project is None or row.text(NUMBER) != project.number:
        raise BadRow(NUMBER, "编号与识别码不符，或项目现在不由您评分（已撤回、回避或没有声明）")
    if key.assignment_id in seen:
        raise BadRow(NUMBER, f"与第 {seen[key.assignment_id]} 行重复")
    seen[key.assignment_id] = row.row_number
    given = _given(row, columns)
    if project.given is not None:
        return _locked(row, project, given)
    if project.ruled_out:
        raise BadRow(NUMBER, f"名册上现在记着您{project.ruled_out}，应当回避，不能提交评审")
    if given.abstain_reason is None:
        missing = [name for which, name in columns.items() if which not in given.marks]
        if missing:
            raise BadRow(missing[0], f"还差 {len(missing)} 项没有打分：{'、'.join(missing)}")
    try:
        clean = checked(given, criteria, project.earlier)
    except QuarterRefused as refused:
        column = ABSTAIN if given.abstain_reason is not None else CHANGE if project.earlier else COMMENT
        raise BadRow(column, str(refused)) from refused
    return ReadyRow(row.row_number, key.assignment_id, project.number, project.title, clean, row.texts)


def _given(row: ReturnedRow, columns: Mapping[int, str]) -> GivenReview:
    marks = {}
    for which, name in columns.items():
        value = _mark(row.cell(name), name)
        marks |= {} if value is None else {which: value}
    comment, change, reason = (clean(text_of(row.cell(name))) for name in WORDS)
    if reason and marks:
        raise BadRow(ABSTAIN, "既有分数又写了弃权原因，请只留一样")
    return GivenReview(marks, comment, change, reason or None)


def _mark(cell: object, name: str) -> float | None:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if not is_mark(cell):
            raise BadRow(name, f"不是分数，{ONLY_SUCH}")
        return round(float(cell), 1)
    try:
        return parse_mark(text_of(cell))
    except BadMark as bad:
        raise BadRow(name, str(bad).rstrip("。")) from bad


def _locked(row: ReturnedRow, project: OpenProject, given: GivenReview) -> LockedRow | None:
    was = project.given
    same = (dict(was.marks), *(clean(text) for text in (was.comment, was.change_reason, was.abstain_reason)))
    if same == (dict(given.marks), given.comment, given.change_reason, given.abstain_reason or ""):
        return None
    said = "已弃权并锁定" if was.abstained else "已提交并锁定"
    return LockedRow(row.row_number, project.number, project.title, f"{said}，这一行没有再存；要改请评估专员退回")
