"""综合评价: three sources into one score, and how firmly its place stands against errors and against other weights."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from scoring.grades import band_probabilities
from scoring.ranks import rank_shares, ranks
from scoring.weight_space import Weights, checked_weights, weighted_score

# A 90 % interval leaves 5 % at either end.
TAIL = 0.05
# Shares are sums of 1/draws: a comparison forgives their rounding specks.
SPECK = 1e-9
FEWEST_IN_CATEGORY = 3
# Cells of draws × alternatives × first alternatives compared at once: what fits into the processor's cache.
CELLS_AT_ONCE = 1 << 18


@dataclass(frozen=True)
class Composite:
    """Per project: score and standard error, whether a source is missing (provisional), and sources × projects missing.

    Only what is in `ranked` may be ranked and graded.
    """

    score: np.ndarray
    standard_error: np.ndarray
    provisional: np.ndarray
    missing: np.ndarray

    @property
    def ranked(self) -> np.ndarray:
        """Projects with all their sources."""
        return ~self.provisional & ~np.isnan(self.score)


@dataclass(frozen=True)
class RankIntervals:
    """Per project: score; 90 % rank interval; P(rank ≤ k) in column k − 1; P(band), best first; error; rank."""

    score: np.ndarray
    low: np.ndarray
    high: np.ndarray
    top_k: np.ndarray
    bands: np.ndarray
    standard_error: np.ndarray
    rank: np.ndarray


@dataclass(frozen=True)
class Acceptability:
    """Alternatives × ranks, alternatives × criteria, and one confidence factor per alternative (SMAA-2)."""

    rank_acceptability: np.ndarray
    central_weights: np.ndarray
    confidence: np.ndarray


def composite(
    means: np.ndarray,
    standard_errors: np.ndarray,
    weights: Weights,
    prior_means: np.ndarray,
    prior_variances: np.ndarray,
) -> Composite:
    """One score from all sources; one missing source is taken from its prior and the score is provisional.

    Formula: Σ w·mean ÷ Σ w; variance Σ w²·se² ÷ (Σ w)², the sources being independent; a missing source enters with
        the mean and variance of its prior.
    Unit and range: points; the score lies within its sources.
    Needs: projects × sources; weights ≥ 0 in any unit, else ValueError; priors of the same shape or one row for all.
    Missing: NaN is a missing source (without weight it is not missed). Two missing, or a missing one without prior:
        score NaN. A known source without standard error: error NaN.
    Source: evaluation.md, section 4.
    """
    means, errors = np.asarray(means, dtype=float), np.asarray(standard_errors, dtype=float)
    weights = checked_weights(weights, means.shape[1])
    missing = np.isnan(means) & (weights > 0)
    expected = np.broadcast_to(np.asarray(prior_means, dtype=float), means.shape)
    spread = np.sqrt(np.broadcast_to(np.asarray(prior_variances, dtype=float), means.shape))
    count = missing.sum(axis=1)
    undefined = (count > 1) | (count == (weights > 0).sum())
    filled, errors = np.where(missing, expected, means), np.where(missing, spread, errors)
    score = np.where(undefined, np.nan, weighted_score(filled, weights))
    error = np.where(np.isnan(score), np.nan, _error(errors, weights))
    return Composite(score, error, count > 0, missing)


def category_priors(
    means: np.ndarray, categories: Sequence, fewest: int = FEWEST_IN_CATEGORY
) -> tuple[np.ndarray, np.ndarray]:
    """What a missing source of each project may be expected to say: mean and variance of its category.

    Formula: mean and sample variance of the source over the projects of the category; over all projects where fewer
        than `fewest` of the category have the source.
    Unit and range: two arrays projects × sources, points and points².
    Needs: projects × sources, one category per project.
    Missing: NaN where fewer than `fewest` projects have the source at all, or the category is None and so few.
    Source: evaluation.md, section 4.
    """
    scores = pd.DataFrame(np.asarray(means, dtype=float))
    groups = scores.groupby(pd.Series(list(categories), dtype=object), dropna=False, sort=False)
    enough = groups.transform("count") >= fewest
    found = []
    for statistic in ("mean", "var"):
        overall = getattr(scores, statistic)().where(scores.count() >= fewest)
        own = groups.transform(statistic).where(enough)
        found.append(own.fillna(overall).to_numpy())
    return found[0], found[1]


def rank_intervals(
    means: np.ndarray, standard_errors: np.ndarray, weights: Weights, draws: int = 10_000, seed: int = 0
) -> RankIntervals:
    """How far a project's place may move by the errors of its sources alone.

    Formula: score Σ w·mean ÷ Σ w; its normal law drawn `draws` times for all projects at once; low, high the 5 and
        95 percentiles of the rank; top_k the share of draws with rank ≤ k; bands exact from the normal law.
    Unit and range: low, high ranks 1… as floats; top_k projects × projects (all k), bands projects × bands, in [0, 1].
    Needs: projects × sources, normal independent errors; weights ≥ 0 in any unit, else ValueError. The same seed gives
        the same result in whatever order the projects come: draws go by score, and projects that are equal in score
        and error share their ranks.
    Missing: a project with a mean or error NaN (where the source has weight) is not ranked: low, high, top_k, bands
        NaN, and it takes nobody's rank.
    Source: evaluation.md, section 4; Goldstein & Spiegelhalter 1996.
    """
    means, errors = np.asarray(means, dtype=float), np.asarray(standard_errors, dtype=float)
    weights = checked_weights(weights, means.shape[1])
    score, error = weighted_score(means, weights), _error(errors, weights)
    known, size = np.isfinite(score + error), len(score)
    shares = _drawn_ranks(score[known], error[known], draws, np.random.default_rng(seed))
    cumulative = np.minimum(np.cumsum(shares, axis=1), 1.0)
    low, high, top_k = np.full(size, np.nan), np.full(size, np.nan), np.full((size, size), np.nan)
    if known.any():
        low[known] = 1 + (cumulative >= TAIL - SPECK).argmax(axis=1)
        high[known] = 1 + (cumulative >= 1 - TAIL - SPECK).argmax(axis=1)
        top_k[known] = np.pad(cumulative, ((0, 0), (0, size - known.sum())), constant_values=1.0)
    rank = ranks(np.where(known, score, np.nan))
    return RankIntervals(score, low, high, top_k, band_probabilities(score, error), error, rank)


def weight_acceptability(measurements: np.ndarray, weights: np.ndarray) -> Acceptability:
    """Which ranks an alternative takes over all weights, and what one has to value for it to be first (SMAA-2).

    Formula: rank_acceptability the share of draws with each rank; central_weights the mean of the weights of the draws
        with rank 1; confidence the share of draws of the measurements in which the alternative is first (or level)
        under its central weights.
    Unit and range: shares in [0, 1]; column 0 is rank 1; central weights in the unit of `weights`.
    Needs: measurements draws × alternatives × criteria (or alternatives × criteria when they are certain), weights
        draws × criteria, as from `uniform_weights`; ValueError when they do not fit. Larger is better. Alternatives
        that are level in a draw share their ranks, so their order decides nothing.
    Missing: an alternative with a NaN has no acceptability and takes nobody's rank; central weights and confidence
        NaN for one that is never first.
    Source: Lahdelma & Salminen 2001.
    """
    values, weights = np.asarray(measurements, dtype=float), np.asarray(weights, dtype=float)
    values = values[None] if values.ndim == 2 else values
    if values.ndim != 3 or weights.ndim != 2 or values.shape[2] != weights.shape[1]:
        raise ValueError(f"measurements {np.shape(measurements)} and weights {weights.shape} do not fit")
    if len(values) not in (1, len(weights)) or not len(weights):
        raise ValueError(f"{len(values)} draws of measurements and {len(weights)} of weights")
    size, known = values.shape[1], np.isfinite(values).all(axis=(0, 2))
    acceptability, central = np.full((size, size), np.nan), np.full((size, weights.shape[1]), np.nan)
    confidence = np.full(size, np.nan)
    if known.any():
        values = np.ascontiguousarray(values[:, known]) if not known.all() else values
        sums = _weighted_sums(values, weights)
        acceptability[known] = np.pad(rank_shares(sums), ((0, 0), (0, size - known.sum())))
        central[known] = _central_weights(sums, weights)
        confidence[known] = _confidence(values, central[known])
    return Acceptability(acceptability, central, confidence)


def _error(errors: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Standard error of the composite."""
    used = weights > 0
    return np.sqrt(((errors[:, used] * weights[used]) ** 2).sum(axis=1)) / weights.sum()


def _drawn_ranks(score: np.ndarray, error: np.ndarray, draws: int, generator: np.random.Generator) -> np.ndarray:
    """Rank shares of normal scores, the same for every order of the projects."""
    if draws < 1:
        raise ValueError(f"draws {draws} must be positive")
    if not score.size:
        return np.empty((0, 0))
    different, group = np.unique(np.column_stack([score, error]), axis=0, return_inverse=True)
    order = np.argsort(group, kind="stable")
    drawn = generator.standard_normal((draws, len(score)))
    drawn *= error[order]
    drawn += score[order]
    starts = np.searchsorted(group[order], np.arange(len(different)))
    sizes = np.diff(starts, append=len(score))
    return (np.add.reduceat(rank_shares(drawn), starts, axis=0) / sizes[:, None])[group]


def _weighted_sums(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Draws × alternatives. One criterion after the other: a matrix product may round equal columns differently."""
    sums = values[:, :, 0] * weights[:, 0, None]
    for criterion in range(1, weights.shape[1]):
        sums += values[:, :, criterion] * weights[:, criterion, None]
    return sums


def _central_weights(sums: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Mean weights of the draws in which each alternative is first; draws with several firsts count in parts."""
    first = sums == sums.max(axis=1, keepdims=True)
    draw, alternative = np.nonzero(first)
    part = 1 / first.sum(axis=1)[draw]
    size = sums.shape[1]
    total = np.bincount(alternative, part, size)
    added = np.column_stack([np.bincount(alternative, part * column[draw], size) for column in weights.T])
    with np.errstate(invalid="ignore"):
        return added / total[:, None]


def _confidence(values: np.ndarray, central: np.ndarray) -> np.ndarray:
    """How often each alternative is first under its own central weights; NaN where it has none."""
    draws, size, criteria = values.shape
    firsts = np.flatnonzero(np.isfinite(central).all(axis=1))
    hits = np.zeros(len(firsts))
    at_once = max(1, CELLS_AT_ONCE // (size * len(firsts)))
    for start in range(0, draws, at_once):
        part = np.ascontiguousarray(np.moveaxis(values[start : start + at_once], 2, 0))[:, :, None, :]
        sums = part[0] * central[firsts, 0, None]
        for criterion in range(1, criteria):
            sums += part[criterion] * central[firsts, criterion, None]
        hits += (sums[:, np.arange(len(firsts)), firsts] == sums.max(axis=2)).sum(axis=0)
    found = np.full(size, np.nan)
    found[firsts] = hits / draws
    return found
