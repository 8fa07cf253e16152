"""Criteria and indicators as rows of a table people edit, and back; what differs between two versions, in words."""

import json
from collections.abc import Sequence

import pandas as pd

from actions.rule_checks import ANCHORS, WHOLE
from data_access.evaluation_rules import Criterion, Indicator
from glossary import IndicatorDirection, IndicatorFamily, code_of, labels
from ui.projects import project_words
from ui.text import UNDEFINED

ORDER, NAME, QUESTION, WEIGHT = "序", "名称", "评什么", "权重"
BANDS = ("第一档", "第二档", "第三档", "第四档", "第五档")
CRITERIA_COLUMNS = (ORDER, NAME, QUESTION, WEIGHT, *BANDS)
FAMILY, UNIT, DIRECTION, FLOOR, TARGET = "方面", "单位", "方向", "底线值", "目标值"
UPPER_TARGET, UPPER_FLOOR, EVIDENCE = "上限目标值", "上限底线值", "佐证"
INDICATOR_COLUMNS = (
    ORDER,
    FAMILY,
    NAME,
    UNIT,
    DIRECTION,
    FLOOR,
    TARGET,
    UPPER_TARGET,
    UPPER_FLOOR,
    WEIGHT,
    EVIDENCE,
)
NUMBERS = (ORDER, WEIGHT, FLOOR, TARGET, UPPER_TARGET, UPPER_FLOOR)
FAMILY_NAMES, DIRECTION_NAMES = labels(IndicatorFamily), labels(IndicatorDirection)


class Unreadable(ValueError):
    """A row cannot be read as what it should be; the message is a sentence."""


def criteria_frame(criteria: Sequence[Criterion]) -> pd.DataFrame:
    """Criteria in their order; Columns: CRITERIA_COLUMNS."""
    rows = [
        (place, each.name, each.question, each.weight, *(words for _low, _high, words in each.anchors))
        for place, each in enumerate(criteria, start=1)
    ]
    return _typed(pd.DataFrame(rows, columns=list(CRITERIA_COLUMNS)))


def indicator_frame(indicators: Sequence[Indicator]) -> pd.DataFrame:
    """Indicators in their order; Columns: INDICATOR_COLUMNS."""
    rows = [
        (
            place,
            each.family.label,
            each.name,
            each.unit,
            each.direction.label,
            each.floor,
            each.target,
            each.upper_target,
            each.upper_floor,
            each.weight,
            each.evidence,
        )
        for place, each in enumerate(indicators, start=1)
    ]
    return _typed(pd.DataFrame(rows, columns=list(INDICATOR_COLUMNS)))


def criteria_of(frame: pd.DataFrame, bounds: Sequence[float]) -> list[Criterion]:
    """Edited rows as criteria, in the order of 序; `bounds`: lowest marks of the first four bands, the best first."""
    lows = [*bounds, 0.0]
    highs = [WHOLE, *(bound - 1 for bound in bounds)]
    return [
        Criterion(
            _text(row[NAME]),
            _text(row[QUESTION]),
            _number(row[WEIGHT]),
            tuple((low, high, _text(row[band])) for low, high, band in zip(lows, highs, BANDS, strict=True)),
        )
        for row in _rows(frame)
    ]


def indicators_of(frame: pd.DataFrame) -> list[Indicator]:
    """Edited rows as indicators, in the order of 序. Raises: Unreadable."""
    return [
        Indicator(
            _term(IndicatorFamily, row, FAMILY),
            _text(row[NAME]),
            _text(row[UNIT]),
            _term(IndicatorDirection, row, DIRECTION),
            _number(row[FLOOR]),
            _number(row[TARGET]),
            _number(row[UPPER_TARGET]),
            _number(row[UPPER_FLOOR]),
            _number(row[WEIGHT]),
            _text(row[EVIDENCE]),
        )
        for row in _rows(frame)
    ]


def bounds_of(criteria: Sequence[Criterion]) -> list[float]:
    """The lowest marks of the first four bands of a set of criteria."""
    return [float(low) for low, _high, _words in criteria[0].anchors[: ANCHORS - 1]]


def band_names(bounds: Sequence[float]) -> dict[str, str]:
    """第一档 → 90—100 分: what the bands are called beside their marks."""
    lows, highs = [*bounds, 0.0], [WHOLE, *(bound - 1 for bound in bounds)]
    return {
        band: f"{project_words.measure(low)}—{project_words.measure(high)} 分"
        for band, low, high in zip(BANDS, lows, highs, strict=True)
    }


def to_texts(frame: pd.DataFrame) -> list[str]:
    """Rows as a draft keeps them: one text each."""
    return [json.dumps(_plain(row), ensure_ascii=False) for row in frame.itertuples(index=False)]


def from_texts(texts: Sequence[str], columns: Sequence[str]) -> pd.DataFrame:
    """The rows of a draft."""
    return _typed(pd.DataFrame([json.loads(text) for text in texts], columns=list(columns)))


def differences(before: pd.DataFrame, after: pd.DataFrame) -> list[str]:
    """What the later version has otherwise, by name of criterion or indicator."""
    was, now = (frame.drop(columns=ORDER).set_index(NAME) for frame in (before, after))
    told = [f"增加“{name}”，权重 {_shown(now.at[name, WEIGHT])}" for name in now.index if name not in was.index]
    told += [f"去掉“{name}”，原权重 {_shown(was.at[name, WEIGHT])}" for name in was.index if name not in now.index]
    for name in now.index:
        if name in was.index:
            changed = [_change(column, was.at[name, column], now.at[name, column]) for column in now.columns]
            if any(changed):
                told.append(f"“{name}”：{'、'.join(text for text in changed if text)}")
    return told


def _change(column: str, was: object, now: object) -> str:
    if _shown(was) == _shown(now):
        return ""
    if column in (QUESTION, EVIDENCE, *BANDS):
        return f"改写{column}"
    return f"{column} {_shown(was)} → {_shown(now)}"


def _shown(cell: object) -> str:
    if pd.isna(cell):
        return UNDEFINED
    return project_words.measure(cell) if isinstance(cell, int | float) else str(cell)


def _rows(frame: pd.DataFrame) -> list[dict]:
    """Rows that hold anything, by 序, those without last."""
    filled = frame[~frame.drop(columns=ORDER).map(_is_empty).all(axis=1)]
    return filled.sort_values(ORDER, kind="stable", na_position="last").to_dict("records")


def _is_empty(cell: object) -> bool:
    return bool(pd.isna(cell)) or not str(cell).strip()


def _text(cell: object) -> str:
    return "" if pd.isna(cell) else str(cell).strip()


def _number(cell: object) -> float | None:
    return None if pd.isna(cell) else float(cell)


def _term(vocabulary, row: dict, column: str):
    code = code_of(vocabulary, _text(row[column]))
    if code is None:
        raise Unreadable(f"“{_text(row[NAME]) or '没有名称的一行'}”的{column}没有选择")
    return vocabulary(code)


def _plain(row: Sequence[object]) -> list[object]:
    return [None if pd.isna(cell) else cell for cell in row]


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    """Numbers as floats, texts as objects: an editor keeps the type of an empty column."""
    return frame.astype({name: float if name in NUMBERS else object for name in frame.columns})
