"""What is to become of each message: tier, department, side steps and durations, in working minutes."""

import numpy as np
import pandas as pd

from data_access.settings import DEFAULTS
from glossary import Channel, LeftOut, Nature, Tier
from seed_data.days import YEAR_STARTS, Days
from seed_data.intake import messages
from seed_data.organisation import lateness, second_level
from seed_data.places import TOWNSHIPS

LIMITS: dict[str, int] = DEFAULTS["tier_limits"]
NEVER = 10_000_000  # minutes: a case nobody finishes
SHORTEST = 300  # minutes from receipt to completion: room for every step before it
TIERS = {
    Nature.SUGGESTION_PROPER: (0.22, 0.56, 0.22), Nature.REQUEST: (0.42, 0.50, 0.08),
    Nature.COMPLAINT: (0.38, 0.53, 0.09), Nature.QUESTION: (0.82, 0.17, 0.01),
    Nature.REPORT: (0.05, 0.55, 0.40), Nature.PRAISE: (0.95, 0.05, 0.0),
}  # fmt: skip
LATE = 0.05
LATE_IN_2024 = 1.9
# Months in which the office was visibly better or worse.
MONTHS = {
    (2024, 2): 1.6, (2024, 8): 1.7,
    (2025, 2): 1.5, (2025, 4): 0.5, (2025, 5): 0.6, (2025, 7): 1.9, (2025, 9): 0.5,
}  # fmt: skip
SMART_DISPATCH = 0.74  # first guess at what 智能派单 leaves of the handling time; calibrated afterwards


def plan(days: Days, generator: np.random.Generator) -> pd.DataFrame:
    """Every message with its fate, one row each in order of receipt; see `messages` for the first columns.

    Columns: year, tier, limit, department, first_receiver, in_2025, accept … review (minutes of each step),
    duration (receipt to first completion), extension, redo_gap and redo_duration (0: none), returns, left_out,
    escalated, confidential, and u0…u7 (uniform draws for wording and small choices).
    """
    cases = messages(days, generator)
    _who_and_how(cases, generator)
    _side_steps(cases, generator)
    _steps(cases, generator)
    _durations(cases, generator)
    for number in range(8):
        cases[f"u{number}"] = generator.random(len(cases))
    return cases


def _who_and_how(cases: pd.DataFrame, generator: np.random.Generator) -> None:
    size = len(cases)
    cases["year"] = cases["received"].dt.year
    cases["in_2025"] = cases["received"] >= pd.Timestamp(YEAR_STARTS)
    shares = np.array([TIERS[nature] for nature in cases["nature"]]).cumsum(axis=1)
    position = (generator.random(size)[:, None] > shares[:, :2]).sum(axis=1)
    cases["tier"] = np.array([str(tier) for tier in Tier], dtype=object)[position]
    cases["limit"] = cases["tier"].map(LIMITS)
    leads = np.array([category.department for category in second_level()], dtype=object)[cases["category"]]
    governments = np.array([f"town_{town.code}" for town in TOWNSHIPS], dtype=object)[cases["township"]]
    is_local = generator.random(size) < 0.22
    cases["department"] = np.where(is_local, governments, leads)
    cases["first_receiver"] = cases["department"]
    cases["other_department"] = np.where(is_local, leads, governments)


def _side_steps(cases: pd.DataFrame, generator: np.random.Generator) -> None:
    size = len(cases)
    draw = generator.random(size)
    cases["left_out"] = np.select(
        [draw < 0.014, draw < 0.026, draw < 0.036],
        [str(LeftOut.WITHDRAWN), str(LeftOut.DECLINED), str(LeftOut.MERGED)],
        default="",
    )
    cases["escalated"] = (draw > 0.995) & cases["nature"].isin([Nature.REQUEST, Nature.COMPLAINT])
    is_returned = (generator.random(size) < 0.055) & (cases["nature"] != Nature.PRAISE)
    cases["returns"] = is_returned * (1 + (generator.random(size) < 0.12))
    moved = cases["returns"] == 1
    cases.loc[moved, "department"] = cases.loc[moved, "other_department"]
    cases["confidential"] = (cases["nature"] == Nature.REPORT) | (generator.random(size) < 0.004)


def _steps(cases: pd.DataFrame, generator: np.random.Generator) -> None:
    """Minutes each step takes."""
    size = len(cases)
    smart = (cases["channel"] == Channel.ZAO_CANYU) & cases["in_2025"]
    cases["smart"] = smart
    cases["accept"] = generator.integers(4, 45, size)
    cases["triage"] = generator.integers(3, 30, size)
    cases["assign"] = np.where(smart, generator.integers(1, 4, size), generator.integers(5, 60, size))
    is_slow = generator.random(size) < np.where(cases["in_2025"], 0.04, 0.08)
    cases["sign"] = np.where(is_slow, generator.integers(800, 1600, size), generator.integers(15, 300, size))
    cases["back"] = generator.integers(40, 380, size)
    cases["again"] = generator.integers(30, 500, size)
    cases["review"] = generator.integers(15, 300, size)


def _durations(cases: pd.DataFrame, generator: np.random.Generator) -> None:
    size = len(cases)
    allowed = cases["limit"].to_numpy() * 390
    months = [MONTHS.get((moment.year, moment.month), 1.0) for moment in cases["received"]]
    risk = LATE * cases["department"].map(lateness) * np.where(cases["in_2025"], 1.0, LATE_IN_2024) * months
    is_late = generator.random(size) < risk
    in_time = allowed * (0.12 + 0.85 * generator.beta(2.0, 2.6, size))
    late = allowed * (1.1 + generator.exponential(0.35, size)) + 400
    factor = np.where(cases["smart"], SMART_DISPATCH, 1.0)
    duration = np.where(is_late, late, in_time * factor) + cases["returns"] * (cases["back"] + cases["again"])
    duration = np.maximum(duration.to_numpy().astype(int), SHORTEST)
    is_stuck = generator.random(size) < np.where(cases["in_2025"], 0.004, 0.022)
    cases["duration"] = np.where(is_stuck, NEVER, duration)
    asks = (generator.random(size) < 0.3) & (cases["limit"] > 2) & (duration > 0.85 * allowed)
    cases["extension"] = np.where(asks, (cases["limit"] * generator.choice([0.3, 0.5, 1.0], size)).astype(int), 0)
    is_redone = (generator.random(size) < 0.03) & ~cases["nature"].isin([Nature.PRAISE, Nature.QUESTION])
    cases["redo_gap"] = np.where(is_redone, generator.integers(300, 1600, size), 0)
    cases["redo_duration"] = (duration * generator.uniform(0.3, 0.8, size)).astype(int) + SHORTEST
