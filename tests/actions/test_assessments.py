"""第三方评估: assigning, values with evidence, submitting, corrections, lateness, and who sees what when."""

from datetime import date, datetime

import pandas as pd
import pytest

from actions import assessment_reads, assessments
from actions.assessments import Value
from actions.evaluation import results
from actions.quarter_checks import NoSuchQuarter, QuarterClosed, QuarterRefused
from glossary import QuarterState, Role, ValueKind
from permissions import NotPermitted
from tests.actions.assessment_factories import BEST, FIRST, SECOND, Assessed
from tests.evaluation_factories import NOW, QUARTER
from tests.factories import person

DUE = date(2025, 12, 20)
LAST_MOMENT = datetime(2025, 12, 20, 15, 59)  # 23:59 in 枣阳
TOO_LATE = datetime(2025, 12, 20, 16, 0)  # midnight


@pytest.fixture
def quarter(engine) -> Assessed:
    return Assessed(engine)


def sheet(quarter: Assessed, number: str = FIRST, by=None):
    return assessment_reads.sheet(quarter.engine, quarter=QUARTER, number=number, by=by or quarter.assessor)


def overview(quarter: Assessed, by=None) -> pd.DataFrame:
    return assessment_reads.overview(quarter.engine, quarter=QUARTER, by=by or quarter.coordinator)


def one(quarter: Assessed, **what) -> list[Value]:
    given = {"kind": ValueKind.PROVIDED, "value": 50.0, "evidence": "台账"}
    return [Value(quarter.indicators()[0], **(given | what))]


# --- assigning ----------------------------------------------------------------------------------


def test_an_assessor_gets_the_projects_a_to_do_and_the_history_says_so(engine):
    quarter = Assessed(engine, assigned=False)
    assert quarter.hand_over(FIRST, SECOND) == 2
    assert quarter.to_dos(quarter.assessor) == [(f"{QUARTER} 第三方评估：还有 2 个项目待提交", DUE)]
    details = {"assessor": quarter.assessor.account_id, "projects": [FIRST, SECOND]}
    assert quarter.history() == [("assessor_assigned", details)]
    assert list(overview(quarter, quarter.assessor)["project"]) == [FIRST, SECOND]


def test_a_project_has_one_assessor_in_a_quarter(quarter):
    other = quarter.account(Role.ASSESSOR, "other")
    with pytest.raises(QuarterRefused, match="只由一家评估"):
        quarter.hand_over(FIRST, to=other)
    with pytest.raises(QuarterRefused, match="都已分派给这家"):
        quarter.hand_over(FIRST)
    assert overview(quarter, other).empty


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ASSESSOR])
def test_only_accounts_of_third_parties_assess(engine, role):
    quarter = Assessed(engine, assigned=False)
    with pytest.raises(QuarterRefused, match="第三方评估机构账户"):
        quarter.hand_over(FIRST, to=quarter.people.get(role) or quarter.expert("somebody"))


def test_a_project_that_is_not_evaluated_is_refused_and_the_others_are_not_assigned(engine):
    quarter = Assessed(engine, assigned=False)
    outside = quarter.project(9, evaluated=False)
    for numbers in ([FIRST, outside], [FIRST, "XM-1999-0001"], []):
        with pytest.raises(QuarterRefused):
            quarter.hand_over(*numbers)
    assert overview(quarter)["assessment_id"].isna().all()


def test_what_was_taken_back_can_go_to_another_and_comes_back_with_its_values(quarter):
    other = quarter.account(Role.ASSESSOR, "other")
    quarter.record()
    taken = {"quarter": QUARTER, "numbers": [FIRST], "by": quarter.coordinator, "at": NOW}
    assessments.unassign(quarter.engine, account_id=quarter.assessor.account_id, **taken)
    with pytest.raises(QuarterRefused, match="没有把项目"):
        quarter.record(values=one(quarter))
    quarter.hand_over(FIRST, to=other)
    assert sheet(quarter, by=other).indicators["kind"].isna().all()
    assessments.unassign(quarter.engine, account_id=other.account_id, **taken)
    quarter.hand_over(FIRST)
    assert list(sheet(quarter).indicators["value"]) == list(BEST)


def test_what_was_submitted_is_not_taken_back(quarter):
    quarter.record()
    quarter.submit()
    taken = {"quarter": QUARTER, "account_id": quarter.assessor.account_id, "by": quarter.coordinator, "at": NOW}
    with pytest.raises(QuarterRefused, match="已提交的不能撤回"):
        assessments.unassign(quarter.engine, numbers=[FIRST, SECOND], **taken)
    assert assessments.unassign(quarter.engine, numbers=[SECOND], **taken) == 1
    assert quarter.to_dos(quarter.assessor) == []


# --- values -------------------------------------------------------------------------------------


def test_values_are_appended_only_where_something_changed(quarter):
    assert quarter.record() == 10
    assert quarter.record() == 0
    changed = quarter.values(80.0, *BEST[1:])
    assert quarter.record(values=changed) == 1
    assert quarter.rows()[-1] == (1, 2, "provided", 80.0, False, "")
    assert len(quarter.rows()) == 11
    assert [step for step, _details in quarter.history()][1:] == ["value_recorded"] * 2
    assert quarter.history()[-1][1] == {"project": FIRST, "indicators": [quarter.indicators()[0]]}


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ({"evidence": ""}, "写明依据"),
        ({"evidence": "  "}, "写明依据"),
        ({"value": None}, "没有填数值"),
        ({"value": float("nan")}, "没有填数值"),
        ({"value": float("inf")}, "没有填数值"),
        ({"kind": ValueKind.NOT_APPLICABLE, "value": None, "evidence": ""}, "写明原因"),
        ({"kind": ValueKind.NOT_APPLICABLE}, "不能再填数值"),
        ({"kind": ValueKind.NOT_PROVIDED}, "不能再填数值"),
        ({"evidence": "长" * 1001}, "1000 个字"),
    ],
)
def test_a_value_that_lacks_something_is_refused_and_nothing_is_stored(quarter, what, said):
    values = [*one(quarter, **what), *quarter.values()[1:]]
    with pytest.raises(QuarterRefused, match=said) as refused:
        quarter.record(values=values)
    assert "群众意见采纳比例" in str(refused.value)
    assert quarter.rows() == []


def test_an_indicator_of_nobody_is_refused(quarter):
    with pytest.raises(QuarterRefused, match="不在本季度的指标里"):
        quarter.record(values=[Value(9999, ValueKind.PROVIDED, 1.0, "台账")])


def test_phone_numbers_in_evidence_are_masked(quarter):
    quarter.record(values=one(quarter, evidence="联系 13812345678"))
    assert sheet(quarter).indicators["evidence"].iloc[0] == "联系 138****5678"


def test_an_assessor_writes_only_about_own_projects_and_learns_nothing_of_others(quarter):
    other = quarter.account(Role.ASSESSOR, "other")
    outside = quarter.project(9, evaluated=False)
    told = set()
    for number in (FIRST, outside, "XM-1999-0001"):
        for write in (quarter.record, lambda number, by: quarter.submit(number, by=by)):
            with pytest.raises(QuarterRefused) as refused:
                write(number, by=other)
            told.add(str(refused.value).replace(number, "X"))
        with pytest.raises(QuarterRefused, match="没有这个项目"):
            sheet(quarter, number, other)
    assert len(told) == 1
    assert quarter.rows() == []


def test_a_value_of_the_last_day_is_in_time_and_one_of_midnight_is_late(quarter):
    quarter.record(values=one(quarter), at=LAST_MOMENT)
    quarter.record(values=one(quarter, value=51.0), at=TOO_LATE)
    assert [row[4] for row in quarter.rows()] == [False, True]
    assert list(overview(quarter)["late"]) == [1, 0]


# --- submitting ---------------------------------------------------------------------------------


def test_submitting_needs_every_indicator_and_a_method(quarter):
    quarter.record(values=quarter.values(*BEST[:8]), method="")
    with pytest.raises(QuarterRefused, match="还有 2 个指标没有填：受益群众知晓率、单位投入与核定标准之比"):
        quarter.submit()
    quarter.record(method="")
    with pytest.raises(QuarterRefused, match="评估方法"):
        quarter.submit()
    quarter.record()
    quarter.submit()
    with pytest.raises(QuarterRefused, match="已经提交过"):
        quarter.submit()


def test_what_was_submitted_counts_and_asks_its_departments_to_check(quarter):
    quarter.support(FIRST, "education")
    teacher = quarter.other_handler()
    quarter.record(values=quarter.values(*BEST[:9], None))
    assert quarter.to_dos(quarter.handler) == []
    assert results(quarter.engine, quarter=QUARTER, by=quarter.leader).results.third_party["value"].isna().all()
    quarter.submit()
    told = (f"{QUARTER} {FIRST} 第三方评估已提交，请核对，有异议的在期限内提出", date(2025, 12, 28))
    assert quarter.to_dos(quarter.handler) == quarter.to_dos(teacher) == [told]
    assert quarter.to_dos(quarter.assessor) == [(f"{QUARTER} 第三方评估：还有 1 个项目待提交", DUE)]
    asked = {"quarter": QUARTER, "by": quarter.leader}
    before = results(quarter.engine, **asked).results.third_party
    assert before.loc[FIRST, "value"] == 100  # 10 of 100 points of weight are missing
    after = results(quarter.engine, **asked, on=date(2025, 12, 21)).results.third_party
    assert after.loc[FIRST, "value"] == 90


def test_a_correction_needs_a_reason_and_is_kept_beside_what_it_corrects(quarter):
    quarter.record()
    quarter.submit()
    with pytest.raises(QuarterRefused, match="提交后更正要写明原因"):
        quarter.record(values=one(quarter))
    assert quarter.record(values=one(quarter, reason="抄错一行")) == 1
    assert quarter.rows()[-1] == (1, 2, "provided", 50.0, False, "抄错一行")
    assert list(sheet(quarter).recorded["sequence"]).count(2) == 1
    with pytest.raises(QuarterRefused, match="评估方法"):
        quarter.record(values=[], method="")


@pytest.mark.parametrize("state", [QuarterState.PREPARING, QuarterState.PUBLISHED])
def test_values_come_in_only_while_the_quarter_is_open(quarter, state):
    quarter.move(state)
    with pytest.raises(QuarterClosed):
        quarter.record()
    with pytest.raises(QuarterClosed):
        quarter.submit()


def test_nobody_is_assigned_or_taken_back_after_the_publication(quarter):
    quarter.move(QuarterState.PUBLISHED)
    other = quarter.project(3)
    with pytest.raises(QuarterClosed):
        quarter.hand_over(other)
    asked = {"quarter": QUARTER, "numbers": [FIRST], "account_id": quarter.assessor.account_id}
    with pytest.raises(QuarterClosed):
        assessments.unassign(quarter.engine, **asked, by=quarter.coordinator, at=NOW)


# --- who may what -------------------------------------------------------------------------------


def everybody(quarter: Assessed, name: str) -> dict:
    return {**quarter.people, Role.EXPERT: quarter.expert(f"judge_{name}")}


def test_role_by_action(quarter):
    quarter.record()
    actions = {
        "assign": (lambda by: assign(quarter, by), {Role.COORDINATOR}),
        "unassign": (lambda by: unassign(quarter, by), {Role.COORDINATOR}),
        "record": (lambda by: quarter.record(values=[], by=by), {Role.ASSESSOR}),
        "submit": (lambda by: quarter.submit(by=by), {Role.ASSESSOR}),
        "assessors": (lambda by: assessment_reads.assessors(quarter.engine, by=by), {Role.COORDINATOR}),
        "overview": (
            lambda by: overview(quarter, by),
            {Role.COORDINATOR, Role.LEADER, Role.ASSESSOR, Role.HANDLER},
        ),
        "objections": (
            lambda by: assessment_reads.objections(quarter.engine, quarter=QUARTER, by=by),
            {Role.COORDINATOR, Role.LEADER, Role.ASSESSOR, Role.HANDLER},
        ),
    }
    for name, (act, allowed) in actions.items():
        may = set()
        for role, somebody in everybody(quarter, name).items():
            try:
                act(somebody)
            except NotPermitted:
                continue
            except QuarterRefused:
                pass
            may.add(role)
        assert may == allowed, name


def assign(quarter: Assessed, by) -> None:
    asked = {"quarter": QUARTER, "numbers": [FIRST], "account_id": quarter.assessor.account_id}
    assessments.assign(quarter.engine, **asked, by=by, at=NOW)


def unassign(quarter: Assessed, by) -> None:
    asked = {"quarter": QUARTER, "numbers": [SECOND], "account_id": quarter.assessor.account_id}
    assessments.unassign(quarter.engine, **asked, by=by, at=NOW)


def test_nobody_but_the_assessor_reads_a_value_before_the_submission(quarter):
    quarter.record()
    for somebody in (quarter.coordinator, quarter.leader, quarter.handler):
        with pytest.raises(QuarterRefused, match="还没有提交"):
            sheet(quarter, by=somebody)
    assert list(overview(quarter)["answered"]) == [10, 0]
    assert overview(quarter)["answered_weight"].iloc[0] == pytest.approx(1)
    seen = overview(quarter, quarter.handler)
    assert list(seen["answered"]) == [0, 0]
    assert set(seen["method"]) == {""}
    quarter.submit()
    for somebody in (quarter.coordinator, quarter.leader, quarter.handler):
        assert list(sheet(quarter, by=somebody).indicators["value"]) == list(BEST)


def test_a_department_reads_only_its_own_projects(quarter):
    teacher = quarter.other_handler()
    quarter.record()
    quarter.submit()
    for number in (FIRST, "XM-1999-0001"):
        with pytest.raises(QuarterRefused, match="没有这个项目"):
            sheet(quarter, number, teacher)
    assert overview(quarter, teacher).empty
    assert overview(quarter, person(Role.HANDLER)).empty


def test_a_quarter_in_preparation_is_not_for_departments(quarter):
    quarter.move(QuarterState.PREPARING)
    with pytest.raises(NotPermitted, match="筹备"):
        overview(quarter, quarter.handler)
    assert assessment_reads.quarters(quarter.engine, by=quarter.handler) == []
    assert len(assessment_reads.quarters(quarter.engine, by=quarter.assessor)) == 1


@pytest.mark.parametrize("role", [Role.OFFICER, Role.PROJECT_MANAGER])
def test_the_others_read_once_it_is_published(quarter, role):
    quarter.record()
    quarter.submit()
    with pytest.raises(NotPermitted, match="没有定稿"):
        sheet(quarter, by=quarter.people[role])
    quarter.move(QuarterState.PUBLISHED)
    assert sheet(quarter, by=quarter.people[role]).is_submitted


def test_a_quarter_without_projects_has_the_same_columns(engine):
    quarter = Assessed(engine, projects=0, assigned=False)
    empty = overview(quarter)
    assert empty.empty
    quarter.project(1)
    assert list(overview(quarter).columns) == list(empty.columns)
    assert overview(quarter, quarter.assessor).empty


def test_a_quarter_that_does_not_exist_is_said_so(quarter):
    with pytest.raises(NoSuchQuarter, match="没有 2031Q1"):
        assessment_reads.overview(quarter.engine, quarter="2031Q1", by=quarter.coordinator)
