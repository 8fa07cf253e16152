"""Who reviews what: interests are refused, order is drawn, whoever steps back later counts for nothing."""

from datetime import date, timedelta

import pytest

from actions import panels
from actions.panels import Assigned
from actions.quarter_checks import QuarterClosed, QuarterRefused
from actions.review_conflicts import free_from
from data_access import evaluation_quarters, review_panels, review_progress, schema
from data_access.engine import writing
from glossary import DepartmentPart, QuarterState, Relation, Role
from permissions import NotPermitted
from tests.actions.round_factories import Reviewed
from tests.evaluation_factories import NOW

FIRST, SECOND = "XM-2025-0001", "XM-2025-0002"
TODAY = date(2025, 11, 28)


@pytest.fixture
def quarter(engine) -> Reviewed:
    return Reviewed(engine, projects=2, experts=2)


def assign(quarter: Reviewed, expert, *numbers: str, panel: int | None = None) -> Assigned:
    asked = {"panel": panel or quarter.panel_id, "expert": expert.account_id, "projects": numbers}
    return panels.assign(quarter.engine, **asked, **quarter.by)


def pairs(quarter: Reviewed) -> set[tuple[int, str]]:
    with quarter.engine.connect() as connection:
        found = review_panels.assignments(connection, quarter.held(connection))
    return set(zip(found["account_id"], found["project"], strict=True))


def left(quarter: Reviewed, expert, on: date, department: str = "housing") -> None:
    row = {"account_id": expert.account_id, "department_code": department, "left_on": on}
    with writing(quarter.engine) as connection:
        connection.execute(schema.expert_employment.insert().values(row))


def test_an_expert_is_assigned_undeclared_and_the_history_says_to_what(quarter):
    expert = quarter.experts[0]
    assert assign(quarter, expert, FIRST, SECOND) == Assigned(2)
    assert pairs(quarter) == {(expert.account_id, FIRST), (expert.account_id, SECOND)}
    step, _reason, details = quarter.history()[-1]
    assert step == "expert_assigned"
    assert details == {"panel": quarter.panel_id, "expert": expert.account_id, "projects": [FIRST, SECOND]}


@pytest.mark.parametrize("part", [DepartmentPart.LEAD, DepartmentPart.SUPPORTING])
def test_who_works_for_a_department_of_the_project_is_refused(quarter, part):
    expert = quarter.expert("insider", department_code="education")
    if part is DepartmentPart.LEAD:
        number = quarter.project(3, department="education")
    else:
        number = FIRST
        row = {"project_id": quarter.id_of(FIRST), "department_code": "education", "part": part}
        with writing(quarter.engine) as connection:
            connection.execute(schema.project_department.insert().values(row))
    with pytest.raises(QuarterRefused, match=f"任职于{'主责' if part is DepartmentPart.LEAD else '配合'}单位“教育局”"):
        assign(quarter, expert, number, SECOND)
    assert pairs(quarter) == set()


@pytest.mark.parametrize("unit", ["住建局", "枣阳市住建局", " 住建局 "])
def test_the_own_unit_is_known_by_its_name_too(quarter, unit):
    expert = quarter.expert("insider", unit=unit)
    with pytest.raises(QuarterRefused, match="所在单位“住建局”是主责单位"):
        assign(quarter, expert, FIRST)


def test_a_unit_of_another_city_is_none_of_ours(quarter):
    assert assign(quarter, quarter.expert("outsider", unit="襄阳市住建局"), FIRST) == Assigned(1)


def test_a_former_employer_rules_out_for_three_years_to_the_day(quarter):
    expert, other = quarter.experts
    left(quarter, expert, TODAY.replace(year=2022) + timedelta(days=1))
    left(quarter, other, TODAY.replace(year=2022))
    with pytest.raises(QuarterRefused, match="2022-11-29 离开主责单位“住建局”，未满三年"):
        assign(quarter, expert, FIRST)
    assert assign(quarter, other, FIRST) == Assigned(1)


def test_of_two_stays_with_one_employer_the_later_counts(quarter):
    expert = quarter.experts[0]
    left(quarter, expert, date(2024, 1, 1))
    left(quarter, expert, date(2010, 1, 1))
    with pytest.raises(QuarterRefused, match="2024-01-01"):
        assign(quarter, expert, FIRST)


def test_three_years_after_29_february_end_on_1_march():
    assert free_from(date(2024, 2, 29)) == date(2027, 3, 1)
    assert free_from(date(2024, 3, 1)) == date(2027, 3, 1)


def test_an_interest_declared_in_an_earlier_quarter_still_rules_out(quarter):
    expert = quarter.experts[0]
    with writing(quarter.engine) as connection:
        earlier = quarter._quarter(QuarterState.PUBLISHED) | {"quarter": "2025Q3"}
        quarter_id = evaluation_quarters.add(connection, **earlier)
        panel = {"quarter_id": quarter_id, "name": "第一组"}
        panel_id = connection.execute(schema.review_panel.insert().values(panel)).inserted_primary_key[0]
        row = {"quarter_id": quarter_id, "project_id": quarter.id_of(FIRST), "account_id": expert.account_id}
        row |= {"panel_id": panel_id, "position": 1, "assigned_at": NOW, "assigned_by_name": "评估专员"}
        row |= {"relation": Relation.KINSHIP, "relation_note": "表亲负责", "declared_at": NOW, "recused_at": NOW}
        connection.execute(schema.review_assignment.insert().values(row))
    with pytest.raises(QuarterRefused, match="曾声明或登记“亲属关系”"):
        assign(quarter, expert, FIRST)
    assert assign(quarter, expert, SECOND) == Assigned(1)


def test_a_whole_panel_is_assigned_with_conflicts_left_out_and_listed(quarter):
    left(quarter, quarter.experts[0], date(2024, 5, 1), "education")
    conflicting = quarter.project(3, department="education")
    accounts = [each.account_id for each in quarter.experts]
    done = panels.assign_panel(quarter.engine, panel=quarter.panel_id, experts=accounts, **quarter.by)
    assert done.added == 5
    assert [(each.project, each.relation) for each in done.skipped] == [(conflicting, Relation.FORMER_EMPLOYER)]
    assert str(done.skipped[0]) == "测试专家 与 XM-2025-0003：2024-05-01 离开主责单位“教育局”，未满三年"
    again = panels.assign_panel(quarter.engine, panel=quarter.panel_id, **quarter.by)
    assert (again.added, len(again.skipped)) == (0, 1)


def test_the_order_is_drawn_from_seed_account_and_number_and_says_nothing_of_the_project(quarter):
    with quarter.engine.connect() as connection:
        held = quarter.held(connection)
    drawn = [panels.position_of(held, 7, f"XM-2025-{place:04d}") for place in range(1, 101)]
    assert drawn == [panels.position_of(held, 7, f"XM-2025-{place:04d}") for place in range(1, 101)]
    assert len(set(drawn)) == 100
    assert max(drawn) < 2**31
    assert drawn != sorted(drawn)
    other = [panels.position_of(held, 8, f"XM-2025-{place:04d}") for place in range(1, 101)]
    assert sorted(range(100), key=drawn.__getitem__) != sorted(range(100), key=other.__getitem__)


def test_an_expert_sits_on_one_panel(quarter):
    assign(quarter, quarter.experts[0], FIRST)
    second = panels.add_panel(quarter.engine, name="第二组", **quarter.by)
    with pytest.raises(QuarterRefused, match="一位专家只在一个组"):
        assign(quarter, quarter.experts[0], SECOND, panel=second)
    assert assign(quarter, quarter.experts[1], SECOND, panel=second) == Assigned(1)


def test_names_of_panels_are_unique_and_not_empty(quarter):
    made = panels.add_panel(quarter.engine, name=" 第二组 ", **quarter.by)
    panels.rename_panel(quarter.engine, panel=made, name="工程组", **quarter.by)
    with quarter.engine.connect() as connection:
        assert [each.name for each in review_panels.panels(connection, quarter.held(connection))] == [
            "第一组",
            "工程组",
        ]
    assert quarter.history()[-1] == ("panel_set", "", {"panel": "工程组", "before": "第二组"})
    for name, why in (("第一组", "已有"), ("  ", "请填写组名"), ("组" * 41, "不能超过 40")):
        with pytest.raises(QuarterRefused, match=why):
            panels.add_panel(quarter.engine, name=name, **quarter.by)


def test_only_registered_active_experts_and_evaluated_projects_are_assigned(quarter):
    unregistered = quarter.account(Role.EXPERT, "unregistered")
    outside = quarter.project(9, evaluated=False)
    for expert, number, why in (
        (unregistered, FIRST, "专家名册"),
        (quarter.leader, FIRST, "专家名册"),
        (quarter.experts[0], outside, "不在 2025Q4 的参评项目中"),
    ):
        with pytest.raises(QuarterRefused, match=why):
            assign(quarter, expert, number)
    assert pairs(quarter) == set()


def test_what_is_assigned_already_is_not_assigned_twice(quarter):
    assign(quarter, quarter.experts[0], FIRST)
    with pytest.raises(QuarterRefused, match="都已分派"):
        assign(quarter, quarter.experts[0], FIRST)
    assert assign(quarter, quarter.experts[0], FIRST, SECOND) == Assigned(1)


def test_a_pair_is_taken_back_before_any_review_and_can_be_put_back_undeclared(quarter):
    made = quarter.assign_by_action()
    pair = made["expert1", FIRST]
    panels.unassign(quarter.engine, assignment_id=pair, reason="分错了", **quarter.by)
    assert ("expert1", FIRST) not in quarter.pairs()
    assert quarter.history()[-1][:2] == ("expert_unassigned", "分错了")
    assign(quarter, quarter.experts[0], FIRST)
    with quarter.engine.connect() as connection:
        assert review_panels.assignment(connection, quarter.held(connection), pair).relation is None


def test_what_was_reviewed_is_not_taken_back_even_when_it_was_returned(quarter):
    made = quarter.assign_by_action()
    quarter.open()
    quarter.review(made["expert1", FIRST], 80.0, returned_at=NOW)
    with pytest.raises(QuarterRefused, match="不能撤回分派"):
        panels.unassign(quarter.engine, assignment_id=made["expert1", FIRST], reason="分错了", **quarter.by)
    with pytest.raises(QuarterRefused, match="请填写撤回原因"):
        panels.unassign(quarter.engine, assignment_id=made["expert1", SECOND], reason=" ", **quarter.by)


def test_a_recusal_keeps_the_row_names_the_interest_and_shows_in_the_count(quarter):
    made = quarter.assign_by_action()
    quarter.open()
    quarter.review(made["expert1", FIRST], 80.0)
    asked = {"assignment_id": made["expert1", FIRST], "relation": Relation.PAID, "note": "去年做过咨询"}
    panels.recuse(quarter.engine, **asked, **quarter.by)
    states = review_progress.states(quarter.engine, quarter="2025Q4", number=1, by=quarter.coordinator)
    assert list(states.loc[states["project"] == FIRST, "state"]) == ["recused", "waiting"]
    with quarter.engine.connect() as connection:
        counts = review_progress.projects_with_experts(connection, quarter.held(connection)).set_index("number")
    assert list(counts["experts"]) == [1, 2]
    with pytest.raises(QuarterRefused, match="已回避"):
        panels.recuse(quarter.engine, **asked, **quarter.by)
    with pytest.raises(QuarterRefused, match="不能撤回"):
        panels.unassign(quarter.engine, assignment_id=made["expert1", FIRST], reason="x", **quarter.by)
    with pytest.raises(QuarterRefused, match="哪一种利害关系"):
        panels.recuse(quarter.engine, **asked | {"relation": Relation.NONE}, **quarter.by)


def test_nothing_is_assigned_in_a_published_quarter(engine):
    quarter = Reviewed(engine, projects=1, experts=1, state=QuarterState.PUBLISHED)
    with pytest.raises(QuarterClosed):
        assign(quarter, quarter.experts[0], FIRST)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.COORDINATOR])
def test_only_the_coordinator_assigns(sqlite_engine, role):
    quarter = Reviewed(sqlite_engine, projects=1, experts=1)
    made = quarter.assign_by_action()["expert1", FIRST]
    other = {**quarter.by, "by": quarter.people.get(role) or quarter.experts[0]}
    expert = quarter.experts[0].account_id
    for action, given in (
        (panels.add_panel, {"name": "x"}),
        (panels.rename_panel, {"panel": quarter.panel_id, "name": "x"}),
        (panels.assign, {"panel": quarter.panel_id, "expert": expert, "projects": [FIRST]}),
        (panels.assign_panel, {"panel": quarter.panel_id}),
        (panels.unassign, {"assignment_id": made, "reason": "x"}),
        (panels.recuse, {"assignment_id": made, "relation": Relation.PAID, "note": "x"}),
    ):
        with pytest.raises(NotPermitted):
            action(quarter.engine, **given, **other)
