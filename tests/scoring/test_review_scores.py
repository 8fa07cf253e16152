"""Which votes a statistic may read."""

import numpy as np
import pandas as pd
import pytest

from scoring.experts import counted_scores, score_table, without_masked

SCORES = pd.DataFrame(
    {
        "project": [2, 1, 1, 2],
        "expert": ["b", "b", "a", "a"],
        "score": [80.0, 70, np.nan, 90],
        "masked": [False, False, False, True],
    }
)


def test_masked_rows_leave_as_if_they_had_never_existed() -> None:
    assert without_masked(SCORES)["score"].tolist()[:2] == [80, 70]
    assert len(without_masked(SCORES)) == 3
    assert "masked" not in without_masked(SCORES)


def test_without_a_mask_all_rows_stay() -> None:
    assert without_masked(SCORES.drop(columns="masked")).equals(SCORES.drop(columns="masked"))


def test_masks_as_numbers_from_a_database_count_too() -> None:
    assert without_masked(SCORES.assign(masked=[0, 0, 0, 1]))["project"].tolist() == [2, 1, 1]


def test_a_vote_in_doubt_is_refused() -> None:
    with pytest.raises(ValueError, match="masked"):
        without_masked(SCORES.assign(masked=[True, False, None, True]))


def test_counted_are_given_unmasked_scores_in_one_order() -> None:
    expected = pd.DataFrame({"project": [1, 2], "expert": ["b", "b"], "score": [70.0, 80.0]})
    pd.testing.assert_frame_equal(counted_scores(SCORES), expected, check_dtype=False)
    pd.testing.assert_frame_equal(counted_scores(SCORES.iloc[::-1]), expected, check_dtype=False)


def test_a_score_may_come_as_none() -> None:
    scores = pd.DataFrame({"project": [1, 1], "expert": [1, 2], "score": pd.Series([None, 60], dtype=object)})
    assert counted_scores(scores)["score"].tolist() == [60.0]


def test_two_scores_of_one_pair_are_refused_unless_one_is_masked() -> None:
    twice = pd.DataFrame({"project": [1, 1], "expert": [1, 1], "score": [60.0, 70]})
    with pytest.raises(ValueError, match="two scores"):
        counted_scores(twice)
    assert counted_scores(twice.assign(masked=[True, False]))["score"].tolist() == [70]


@pytest.mark.parametrize("column", ["project", "expert"])
def test_a_score_of_nobody_or_for_nothing_is_refused(column: str) -> None:
    scores = pd.DataFrame({"project": [1.0, 2], "expert": [1.0, 2], "score": [60.0, 70]})
    scores.loc[0, column] = np.nan
    with pytest.raises(ValueError, match="project and its expert"):
        counted_scores(scores)


def test_an_infinite_score_is_refused() -> None:
    with pytest.raises(ValueError, match="finite"):
        counted_scores(pd.DataFrame({"project": [1], "expert": [1], "score": [np.inf]}))


def test_the_table_has_projects_as_rows_and_experts_as_columns() -> None:
    table = score_table(SCORES.assign(masked=False))
    assert (table.index.tolist(), table.columns.tolist()) == ([1, 2], ["a", "b"])
    assert table.loc[2].tolist() == [90, 80]
    assert np.isnan(table.loc[1, "a"])
    assert table.loc[1, "b"] == 70
