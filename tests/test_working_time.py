"""Working days: from the day after receipt, holidays skipped, out-of-hours counted as the next working day."""

from datetime import date, datetime

import pytest

from data_access.calendar import published_days
from working_time import OutsideCalendar, WorkingCalendar


@pytest.fixture(scope="module")
def calendar():
    days = published_days()
    return WorkingCalendar(days[0]["day"], [day["working"] for day in days])


@pytest.mark.parametrize(
    ("received", "limit", "due"),
    [
        # Tuesday 30 September 2025 is the last working day before the eight days of 国庆 and 中秋.
        ("2025-09-30 16:00", 2, date(2025, 10, 10)),
        # After closing: counts as 9 October, so the first day is the 10th and the second the make-up Saturday.
        ("2025-09-30 18:00", 2, date(2025, 10, 11)),
        # Monday at 17:29 is still Monday, at 17:30 it is Tuesday.
        ("2025-11-03 17:29", 1, date(2025, 11, 4)),
        ("2025-11-03 17:30", 1, date(2025, 11, 5)),
        # The midday break and the hour before opening are outside office hours too.
        ("2025-11-03 13:00", 1, date(2025, 11, 5)),
        ("2025-11-03 08:00", 1, date(2025, 11, 5)),
    ],
)
def test_the_limit_counts_from_the_day_after_receipt(calendar, received, limit, due):
    assert calendar.due_on(datetime.fromisoformat(received), limit) == due


def test_the_clock_runs_in_office_hours_only(calendar):
    friday_close, monday_open = datetime(2025, 11, 7, 17, 0), datetime(2025, 11, 10, 9, 0)
    assert calendar.clock(monday_open) - calendar.clock(friday_close) == 60


def test_a_full_working_day_is_390_minutes(calendar):
    assert calendar.clock(datetime(2025, 11, 4, 8, 30)) - calendar.clock(datetime(2025, 11, 3, 8, 30)) == 390


def test_an_answer_on_the_day_of_receipt_took_no_working_day(calendar):
    assert calendar.working_days_taken(datetime(2025, 11, 3, 9, 0), date(2025, 11, 3)) == 0


def test_a_day_outside_the_calendar_is_named(calendar):
    with pytest.raises(OutsideCalendar, match="2003-12-31"):
        calendar.day_number(date(2003, 12, 31))
