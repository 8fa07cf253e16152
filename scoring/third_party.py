"""第三方评估: indicators measured against fixed targets, so that no project's score depends on another project."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

# Codes as the glossary has them.
PROVIDED, NOT_APPLICABLE, NOT_PROVIDED = "provided", "not_applicable", "not_provided"
INTERVAL = "interval"
RESULT_FAMILIES = ("output", "benefit")
# evaluation.md, section 3.
LEAST_RESULT_SHARE = 0.6
GREATEST_MISSING_SHARE = 0.3
# Shares are sums of weights: a comparison forgives their rounding specks.
SPECK = 1e-9
ASSESSED = ["score", "partial", "missing_share", "renormalised", "incomplete", "scored", "counted_zero"]


@dataclass(frozen=True)
class WeightCheck:
    """Weight of 产出 and 效益 as a share of all (None without weight), the sum, and the codes of what is wrong."""

    result_share: float | None
    total: float
    faults: tuple[str, ...]


def target_score(value, floor, target):
    """How far a value has come from the floor (0) to the target (100).

    Formula: 100 · clip((value − floor) ÷ (target − floor), 0, 1); for a cost the target lies below the floor.
    Unit and range: points, 0 to 100.
    Needs: numbers, or arrays that go together; floor ≠ target, else ValueError. One number in, one number out.
    Missing: NaN where the value, the floor or the target is NaN.
    Source: evaluation.md, section 3.
    """
    value, floor, target = (np.asarray(each, dtype=float) for each in (value, floor, target))
    if (floor == target).any():
        raise ValueError("floor and target must differ")
    points = 100 * np.clip((value - floor) / (target - floor), 0, 1)
    return float(points) if points.ndim == 0 else points


def interval_score(value, floor, target, upper_target, upper_floor):
    """How well a value lies within the wanted interval: 100 inside, falling to 0 at the floor on either side.

    Formula: the smaller of `target_score` from the lower floor to the lower end and from the upper floor to the
        upper end.
    Unit and range: points, 0 to 100.
    Needs: floor < target ≤ upper_target < upper_floor, else ValueError; numbers or arrays that go together.
    Missing: NaN where the value is NaN.
    Source: evaluation.md, section 3; a trapezium, the plainest shape with both floors linear as for the other two.
    """
    floor, target, upper_target, upper_floor = (
        np.asarray(each, dtype=float) for each in (floor, target, upper_target, upper_floor)
    )
    if not ((floor < target) & (target <= upper_target) & (upper_target < upper_floor)).all():
        raise ValueError("an interval needs floor < target ≤ upper target < upper floor")
    points = np.minimum(target_score(value, floor, target), target_score(value, upper_floor, upper_target))
    return float(points) if np.ndim(points) == 0 else points


def indicator_scores(indicators: pd.DataFrame, closed: bool) -> pd.Series:
    """The score of each indicator value.

    Formula: `interval_score` for direction interval, else `target_score`; 未提供 is 0 once the deadline has passed.
    Unit and range: points, 0 to 100, in the rows of `indicators`.
    Needs: columns kind, value, direction, floor, target, upper_target, upper_floor (the last two for intervals).
        `closed`: the deadline has passed. What stands as value beside another kind than provided is never read.
    Missing: NaN for 不适用, for 未提供 before the deadline, and where nothing was said: only a stated 未提供 is 0.
    Source: evaluation.md, section 3.
    """
    scores = pd.Series(np.nan, index=indicators.index, dtype=float)
    provided = indicators["kind"].eq(PROVIDED)
    inside = indicators["direction"].eq(INTERVAL)
    for chosen, score, ends in (
        (provided & ~inside, target_score, ["floor", "target"]),
        (provided & inside, interval_score, ["floor", "target", "upper_target", "upper_floor"]),
    ):
        rows = indicators[chosen]
        scores[chosen] = score(*(rows[name].to_numpy(dtype=float) for name in ["value", *ends]))
    if closed:
        scores[indicators["kind"].eq(NOT_PROVIDED)] = 0.0
    return scores


def assessment(indicators: pd.DataFrame, closed: bool) -> pd.DataFrame:
    """What the third party says of each project.

    Formula: Σ weight × score ÷ Σ weight over the indicators that have a score. The weight of the others (不适用, 未提供
        before the deadline, nothing said) is missing: up to 30 % of all it is renormalised, above it is 评估不完整.
    Unit and range: index project (sorted). score, partial in points 0 to 100; missing_share in [0, 1]; renormalised,
        incomplete bool; scored, counted_zero (未提供 after the deadline) numbers of indicators.
    Needs: the columns of `indicator_scores`, and project, weight ≥ 0 (else ValueError); one row per project and
        indicator, a row with kind None where nothing was said.
    Missing: score NaN when incomplete, `partial` still shows what there is; both NaN when nothing has a score. A
        project without rows is not in the table: a gap, never 0.
    Source: evaluation.md, section 3.
    """
    if not indicators["weight"].ge(0).all():
        raise ValueError("weights must not be negative or missing")
    scores = indicator_scores(indicators, closed)
    known = scores.notna()
    weighed = pd.DataFrame(
        {
            "points": (scores * indicators["weight"]).fillna(0.0),
            "weight": indicators["weight"].astype(float),
            "used": indicators["weight"].where(known, 0.0).astype(float),
            "scored": known,
            "counted_zero": indicators["kind"].eq(NOT_PROVIDED) & known,
        }
    )
    sums = weighed.groupby(indicators["project"]).sum()
    partial = (sums["points"] / sums["used"].where(sums["used"] > 0)).clip(0, 100)
    missing = 1 - sums["used"] / sums["weight"].where(sums["weight"] > 0)
    incomplete = ~(missing <= GREATEST_MISSING_SHARE + SPECK)
    table = sums.assign(
        score=partial.mask(incomplete),
        partial=partial,
        missing_share=missing,
        renormalised=(missing > SPECK) & ~incomplete,
        incomplete=incomplete,
    )
    return table[ASSESSED].astype({"scored": int, "counted_zero": int})


def family_scores(indicators: pd.DataFrame, closed: bool) -> pd.DataFrame:
    """What the third party says of each project within each family of indicators.

    Formula: Σ weight × score ÷ Σ weight over the family's indicators that have a score.
    Unit and range: projects × families (both sorted), points, 0 to 100.
    Needs: as `assessment`, and the column family.
    Missing: NaN where no indicator of the family has a score.
    Source: evaluation.md, section 3.
    """
    scores = indicator_scores(indicators, closed)
    parts = pd.DataFrame(
        {
            "points": (scores * indicators["weight"]).fillna(0.0),
            "used": indicators["weight"].where(scores.notna(), 0.0).astype(float),
        }
    )
    sums = parts.groupby([indicators["project"], indicators["family"]]).sum()
    return (sums["points"] / sums["used"].where(sums["used"] > 0)).unstack("family")


def check_weights(families: Sequence[str], weights: Sequence[float]) -> WeightCheck:
    """Whether a set of indicators may be used: what comes out of projects must outweigh how they are run.

    Formula: result_share = weight of output and benefit ÷ all weight, to be at least 60 %.
    Unit and range: share in [0, 1]; faults any of negative (or missing) weights, no_weight, few_results.
    Needs: the family and the weight of each indicator, in any unit.
    Missing: result_share None without weight, or when a weight is negative or missing.
    Source: evaluation.md, section 3.
    """
    values = np.asarray(weights, dtype=float)
    total = float(values.sum())
    if not (values >= 0).all():
        return WeightCheck(None, total, ("negative",))
    if not total > 0:
        return WeightCheck(None, total, ("no_weight",))
    share = float(values[np.isin(np.asarray(families, dtype=object), RESULT_FAMILIES)].sum()) / total
    return WeightCheck(share, total, ("few_results",) if share < LEAST_RESULT_SHARE - SPECK else ())
