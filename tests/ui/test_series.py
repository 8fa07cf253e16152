"""Counted frames made ready for the eye: buckets without gaps, sentences that half a month cannot mislead."""

from datetime import date

import pandas as pd
import pytest

from ui.series import (
    age_bands,
    change_sentence,
    in_buckets,
    largest_first,
    named,
    progress_of,
    share,
    summed,
    totals,
    whole,
)


def months(*counts: int) -> pd.DataFrame:
    return pd.DataFrame({"bucket": pd.date_range("2025-01-01", periods=len(counts), freq="MS"), "received": counts})


@pytest.mark.parametrize(
    ("counts", "as_of", "sentence"),
    [
        ((5, 7, 9), date(2025, 3, 31), "来信连续2个月上升"),
        ((9, 5, 7), date(2025, 3, 31), "来信较前一个月上升"),
        ((9, 7, 7), date(2025, 3, 31), "来信与上月持平"),
        # Ten days of March are not a fall.
        ((5, 7, 2), date(2025, 3, 10), "来信截至上月较前一个月上升"),
        ((5,), date(2025, 1, 31), "来信"),
    ],
)
def test_the_title_says_what_the_last_whole_months_did(counts, as_of, sentence):
    assert change_sentence(months(*counts), "received", "来信", as_of) == sentence


def test_months_and_weeks_without_any_suggestion_are_zero():
    by_day = pd.DataFrame({"received_on": [date(2025, 1, 31), date(2025, 3, 1)], "received": [2, 3]})
    monthly = in_buckets(by_day, "M")
    assert list(monthly["received"]) == [2, 0, 3]
    assert monthly["bucket"].iloc[1] == pd.Timestamp(2025, 2, 1)
    assert list(in_buckets(by_day, "W")["received"]) == [2, 0, 0, 0, 3]


def test_a_missing_code_is_named_as_such():
    counted = pd.DataFrame({"township_code": ["a", None], "received": [1, 2]})
    assert list(named(counted, "township_code", {"a": "甲镇"}, "镇办区")["镇办区"]) == ["甲镇", "未填"]


def test_shares_come_largest_first_and_are_missing_without_a_total():
    counted = pd.DataFrame({"code": ["a", "b"], "received": [1, 3]})
    assert list(share(counted, "received")["占比"]) == [0.75, 0.25]
    assert share(counted.assign(received=0), "received")["占比"].isna().all()


def test_finer_counts_add_up_and_the_earliest_day_stays():
    fine = pd.DataFrame(
        {
            "tier": ["immediate", "study", None],
            "department_code": ["x", "x", "y"],
            "open": [1, 2, 4],
            "earliest_due": [date(2025, 2, 1), None, date(2025, 1, 5)],
        }
    )
    assert whole(fine)["open"] == 7
    assert whole(fine)["earliest_due"] == date(2025, 1, 5)
    by_department = totals(fine, "department_code", {"y": "乙局", "x": "甲局"}, "单位")
    assert by_department.to_dict("list") == {"单位": ["乙局", "甲局"], "open": [4, 3]}


def test_every_age_band_is_there_and_overdue_ones_apart():
    counted = pd.DataFrame({"age_band": ["老"], "open": [5], "overdue_open": [2]})
    shown = age_bands(counted, ("新", "老"))
    assert list(zip(shown["category"], shown["state"], shown["count"], strict=True)) == [
        ("新", "在办超期", 0), ("新", "在办未超期", 0), ("老", "在办超期", 2), ("老", "在办未超期", 3),
    ]  # fmt: skip
    assert list(shown["label"].unique()) == ["0 件", "5 件，超期 2"]


def test_progress_splits_each_group_into_overdue_open_in_time_and_completed():
    groups = pd.DataFrame(
        {"办理等级": ["即可办", "研究办"], "cohort": [10, 0], "completed": [7, 0], "overdue_open": [1, 0]}
    )
    shown = progress_of(groups, "办理等级")
    assert list(shown["count"]) == [1, 2, 7, 0, 0, 0]
    assert list(shown["label"].unique()) == ["办结 70.0 %，超期 1", "办结 —"]


def test_the_group_with_the_largest_sum_comes_first_and_the_one_without_a_code_last():
    counted = pd.DataFrame({"town": ["a", "b", None, "b"], "received": [3, 2, 9, 2]})
    assert list(largest_first(counted, "town", "received")["received"]) == [2, 2, 3, 9]


def test_sums_by_one_dimension_keep_the_group_without_a_code():
    counted = pd.DataFrame({"day": [1, 2, 1], "channel": ["x", None, "x"], "received": [1, 2, 4]})
    assert list(summed(counted, "channel")["received"]) == [5, 2]
