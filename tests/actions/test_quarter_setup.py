"""A quarter of the 三评: opened with the newest rules, given its projects and days, started, taken back."""

from datetime import date, timedelta

import pytest

from actions import assessment_to_dos, evaluation_rules, quarter_projects, quarter_start, quarters
from actions.quarter_checks import NoSuchQuarter, QuarterClosed, QuarterRefused, StaleQuarter
from data_access import evaluation_quarters, quarter_members, schema
from data_access.engine import writing
from data_access.evaluation_defaults import LEVEL_POINTS
from data_access.evaluation_quarters import every_quarter
from data_access.journal import first_broken_entry
from glossary import FollowUpResult, ProjectState, QuarterState, RatingStage, Role, WorkStep
from tests.actions.quarter_factories import DEFAULT_CRITERIA, DEFAULT_INDICATORS, Preparation, weighed
from tests.evaluation_factories import NOW, QUARTER

DAYS = {
    "ratings_until": date(2026, 3, 31),
    "assessment_due_on": date(2026, 3, 20),
    "objection_until": date(2026, 3, 28),
}
OWN_DAYS = {
    "ratings_until": date(2025, 12, 31),
    "assessment_due_on": date(2025, 12, 20),
    "objection_until": date(2025, 12, 28),
}
RULES = {"weight_version_id": 1, "criteria_version_id": 1, "indicator_version_id": 1, "level_points": LEVEL_POINTS}
NOTHING_STORED = "没有(存入|改动)任何内容"


@pytest.fixture
def made(engine) -> Preparation:
    return Preparation(engine)


@pytest.fixture
def prepared(sqlite_engine) -> Preparation:
    return Preparation(sqlite_engine)


def create(made, quarter: str = "2026Q1", **given):
    return quarters.create(made.engine, **{"quarter": quarter, **DAYS, "by": made.coordinator, "at": NOW, **given})


def start(made):
    return made.do(quarter_start.start)


class TestANewQuarter:
    def test_takes_the_newest_rules_the_last_level_points_and_a_seed_of_its_digits(self, made):
        newest = evaluation_rules.add_weights(
            made.engine, citizens=50, experts=25, third_party=25, note="市里要求", by=made.coordinator, at=NOW
        )
        points = LEVEL_POINTS | {FollowUpResult.SATISFIED.value: 85.0}
        made.do(quarters.choose_rules, **RULES | {"level_points": points}, **OWN_DAYS)
        found = create(made)
        assert (found.quarter, found.state, found.version, found.seed) == ("2026Q1", QuarterState.PREPARING, 1, 20261)
        assert (found.weight_version_id, found.criteria_version_id, found.indicator_version_id) == (newest, 1, 1)
        assert found.level_points == points
        assert [found.ratings_until, found.assessment_due_on, found.objection_until] == list(DAYS.values())
        last = made.history()[-1]
        assert (last.subject_id, last.step, last.to_state, last.by_name) == (
            found.id,
            WorkStep.CREATED.value,
            "preparing",
            made.coordinator.name,
        )
        assert first_broken_entry(made.engine) is None

    def test_brings_the_defaults_where_no_rules_are(self, sqlite_engine):
        from tests import factories

        coordinator = factories.account(sqlite_engine, role=Role.COORDINATOR).person()
        found = quarters.create(sqlite_engine, quarter="2025Q4", **OWN_DAYS, by=coordinator, at=NOW)
        assert found.weight_version_id == found.criteria_version_id == found.indicator_version_id == 1
        assert found.level_points == LEVEL_POINTS

    def test_is_made_once(self, made):
        with pytest.raises(QuarterRefused, match="2025Q4 三评已经建立（筹备），没有再建"):
            create(made, QUARTER, **OWN_DAYS)
        assert len(every_quarter(made.engine)) == 1

    @pytest.mark.parametrize(("written", "said"), [("2025-4", "不是一个季度"), ("2026Q2", "最晚可以新建 2026Q1")])
    def test_is_written_as_one_and_not_too_far_off(self, prepared, written, said):
        with pytest.raises(QuarterRefused, match=said):
            create(prepared, written)

    @pytest.mark.parametrize(
        ("day", "value", "said"),
        [
            ("ratings_until", date(2025, 12, 31), "群众评议截止应在 2026-01-01 至 2027-04-01 之间"),
            ("ratings_until", date(2027, 4, 2), "群众评议截止应在"),
            ("objection_until", date(2026, 3, 19), "异议截止不能早于第三方提交截止"),
        ],
    )
    def test_has_days_that_fit_it(self, prepared, day, value, said):
        with pytest.raises(QuarterRefused, match=said):
            create(prepared, **{day: value})
        assert len(every_quarter(prepared.engine)) == 1

    def test_may_end_on_its_first_day_or_a_year_after_its_last(self, prepared):
        found = create(prepared, ratings_until=date(2026, 1, 1), objection_until=date(2027, 4, 1))
        assert found.ratings_until == date(2026, 1, 1)


class TestRules:
    def test_are_chosen_and_noted_field_by_field(self, made):
        criteria = evaluation_rules.add_criteria(
            made.engine, name="新", criteria=DEFAULT_CRITERIA, note="改说明", by=made.coordinator, at=NOW
        )
        wanted = RULES | {"criteria_version_id": criteria} | OWN_DAYS | {"ratings_until": date(2026, 1, 10)}
        assert made.do(quarters.choose_rules, **wanted) == 2
        found = made.quarter()
        assert (found.version, found.criteria_version_id, found.ratings_until) == (2, criteria, date(2026, 1, 10))
        last = made.history()[-1]
        assert last.step == WorkStep.RULES_CHOSEN.value
        assert last.details == {"criteria_version_id": [1, criteria], "ratings_until": ["2025-12-31", "2026-01-10"]}

    def test_that_are_the_same_are_not_stored(self, prepared):
        with pytest.raises(QuarterRefused, match="与现在的内容相同"):
            prepared.do(quarters.choose_rules, **RULES, **OWN_DAYS)
        assert prepared.quarter().version == 1
        assert prepared.history() == []

    @pytest.mark.parametrize(
        ("changed", "said"),
        [
            ({"weight_version_id": 9}, "没有这一版权重"),
            ({"criteria_version_id": 9}, "没有这一版评审标准"),
            ({"indicator_version_id": 9}, "没有这一版第三方指标"),
            ({"level_points": {"satisfied": 80.0}}, "五档满意度都要有分值"),
            ({"level_points": LEVEL_POINTS | {"satisfied": 100.0}}, "满意度分值要逐档降低"),
            ({"level_points": LEVEL_POINTS | {"very_satisfied": 101.0}}, "在 0 至 100 之间"),
            ({"level_points": LEVEL_POINTS | {"satisfied": float("nan")}}, "五档满意度都要有分值"),
            ({"objection_until": date(2025, 12, 19)}, "异议截止不能早于"),
        ],
    )
    def test_that_cannot_be_are_refused(self, prepared, changed, said):
        with pytest.raises(QuarterRefused, match=said):
            prepared.do(quarters.choose_rules, **RULES | OWN_DAYS | changed)
        assert prepared.quarter().version == 1

    def test_are_fixed_once_started(self, prepared):
        start(prepared)
        with pytest.raises(QuarterClosed, match="评估中.*规则和名单在开启评估后不再改动"):
            prepared.do(quarters.choose_rules, **RULES | OWN_DAYS | {"ratings_until": date(2026, 1, 1)})

    def test_are_not_written_over_what_somebody_else_chose(self, prepared):
        prepared.do(quarters.choose_rules, **RULES | OWN_DAYS | {"ratings_until": date(2026, 1, 1)})
        with pytest.raises(StaleQuarter, match="刚被别人改动过"):
            prepared.do(quarters.choose_rules, **RULES, **OWN_DAYS, version=1)

    def test_belong_to_a_quarter_that_is_there(self, prepared):
        with pytest.raises(NoSuchQuarter, match="没有 2024Q1 的三评"):
            prepared.do(quarters.choose_rules, **RULES, **OWN_DAYS, quarter="2024Q1")


class TestDeadlines:
    def test_move_with_a_reason_while_open(self, made):
        start(made)
        moved = OWN_DAYS | {"assessment_due_on": date(2025, 12, 25)}
        assert made.do(quarters.move_deadlines, **moved, reason="机构延期") == 3
        assert made.quarter().assessment_due_on == date(2025, 12, 25)
        last = made.history()[-1]
        assert (last.reason, last.details) == ("机构延期", {"assessment_due_on": ["2025-12-20", "2025-12-25"]})

    @pytest.mark.parametrize(
        ("changed", "reason", "said"),
        [
            ({}, "机构延期", "与现在的内容相同"),
            ({"ratings_until": date(2026, 1, 5)}, " ", "请填写调整原因"),
            ({"ratings_until": date(2025, 11, 27)}, "提前", "群众评议截止不能改到已经过去的日子"),
            ({"objection_until": date(2025, 12, 1)}, "提前", "异议截止不能早于第三方提交截止"),
        ],
    )
    def test_do_not_move_without_sense(self, prepared, changed, reason, said):
        start(prepared)
        with pytest.raises(QuarterRefused, match=said):
            prepared.do(quarters.move_deadlines, **OWN_DAYS | changed, reason=reason)

    def test_may_be_today(self, prepared):
        start(prepared)
        prepared.do(quarters.move_deadlines, **OWN_DAYS | {"ratings_until": date(2025, 11, 28)}, reason="提前")
        assert prepared.quarter().ratings_until == date(2025, 11, 28)

    def test_are_chosen_as_rules_before_that(self, prepared):
        with pytest.raises(QuarterClosed, match="请评估专员先开启评估"):
            prepared.do(quarters.move_deadlines, **OWN_DAYS | {"ratings_until": date(2026, 1, 5)}, reason="延期")


def listed(made) -> list[tuple[str, date | None]]:
    """What the assessor still has to do, and until when."""
    return [(row.what, row.due_on) for row in made.rows(schema.to_do) if row.done_at is None and row.account_id]


class TestListsOfTheThirdParty:
    def test_follow_the_last_day_and_the_projects(self, made):
        assessor = made.people[Role.ASSESSOR].account_id
        for number in made.projects[:2]:
            made.assess(number, [], submitted=False)
        with writing(made.engine) as connection:
            assessment_to_dos.settle(connection, made.quarter(), assessor, by=made.coordinator, at=NOW)
        assert listed(made) == [("2025Q4 第三方评估：还有 2 个项目待提交", date(2025, 12, 20))]
        made.do(quarters.choose_rules, **RULES | OWN_DAYS | {"assessment_due_on": date(2025, 12, 24)})
        made.do(quarter_projects.remove_project, number=made.projects[0], reason="不评")
        assert listed(made) == [("2025Q4 第三方评估：还有 1 个项目待提交", date(2025, 12, 24))]
        start(made)
        moved = OWN_DAYS | {"assessment_due_on": date(2025, 12, 26)}
        made.do(quarters.move_deadlines, **moved, reason="机构延期")
        assert listed(made) == [("2025Q4 第三方评估：还有 1 个项目待提交", date(2025, 12, 26))]

    def test_are_empty_once_the_last_project_is_out(self, prepared):
        assessor = prepared.people[Role.ASSESSOR].account_id
        prepared.assess(prepared.projects[0], [], submitted=False)
        with writing(prepared.engine) as connection:
            assessment_to_dos.settle(connection, prepared.quarter(), assessor, by=prepared.coordinator, at=NOW)
        prepared.do(quarter_projects.remove_project, number=prepared.projects[0], reason="不评")
        assert listed(prepared) == []


class TestProjects:
    @pytest.mark.parametrize(
        ("state", "stage"),
        [
            (ProjectState.ESTABLISHED, RatingStage.ASSIGNMENT),
            (ProjectState.UNDER_REVIEW, RatingStage.ASSIGNMENT),
            (ProjectState.IMPLEMENTING, RatingStage.HANDLING),
            (ProjectState.COMPLETED, RatingStage.FEEDBACK),
            (ProjectState.EFFECTIVE, RatingStage.EFFECT),
            (ProjectState.ARCHIVED, RatingStage.EFFECT),
        ],
    )
    def test_reach_the_stage_their_state_says(self, prepared, state, stage):
        number = prepared.project(9, evaluated=False)
        prepared.in_state(number, state)
        assert prepared.do(quarter_projects.choose_projects, numbers=[number]) == 2
        assert prepared.stages()[number] == stage.value
        assert prepared.history()[-1].details == {"added": {number: stage.value}, "stages": {}}

    def test_reach_another_stage_when_the_coordinator_says_so(self, made):
        first, new = made.projects[0], made.project(9, evaluated=False)
        chosen = {"numbers": [first, new], "reached": {first: RatingStage.EFFECT, new: RatingStage.COLLECTION}}
        made.do(quarter_projects.choose_projects, **chosen)
        assert made.stages() == {
            first: "effect",
            made.projects[1]: "feedback",
            made.projects[2]: "feedback",
            new: "collection",
        }
        assert made.history()[-1].details == {"added": {new: "collection"}, "stages": {first: ["feedback", "effect"]}}

    def test_already_in_keep_their_stage(self, prepared):
        with pytest.raises(QuarterRefused, match="都已在本季度"):
            prepared.do(quarter_projects.choose_projects, numbers=prepared.projects)

    def test_that_cannot_be_evaluated_are_refused_together(self, made):
        late, gone, fine = (made.project(place, evaluated=False) for place in (7, 8, 9))
        made.in_state(late, ProjectState.UNDER_REVIEW, established_on=date(2026, 1, 1))
        made.in_state(gone, ProjectState.WITHDRAWN)
        with pytest.raises(QuarterRefused) as refused:
            made.do(quarter_projects.choose_projects, numbers=[late, gone, fine, "XM-1"])
        said = str(refused.value)
        assert "没有项目 XM-1" in said
        assert f"{gone} 已撤项" in said
        assert f"{late} 在2025年四季度以后才立项" in said
        assert len(made.stages()) == 3

    def test_established_on_the_last_day_are_in(self, prepared):
        number = prepared.project(9, evaluated=False)
        prepared.in_state(number, ProjectState.UNDER_REVIEW, established_on=date(2025, 12, 31))
        assert number in list(candidates(prepared)["number"])
        prepared.do(quarter_projects.choose_projects, numbers=[number])
        assert number in prepared.stages()

    def test_none_chosen_is_said(self, prepared):
        with pytest.raises(QuarterRefused, match="还没有选择项目"):
            prepared.do(quarter_projects.choose_projects, numbers=[])

    def test_taken_out_keep_their_row_and_lose_their_seats(self, made):
        made.seat()
        made.assess(made.projects[0], [], submitted=False)
        number = made.projects[0]
        assert made.do(quarter_projects.remove_project, number=number, reason="并入二期") == 2
        assert number not in made.stages()
        seats = made.rows(schema.review_assignment) + made.rows(schema.assessment)
        assert all(row.removed_at == NOW for row in seats)
        last = made.history()[-1]
        assert (last.reason, last.details) == ("并入二期", {"removed": number, "experts": 1, "assessors": 1})
        listed = quarter_members.members(made.engine, quarter=QUARTER, by=made.leader).set_index("number")
        assert listed.loc[number, ["removed_at", "removed_reason"]].tolist() == [NOW, "并入二期"]

    def test_come_back_with_the_stage_of_their_state(self, made):
        number = made.projects[0]
        made.do(quarter_projects.remove_project, number=number, reason="并入二期")
        made.do(quarter_projects.choose_projects, numbers=[number])
        assert made.stages()[number] == "assignment"

    @pytest.mark.parametrize(
        ("number", "reason", "said"), [("XM-1", "x 原因", "不在 2025Q4 的参评项目中"), (None, " ", "请填写移出原因")]
    )
    def test_are_taken_out_for_a_reason(self, prepared, number, reason, said):
        with pytest.raises((QuarterRefused, NoSuchQuarter), match=said):
            prepared.do(quarter_projects.remove_project, number=number or prepared.projects[0], reason=reason)
        assert len(prepared.stages()) == 3

    def test_are_fixed_once_started(self, prepared):
        new = prepared.project(9, evaluated=False)
        start(prepared)
        for action, arguments in (
            (quarter_projects.choose_projects, {"numbers": [new]}),
            (quarter_projects.remove_project, {"number": prepared.projects[0], "reason": "不评"}),
        ):
            with pytest.raises(QuarterClosed):
                prepared.do(action, **arguments)

    def test_are_proposed_unless_withdrawn_or_later(self, made):
        late, gone, archived = (made.project(place, evaluated=False) for place in (7, 8, 9))
        made.in_state(late, ProjectState.UNDER_REVIEW, established_on=date(2026, 1, 1))
        made.in_state(gone, ProjectState.WITHDRAWN)
        made.in_state(archived, ProjectState.ARCHIVED)
        found = candidates(made)
        assert list(found.columns) == list(quarter_members.CANDIDATE_COLUMNS)
        assert list(found["number"]) == [*made.projects, archived]
        assert list(found["reached_stage"]) == ["feedback"] * 3 + [None]
        assert set(found["lead_code"]) == {"housing"}
        assert ProjectState.ARCHIVED not in quarter_projects.DUE


def candidates(made):
    return quarter_members.candidates(made.engine, quarter=QUARTER, by=made.coordinator)


class TestVeto:
    @pytest.mark.parametrize("state", [QuarterState.PREPARING, QuarterState.OPEN])
    def test_is_a_flag_that_can_be_lifted(self, engine, state):
        made = Preparation(engine, state=state)
        number = made.projects[0]
        assert made.do(quarter_projects.set_veto, number=number, reason="发生安全事故") == 2
        row = quarter_members.members(made.engine, quarter=QUARTER, by=made.leader).set_index("number").loc[number]
        assert (row["veto_reason"], row["veto_by_name"]) == ("发生安全事故", made.coordinator.name)
        with pytest.raises(QuarterRefused, match="已经被一票否决"):
            made.do(quarter_projects.set_veto, number=number, reason="又一次")
        made.do(quarter_projects.lift_veto, number=number, reason="查明与项目无关")
        row = quarter_members.members(made.engine, quarter=QUARTER, by=made.leader).set_index("number").loc[number]
        assert (row["veto_reason"], row["veto_by_name"]) == (None, None)
        told = [(each.step, each.reason, each.details) for each in made.history()]
        assert told == [
            ("vetoed", "发生安全事故", {"project": number, "lifted": False}),
            ("vetoed", "查明与项目无关", {"project": number, "lifted": True}),
        ]

    def test_of_one_project_leaves_the_others(self, prepared):
        first, second, _third = prepared.projects
        prepared.do(quarter_projects.set_veto, number=first, reason="事故")
        prepared.do(quarter_projects.set_veto, number=second, reason="造假")
        assert standing(prepared).vetoed == 2
        prepared.do(quarter_projects.lift_veto, number=first, reason="查明")
        assert standing(prepared).vetoed == 1

    def test_that_is_not_there_is_not_lifted(self, prepared):
        with pytest.raises(QuarterRefused, match="没有被一票否决"):
            prepared.do(quarter_projects.lift_veto, number=prepared.projects[0], reason="查明")

    def test_is_not_for_published_quarters(self, sqlite_engine):
        made = Preparation(sqlite_engine, state=QuarterState.PUBLISHED)
        with pytest.raises(QuarterClosed, match="定稿后的数据不再改动"):
            made.do(quarter_projects.set_veto, number=made.projects[0], reason="事故")


class TestStart:
    def test_fixes_what_was_chosen_and_asks_leaders_for_the_weights(self, made):
        assert start(made) == 2
        assert made.quarter().state is QuarterState.OPEN
        last = made.history()[-1]
        assert (last.step, last.from_state, last.to_state) == ("moved", "preparing", "open")
        pinned = {"weight_version_id": 1, "criteria_version_id": 1, "indicator_version_id": 1}
        assert last.details == {**pinned, "projects": 3}
        asked = made.rows(schema.to_do)
        assert [(row.role, row.subject, row.page) for row in asked] == [
            ("leader", "weights:1", "pages/evaluation/quarter_setup.py")
        ]
        assert asked[0].what == "三评权重待确认：群众 40、专家 30、第三方 30"

    def test_asks_for_no_approval_that_is_there(self, prepared):
        given = {"version": 1, "document": "枣社工〔2025〕9号"}
        evaluation_rules.approve_weights(prepared.engine, **given, by=prepared.leader, at=NOW)
        start(prepared)
        assert prepared.rows(schema.to_do) == []

    def test_needs_a_project(self, sqlite_engine):
        made = Preparation(sqlite_engine, projects=0)
        assert standing(made).lacking == ("至少要有一个参评项目",)
        with pytest.raises(QuarterRefused, match="2025Q4 三评还不能开启：至少要有一个参评项目。没有改动任何内容"):
            start(made)
        assert made.quarter().state is QuarterState.PREPARING

    def test_needs_projects_that_are_not_given_up(self, prepared):
        prepared.in_state(prepared.projects[1], ProjectState.WITHDRAWN)
        with pytest.raises(QuarterRefused, match="XM-2025-0002 已撤项，请移出"):
            start(prepared)

    def test_needs_criteria_of_100(self, prepared):
        odd = prepared.store_rules(criteria=weighed(DEFAULT_CRITERIA, 14.0))
        prepared.do(quarters.choose_rules, **RULES | OWN_DAYS | {"criteria_version_id": odd})
        with pytest.raises(QuarterRefused, match="评审标准：各项权重合计 99，应为 100"):
            start(prepared)

    def test_needs_results_to_weigh_60(self, prepared):
        odd = prepared.store_rules(indicators=weighed(DEFAULT_INDICATORS, 9.0, 7.0, 10.0, 8.0, 7.0, 19.0))
        prepared.do(quarters.choose_rules, **RULES | OWN_DAYS | {"indicator_version_id": odd})
        with pytest.raises(QuarterRefused, match=r"产出和效益的权重合计 59.0%，不能低于 60%"):
            start(prepared)

    def test_happens_once(self, prepared):
        start(prepared)
        with pytest.raises(QuarterClosed):
            start(prepared)

    def test_is_of_what_the_person_saw(self, prepared):
        prepared.do(quarter_projects.remove_project, number=prepared.projects[0], reason="不评")
        with pytest.raises(StaleQuarter):
            prepared.do(quarter_start.start, version=1)


def standing(made):
    return quarter_start.standing(made.engine, quarter=QUARTER, by=made.leader)


class TestBackToPreparation:
    def test_is_open_while_nothing_came_in(self, made):
        start(made)
        assert made.do(quarter_start.reopen_preparation, reason="漏了一个项目") == 3
        assert made.quarter().state is QuarterState.PREPARING
        last = made.history()[-1]
        assert (last.step, last.from_state, last.to_state, last.reason) == (
            "moved_back",
            "open",
            "preparing",
            "漏了一个项目",
        )
        new = made.project(9, evaluated=False)
        made.do(quarter_projects.choose_projects, numbers=[new])
        start(made)
        assert made.quarter().state is QuarterState.OPEN

    @pytest.mark.parametrize(
        ("received", "said"),
        [
            (lambda made: made.open_round(), "专家评审轮次 1"),
            (lambda made: made.review(made.seat(), 80), "专家评审 1"),
            (lambda made: made.rate(made.projects[0], FollowUpResult.SATISFIED, "a", withdrawn_at=NOW), "群众评议 1"),
            (lambda made: made.assess(made.projects[0], [90.0], submitted=False), "第三方指标值 1"),
        ],
    )
    def test_is_closed_once_something_did_even_if_it_counts_no_more(self, made, received, said):
        start(made)
        received(made)
        assert standing(made).received == (said,)
        with pytest.raises(QuarterRefused, match=f"已有{said}，规则不能再改"):
            made.do(quarter_start.reopen_preparation, reason="漏了一个项目")
        assert made.quarter().state is QuarterState.OPEN

    def test_needs_a_reason(self, prepared):
        start(prepared)
        with pytest.raises(QuarterRefused, match="请填写退回原因"):
            prepared.do(quarter_start.reopen_preparation, reason="")


def test_every_step_follows_from_the_one_before(made):
    start(made)
    made.do(quarter_start.reopen_preparation, reason="漏了一个项目")
    made.do(quarter_projects.remove_project, number=made.projects[0], reason="不评")
    create(made)
    assert first_broken_entry(made.engine) is None
    assert made.quarter().version == 4


def test_two_who_move_the_same_quarter_at_once_are_told(prepared):
    with writing(prepared.engine) as connection:
        evaluation_quarters.change(connection, prepared.quarter())
    with pytest.raises(StaleQuarter):
        prepared.do(quarter_projects.set_veto, number=prepared.projects[0], reason="事故", version=1)
    assert prepared.history() == []


def test_days_of_the_next_quarter_are_reached_on_its_first_day(prepared):
    assert create(prepared, at=NOW + timedelta(days=40)).quarter == "2026Q1"
    assert create(prepared, "2025Q3", **{name: date(2025, 9, 30) for name in DAYS}).seed == 20253
