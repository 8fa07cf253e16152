"""Third party: indicators against floors and targets, and what becomes of what is missing."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.third_party import (
    WeightCheck,
    assessment,
    check_weights,
    family_scores,
    indicator_scores,
    interval_score,
    target_score,
)

COLUMNS = [
    "project",
    "family",
    "direction",
    "floor",
    "target",
    "upper_target",
    "upper_floor",
    "weight",
    "kind",
    "value",
]
NAN = float("nan")
POINTS = st.floats(-1000, 1000)


def row(weight: float = 10, value: float = 50, kind: str | None = "provided", project="A", family="output") -> tuple:
    """An indicator whose score is its value."""
    return project, family, "benefit", 0, 100, NAN, NAN, weight, kind, value


def table(*rows: tuple) -> pd.DataFrame:
    numbers = dict.fromkeys(["floor", "target", "upper_target", "upper_floor", "weight", "value"], float)
    return pd.DataFrame(rows, columns=COLUMNS).astype(numbers)


@pytest.mark.parametrize(
    ("value", "floor", "target", "points"),
    [(96.2, 60, 95, 100), (77.5, 60, 95, 50), (60, 60, 95, 0), (59, 60, 95, 0), (6, 10, 2, 50), (1, 10, 2, 100)],
)
def test_the_printed_target_scores(value: float, floor: float, target: float, points: float) -> None:
    assert target_score(value, floor, target) == points
    assert type(target_score(value, floor, target)) is float


def test_many_values_at_once() -> None:
    assert target_score([96.2, 6, np.nan], [60, 10, 0], [95, 2, 1]) == pytest.approx([100, 50, NAN], nan_ok=True)
    assert target_score(np.array([60, 95]), 60, 95).tolist() == [0, 100]
    assert np.isnan(target_score(NAN, 60, 95))


def test_a_floor_that_is_the_target_is_refused() -> None:
    with pytest.raises(ValueError, match="must differ"):
        target_score(1, 5, 5)


def test_an_interval_is_full_inside_and_falls_to_both_floors() -> None:
    values = [10, 20, 30, 40, 55, 70, 80, 85, 90, 99]
    assert interval_score(values, 20, 40, 70, 90).tolist() == [0, 0, 50, 100, 100, 100, 50, 25, 0, 0]
    assert interval_score(40, 20, 40, 40, 90) == 100
    assert np.isnan(interval_score(NAN, 20, 40, 70, 90))


@pytest.mark.parametrize("ends", [(40, 20, 70, 90), (20, 70, 40, 90), (20, 40, 90, 90), (20, 40, NAN, 90)])
def test_an_interval_whose_ends_are_not_in_order_is_refused(ends: tuple) -> None:
    with pytest.raises(ValueError, match="an interval needs"):
        interval_score(50, *ends)


@settings(deadline=None)
@given(POINTS, POINTS, POINTS)
def test_a_target_score_lies_in_0_to_100_and_a_cost_is_a_benefit_turned_round(value, floor, target) -> None:
    if floor == target:
        return
    points = target_score(value, floor, target)
    assert 0 <= points <= 100
    assert target_score(-value, -floor, -target) == points


def test_indicators_of_all_directions_by_hand() -> None:
    indicators = table(
        ("A", "output", "benefit", 60, 95, NAN, NAN, 10, "provided", 77.5),
        ("A", "output", "cost", 10, 2, NAN, NAN, 10, "provided", 6),
        ("A", "output", "interval", 20, 40, 70, 90, 10, "provided", 85),
    )
    assert indicator_scores(indicators, closed=False).tolist() == [50, 50, 25]
    assert assessment(indicators, closed=False).loc["A", "score"] == pytest.approx(125 / 3)


def test_not_applicable_is_left_out_and_said() -> None:
    found = assessment(table(row(70, 80), row(30, 0, "not_applicable")), closed=True).loc["A"]
    assert found.to_dict() == {
        "score": 80,
        "partial": 80,
        "missing_share": pytest.approx(0.3),
        "renormalised": True,
        "incomplete": False,
        "scored": 1,
        "counted_zero": 0,
    }


def test_not_provided_is_missing_until_the_deadline_and_0_after_it() -> None:
    indicators = table(row(80, 80), row(20, 50, "not_provided"))
    before, after = (assessment(indicators, closed=closed).loc["A"] for closed in (False, True))
    assert (before["score"], before["renormalised"], before["counted_zero"]) == (80, True, 0)
    assert (after["score"], after["renormalised"], after["counted_zero"]) == (64, False, 1)


def test_nothing_said_is_never_0() -> None:
    for kind, value in ((None, 50), ("provided", NAN)):
        found = assessment(table(row(80, 80), row(20, value, kind)), closed=True).loc["A"]
        assert (found["score"], found["missing_share"]) == (80, pytest.approx(0.2))


def test_more_than_30_percent_missing_is_incomplete_without_a_score() -> None:
    found = assessment(table(row(69.9, 80), row(30.1, 0, "not_applicable")), closed=True).loc["A"]
    assert np.isnan(found["score"])
    assert (found["partial"], found["incomplete"], found["renormalised"]) == (80, True, False)


def test_30_percent_made_of_small_weights_is_still_30() -> None:
    indicators = table(row(0.7, 80), *[row(0.1, 0, "not_applicable")] * 3)
    assert assessment(indicators, closed=True).loc["A", "score"] == 80


def test_nothing_scored_and_nothing_weighed_are_undefined() -> None:
    found = assessment(table(row(10, 0, None), row(0, 50, project="B")), closed=True)
    assert found["incomplete"].tolist() == [True, True]
    assert found[["score", "partial"]].isna().all(axis=None)


def test_a_project_without_an_assessment_is_not_in_the_table() -> None:
    assert assessment(table(), closed=True).empty
    assert assessment(table(), closed=True).columns.tolist() == assessment(table(row()), closed=True).columns.tolist()


def test_a_negative_or_missing_weight_is_refused() -> None:
    for weight in (-1, NAN):
        with pytest.raises(ValueError, match="weights"):
            assessment(table(row(weight)), closed=True)


def test_families_on_their_own() -> None:
    indicators = table(
        row(10, 40), row(30, 80), row(10, 100, family="benefit"), row(10, 0, None, "B"), row(10, 30, project="B")
    )
    found = family_scores(indicators, closed=False)
    assert found.loc["A"].to_dict() == {"benefit": 100, "output": 70}
    assert found.loc["B", "output"] == 30
    assert np.isnan(found.loc["B", "benefit"])


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(0.1, 50), st.floats(-20, 120)), min_size=1, max_size=8), st.randoms())
def test_another_project_and_another_order_change_nothing(values: list, random) -> None:
    own = [row(weight, value) for weight, value in values]
    alone = assessment(table(*own), closed=True).loc["A"]
    others = [row(99, 100, project="B"), row(1, 0, "not_provided", project="C")]
    shuffled = [*own, *others]
    random.shuffle(shuffled)
    found = assessment(table(*shuffled), closed=True).loc["A"]
    assert found["score"] == pytest.approx(alone["score"])
    clipped = np.clip([value for _, value in values], 0, 100)
    assert clipped.min() - 1e-9 <= alone["score"] <= clipped.max() + 1e-9


@settings(deadline=None)
@given(st.floats(allow_nan=True, allow_infinity=True))
def test_what_stands_beside_another_kind_is_never_read(absurd: float) -> None:
    indicators = table(row(70, 80), row(10, absurd, "not_provided"), row(20, absurd, "not_applicable"))
    assert assessment(indicators, closed=True).loc["A", "score"] == pytest.approx(70)


def test_output_and_benefit_hold_at_least_60_percent() -> None:
    families = ["decision", "process", "output", "benefit"]
    assert check_weights(families, [20, 20, 30, 30]) == WeightCheck(0.6, 100, ())
    assert check_weights(families, [0.1, 0.3, 0.3, 0.3]).faults == ()
    assert check_weights(families, [20, 21, 30, 30]).faults == ("few_results",)


def test_weights_that_are_none_are_named() -> None:
    assert check_weights([], []) == WeightCheck(None, 0, ("no_weight",))
    assert check_weights(["output"], [0]).faults == ("no_weight",)
    assert check_weights(["output", "output"], [10, -1]).faults == ("negative",)
    assert check_weights(["output"], [None]).faults == ("negative",)
