"""群众评议: one score per project from the stages it has reached."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scoring.citizens import level_means, shrink_means, within_variance


@dataclass(frozen=True)
class CitizenScores:
    """Per project: shrunk score, its standard error, raw mean, votes counted; the same per stage; priors per stage.

    `differs` per stage: False means 项目间无显著差异.
    """

    values: np.ndarray
    standard_errors: np.ndarray
    raw: np.ndarray
    votes: np.ndarray
    stage_values: np.ndarray
    stage_errors: np.ndarray
    stage_raw: np.ndarray
    strengths: np.ndarray
    prior_means: np.ndarray
    differs: np.ndarray


def citizen_scores(
    counts: np.ndarray, levels: Sequence[float], reached: np.ndarray, stage_weights: Sequence[float]
) -> CitizenScores:
    """What citizens say of each project, over the stages it has reached.

    Formula: within a stage `shrink_means` over the projects that reached it; then Σ w·value ÷ Σ w over the reached
        stages, with variance Σ w²·error² ÷ (Σ w)². A reached stage nobody rated keeps the stage's prior mean with the
        prior's variance; one not reached is left out. raw: the same weighting of the plain means of the rated stages.
    Unit and range: points of the levels; between the least and the greatest level.
    Needs: counts projects × stages × levels (of `level_counts`, held votes already left out), `reached` projects ×
        stages (bool), one weight ≥ 0 per stage. Votes at a stage not reached are not read.
    Missing: values, errors and raw NaN for a project without any vote at a reached stage that has weight: the source
        is missing, not average. A stage nobody rated anywhere has no prior and is left out for all.
    Source: evaluation.md, section 1.
    """
    reached = np.asarray(reached, dtype=bool)
    counts = np.where(reached[:, :, None], np.asarray(counts, dtype=float), 0.0)
    weights = _stage_weights(stage_weights, counts.shape[1])
    stages = [_stage(counts[:, stage], levels) for stage in range(counts.shape[1])]
    raw, votes = level_means(counts, levels), counts.sum(axis=2)
    values = np.where(reached, _columns([each.values for each in stages], reached.shape), np.nan)
    errors = _columns([each.standard_errors for each in stages], reached.shape)
    errors = np.where(np.isnan(values), np.nan, errors)
    rated = ((votes > 0) & (weights > 0)).any(axis=1)
    used = np.where(np.isnan(values), 0.0, weights)
    return CitizenScores(
        np.where(rated, _share(values * used, used), np.nan),
        np.where(rated, np.sqrt(_share((errors * used) ** 2, used, 2)), np.nan),
        _share(raw * weights, np.where(np.isnan(raw), 0.0, weights)),
        votes.sum(axis=1).astype(int),
        values,
        errors,
        raw,
        np.array([each.strength for each in stages]),
        np.array([each.prior_mean for each in stages]),
        np.array([each.differs for each in stages]),
    )


def _stage(counts: np.ndarray, levels: Sequence[float]):
    return shrink_means(level_means(counts, levels), counts.sum(axis=1), within_variance(counts, levels))


def _stage_weights(weights: Sequence[float], stages: int) -> np.ndarray:
    values = np.asarray(weights, dtype=float)
    if values.shape != (stages,) or not (values >= 0).all() or not values.sum() > 0:
        raise ValueError(f"stage weights {values.tolist()} must be {stages} numbers ≥ 0 that are not all 0")
    return values


def _columns(arrays: list[np.ndarray], shape: tuple[int, int]) -> np.ndarray:
    return np.column_stack(arrays).reshape(shape)


def _share(parts: np.ndarray, weights: np.ndarray, power: int = 1) -> np.ndarray:
    """Σ parts ÷ (Σ weights)^power of each row over the stages with weight; NaN where there is none."""
    total = weights.sum(axis=1) ** power
    summed = np.where(weights > 0, parts, 0.0).sum(axis=1)
    return np.divide(summed, total, out=np.full(total.shape, np.nan), where=total > 0)
