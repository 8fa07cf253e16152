"""Which votes are valid, how they are counted, and how means of few votes are drawn towards the mean of all."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.citizens import (
    james_stein,
    level_counts,
    level_means,
    shrink_means,
    shrinking_factor,
    valid_votes,
    within_variance,
)

LEVELS = (100, 80, 60, 30, 0)
# Efron & Morris: the first 45 times at bat of 18 players, 1970.
HITS = np.array([18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7]) / 45
RATED = st.lists(st.tuples(st.floats(0, 100), st.integers(0, 500)), min_size=1, max_size=20)


def votes(*rows: tuple, held: list | None = None) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["project", "stage", "person", "points", "at", "sequence"])
    table["at"] = pd.to_datetime(table["at"])
    return table if held is None else table.assign(held=held)


def test_the_latest_vote_counts_whatever_the_order_of_rows() -> None:
    cast = votes(
        ("A", "effect", "li", 30, "2025-07-02", 2),
        ("A", "effect", "li", 100, "2025-07-01", 1),
        ("A", "handling", "li", 80, "2025-07-01", 3),
        ("A", "effect", "wu", 60, "2025-07-01", 4),
        ("B", "effect", "li", 0, "2025-07-01", 5),
    )
    for shuffled in (cast, cast.iloc[::-1]):
        valid = valid_votes(shuffled)
        assert valid[["project", "stage", "person", "points"]].to_numpy().tolist() == [
            ["A", "effect", "li", 30],
            ["A", "effect", "wu", 60],
            ["A", "handling", "li", 80],
            ["B", "effect", "li", 0],
        ]


def test_of_two_votes_in_the_same_second_the_later_entry_counts() -> None:
    cast = votes(("A", "effect", "li", 30, "2025-07-01", 2), ("A", "effect", "li", 100, "2025-07-01", 1))
    assert valid_votes(cast)["points"].tolist() == [30]


def test_a_vote_without_a_time_is_the_earliest() -> None:
    cast = votes(("A", "effect", "li", 30, None, 2), ("A", "effect", "li", 100, "2025-07-01", 1))
    assert valid_votes(cast)["points"].tolist() == [100]


def test_one_of_time_and_sequence_is_enough_and_none_is_refused() -> None:
    cast = votes(("A", "effect", "li", 30, "2025-07-01", 2), ("A", "effect", "li", 100, "2025-07-02", 1))
    assert valid_votes(cast.drop(columns="sequence"))["points"].tolist() == [100]
    assert valid_votes(cast.drop(columns="at"))["points"].tolist() == [30]
    with pytest.raises(ValueError, match="latest"):
        valid_votes(cast.drop(columns=["at", "sequence"]))


def test_a_held_vote_is_as_if_it_did_not_exist_and_the_one_before_it_counts() -> None:
    cast = votes(
        ("A", "effect", "li", 80, "2025-07-01", 1),
        ("A", "effect", "li", np.nan, "2025-07-02", 2),
        ("A", "effect", "wu", -1e9, "2025-07-02", 3),
        held=[False, True, True],
    )
    assert level_counts(valid_votes(cast), ["A"], ["effect"], LEVELS).tolist() == [[[0, 1, 0, 0, 0]]]


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from("AB"), st.sampled_from("xyz"), st.sampled_from(LEVELS), st.booleans()), max_size=30
    ),
    st.floats(allow_nan=True, allow_infinity=True),
    st.randoms(use_true_random=False),
)
def test_no_count_reads_a_held_vote_or_the_order_of_rows(cast: list, absurd: float, random) -> None:
    rows = [
        (project, "effect", person, float(points), "2025-07-01", n)
        for n, (project, person, points, _) in enumerate(cast)
    ]
    whole = votes(*rows, held=[held for *_, held in cast])
    masked = whole.assign(points=whole["points"].mask(whole["held"], absurd))
    shuffled = masked.iloc[random.sample(range(len(rows)), len(rows))]
    never = whole[~whole["held"].astype(bool)]
    counts = [
        level_counts(valid_votes(each), ["A", "B"], ["effect"], LEVELS).tolist() for each in (whole, shuffled, never)
    ]
    assert counts[0] == counts[1] == counts[2]


def test_no_votes_give_none() -> None:
    none = valid_votes(votes())
    assert none.columns.tolist() == votes().columns.tolist()
    assert none.empty
    assert level_counts(none, ["A"], ["effect"], LEVELS).tolist() == [[[0] * 5]]
    assert np.isnan(level_means([[0] * 5], LEVELS)).all()


def test_votes_are_counted_by_project_stage_and_level() -> None:
    cast = votes(
        ("A", "effect", "li", 100, "2025-07-01", 1),
        ("A", "effect", "wu", 100, "2025-07-01", 2),
        ("B", "handling", "li", 0, "2025-07-01", 3),
        ("C", "effect", "li", np.nan, "2025-07-01", 4),
    )
    counts = level_counts(cast, ["B", "A"], ["handling", "effect"], LEVELS)
    assert counts.tolist() == [[[0, 0, 0, 0, 1], [0] * 5], [[0] * 5, [2, 0, 0, 0, 0]]]
    assert level_means(counts[1, 1], LEVELS) == 100


def test_points_that_are_no_level_are_refused() -> None:
    cast = votes(("A", "effect", "li", 99, "2025-07-01", 1))
    with pytest.raises(ValueError, match="none of the levels"):
        level_counts(cast, ["A"], ["effect"], LEVELS)
    with pytest.raises(ValueError, match="different"):
        level_counts(cast, ["A"], ["effect"], (100, 99, 99))


def test_the_pooled_variance_by_hand() -> None:
    # Project 1: 100, 80, 60 → Σ 800, 2 free; project 2: 30, 0 → Σ 450, 1 free; project 3: one vote says nothing.
    counts = [[1, 1, 1, 0, 0], [0, 0, 0, 1, 1], [1, 0, 0, 0, 0], [0] * 5]
    assert within_variance(counts, LEVELS) == pytest.approx(1250 / 3)


def test_votes_that_all_agree_do_not_prove_a_variance_of_zero() -> None:
    assert within_variance([[1, 0, 0, 0, 0]], LEVELS) == 2500
    assert within_variance([[3, 0, 0, 0, 0], [0, 3, 0, 0, 0]], LEVELS) == 500
    assert within_variance(np.zeros((0, 5)), LEVELS) == 2500


def test_efron_and_morris_1975() -> None:
    mean = HITS.mean()
    variance = mean * (1 - mean) / 45
    shrunk = james_stein(HITS, variance)
    assert round(mean, 4) == 0.2654
    assert round(shrinking_factor(HITS, variance), 3) == 0.212
    assert (round(shrunk[0], 3), round(shrunk[-1], 3)) == (0.294, 0.242)
    assert shrunk.mean() == pytest.approx(mean)


def test_the_factor_is_never_negative_and_needs_four_values() -> None:
    assert shrinking_factor([1, 1, 1, 1], 1) == 0
    assert james_stein([1, 2, 3, 4], 1e6).tolist() == [2.5] * 4
    for values, variance in (([1, 2, 3], 1), ([1, 2, 3, 4], -1), ([1, 2, 3, 4], np.nan)):
        with pytest.raises(ValueError, match="more than three"):
            shrinking_factor(values, variance)


def test_for_equal_counts_shrinking_is_james_stein_but_for_the_moment_used() -> None:
    # With equal n the value is m + n/(C + n)·(x − m); n/(C + n) = τ²/(τ² + σ²/n) = 1 − (k − 1)·(σ²/n) ÷ S.
    values, count = np.linspace(55, 95, 18), 12
    shrunk = shrink_means(values, np.full(18, count), 400.0)
    factor = (shrunk.values[-1] - values.mean()) / (values[-1] - values.mean())
    assert factor == pytest.approx(1 - 17 * (400 / count) / ((values - values.mean()) ** 2).sum())
    spread = 1 - shrinking_factor(values, 400 / count)
    assert 1 - factor == pytest.approx(spread * 17 / 15)


def test_shrinking_by_hand() -> None:
    # m = (10·90 + 30·70)/40 = 75; Σ n(x − m)² = 10·225 + 30·25 = 3000; N − Σn²/N = 40 − 1000/40 = 15;
    # τ² = (3000 − 1·600)/15 = 160; C = 600/160 = 3.75.
    shrunk = shrink_means([90, 70, np.nan], [10, 30, 0], 600)
    assert (shrunk.prior_mean, shrunk.between_variance, shrunk.strength) == (75, 160, 3.75)
    assert shrunk.values == pytest.approx([(3.75 * 75 + 900) / 13.75, (3.75 * 75 + 2100) / 33.75, 75])
    assert shrunk.standard_errors == pytest.approx([(600 / 13.75) ** 0.5, (600 / 33.75) ** 0.5, 160**0.5])
    assert shrunk.differs


def test_strength_is_kept_between_3_and_50_votes() -> None:
    far = shrink_means([100, 0], [1000, 1000], 100)
    near = shrink_means([75, 74], [1000, 1000], 400)
    assert (far.strength, near.strength) == (3, 50)
    assert near.differs
    # The prior of a project nobody rated is as wide as projects really differ.
    assert shrink_means([100, 0, np.nan], [1000, 1000, 0], 100).standard_errors[2] == pytest.approx(4999.9**0.5)


def test_no_more_spread_than_votes_let_expect_means_no_difference() -> None:
    same = shrink_means([80, 70, 75], [10, 10, 10], 900)
    assert same.values.tolist() == [75] * 3
    assert (same.between_variance, same.differs, same.strength) == (0, False, 50)
    assert same.standard_errors == pytest.approx([(900 / 60) ** 0.5] * 3)


def test_one_project_or_no_variance_shows_no_difference() -> None:
    for alone in (shrink_means([80, np.nan], [10, 5], 400), shrink_means([80, 80], [5, 5], float("nan"))):
        assert alone.values.tolist() == [80, 80]
        assert np.isnan(alone.between_variance)
        assert not alone.differs


def test_without_any_vote_there_is_no_prior() -> None:
    none = shrink_means([np.nan, 50], [3, 0], 400)
    assert np.isnan(none.prior_mean)
    assert np.isnan(none.values).all()


def test_impossible_input_is_refused() -> None:
    for counts, variance in (([-1], 400), ([1], -1)):
        with pytest.raises(ValueError, match="negative"):
            shrink_means([80], counts, variance)


@settings(deadline=None)
@given(RATED, st.floats(0, 2500))
def test_a_shrunk_mean_lies_between_its_own_and_the_common_mean(rated: list, variance: float) -> None:
    means, counts = np.array(rated).T
    shrunk = shrink_means(means, counts, variance)
    assert 3 <= shrunk.strength <= 50
    seen = counts > 0
    low, high = np.minimum(means, shrunk.prior_mean), np.maximum(means, shrunk.prior_mean)
    assert (shrunk.values[seen] >= low[seen] - 1e-9).all()
    assert (shrunk.values[seen] <= high[seen] + 1e-9).all()
    assert seen.any() == np.isfinite(shrunk.values).all()


@settings(deadline=None)
@given(RATED, st.floats(1, 2500), st.floats(-50, 50))
def test_a_constant_moves_every_value_by_itself(rated: list, variance: float, constant: float) -> None:
    # Full points: where τ² is next to 0, rounding decides whether it is.
    means, counts = np.round(np.array(rated).T)
    shrunk, moved = (shrink_means(means + shift, counts, variance) for shift in (0, constant))
    assert moved.values == pytest.approx(shrunk.values + constant, abs=1e-6, nan_ok=True)


@settings(deadline=None)
@given(RATED, st.randoms(use_true_random=False))
def test_the_order_of_projects_changes_nothing(rated: list, random) -> None:
    shuffled = random.sample(range(len(rated)), len(rated))
    means, counts = np.array(rated).T
    whole = shrink_means(means, counts, 400.0)
    again = shrink_means(means[shuffled], counts[shuffled], 400.0)
    assert again.values == pytest.approx(whole.values[shuffled], abs=1e-6, nan_ok=True)
