"""Totals of reviews and what a panel makes of a project."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from scoring.experts import MEDIAN_VARIANCE, criterion_total, criterion_totals, panel_values

WEIGHTS = {"公共性": 15, "真实与依据": 15, "针对性": 15, "可行性": 20, "创新性": 10, "受益面": 15, "成效": 10}


def panel(*marks: float, project: int = 1) -> pd.DataFrame:
    return pd.DataFrame({"project": project, "expert": range(len(marks)), "score": np.array(marks, dtype=float)})


def only(*marks: float, **settings) -> pd.Series:
    return panel_values(panel(*marks), **settings).loc[1]


class TestCriterionTotal:
    def test_the_default_criteria_by_hand(self) -> None:
        marks = dict(zip(WEIGHTS, [90, 80, 70, 60, 50, 40, 30], strict=True))
        # 1350 + 1200 + 1050 + 1200 + 500 + 600 + 300 = 6200
        assert criterion_total(marks, WEIGHTS) == 62

    def test_weights_need_not_add_up_to_100(self) -> None:
        assert criterion_total({"a": 100, "b": 0}, {"a": 1, "b": 3}) == 25

    @pytest.mark.parametrize("missing", [{"a": 80}, {"a": 80, "b": None}, {"a": 80, "b": np.nan}, {}])
    def test_an_unfinished_review_has_no_total(self, missing: dict) -> None:
        assert np.isnan(criterion_total(missing, {"a": 1, "b": 1}))

    def test_a_mark_of_0_is_not_missing(self) -> None:
        assert criterion_total({"a": 80, "b": 0}, {"a": 1, "b": 1}) == 40

    def test_a_criterion_without_weight_is_refused(self) -> None:
        with pytest.raises(ValueError, match="no weight for"):
            criterion_total({"a": 80, "c": 10}, {"a": 1})

    @pytest.mark.parametrize("weights", [{"a": -1}, {"a": 0}, {"a": None}, {}])
    def test_impossible_weights_are_refused(self, weights: dict) -> None:
        with pytest.raises(ValueError, match="weights"):
            criterion_total({}, weights)

    def test_many_reviews_at_once_are_the_same_to_the_last_digit(self) -> None:
        marks = pd.DataFrame(np.random.default_rng(1).uniform(0, 100, (50, 7)).round(1), columns=list(WEIGHTS))
        marks.iloc[3, 2] = np.nan
        totals = criterion_totals(marks, WEIGHTS)
        backwards = dict(reversed(WEIGHTS.items()))
        single = [criterion_total(row, backwards) for row in marks.to_dict("records")]
        assert totals.tolist()[:3] + totals.tolist()[4:] == single[:3] + single[4:]
        assert np.isnan(totals[3])
        assert np.isnan(single[3])

    @given(
        st.lists(st.floats(0, 100), min_size=7, max_size=7),
        st.lists(st.floats(0.01, 100), min_size=7, max_size=7),
    )
    def test_a_total_lies_within_its_marks(self, marks: list[float], weights: list[float]) -> None:
        total = criterion_total(dict(zip(WEIGHTS, marks, strict=True)), dict(zip(WEIGHTS, weights, strict=True)))
        assert min(marks) <= total <= max(marks)


class TestPanelValue:
    def test_five_experts_lose_one_highest_and_one_lowest(self) -> None:
        row = only(10, 70, 80, 84, 100)
        assert (row["n"], row["value"], row["rule"]) == (5, 78, "trimmed_mean")
        assert (row["raw_mean"], row["trimmed_mean"], row["median"]) == (68.8, 78, 80)
        assert (row["lower_quartile"], row["upper_quartile"], row["iqr"]) == (70, 84, 14)
        assert (row["low"], row["high"]) == (10, 100)

    @pytest.mark.parametrize(("marks", "value"), [((50, 90, 80), 80), ((50, 90, 80, 70), 75)])
    def test_three_or_four_experts_count_by_their_median(self, marks: tuple, value: float) -> None:
        assert (only(*marks)["value"], only(*marks)["rule"]) == (value, "median")

    @pytest.mark.parametrize("marks", [(50,), (50, 90)])
    def test_under_three_experts_there_is_no_value(self, marks: tuple) -> None:
        row = only(*marks)
        assert row["rule"] == "too_few"
        assert np.isnan(row[["value", "trimmed_mean", "standard_error"]].astype(float)).all()
        assert row["raw_mean"] == row["median"] == sum(marks) / len(marks)
        assert not row["grade_depends_on_rule"]

    def test_ties_lose_one_each_only(self) -> None:
        assert only(60, 60, 60, 90, 90)["value"] == 70

    def test_quartiles_interpolate(self) -> None:
        marks = [61.0, 72, 75.5, 80, 93, 99]
        row = only(*marks)
        assert row[["lower_quartile", "median", "upper_quartile"]].tolist() == pytest.approx(
            np.quantile(marks, [0.25, 0.5, 0.75]).tolist()
        )

    def test_a_choice_of_rule_that_changes_the_grade_is_flagged(self) -> None:
        assert only(10, 82, 83, 84, 85)["grade_depends_on_rule"]  # raw mean 68.8, trimmed 83
        assert not only(81, 82, 83, 84, 85)["grade_depends_on_rule"]
        assert not only(81, 82, 83, 84, 85, bounds=(83.5, 82.99))["grade_depends_on_rule"]
        assert only(79, 80, 80, 80, 80)["grade_depends_on_rule"]  # 79.8 raw, 80 trimmed: left-closed

    def test_the_standard_error_of_a_trimmed_mean_by_hand(self) -> None:
        # Winsorised 70 70 80 84 84: mean 77.6, squares 57.76·2 + 5.76 + 40.96·2 = 203.2, SD √50.8.
        assert only(10, 70, 80, 84, 100)["standard_error"] == pytest.approx(50.8**0.5 / 0.6 / 5**0.5)

    def test_the_standard_error_of_a_median_by_hand(self) -> None:
        # SD of 70 80 90 is 10.
        assert only(70, 80, 90)["standard_error"] == pytest.approx(10 * 0.448671**0.5)

    @pytest.mark.parametrize(("n", "error"), [(3, 2 * 0.448671**0.5), (4, 2 * 0.2982**0.5), (5, 2 / 5**0.5)])
    def test_full_agreement_is_not_certainty(self, n: int, error: float) -> None:
        assert only(*[80] * n)["standard_error"] == pytest.approx(error)
        assert only(*[80] * n, spread_floor=0.0)["standard_error"] == 0

    def test_the_variance_of_a_normal_median(self) -> None:
        density, below, above = stats.norm.pdf, stats.norm.cdf, stats.norm.sf
        of_three, _ = integrate.quad(lambda x: x * x * 6 * below(x) * above(x) * density(x), -9, 9)
        of_four, _ = integrate.dblquad(
            lambda y, x: ((x + y) / 2) ** 2 * 24 * below(x) * above(y) * density(x) * density(y), -8, 8, lambda x: x, 8
        )
        assert {3: pytest.approx(of_three, abs=1e-6), 4: pytest.approx(of_four, abs=1e-6)} == MEDIAN_VARIANCE

    def test_each_project_for_itself_and_in_order(self) -> None:
        several = pd.concat([panel(60, 70, 80, project=2), panel(1, 2, 3, 4, 5, project=1), panel(50, project=3)])
        table = panel_values(several)
        assert table.index.tolist() == [1, 2, 3]
        assert table.index.name == "project"
        assert table["value"].tolist()[:2] == [3, 70]
        pd.testing.assert_frame_equal(table.loc[[2]], panel_values(panel(60, 70, 80, project=2)), check_dtype=False)

    def test_nothing_gives_the_same_columns(self) -> None:
        assert panel_values(panel()).columns.tolist() == panel_values(panel(1, 2, 3)).columns.tolist()
        assert panel_values(panel()).empty

    @given(st.lists(st.lists(st.integers(0, 1000), min_size=1, max_size=9), min_size=1, max_size=6), st.randoms())
    def test_against_the_plain_rule_in_any_order(self, projects: list[list[int]], shuffle) -> None:
        rows = [
            (project, expert, mark / 10) for project, marks in enumerate(projects) for expert, mark in enumerate(marks)
        ]
        table = panel_values(pd.DataFrame(rows, columns=["project", "expert", "score"]))
        shuffle.shuffle(rows)
        again = panel_values(pd.DataFrame(rows, columns=["project", "expert", "score"]))
        pd.testing.assert_frame_equal(table, again, check_exact=True)
        for project, marks in enumerate(projects):
            tenths = sorted(marks)
            expected = np.mean(tenths[1:-1]) / 10 if len(marks) >= 5 else np.median(tenths) / 10
            value = table["value"][project]
            assert np.isnan(value) if len(marks) < 3 else value == pytest.approx(expected)
            centres = table.loc[project, ["raw_mean", "median"]].astype(float)
            assert centres.between(table["low"][project], table["high"][project]).all()
