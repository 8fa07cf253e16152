"""When another round would still move the panel."""

import numpy as np
import pandas as pd
import pytest

from scoring.convergence import convergence

SETTLED = {1: [60, 70, 80], 2: [50, 55, 60], 3: [80, 85, 95]}


def marks(projects: dict[int, list[float]], **columns) -> pd.DataFrame:
    rows = [(project, expert, mark) for project, given in projects.items() for expert, mark in enumerate(given)]
    return pd.DataFrame(rows, columns=["project", "expert", "score"]).astype({"score": float}).assign(**columns)


def test_nothing_moved_so_the_round_may_be_the_last() -> None:
    found = convergence(marks(SETTLED), marks(SETTLED), 100)
    assert (found.may_stop, found.reason, found.unstable) == (True, "settled", [])
    assert (found.w_before, found.w_change, found.w_settled) == (found.w_after, 0, True)
    assert found.projects["reason"].tolist() == ["stable"] * 3


def test_five_percent_of_the_range_is_still_stable_and_a_little_more_is_not() -> None:
    before = marks({1: [60.1, 70.1, 80.1]})
    assert convergence(before, marks({1: [65.1, 75.1, 85.1]}), 100).unstable == []
    moved = convergence(before, marks({1: [65.2, 75.2, 85.2]}), 100)
    assert moved.projects.loc[1, ["median_before", "median_after", "reason"]].tolist() == [70.1, 75.2, "middle_moved"]
    assert (moved.may_stop, moved.reason, moved.unstable) == (False, "projects_moved", [1])
    assert convergence(before, marks({1: [65.2, 75.2, 85.2]}), 120).unstable == []


def test_a_spread_that_falls_or_rises_is_not_stable_either() -> None:
    wide, narrow = marks({1: [60, 70, 80]}), marks({1: [68, 70, 72]})
    for before, after in ((wide, narrow), (narrow, wide)):
        row = convergence(before, after, 100).projects.loc[1]
        assert (row["iqr_change"], row["median_change"], row["reason"]) == (8, 0, "spread_moved")
    assert convergence(wide, marks({1: [88, 90, 92]}), 100).projects.loc[1, "reason"] == "both_moved"


def test_projects_may_be_stable_while_their_order_is_not() -> None:
    before = {1: [70, 70, 70], 2: [71, 71, 71], 3: [72, 72, 72]}
    after = {1: [70, 72, 71], 2: [71, 70, 72], 3: [72, 71, 70]}
    found = convergence(marks(before), marks(after), 100)
    assert (found.unstable, found.w_before, found.w_after) == ([], 1, 0)
    assert (found.w_settled, found.may_stop, found.reason) == (False, False, "agreement_moved")


def test_after_three_rounds_it_ends_and_still_says_what_moved() -> None:
    found = convergence(marks({1: [60, 70, 80]}), marks({1: [80, 90, 99]}), 100, round_number=3)
    assert (found.may_stop, found.reason, found.unstable) == (True, "three_rounds", [1])


def test_where_w_is_undefined_the_projects_decide_alone() -> None:
    # Nobody judges two projects.
    scores = marks({1: [60, 70, 80], 2: [50, 55, 60]})
    scores["expert"] += 10 * scores["project"]
    found = convergence(scores, scores, 100)
    assert (found.w_before, found.w_after, found.w_change, found.w_settled) == (None, None, None, None)
    assert (found.may_stop, found.reason) == (True, "settled")


def test_w_compares_the_marks_that_both_rounds_have() -> None:
    # The fourth expert is new in round 2 and would turn the order round.
    after = {project: [*given, 100 - given[0]] for project, given in SETTLED.items()}
    found = convergence(marks(SETTLED), marks(after), 100)
    assert found.w_after == found.w_before


def test_a_second_round_is_about_its_own_projects_only() -> None:
    found = convergence(marks(SETTLED), marks({2: SETTLED[2]}), 100)
    assert found.projects.index.tolist() == [2]
    assert found.may_stop


def test_two_experts_or_no_earlier_round_are_not_stable() -> None:
    found = convergence(marks({1: [60, 70], 2: [60, 70, 80]}), marks({1: [60, 70], 2: [60, 70], 3: [1, 2, 3]}), 100)
    assert found.projects["reason"].tolist() == ["too_few_experts", "too_few_experts", "no_earlier_round"]
    assert found.projects["n_before"].tolist() == [2, 3, 0]
    assert found.unstable == [1, 2, 3]


def test_without_a_mark_there_is_nothing_to_compare() -> None:
    found = convergence(marks(SETTLED), marks({}), 100)
    assert (found.may_stop, found.reason, found.unstable) == (False, "nothing_to_compare", [])
    assert found.projects.columns.tolist() == convergence(marks(SETTLED), marks(SETTLED), 100).projects.columns.tolist()


@pytest.mark.parametrize("scale_range", [0, -4, np.nan])
def test_a_scale_needs_a_range(scale_range: float) -> None:
    with pytest.raises(ValueError, match="scale_range"):
        convergence(marks(SETTLED), marks(SETTLED), scale_range)
