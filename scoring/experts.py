"""专家评审: the total of one review, what a panel makes of a project, and its experts' severity.

Recused votes never count: each function on scores begins with `without_masked`.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from scoring.grades import BOUNDS, bands
from scoring.review_scores import counted_scores, score_table, without_masked
from scoring.severity import SeverityFit, SeverityRefused, adjust_severity

__all__ = [
    "SeverityFit",
    "SeverityRefused",
    "adjust_severity",
    "counted_scores",
    "criterion_total",
    "criterion_totals",
    "panel_values",
    "score_table",
    "without_masked",
]

FEWEST_FOR_VALUE = 3  # evaluation.md § 2: fewer is 评委不足
FEWEST_FOR_TRIMMING = 5
TRIMMED_MEAN, MEDIAN, TOO_FEW = "trimmed_mean", "median", "too_few"
# A panel in full agreement is not a panel without error: its spread is taken as at least this many points.
SPREAD_FLOOR = 2.0
# Variance of the median of 3 and of 4 normal values in units of theirs.
MEDIAN_VARIANCE = {3: 0.448671, 4: 0.298200}


def criterion_total(marks: Mapping, weights: Mapping) -> float:
    """The total of one review.

    Formula: Σ weight × mark ÷ Σ weight over all criteria.
    Unit and range: points, between the least and the greatest mark.
    Needs: marks and weights keyed by criterion; weights ≥ 0, not all 0; no mark for a criterion without weight, else
        ValueError.
    Missing: NaN when a criterion has no mark: an unfinished review has no total, and nothing is re-weighted.
    Source: evaluation.md § 2.
    """
    return float(criterion_totals(pd.DataFrame([dict(marks)]), weights).iloc[0])


def criterion_totals(marks: pd.DataFrame, weights: Mapping) -> pd.Series:
    """The totals of many reviews: one row per review, one column per criterion; otherwise as criterion_total."""
    shares = pd.Series(dict(weights), dtype=float).sort_index()
    if shares.isna().any() or (shares < 0).any() or not shares.sum() > 0:
        raise ValueError("weights must not be negative, missing or all 0")
    if unknown := set(marks.columns) - set(shares.index):
        raise ValueError(f"no weight for {sorted(map(str, unknown))}")
    values = marks.reindex(columns=shares.index).to_numpy(dtype=float, na_value=np.nan)
    total = np.zeros(len(values))
    # One criterion after the other in a fixed order: the last digit depends on neither the order nor the number given.
    for share, column in zip(shares, values.T, strict=True):
        total += share * column
    inside = np.clip(total / shares.sum(), values.min(axis=1), values.max(axis=1))
    return pd.Series(inside, index=marks.index, name="score", dtype=float)


def panel_values(
    scores: pd.DataFrame, bounds: Sequence[float] = BOUNDS, spread_floor: float = SPREAD_FLOOR
) -> pd.DataFrame:
    """What the panel makes of each project, with every rule beside the one that counts.

    Formula: value = trimmed mean (without one highest and one lowest) from 5 experts on, median of 3 or 4.
        standard_error: of a trimmed mean max(winsorised SD ÷ (1 − 2/n), floor) ÷ √n (Tukey & McLaughlin 1963); of a
        median max(SD, floor) × √.4487 (3) or √.2982 (4), the median of normal values. Quartiles interpolate linearly.
        grade_depends_on_rule: raw mean, trimmed mean and median do not lie in one band of `bounds`.
    Unit and range: points of the scale; low ≤ every centre ≤ high; rule trimmed_mean, median or too_few.
    Needs: as counted_scores; `bounds` the lower bounds of the bands, falling; `spread_floor` ≥ 0 in points.
    Missing: under 3 experts value, standard_error and trimmed_mean are NaN (评委不足) and nothing is flagged; a project
        without any counted score is not in the table. raw_mean and median exist from 1, iqr too.
    Index: project, sorted. Columns: n, raw_mean, trimmed_mean, median, lower_quartile, upper_quartile, iqr, low, high,
        value, rule, standard_error, grade_depends_on_rule.
    Source: evaluation.md § 2.
    """
    marks = counted_scores(scores).sort_values(["project", "score"], kind="stable")
    codes, projects = pd.factorize(marks["project"], sort=True)
    values, n = marks["score"].to_numpy(), np.bincount(codes, minlength=len(projects))
    table = pd.DataFrame({"n": n}, index=pd.Index(projects, name="project")).assign(**_centres(values, codes, n))
    trimmed, enough = n >= FEWEST_FOR_TRIMMING, n >= FEWEST_FOR_VALUE
    table["value"] = np.where(trimmed, table["trimmed_mean"], np.where(enough, table["median"], np.nan))
    table["rule"] = pd.Series(TOO_FEW, index=table.index, dtype=object).mask(enough, MEDIAN).mask(trimmed, TRIMMED_MEAN)
    table["standard_error"] = _standard_errors(values, codes, n, spread_floor)
    rules = bands(table[["raw_mean", "trimmed_mean", "median"]].to_numpy(), bounds)
    table["grade_depends_on_rule"] = enough & (rules != rules[:, :1]).any(axis=1)
    return table


def _centres(values: np.ndarray, codes: np.ndarray, n: np.ndarray) -> dict[str, np.ndarray]:
    """Means and order statistics per project, of values sorted within the `n` of each."""
    first = np.cumsum(n) - n
    last = first + n - 1
    inner = values.copy()
    inner[first] = inner[last] = 0.0
    retained = np.where(n >= FEWEST_FOR_VALUE, n - 2, 1)
    trimmed = np.bincount(codes, inner, len(n)) / retained
    # Rounding must not carry the mean of equal marks past them.
    raw_mean = np.clip(np.bincount(codes, values, len(n)) / n, values[first], values[last])
    second, last_but_one = (values[np.clip(place, first, last)] for place in (first + 1, last - 1))
    lower, median, upper = (_quantile(values, first, n, share) for share in (0.25, 0.5, 0.75))
    return {
        "raw_mean": raw_mean,
        "trimmed_mean": np.where(n >= FEWEST_FOR_VALUE, np.minimum(np.maximum(trimmed, second), last_but_one), np.nan),
        "median": median,
        "lower_quartile": lower,
        "upper_quartile": upper,
        "iqr": upper - lower,
        "low": values[first],
        "high": values[last],
    }


def _quantile(values: np.ndarray, first: np.ndarray, n: np.ndarray, share: float) -> np.ndarray:
    """Quantile of each project by linear interpolation between order statistics (Hyndman & Fan 1996, type 7)."""
    place = (n - 1) * share
    below = np.floor(place).astype(int)
    left, right = values[first + below], values[first + np.minimum(below + 1, n - 1)]
    return left + (right - left) * (place - below)


def _standard_errors(values: np.ndarray, codes: np.ndarray, n: np.ndarray, floor: float) -> np.ndarray:
    """Standard error of each project's value; NaN under 3 experts."""
    first, last = np.cumsum(n) - n, np.cumsum(n) - 1
    trimmed = n >= FEWEST_FOR_TRIMMING
    winsorised = values.copy()
    winsorised[first[trimmed]], winsorised[last[trimmed]] = values[first[trimmed] + 1], values[last[trimmed] - 1]
    centre = np.bincount(codes, winsorised, len(n)) / n
    squares = np.bincount(codes, (winsorised - centre[codes]) ** 2, len(n))
    sd = np.sqrt(squares / np.maximum(n - 1, 1))
    of_mean = np.maximum(sd / (1 - 2 / np.maximum(n, FEWEST_FOR_TRIMMING)), floor) / np.sqrt(n)
    of_median = np.maximum(sd, floor) * np.sqrt(pd.Series(n).map(MEDIAN_VARIANCE).to_numpy(dtype=float))
    return np.where(trimmed, of_mean, of_median)
