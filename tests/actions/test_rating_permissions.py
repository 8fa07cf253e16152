"""Every role and everything about ratings: done or refused, as the table of rights says."""

import pytest
from sqlalchemy import select

from actions import rating_checks, rating_files, ratings
from actions.rating_overview import citizen_figures
from data_access import evaluation_quarters, rating_reads, schema
from data_access.engine import writing
from glossary import FollowUpResult, QuarterState, RatingSource, RatingStage, Role
from permissions import NotPermitted
from tests.actions.rating_books import FILE, book, read, row, store
from tests.actions.test_ratings import DAY
from tests.evaluation_factories import NOW, QUARTER, Evaluation

RECORDERS = {Role.OFFICER, Role.COORDINATOR}
PROJECT = "XM-2025-0001"


def record(evaluation):
    what = {"number": PROJECT, "stage": RatingStage.HANDLING, "who": "13812345678", "rated_on": DAY}
    return ratings.record, what | {"level": FollowUpResult.SATISFIED, "source": RatingSource.VISIT}


def withdraw(evaluation):
    return ratings.withdraw, {"rating_id": evaluation.rate(PROJECT, FollowUpResult.SATISFIED, "a"), "reason": "错"}


def count_invited(evaluation):
    return ratings.count_invited, {"number": PROJECT, "stage": RatingStage.HANDLING, "invited": 9}


def check(evaluation):
    evaluation.rate(PROJECT, FollowUpResult.SATISFIED, "a", seconds=1.0)
    return rating_checks.check, {}


def hold(evaluation):
    return rating_checks.hold, {"rating_ids": [evaluation.rate(PROJECT, FollowUpResult.SATISFIED, "a")], "note": "疑"}


def release(evaluation):
    ids = [evaluation.rate(PROJECT, FollowUpResult.SATISFIED, "a", held=True)]
    return rating_checks.release, {"rating_ids": ids, "reason": "核实"}


def confirm(evaluation):
    return rating_checks.confirm, release(evaluation)[1]


def read_file(evaluation):
    return rating_files.read_file, {"content": book([row()]), "file_name": FILE}


def apply(evaluation):
    seen = read(evaluation.engine, [row()], evaluation.coordinator)
    return lambda engine, quarter, **who: rating_files.apply(engine, **who, file=seen), {}


def undo(evaluation):
    done = store(evaluation.engine, [row()], evaluation.coordinator)
    return rating_files.undo, {"batch_id": done.batch_id, "reason": "错"}


ACTIONS = [record, withdraw, count_invited, check, hold, release, confirm, read_file, apply, undo]


def rows(engine) -> list:
    tables = (schema.citizen_rating, schema.rating_hold, schema.rating_batch, schema.rating_invitation)
    with engine.connect() as connection:
        return [connection.execute(select(table)).all() for table in (*tables, schema.work_history)]


@pytest.mark.parametrize("make", ACTIONS, ids=lambda make: make.__name__)
def test_officers_and_coordinators_do_it_and_nobody_else(engine, make):
    evaluation = Evaluation(engine)
    action, what = make(evaluation)
    before = rows(engine)
    for role in Role:
        if role not in RECORDERS:
            person = evaluation.experts[0] if role is Role.EXPERT else evaluation.people[role]
            with pytest.raises(NotPermitted):
                action(engine, quarter=QUARTER, **what, by=person, at=NOW)
            assert rows(engine) == before
    action(engine, quarter=QUARTER, **what, by=evaluation.people[Role.OFFICER], at=NOW)
    assert make is read_file or rows(engine) != before


@pytest.mark.parametrize("make", ACTIONS, ids=lambda make: make.__name__)
def test_a_coordinator_may_do_it_too(engine, make):
    evaluation = Evaluation(engine)
    action, what = make(evaluation)
    action(engine, quarter=QUARTER, **what, by=evaluation.coordinator, at=NOW)


READS = {
    "listed": lambda engine, **asked: rating_reads.listed(engine, number=PROJECT, **asked),
    "quarantine": rating_reads.quarantine,
    "batches": rating_reads.rating_batches,
    "invitations": rating_reads.invitations,
}


@pytest.mark.parametrize("read_them", READS.values(), ids=READS)
@pytest.mark.parametrize("state", [QuarterState.OPEN, QuarterState.PUBLISHED], ids=lambda state: state.value)
def test_single_ratings_are_read_by_who_may_read_the_evaluation_as_it_stands(engine, state, read_them):
    evaluation = Evaluation(engine)
    with writing(engine) as connection:
        evaluation_quarters.change(connection, evaluation_quarters.find(connection, QUARTER), state=state)
    readers = RECORDERS | {Role.LEADER}
    readers |= {Role.PROJECT_MANAGER} if state is QuarterState.PUBLISHED else set()
    for role in Role:
        person = evaluation.experts[0] if role is Role.EXPERT else evaluation.people[role]
        if role in readers:
            read_them(engine, quarter=QUARTER, by=person)
        else:
            with pytest.raises(NotPermitted):
                read_them(engine, quarter=QUARTER, by=person)


def test_figures_are_for_those_who_record(engine):
    evaluation = Evaluation(engine)
    for role, person in evaluation.people.items():
        if role in RECORDERS:
            assert list(citizen_figures(engine, quarter=QUARTER, by=person).table.index) == evaluation.projects
        else:
            with pytest.raises(NotPermitted):
                citizen_figures(engine, quarter=QUARTER, by=person)
