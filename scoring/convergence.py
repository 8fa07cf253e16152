"""Whether another round would still move a panel. Convergence says that marks have stopped moving, not that they are
reliable: members of one panel may come closer to each other and no closer to another panel.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from scoring.agreement import kendall_w
from scoring.experts import FEWEST_FOR_VALUE, panel_values
from scoring.review_scores import score_table

# evaluation.md § 2
LARGEST_CHANGE = 0.05  # of the range of the scale, for the interquartile range and for the median
LARGEST_W_CHANGE = 0.05
MOST_ROUNDS = 3
ROUNDING = 1e-9
STABLE, MIDDLE_MOVED, SPREAD_MOVED, BOTH_MOVED = "stable", "middle_moved", "spread_moved", "both_moved"
TOO_FEW_EXPERTS, NO_EARLIER_ROUND = "too_few_experts", "no_earlier_round"


@dataclass(frozen=True)
class Convergence:
    """What moved between two rounds.

    `projects`: index project; columns n_before, n_after, median_before, median_after, median_change, iqr_before,
    iqr_after, iqr_change (changes unsigned, points), stable, reason (stable, middle_moved, spread_moved, both_moved,
    too_few_experts, no_earlier_round). `w_before`, `w_after`, `w_change`, `w_settled` are None where W is undefined.
    `reason`: three_rounds, settled, projects_moved, agreement_moved or nothing_to_compare.
    """

    projects: pd.DataFrame
    w_before: float | None
    w_after: float | None
    w_change: float | None
    w_settled: bool | None
    may_stop: bool
    reason: str

    @property
    def unstable(self) -> list:
        """Projects that a next round would be about."""
        return self.projects.index[~self.projects["stable"].to_numpy(dtype=bool)].tolist()


def convergence(
    previous: pd.DataFrame, current: pd.DataFrame, scale_range: float, round_number: int = 2
) -> Convergence:
    """Which projects have settled from one round to the next, and whether the round may be the last.

    Formula: a project is stable if its median and its interquartile range each change by ≤ 5 % of `scale_range`. The
        rounds may stop if all projects of the current round are stable and W changes by ≤ .05, or after three rounds.
        W is taken over the marks given in both rounds, projects marked by all. Where it is undefined (an incomplete
        design) the projects alone decide.
    Unit and range: points of the scale; W in [0, 1].
    Needs: scores of both rounds as counted_scores; `scale_range` = greatest − least possible mark, > 0, else
        ValueError; `round_number` the number of the current round.
    Missing: a project with under 3 experts in a round, or without an earlier round, is not stable.
    Source: evaluation.md § 2; Dajani, Sincoff & Talley 1979. Convergence is not a measure of being right.
    """
    if not scale_range > 0:
        raise ValueError(f"scale_range {scale_range} must be positive")
    projects = _changes(panel_values(previous), panel_values(current), LARGEST_CHANGE * scale_range, scale_range)
    w_before, w_after = _concordance(previous, current)
    w_change = None if w_before is None or w_after is None else abs(w_after - w_before)
    w_settled = None if w_change is None else bool(w_change <= LARGEST_W_CHANGE + ROUNDING)
    reason = _reason(projects["stable"], w_settled, round_number)
    may_stop = reason in ("three_rounds", "settled")
    return Convergence(projects, w_before, w_after, w_change, w_settled, may_stop, reason)


def _changes(before: pd.DataFrame, after: pd.DataFrame, limit: float, scale_range: float) -> pd.DataFrame:
    """The table of Convergence.projects."""
    then = before.reindex(after.index)
    middle, spread = (after["median"] - then["median"]).abs(), (after["iqr"] - then["iqr"]).abs()
    reach = limit + ROUNDING * scale_range
    middle_moved, spread_moved = ~(middle <= reach), ~(spread <= reach)
    no_earlier = then["n"].isna()
    too_few = ~no_earlier & ((then["n"] < FEWEST_FOR_VALUE) | (after["n"] < FEWEST_FOR_VALUE))
    reason = np.select(
        [no_earlier, too_few, middle_moved & spread_moved, middle_moved, spread_moved],
        [NO_EARLIER_ROUND, TOO_FEW_EXPERTS, BOTH_MOVED, MIDDLE_MOVED, SPREAD_MOVED],
        STABLE,
    )
    return pd.DataFrame(
        {
            "n_before": then["n"].fillna(0).astype(int),
            "n_after": after["n"],
            "median_before": then["median"],
            "median_after": after["median"],
            "median_change": middle,
            "iqr_before": then["iqr"],
            "iqr_after": after["iqr"],
            "iqr_change": spread,
            "stable": reason == STABLE,
            "reason": reason.astype(object),
        },
        index=after.index,
    )


def _concordance(previous: pd.DataFrame, current: pd.DataFrame) -> tuple[float | None, float | None]:
    """W of both rounds over the marks they have in common."""
    before, after = score_table(previous).align(score_table(current), join="inner")
    both = before.notna() & after.notna()
    values = (kendall_w(table.where(both)).w for table in (before, after))
    w_before, w_after = (None if np.isnan(w) else w for w in values)
    return w_before, w_after


def _reason(stable: pd.Series, w_settled: bool | None, round_number: int) -> str:
    if round_number >= MOST_ROUNDS:
        return "three_rounds"
    if stable.empty:
        return "nothing_to_compare"
    if not stable.all():
        return "projects_moved"
    return "agreement_moved" if w_settled is False else "settled"
