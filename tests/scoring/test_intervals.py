"""Wilson interval."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.intervals import wilson_interval


@pytest.mark.parametrize(
    ("successes", "total", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_agrees_with_newcombe_1998(successes: int, total: int, low: float, high: float) -> None:
    assert wilson_interval(successes, total) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_is_undefined_without_cases() -> None:
    assert wilson_interval(0, 0) is None


def test_touches_one_when_all_succeed() -> None:
    assert wilson_interval(20, 20) == (pytest.approx(1 - 0.1611, abs=5e-5), 1.0)


@pytest.mark.parametrize(("successes", "total", "confidence"), [(3, 2, 0.95), (-1, 2, 0.95), (1, 2, 1.0)])
def test_refuses_impossible_input(successes: int, total: int, confidence: float) -> None:
    with pytest.raises(ValueError, match="must lie between"):
        wilson_interval(successes, total, confidence)


@given(st.integers(1, 10_000).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total))))
def test_holds_the_rate_and_mirrors_itself(counts: tuple[int, int]) -> None:
    successes, total = counts
    low, high = wilson_interval(successes, total)
    assert 0 <= low <= successes / total <= high <= 1
    assert wilson_interval(total - successes, total) == (pytest.approx(1 - high), pytest.approx(1 - low))
