"""The Excel form of the expert review: its columns, and what stands in it when it is handed out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

NUMBER, TITLE, STATE, TOTAL, KEY = "项目编号", "项目", "状态", "加权总分（自动）", "识别码（请勿改动）"
COMMENT, CHANGE, ABSTAIN = "意见", "调整理由", "弃权原因"
WORDS = {COMMENT: "comment", CHANGE: "change_reason", ABSTAIN: "abstain_reason"}
BEFORE_COLUMNS = ("number", "title", "criterion", "own", "lower_quartile", "median", "upper_quartile")
_KEY = re.compile(r"(\d{4}Q[1-4])-(\d{1,2})-(\d{1,18})-(\d{1,18})-(\d{1,18})", re.ASCII)


@dataclass(frozen=True)
class RowKey:
    """What a row is about, and whose it is: without it nothing of the row is read."""

    quarter: str
    round: int
    account_id: int
    assignment_id: int
    criteria_version_id: int

    def __str__(self) -> str:
        return "-".join(str(part) for part in vars(self).values())

    @classmethod
    def of(cls, text: str) -> "RowKey | None":
        """The key in a cell; None when it is none."""
        found = _KEY.fullmatch(text)
        return cls(found[1], *(int(part) for part in found.groups()[1:])) if found else None


@dataclass(frozen=True)
class FormRow:
    """One project in the form; what was handed in already stands in it."""

    key: RowKey
    number: str
    title: str
    state: str
    is_done: bool
    marks: Mapping[int, float] = field(default_factory=dict)
    comment: str = ""
    change_reason: str = ""
    abstain_reason: str = ""


@dataclass(frozen=True)
class ReviewRows:
    """The whole form. criteria: see evaluation_rules.criteria. before: BEFORE_COLUMNS, points, what the last round came
    to; comments: number, title, comment, those of others, unsigned. Both empty in the first round.
    """

    quarter: str
    round: int
    due_on: date
    expert: str
    criteria: pd.DataFrame
    rows: tuple[FormRow, ...]
    before: pd.DataFrame
    comments: pd.DataFrame


def criterion_header(name: str, weight: float) -> str:
    """The column of one criterion."""
    return f"{name}（权重 {weight:g}）"


def headers(criteria: pd.DataFrame) -> list[str]:
    """All columns in their order."""
    marks = [criterion_header(row.name, row.weight) for row in criteria.itertuples(index=False)]
    return [NUMBER, TITLE, STATE, *marks, TOTAL, COMMENT, CHANGE, ABSTAIN, KEY]
