"""Means by group and changes between quarters: small groups are never ranked, small changes never called one."""

import numpy as np
import pandas as pd
import pytest

from scoring.group_means import group_means
from scoring.quarter_changes import COLUMNS, quarter_changes


def composites(**rows) -> pd.DataFrame:
    """project=(score, se, status)"""
    table = pd.DataFrame.from_dict(rows, orient="index", columns=["score", "se", "status"])
    return table.assign(low=table["score"] - 1.96 * table["se"], high=table["score"] + 1.96 * table["se"])


def test_groups_below_the_least_number_stand_behind_however_high_their_mean():
    values = pd.DataFrame({"score": [80.0, 82.0, 84.0, 99.0, 98.0, 70.0, 71.0, 75.0]})
    found = group_means(values, ["a", "a", "a", "b", "b", "c", "c", "c"])
    assert found["group"].tolist() == ["a", "c", "b"]
    assert found["score"].tolist() == [82.0, 72.0, 98.5]
    assert found["small"].tolist() == [False, False, True]


def test_a_project_without_the_value_counts_as_project_and_not_in_the_mean():
    values = pd.DataFrame({"score": [80.0, np.nan, 90.0], "citizens": [70.0, 60.0, np.nan]})
    found = group_means(values, ["a", "a", "a"]).iloc[0]
    assert (found["projects"], found["n"], found["score"], found["citizens"]) == (3, 2, 85.0, 65.0)
    assert found["small"]


def test_no_projects_give_no_groups():
    found = group_means(pd.DataFrame({"score": pd.Series(dtype=float)}), [])
    assert found.empty
    assert list(found.columns) == ["group", "projects", "n", "small", "score"]


def test_a_missing_group_is_kept_as_one():
    found = group_means(pd.DataFrame({"score": [80.0, 90.0]}), [None, None])
    assert found["projects"].tolist() == [2]


def test_a_change_within_the_errors_is_not_clear():
    # √(3² + 4²) = 5, ± 9.8
    before, now = (
        composites(a=(70.0, 3.0, "complete"), b=(70.0, 3.0, "complete")),
        composites(a=(79.0, 4.0, "complete"), b=(80.0, 4.0, "complete")),
    )
    found = quarter_changes(before, now)
    assert found.index.tolist() == ["b", "a"]
    assert found["change"].tolist() == [10.0, 9.0]
    assert found["clear"].tolist() == [True, False]
    assert found["high"].tolist() == pytest.approx([19.8, 18.8], abs=0.01)


def test_only_projects_complete_in_both_quarters_are_compared():
    before = composites(a=(70.0, 3.0, "complete"), b=(70.0, 3.0, "provisional"), c=(70.0, 3.0, "complete"))
    now = composites(a=(71.0, 3.0, "provisional"), b=(71.0, 3.0, "complete"), d=(71.0, 3.0, "complete"))
    found = quarter_changes(before, now)
    assert found.empty
    assert list(found.columns) == COLUMNS
