"""Kaplan–Meier and the restricted mean."""

from pathlib import Path

import lifelines
import numpy as np
import pandas as pd
import pytest
from lifelines.utils import restricted_mean_survival_time

from scoring.survival import kaplan_meier, restricted_mean

# Weeks of remission under 6-MP, ended and not yet ended.
COMPLETED_AT = [6, 6, 6, 7, 10, 13, 16, 22, 23]
OPEN_AT = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
DURATIONS = COMPLETED_AT + OPEN_AT
COMPLETED = [True] * len(COMPLETED_AT) + [False] * len(OPEN_AT)


def random_cases(seed: int) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(seed)
    durations = generator.integers(0, 40, 200) if seed % 2 else generator.exponential(30, 200)
    return durations.astype(float), generator.random(200) < 0.7


def test_freireich_6_mp() -> None:
    curve = kaplan_meier(DURATIONS, COMPLETED)
    assert curve.times.tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert curve.survival == pytest.approx([0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448], abs=5e-4)
    assert curve.median == 23
    assert curve.at_risk.tolist() == [21, 17, 15, 12, 11, 7, 6]
    assert curve.events.tolist() == [3, 1, 1, 1, 1, 1, 1]


def test_the_median_is_none_when_most_are_still_open() -> None:
    curve = kaplan_meier([1, 2, 3], [True, False, False])
    assert (curve.median, curve.quantile(0.3), curve.quantile(0.9)) == (None, 1, None)


def test_a_quantile_is_reached_when_s_falls_exactly_to_it() -> None:
    days = kaplan_meier(range(1, 11), [True] * 10)
    assert (days.median, days.quantile(0.9), days.quantile(0.3), days.quantile(1)) == (5, 9, 3, 10)
    with pytest.raises(ValueError, match="quantile"):
        days.quantile(90)


@pytest.mark.parametrize("completed", [[], [False, False]])
def test_nothing_completed_gives_an_empty_curve(completed: list[bool]) -> None:
    curve = kaplan_meier([5.0] * len(completed), completed)
    assert (len(curve.times), len(curve.low), curve.median) == (0, 0, None)


def test_counts_and_rows_say_the_same() -> None:
    grouped = kaplan_meier([2, 2, 5, 9], [True, False, True, True], counts=[3, 2, 4, 0])
    single = kaplan_meier([2] * 5 + [5] * 4, [True] * 3 + [False] * 2 + [True] * 4)
    assert grouped.times.tolist() == single.times.tolist() == [2, 5]
    assert grouped.survival.tolist() == single.survival.tolist() == [pytest.approx(2 / 3), 0]
    assert restricted_mean([2, 2, 5, 9], [1, 0, 1, 1], 10, counts=[3, 2, 4, 0]) == pytest.approx(2 + 3 * 2 / 3)


def test_a_missing_duration_is_left_out() -> None:
    assert kaplan_meier([1, np.nan, 3], [True, True, True]).at_risk.tolist() == [2, 1]


def test_impossible_input_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        kaplan_meier([-1], [True])
    with pytest.raises(ValueError, match="equally long"):
        kaplan_meier([1, 2], [True])
    with pytest.raises(ValueError, match="horizon"):
        restricted_mean([1], [True], 0)


def test_the_restricted_mean_by_hand() -> None:
    # S is 1 until 2, then .5 to the end.
    assert restricted_mean([2, 4], [True, False], horizon=10) == pytest.approx(2 + 0.5 * 8)
    assert restricted_mean([2, 4], [True, True], horizon=3) == pytest.approx(2 + 0.5)
    assert restricted_mean([7], [True], horizon=3) == 3
    assert restricted_mean([], [], horizon=3) is None


@pytest.mark.parametrize("seed", range(10))
def test_agrees_with_lifelines_with_ties_and_open_cases(seed: int) -> None:
    durations, completed = random_cases(seed)
    reference = lifelines.KaplanMeierFitter().fit(durations, completed)
    curve = kaplan_meier(durations, completed)
    assert curve.survival == pytest.approx(reference.survival_function_.loc[curve.times].iloc[:, 0].to_numpy())
    band = reference.confidence_interval_.loc[curve.times].to_numpy()
    inside = curve.survival > 0
    assert curve.low[inside] == pytest.approx(band[inside, 0])
    assert curve.high[inside] == pytest.approx(band[inside, 1])
    assert curve.median == reference.median_survival_time_
    assert restricted_mean(durations, completed, 30) == pytest.approx(restricted_mean_survival_time(reference, t=30))


@pytest.mark.real_data
def test_real_council_cases_agree_with_lifelines(shared_data: Path) -> None:
    cases = pd.read_csv(
        shared_data / "council_cases.csv.gz", usecols=["opendate", "closedate"], parse_dates=["opendate", "closedate"]
    )
    cases = cases[~(cases["closedate"] < cases["opendate"])]
    completed = cases["closedate"].notna()
    last = cases[["opendate", "closedate"]].max().max()
    durations = (cases["closedate"].fillna(last) - cases["opendate"]).dt.days
    curve = kaplan_meier(durations, completed)
    reference = lifelines.KaplanMeierFitter().fit(durations, completed)
    assert curve.median == reference.median_survival_time_
    survival = reference.survival_function_.loc[curve.times].iloc[:, 0].to_numpy()
    assert curve.survival == pytest.approx(survival)
