"""金点子: how many were adopted, what became of them, and how far a project's targets are reached."""

from collections.abc import Mapping

from scoring.rates import Rate, rate

# What has to be counted: ideas that were not merged away, by where they stand, and those a policy took up.
COUNTED = ("banked", "converted", "effective", "retained", "not_adopted", "with_policy")
_ADOPTED = ("banked", "converted", "effective")
RATES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "idea_adoption_rate": (_ADOPTED, (*_ADOPTED, "retained", "not_adopted")),
    "idea_conversion_rate": (("converted", "effective"), _ADOPTED),
    "policy_conversion_rate": (("with_policy",), _ADOPTED),
    "effect_rate": (("effective",), ("converted", "effective")),
}


def conversion_rates(counted: Mapping[str, int]) -> dict[str, Rate]:
    """Adoption, conversion, conversion into policy, and effect of ideas.

    Formula: sum of the numerator counts ÷ sum of the denominator counts, as in RATES.
    Unit and range: each value in [0, 1], with its Wilson 95 % interval.
    Needs: the counts in COUNTED; `with_policy`: adopted ideas that a policy document took up.
    Missing: a rate with denominator 0 has value None.
    Source: docs/metrics.md.
    """
    return {
        code: rate(sum(int(counted[name]) for name in above), sum(int(counted[name]) for name in below))
        for code, (above, below) in RATES.items()
    }


def share_reached(baseline: float | None, latest: float | None, target: float) -> float | None:
    """How much of the way from the baseline to the target is done.

    Formula: (latest − baseline) ÷ (target − baseline), whether the target lies above or below the baseline.
    Unit and range: a share; over 1 when the target is passed, below 0 when it moved the other way.
    Needs: values in the target's unit.
    Missing: None without a baseline or a reported value, and where target and baseline are the same.
    Source: docs/metrics.md.
    """
    if baseline is None or latest is None or target == baseline:
        return None
    return (latest - baseline) / (target - baseline)
