"""How long ideas stay in each state, worked by hand; those still there count for as long as they have been watched."""

import math

import pandas as pd

from glossary import IdeaState, labels
from scoring.idea_stays import stay_figures


def figures(*stays: tuple[str, int, bool]) -> pd.DataFrame:
    frame = pd.DataFrame(list(stays), columns=["state", "days", "finished"])
    return stay_figures(frame.astype({"days": "int64", "finished": bool})).set_index("state")


def test_stays_that_go_on_and_stays_that_ended_are_told_apart():
    found = figures(
        ("refined", 10, True),
        ("refined", 20, True),
        ("refined", 30, False),
        ("refined", 40, False),
        ("refined", 101, False),
        ("banked", 5, True),
    )
    assert found.loc["refined"].to_dict() | {"usual": 0} == {
        "now": 3,
        "median_so_far": 40,
        "longest_so_far": 101,
        "finished": 2,
        "usual": 0,
    }
    assert (found.loc["banked", "now"], found.loc["banked", "usual"]) == (0, 5)
    assert math.isnan(found.loc["banked", "median_so_far"])


def test_the_usual_stay_counts_those_that_have_not_ended():
    # S(10) = 4/5, S(20) = 4/5 · 3/4 = 3/5, S(50) = 3/5 · 1/2 = 3/10: half have left by day 50, not by day 20.
    stays = [("refined", 10, True), ("refined", 20, True), ("refined", 30, False), ("refined", 50, True)]
    assert figures(*stays, ("refined", 60, False)).loc["refined", "usual"] == 50


def test_where_fewer_than_half_have_left_there_is_no_usual_stay():
    found = figures(("effective", 10, True), ("effective", 90, False), ("effective", 80, False))
    assert math.isnan(found.loc["effective", "usual"])


def test_every_state_has_its_row_also_when_there_is_nothing():
    found = figures()
    assert list(found.index) == list(labels(IdeaState))
    assert set(found["now"]) == set(found["finished"]) == {0}
    assert found[["median_so_far", "longest_so_far", "usual"]].isna().all(axis=None)
