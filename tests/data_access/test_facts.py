"""The figures: every condition at its boundary, on both databases, worked by hand."""

from datetime import date, datetime

import pandas as pd
import pytest

from data_access import schema
from data_access.calendar import fill_calendar, working_calendar
from data_access.dictionaries import fill_channels
from data_access.engine import writing
from data_access.facts import Counts, HandlingTimes, case_count, cases, counts, handling_times, read_at_once
from data_access.scope import UNDECIDED, a_year_earlier, scope_of, the_period_before
from glossary import Role
from permissions import NotPermitted, Person
from scoring.kpi import KPI_MEASURES, kpi_rates
from working_time import utc

LEADER = Person(account_id=1, username="leader", name="李某", role=Role.LEADER)
T = date(2025, 11, 28)  # a Friday


@pytest.fixture
def city(engine):
    with writing(engine) as connection:
        fill_channels(connection)
        fill_calendar(connection)
        connection.execute(
            schema.department.insert(),
            [{"code": "roads", "name": "道路处", "position": 1}, {"code": "water", "name": "供水处", "position": 2}],
        )
    return engine


def store(engine, *suggestions: dict) -> None:
    """Insert suggestions with boring defaults: an accepted 意见建议 by 12345 at 09:00 on Monday 2025-11-03."""
    calendar = working_calendar(engine)
    with writing(engine) as connection:
        for position, given in enumerate(suggestions, start=1):
            received = given.get("received_at", datetime(2025, 11, 3, 9, 0))
            row = {
                "id": position,
                "number": f"2025-{position:06d}",
                "state": "accepted",
                "nature": "suggestion_proper",
                "channel_code": "hotline_12345",
                "content_hash": str(position),
                "received_on": received.date(),
                "accepted_on": received.date(),
                "received_minute": calendar.clock(received),
                **given,
                "received_at": utc(received),
            }
            if row.get("completed_on"):
                row["completed_minute"] = calendar.clock(datetime.combine(row["completed_on"], datetime.min.time()))
            connection.execute(schema.suggestion.insert().values(row))
            connection.execute(
                schema.suggestion_text.insert().values(suggestion_id=position, title=f"第{position}件", content="…")
            )


def november(engine, **filters):
    return scope_of(working_calendar(engine), start=date(2025, 11, 1), end=date(2025, 12, 1), as_of=T, **filters)


def count(engine, *measures, scope=None, reader=LEADER) -> tuple[int, ...]:
    row = counts(engine, reader=reader, scope=scope or november(engine), measures=measures).iloc[0]
    return tuple(int(row[name]) for name in measures)


def test_an_empty_database_counts_zero_and_has_no_rate(city):
    row = counts(city, reader=LEADER, scope=november(city), measures=KPI_MEASURES).iloc[0]
    assert row["cohort"] == 0
    assert all(figure.value is None for figure in kpi_rates(row).values())


def test_the_period_is_half_open(city):
    store(
        city,
        {"received_at": datetime(2025, 11, 1, 0, 0)},
        {"received_at": datetime(2025, 12, 1, 0, 0)},
        {"received_at": datetime(2025, 10, 31, 23, 59)},
    )
    scope = scope_of(working_calendar(city), start=date(2025, 11, 1), end=date(2025, 12, 1), as_of=date(2025, 12, 31))
    assert count(city, "received", scope=scope) == (1,)


def test_what_happens_after_the_reporting_day_is_not_known_yet(city):
    store(
        city,
        {"completed_on": date(2025, 11, 28)},
        {"completed_on": date(2025, 11, 29)},
        {"received_at": datetime(2025, 11, 29, 9, 0)},
    )
    assert count(city, "received", "completed", "open") == (2, 1, 1)


def test_the_cohort_leaves_out_what_was_withdrawn_but_only_from_that_day_on(city):
    store(
        city,
        {},
        {"left_out_on": date(2025, 11, 28), "left_out_as": "withdrawn"},
        {"left_out_on": date(2025, 11, 29), "left_out_as": "merged"},
        {"accepted_on": None, "state": "registered"},
    )
    assert count(city, "received", "cohort", "left_out") == (4, 2, 1)


def test_on_time_counts_open_overdue_ones_and_the_sister_does_not(city):
    store(
        city,
        {"due_on": date(2025, 11, 17), "completed_on": date(2025, 11, 17)},  # on the last day: in time
        {"due_on": date(2025, 11, 17), "completed_on": date(2025, 11, 18)},  # a day late
        {"due_on": date(2025, 11, 17)},  # open and overdue
        {"due_on": T},  # due today: not passed yet
        {"due_on": date(2025, 12, 1), "completed_on": date(2025, 11, 20)},  # early, not due yet
    )
    row = counts(city, reader=LEADER, scope=november(city), measures=KPI_MEASURES).iloc[0]
    rates = kpi_rates(row)
    assert (rates["on_time_rate"].numerator, rates["on_time_rate"].denominator) == (1, 3)
    assert (rates["on_time_of_completed"].numerator, rates["on_time_of_completed"].denominator) == (2, 3)
    assert (rates["completion_rate"].numerator, rates["completion_rate"].denominator) == (3, 5)
    assert row["overdue_open"] == 1
    assert row["earliest_due"] == date(2025, 11, 17)


def test_silence_is_never_satisfaction(city):
    done = {"completed_on": date(2025, 11, 10), "followed_up_on": date(2025, 11, 12)}
    results = ("very_satisfied", "basically_satisfied", "dissatisfied", "unreached", "refused", "not_rated")
    store(city, *({**done, "followup_result": result} for result in results))
    rates = kpi_rates(counts(city, reader=LEADER, scope=november(city), measures=KPI_MEASURES).iloc[0])
    assert (rates["satisfaction_rate"].numerator, rates["satisfaction_rate"].denominator) == (2, 3)
    assert (rates["satisfaction_rate_strict"].numerator, rates["satisfaction_rate_strict"].denominator) == (1, 3)
    assert (rates["valid_followup_rate"].numerator, rates["valid_followup_rate"].denominator) == (3, 6)


def test_undecided_natures_can_be_asked_for(city):
    store(city, {"nature": None}, {"nature": "complaint"}, {})
    assert count(city, "received", scope=november(city, natures=(UNDECIDED,))) == (1,)
    assert count(city, "received", scope=november(city, natures=("complaint", UNDECIDED))) == (2,)
    assert count(city, "received") == (3,)


def test_groups_add_up_to_the_whole_and_keep_the_ones_without_a_code(city):
    store(city, {"department_code": "roads"}, {"department_code": "roads"}, {"department_code": "water"}, {})
    found = counts(city, reader=LEADER, scope=november(city), by=("department_code",), measures=("received",))
    assert list(found["department_code"].fillna("without")) == ["roads", "water", "without"]
    assert list(found["received"]) == [2, 1, 1]


def test_reads_sent_at_once_answer_as_each_by_itself_in_their_order(city):
    store(city, {}, {"received_at": datetime(2024, 11, 4, 9, 0)}, {"received_at": datetime(2025, 10, 8, 9, 0)})
    now = november(city)
    scopes = [now, the_period_before(working_calendar(city), now), a_year_earlier(working_calendar(city), now)]
    reads = [*(Counts(scope, ("tier",), ("received", "open")) for scope in scopes), HandlingTimes(now)]
    *counted, times = read_at_once(city, reader=LEADER, reads=reads)
    for found, scope in zip(counted, scopes, strict=True):
        alone = counts(city, reader=LEADER, scope=scope, by=("tier",), measures=("received", "open"))
        pd.testing.assert_frame_equal(found, alone)
        assert list(found["received"]) == [1]
    pd.testing.assert_frame_equal(times, handling_times(city, reader=LEADER, scope=now))


def test_counts_within_a_measure_leave_the_others_out(city):
    store(city, {}, {"completed_on": date(2025, 11, 20)})
    chosen = {"scope": november(city), "by": ("state",), "measures": ("received", "open")}
    assert counts(city, reader=LEADER, **chosen, within="open")[["received", "open"]].sum().tolist() == [1, 1]
    assert counts(city, reader=LEADER, **chosen)[["received", "open"]].sum().tolist() == [2, 1]


def test_open_in_time_and_overdue_make_up_the_open_ones(city):
    store(city, {"due_on": date(2025, 11, 14)}, {"due_on": date(2025, 11, 30)}, {})
    assert count(city, "open", "open_in_time", "overdue_open")[:3] == (3, 2, 1)


def test_a_drill_down_lists_exactly_the_rows_counted(city):
    store(city, {"due_on": date(2025, 11, 17)}, {"due_on": date(2025, 11, 14)}, {"due_on": date(2025, 12, 1)})
    listed = cases(city, reader=LEADER, scope=november(city), measure="overdue_open", order="due_on")
    assert list(listed["number"]) == ["2025-000002", "2025-000001"]
    assert case_count(city, reader=LEADER, scope=november(city), measure="overdue_open") == (2, 0)


def test_reports_and_confidential_ones_are_counted_but_never_listed(city):
    store(city, {}, {"nature": "report"}, {"confidential": True}, {"nature": None})
    listed = cases(city, reader=LEADER, scope=november(city), measure="received")
    assert list(listed["number"]) == ["2025-000001", "2025-000004"]
    assert case_count(city, reader=LEADER, scope=november(city), measure="received") == (2, 2)


def test_handling_time_of_open_ones_runs_to_the_reporting_day(city):
    store(city, {"received_at": datetime(2025, 11, 27, 8, 30)})
    found = handling_times(city, reader=LEADER, scope=november(city))
    expected = pd.DataFrame({"minutes": [780], "completed": [False], "count": [1]})
    pd.testing.assert_frame_equal(found, expected)


def test_a_handler_sees_the_own_department_only(city):
    store(city, {"department_code": "roads"}, {"department_code": "water"}, {})
    handler = Person(account_id=2, username="h", name="王某", role=Role.HANDLER, department_code="roads")
    assert count(city, "received", reader=handler) == (1,)
    nobody = Person(account_id=3, username="x", name="赵某", role=Role.HANDLER)
    assert count(city, "received", reader=nobody) == (0,)


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.LEADER, Role.OFFICER, Role.HANDLER)])
def test_other_roles_are_refused_every_figure(city, role):
    person = Person(account_id=4, username="p", name="孙某", role=role)
    with pytest.raises(NotPermitted):
        count(city, "received", reader=person)
    with pytest.raises(NotPermitted):
        cases(city, reader=person, scope=november(city), measure="received")
    with pytest.raises(NotPermitted):
        handling_times(city, reader=person, scope=november(city))
    with pytest.raises(NotPermitted):
        read_at_once(city, reader=person, reads=[Counts(november(city), (), ("received",))])
