"""Ranks, grades, contradictions; how the order depends on the weights."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from scoring.grades import band_probabilities, bands, borderline, contradictions
from scoring.ranks import rank_shares, ranks
from scoring.weight_space import (
    neighbour_swaps,
    rank_sensitivity,
    smallest_swap,
    uniform_weights,
    weighted_score,
    winner_map,
)

NAN = float("nan")
TRIPLE = st.lists(st.integers(0, 100), min_size=3, max_size=3)


def test_equal_scores_share_the_better_rank_and_nan_has_none() -> None:
    assert ranks([70, 90, NAN, 70, 50]) == pytest.approx([2, 1, NAN, 2, 4], nan_ok=True)
    assert ranks([]).size == 0
    assert np.isnan(ranks([NAN])).all()


def test_rank_shares_by_hand() -> None:
    # Draw 1: order 0, 1, 2. Draw 2: all level. Draw 3: 2 first, the others level.
    values = np.array([[3, 2, 1], [5, 5, 5], [1, 1, 4]], dtype=float)
    third = 1 / 3
    assert rank_shares(values) * 3 == pytest.approx(
        np.array(
            [
                [1 + third, third + 0.5, third + 0.5],
                [third, 1 + third + 0.5, third + 0.5],
                [1 + third, third, 1 + third],
            ]
        )
    )


def test_bands_are_left_closed_on_unrounded_scores() -> None:
    scores = [100, 90, np.nextafter(90, 0), 89.9999, 80, 79.9999, 60, 59.9999, 0, NAN]
    assert bands(scores) == pytest.approx([0, 0, 1, 1, 1, 2, 2, 3, 3, NAN], nan_ok=True)
    assert bands([[95, 50]]).tolist() == [[0, 3]]
    assert bands([55], bounds=(50,)).tolist() == [0]
    with pytest.raises(ValueError, match="fall"):
        bands([55], bounds=(60, 80, 90))


def test_band_probabilities_by_hand() -> None:
    # One standard error above 80 and one below 90: Φ(1) − Φ(−1) = .6827 between.
    found = band_probabilities([85, 90, 60, NAN, 70], [5, 0, 0, 1, NAN])
    assert found[0] == pytest.approx([0.1587, 0.6827, 0.1587, 0], abs=1e-4)
    assert found[1:3].tolist() == [[1, 0, 0, 0], [0, 0, 1, 0]]
    assert np.isnan(found[3:]).all()
    assert borderline([85, 90, 60, NAN, 70], found).tolist() == [True, False, False, False, False]


def test_a_grade_is_sure_from_80_percent_on() -> None:
    likely = np.array([[0.1, 0.8, 0.1, 0], [0.1, 0.79, 0.11, 0], [0.85, 0.15, 0, 0]])
    # The last stands in a band that is not its likeliest: its own counts.
    assert borderline([85, 85, 85], likely).tolist() == [False, True, True]


def test_contradictions_are_two_bands_apart() -> None:
    found = contradictions([[95, 85, 75], [90, 80, 60], [59, NAN, 92], [79, 81, 61]])
    assert found.to_numpy().tolist() == [[0, 0, 2, 2, 20], [1, 0, 2, 2, 30], [2, 2, 0, 3, 33]]
    assert found.columns.tolist() == ["project", "higher", "lower", "bands", "gap"]
    none = contradictions(np.zeros((0, 3)))
    assert none.empty
    assert none.dtypes.tolist() == found.dtypes.tolist()


def test_weights_are_drawn_evenly_from_the_simplex() -> None:
    weights = uniform_weights(3, 50_000, seed=1)
    assert weights.sum(axis=1) == pytest.approx(np.ones(50_000))
    assert weights.mean(axis=0) == pytest.approx([1 / 3] * 3, abs=0.005)
    # Under the uniform law P(w > t) = (1 − t)².
    assert (weights > 0.5).mean(axis=0) == pytest.approx([0.25] * 3, abs=0.01)
    assert np.array_equal(weights, uniform_weights(3, 50_000, seed=1))
    assert not np.array_equal(weights, uniform_weights(3, 50_000, seed=2))


def test_the_smallest_swap_by_hand() -> None:
    # Ahead by .4·10 − .3·5 − .3·5 = 1; each point moved from source 0 to source 1 costs 15 hundredths: 1 ÷ 15.
    swap = smallest_swap([90, 70, 75], [80, 75, 80], (0.4, 0.3, 0.3))
    assert swap.moved == pytest.approx(1 / 15)
    assert swap.weights == pytest.approx([0.4 - 1 / 15, 0.3 + 1 / 15, 0.3])
    assert smallest_swap([80, 75, 80], [90, 70, 75], (40, 30, 30)).moved == pytest.approx(100 / 15)


def test_a_swap_may_need_the_weight_of_two_sources() -> None:
    # Source 0 gives all of its .1 and source 1 the rest: .1·20 + .8·10 − .1·10 = 9 = .1·30 + .3·20.
    swap = smallest_swap([80, 70, 50], [60, 60, 60], (0.1, 0.8, 0.1))
    assert swap.moved == pytest.approx(0.4)
    assert swap.weights == pytest.approx([0, 0.5, 0.5])


def test_no_weights_swap_what_is_better_everywhere() -> None:
    assert smallest_swap([90, 80, 70], [80, 80, 60], (40, 30, 30)) is None
    assert smallest_swap([90, NAN, 70], [80, 80, 80], (40, 30, 30)) is None


def test_what_is_level_needs_no_change() -> None:
    swap = smallest_swap([80, 80, 80], [80, 80, 80], (40, 30, 30))
    assert (swap.moved, swap.weights.tolist()) == (0, [40, 30, 30])


@settings(deadline=None)
@given(TRIPLE, TRIPLE, st.lists(st.integers(0, 20), min_size=3, max_size=3).filter(any))
def test_no_smaller_change_exists(one: list, other: list, weights: list) -> None:
    swap = smallest_swap(one, other, weights)
    gap, total = np.subtract(one, other), sum(weights)
    # Linear program: new weights, and a bound on each |new − old|.
    eye = np.eye(3)
    program = linprog(
        [0, 0, 0, 0.5, 0.5, 0.5],
        A_ub=np.block([[eye, -eye], [-eye, -eye]]),
        b_ub=[*weights, *np.negative(weights)],
        A_eq=[[*gap, 0, 0, 0], [1, 1, 1, 0, 0, 0]],
        b_eq=[0, total],
    )
    lead = gap * (1 if np.dot(gap, weights) >= 0 else -1)
    if swap is None:
        assert lead.min() >= 0
        return
    assert program.status == 0
    assert swap.moved == pytest.approx(program.fun, abs=1e-6)
    assert swap.weights.sum() == pytest.approx(total)
    assert (swap.weights >= 0).all()
    assert np.dot(gap, swap.weights) == pytest.approx(0, abs=1e-6)


def test_neighbours_from_the_top() -> None:
    means = [[60, 60, 60], [90, 70, 75], [80, 75, 80], [NAN, 99, 99]]
    found = neighbour_swaps(means, (0.4, 0.3, 0.3))
    assert found[["ahead", "behind"]].to_numpy().tolist() == [[1, 2], [2, 0]]
    assert found["moved"].tolist() == pytest.approx([1 / 15, NAN], nan_ok=True)
    assert found.loc[0, ["weight_0", "weight_1", "weight_2"]].tolist() == pytest.approx([1 / 3, 11 / 30, 0.3])
    assert neighbour_swaps([[60, 60, 60]], (1, 1, 1)).empty


def test_ranks_under_equal_weights_and_ten_percent_by_hand() -> None:
    # 40/30/30: 78 against 77.7; with 36 for source 0 (32, 32): 76.8 against 77.12.
    means = [[90, 70, 70], [83, 74, 74.333333], [NAN, 99, 99]]
    found = rank_sensitivity(means, (40, 30, 30))
    assert found.rank[:2].tolist() == [1, 2]
    assert found.equal[:2].tolist() == [2, 1]
    assert found.shifted[0, :2].tolist() == [2, 1]
    assert found.shifted[1, :2].tolist() == [1, 2]
    assert (found.best[:2].tolist(), found.worst[:2].tolist()) == ([1, 1], [2, 2])
    assert found.shifted.shape == (6, 3)
    assert np.isnan([found.rank[2], found.best[2], found.worst[2]]).all()


def test_a_shifted_weight_keeps_the_sum_and_the_proportions_of_the_others() -> None:
    # Sources that show their own weight: the composite of unit vectors is the weight.
    from scoring.weight_space import _shifted

    shifted = _shifted(np.array([40.0, 30.0, 30.0]), 0, 0.1)
    assert shifted == pytest.approx([44, 28, 28])
    assert _shifted(np.array([95.0, 5.0, 0.0]), 0, 0.1) == pytest.approx([100, 0, 0])
    assert _shifted(np.array([1.0, 0.0, 0.0]), 0, -0.1).tolist() == [1, 0, 0]


def test_a_shift_is_a_share() -> None:
    with pytest.raises(ValueError, match="shift"):
        rank_sensitivity([[1, 2, 3]], (1, 1, 1), shift=1)


def test_the_triangle_by_hand() -> None:
    found = winner_map([[100, 0, 0], [0, 100, 0], [0, 0, 100], [NAN, 100, 100], [50, 50, 49]], steps=4)
    assert len(found) == 15
    leaders = {tuple(point): leader for *point, leader in found.drop(columns="margin").to_numpy().tolist()}
    assert (leaders[1, 0, 0], leaders[0, 1, 0], leaders[0, 0, 1]) == (0, 1, 2)
    assert leaders[0.25, 0.25, 0.5] == 2  # 50 against 49.5 of the one that is even everywhere
    assert leaders[0.5, 0.5, 0] == 0  # three level at 50: the first row
    margins = found.set_index(["weight_0", "weight_1", "weight_2"])["margin"]
    assert (margins[1, 0, 0], margins[0.25, 0.25, 0.5], margins[0.5, 0.5, 0]) == (50, 0.5, 0)
    assert found[["weight_0", "weight_1", "weight_2"]].sum(axis=1).tolist() == [1] * 15


def test_the_triangle_needs_three_sources_and_a_complete_project() -> None:
    assert winner_map([[NAN, 1, 2]]).empty
    assert winner_map([[NAN, 1, 2]]).columns.tolist() == winner_map([[3, 1, 2]]).columns.tolist()
    assert winner_map([[3, 1, 2]], steps=2)["margin"].isna().all()
    with pytest.raises(ValueError, match="three"):
        winner_map([[1, 2]])


@settings(deadline=None)
@given(st.lists(TRIPLE, min_size=1, max_size=5))
def test_the_leader_of_the_triangle_has_the_highest_composite(means: list) -> None:
    means = np.array(means, dtype=float)
    for *point, leader, margin in winner_map(means, steps=5).to_numpy().tolist():
        score = weighted_score(means, point)
        assert score[int(leader)] == pytest.approx(score.max())
        assert len(means) == 1 or margin == pytest.approx(np.sort(score)[-1] - np.sort(score)[-2], abs=1e-9)
