"""How long cases take when some are still open (Kaplan–Meier)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

Z_95 = float(ndtri(0.975))
# S is a product of fractions: 4/5 · 3/4 · 2/3 · … may miss an exact half by a few ulps.
ROUNDING = 1e-12


@dataclass(frozen=True)
class Survival:
    """Share still open after each time at which a case was completed, with its 95 % band."""

    times: np.ndarray
    survival: np.ndarray
    median: float | None
    at_risk: np.ndarray
    events: np.ndarray
    low: np.ndarray
    high: np.ndarray

    def quantile(self, q: float) -> float | None:
        """Time by which the share `q` is completed (P90 = quantile(.9)); None when it is never reached."""
        return _first_time(self.times, self.survival, q)


def kaplan_meier(durations: ArrayLike, completed: ArrayLike, counts: ArrayLike | None = None) -> Survival:
    """Share of cases still open after each time, open cases counting for as long as they have been watched.

    Formula: S(t) = Π over event times ≤ t of (1 − events ÷ at risk); at a tie, completions come before open ends.
        Band: S^exp(±1.96·√V ÷ ln S), V = Σ events ÷ (at risk · (at risk − events)) (Greenwood on log(−log S)).
    Unit and range: times in the unit of `durations`; survival, low, high in [0, 1].
    Needs: equally long arrays; `completed` false for cases still open; durations ≥ 0, else ValueError.
        `counts` says how many cases each entry stands for (1 when left out).
    Missing: entries without a duration or with count 0 are left out; nothing completed gives empty arrays; median
        None when S never falls to .5; the band is NaN where S is 0, its variance being undefined.
    Source: Kaplan & Meier 1958; Kalbfleisch & Prentice 1980; checked on Freireich 1963 (6-MP).
    """
    times, events, leaving = _histogram(durations, completed, counts)
    at_risk = leaving[::-1].cumsum()[::-1]
    seen = events > 0
    times, events, at_risk = times[seen], events[seen], at_risk[seen]
    survival = np.cumprod((at_risk - events) / at_risk)
    low, high = _band(survival, events, at_risk)
    return Survival(times, survival, _first_time(times, survival, 0.5), at_risk, events, low, high)


def restricted_mean(
    durations: ArrayLike, completed: ArrayLike, horizon: float, counts: ArrayLike | None = None
) -> float | None:
    """Mean time to completion when no case may count for more than `horizon`.

    Formula: ∫₀^horizon S(t) dt, the last S carried flat to the horizon.
    Unit and range: unit of `durations`, in [0, horizon].
    Needs: as kaplan_meier; horizon > 0, else ValueError.
    Missing: None when there is no case.
    Source: Irwin 1949; Royston & Parmar 2013.
    """
    if not horizon > 0:
        raise ValueError(f"horizon {horizon} must be positive")
    times, events, leaving = _histogram(durations, completed, counts)
    if not len(times):
        return None
    at_risk = leaving[::-1].cumsum()[::-1]
    steps = np.concatenate([[1.0], np.cumprod((at_risk - events) / at_risk)])
    edges = np.concatenate([[0.0], np.minimum(times, horizon), [horizon]])
    return float(steps @ np.diff(edges))


def _histogram(
    durations: ArrayLike, completed: ArrayLike, counts: ArrayLike | None
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Distinct times in order, completions at each, and all cases leaving at each."""
    lengths = np.asarray(durations, dtype=float)
    done = np.asarray(completed, dtype=bool)
    weights = np.ones(len(lengths), dtype=np.int64) if counts is None else np.asarray(counts)
    if not len(lengths) == len(done) == len(weights):
        raise ValueError("durations, completed and counts must be equally long")
    if (lengths < 0).any() or (weights < 0).any():
        raise ValueError("durations and counts must not be negative")
    kept = ~np.isnan(lengths) & (weights > 0)
    times, position = np.unique(lengths[kept], return_inverse=True)
    leaving = np.bincount(position, weights=weights[kept], minlength=len(times))
    events = np.bincount(position, weights=weights[kept] * done[kept], minlength=len(times))
    return times, events.astype(np.int64), leaving.astype(np.int64)


def _band(survival: np.ndarray, events: np.ndarray, at_risk: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Log-log Greenwood 95 % band."""
    low, high = np.full(len(survival), np.nan), np.full(len(survival), np.nan)
    inside = survival > 0
    died, risk, share = events[inside], at_risk[inside], survival[inside]
    spread = Z_95 * np.sqrt(np.cumsum(died / (risk * (risk - died)))) / np.log(share)
    low[inside], high[inside] = share ** np.exp(-spread), share ** np.exp(spread)
    return low, high


def _first_time(times: np.ndarray, survival: np.ndarray, q: float) -> float | None:
    """First time at which S ≤ 1 − q."""
    if not 0 <= q <= 1:
        raise ValueError(f"quantile {q} must lie between 0 and 1")
    reached = survival <= 1 - q + ROUNDING
    return float(times[reached.argmax()]) if reached.any() else None
