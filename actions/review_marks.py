"""Marks as experts type them, and what a whole review must have; nothing here knows a database."""

import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from actions.quarter_checks import QuarterRefused
from actions.review_words import needed
from actions.typed_text import plain
from data_access.masking import masked

LOWEST, HIGHEST = 0, 100
LONGEST_COMMENT, LONGEST_REASON = 2000, 400
ONLY_SUCH = "请写 0 到 100 的数，最多一位小数，例如 85 或 85.5"
_MARK = re.compile(r"\d{1,3}(\.\d)?", re.ASCII)


class BadMark(ValueError):
    """What was typed is no mark; the message is a sentence for the screen."""


@dataclass(frozen=True)
class GivenReview:
    """What an expert gives about one project: criterion id → mark, or none of them and why not."""

    marks: Mapping[int, float]
    comment: str = ""
    change_reason: str = ""
    abstain_reason: str | None = None


def parse_mark(text: str) -> float | None:
    """What was typed as a mark, also in full-width digits; None for nothing. Raises: BadMark."""
    written = unicodedata.normalize("NFKC", text).strip().replace("。", ".")
    if not written:
        return None
    if not _MARK.fullmatch(written) or not is_mark(float(written)):
        raise BadMark(f"“{text.strip()[:12]}”不是分数，{ONLY_SUCH}。")
    return float(written)


def is_mark(value: object) -> bool:
    """Whether a number is from 0 to 100 with one decimal at most."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return False
    return LOWEST <= value <= HIGHEST and math.isclose(value, round(value, 1), abs_tol=1e-9)


def changed(marks: Mapping[int, float], earlier: Mapping[int, float]) -> list[int]:
    """The criteria whose mark is another than in the round before; none without one."""
    return [which for which, mark in marks.items() if which in earlier and earlier[which] != mark]


def checked(given: GivenReview, criteria: pd.DataFrame, earlier: Mapping[int, float]) -> GivenReview:
    """The review as it can be stored. `criteria`: see evaluation_rules.criteria; `earlier`: own marks of before.

    Raises: QuarterRefused.
    """
    if given.abstain_reason is not None:
        return GivenReview({}, abstain_reason=needed(given.abstain_reason, LONGEST_REASON, "弃权的原因"))
    marks = _checked_marks(given.marks, criteria.set_index("id")["name"].to_dict())
    comment, reason = (masked(plain(text)) for text in (given.comment, given.change_reason))
    for text, longest, what in ((comment, LONGEST_COMMENT, "意见"), (reason, LONGEST_REASON, "调整理由")):
        if len(text) > longest:
            raise QuarterRefused(f"{what}不能超过 {longest} 个字（现有 {len(text)} 个），没有提交。写的内容都在。")
    if changed(marks, earlier) and not reason:
        raise QuarterRefused("有的分数与上一轮不同，请写明调整理由；没有提交。写的内容都在。")
    return GivenReview(marks, comment, reason)


def _checked_marks(marks: Mapping[int, float], names: Mapping[int, str]) -> dict[int, float]:
    if set(marks) - set(names):
        raise QuarterRefused("评审标准与您看到的不同，没有提交。写的内容都在，请刷新页面再提交。")
    for which, mark in marks.items():
        if not is_mark(mark):
            raise QuarterRefused(f"“{names[which]}”的分数不对：{ONLY_SUCH}。没有提交，写的内容都在。")
    missing = [name for which, name in names.items() if which not in marks]
    if missing:
        raise QuarterRefused(f"还差 {len(missing)} 项没有打分：{'、'.join(missing)}。没有提交，写的内容都在。")
    return {which: round(float(marks[which]), 1) for which in names}
