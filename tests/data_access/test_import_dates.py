"""Dates as people and platforms write them."""

from datetime import date, datetime

import pytest

from data_access.import_dates import Moment, parse_moment

EXACT = Moment(datetime(2019, 2, 28, 11, 25, 5), True)
TO_THE_MINUTE = Moment(datetime(2019, 2, 28, 11, 25), True)
DAY = Moment(datetime(2019, 2, 28, 9, 0), False)


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("2019/2/28 11:25:05", EXACT),
        ("2019-02-28 11:25:05", EXACT),
        ("2019-02-28T11:25:05", EXACT),
        ("2019-02-28T11:25:05+08:00", EXACT),
        ("2019-02-28T03:25:05Z", EXACT),
        ("2019-02-28T11:25:05.123", EXACT),
        ("2019年2月28日 11:25:05", EXACT),
        ("2019年2月28日11时25分5秒", EXACT),
        ("20190228112505", EXACT),
        ("20190228 112505", EXACT),
        (" \t2019.2.28 11:25 ", TO_THE_MINUTE),
        ("2019年2月28日 上午11:25", TO_THE_MINUTE),
        ("2019/2/28 下午1:05", Moment(datetime(2019, 2, 28, 13, 5), True)),
        ("2019-02-28", DAY),
        ("2019/2/28", DAY),
        ("2019.2.28", DAY),
        ("2019年2月28日", DAY),
        ("20190228", DAY),
        (20190228.0, DAY),
        (date(2019, 2, 28), DAY),
        (datetime(2019, 2, 28, 11, 25, 4, 999_999), EXACT),
    ],
)
def test_a_date_is_read_and_a_day_without_a_time_counts_as_nine(cell, moment):
    assert parse_moment(cell) == moment


@pytest.mark.parametrize(
    "cell", ["昨天", "2019-02-30", "2019-13-01", "28/2/2019", "2019", 43524.5, "", "2019-2-28 25:00"]
)
def test_what_is_not_a_date_is_not_guessed(cell):
    assert parse_moment(cell) is None
