"""The history of a quarter: what the organisers decided in full, of everybody else only that something was done."""

import pytest

from data_access import evaluation_quarters, quarter_history
from data_access.engine import writing
from data_access.journal import Entry
from glossary import WorkStep
from tests.evaluation_factories import NOW, QUARTER, Evaluation

SECRET = "项目1 只值 35 分"
DECIDED = {
    WorkStep.CREATED,
    WorkStep.RULES_CHOSEN,
    WorkStep.PROJECTS_CHOSEN,
    WorkStep.VETOED,
    WorkStep.MOVED,
    WorkStep.MOVED_BACK,
    WorkStep.CHANGED,
    WorkStep.PANEL_SET,
    WorkStep.ROUND_OPENED,
    WorkStep.ROUND_DEADLINE,
    WorkStep.ROUND_CLOSED,
    WorkStep.PUBLISHED,
    WorkStep.RESTATED,
}


@pytest.fixture
def evaluation(engine) -> Evaluation:
    return Evaluation(engine, experts=1)


def noted(made, step: WorkStep, by, **details: object):
    with writing(made.engine) as connection:
        quarter = evaluation_quarters.find(connection, QUARTER)
        entry = Entry(step, reason=SECRET, details={"project": made.projects[0], "round": 1, **details})
        evaluation_quarters.note(connection, quarter, entry, by=by, at=NOW)


def test_it_is_read_latest_first_with_the_same_columns_when_empty(evaluation):
    read = {"quarter": QUARTER, "by": evaluation.leader}
    empty = quarter_history.history(evaluation.engine, **read)
    assert empty.empty
    assert list(empty.columns) == list(quarter_history.COLUMNS)
    noted(evaluation, WorkStep.VETOED, evaluation.coordinator)
    noted(evaluation, WorkStep.ROUND_OPENED, evaluation.coordinator)
    found = quarter_history.history(evaluation.engine, **read)
    assert list(found["step"]) == ["round_opened", "vetoed"]
    assert list(found["reason"]) == [SECRET, SECRET]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("step", sorted(set(WorkStep) - DECIDED))
def test_words_and_anything_else_of_those_who_judge_are_not_read(evaluation, step):
    noted(evaluation, step, evaluation.experts[0], expert=7, answer=SECRET, mark=35, value=35)
    row = quarter_history.history(evaluation.engine, quarter=QUARTER, by=evaluation.coordinator).iloc[0]
    assert row["reason"] == ""
    assert row["details"] == {"project": evaluation.projects[0], "round": 1}


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_an_expert_who_gave_reasons_is_not_named(evaluation):
    noted(evaluation, WorkStep.REASON_GIVEN, evaluation.experts[0])
    row = quarter_history.history(evaluation.engine, quarter=QUARTER, by=evaluation.leader).iloc[0]
    assert row["by_name"] == "评委"
