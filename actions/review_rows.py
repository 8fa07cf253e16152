"""Rows of an Excel form sent back: to be handed in, not usable and why, handed in already, or nothing new. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from actions.quarter_checks import QuarterRefused
from actions.review_marks import ONLY_SUCH, BadMark, GivenReview, checked, is_mark, parse_mark
from data_access.expert_reviews import OwnReview
from data_access.import_records import RejectedRow
from data_access.review_layout import ABSTAIN, CHANGE, COMMENT, KEY, NUMBER, RowKey, criterion_header
from data_access.workbooks import text_of

FAULT = object()  # stands for a cell whose value cannot be known


@dataclass(frozen=True)
class FileRow:
    """One row of a file: column → cell for the columns that are read, and all its cells as text."""

    row_number: int
    cells: Mapping[str, object]
    texts: list[str]

    def text(self, column: str) -> str:
        """A cell as text; empty when the file has no such column."""
        cell = self.cells.get(column, "")
        return "" if cell is FAULT else text_of(cell)


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


class _BadRow(Exception):
    def __init__(self, column: str, value: str, reason: str) -> None:
        super().__init__(reason)
        self.column, self.value = column, value


def sort_row(
    row: FileRow, criteria: pd.DataFrame, known: Mapping[int, OpenProject], seen: dict[int, int]
) -> ReadyRow | LockedRow | RejectedRow | None:
    """What a row is; None when it holds nothing new. `known`: by assignment id; `seen`: those met, with their row."""
    columns = {row.id: criterion_header(row.name, row.weight) for row in criteria.itertuples(index=False)}
    if all(cell is not FAULT and text_of(cell) == "" for name, cell in row.cells.items() if name not in (NUMBER, KEY)):
        return None
    try:
        return _sorted(row, columns, criteria, known, seen)
    except _BadRow as bad:
        return RejectedRow(row.row_number, bad.column, bad.value, str(bad), row.texts)


def _sorted(row: FileRow, columns: Mapping[int, str], criteria: pd.DataFrame, known, seen: dict[int, int]):
    key = RowKey.of(row.text(KEY))
    if key is None:
        raise _BadRow(KEY, row.text(KEY), "识别码缺失或被改动，认不出是哪个项目；请在下载的评分表上填写")
    project = known.get(key.assignment_id)
    if project is None or row.text(NUMBER) != project.number:
        raise _BadRow(NUMBER, row.text(NUMBER), "编号与识别码不符，或项目现在不由您评分（已撤回、回避或没有声明）")
    if key.assignment_id in seen:
        raise _BadRow(NUMBER, project.number, f"与第 {seen[key.assignment_id]} 行重复")
    seen[key.assignment_id] = row.row_number
    given = _given(row, columns)
    if project.given is not None:
        return _locked(row, project, given)
    if project.ruled_out:
        raise _BadRow(NUMBER, project.number, f"名册上现在记着您{project.ruled_out}，应当回避，不能提交评审")
    if given.abstain_reason is None:
        missing = [name for which, name in columns.items() if which not in given.marks]
        if missing:
            raise _BadRow(missing[0], "", f"还差 {len(missing)} 项没有打分：{'、'.join(missing)}")
    try:
        clean = checked(given, criteria, project.earlier)
    except QuarterRefused as refused:
        column = ABSTAIN if given.abstain_reason is not None else CHANGE if project.earlier else COMMENT
        raise _BadRow(column, row.text(column), str(refused)) from refused
    return ReadyRow(row.row_number, key.assignment_id, project.number, project.title, clean, row.texts)


def _given(row: FileRow, columns: Mapping[int, str]) -> GivenReview:
    marks = {}
    for which, name in columns.items():
        value = _mark(row.cells.get(name, ""), name)
        marks |= {} if value is None else {which: value}
    for name in (COMMENT, CHANGE, ABSTAIN):
        if row.cells.get(name) is FAULT:
            raise _BadRow(name, "", "是公式错误，或公式还没有算出结果")
    reason = row.text(ABSTAIN) or None
    if reason is not None and marks:
        raise _BadRow(ABSTAIN, reason, "既有分数又写了弃权原因，请只留一样")
    return GivenReview(marks, row.text(COMMENT), row.text(CHANGE), reason)


def _mark(cell: object, name: str) -> float | None:
    if cell is FAULT:
        raise _BadRow(name, "", "是公式错误，或公式还没有算出结果")
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if not is_mark(cell):
            raise _BadRow(name, text_of(cell), f"不是分数，{ONLY_SUCH}")
        return round(float(cell), 1)
    try:
        return parse_mark(text_of(cell))
    except BadMark as bad:
        raise _BadRow(name, text_of(cell), str(bad).rstrip("。")) from bad


def _locked(row: FileRow, project: OpenProject, given: GivenReview) -> LockedRow | None:
    was = project.given
    same = (dict(was.marks), was.comment, was.change_reason, was.abstain_reason)
    if same == (dict(given.marks), given.comment, given.change_reason, given.abstain_reason or ""):
        return None
    said = "已弃权并锁定" if was.abstained else "已提交并锁定"
    return LockedRow(row.row_number, project.number, project.title, f"{said}，这一行没有再存；要改请评估专员退回")
