"""The calendar and the settings in words: what a person reads about a month, a change, and a rule."""

from collections import Counter
from datetime import date, timedelta

import pytest

from actions.calendar import Day, Moves
from data_access.settings import DEFAULTS
from ui import calendar_words as words
from ui import setting_words


def january(year: int, **changed: Day) -> dict[date, Day]:
    days = (date(year, 1, 1) + timedelta(days=offset) for offset in range(31))
    return {day: changed.get(f"d{day.day}", Day(day.weekday() < 5)) for day in days}


def test_a_month_marks_what_is_not_as_the_weekday_says():
    days = january(2026, d1=Day(False, "元旦"), d2=Day(False, "元旦"), d4=Day(True, "调休上班"))
    first_week = words.month(2026, 1, days).splitlines()[4]
    assert first_week == "| | | |:blue[**1休**]|:blue[**2休**]|:gray[3]|:orange[**4班**]|"
    assert words.named_days(1, days) == "1—2 日 元旦，4 日 调休上班"
    assert words.named_days(2, days) == "—"


def test_what_a_change_moves_is_said_for_open_and_finished_ones():
    moves = Moves(1314, 875, Counter({1: 123, 3: 16}), Counter({-1: 2}))
    assert words.moved(moves) == [
        "在办 139 件的到期日变动：推后 1 天 123 件，推后 3 天 16 件。",
        "已结束的 2 件的到期日同时更正：提前 1 天 2 件；是否按期随之重算。",
        "共 1,314 件重新换算办理时长；到期日变动逐件写入办理记录。",
    ]
    assert words.moved(Moves()) == ["没有建议受影响。"]


def test_many_different_shifts_are_said_as_a_span():
    moves = Moves(6, 6, Counter({1: 1, 2: 1, 3: 1, 5: 1, -1: 1, -2: 1}))
    assert words.moved(moves)[0] == "在办 6 件的到期日变动：推后 1 至 5 天，提前 1 至 2 天。"


def test_a_year_that_is_only_settled_is_one_line():
    settled = {day: (Day(entry.working, "", True), entry) for day, entry in january(2027).items()}
    settled[date(2027, 1, 1)] = (Day(True, "", True), Day(False, "元旦"))
    assert words.changed_days(settled).values.tolist() == [
        ["2027-01-01 周五", "上班", "休息（元旦）"],
        ["2027 年其余 30 天", "上班、休息不变", "已核定"],
    ]


def test_years_in_a_row_are_a_span():
    assert words.years_in_words([2027]) == "2027 年"
    assert words.years_in_words([2027, 2028, 2029]) == "2027 至 2029 年"
    assert words.years_in_words([2027, 2029]) == "2027 年、2029 年"


@pytest.mark.parametrize("key", list(DEFAULTS))
def test_every_setting_has_words_for_its_value_and_for_what_a_change_does(key):
    assert setting_words.in_words(key, DEFAULTS[key])
    assert setting_words.effect(key).endswith("。")
