"""异议: raised by a department of the project in time, answered by the coordinator, corrected by the assessor."""

from datetime import date, datetime, timedelta

import pytest

from actions import assessment_reads, assessment_to_dos, assessments, quarters
from actions.assessments import Value
from actions.quarter_checks import QuarterClosed, QuarterRefused
from data_access import evaluation_quarters
from data_access.engine import writing
from glossary import ObjectionOutcome, QuarterState, Role, ValueKind
from permissions import NotPermitted
from tests.actions.assessment_factories import BEST, FIRST, SECOND, Assessed
from tests.evaluation_factories import NOW, QUARTER

LAST_MOMENT = datetime(2025, 12, 28, 15, 59)  # 23:59 in 枣阳
UPHELD, CORRECTED = ObjectionOutcome.UPHELD, ObjectionOutcome.CORRECTED
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def quarter(engine) -> Assessed:
    made = Assessed(engine)
    made.record()
    made.submit()
    return made


def object_to(quarter: Assessed, place: int | None = 0, *, number=FIRST, by=None, at=NOW, content="验收数据少算一处"):
    indicator = None if place is None else quarter.indicators()[place]
    asked = {"quarter": QUARTER, "number": number, "indicator_id": indicator, "content": content}
    return assessments.object(quarter.engine, **asked, by=by or quarter.handler, at=at)


def answer(quarter: Assessed, objection: int, outcome=UPHELD, *, by=None, words="经复核，数据无误"):
    asked = {"objection_id": objection, "outcome": outcome, "answer": words, "at": LATER}
    assessments.answer_objection(quarter.engine, **asked, by=by or quarter.coordinator)


def correct(quarter: Assessed, place: int = 0, at: datetime = LATER) -> None:
    given = Value(quarter.indicators()[place], ValueKind.PROVIDED, 77.0, "补充台账", "少算一处")
    quarter.record(values=[given], at=at)


def listed(quarter: Assessed, by=None):
    return assessment_reads.objections(quarter.engine, quarter=QUARTER, by=by or quarter.coordinator)


def test_an_objection_reaches_the_coordinator_and_the_assessor(quarter):
    made = object_to(quarter)
    told = f"{QUARTER} {FIRST} 第三方评估有单位提出异议"
    assert quarter.to_dos(quarter.coordinator) == [(f"{told}，待答复", None)]
    assert (f"{told}，请复核", None) in quarter.to_dos(quarter.assessor)
    assert quarter.to_dos(quarter.handler) == []  # checking it is done
    step, details = quarter.history()[-1]
    assert step == "objected"
    first = quarter.indicators()[0]
    assert details == {"objection": made, "project": FIRST, "indicator": first, "department": "housing"}
    for person in (quarter.coordinator, quarter.leader, quarter.assessor, quarter.handler):
        assert list(listed(quarter, person)["content"]) == ["验收数据少算一处"]


def test_an_answer_reaches_the_department_which_confirms_it(quarter):
    made = object_to(quarter)
    answer(quarter, made)
    found = listed(quarter).iloc[0]
    assert (found["outcome"], found["answer"], found["answered_by_name"]) == (
        "upheld",
        "经复核，数据无误",
        "测试评估专员",
    )
    assert quarter.to_dos(quarter.coordinator) == []
    assert quarter.to_dos(quarter.assessor) == [(f"{QUARTER} 第三方评估：还有 1 个项目待提交", date(2025, 12, 20))]
    assert [what for what, _due in quarter.to_dos(quarter.handler)] == [
        f"{QUARTER} {FIRST} 异议已答复：维持原值，请查看"
    ]
    assessments.confirm(quarter.engine, quarter=QUARTER, number=FIRST, by=quarter.handler, at=LATER)
    assert quarter.to_dos(quarter.handler) == []
    with pytest.raises(QuarterRefused, match="已经答复过"):
        answer(quarter, made)


def test_corrected_needs_a_new_value_of_the_assessor(quarter):
    made = object_to(quarter)
    with pytest.raises(QuarterRefused, match="还没有登记新的数值"):
        answer(quarter, made, CORRECTED)
    correct(quarter, place=1)  # of something else
    with pytest.raises(QuarterRefused, match="还没有登记新的数值"):
        answer(quarter, made, CORRECTED)
    correct(quarter)
    assert not [what for what, _due in quarter.to_dos(quarter.assessor) if "请复核" in what]
    with pytest.raises(QuarterRefused, match="不是维持原值"):
        answer(quarter, made, UPHELD)
    answer(quarter, made, CORRECTED)
    assert list(listed(quarter)["outcome"]) == ["corrected"]


def test_an_objection_to_the_whole_is_corrected_by_any_value_and_may_still_be_upheld(quarter):
    made = object_to(quarter, None)
    correct(quarter, place=3)
    answer(quarter, made, UPHELD)
    second = object_to(quarter, None, at=LATER)
    correct(quarter, place=4, at=LATER + timedelta(minutes=1))
    answer(quarter, second, CORRECTED)
    assert set(listed(quarter)["outcome"]) == {"upheld", "corrected"}


def test_a_department_objects_once_to_the_same_until_it_is_answered(quarter):
    made = object_to(quarter)
    with pytest.raises(QuarterRefused, match="已有异议在等答复"):
        object_to(quarter)
    object_to(quarter, 1)
    object_to(quarter, None)
    with pytest.raises(QuarterRefused, match="已有异议在等答复"):
        object_to(quarter, None)
    quarter.support(FIRST, "education")
    object_to(quarter, by=quarter.other_handler())
    answer(quarter, made)
    object_to(quarter)
    assert len(listed(quarter)) == 5
    assert listed(quarter)["outcome"].isna().tolist() == [True] * 4 + [False]


def test_the_last_day_for_objections_is_the_last(quarter):
    object_to(quarter, at=LAST_MOMENT)
    with pytest.raises(QuarterRefused, match="异议期到 2025-12-28 为止"):
        object_to(quarter, 1, at=LAST_MOMENT + timedelta(minutes=1))


def test_a_project_that_is_not_submitted_or_not_ones_own_takes_no_objection(quarter):
    with pytest.raises(QuarterRefused, match="还没有提交"):
        object_to(quarter, number=SECOND)
    teacher, told = quarter.other_handler(), set()
    outside = quarter.project(9, evaluated=False)
    for number in (FIRST, SECOND, outside, "XM-1999-0001"):
        with pytest.raises(QuarterRefused) as refused:
            object_to(quarter, number=number, by=teacher)
        told.add(str(refused.value).replace(number, "X"))
        with pytest.raises(QuarterRefused):
            assessments.confirm(quarter.engine, quarter=QUARTER, number=number, by=teacher, at=NOW)
    assert len(told) == 1
    assert listed(quarter).empty


@pytest.mark.parametrize("content", ["", "   ", "不对", "长" * 2001])
def test_an_objection_says_what_is_wrong(quarter, content):
    with pytest.raises(QuarterRefused):
        object_to(quarter, content=content)
    assert listed(quarter).empty


def test_guessed_ids_lead_nowhere(quarter):
    asked = {"quarter": QUARTER, "number": FIRST, "content": "验收数据少算一处", "by": quarter.handler, "at": NOW}
    with pytest.raises(QuarterRefused, match="不在本季度的指标里"):
        assessments.object(quarter.engine, **asked, indicator_id=9999)
    with pytest.raises(QuarterRefused, match="没有这条异议"):
        answer(quarter, 9999)


def test_after_the_publication_nothing_is_objected_to_or_answered(quarter):
    made = object_to(quarter)
    quarter.move(QuarterState.PUBLISHED)
    for act in (lambda: object_to(quarter, 1), lambda: answer(quarter, made)):
        with pytest.raises(QuarterClosed, match="定稿后的数据不再改动"):
            act()
    assessments.confirm(quarter.engine, quarter=QUARTER, number=FIRST, by=quarter.handler, at=LATER)


def test_role_by_action(quarter):
    made = object_to(quarter)
    actions = {
        "object": (lambda by: object_to(quarter, 2, by=by), Role.HANDLER),
        "confirm": (
            lambda by: assessments.confirm(quarter.engine, quarter=QUARTER, number=FIRST, by=by, at=NOW),
            Role.HANDLER,
        ),
        "answer": (lambda by: answer(quarter, made, by=by), Role.COORDINATOR),
    }
    for name, (act, allowed) in actions.items():
        for role, person in {**quarter.people, Role.EXPERT: quarter.expert(f"judge_{name}")}.items():
            if role is allowed:
                act(person)
            else:
                with pytest.raises(NotPermitted):
                    act(person)


def test_an_assessor_sees_objections_to_own_projects_only(quarter):
    object_to(quarter)
    other = quarter.account(Role.ASSESSOR, "other")
    assert listed(quarter, other).empty
    sheet = assessment_reads.sheet(quarter.engine, quarter=QUARTER, number=FIRST, by=quarter.assessor)
    assert list(sheet.objections["indicator"]) == ["群众意见采纳比例"]
    assert list(sheet.indicators["value"]) == list(BEST)


def test_a_published_quarter_leaves_nobody_anything_to_do(quarter):
    object_to(quarter)
    quarter.support(SECOND, "education")
    quarter.record(SECOND)
    quarter.submit(SECOND)
    third = quarter.project(3)
    quarter.hand_over(third)
    people = (quarter.coordinator, quarter.assessor, quarter.handler, quarter.other_handler())
    assert all(quarter.to_dos(person) for person in people)
    with writing(quarter.engine) as connection:
        held = evaluation_quarters.find(connection, QUARTER)
        assessment_to_dos.finish_all(connection, held, by=quarter.leader, at=NOW)
    assert [quarter.to_dos(person) for person in people] == [[], [], [], []]
    with writing(quarter.engine) as connection:
        assessment_to_dos.settle_all(connection, held, by=quarter.coordinator, at=NOW)
    assert quarter.to_dos(quarter.assessor) == [(f"{QUARTER} 第三方评估：还有 1 个项目待提交", date(2025, 12, 20))]


# --- the last day for objections on the departments' lists --------------------------------------


def move_objection_day(quarter: Assessed, until: date, *, version: int = 1) -> None:
    days = {"ratings_until": date(2025, 12, 31), "assessment_due_on": date(2025, 12, 20), "objection_until": until}
    asked = {"quarter": QUARTER, "version": version, "reason": "给单位多留几天", "by": quarter.coordinator}
    quarters.move_deadlines(quarter.engine, **asked, **days, at=LATER)


def test_when_the_last_day_for_objections_moves_what_departments_have_to_check_is_due_then(quarter):
    """Of both departments of the project, whether about values or about an answer; others' lists stay as they are."""
    quarter.support(FIRST, "education")
    teacher = quarter.other_handler()
    quarter.hand_over(third := quarter.project(3, department="education"))
    for number in (SECOND, third):
        quarter.record(number)
        quarter.submit(number)
    answer(quarter, object_to(quarter))
    others = [quarter.to_dos(person) for person in (quarter.coordinator, quarter.assessor)]
    move_objection_day(quarter, date(2025, 12, 30))
    for person in (quarter.handler, teacher):
        assert {due for _what, due in quarter.to_dos(person)} == {date(2025, 12, 30)}
    assert sorted(what[7:19] for what, _due in quarter.to_dos(quarter.handler)) == [FIRST, SECOND]
    assert [quarter.to_dos(person) for person in (quarter.coordinator, quarter.assessor)] == others


def test_what_was_checked_stays_done_when_the_last_day_moves(quarter):
    assessments.confirm(quarter.engine, quarter=QUARTER, number=FIRST, by=quarter.handler, at=NOW)
    move_objection_day(quarter, date(2025, 12, 30))
    assert quarter.to_dos(quarter.handler) == []


def test_nothing_is_overdue_from_the_beginning(quarter):
    """After the last day an answer, or values submitted late, are to be read by no day, until objections are let in."""
    made = object_to(quarter)
    assessments.answer_objection(
        quarter.engine,
        objection_id=made,
        outcome=UPHELD,
        answer="经复核，数据无误",
        by=quarter.coordinator,
        at=LAST_MOMENT + timedelta(minutes=1),
    )
    quarter.record(SECOND)
    quarter.submit(SECOND, at=LAST_MOMENT + timedelta(minutes=1))
    assert sorted(quarter.to_dos(quarter.handler), key=lambda each: each[0]) == [
        (f"{QUARTER} {FIRST} 异议已答复：维持原值，请查看", None),
        (f"{QUARTER} {SECOND} 第三方评估已提交，异议期已过，请查看；确有错误的，请联系评估专员", None),
    ]
    move_objection_day(quarter, date(2025, 12, 31))
    assert {due for _what, due in quarter.to_dos(quarter.handler)} == {date(2025, 12, 31)}
