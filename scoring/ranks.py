"""Ranks, and how often each rank comes up over draws. Equal values are never told apart by their place in the input."""

import numpy as np
from scipy.stats import rankdata


def ranks(scores: np.ndarray) -> np.ndarray:
    """The rank of each score, highest first.

    Formula: 1 + how many scores are higher; equal scores share the better rank.
    Unit and range: 1…, as floats.
    Needs: any number of scores.
    Missing: NaN where the score is NaN; such a score takes nobody's rank.
    Source: evaluation.md, section 4.
    """
    scores = np.asarray(scores, dtype=float)
    return rankdata(-scores, method="min", nan_policy="omit") if scores.size else scores.copy()


def rank_shares(values: np.ndarray) -> np.ndarray:
    """How often each alternative takes each rank.

    Formula: draws in which the alternative has the rank ÷ draws. Alternatives that are equal in a draw share the
        ranks they take together, each an equal part: the order of the columns decides nothing.
    Unit and range: alternatives × ranks (column 0 is rank 1), shares in [0, 1]; every row and column adds up to 1.
    Needs: draws × alternatives, at least one draw, no NaN.
    Source: Lahdelma & Salminen 2001 (rank acceptability index).
    """
    draws, size = values.shape
    order = np.argsort(-values, axis=1)
    descending = np.take_along_axis(values, order, axis=1)
    tied = (np.diff(descending, axis=1) == 0).any(axis=1)
    cells = order[~tied] * size + np.arange(size)
    counts = np.bincount(cells.ravel(), minlength=size * size).reshape(size, size).astype(float)
    if tied.any():
        counts += _shared(order[tied], descending[tied])
    return counts / draws


def _shared(order: np.ndarray, descending: np.ndarray) -> np.ndarray:
    """Counts of draws with ties: each of m equal alternatives has 1/m of each of the m ranks they take together."""
    size = order.shape[1]
    position = np.arange(size)
    edge = np.ones((len(order), 1), dtype=bool)
    inner = np.diff(descending, axis=1) != 0
    first = np.maximum.accumulate(np.where(np.hstack([edge, inner]), position, 0), axis=1)
    ends = np.where(np.hstack([inner, edge]), position, size - 1)
    last = np.minimum.accumulate(ends[:, ::-1], axis=1)[:, ::-1]
    part = (1 / (last - first + 1)).ravel()
    # The part holds from the first to the last of the shared ranks: on at the first, off after the last.
    row = order * (size + 1)
    switched = np.bincount((row + first).ravel(), part, size * (size + 1))
    switched -= np.bincount((row + last + 1).ravel(), part, size * (size + 1))
    counts = np.cumsum(switched.reshape(size, size + 1), axis=1)[:, :size]
    counts[np.abs(counts) < 1e-9] = 0.0  # rounding specks where a part was switched off
    return counts
