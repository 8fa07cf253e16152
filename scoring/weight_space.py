"""Weights as points of a simplex: drawing them, moving them, and what the order of projects makes of it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from scoring.ranks import ranks

Weights = Sequence[float] | np.ndarray
SHIFT = 0.1


@dataclass(frozen=True)
class WeightSwap:
    """The weight that has to be moved until two projects are level, and the weights then, in the units given."""

    moved: float
    weights: np.ndarray


@dataclass(frozen=True)
class Sensitivity:
    """Ranks per project: as weighted, under equal weights, the best and the worst when one weight is shifted.

    `shifted` is scenarios × projects: source 0 less, source 0 more, source 1 less …
    """

    rank: np.ndarray
    equal: np.ndarray
    best: np.ndarray
    worst: np.ndarray
    shifted: np.ndarray


def checked_weights(weights: Weights, sources: int) -> np.ndarray:
    """Weights as an array; ValueError unless there is one per source, none negative or missing, and not all 0."""
    values = np.asarray(weights, dtype=float)
    if values.shape != (sources,) or not np.isfinite(values).all() or (values < 0).any() or not values.sum() > 0:
        raise ValueError(f"weights {values.tolist()} must be {sources} numbers ≥ 0 that are not all 0")
    return values


def weighted_score(means: np.ndarray, weights: Weights) -> np.ndarray:
    """The composite of each project.

    Formula: Σ weight × mean ÷ Σ weights; kept within the sources it is made of, which rounding could leave by a speck.
    Unit and range: the unit of `means`, between its least and its greatest source.
    Needs: projects × sources; weights ≥ 0 in any unit, else ValueError.
    Missing: NaN where a source that has weight is NaN; never re-weighted here.
    Source: evaluation.md, section 4.
    """
    means = np.asarray(means, dtype=float)
    weights = checked_weights(weights, means.shape[1])
    used, weights = means[:, weights > 0], weights[weights > 0]
    return np.clip((used * weights).sum(axis=1) / weights.sum(), used.min(axis=1), used.max(axis=1))


def uniform_weights(criteria: int, draws: int = 10_000, seed: int = 0) -> np.ndarray:
    """Weights drawn evenly from all there are.

    Formula: independent exponential draws ÷ their sum, which is the uniform law on the simplex.
    Unit and range: draws × criteria, each row ≥ 0 and adding up to 1.
    Needs: criteria ≥ 1; the same seed gives the same weights.
    Source: Tervonen & Lahdelma 2007.
    """
    drawn = np.random.default_rng(seed).standard_exponential((draws, criteria))
    return drawn / drawn.sum(axis=1, keepdims=True)


def smallest_swap(one: np.ndarray, other: np.ndarray, weights: Weights) -> WeightSwap | None:
    """The least weight that must move between sources until two projects are level; any more swaps them.

    Formula: minimises ½·Σ |new − old| over weights ≥ 0 with the same sum and Σ new × (one − other) = 0. Exact: all
        moved weight goes to the source that favours the one behind most, taken first where the leader gains most.
    Unit and range: moved in the unit of the weights, 0 … their sum; 0 when the two are level already.
    Needs: the scores of the two per source; either may be ahead. Of equally good sources the first is taken.
    Missing: None when no weights put the one behind ahead, or a source that has a score in one only.
    Source: linear programming on the simplex (a fractional knapsack); the distance is L1, which reads as points moved.
    """
    lead_of = np.asarray(one, dtype=float) - np.asarray(other, dtype=float)
    weights = checked_weights(weights, len(lead_of)).copy()
    lead = float((lead_of * weights).sum())
    if not np.isfinite(lead_of).all():
        return None
    if lead < 0:
        lead_of, lead = -lead_of, -lead
    before, target = weights.copy(), int(np.argmin(lead_of))
    if lead > 0 and lead_of[target] >= 0:
        return None
    for source in np.argsort(-lead_of, kind="stable"):
        advantage = lead_of[source] - lead_of[target]
        if lead <= 0 or advantage <= 0:
            break
        step = min(weights[source], lead / advantage)
        weights[source] -= step
        weights[target] += step
        lead -= step * advantage
    return WeightSwap(float(np.abs(weights - before).sum() / 2), weights)


def neighbour_swaps(means: np.ndarray, weights: Weights) -> pd.DataFrame:
    """For every two neighbours in the order of the composite, the smallest change of weights that swaps them.

    Formula: `smallest_swap` of the project of each place and the next; equal composites in the order of the rows.
    Unit and range: one row per pair, from the top. Columns: ahead, behind (rows of `means`), moved, and
        weight_0, weight_1 … at which the two are level.
    Needs: projects × sources.
    Missing: projects without a composite are left out; moved and weights NaN where nothing swaps the two.
    Source: evaluation.md, section 4.
    """
    means = np.asarray(means, dtype=float)
    score = weighted_score(means, weights)
    order = [place for place in np.argsort(-score, kind="stable") if not np.isnan(score[place])]
    unchanged = np.full(means.shape[1], np.nan)
    rows = []
    for ahead, behind in zip(order, order[1:], strict=False):
        swap = smallest_swap(means[ahead], means[behind], weights) or WeightSwap(np.nan, unchanged)
        rows.append((ahead, behind, swap.moved, *swap.weights))
    names = [f"weight_{source}" for source in range(means.shape[1])]
    table = pd.DataFrame(rows, columns=["ahead", "behind", "moved", *names])
    return table.astype({"ahead": int, "behind": int} | dict.fromkeys(["moved", *names], float))


def rank_sensitivity(means: np.ndarray, weights: Weights, shift: float = SHIFT) -> Sensitivity:
    """Ranks under equal weights, and when one weight after the other is a tenth smaller and larger.

    Formula: ranks of the composite; one weight × (1 ∓ shift), the others scaled so that the sum stays.
    Unit and range: ranks 1…, as floats; best ≤ rank ≤ worst.
    Needs: projects × sources; 0 < shift < 1; no weight so large that it cannot grow by `shift` (it then takes all).
    Missing: NaN for a project without a composite.
    Source: evaluation.md, section 4; OECD/JRC 2008, step 7.
    """
    means = np.asarray(means, dtype=float)
    weights = checked_weights(weights, means.shape[1])
    if not 0 < shift < 1:
        raise ValueError(f"shift {shift} must lie between 0 and 1")
    rank = ranks(weighted_score(means, weights))
    scenarios = [_shifted(weights, source, sign * shift) for source in range(len(weights)) for sign in (-1, 1)]
    shifted = np.array([ranks(weighted_score(means, scenario)) for scenario in scenarios])
    everything = np.vstack([rank, shifted])
    equal = ranks(weighted_score(means, np.ones(len(weights))))
    return Sensitivity(rank, equal, everything.min(axis=0), everything.max(axis=0), shifted)


def winner_map(means: np.ndarray, steps: int = 50) -> pd.DataFrame:
    """Which project leads where in the triangle of three weights.

    Formula: at every point (i, j, k) ÷ steps with i + j + k = steps, the project with the highest weighted sum.
    Unit and range: (steps + 1)(steps + 2) ÷ 2 rows. Columns: weight_0, weight_1, weight_2 (adding up to 1), leader
        (row of `means`; of equal ones the first), margin (points to the next one, 0 when level).
    Needs: projects × 3, else ValueError.
    Missing: a project lacking a source leads nowhere; no complete project gives no rows; margin NaN with one only.
    Source: evaluation.md, section 4.
    """
    means = np.asarray(means, dtype=float)
    if means.ndim != 2 or means.shape[1] != 3:
        raise ValueError("a weight triangle needs three sources")
    complete = np.flatnonzero(np.isfinite(means).all(axis=1))
    first, second = (axis.ravel() for axis in np.mgrid[: steps + 1, : steps + 1])
    points = np.column_stack([first, second, steps - first - second])
    points = points[points[:, 2] >= 0] / steps
    names = ["weight_0", "weight_1", "weight_2"]
    if not complete.size:
        return pd.DataFrame(columns=[*names, "leader", "margin"]).astype(dict.fromkeys([*names, "margin"], float))
    sums = (points[:, None, :] * means[complete]).sum(axis=2)
    top = np.partition(sums, -2, axis=1) if complete.size > 1 else None
    margin = top[:, -1] - top[:, -2] if top is not None else np.full(len(points), np.nan)
    return pd.DataFrame(points, columns=names).assign(leader=complete[sums.argmax(axis=1)], margin=margin)


def _shifted(weights: np.ndarray, source: int, shift: float) -> np.ndarray:
    """One weight changed by a share of itself, the others scaled; a weight that is all there is stays."""
    total, rest = weights.sum(), weights.sum() - weights[source]
    if not rest > 0:
        return weights
    changed = min(weights[source] * (1 + shift), total)
    scaled = weights * (total - changed) / rest
    scaled[source] = changed
    return scaled
