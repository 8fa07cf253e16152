"""Rates and league tables."""

import pandas as pd
import pytest

from scoring.rates import Rate, league_table, rate


def test_a_rate_keeps_its_counts() -> None:
    assert rate(1534, 1562) == Rate(pytest.approx(0.98207, abs=1e-5), 1534, 1562)
    assert rate(0, 20).interval == (0.0, pytest.approx(0.1611, abs=5e-5))


def test_a_rate_of_nothing_is_undefined() -> None:
    assert rate(0, 0) == Rate(None, 0, 0)
    assert rate(0, 0).interval is None


def test_a_rate_above_one_is_refused() -> None:
    with pytest.raises(ValueError, match="numerator"):
        rate(3, 2)


def test_best_first_small_groups_last_and_unranked() -> None:
    groups = pd.DataFrame(
        {
            "department": ["住建局", "城管局", "教育局", "档案馆", "新设局", "水利局"],
            "done": [45, 30, 27, 29, 0, 54],
            "cases": [50, 30, 30, 29, 0, 60],
        }
    )
    table = league_table(groups, "done", "cases", minimum=30)
    assert table["department"].tolist() == ["城管局", "水利局", "住建局", "教育局", "档案馆", "新设局"]
    assert table["rank"].tolist()[:4] == [1, 2, 2, 2]
    assert table["rank"].isna().tolist() == [False, False, False, False, True, True]
    assert table["value"].tolist()[:5] == [1.0, 0.9, 0.9, 0.9, 1.0]
    assert table.loc[5, ["value", "low", "high"]].isna().all()
    assert list(groups.columns) == ["department", "done", "cases"]


def test_the_minimum_itself_is_ranked() -> None:
    table = league_table(pd.DataFrame({"done": [1, 1], "cases": [5, 4]}), "done", "cases", minimum=5)
    assert table["cases"].tolist() == [5, 4]
    assert table["rank"].isna().tolist() == [False, True]


def test_no_groups_give_an_empty_table_with_the_same_columns() -> None:
    table = league_table(pd.DataFrame({"done": [], "cases": []}), "done", "cases", minimum=30)
    assert table.empty
    assert list(table.columns) == ["done", "cases", "value", "low", "high", "rank"]
    assert str(table["rank"].dtype) == "Int64"
