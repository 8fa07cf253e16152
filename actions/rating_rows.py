"""Rows of a file of ratings: a rating each, or the cell that is wrong and why. Pure."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from actions.quarter_checks import Quarter
from actions.ratings import LONGEST_WHO, RatingRefused, place_of, remark_of, wrong_day
from actions.returned_cells import FAULT, FAULTY
from actions.returned_rows import ReturnedRow
from data_access.import_dates import parse_moment
from data_access.import_records import RejectedRow
from data_access.masking import masked, masked_phone
from data_access.rating_keys import is_recognisable
from data_access.rating_layout import LABELS, LEVELS, NO_RATING, SOURCES, STAGES, plain
from data_access.workbooks import Cell, text_of
from glossary import RATED, FollowUpResult, RatingSource, RatingStage

LONGEST_DEVICE = 200
MOST_SECONDS = 86_400.0
_SECONDS = re.compile(r"(\d+(?:\.\d+)?)(?:秒|s)?", re.ASCII)
Reached = Mapping[str, tuple[int, RatingStage]]


@dataclass(frozen=True, slots=True)
class RatingRow:
    """One rating ready to be stored; times are local; who it is from is made a key when it is stored."""

    row_number: int
    number: str
    project_id: int
    stage: RatingStage
    person: str
    level: FollowUpResult
    rated_on: date
    rated_at: datetime
    source: RatingSource
    device: str | None
    seconds: float | None
    remark: str


class BadCell(Exception):
    """What is wrong with one cell: its field, and the words that follow its value."""

    def __init__(self, field: str, problem: str) -> None:
        self.field = field
        super().__init__(problem)


def read_row(row: ReturnedRow, *, quarter: Quarter, reached: Reached, now: datetime) -> RatingRow | RejectedRow:
    """One row of a file. `now`: the local moment after which nobody can have rated."""
    try:
        return _read(row, quarter, dict(reached), now)
    except BadCell as bad:
        shown = _shown(bad.field, row.cells.get(bad.field, ""))
        label = LABELS[bad.field]
        said = f"“{label}”“{shown}”{bad}" if shown else f"“{label}”{bad}"
        return RejectedRow(row.row_number, label, shown, said, row.texts)


def _shown(field: str, cell: Cell | object) -> str:
    """A cell on a screen: nobody's number."""
    if cell is FAULT:
        return ""
    text = text_of(cell)[:200]
    return masked_phone(text) if field in ("person", "device") else masked(text)


def _read(row: ReturnedRow, quarter: Quarter, reached: dict, now: datetime) -> RatingRow:
    cells = row.cells
    for field, cell in cells.items():
        if cell is FAULT:
            raise BadCell(field, FAULTY)
    number, stage = row.number, _term(cells, "stage", STAGES, RatingStage)
    project_id = _place(quarter, number, stage, reached)
    person = text_of(cells["person"])
    if not is_recognisable(person) or len(person) > LONGEST_WHO:
        raise BadCell("person", "不够区分是谁，请写手机号或固定的编号" if person else "没有填写")
    level = _level(cells)
    rated_on, rated_at = _moment(cells, quarter, now)
    source = _term(cells, "source", SOURCES, RatingSource) if _filled(cells, "source") else RatingSource.IMPORTED
    told = (source, _device(cells), _seconds(cells), _remark(cells, person))
    return RatingRow(row.row_number, number, project_id, stage, person, level, rated_on, rated_at, *told)


def _filled(cells: Mapping, field: str) -> bool:
    return text_of(cells.get(field, "")) != ""


def _place(quarter: Quarter, number: str, stage: RatingStage, reached: dict) -> int:
    if number not in reached:
        raise BadCell("number", f"不在 {quarter.quarter} 的参评项目中" if number else "没有填写")
    try:
        return place_of(quarter, number, stage, reached).project_id
    except RatingRefused:
        raise BadCell("stage", f"还没有到，{number} 现在可以评到“{reached[number][1].label}”") from None


def _term(cells: Mapping, field: str, known: Mapping, vocabulary):
    text = plain(text_of(cells.get(field, "")))
    found = known.get(text) or known.get(text.removesuffix("环节").removesuffix("阶段"))
    if found is None:
        allowed = "、".join(term.label for term in vocabulary)
        raise BadCell(field, f"不认识，可以写：{allowed}" if text else f"没有填写，可以写：{allowed}")
    return found


def _level(cells: Mapping) -> FollowUpResult:
    text = plain(text_of(cells["level"]))
    if text in NO_RATING:
        raise BadCell("level", "不是评价，不用导入；没有评的人已经算在应评人数里")
    return _term(cells, "level", LEVELS, RATED)


def _moment(cells: Mapping, quarter: Quarter, now: datetime) -> tuple[date, datetime]:
    """The local day and moment; a day without a time stands at its beginning."""
    found = parse_moment(cells["rated_at"])
    if found is None:
        problem = "不是日期，请写成 2025-11-28 或 2025-11-28 10:30" if _filled(cells, "rated_at") else "没有填写"
        raise BadCell("rated_at", problem)
    day, clock = found.at.date(), found.at.time() if found.has_time else None
    if problem := wrong_day(quarter, day, clock, now):
        raise BadCell("rated_at", problem)
    return day, datetime.combine(day, clock or time.min)


def _device(cells: Mapping) -> str | None:
    text = text_of(cells.get("device", ""))
    if len(text) > LONGEST_DEVICE:
        raise BadCell("device", f"超过 {LONGEST_DEVICE} 个字")
    return text or None


def _seconds(cells: Mapping) -> float | None:
    text = "".join(unicodedata.normalize("NFKC", text_of(cells.get("seconds", ""))).split())
    if not text:
        return None
    found = _SECONDS.fullmatch(text)
    if found is None or not float(found[1]) <= MOST_SECONDS:
        raise BadCell("seconds", f"不是秒数，请写 0 到 {MOST_SECONDS:.0f} 的数")
    return float(found[1])


def _remark(cells: Mapping, person: str) -> str:
    try:
        return remark_of(text_of(cells.get("remark", "")), person)
    except RatingRefused:
        raise BadCell("remark", "太长，不能超过 500 个字") from None
