"""What weights, criteria, indicators and days of a quarter must keep to: each fault as a sentence. Pure."""

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from data_access import quarters
from data_access.evaluation_rules import Criterion, Indicator
from glossary import RATED, IndicatorDirection
from scoring.third_party import LEAST_RESULT_SHARE, check_weights

WHOLE = 100.0
SPECK = 1e-6
ANCHORS = 5
LEVELS = tuple(level.value for level in RATED)
# A day further off is a slip of the finger.
LONGEST_AFTER = timedelta(days=366)
LONGEST = {"name": 40, "indicator": 80, "question": 200, "unit": 20, "evidence": 200}
DAYS = {"ratings_until": "群众评议截止", "assessment_due_on": "第三方提交截止", "objection_until": "异议截止"}


def weight_faults(weights: Mapping[str, float]) -> list[str]:
    """Of the three sources, in points: none negative, 100 together."""
    if any(not _is_number(weight) or weight < 0 for weight in weights.values()):
        return ["三项权重都要填写，且不能小于 0"]
    return _sum_fault(weights.values(), "三项权重")


def level_faults(points: Mapping[str, float]) -> list[str]:
    """Of the five levels of satisfaction: 0 to 100, each lower than the one before."""
    if set(points) != set(LEVELS) or not all(_is_number(points[level]) for level in LEVELS):
        return ["五档满意度都要有分值"]
    values = [points[level] for level in LEVELS]
    faults = [] if all(0 <= value <= WHOLE for value in values) else ["满意度分值在 0 至 100 之间"]
    falling = all(better > worse for better, worse in zip(values, values[1:], strict=False))
    return faults if falling else [*faults, "满意度分值要逐档降低"]


def day_faults(quarter: str, days: Mapping[str, date]) -> list[str]:
    """Of the last days of a quarter: not before it begins, not a year after it ends, objections after the values."""
    first, last = quarters.first_day(quarter), quarters.last_day(quarter) + LONGEST_AFTER
    faults = [
        f"{label}应在 {first:%Y-%m-%d} 至 {last:%Y-%m-%d} 之间"
        for name, label in DAYS.items()
        if not first <= days[name] <= last
    ]
    if days["objection_until"] < days["assessment_due_on"]:
        faults.append("异议截止不能早于第三方提交截止")
    return faults


def criteria_faults(criteria: Sequence[Criterion]) -> list[str]:
    """Of a set of criteria: named once each, weighed 100 together, five anchors in words on the same bands."""
    if not criteria:
        return ["至少要有一项标准"]
    faults = _name_faults([each.name for each in criteria], "标准", LONGEST["name"])
    for place, each in enumerate(criteria, start=1):
        what = f"“{each.name}”" if each.name else f"第 {place} 项"
        faults += _text_fault(each.question, f"{what}评什么", LONGEST["question"])
        faults += _weight_fault(each.weight, what)
        if len(each.anchors) != ANCHORS or not all(words.strip() for _low, _high, words in each.anchors):
            faults.append(f"{what}的五档说明要写全")
    bands = [tuple((low, high) for low, high, _words in each.anchors) for each in criteria]
    faults += _band_faults(bands[0]) if len(set(bands)) == 1 else ["各项标准的分档要一致"]
    return faults + _sum_fault((each.weight for each in criteria), "各项权重")


def indicator_faults(indicators: Sequence[Indicator]) -> list[str]:
    """Of a set of indicators: named once each, floors and targets that fit the direction, 100 together, results 60."""
    if not indicators:
        return ["至少要有一项指标"]
    faults = _name_faults([each.name for each in indicators], "指标", LONGEST["indicator"])
    for place, each in enumerate(indicators, start=1):
        what = f"“{each.name}”" if each.name else f"第 {place} 项"
        faults += _text_fault(each.unit, f"{what}的单位", LONGEST["unit"])
        faults += _text_fault(each.evidence, f"{what}的佐证", LONGEST["evidence"])
        faults += _weight_fault(each.weight, what)
        faults += _direction_fault(each, what)
    faults += _sum_fault((each.weight for each in indicators), "各项权重")
    if not faults:
        check = check_weights([each.family.value for each in indicators], [each.weight for each in indicators])
        if "few_results" in check.faults:
            faults.append(f"产出和效益的权重合计 {check.result_share:.1%}，不能低于 {LEAST_RESULT_SHARE:.0%}")
    return faults


def _direction_fault(each: Indicator, what: str) -> list[str]:
    upper = (each.upper_target, each.upper_floor)
    if not _is_number(each.floor) or not _is_number(each.target):
        return [f"{what}的底线值和目标值都要填写"]
    if each.direction is IndicatorDirection.INTERVAL:
        if not all(_is_number(value) for value in upper):
            return [f"{what}是区间指标，上限目标值和上限底线值也要填写"]
        in_order = each.floor < each.target <= each.upper_target < each.upper_floor
        return [] if in_order else [f"{what}应为 底线值 < 目标值 ≤ 上限目标值 < 上限底线值"]
    if any(value is not None for value in upper):
        return [f"{what}不是区间指标，不要填上限目标值和上限底线值"]
    if each.direction is IndicatorDirection.BENEFIT and not each.floor < each.target:
        return [f"{what}越高越好，目标值应高于底线值"]
    if each.direction is IndicatorDirection.COST and not each.target < each.floor:
        return [f"{what}越低越好，目标值应低于底线值"]
    return []


def _name_faults(names: list[str], what: str, longest: int) -> list[str]:
    faults = [f"第 {place} 项{what}没有名称" for place, name in enumerate(names, start=1) if not name]
    faults += [f"“{name[:20]}…”的名称超过 {longest} 个字" for name in names if len(name) > longest]
    twice = sorted({name for name in names if name and names.count(name) > 1})
    return faults + [f"“{name}”重复" for name in twice]


def _text_fault(text: str, what: str, longest: int) -> list[str]:
    if not text:
        return [f"{what}没有填写"]
    return [f"{what}超过 {longest} 个字"] if len(text) > longest else []


def _weight_fault(weight: float, what: str) -> list[str]:
    return [] if _is_number(weight) and weight > 0 else [f"{what}的权重应大于 0"]


def _sum_fault(weights: Iterable[float], what: str) -> list[str]:
    weights = list(weights)
    if not all(_is_number(weight) for weight in weights):
        return []
    total = math.fsum(weights)
    return [] if abs(total - WHOLE) <= SPECK else [f"{what}合计 {total:.6g}，应为 100"]


def _band_faults(bands: Sequence[tuple[float, float]]) -> list[str]:
    """From 100 down to 0 without gap; bands are whole points, a mark between two belongs to the lower."""
    if len(bands) != ANCHORS:
        return []
    joined = all(below[1] == above[0] - 1 for above, below in zip(bands, bands[1:], strict=False))
    whole = bands[0][1] == WHOLE and bands[-1][0] == 0 and all(low <= high for low, high in bands)
    return [] if joined and whole else ["五档分值要从 100 到 0 逐档相接"]


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
