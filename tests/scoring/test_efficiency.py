"""效率提升."""

import numpy as np
import pandas as pd
import pytest

from scoring import efficiency
from scoring.efficiency import EfficiencyGain, efficiency_gain
from scoring.survival import restricted_mean

HORIZON = 60 * 390


def cases(*rows: tuple) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=["stratum", "duration", "completed", "count"])


def random_cases(seed: int, scale: float, strata: int = 2, each: int = 300) -> pd.DataFrame:
    generator = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "stratum": np.repeat([f"s{number:02}" for number in range(strata)], each),
            "duration": np.tile(np.arange(1, each + 1) * 10.0, strata) * scale,
            "completed": generator.random(strata * each) < 0.85,
            "count": generator.integers(1, 6, strata * each),
        }
    )


def test_time_saved_at_the_mix_before() -> None:
    # Before: 10 × 3/4 + 100 × 1/4 = 32.5; after, same mix: 5 × 3/4 + 80 × 1/4 = 23.75, however many cases there are.
    before = cases(("a", 10, True, 30), ("b", 100, True, 10))
    after = cases(("a", 5, True, 1), ("b", 80, True, 99))
    gain = efficiency_gain(before, after, 1000)
    assert gain == EfficiencyGain(
        pytest.approx(1 - 23.75 / 32.5), pytest.approx(gain.value), pytest.approx(gain.value), 32.5, 23.75, 1.0
    )


def test_only_strata_present_in_both_count_and_the_rest_is_told() -> None:
    before = cases(("a", 10, True, 30), ("gone", 500, True, 10))
    after = cases(("a", 8, True, 5), ("new", 1, True, 50))
    gain = efficiency_gain(before, after, 1000)
    assert (gain.value, gain.before_mean, gain.covered) == (pytest.approx(0.2), 10, 0.75)


def test_an_open_case_counts_up_to_the_horizon() -> None:
    gain = efficiency_gain(cases(("a", 10, True, 1), ("a", 20, False, 1)), cases(("a", 500, True, 4)), 100)
    assert (gain.before_mean, gain.after_mean) == (10 + 0.5 * 90, 100)
    assert gain.value == pytest.approx(1 - 100 / 55)


def test_undefined_without_common_cases_or_time() -> None:
    some, none = cases(("a", 10, True, 3)), cases().astype({"duration": float, "count": int})
    assert efficiency_gain(some, none, 100) == EfficiencyGain(None, None, None, None, None, 0.0)
    assert efficiency_gain(none, some, 100) == EfficiencyGain(None, None, None, None, None, None)
    assert efficiency_gain(cases(("a", 0, True, 3)), some, 100) == EfficiencyGain(None, None, None, 0.0, 10.0, 1.0)


def test_rows_without_stratum_or_duration_are_left_out() -> None:
    before = cases(("a", 10, True, 3), ("a", np.nan, True, 9), (None, 90, True, 9))
    assert efficiency_gain(before, cases(("a", 5, True, 3)), 100).before_mean == 10


def test_impossible_input_is_refused() -> None:
    some = cases(("a", 10, True, 3))
    with pytest.raises(ValueError, match="horizon"):
        efficiency_gain(some, some, 0)
    with pytest.raises(ValueError, match="negative"):
        efficiency_gain(cases(("a", -1, True, 3)), some, 100)


def test_the_means_are_those_of_the_survival_curve() -> None:
    before, after = random_cases(1, 30, strata=1), random_cases(2, 20, strata=1)
    gain = efficiency_gain(before, after, HORIZON)
    columns = ["duration", "completed", "count"]
    for mean, frame in ((gain.before_mean, before), (gain.after_mean, after)):
        durations, completed, counts = (frame[name] for name in columns)
        assert mean == pytest.approx(restricted_mean(durations, completed, HORIZON, counts))


def test_the_seed_decides_the_interval() -> None:
    before, after = random_cases(1, 30), random_cases(2, 20)
    first, again, other = (efficiency_gain(before, after, HORIZON, seed=seed) for seed in (0, 0, 1))
    assert first == again
    assert first.low != other.low
    assert first.low < first.value < first.high


def test_fast_counts_give_the_interval_of_the_multinomial(monkeypatch: pytest.MonkeyPatch) -> None:
    before, after = random_cases(1, 30, strata=1), random_cases(2, 20, strata=1)
    fast = efficiency_gain(before, after, HORIZON, draws=4000)
    monkeypatch.setattr(efficiency, "FEW_CASES", 10**9)
    exact = efficiency_gain(before, after, HORIZON, draws=4000)
    width = exact.high - exact.low
    assert (fast.low, fast.high) == (
        pytest.approx(exact.low, abs=width / 12),
        pytest.approx(exact.high, abs=width / 12),
    )


def test_many_distinct_minutes_are_read_to_the_hour_for_the_interval_only() -> None:
    before, after = random_cases(1, 7, strata=1, each=900), random_cases(2, 5, strata=1, each=900)
    gain = efficiency_gain(before, after, HORIZON)
    assert gain.before_mean == pytest.approx(
        restricted_mean(before["duration"], before["completed"], HORIZON, before["count"])
    )
    assert gain.low < gain.value < gain.high
