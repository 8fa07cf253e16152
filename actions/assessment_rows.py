"""Rows of an edited workbook of 第三方评估: what was edited, what is wrong, what was changed elsewhere meanwhile."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from actions.assessment_cells import BadEntry, number_text, read_kind, read_number
from actions.assessment_checks import LONGEST_METHOD, LONGEST_REASON, Value, fault, said, tidied
from actions.returned_cells import typed
from actions.returned_rows import BadRow, CellChange, ReturnedRow, sort_each
from actions.typed_text import plain
from data_access.assessment_layout import LABELS, METHOD_POSITION
from data_access.import_records import RejectedRow
from data_access.masking import masked


@dataclass(frozen=True)
class EditedIndicator:
    """One edited row: a value, or the method of its project."""

    row_number: int
    project: str
    indicator: str
    based_on: int
    value: Value | None
    method: str | None
    cells: tuple[CellChange, ...]
    texts: list[str]


@dataclass(frozen=True)
class Known:
    """What is stored: `projects` by number (method, submitted_at), `latest` and `recorded` of those projects."""

    quarter: str
    projects: pd.DataFrame
    latest: Mapping[tuple[str, int], object]  # (project, position) → row of latest_values
    recorded: Mapping[tuple[int, int, int], object]  # (assessment, indicator, sequence) → row of recorded


def sort_rows(rows: Sequence[ReturnedRow], known: Known) -> list[EditedIndicator | RejectedRow | None]:
    """What each row comes to; None when nothing in it was edited."""
    seen: dict[tuple[str, int], int] = {}

    def sort(row: ReturnedRow) -> EditedIndicator | None:
        place = _place(row, known)
        if place in seen:
            raise BadRow("position", f"与第 {seen[place]} 行是同一项，请只留一行")
        seen[place] = row.row_number
        return _method(row, place[0], known) if place[1] == METHOD_POSITION else _value(row, place, known)

    return sort_each(rows, sort, LABELS)


def _place(row: ReturnedRow, known: Known) -> tuple[str, int]:
    quarter, project, position = row.text("quarter"), row.text("project"), row.whole("position")
    if quarter != known.quarter:
        raise BadRow("quarter", f"这里导入的是 {known.quarter}，这一行不是；请到那个季度导入")
    if project not in known.projects.index:
        raise BadRow("project", "没有分派给您这个项目，请不要改动编号")
    if position != METHOD_POSITION and (project, position) not in known.latest:
        raise BadRow("position", "本季度没有这个序号的指标，请不要改动序号")
    return project, position


def _text(row: ReturnedRow, field: str) -> str:
    return masked(plain(typed(row.cell(field))))


def _method(row: ReturnedRow, project: str, known: Known) -> EditedIndicator | None:
    before, after = known.projects.loc[project, "method"], _text(row, "evidence")
    if after == before or (not after and not before):
        return None
    if not after:
        raise BadRow("evidence", "评估方法不能清空")
    if len(after) > LONGEST_METHOD:
        raise BadRow("evidence", f"评估方法不能超过 {LONGEST_METHOD} 个字")
    cells = (CellChange("评估方法", before, after),)
    return EditedIndicator(row.row_number, project, "评估方法", 0, None, after, cells, row.texts)


def _value(row: ReturnedRow, place: tuple[str, int], known: Known) -> EditedIndicator | None:
    now = known.latest[place]
    based_on = _sequence(row)
    base = now if based_on == now.sequence else known.recorded.get((now.assessment_id, now.indicator_id, based_on))
    before = (None, None, "") if based_on == 0 else None if base is None else said(base)
    if before is None:
        raise BadRow("sequence", "版本不对，请重新下载表格，不要改动版本")
    given = _given(row, now, before)
    if given is None:
        return None
    if based_on != now.sequence:
        kind, value, _evidence = said(now)
        told = number_text(value) or (kind.label if kind else "空")
        raise BadRow("value", f"下载以后已在别处改成“{told}”（{now.by_name}），没有覆盖；请重新下载再改")
    submitted = pd.notna(known.projects.loc[place[0], "submitted_at"])
    if submitted and not 2 <= len(given.reason) <= LONGEST_REASON:
        raise BadRow("reason", f"已提交的要写明更正原因（2 至 {LONGEST_REASON} 个字）")
    cells = _changes(before, (given.kind, given.value, given.evidence))
    return EditedIndicator(row.row_number, place[0], now.name, based_on, given, None, cells, row.texts)


def _sequence(row: ReturnedRow) -> int:
    found = row.whole("sequence") if row.text("sequence") else 0
    if found is None:
        raise BadRow("sequence", "版本不对，请重新下载表格，不要改动版本")
    return found


def _given(row: ReturnedRow, now, before: tuple) -> Value | None:
    """The value of a row; None when it says what `before` says. Raises: BadRow."""
    evidence, reason = _text(row, "evidence"), _text(row, "reason")
    try:
        value = read_number(_text(row, "value"), now.unit)
    except BadEntry as bad:
        raise BadRow("value", str(bad)) from bad
    try:
        kind = read_kind(_text(row, "kind"), has_value=value is not None)
    except BadEntry as bad:
        raise BadRow("kind", str(bad)) from bad
    if (kind, value, evidence) == before:
        return None
    if kind is None:
        why = "已填的不能清空；拿不到数据的写“未提供”，不涉及的写“不适用”" if before[0] else "写了依据，还没有写情况"
        raise BadRow("kind", why)
    given = tidied(Value(int(now.indicator_id), kind, value, evidence, reason))
    wrong = fault(given)
    if wrong:
        field = "evidence" if "依据" in wrong or "原因" in wrong else "value"
        raise BadRow(field, wrong.removeprefix("的"))
    return given


def _changes(before: tuple, after: tuple) -> tuple[CellChange, ...]:
    shown = [((kind.label if kind else ""), number_text(value), evidence) for kind, value, evidence in (before, after)]
    names = ("情况", "数值", "依据")
    return tuple(CellChange(name, was, now) for name, was, now in zip(names, *shown, strict=True) if was != now)
