"""参与率: how many of those asked have rated, and what those who kept silent could make of the score."""

from dataclasses import dataclass

import numpy as np

FEWEST_SHARE = 0.1


@dataclass(frozen=True)
class Participation:
    """Per project: raters ÷ invited; the mean if all who kept silent gave the worst, or the best; 样本不足."""

    rate: np.ndarray
    low: np.ndarray
    high: np.ndarray
    too_few: np.ndarray


def participation(
    raters: np.ndarray, invited: np.ndarray, means: np.ndarray, worst: float = 0.0, best: float = 100.0
) -> Participation:
    """How far the raters speak for those who were asked. Silence is never satisfaction.

    Formula: rate = raters ÷ invited; low, high = (raters·mean + (invited − raters)·worst or best) ÷ invited;
        too_few: not shown to be at least 10 %.
    Unit and range: rate in [0, 1]; low ≤ mean ≤ high in points.
    Needs: persons who rated and persons who were asked, the raw mean, the points of the worst and the best level;
        counts ≥ 0, else ValueError. More raters than invited: everyone who rated counts as asked.
    Missing: invited NaN or 0: rate and bounds NaN, and too_few, for nothing shows that enough have rated. Invited but
        no raters: the bounds are the worst and the best level. A mean NaN with raters gives bounds NaN.
    Source: evaluation.md, section 1; Manski 1989 (worst-case bounds).
    """
    raters, asked, means = (np.asarray(each, dtype=float) for each in (raters, invited, means))
    if (raters < 0).any() or (asked < 0).any():
        raise ValueError("raters and invited must not be negative")
    known = asked > 0
    asked = np.maximum(asked, raters)
    rate = np.divide(raters, asked, out=np.full(asked.shape, np.nan), where=known)
    said = np.where(raters > 0, rate * means, 0.0)
    bounds = (np.where(known, said + (1 - rate) * silent, np.nan) for silent in (worst, best))
    return Participation(rate, *bounds, ~(rate >= FEWEST_SHARE))
