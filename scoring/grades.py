"""等级: which band a score lies in, how sure that is, and where two sources contradict each other."""

from collections.abc import Sequence
from itertools import permutations

import numpy as np
import pandas as pd
from scipy.special import ndtr

# Lower bounds of all bands but the last, best first (evaluation.md, section 4).
BOUNDS = (90.0, 80.0, 60.0)
SURE = 0.8
CONTRADICTING_BANDS = 2


def bands(scores: np.ndarray, bounds: Sequence[float] = BOUNDS) -> np.ndarray:
    """The band of each score: 0 is the best.

    Formula: how many lower bounds lie above the score; bands are left-closed, so a bound belongs to the better band.
    Unit and range: 0 … len(bounds), as floats; shape of `scores`.
    Needs: scores as they are, not rounded; bounds falling, else ValueError.
    Missing: NaN where the score is NaN.
    Source: evaluation.md, section 4.
    """
    scores, limits = np.asarray(scores, dtype=float), _falling(bounds)
    found = (scores[..., None] < limits).sum(axis=-1).astype(float)
    return np.where(np.isnan(scores), np.nan, found)


def band_probabilities(scores: np.ndarray, standard_errors: np.ndarray, bounds: Sequence[float] = BOUNDS) -> np.ndarray:
    """How likely the true score lies in each band.

    Formula: differences of Φ((score − bound) ÷ standard error) between neighbouring bounds; without error the band
        of the score has 1.
    Unit and range: projects × bands (best first), in [0, 1], each row adds up to 1.
    Needs: scores and standard errors ≥ 0 of the same length; bounds falling, else ValueError.
    Missing: a row of NaN where score or standard error is NaN.
    Source: evaluation.md, section 4; the normal law of a weighted sum of independent estimates.
    """
    scores, errors, limits = np.asarray(scores, dtype=float), np.asarray(standard_errors, dtype=float), _falling(bounds)
    distance = scores[:, None] - limits
    with np.errstate(divide="ignore", invalid="ignore"):
        reached = np.where(errors[:, None] > 0, ndtr(distance / errors[:, None]), distance >= 0)
    reached = np.where(np.isnan(scores + errors)[:, None], np.nan, reached)
    return np.diff(reached, axis=1, prepend=0.0, append=1.0)


def borderline(scores: np.ndarray, probabilities: np.ndarray, bounds: Sequence[float] = BOUNDS) -> np.ndarray:
    """边界: is the band a score lies in less than 80 % likely?

    Formula: probability of the score's own band < SURE.
    Unit and range: one bool per project.
    Needs: scores, and their `band_probabilities` for the same bounds.
    Missing: False where the score or its probabilities are NaN: what has no grade has no badge.
    Source: evaluation.md, section 4.
    """
    own = bands(scores, bounds)
    known = ~np.isnan(own)
    places = np.where(known, own, 0).astype(int)
    likely = np.take_along_axis(np.asarray(probabilities, dtype=float), places[:, None], axis=1)[:, 0]
    return known & (likely < SURE)


def contradictions(means: np.ndarray, bounds: Sequence[float] = BOUNDS) -> pd.DataFrame:
    """Projects that one source puts at least two bands above another.

    Formula: band of the lower source − band of the higher source ≥ 2.
    Unit and range: one row per project and pair of sources, in order of project, higher, lower.
    Needs: projects × sources. Columns returned: project, higher, lower (positions in `means`), bands (how far apart),
        gap (points between the two).
    Missing: a source without a score contradicts nothing; no contradictions give no rows.
    Source: evaluation.md, section 4.
    """
    means = np.asarray(means, dtype=float)
    own = bands(means, bounds)
    rows = [
        (
            project,
            higher,
            lower,
            int(own[project, lower] - own[project, higher]),
            means[project, higher] - means[project, lower],
        )
        for higher, lower in permutations(range(means.shape[1]), 2)
        for project in np.flatnonzero(own[:, lower] - own[:, higher] >= CONTRADICTING_BANDS)
    ]
    table = pd.DataFrame(sorted(rows), columns=["project", "higher", "lower", "bands", "gap"])
    return table.astype({"project": int, "higher": int, "lower": int, "bands": int, "gap": float})


def _falling(bounds: Sequence[float]) -> np.ndarray:
    limits = np.asarray(bounds, dtype=float)
    if limits.ndim != 1 or not (np.diff(limits) < 0).all():
        raise ValueError(f"bounds {bounds} must fall")
    return limits
