"""Intervals for the mean of votes on a few levels: bootstrap for many votes, Dirichlet posterior for few."""

from collections.abc import Sequence

import numpy as np

ENOUGH_FOR_BOOTSTRAP = 10
DRAWS = 1_000
# Up to here drawing vote by vote is the faster way to the same multinomial law.
CHEAPER_BY_VOTE = 100
# Jeffreys: half a vote on every level before anyone has voted.
PRIOR_VOTES = 0.5


def mean_interval(
    counts: Sequence[int], levels: Sequence[float], confidence: float = 0.95, seed: int = 0, draws: int = DRAWS
) -> tuple[float, float] | None:
    """Where the mean plausibly lies that everyone asked would give.

    Formula: percentiles of `draws` means; from 10 votes on of histograms resampled from the one seen (multinomial),
        below of histograms drawn from the Dirichlet posterior with half a vote on every level before the first. Votes
        that all agree take the posterior too: resampling them shows no spread however few they are. The interval is
        widened to hold the mean seen, as Jeffreys intervals are at the ends.
    Unit and range: points, within the levels; never of width 0 when there is more than one level.
    Needs: votes per level and the points of the levels; 0 < confidence < 1, else ValueError. The same histogram and
        seed give the same interval wherever it stands.
    Missing: None without votes.
    Source: evaluation.md, section 1; Efron & Tibshirani 1993, ch. 13; Brown, Cai & DasGupta 2001 (ends).
    """
    found = stage_mean_intervals([[counts]], levels, [1.0], confidence, seed, draws)[0]
    return None if np.isnan(found[0]) else (float(found[0]), float(found[1]))


def stage_mean_intervals(
    counts: np.ndarray,
    levels: Sequence[float],
    stage_weights: Sequence[float],
    confidence: float = 0.95,
    seed: int = 0,
    draws: int = DRAWS,
) -> np.ndarray:
    """The interval of each project's raw mean over the stages that were rated.

    Formula: means of each stage drawn as in `mean_interval`, Σ w·mean ÷ Σ w over the rated stages, percentiles.
    Unit and range: projects × 2 (low, high), points.
    Needs: projects × stages × levels of votes, one weight per stage; 0 < confidence < 1, else ValueError.
    Missing: NaN for a project without votes at a stage that has weight.
    Source: as `mean_interval`.
    """
    if not 0 < confidence < 1:
        raise ValueError(f"confidence {confidence} must lie between 0 and 1")
    counts, levels = np.asarray(counts, dtype=int), np.asarray(levels, dtype=float)
    weights = np.asarray(stage_weights, dtype=float)
    tails = [100 * (1 - confidence) / 2, 100 * (1 + confidence) / 2]
    found = np.full((len(counts), 2), np.nan)
    for project, stages in enumerate(counts):
        rated = [stage for stage in np.flatnonzero(stages.sum(axis=1)) if weights[stage] > 0]
        if not rated:
            continue
        share = weights[rated] / weights[rated].sum()
        drawn = np.array([_drawn_means(stages[stage], levels, [seed, stage], draws) for stage in rated])
        seen = float((share * (stages[rated] @ levels / stages[rated].sum(axis=1))).sum())
        low, high = np.percentile((share[:, None] * drawn).sum(axis=0), tails)
        found[project] = min(low, seen), max(high, seen)
    return found


def _drawn_means(counts: np.ndarray, levels: np.ndarray, seed: list[int], draws: int) -> np.ndarray:
    """Means of `draws` histograms; the generator belongs to the histogram, so that neighbours change nothing."""
    generator = np.random.default_rng([*seed, *(int(count) for count in counts)])
    total = counts.sum()
    if total >= ENOUGH_FOR_BOOTSTRAP and counts.max() < total:
        if total <= CHEAPER_BY_VOTE:
            picked = generator.integers(total, size=(draws, total), dtype=np.uint16)
            return np.repeat(levels, counts)[picked].mean(axis=1)
        return generator.multinomial(total, counts / total, size=draws) @ levels / total
    drawn = generator.standard_gamma(counts + PRIOR_VOTES, size=(draws, len(counts)))
    return drawn @ levels / drawn.sum(axis=1)
