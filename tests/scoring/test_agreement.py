"""Measures of agreement against published values and other implementations."""

import warnings

import krippendorff
import numpy as np
import pandas as pd
import pingouin
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from scoring.agreement import icc, kendall_w, krippendorff_alpha, spearman_between
from scoring.experts import score_table

SHROUT_FLEISS = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
NAN = np.nan
FOUR_RATERS = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, NAN, NAN, NAN],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NAN, 3],
    [NAN, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NAN],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NAN],
]
SINGLE, AVERAGE = ("icc1", "icc2_1", "icc3_1"), ("icc1_k", "icc2_k", "icc3_k")
TABLES = arrays(float, st.tuples(st.integers(3, 8), st.integers(2, 6)), elements=st.integers(0, 8).map(float))


def figures(correlation, names: tuple[str, ...]) -> list[float]:
    return [getattr(correlation, name) for name in names]


class TestIcc:
    def test_shrout_and_fleiss_1979(self) -> None:
        found = icc(SHROUT_FLEISS)
        assert figures(found, SINGLE) == pytest.approx([0.17, 0.29, 0.71], abs=0.005)
        assert figures(found, AVERAGE) == pytest.approx([0.44, 0.62, 0.91], abs=0.005)
        assert (found.projects, found.experts, found.left_out) == (6, 4, 0)

    def test_projects_with_a_gap_and_experts_without_a_mark_are_left_out(self) -> None:
        table = np.array([[*row, NAN] for row in SHROUT_FLEISS] + [[1, NAN, 2, 3, NAN]])
        found = icc(table)
        assert figures(found, SINGLE) == figures(icc(SHROUT_FLEISS), SINGLE)
        assert (found.projects, found.experts, found.left_out) == (6, 4, 1)

    @pytest.mark.parametrize(
        "table", [[[5, 5], [5, 5], [5, 5]], np.full((3, 3), 0.1), [[1, 2]], [[1], [2]], np.full((2, 2), NAN)]
    )
    def test_is_undefined_where_nobody_differs_or_too_few_are_left(self, table) -> None:
        assert np.isnan(figures(icc(table), SINGLE + AVERAGE)).all()

    def test_full_agreement_is_1(self) -> None:
        table = np.repeat(np.array([[0.1], [0.2], [0.3]]), 3, axis=1)
        assert figures(icc(table), SINGLE + AVERAGE) == pytest.approx([1] * 6)

    def test_equal_projects_have_no_average_correlation(self) -> None:
        found = icc(np.array([[1, 2, 3], [2, 3, 1], [3, 1, 2]]) / 10)
        assert np.isnan(figures(found, ("icc1_k", "icc3_k"))).all()
        assert found.icc1 == pytest.approx(-0.5)

    @pytest.mark.parametrize("seed", range(3))
    def test_agrees_with_pingouin(self, seed: int) -> None:
        generator = np.random.default_rng(seed)
        table = pd.DataFrame(
            generator.normal(70, 5, (12, 1)) + generator.normal(0, 4, 5) + generator.normal(0, 5, (12, 5))
        )
        long = table.melt(ignore_index=False, var_name="expert", value_name="score").reset_index(names="project")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of pandas, about how pingouin calls it
            reference = pingouin.intraclass_corr(long, "project", "expert", "score")
        assert figures(icc(table), SINGLE + AVERAGE) == pytest.approx(reference["ICC"].tolist())

    @given(TABLES, st.integers(-100, 100))
    def test_a_constant_changes_nothing(self, table: np.ndarray, constant: int) -> None:
        before, after = (figures(icc(values), SINGLE + AVERAGE) for values in (table, table + constant))
        assert before == pytest.approx(after, nan_ok=True)


class TestKendall:
    def test_by_hand_without_ties(self) -> None:
        # Rank sums 4, 5, 9 about 6: squares 4 + 1 + 9 = 14; W = 12·14 / (9·24).
        found = kendall_w([[1, 1, 2], [2, 2, 1], [3, 3, 3]])
        assert found.w == pytest.approx(12 * 14 / (9 * 24))
        assert found.chi2 == pytest.approx(3 * 2 * found.w)
        assert found.p == pytest.approx(stats.chi2.sf(found.chi2, 2))

    def test_ties_by_hand(self) -> None:
        # Ranks 1.5 1.5 3 and 1 2 3: sums 2.5 3.5 6, about 4: squares 6.5; ties 2³ − 2 = 6.
        assert kendall_w([[5, 1], [5, 2], [9, 3]]).w == pytest.approx(12 * 6.5 / (4 * 24 - 2 * 6))

    def test_one_order_is_1_also_with_ties(self) -> None:
        assert kendall_w([[1, 10], [1, 10], [2, 30], [4, 40]]).w == pytest.approx(1)

    @pytest.mark.parametrize("table", [[[5, 7], [5, 7]], [[1, 2]], [[1], [2]], np.full((2, 2), NAN), np.empty((0, 0))])
    def test_is_undefined_where_nothing_is_ordered(self, table) -> None:
        found = kendall_w(table)
        assert np.isnan([found.w, found.chi2, found.p]).all()

    @given(TABLES)
    def test_is_the_mean_rank_correlation_of_pairs_of_experts(self, table: np.ndarray) -> None:
        """Without constant columns or ties: mean Spearman = (mW − 1)/(m − 1)."""
        table = np.argsort(np.argsort(table + np.linspace(0, 0.5, table.size).reshape(table.shape), axis=0), axis=0)
        m = table.shape[1]
        pairs = [stats.spearmanr(table[:, a], table[:, b])[0] for a in range(m) for b in range(a)]
        assert (m * kendall_w(table).w - 1) / (m - 1) == pytest.approx(np.mean(pairs))

    @given(TABLES)
    def test_agrees_with_friedman(self, table: np.ndarray) -> None:
        assume((np.ptp(table, axis=0) > 0).any())
        reference = stats.friedmanchisquare(*table)
        assert kendall_w(table).chi2 == pytest.approx(reference.statistic)
        assert kendall_w(table).p == pytest.approx(reference.pvalue)


class TestKrippendorff:
    @pytest.mark.parametrize(("level", "value"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)])
    def test_the_published_example(self, level: str, value: float) -> None:
        assert krippendorff_alpha(FOUR_RATERS, level) == pytest.approx(value, abs=5e-4)
        assert krippendorff_alpha(pd.DataFrame(FOUR_RATERS), level) == pytest.approx(value, abs=5e-4)

    @pytest.mark.parametrize("level", ["nominal", "ordinal", "interval"])
    @pytest.mark.parametrize("seed", range(5))
    def test_agrees_with_the_package(self, level: str, seed: int) -> None:
        generator = np.random.default_rng(seed)
        table = (generator.integers(0, 9, (1, 20)) + generator.integers(0, 4, (6, 20))) / 2
        table[generator.random(table.shape) < 0.4] = NAN
        reference = krippendorff.alpha(reliability_data=table, level_of_measurement=level)
        assert krippendorff_alpha(table, level) == pytest.approx(reference)

    @pytest.mark.parametrize("level", ["nominal", "ordinal", "interval"])
    @pytest.mark.parametrize("table", [np.full((3, 4), 0.1), [[1, NAN], [NAN, 2]], np.full((2, 2), NAN), [[1, 2]]])
    def test_is_undefined_with_one_mark_everywhere_or_no_pair(self, level: str, table) -> None:
        assert np.isnan(krippendorff_alpha(table, level))

    def test_a_mark_without_a_partner_is_not_read(self) -> None:
        alone = [[1, 2, 3, 1000], [1, 3, 3, NAN]]
        assert krippendorff_alpha(alone, "ordinal") == krippendorff_alpha([row[:3] for row in alone], "ordinal")

    def test_a_table_of_projects_must_be_turned(self) -> None:
        scores = pd.DataFrame({"project": [1, 1, 2, 2], "expert": [1, 2, 1, 2], "score": [60.0, 70, 80, 80]})
        with pytest.raises(ValueError, match="transpose"):
            krippendorff_alpha(score_table(scores), "interval")
        assert krippendorff_alpha(score_table(scores).T, "interval") == pytest.approx(
            krippendorff_alpha([[60, 80], [70, 80]], "interval")
        )

    def test_an_unknown_level_is_refused(self) -> None:
        with pytest.raises(ValueError, match="ratio"):
            krippendorff_alpha(FOUR_RATERS, "ratio")


class TestSpearmanBetween:
    def test_projects_are_matched_by_their_index(self) -> None:
        first = pd.Series({1: 10.0, 2: 20, 3: 30, 4: 40, 9: 0})
        second = pd.Series({4: 1.0, 3: 2, 2: 3, 1: 4, 8: 9})
        assert spearman_between(first, second) == pytest.approx(-1)

    def test_missing_values_are_left_out(self) -> None:
        assert spearman_between([1, 2, NAN, 3, 4], [1, 2, 0, NAN, 3]) == pytest.approx(1)

    @pytest.mark.parametrize("values", [([1, 2], [1, 2]), ([5, 5, 5], [1, 2, 3]), ([], [])])
    def test_is_undefined_with_two_projects_or_only_ties(self, values: tuple) -> None:
        assert np.isnan(spearman_between(*values))

    def test_arrays_of_different_length_are_refused(self) -> None:
        with pytest.raises(ValueError, match="same projects"):
            spearman_between([1, 2, 3], [1, 2])

    @given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=3, max_size=20))
    def test_agrees_with_scipy(self, pairs: list[tuple[int, int]]) -> None:
        first, second = np.array(pairs).T
        assume(np.ptp(first) and np.ptp(second))
        assert spearman_between(first, second) == pytest.approx(stats.spearmanr(first, second)[0], abs=1e-12)
