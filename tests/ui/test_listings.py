"""What a click on a figure lists: exactly the rows it counted, under a name people recognise."""

from datetime import date

import pandas as pd

from ui.listings import Listing, per_bucket, per_cell, per_code, per_pair


def test_a_group_without_a_code_is_listed_as_such():
    lists = per_code("收到", "received", "township_code", ["a", None], {"a": "甲镇"})
    assert lists == {
        "甲镇": Listing("收到：甲镇", "received", (("township_code", "a"),)),
        "未填": Listing("收到：未填", "received", (("township_code", None),)),
    }


def test_a_bucket_lists_the_days_it_stands_for():
    months = per_bucket("收到", "received", [pd.Timestamp(2024, 12, 1)], "M")
    assert months == {"2024-12-01": Listing("收到：2024年12月", "received", (), (date(2024, 12, 1), date(2025, 1, 1)))}
    [week] = per_bucket("收到", "received", [pd.Timestamp(2025, 11, 24)], "W").values()
    assert week.days == (date(2025, 11, 24), date(2025, 12, 1))
    [single] = per_bucket("收到", "received", [pd.Timestamp(2025, 11, 30)], "D").values()
    assert single.days == (date(2025, 11, 30), date(2025, 12, 1))


def test_a_cell_of_a_cross_table_lists_both_characteristics():
    counted = pd.DataFrame({"tier": ["study"], "line": [None], "received": [4]})
    names = ({"study": "研究办"}, {"online": "线上"})
    assert per_pair("received", counted, ("tier", "line"), names) == {
        "研究办 × 未填": Listing("研究办 × 未填", "received", (("line", None), ("tier", "study")))
    }


def test_a_segment_of_a_bar_lists_its_own_state():
    assert per_cell({"在办超期": "overdue_open"}, "tier", {"study": "研究办"}) == {
        "研究办 × 在办超期": Listing("研究办：在办超期", "overdue_open", (("tier", "study"),))
    }
