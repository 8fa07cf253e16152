"""One citizens' score per project from its stages; intervals; participation."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.participation import participation
from scoring.satisfaction_intervals import mean_interval, stage_mean_intervals
from scoring.stage_scores import citizen_scores

LEVELS = (100, 80, 60, 30, 0)
HISTOGRAMS = st.lists(st.integers(0, 40), min_size=5, max_size=5)


def scores(counts: list, reached: list, weights: tuple = (1, 1)):
    return citizen_scores(np.array(counts), LEVELS, np.array(reached, dtype=bool), weights)


TOP, LOW, NONE = [30, 5, 0, 0, 0], [0, 0, 5, 10, 20], [0] * 5


def test_a_reached_stage_nobody_rated_keeps_the_prior_mean_with_its_variance() -> None:
    found = scores([[TOP, TOP], [LOW, LOW], [TOP, NONE]], [[1, 1]] * 3)
    assert found.stage_values[2, 1] == found.prior_means[1]
    assert found.stage_errors[2, 1] > found.stage_errors[0, 1]
    assert found.values[2] == pytest.approx((found.stage_values[2, 0] + found.prior_means[1]) / 2)
    assert found.standard_errors[2] == pytest.approx((found.stage_errors[2] ** 2).sum() ** 0.5 / 2)


def test_a_stage_not_reached_is_left_out_whatever_votes_it_has() -> None:
    found = scores([[TOP, LOW], [LOW, LOW], [TOP, TOP]], [[1, 0], [1, 1], [1, 1]])
    without = scores([[TOP, NONE], [LOW, LOW], [TOP, TOP]], [[1, 0], [1, 1], [1, 1]])
    assert found.values[0] == found.stage_values[0, 0] == without.values[0]
    assert np.isnan(found.stage_values[0, 1])
    assert found.votes.tolist() == [35, 70, 70]
    assert found.raw[0] == pytest.approx((3000 + 400) / 35)


def test_stages_weigh_as_told() -> None:
    found = scores([[TOP, LOW], [LOW, TOP]], [[1, 1]] * 2, weights=(3, 1))
    assert found.values == pytest.approx(found.stage_values @ [0.75, 0.25])
    assert found.raw[0] == pytest.approx(0.75 * 3400 / 35 + 0.25 * 600 / 35)
    assert found.standard_errors == pytest.approx(((found.stage_errors * [0.75, 0.25]) ** 2).sum(axis=1) ** 0.5)


def test_a_project_without_any_vote_has_no_score() -> None:
    found = scores([[TOP, LOW], [NONE, NONE], [LOW, TOP], [TOP, TOP]], [[1, 1], [1, 1], [1, 1], [0, 0]])
    for each in (found.values, found.standard_errors, found.raw):
        assert np.isnan(each).tolist() == [False, True, False, True]


def test_a_stage_nobody_rated_anywhere_is_left_out_for_all() -> None:
    found = scores([[TOP, NONE], [LOW, NONE]], [[1, 1]] * 2)
    assert found.values.tolist() == found.stage_values[:, 0].tolist()
    assert np.isnan(found.prior_means[1])


def test_no_projects_give_no_scores() -> None:
    found = citizen_scores(np.zeros((0, 2, 5)), LEVELS, np.zeros((0, 2)), (1, 1))
    assert found.values.shape == (0,)


def test_equal_votes_never_make_a_score_certain() -> None:
    found = scores([[[3, 0, 0, 0, 0], NONE], [[0, 3, 0, 0, 0], NONE]], [[1, 0]] * 2)
    assert (found.standard_errors > 1).all()


@pytest.mark.parametrize("weights", [(0, 0), (1, -1), (1,), (1, float("nan"))])
def test_impossible_stage_weights_are_refused(weights: tuple) -> None:
    with pytest.raises(ValueError, match="stage weights"):
        scores([[TOP, LOW]], [[1, 1]], weights)


@settings(deadline=None)
@given(st.lists(st.tuples(HISTOGRAMS, HISTOGRAMS), min_size=1, max_size=8))
def test_scores_lie_within_the_levels(counts: list) -> None:
    found = scores(counts, [[1, 1]] * len(counts))
    rated = np.array(counts).sum(axis=(1, 2)) > 0
    assert (~np.isnan(found.values) == rated).all()
    assert ((found.values[rated] >= -1e-9) & (found.values[rated] <= 100 + 1e-9)).all()
    assert (found.standard_errors[rated] > 0).all()


def test_three_equal_votes_do_not_give_an_interval_without_width() -> None:
    low, high = mean_interval([3, 0, 0, 0, 0], LEVELS)
    assert (high, low < 90) == (100, True)
    low, high = mean_interval([0, 0, 0, 0, 3], LEVELS)
    assert (low, high > 10) == (0, True)


def test_nor_do_ten_or_two_hundred_equal_votes() -> None:
    widths = [np.ptp(mean_interval([0, count, 0, 0, 0], LEVELS)) for count in (3, 10, 200)]
    assert widths[0] > widths[1] > widths[2] > 0.1


def test_many_votes_agree_with_the_normal_interval() -> None:
    # 400 votes, half 100 and half 60: mean 80, standard error 20/√400 = 1.
    low, high = mean_interval([200, 0, 200, 0, 0], LEVELS)
    assert (low, high) == (pytest.approx(80 - 1.96, abs=0.2), pytest.approx(80 + 1.96, abs=0.2))


def test_few_votes_agree_with_the_exact_posterior() -> None:
    # Two levels are a Beta posterior: of 3 and 5 votes with half a vote on each before, Beta(3.5, 5.5).
    from scipy.stats import beta

    found = mean_interval([3, 5], (1, 0), draws=200_000)
    assert found == pytest.approx(beta(3.5, 5.5).ppf([0.025, 0.975]), abs=3e-3)


def test_an_interval_needs_votes_and_a_possible_confidence() -> None:
    assert mean_interval([0, 0, 0, 0, 0], LEVELS) is None
    with pytest.raises(ValueError, match="confidence"):
        mean_interval([1, 0, 0, 0, 0], LEVELS, confidence=1)


def test_the_seed_alone_decides_not_the_neighbours() -> None:
    counts = np.array([[TOP, LOW], [LOW, NONE], [NONE, NONE]])
    whole = stage_mean_intervals(counts, LEVELS, (1, 2))
    assert np.array_equal(whole[::-1], stage_mean_intervals(counts[::-1], LEVELS, (1, 2)), equal_nan=True)
    assert np.isnan(whole[2]).all()
    assert tuple(whole[1]) == mean_interval(LOW, LEVELS)
    assert tuple(whole[1]) != mean_interval(LOW, LEVELS, seed=1)


def test_two_stages_are_more_certain_than_one() -> None:
    both = stage_mean_intervals([[LOW, LOW]], LEVELS, (1, 1), draws=20_000)[0]
    assert np.ptp(both) == pytest.approx(np.ptp(mean_interval(LOW, LEVELS, draws=20_000)) / 2**0.5, rel=0.05)
    assert np.array_equal(
        stage_mean_intervals([[LOW, LOW]], LEVELS, (1, 0))[0], stage_mean_intervals([[LOW, NONE]], LEVELS, (1, 1))[0]
    )


@settings(deadline=None)
@given(HISTOGRAMS.filter(any), st.integers(-50, 50))
def test_an_interval_holds_the_mean_and_moves_with_a_constant(counts: list, constant: int) -> None:
    low, high = mean_interval(counts, LEVELS, draws=200)
    assert 0 <= low <= np.dot(counts, LEVELS) / sum(counts) <= high <= 100
    assert low < high
    moved = mean_interval(counts, [level + constant for level in LEVELS], draws=200)
    assert moved == pytest.approx((low + constant, high + constant), abs=1e-9)


def test_participation_and_its_bounds_by_hand() -> None:
    # 30 of 100 with mean 90: 27 if all others gave 0, 97 if all gave 100.
    found = participation([30, 9, 10, 0], [100, 100, 100, 50], [90, 50, 50, np.nan])
    assert found.rate == pytest.approx([0.3, 0.09, 0.1, 0])
    assert found.low == pytest.approx([27, 4.5, 5, 0])
    assert found.high == pytest.approx([97, 95.5, 95, 100])
    assert found.too_few.tolist() == [False, True, False, True]


def test_participation_unknown_is_not_enough() -> None:
    found = participation([5, 0], [np.nan, 0], [80, np.nan])
    assert np.isnan([found.rate, found.low, found.high]).all()
    assert found.too_few.tolist() == [True, True]


def test_more_raters_than_asked_were_all_asked() -> None:
    found = participation([12], [10], [75])
    assert (found.rate[0], found.low[0], found.high[0]) == (1, 75, 75)
    with pytest.raises(ValueError, match="negative"):
        participation([-1], [10], [75])
