"""Direct standardisation and the split of a change."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.standardisation import Change, decompose, direct

RATES = st.lists(st.floats(0, 1), min_size=3, max_size=3)
MIX = st.lists(st.integers(0, 1000), min_size=3, max_size=3).filter(any)


def test_the_overall_rate_under_the_base_mix() -> None:
    assert direct({"即可办": 0.9, "限期办": 0.6}, {"即可办": 0.75, "限期办": 0.25}) == pytest.approx(0.825)
    assert direct([0.9, 0.6], [300, 100]) == pytest.approx(0.825)


def test_a_stratum_outside_the_base_counts_nothing() -> None:
    assert direct({"a": 0.9, "b": 0.1}, {"a": 10}) == pytest.approx(0.9)
    assert direct({"a": 0.9, "b": None}, {"a": 10, "b": 0}) == pytest.approx(0.9)


@pytest.mark.parametrize(("rates", "mix"), [({}, {}), ({"a": 0.9}, {"a": 1, "b": 1}), ({"a": None}, {"a": 1})])
def test_a_missing_rate_or_an_empty_mix_is_undefined(rates: dict, mix: dict) -> None:
    assert direct(rates, mix) is None


def test_a_negative_mix_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        direct([0.5, 0.5], [2, -1])


def test_the_split_by_hand() -> None:
    # Before .5·.8 + .5·.4 = .6; after .8·.9 + .2·.5 = .82. Within: .1·.65 + .1·.35 = .1; mix: .3·.85 − .3·.45 = .12.
    change = decompose([0.8, 0.4], [50, 50], [0.9, 0.5], [80, 20])
    assert change == Change(pytest.approx(0.22), pytest.approx(0.1), pytest.approx(0.12))


def test_a_new_stratum_is_a_change_of_mix() -> None:
    assert decompose({"a": 0.8}, {"a": 1}, {"a": 0.8, "b": 0.4}, {"a": 1, "b": 1}) == Change(
        pytest.approx(-0.2), pytest.approx(0), pytest.approx(-0.2)
    )


def test_no_cases_at_one_time_is_undefined() -> None:
    assert decompose({}, {}, {"a": 0.8}, {"a": 1}) is None
    assert decompose({"a": None}, {"a": 1}, {"a": 0.8}, {"a": 1}) is None


@given(RATES, MIX, RATES, MIX)
def test_the_parts_add_up_exactly(before: list, before_mix: list, after: list, after_mix: list) -> None:
    change = decompose(before, before_mix, after, after_mix)
    assert change.total == change.within + change.mix
    assert change.total == pytest.approx(direct(after, after_mix) - direct(before, before_mix), abs=1e-12)
