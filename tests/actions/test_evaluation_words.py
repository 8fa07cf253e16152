"""自评 and 点评 are appended, read by whom they concern; a department sees results of its own published projects."""

from datetime import date

import pytest
from pandas.testing import assert_frame_equal

from actions import evaluation, evaluation_words, own_evaluation, publications
from actions.quarter_checks import NoSuchQuarter, QuarterClosed, QuarterRefused
from data_access import evaluation_quarters
from data_access.engine import reading
from glossary import FollowUpResult, Grade, QuarterState, Role
from permissions import NotPermitted
from tests.actions.assessment_factories import FIRST, SECOND, Assessed
from tests.evaluation_factories import NOW, QUARTER
from tests.factories import person

CONTENT = "按期完成全部节点，群众回访满意"


@pytest.fixture
def quarter(engine) -> Assessed:
    return Assessed(engine)


def self_assess(quarter: Assessed, score=92.5, *, number=FIRST, content=CONTENT, by=None) -> int:
    asked = {"quarter": QUARTER, "number": number, "score": score, "content": content}
    return evaluation_words.self_assess(quarter.engine, **asked, by=by or quarter.handler, at=NOW)


def comment(quarter: Assessed, content="抓得实", *, number=FIRST, grade=None, by=None) -> int:
    asked = {"quarter": QUARTER, "number": number, "grade": grade, "content": content}
    return evaluation_words.comment(quarter.engine, **asked, by=by or quarter.leader, at=NOW)


def words(quarter: Assessed, by, number=None):
    return evaluation_words.words(quarter.engine, quarter=QUARTER, number=number, by=by)


def test_self_assessments_are_appended_and_the_last_counts(quarter):
    assert (self_assess(quarter), self_assess(quarter, 88)) == (1, 2)
    found = words(quarter, quarter.handler).self_assessments
    assert list(found["score"]) == [88, 92.5]
    assert list(found["sequence"]) == [2, 1]
    assert quarter.history()[-1] == (
        "self_assessed",
        {"project": FIRST, "department": "housing", "sequence": 2},
    )


def test_a_supporting_department_assesses_itself_and_a_stranger_does_not(quarter):
    teacher = quarter.other_handler()
    for number in (FIRST, "XM-1999-0001", quarter.project(9, evaluated=False)):
        with pytest.raises(QuarterRefused, match="不是贵单位"):
            self_assess(quarter, number=number, by=teacher)
    with pytest.raises(QuarterRefused, match="不是贵单位"):
        self_assess(quarter, by=person(Role.HANDLER))
    quarter.support(FIRST, "education")
    self_assess(quarter, by=teacher)
    assert list(words(quarter, teacher).self_assessments["department_code"]) == ["education"]


@pytest.mark.parametrize("score", [-0.1, 100.1, float("nan"), float("inf"), None])
def test_a_score_outside_its_range_is_refused(quarter, score):
    with pytest.raises(QuarterRefused, match="0 至 100"):
        self_assess(quarter, score)


@pytest.mark.parametrize("content", ["", "很好", "长" * 2001])
def test_a_self_assessment_needs_words(quarter, content):
    with pytest.raises(QuarterRefused):
        self_assess(quarter, content=content)


@pytest.mark.parametrize("state", [QuarterState.PREPARING, QuarterState.PUBLISHED])
def test_a_self_assessment_needs_an_open_quarter(quarter, state):
    quarter.move(state)
    with pytest.raises(QuarterClosed):
        self_assess(quarter)


def test_comments_are_appended_also_after_the_publication_and_change_no_figure(quarter):
    before = evaluation.results(quarter.engine, quarter=QUARTER, by=quarter.leader).results.composites
    comment(quarter)
    quarter.move(QuarterState.PUBLISHED)
    assert comment(quarter, "要复制推广", grade=Grade.EXCELLENT) == 2
    found = words(quarter, quarter.leader, FIRST).comments
    assert list(found["content"]) == ["要复制推广", "抓得实"]
    assert list(found["grade"]) == ["excellent", None]
    after = evaluation.results(quarter.engine, quarter=QUARTER, by=quarter.leader).results.composites
    assert before.equals(after)


def test_a_comment_needs_an_open_quarter_a_project_and_words(quarter):
    with pytest.raises(NoSuchQuarter, match="不在"):
        comment(quarter, number="XM-1999-0001")
    with pytest.raises(QuarterRefused):
        comment(quarter, " ")
    quarter.move(QuarterState.PREPARING)
    with pytest.raises(QuarterClosed):
        comment(quarter)


def test_role_by_action(quarter):
    actions = {
        "self": (lambda by: self_assess(quarter, by=by), {Role.HANDLER}),
        "comment": (lambda by: comment(quarter, by=by), {Role.LEADER}),
        "words": (lambda by: words(quarter, by), {Role.LEADER, Role.COORDINATOR, Role.HANDLER}),
    }
    for name, (act, allowed) in actions.items():
        may = set()
        for role, somebody in {**quarter.people, Role.EXPERT: quarter.expert(f"judge_{name}")}.items():
            try:
                act(somebody)
                may.add(role)
            except NotPermitted:
                pass
        assert may == allowed, name


def test_a_department_reads_comments_on_its_own_projects_once_published(quarter):
    comment(quarter)
    teacher = quarter.other_handler()
    assert words(quarter, quarter.handler).comments.empty
    quarter.move(QuarterState.PUBLISHED)
    assert list(words(quarter, quarter.handler).comments["content"]) == ["抓得实"]
    assert words(quarter, teacher).comments.empty
    assert words(quarter, teacher, FIRST).comments.empty
    assert len(words(quarter, quarter.people[Role.OFFICER]).comments) == 1
    with pytest.raises(NotPermitted):
        words(quarter, quarter.assessor)


def test_a_department_sees_results_of_its_own_projects_of_published_quarters(quarter):
    number = quarter.project(3, department="education")
    asked = {"quarter": QUARTER, "by": quarter.handler}
    assert own_evaluation.own_results(quarter.engine, **asked) is None
    quarter.record()
    quarter.submit()
    quarter.move(QuarterState.PUBLISHED)
    mine = own_evaluation.own_results(quarter.engine, **asked).projects
    assert list(mine["project"]) == [FIRST, SECOND]
    whole = evaluation.results(quarter.engine, quarter=QUARTER, by=quarter.leader, on=date(2026, 1, 1)).results
    assert mine["third_party"].tolist()[0] == whole.composites.loc[FIRST, "third_party"] == 100
    theirs = own_evaluation.own_results(quarter.engine, quarter=QUARTER, by=quarter.other_handler()).projects
    assert list(theirs["project"]) == [number]
    nobody = own_evaluation.own_results(quarter.engine, quarter=QUARTER, by=person(Role.HANDLER)).projects
    assert nobody.empty
    assert list(nobody.columns) == list(mine.columns)
    for role in set(Role) - {Role.HANDLER, Role.EXPERT}:
        with pytest.raises(NotPermitted):
            own_evaluation.own_results(quarter.engine, quarter=QUARTER, by=quarter.people[role])


def test_while_a_quarter_is_corrected_a_department_keeps_reading_the_last_publication(quarter):
    quarter.record()
    quarter.submit()
    quarter.open_round()
    quarter.close_round()
    asked = {"quarter": QUARTER, "by": quarter.leader, "at": NOW}
    publications.publish(quarter.engine, version=quarter_version(quarter), **asked)
    before = own_evaluation.own_results(quarter.engine, quarter=QUARTER, by=quarter.handler)
    publications.reopen(quarter.engine, version=quarter_version(quarter), reason="漏登", **asked)
    quarter.rate(FIRST, FollowUpResult.VERY_DISSATISFIED, "late")
    found = own_evaluation.own_results(quarter.engine, quarter=QUARTER, by=quarter.handler)
    assert (before.corrected, found.corrected.sequence) == (None, 1)
    assert_frame_equal(found.projects, before.projects)


def quarter_version(quarter: Assessed) -> int:
    with reading(quarter.engine) as connection:
        return evaluation_quarters.find(connection, QUARTER).version
