"""The KPI table: from counted suggestions to rates, each with its numerator and denominator."""

from collections.abc import Iterable, Mapping

from glossary import ANSWER_LIMITS
from scoring.rates import Rate, rate

# What has to be counted for every rate below; names of the measures in data_access.
KPI_MEASURES = (
    "cohort",
    "assigned",
    "completed",
    "open",
    "due",
    "on_time",
    "completed_with_due",
    "completed_on_time",
    "overdue_open",
    "due_to_sign",
    "signed_in_time",
    "once_completed",
    "redone",
    "extended",
    "reassigned",
    "reassigned_again",
    "returned",
    "returned_again",
    "followed_up",
    "rated",
    "satisfied",
    "strictly_satisfied",
    "not_rated",
    "refused",
    "unreached",
    "concluded",
    "adopted",
    "converted",
)

# KPI code → (numerators, denominators); several names are added up.
RATES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "completion_rate": (("completed",), ("cohort",)),
    "on_time_rate": (("on_time",), ("due",)),
    "on_time_of_completed": (("completed_on_time",), ("completed_with_due",)),
    "sign_rate": (("signed_in_time",), ("due_to_sign",)),
    "return_rate": (("returned", "returned_again"), ("assigned", "reassigned", "reassigned_again")),
    "redo_rate": (("redone",), ("once_completed",)),
    "extension_rate": (("extended",), ("cohort",)),
    "valid_followup_rate": (("rated",), ("completed",)),
    "satisfaction_rate": (("satisfied",), ("rated",)),
    "satisfaction_rate_strict": (("strictly_satisfied",), ("rated",)),
    "adoption_rate": (("adopted",), ("concluded",)),
    "conversion_rate": (("converted",), ("adopted",)),
}

ANSWER_MEASURES = tuple(f"{kind}_{days}" for days in ANSWER_LIMITS for kind in ("answered_within", "answer_known"))


def kpi_rates(counted: Mapping[str, int], codes: Iterable[str] = tuple(RATES)) -> dict[str, Rate]:
    """The rates of the KPI table: those named, or every one.

    Formula: sum of the numerator counts ÷ sum of the denominator counts, as in RATES.
    Unit and range: each value in [0, 1].
    Needs: the counts that RATES names for these codes.
    Missing: a rate with denominator 0 has value None.
    Source: domain definitions of the KPI table; see docs/metrics.md.
    """
    return {
        code: rate(sum(int(counted[name]) for name in above), sum(int(counted[name]) for name in below))
        for code, (above, below) in ((code, RATES[code]) for code in codes)
    }


def answer_rates(counted: Mapping[str, int], limits: tuple[int, ...]) -> dict[int, Rate]:
    """Share answered within n working days, for each n.

    Formula: answered within n ÷ (answered, or waiting for longer than n).
    Unit and range: [0, 1]; keys are working days.
    Needs: answered_within_n and answer_known_n for each n.
    Missing: None when nothing was answered and nothing waited that long.
    Source: docs/metrics.md.
    """
    return {
        days: rate(int(counted[f"answered_within_{days}"]), int(counted[f"answer_known_{days}"])) for days in limits
    }
