"""Marks and experts that ask for a reason. They are shown and asked about, never removed."""

import numpy as np
import pandas as pd

from scoring.review_scores import counted_scores
from scoring.severity import SeverityFit

# evaluation.md § 2
LARGEST_RESIDUAL = 3.0
LARGEST_DEVIATION = 3.0
MAD_TO_SD = 1.4826
DEVIATION_FLOOR = 2.0
FEWEST_SAME = 3
FEWEST_PROJECTS = 5  # as for the severity of experts
ROUNDING = 1e-9  # points; a distance of exactly the floor is not above it


def outliers(
    scores: pd.DataFrame, fit: SeverityFit | None = None, deviation_floor: float = DEVIATION_FLOOR
) -> pd.DataFrame:
    """Marks of one panel that stand out from it, or from what this expert was expected to give.

    Formula: far_from_median: |score − median of the project| > limit = max(3 × 1.4826 × MAD, floor), MAD the median
        distance from that median; unexpected: |residual| > 3, residual = (score − (adjusted − severity)) ÷ sd_residual
        of `fit`. size = max(|deviation| ÷ max(limit, panel_limit), |residual| ÷ 3), panel_limit the same with the
        median of the distances of all projects together, the least of each left out; stands_out: size > 1.
        Fewer than 5 projects do not say what is usual in a panel: panel_limit is the floor.
    Unit and range: score, median, deviation (signed), limit, panel_limit in points; residual in standard deviations;
        size a ratio.
    Needs: as counted_scores; `fit` from adjust_severity of the same scores, or None where it was refused;
        `deviation_floor` in points.
    Missing: residual NaN without a fit, for a pair it does not know, or with sd_residual 0; such marks may still be
        far from the median. Nothing outstanding gives no rows.
    Order: project, expert. Columns: project, expert, score, median, deviation, limit, residual, far_from_median,
        unexpected, panel_limit, size, stands_out.
    Source: evaluation.md § 2; Iglewicz & Hoaglin 1993. A MAD of three to five marks is small by chance alone: of
        normal marks 10 % (panels of 3), 7 % (of 5), 3 % (of 10) are far from the median, 0.5 to 0.2 % beyond both
        limits. The least distance is left out as that of the median to itself.
    """
    marks = counted_scores(scores)
    marks["median"] = marks.groupby("project")["score"].transform("median")
    marks["deviation"] = marks["score"] - marks["median"]
    spread = marks["deviation"].abs().groupby(marks["project"]).transform("median")
    marks["limit"] = np.maximum(LARGEST_DEVIATION * MAD_TO_SD * spread, deviation_floor)
    marks["residual"] = _residuals(marks, fit)
    marks["far_from_median"] = marks["deviation"].abs() > marks["limit"] + ROUNDING
    marks["unexpected"] = marks["residual"].abs() > LARGEST_RESIDUAL
    marks["panel_limit"] = _panel_limit(marks, deviation_floor)
    from_median = marks["deviation"].abs() / marks[["limit", "panel_limit"]].max(axis=1)
    marks["size"] = np.fmax(from_median, marks["residual"].abs() / LARGEST_RESIDUAL)
    marks["stands_out"] = marks["size"] > 1 + ROUNDING
    return marks[marks["far_from_median"] | marks["unexpected"]].reset_index(drop=True)


def same_mark_experts(scores: pd.DataFrame, fewest: int = FEWEST_SAME) -> pd.DataFrame:
    """Experts who give every project the same mark.

    Formula: least mark = greatest mark over at least `fewest` projects.
    Unit and range: score in points, projects a count ≥ `fewest`.
    Needs: as counted_scores.
    Missing: experts with fewer marks are not judged; none gives no rows.
    Order: expert. Columns: expert, score, projects.
    Source: evaluation.md § 2.
    """
    by_expert = counted_scores(scores).groupby("expert", sort=True)["score"].agg(["min", "max", "size"])
    same = by_expert[(by_expert["min"] == by_expert["max"]) & (by_expert["size"] >= fewest)]
    return same.reset_index().rename(columns={"min": "score", "size": "projects"})[["expert", "score", "projects"]]


def _panel_limit(marks: pd.DataFrame, deviation_floor: float) -> float:
    """How far from the median a mark of this panel usually lies at most, over all its projects."""
    ordered = marks.assign(distance=marks["deviation"].abs()).sort_values(["project", "distance"], kind="stable")
    others = ordered.loc[ordered.duplicated("project"), "distance"]
    if others.empty or marks["project"].nunique() < FEWEST_PROJECTS:
        return deviation_floor
    return max(LARGEST_DEVIATION * MAD_TO_SD * others.median(), deviation_floor)


def _residuals(marks: pd.DataFrame, fit: SeverityFit | None) -> np.ndarray:
    """Standardised distance from what the severity model expects."""
    if fit is None or not fit.sd_residual > 0:
        return np.full(len(marks), np.nan)
    adjusted = fit.projects["adjusted"].reindex(marks["project"]).to_numpy(dtype=float)
    severity = fit.experts["severity"].reindex(marks["expert"]).to_numpy(dtype=float)
    return (marks["score"].to_numpy() - (adjusted - severity)) / fit.sd_residual
