"""The day an installation stands on: last days are judged by it, moments in the history stay those of the clock.

A demonstration stands on 2025-11-30 while the clock goes on; a real installation stands on the clock's day.
"""

from datetime import date, datetime

import pandas as pd
import pytest

from actions import assessment_reads, assessments, panels, quarters, ratings, rounds
from actions.quarter_checks import QuarterRefused
from actions.quarter_reports import material
from actions.ratings import RatingRefused
from actions.review_words import not_past
from data_access import schema
from data_access.engine import reading, writing
from data_access.installation import day_now, installation, standing_moment
from glossary import FollowUpResult, RatingSource, RatingStage
from tests.actions.assessment_factories import FIRST, Assessed
from tests.evaluation_factories import QUARTER

STANDS_ON = date(2025, 11, 30)
A_YEAR_LATER = datetime(2026, 11, 20, 2, 0)


def stand_on(engine, day: date | None) -> None:
    with writing(engine) as connection:
        connection.execute(schema.installation.delete().where(schema.installation.c.key == "as_of"))
        if day is not None:
            connection.execute(schema.installation.insert().values(key="as_of", value=day.isoformat()))


@pytest.fixture
def quarter(engine) -> Assessed:
    """Values until 2025-12-20, objections until 2025-12-28, ratings until 2025-12-31."""
    made = Assessed(engine)
    stand_on(engine, STANDS_ON)
    return made


@pytest.mark.parametrize(
    ("noted", "at", "moment"),
    [
        ({}, datetime(2026, 11, 20, 15, 59), datetime(2026, 11, 20, 23, 59)),  # Shanghai, not Greenwich
        ({}, datetime(2026, 11, 20, 16, 0), datetime(2026, 11, 21)),
        ({"as_of": "2025-11-30"}, A_YEAR_LATER, datetime(2025, 11, 30, 23, 59, 59, 999999)),
        ({"as_of": "2025-11-30"}, datetime(2025, 11, 30, 2, 0), datetime(2025, 11, 30, 10, 0)),
        ({"as_of": "2025-11-30"}, datetime(2025, 10, 8, 2, 0), datetime(2025, 10, 8, 10, 0)),  # what happened before
    ],
)
def test_the_clocks_moment_but_in_a_demonstration_none_after_its_day(noted, at, moment):
    assert standing_moment(noted, at) == moment


def test_a_transaction_reads_the_same_day_as_the_screens(engine):
    for noted, day in ((STANDS_ON, STANDS_ON), (None, A_YEAR_LATER.date())):
        stand_on(engine, noted)
        with reading(engine) as connection:
            assert day_now(connection, A_YEAR_LATER) == day
        assert standing_moment(installation(engine), A_YEAR_LATER).date() == day


def test_values_and_submissions_of_a_demonstration_are_in_time_and_dated_by_the_clock(quarter):
    quarter.record(at=A_YEAR_LATER)
    quarter.submit(at=A_YEAR_LATER)
    assert [row[4] for row in quarter.rows()] == [False] * 10
    seen = {"quarter": QUARTER, "by": quarter.coordinator}
    assert not assessment_reads.overview(quarter.engine, **seen)["submitted_late"].any()
    sheet = assessment_reads.sheet(quarter.engine, number=FIRST, **seen)
    assert not sheet.submitted_late
    assert set(sheet.recorded["at"]) == {pd.Timestamp(A_YEAR_LATER)}
    assert sheet.project["submitted_at"] == A_YEAR_LATER


def test_the_same_is_late_where_the_clock_counts(quarter):
    stand_on(quarter.engine, None)
    quarter.record(at=A_YEAR_LATER)
    quarter.submit(at=A_YEAR_LATER)
    assert [row[4] for row in quarter.rows()] == [True] * 10
    sheet = assessment_reads.sheet(quarter.engine, quarter=QUARTER, number=FIRST, by=quarter.coordinator)
    assert sheet.submitted_late


def object_to(quarter: Assessed) -> int:
    asked = {"quarter": QUARTER, "number": FIRST, "content": "验收数据少算一处", "by": quarter.handler}
    return assessments.object(quarter.engine, **asked, at=A_YEAR_LATER)


def test_objections_are_taken_as_long_as_the_day_shown_allows(quarter):
    quarter.record()
    quarter.submit()
    stand_on(quarter.engine, date(2025, 12, 29))
    with pytest.raises(QuarterRefused, match="异议期到 2025-12-28 为止"):
        object_to(quarter)
    stand_on(quarter.engine, date(2025, 12, 28))
    object_to(quarter)
    found = assessment_reads.objections(quarter.engine, quarter=QUARTER, by=quarter.coordinator)
    assert list(found["at"]) == [pd.Timestamp(A_YEAR_LATER)]


def test_last_days_may_be_set_from_the_day_the_installation_stands_on(quarter):
    for day, is_refused in ((date(2025, 11, 29), True), (STANDS_ON, False)):
        with writing(quarter.engine) as connection:
            if is_refused:
                with pytest.raises(QuarterRefused, match="已经过去"):
                    not_past(connection, day, A_YEAR_LATER)
            else:
                assert not_past(connection, day, A_YEAR_LATER) == day
    days = {"ratings_until": date(2025, 12, 31), "assessment_due_on": STANDS_ON, "objection_until": date(2025, 12, 28)}
    asked = {"quarter": QUARTER, "reason": "市里统一安排", "by": quarter.coordinator, "at": A_YEAR_LATER}
    assert quarters.move_deadlines(quarter.engine, **asked, **days, version=1) == 2
    days["assessment_due_on"] = date(2025, 11, 29)
    with pytest.raises(QuarterRefused, match="过去的日子"):
        quarters.move_deadlines(quarter.engine, **asked, **days, version=2)


def test_a_round_is_opened_and_prolonged_by_that_day(quarter):
    quarter.assign(quarter.expert("judge"), FIRST)
    asked = {"quarter": QUARTER, "by": quarter.coordinator, "at": A_YEAR_LATER}
    with pytest.raises(QuarterRefused, match="已经过去"):
        rounds.open_round(quarter.engine, due_on=date(2025, 11, 29), **asked)
    assert rounds.open_round(quarter.engine, due_on=STANDS_ON, **asked) == 1
    rounds.set_deadline(quarter.engine, round=1, due_on=date(2025, 12, 5), **asked)


def test_an_employment_ended_less_than_three_years_before_that_day_rules_a_review_out(quarter):
    """Left on 2023-02-01: ruled out on 2025-11-30, no more in 2026-11."""
    judge = quarter.expert("judge", unit="湖北文理学院")
    job = {"account_id": judge.account_id, "department_code": "housing", "left_on": date(2023, 2, 1)}
    with writing(quarter.engine) as connection:
        connection.execute(schema.expert_employment.insert().values(**job))
    asked = {"quarter": QUARTER, "panel": quarter.panel_id, "experts": [judge.account_id], "projects": [FIRST]}
    asked |= {"by": quarter.coordinator, "at": A_YEAR_LATER}
    assert [each.project for each in panels.assign_panel(quarter.engine, **asked).skipped] == [FIRST]
    stand_on(quarter.engine, None)
    assert panels.assign_panel(quarter.engine, **asked).skipped == ()


def test_nobody_can_have_rated_after_that_day(quarter):
    asked = {"quarter": QUARTER, "number": FIRST, "stage": RatingStage.HANDLING, "who": "13800001111"}
    asked |= {"level": FollowUpResult.SATISFIED, "source": RatingSource.PHONE}
    asked |= {"by": quarter.coordinator, "at": A_YEAR_LATER}
    with pytest.raises(RatingRefused, match="还没有到"):
        ratings.record(quarter.engine, **asked, rated_on=date(2025, 12, 1))
    assert ratings.record(quarter.engine, **asked, rated_on=STANDS_ON)


def test_the_next_quarter_can_be_made_and_none_after_it(quarter):
    def make(written: str, year: int) -> None:
        days = dict.fromkeys(("ratings_until", "assessment_due_on", "objection_until"), date(year, 3, 31))
        quarters.create(quarter.engine, quarter=written, **days, by=quarter.coordinator, at=A_YEAR_LATER)

    make("2026Q1", 2026)
    with pytest.raises(QuarterRefused, match="还太早"):
        make("2027Q1", 2027)


def test_a_report_counts_what_is_missing_as_nothing_only_after_the_last_day(quarter):
    """Nine of ten indicators at their targets, 10 of 100 points of weight 未提供: 100 before the last day, 90 after."""
    quarter.record(values=quarter.values(*[90.0, 7.0, 95.0, 5.0, 3.0, 95.0, 98.0, 30.0, 85.0], None))
    quarter.submit()
    for day, value in ((STANDS_ON, 100), (date(2025, 12, 20), 100), (date(2025, 12, 21), 90)):
        stand_on(quarter.engine, day)
        found = material(quarter.engine, quarter=QUARTER, by=quarter.leader, at=A_YEAR_LATER)
        assert found.results.third_party.loc[FIRST, "value"] == value
