"""The composite of three sources, its rank intervals, and the acceptability of ranks over all weights."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import norm

from scoring.combination import category_priors, composite, rank_intervals, weight_acceptability
from scoring.weight_space import uniform_weights

NAN = float("nan")
WEIGHTS = (40, 30, 30)
PRIORS = (70, 75, 80), (25, 36, 49)
MEANS = np.array([[90, 80, 85], [70, 75, 95], [60, 65, 55], [82, 88, 79]], dtype=float)
ERRORS = np.array([[3, 2, 0], [4, 3, 0], [2, 2, 0], [3, 3, 0]], dtype=float)
SCORES = arrays(float, st.tuples(st.integers(1, 6), st.just(3)), elements=st.floats(0, 100))


def whole(means: list, errors: list | None = None, weights=WEIGHTS, priors=PRIORS):
    means = np.array(means, dtype=float)
    return composite(means, np.ones_like(means) if errors is None else errors, weights, *priors)


def test_the_composite_by_hand() -> None:
    found = whole([[90, 80, 70]], [[3, 4, 0]])
    assert found.score.tolist() == [81]
    assert found.standard_error[0] == pytest.approx((1.2**2 + 1.2**2) ** 0.5)
    assert (found.provisional.tolist(), found.ranked.tolist()) == ([False], [True])


def test_one_missing_source_is_taken_from_its_prior_and_said() -> None:
    found = whole([[90, NAN, 70]], [[3, NAN, 0]])
    assert found.score[0] == pytest.approx(0.4 * 90 + 0.3 * 75 + 0.3 * 70)
    assert found.standard_error[0] == pytest.approx((1.2**2 + 1.8**2) ** 0.5)
    assert (found.provisional[0], found.ranked[0], found.missing[0].tolist()) == (True, False, [False, True, False])


def test_two_missing_sources_give_no_score() -> None:
    found = whole([[NAN, NAN, 70], [NAN, NAN, NAN]])
    assert np.isnan(found.score).all()
    assert np.isnan(found.standard_error).all()
    assert not found.ranked.any()


def test_a_missing_source_without_a_prior_gives_no_score() -> None:
    assert np.isnan(whole([[90, NAN, 70]], priors=((70, NAN, 80), (25, NAN, 49))).score[0])


def test_each_project_may_have_its_own_prior() -> None:
    priors = np.array([[70, 75, 80], [50, 55, 60]]), np.ones((2, 3))
    assert whole([[90, NAN, 70], [90, NAN, 70]], priors=priors).score == pytest.approx([79.5, 73.5])


def test_a_source_without_weight_is_not_missed() -> None:
    found = whole([[90, NAN, 70]], weights=(50, 0, 50))
    assert (found.score[0], found.provisional[0]) == (80, False)
    assert np.isnan(whole([[NAN, 80, 70]], weights=(1, 0, 0)).score[0])


def test_equal_sources_are_the_composite_to_the_last_digit() -> None:
    assert whole([[90.1] * 3, [0.1] * 3], weights=(0.1, 0.2, 0.7)).score.tolist() == [90.1, 0.1]


@pytest.mark.parametrize("weights", [(0, 0, 0), (50, 50), (50, -10, 60), (NAN, 1, 1)])
def test_impossible_weights_are_refused(weights: tuple) -> None:
    with pytest.raises(ValueError, match="weights"):
        whole([[90, 80, 70]], weights=weights)


@settings(deadline=None)
@given(SCORES, st.lists(st.floats(0, 100), min_size=3, max_size=3).filter(lambda weights: sum(weights) > 1e-3))
def test_the_composite_lies_within_its_sources(means: np.ndarray, weights: list) -> None:
    score = rank_intervals(means, np.ones_like(means), weights, draws=10).score
    assert (score >= means.min(axis=1)).all()
    assert (score <= means.max(axis=1)).all()
    assert score == pytest.approx(composite(means, means, weights, *PRIORS).score)


@settings(deadline=None)
@given(SCORES, st.floats(-100, 100))
def test_a_constant_added_to_every_source_moves_the_composite_by_itself(means: np.ndarray, constant: float) -> None:
    assert whole(means + constant).score == pytest.approx(whole(means).score + constant, abs=1e-9)


def test_the_prior_of_a_category_is_its_mean_and_variance() -> None:
    means = np.array([[70, 1], [80, 2], [90, NAN], [NAN, 4], [40, NAN]])
    expected, variance = category_priors(means, ["road", "road", "road", "road", None])
    assert expected[:4, 0].tolist() == [80] * 4
    assert variance[:4, 0].tolist() == [100] * 4
    # One project without category is too few: all five; likewise for the second source there are just three.
    assert (expected[4, 0], variance[4, 0]) == (70, pytest.approx(466.6667))
    assert expected[:, 1] == pytest.approx([7 / 3] * 5)


def test_too_few_projects_are_no_prior() -> None:
    expected, variance = category_priors(np.array([[70.0], [80.0]]), ["road", "road"])
    assert np.isnan(expected).all()
    assert np.isnan(variance).all()


def test_certain_scores_have_certain_ranks() -> None:
    found = rank_intervals(MEANS, np.zeros_like(MEANS), WEIGHTS, draws=100)
    assert found.rank.tolist() == found.low.tolist() == found.high.tolist() == [1, 3, 4, 2]
    assert found.score == pytest.approx([85.5, 79, 60, 82.9])
    assert found.top_k.tolist() == [[1, 1, 1, 1], [0, 0, 1, 1], [0, 0, 0, 1], [0, 1, 1, 1]]
    assert found.bands.tolist() == [[0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 1, 0], [0, 1, 0, 0]]


def test_two_projects_agree_with_the_normal_law() -> None:
    # Scores 81 and 80, standard error of the difference √(2·1.2²).
    found = rank_intervals([[81, 81, 81], [80, 80, 80]], [[3, 0, 0]] * 2, WEIGHTS, draws=200_000)
    first = norm.cdf(1 / (2 * 1.2**2) ** 0.5)
    assert found.top_k[:, 0] == pytest.approx([first, 1 - first], abs=0.004)
    assert found.standard_error == pytest.approx([1.2, 1.2])
    assert found.bands[1] == pytest.approx([0, 0.5, 0.5, 0], abs=1e-12)


def test_a_90_percent_interval_leaves_out_at_most_5_percent_at_either_end() -> None:
    random = np.random.default_rng(5)
    found = rank_intervals(random.normal(75, 6, (40, 3)), np.full((40, 3), 4.0), WEIGHTS, draws=2_000)
    below = np.hstack([np.zeros((40, 1)), found.top_k])
    low, high = found.low.astype(int), found.high.astype(int)
    rows = np.arange(40)
    assert (below[rows, low - 1] < 0.05).all()
    assert (below[rows, high] >= 0.95 - 1e-9).all()
    assert (below[rows, high - 1] < 0.95).all()
    assert ((low <= found.rank) & (found.rank <= high)).all()
    assert found.top_k.sum(axis=0) == pytest.approx(np.arange(1, 41))


def test_the_seed_decides_and_the_order_of_projects_does_not() -> None:
    random = np.random.default_rng(7)
    means, errors = random.normal(75, 8, (30, 3)), random.uniform(0, 4, (30, 3))
    means[4], errors[4] = means[9], errors[9]
    means[11] = NAN
    order = random.permutation(30)
    found, shuffled = (
        rank_intervals(means[rows], errors[rows], WEIGHTS, draws=1_000, seed=3) for rows in (slice(None), order)
    )
    for name in ("score", "low", "high", "top_k", "bands", "standard_error", "rank"):
        assert np.array_equal(getattr(found, name)[order], getattr(shuffled, name), equal_nan=True), name
    other = rank_intervals(means, errors, WEIGHTS, draws=1_000, seed=4)
    assert not np.array_equal(found.top_k, other.top_k, equal_nan=True)


def test_equal_projects_share_their_ranks() -> None:
    found = rank_intervals([[80] * 3, [80] * 3, [70] * 3], np.zeros((3, 3)), WEIGHTS, draws=50)
    assert found.rank.tolist() == [1, 1, 3]
    assert found.top_k == pytest.approx(np.array([[0.5, 1, 1], [0.5, 1, 1], [0, 0, 1]]))
    assert (found.low.tolist(), found.high.tolist()) == ([1, 1, 3], [2, 2, 3])


def test_a_project_without_a_source_is_not_ranked_and_takes_nobodys_rank() -> None:
    means, errors = np.vstack([MEANS, [NAN, 99, 99]]), np.vstack([ERRORS, [1, 1, 1]])
    with_it, without = rank_intervals(means, errors, WEIGHTS, draws=500), rank_intervals(MEANS, ERRORS, WEIGHTS, 500)
    for name in ("score", "low", "high", "bands", "rank"):
        assert np.isnan(getattr(with_it, name)[4]).all()
        assert np.array_equal(getattr(with_it, name)[:4], getattr(without, name))
    assert np.isnan(with_it.top_k[4]).all()
    assert np.array_equal(with_it.top_k[:4, :4], without.top_k)
    assert with_it.top_k[:4, 4].tolist() == [1] * 4


def test_a_score_whose_error_is_unknown_is_shown_and_not_ranked() -> None:
    errors = ERRORS.copy()
    errors[0, 0] = NAN
    found = rank_intervals(MEANS, errors, WEIGHTS, draws=50)
    assert found.score[0] == 85.5
    assert np.isnan([found.low[0], found.rank[0]]).all()


def test_no_projects_have_no_ranks() -> None:
    none = np.zeros((0, 3))
    found = rank_intervals(none, none, WEIGHTS)
    assert (found.score.shape, found.low.shape, found.top_k.shape, found.bands.shape) == ((0,), (0,), (0, 0), (0, 4))
    assert np.isnan(rank_intervals([[NAN] * 3], [[1] * 3], WEIGHTS).top_k).all()
    with pytest.raises(ValueError, match="draws"):
        rank_intervals(MEANS, ERRORS, WEIGHTS, draws=0)


def test_lahdelma_and_salminen_by_hand() -> None:
    # (.6, .6) is first while both weights are under .6; (1, 0) beyond on the one side, (0, 1) on the other.
    weights = uniform_weights(2, 200_000)
    found = weight_acceptability([[1, 0], [0, 1], [0.6, 0.6]], weights)
    assert found.rank_acceptability[:, 0] == pytest.approx([0.4, 0.4, 0.2], abs=0.005)
    assert found.rank_acceptability[:, 1] == pytest.approx([0.1, 0.1, 0.8], abs=0.005)
    assert found.central_weights == pytest.approx(np.array([[0.8, 0.2], [0.2, 0.8], [0.5, 0.5]]), abs=0.005)
    assert found.confidence.tolist() == [1, 1, 1]


def test_an_alternative_never_first_has_no_central_weights() -> None:
    found = weight_acceptability([[1, 1], [0.5, 0.5]], uniform_weights(2, 100))
    assert found.rank_acceptability.tolist() == [[1, 0], [0, 1]]
    assert np.isnan(found.central_weights[1]).all()
    assert np.isnan(found.confidence[1])


def test_uncertain_measurements_agree_with_the_normal_law() -> None:
    random = np.random.default_rng(2)
    measured = np.array([[80, 80], [79, 79]]) + random.normal(0, 2, (100_000, 2, 1))
    found = weight_acceptability(measured, uniform_weights(2, 100_000))
    first = norm.cdf(1 / 8**0.5)
    assert found.rank_acceptability == pytest.approx(np.array([[first, 1 - first], [1 - first, first]]), abs=0.005)
    assert found.confidence == pytest.approx([first, 1 - first], abs=0.005)
    assert found.central_weights == pytest.approx(np.full((2, 2), 0.5), abs=0.005)


def test_equal_alternatives_share_and_their_order_changes_nothing() -> None:
    values = np.array([[1, 0], [0.3, 0.3], [1, 0], [0, 1]])
    weights = uniform_weights(2, 1_000)
    found = weight_acceptability(values, weights)
    again = weight_acceptability(values[::-1], weights)
    assert np.array_equal(found.rank_acceptability[0], found.rank_acceptability[2])
    assert found.rank_acceptability.sum(axis=0) == pytest.approx([1] * 4)
    for name in ("rank_acceptability", "central_weights", "confidence"):
        assert getattr(found, name) == pytest.approx(getattr(again, name)[::-1], nan_ok=True)


def test_an_incomplete_alternative_takes_nobodys_rank() -> None:
    weights = uniform_weights(2, 500)
    found = weight_acceptability([[1, 0], [NAN, 9], [0, 1]], weights)
    without = weight_acceptability([[1, 0], [0, 1]], weights)
    assert np.isnan(found.rank_acceptability[1]).all()
    assert np.array_equal(found.rank_acceptability[[0, 2], :2], without.rank_acceptability)
    assert found.rank_acceptability[[0, 2], 2].tolist() == [0, 0]
    assert np.isnan(found.confidence[1])
    assert np.isnan(weight_acceptability([[NAN, 1]], weights).rank_acceptability).all()


def test_many_draws_are_compared_in_parts_without_loss() -> None:
    random = np.random.default_rng(3)
    measured = random.normal(70, 5, (3_000, 60, 3))
    weights = uniform_weights(3, 3_000)
    found = weight_acceptability(measured, weights)
    one = int(np.argmax(found.rank_acceptability[:, 0]))
    sums = measured @ found.central_weights[one]
    assert found.confidence[one] == pytest.approx((sums.argmax(axis=1) == one).mean())


@pytest.mark.parametrize(
    ("measured", "weights"), [((4, 3), (10, 2)), ((9, 4, 3), (10, 3)), ((4,), (10, 3)), ((4, 3), (0, 3))]
)
def test_measurements_and_weights_that_do_not_fit_are_refused(measured: tuple, weights: tuple) -> None:
    with pytest.raises(ValueError, match="weights"):
        weight_acceptability(np.ones(measured), np.ones(weights))


@settings(deadline=None)
@given(SCORES, st.floats(-50, 50))
def test_acceptability_adds_up_and_ignores_a_common_constant(means: np.ndarray, constant: float) -> None:
    means = np.round(means)
    weights = np.round(uniform_weights(3, 40) * 64) / 64  # exact sums: a tie stays a tie
    weights[:, 2] = 1 - weights[:, 0] - weights[:, 1]
    found = weight_acceptability(means, weights)
    assert found.rank_acceptability.sum(axis=0) == pytest.approx(np.ones(len(means)))
    assert found.rank_acceptability.sum(axis=1) == pytest.approx(np.ones(len(means)))
    moved = weight_acceptability(means + round(constant), weights)
    assert moved.rank_acceptability == pytest.approx(found.rank_acceptability)


def test_better_in_everything_is_never_ranked_lower() -> None:
    values = np.sort(np.random.default_rng(1).uniform(0, 100, (6, 3)), axis=0)[::-1]
    top_k = np.cumsum(weight_acceptability(values, uniform_weights(3, 500)).rank_acceptability, axis=1)
    assert all((better >= worse - 1e-12).all() for better, worse in pairwise(top_k))
