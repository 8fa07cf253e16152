"""Rows of a file of ratings: a rating each, or the cell that is wrong and why. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache

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


Found = RatingRow | RejectedRow


class BadCell(Exception):
    """What is wrong with one cell: its field, and the words that follow its value."""

    def __init__(self, field: str, problem: str) -> None:
        self.field = field
        super().__init__(problem)


def read_rows(rows: Iterable[ReturnedRow], *, quarter: Quarter, reached: Reached, now: datetime) -> list[Found]:
    """Each row of a file. `now`: the local moment after which nobody can have rated."""
    reader = _Reader(quarter, dict(reached), now)
    return [_found(reader, row) for row in rows]


def _found(reader: "_Reader", row: ReturnedRow) -> Found:
    try:
        return reader.rating(row)
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


class _Reader:
    """The rows of one file: thousands of ratings have few words among them, so each distinct cell is read once."""

    def __init__(self, quarter: Quarter, reached: dict, now: datetime) -> None:
        once = lru_cache(maxsize=None, typed=True)
        self.stage = once(lambda cell: _term(cell, "stage", STAGES, RatingStage))
        self.project = once(lambda number, stage: _place(quarter, number, stage, reached))
        self.level = once(_level)
        self.moment = once(lambda cell: _moment(cell, quarter, now))
        self.source = once(_source)
        self.seconds = once(_seconds)

    def rating(self, row: ReturnedRow) -> RatingRow:
        """Raises: BadCell, for the first cell that is wrong."""
        cells = row.cells
        for field, cell in cells.items():
            if cell is FAULT:
                raise BadCell(field, FAULTY)
        number, stage = row.number, self.stage(cells["stage"])
        project_id = self.project(number, stage)
        person = _person(cells["person"])
        level = self.level(cells["level"])
        rated_on, rated_at = self.moment(cells["rated_at"])
        source = self.source(cells.get("source", ""))
        told = (source, _device(cells.get("device", "")), self.seconds(cells.get("seconds", "")))
        remark = _remark(cells.get("remark", ""), person)
        return RatingRow(row.row_number, number, project_id, stage, person, level, rated_on, rated_at, *told, remark)


def _person(cell: Cell) -> str:
    person = text_of(cell)
    if not is_recognisable(person) or len(person) > LONGEST_WHO:
        raise BadCell("person", "不够区分是谁，请写手机号或固定的编号" if person else "没有填写")
    return person


def _place(quarter: Quarter, number: str, stage: RatingStage, reached: dict) -> int:
    if number not in reached:
        raise BadCell("number", f"不在 {quarter.quarter} 的参评项目中" if number else "没有填写")
    try:
        return place_of(quarter, number, stage, reached).project_id
    except RatingRefused:
        raise BadCell("stage", f"还没有到，{number} 现在可以评到“{reached[number][1].label}”") from None


def _term(cell: Cell, field: str, known: Mapping, vocabulary):
    text = plain(text_of(cell))
    found = known.get(text) or known.get(text.removesuffix("环节").removesuffix("阶段"))
    if found is None:
        allowed = "、".join(term.label for term in vocabulary)
        raise BadCell(field, f"不认识，可以写：{allowed}" if text else f"没有填写，可以写：{allowed}")
    return found


def _level(cell: Cell) -> FollowUpResult:
    if plain(text_of(cell)) in NO_RATING:
        raise BadCell("level", "不是评价，不用导入；没有评的人已经算在应评人数里")
    return _term(cell, "level", LEVELS, RATED)


def _source(cell: Cell) -> RatingSource:
    return _term(cell, "source", SOURCES, RatingSource) if text_of(cell) else RatingSource.IMPORTED


def _moment(cell: Cell, quarter: Quarter, now: datetime) -> tuple[date, datetime]:
    """The local day and moment; a day without a time stands at its beginning."""
    found = parse_moment(cell)
    if found is None:
        problem = "不是日期，请写成 2025-11-28 或 2025-11-28 10:30" if text_of(cell) else "没有填写"
        raise BadCell("rated_at", problem)
    day, clock = found.at.date(), found.at.time() if found.has_time else None
    if problem := wrong_day(quarter, day, clock, now):
        raise BadCell("rated_at", problem)
    return day, datetime.combine(day, clock or time.min)


def _device(cell: Cell) -> str | None:
    text = text_of(cell)
    if len(text) > LONGEST_DEVICE:
        raise BadCell("device", f"超过 {LONGEST_DEVICE} 个字")
    return text or None


def _seconds(cell: Cell) -> float | None:
    text = "".join(unicodedata.normalize("NFKC", text_of(cell)).split())
    if not text:
        return None
    found = _SECONDS.fullmatch(text)
    if found is None or not float(found[1]) <= MOST_SECONDS:
        raise BadCell("seconds", f"不是秒数，请写 0 到 {MOST_SECONDS:.0f} 的数")
    return float(found[1])


def _remark(cell: Cell, person: str) -> str:
    text = text_of(cell)
    try:
        return remark_of(text, person) if text else ""
    except RatingRefused:
        raise BadCell("remark", "太长，不能超过 500 个字") from None
