"""Intervals for a share of a count."""

from math import sqrt

from scipy.special import ndtri


def wilson_interval(successes: int, total: int, confidence: float = 0.95) -> tuple[float, float] | None:
    """Where the true rate plausibly lies, given `successes` of `total`.

    Formula: (2np + z² ± z·√(z² + 4np(1−p))) ÷ 2(n + z²), without continuity correction.
    Unit and range: shares, 0 ≤ low ≤ high ≤ 1.
    Needs: counts with 0 ≤ successes ≤ total and 0 < confidence < 1, else ValueError.
    Missing: None when total is 0.
    Source: Wilson 1927; Newcombe 1998, method 3.
    """
    if not 0 <= successes <= total:
        raise ValueError(f"successes {successes} must lie between 0 and total {total}")
    if not 0 < confidence < 1:
        raise ValueError(f"confidence {confidence} must lie between 0 and 1")
    if total == 0:
        return None
    z = float(ndtri((1 + confidence) / 2))
    centre = 2 * successes + z * z
    spread = z * sqrt(z * z + 4 * successes * (total - successes) / total)
    scale = 2 * (total + z * z)
    # At 0 and at total the bound is exact; subtraction would leave a rounding speck.
    low = 0.0 if successes == 0 else (centre - spread) / scale
    high = 1.0 if successes == total else (centre + spread) / scale
    return float(low), float(high)
