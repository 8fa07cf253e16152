"""What one project's figures are made of: unsigned, of closed rounds and submitted assessments, for who may see it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from actions import evaluation_details, publications
from actions.evaluation_details import RATINGS, TOTALS
from actions.publication_checks import checklist
from actions.quarter_checks import NoSuchQuarter
from data_access import evaluation_quarters, schema
from data_access.engine import reading, writing
from data_access.statements import counted_statements
from glossary import FollowUpResult, Role
from permissions import NotPermitted
from tests.evaluation_factories import NOW, QUARTER, Evaluation

NUMBER = "XM-2025-0001"
VALUES = [90.0, 7.0, 95.0, 5.0, 3.0, 77.5, 98.0, 30.0, 85.0, None]
NEVER = [role for role in Role if role not in (Role.LEADER, Role.COORDINATOR, Role.OFFICER, Role.PROJECT_MANAGER)]


@pytest.fixture(params=["sqlite", "postgres"])
def evaluation(request) -> Evaluation:
    made = Evaluation(request.getfixturevalue(f"{request.param}_engine"), projects=2, experts=3)
    made.open_round()
    for place, expert in enumerate(made.experts):
        made.review(made.assign(expert, NUMBER), 70.0 + 10 * place, comment="意见" if place == 0 else "")
    return made


def details(made: Evaluation, role: Role = Role.COORDINATOR):
    person = made.experts[0] if role is Role.EXPERT else made.people[role]
    return evaluation_details.details(made.engine, quarter=QUARTER, number=NUMBER, by=person)


def published(made: Evaluation) -> None:
    made.close_round()
    with reading(made.engine) as connection:
        version = evaluation_quarters.find(connection, QUARTER).version
    publications.publish(made.engine, quarter=QUARTER, version=version, by=made.leader, at=NOW)


@pytest.mark.parametrize("role", [Role.LEADER, Role.COORDINATOR])
def test_marks_totals_and_words_wait_for_the_end_of_the_round(evaluation, role):
    found = details(evaluation, role)
    assert (len(found.marks), len(found.totals)) == (0, 0)
    assert list(found.totals.columns) == TOTALS
    evaluation.close_round()
    found = details(evaluation, role)
    assert sorted(found.totals["total"]) == [70.0, 80.0, 90.0]
    assert sorted(found.totals["comment"]) == ["", "", "意见"]
    assert len(found.marks) == 3 * 7


def test_experts_are_numbers_that_say_nothing_about_marks(evaluation):
    evaluation.close_round()
    found = details(evaluation)
    assert sorted(found.totals["expert"]) == [1, 2, 3]
    assert found.totals["expert"].tolist() == sorted(found.totals["expert"])
    assert "account_id" not in [*found.totals.columns, *found.marks.columns]


@pytest.mark.parametrize("role", NEVER)
def test_others_read_nothing_published_or_not(evaluation, role):
    for prepare in (lambda: None, lambda: published(evaluation)):
        prepare()
        with pytest.raises(NotPermitted):
            details(evaluation, role)
        person = evaluation.experts[0] if role is Role.EXPERT else evaluation.people[role]
        with pytest.raises(NotPermitted):
            evaluation_details.own_scores(evaluation.engine, quarter=QUARTER, by=person)
        with pytest.raises(NotPermitted):
            checklist(evaluation.engine, quarter=QUARTER, on=NOW.date(), by=person)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.PROJECT_MANAGER])
def test_published_quarters_are_read_without_the_words_of_experts(evaluation, role):
    evaluation.rate(NUMBER, FollowUpResult.SATISFIED, "a", remark="灯亮了")
    with pytest.raises(NotPermitted, match="还没有定稿发布"):
        details(evaluation, role)
    published(evaluation)
    found = details(evaluation, role)
    assert sorted(found.totals["total"]) == [70.0, 80.0, 90.0]
    assert set(found.totals["comment"]) == {""}
    assert found.ratings["remark"].tolist() == (["灯亮了"] if role is Role.OFFICER else [""])


def test_of_one_persons_ratings_the_latest_valid_one_counts(evaluation):
    first = evaluation.rate(NUMBER, FollowUpResult.SATISFIED, "a")
    evaluation.rate(NUMBER, FollowUpResult.DISSATISFIED, "a", held=True)
    evaluation.rate(NUMBER, FollowUpResult.VERY_SATISFIED, "b", withdrawn_at=NOW, withdrawn_reason="登记错")
    second = evaluation.rate(NUMBER, FollowUpResult.VERY_DISSATISFIED, "a")
    assert second > first
    found = details(evaluation).ratings
    assert list(found.columns) == RATINGS
    assert found["level"][found["counts"]].tolist() == ["very_dissatisfied"]
    assert found["rater"].nunique() == 2
    assert len(found) == 4


def test_an_assessment_is_read_once_it_was_submitted_with_the_last_value_last(evaluation):
    whole = evaluation.assess(NUMBER, list(VALUES), submitted=False)
    assert details(evaluation).indicators.empty
    table, value = schema.assessment, schema.assessment_value
    with writing(evaluation.engine) as connection:
        connection.execute(table.update().where(table.c.id == whole).values(submitted_at=NOW))
        row = dict(connection.execute(select(value).order_by(value.c.id)).mappings().first())
        row |= {"sequence": 2, "value": 44.0, "reason": "录入有误"}
        row.pop("id")
        connection.execute(value.insert().values(row))
    found = details(evaluation).indicators
    assert found["position"].tolist() == [1, *range(1, 11)]
    assert found["value"][found["position"] == 1].tolist() == [90.0, 44.0]
    assert found["kind"].tolist()[-1] == "not_provided"


def test_another_project_or_quarter_is_refused(evaluation):
    with pytest.raises(NoSuchQuarter):
        evaluation_details.details(evaluation.engine, quarter="1999Q1", number=NUMBER, by=evaluation.leader)
    with pytest.raises(NoSuchQuarter):
        evaluation_details.details(evaluation.engine, quarter=QUARTER, number="XM-1999-1", by=evaluation.leader)


def own_scores(made: Evaluation, role: Role) -> dict[str, float]:
    return evaluation_details.own_scores(made.engine, quarter=QUARTER, by=made.people[role]).to_dict()


def test_the_last_own_score_of_each_project_stands_beside(evaluation):
    assert own_scores(evaluation, Role.LEADER) == {}
    evaluation.self_assess(NUMBER, 95.0)
    evaluation.self_assess(NUMBER, 91.5)
    assert own_scores(evaluation, Role.LEADER) == {NUMBER: 91.5}


@pytest.mark.parametrize("role", [Role.OFFICER, Role.PROJECT_MANAGER])
def test_beside_the_last_seal_of_a_quarter_under_correction_stand_the_own_scores_of_then(evaluation, role):
    evaluation.self_assess(NUMBER, 91.5)
    with pytest.raises(NotPermitted, match="还没有定稿发布"):
        own_scores(evaluation, role)
    published(evaluation)
    with reading(evaluation.engine) as connection:
        version = evaluation_quarters.find(connection, QUARTER).version
    asked = {"quarter": QUARTER, "version": version, "by": evaluation.leader, "at": NOW}
    publications.reopen(evaluation.engine, reason="漏登", **asked)
    evaluation.self_assess(NUMBER, 80.0, at=NOW + timedelta(hours=1))
    assert own_scores(evaluation, role) == {NUMBER: 91.5}
    assert own_scores(evaluation, Role.COORDINATOR) == {NUMBER: 80.0}


def test_the_checks_name_what_is_open_and_what_bars(evaluation):
    evaluation.rate(NUMBER, FollowUpResult.SATISFIED, "a", held=True)
    asked = {"quarter": QUARTER, "on": NOW.date(), "by": evaluation.coordinator}
    found = {check.what: check for check in checklist(evaluation.engine, **asked)}
    assert found["专家评审轮次"].bars
    assert (found["专家评审轮次"].open, found["权重"].open, found["隔离的评议"].projects) == (1, 1, (NUMBER,))
    assert found["没有得分"].open == 2
    assert found["第三方评估截止"].open == 1
    evaluation.close_round()
    found = {check.what: check for check in checklist(evaluation.engine, **asked)}
    assert not [check for check in found.values() if check.bars and not check.done]


def test_details_take_the_same_few_statements(evaluation):
    evaluation.close_round()
    with counted_statements(evaluation.engine) as few:
        details(evaluation)
    for person in range(20):
        evaluation.rate(NUMBER, FollowUpResult.SATISFIED, str(person))
    with counted_statements(evaluation.engine) as sent:
        details(evaluation)
    assert len(sent) == len(few) <= 10
