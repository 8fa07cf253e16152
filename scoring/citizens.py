"""群众评议: which votes are valid, and means of few votes drawn towards the mean of all."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

# How many votes the common mean is worth, at least and at most (evaluation.md, section 1).
LEAST_STRENGTH, GREATEST_STRENGTH = 3.0, 50.0
SPECK = 1e-9
VOTE = ["project", "stage", "person"]
# Which of several votes is the latest; the second decides where the first is equal.
ORDER = ["at", "sequence"]


@dataclass(frozen=True)
class Shrinkage:
    """Shrunk values; strength C in votes and prior mean m; variance between the true means; errors of the values."""

    values: np.ndarray
    strength: float
    prior_mean: float
    between_variance: float
    standard_errors: np.ndarray

    @property
    def differs(self) -> bool:
        """False: 项目间无显著差异, the means spread no more than votes alone would let them."""
        return self.between_variance > 0


def valid_votes(votes: pd.DataFrame) -> pd.DataFrame:
    """Of each person, project and stage the latest vote that is not held.

    Formula: rows with `held` are left out as if they did not exist, then the last row by `at`, then `sequence`, stays.
    Unit and range: rows of `votes` in order of project, stage, person, with a new index; same columns.
    Needs: columns project, stage, person, and at or sequence (both: a tie in time goes to the higher sequence; equal
        in both is for the caller to rule out); held (bool) is optional. What a held row says is never read.
    Missing: no rows give no rows; a vote without a time is earlier than any with one.
    Source: evaluation.md, section 1.
    """
    order = [name for name in ORDER if name in votes.columns]
    if not order:
        raise ValueError("votes need a column at or sequence: which one is the latest?")
    kept = votes[~votes["held"].astype(bool)] if "held" in votes.columns else votes
    ordered = kept.sort_values([*VOTE, *order], kind="stable", na_position="first")
    return ordered.drop_duplicates(VOTE, keep="last").reset_index(drop=True)


def level_counts(votes: pd.DataFrame, projects: Sequence, stages: Sequence, levels: Sequence[float]) -> np.ndarray:
    """How many votes each project got at each stage on each level.

    Formula: a count.
    Unit and range: projects × stages × levels, votes, in the order of the arguments.
    Needs: valid votes with columns project, stage, points; `levels` the points of the levels, all different.
    Missing: 0 where nobody voted; votes of other projects or stages are not counted. Points that are no level, or
        levels that repeat, raise ValueError.
    Source: evaluation.md, section 1.
    """
    shape = len(projects), len(stages), len(levels)
    places = [pd.Index(known).get_indexer(votes[name]) for name, known in (("project", projects), ("stage", stages))]
    asked = (places[0] >= 0) & (places[1] >= 0)
    known_levels = pd.Index(np.asarray(levels, dtype=float))
    if known_levels.has_duplicates:
        raise ValueError(f"levels {list(levels)} must all be different")
    level = known_levels.get_indexer(votes["points"].to_numpy(dtype=float)[asked])
    if (level < 0).any():
        raise ValueError(f"votes with points that are none of the levels {list(levels)}")
    cells = np.ravel_multi_index((places[0][asked], places[1][asked], level), shape)
    return np.bincount(cells, minlength=int(np.prod(shape))).reshape(shape)


def level_means(counts: np.ndarray, levels: Sequence[float]) -> np.ndarray:
    """Mean points of each histogram.

    Formula: Σ votes × points ÷ Σ votes over the levels.
    Unit and range: points, between the least and the greatest level; the shape of `counts` without its last axis.
    Needs: counts ≥ 0, the last axis as long as `levels`.
    Missing: NaN where nobody voted.
    Source: evaluation.md, section 1.
    """
    counts = np.asarray(counts, dtype=float)
    total = counts.sum(axis=-1)
    summed = (counts * np.asarray(levels, dtype=float)).sum(axis=-1)
    return np.divide(summed, total, out=np.full(total.shape, np.nan), where=total > 0)


def within_variance(counts: np.ndarray, levels: Sequence[float]) -> float:
    """The variance of votes on the same project, pooled over projects.

    Formula: Σ squared distances from the project's own mean ÷ Σ (n − 1). Where no spread was seen at all it is not
        taken for 0 but for (greatest − least)² ÷ 4 ÷ (1 + Σ (n − 1)): few equal votes do not prove agreement.
    Unit and range: points², > 0 when there is more than one level.
    Needs: projects × levels of votes, and the points of the levels.
    Missing: without two votes on any project, the bound (greatest − least)² ÷ 4.
    Source: one-way analysis of variance; Popoviciu 1935 for the bound.
    """
    counts, levels = np.asarray(counts, dtype=float), np.asarray(levels, dtype=float)
    means = np.nan_to_num(level_means(counts, levels))
    squares = float((counts * (levels - means[:, None]) ** 2).sum())
    freedom = float(np.clip(counts.sum(axis=1) - 1, 0, None).sum())
    if squares > 0:
        return squares / freedom
    return float(np.ptp(levels)) ** 2 / 4 / (1 + freedom)


def shrink_means(means: np.ndarray, counts: np.ndarray, within_variance: float) -> Shrinkage:
    """Means drawn towards the mean of all votes, the more the fewer votes they rest on (empirical Bayes).

    Formula: value = (C·m + n·mean) ÷ (C + n); m the mean of all votes; C = σ² ÷ τ², clipped to [3, 50];
        τ² = max(0, (Σ n·(mean − m)² − (k − 1)·σ²) ÷ (N − Σ n² ÷ N)); τ² = 0: every value is m, C reads 50.
        standard_errors √(n·σ² + C²·τ²) ÷ (C + n), with τ² taken as at least σ² ÷ C.
    Unit and range: the unit of `means`; strength in votes; between_variance τ² in its square.
    Needs: one mean and count per project, counts ≥ 0; σ² = within_variance ≥ 0 of a single vote, else ValueError.
    Missing: a project without votes (count 0, or mean or count NaN) gets m, with the error τ. τ² is NaN, and every
        value m, with fewer than two rated projects or σ² NaN; m is NaN without any vote.
    Source: evaluation.md, section 1; Bühlmann & Straub 1970 (moments); Efron & Morris 1975.
    """
    means, counts = np.asarray(means, dtype=float), np.asarray(counts, dtype=float)
    if (counts < 0).any() or within_variance < 0:
        raise ValueError("counts and within_variance must not be negative")
    rated = np.isfinite(means) & (counts > 0)
    n, mean = np.where(rated, counts, 0.0), np.where(rated, means, 0.0)
    prior_mean = float((n * mean).sum() / n.sum()) if rated.any() else np.nan
    between = _between_variance(mean[rated], n[rated], within_variance)
    strength = within_variance / between if between > 0 else GREATEST_STRENGTH
    strength = float(np.clip(strength, LEAST_STRENGTH, GREATEST_STRENGTH))
    drawn = (strength * prior_mean + n * mean) / (strength + n)
    values = np.where(rated, drawn, prior_mean) if between > 0 else np.full(means.shape, prior_mean)
    prior_variance = np.fmax(between, within_variance / strength)
    errors = np.sqrt(n * within_variance + strength**2 * prior_variance) / (strength + n)
    return Shrinkage(values, strength, prior_mean, between, errors)


def shrinking_factor(values: np.ndarray, variance: float) -> float:
    """How much of its distance from the common mean each of k equally exact values keeps.

    Formula: c = 1 − (k − 3)·variance ÷ Σ (value − mean)², at least 0 (the positive part).
    Unit and range: [0, 1].
    Needs: more than three values, else ValueError; `variance` of one value, ≥ 0.
    Missing: 0 when all values are equal.
    Source: Efron & Morris 1975; 1977.
    """
    values = np.asarray(values, dtype=float)
    if values.size <= 3 or not variance >= 0:
        raise ValueError("the factor needs more than three values and a variance that is not negative")
    spread = float(((values - values.mean()) ** 2).sum())
    return max(0.0, 1 - (values.size - 3) * variance / spread) if spread > 0 else 0.0


def james_stein(values: np.ndarray, variance: float) -> np.ndarray:
    """Equally exact values drawn towards their mean: the limit of `shrink_means` for equal counts.

    Formula: mean + c·(value − mean), c = `shrinking_factor`.
    Unit and range: the unit of `values`.
    Needs, missing: as `shrinking_factor`.
    Source: Efron & Morris 1975.
    """
    values = np.asarray(values, dtype=float)
    return values.mean() + shrinking_factor(values, variance) * (values - values.mean())


def _between_variance(means: np.ndarray, counts: np.ndarray, within: float) -> float:
    """τ² by moments; NaN where it cannot be told."""
    if means.size < 2 or np.isnan(within):
        return np.nan
    total = counts.sum()
    spread = float((counts * (means - (counts * means).sum() / total) ** 2).sum())
    excess = spread - (means.size - 1) * within
    # Rounding, which the order of the projects decides, must not make a difference out of none.
    return excess / float(total - (counts**2).sum() / total) if excess > SPECK * spread else 0.0
