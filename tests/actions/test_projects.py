"""立项, changing, departments, targets, progress and reviews of projects; what is refused and what the history says."""

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest

from actions import ideas, milestones, project_moves, project_reviews, project_targets, projects
from actions.idea_words import IdeaRefused
from actions.milestones import Milestone, MilestoneRefused
from actions.project_targets import Report, Target
from actions.projects import NoSuchProject, ProjectFields, ProjectRefused, StaleProject, WrongProjectMove
from data_access import history, journal, schema
from glossary import IdeaState, Nature, ProjectState, ReviewConclusion, Role, SubjectKind
from permissions import NotPermitted
from tests.actions.project_factories import LATER, NOW, TODAY, Office

IDEA, OTHER = "JDZ-2025-0001", "XM-2025-0002"
NUMBER = "XM-2025-0001"
PROJECT = SubjectKind.PROJECT


@pytest.fixture
def office(engine) -> Office:
    return Office(engine)


@pytest.fixture
def project(office) -> Office:
    office.idea()
    office.establish()
    return office


def fields(office, **changes) -> ProjectFields:
    row = office.row(NUMBER)
    return ProjectFields(**({name: getattr(row, name) for name in ProjectFields.__dataclass_fields__} | changes))


def test_establishing_takes_the_idea_from_the_bank_in_the_same_transaction(office):
    idea_id = office.idea()
    assert office.establish(supporting=("education",)) == NUMBER
    row, idea = office.row(NUMBER), office.idea_row()
    assert (row.state, row.idea_id, row.version, row.budget_yuan) == ("established", idea_id, 1, None)
    assert (idea.state, idea.version, idea.state_since) == ("converted", 2, NOW)
    assert office.steps(SubjectKind.IDEA, idea_id)[1:] == [
        ("project_created", None, None),
        ("moved", "banked", "converted"),
    ]
    created = office.rows(schema.work_history, schema.work_history.c.step == "project_created")[0]
    assert created.details == {"project": NUMBER}
    parts = office.rows(schema.project_department)
    assert [(part.department_code, part.part) for part in parts] == [("education", "supporting"), ("housing", "lead")]


def test_a_second_project_of_an_idea_leaves_it_in_conversion(project):
    assert project.establish(lead="health") == OTHER
    assert (project.idea_row().state, project.idea_row().version) == ("converted", 3)


def test_an_idea_without_a_lead_department_gets_the_projects(office):
    idea_id = office.idea(lead=None)
    with pytest.raises(ProjectRefused, match="还没有主责单位"):
        office.establish()
    assert office.idea_row().version == 1
    office.establish(lead="education")
    assert [(part.department_code, part.part) for part in office.rows(schema.idea_department)] == [
        ("education", "lead")
    ]
    assert ("departments_set", None, None) in office.steps(SubjectKind.IDEA, idea_id)
    named = office.rows(schema.work_history, schema.work_history.c.step == "departments_set")[0]
    assert named.details == {"before": {}, "after": {"education": "lead"}}


@pytest.mark.parametrize(
    "state", [state for state in IdeaState if state not in (IdeaState.BANKED, IdeaState.CONVERTED)]
)
def test_only_ideas_in_the_bank_or_in_conversion_become_projects(office, state):
    office.idea(state=state)
    with pytest.raises(ProjectRefused, match="才能立项"):
        office.establish()
    assert office.rows(schema.project) == []


def test_a_suggestion_becomes_a_project_and_its_own_history_says_so(office):
    suggestion_id = office.suggestion()
    number = office.establish(suggestion_number="2025-000001")
    assert (office.row(number).suggestion_id, office.row(number).idea_id) == (suggestion_id, None)
    last = office.rows(schema.suggestion_history)[-1]
    assert (last.step, last.reason) == ("taken_up", f"转化为项目 {NUMBER}")
    assert office.rows(schema.suggestion)[0].version == 2
    assert history.first_broken_link(office.engine) is None


@pytest.mark.parametrize("secret", [{"confidential": True}, {"nature": Nature.REPORT}])
def test_what_is_confidential_or_a_report_never_becomes_a_project(office, secret):
    office.suggestion(**secret)
    with pytest.raises(ProjectRefused, match="不能立项：没有这个编号，或属于举报、保密件"):
        office.establish(suggestion_number="2025-000001")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"title": "  "}, "请填写项目名称"),
        ({"title": "长" * 201}, "不能超过 200 个字"),
        ({"established_on": TODAY + timedelta(days=1)}, "立项日期不能晚于今天"),
        ({"budget_yuan": -1}, "预算要写整数元"),
        ({"budget_yuan": 100_000_000_001}, "预算要写整数元"),
        ({"budget_yuan": float("nan")}, "预算要写整数元"),
        ({"lead": "nowhere"}, "单位“nowhere”不在字典里"),
        ({"category_code": "nothing"}, "分类“nothing”不在字典里"),
        ({"suggestion_number": "2025-000001", "idea_number": IDEA}, "要么来自一个金点子，要么来自一件建议"),
    ],
)
def test_what_cannot_be_established_stores_nothing(office, given, said):
    office.idea()
    with pytest.raises(ProjectRefused, match=said):
        office.establish(**given)
    assert office.rows(schema.project) == []
    assert office.idea_row().state == "banked"


def test_the_day_of_the_office_counts_not_the_day_in_greenwich(office):
    office.idea()
    evening = NOW.replace(hour=16)  # past midnight in 枣阳
    office.establish(established_on=TODAY + timedelta(days=1), at=evening)
    assert office.row(NUMBER).established_on == TODAY + timedelta(days=1)


def test_no_money_and_the_largest_sum_are_both_budgets(project):
    for yuan in (0, 100_000_000_000):
        project.act(projects.change, NUMBER, fields=fields(project, budget_yuan=yuan))
        assert project.row(NUMBER).budget_yuan == yuan


def test_a_change_keeps_what_was_before(project):
    changed = fields(project, title="加装电梯二期", budget_yuan=500, established_on=date(2025, 11, 1))
    assert project.act(projects.change, NUMBER, fields=changed).version == 2
    last = project.rows(schema.work_history, schema.work_history.c.subject_kind == "project")[-1]
    assert last.details == {
        "title": ["加装电梯一期", "加装电梯二期"],
        "budget_yuan": [None, 500],
        "established_on": ["2025-11-28", "2025-11-01"],
    }
    assert project.act(projects.change, NUMBER, fields=changed).version == 2


def test_what_the_state_needs_cannot_be_taken_away(project):
    project.ready(NUMBER)
    project.move(NUMBER, ProjectState.UNDER_REVIEW)
    for taken, said in (({"budget_yuan": None}, "填写预算"), ({"summary": ""}, "写明建设内容")):
        with pytest.raises(ProjectRefused, match=said):
            project.act(projects.change, NUMBER, fields=fields(project, **taken))
    with pytest.raises(ProjectRefused, match="至少一项目标"):
        project.act(project_targets.remove_target, NUMBER, target_id=project.target_id(NUMBER), reason="重复")
    removing = {"kind": PROJECT, "milestone_id": project.milestone_id(), "reason": "重复"}
    with pytest.raises(ProjectRefused, match="至少一个节点"):
        project.act(milestones.remove_milestone, NUMBER, **removing)


def test_departments_are_exactly_those_named_and_one_leads(project):
    project.act(projects.set_departments, NUMBER, lead="health", supporting=("housing", "health", "education"))
    parts = {row.department_code: row.part for row in project.rows(schema.project_department)}
    assert parts == {"education": "supporting", "health": "lead", "housing": "supporting"}
    last = project.rows(schema.work_history, schema.work_history.c.subject_kind == "project")[-1]
    assert last.details == {"lead": ["housing", "health"], "supporting": [[], ["education", "housing"]]}


def test_a_department_with_a_step_to_do_stays(project):
    project.ready(NUMBER)
    with pytest.raises(ProjectRefused, match="还有未完成的节点"):
        project.act(projects.set_departments, NUMBER, lead="health")
    done = {"kind": PROJECT, "number": NUMBER, "milestone_id": project.milestone_id(), "done_on": TODAY}
    milestones.finish_milestone(project.engine, **done, by=project.handler, at=NOW)
    project.act(projects.set_departments, NUMBER, lead="health")


def test_the_second_of_two_people_sees_the_first_ones_change_before_deciding(project):
    seen = project.row(NUMBER).version
    project.act(projects.change, NUMBER, fields=fields(project, title="甲"))
    with pytest.raises(StaleProject, match="刚刚被别人改过"):
        project.act(projects.change, NUMBER, version=seen, fields=fields(project, title="乙"))
    assert project.row(NUMBER).title == "甲"


def test_of_two_people_at_the_same_moment_exactly_one_goes_through(project):
    together, came = Barrier(2), []

    def act(title: str) -> None:
        together.wait()
        try:
            project.act(projects.change, NUMBER, version=1, fields=fields(project, title=title))
            came.append("stored")
        except StaleProject:
            came.append("stale")

    both = [Thread(target=act, args=(title,)) for title in ("甲", "乙")]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert sorted(came) == ["stale", "stored"]
    assert journal.first_broken_entry(project.engine) is None


def test_a_target_is_set_changed_removed_and_pursued_again(project):
    first = project.act(project_targets.set_target, NUMBER, what=Target("加装", "部", None, 20))
    with pytest.raises(ProjectRefused, match="已有目标“加装”"):
        project.act(project_targets.set_target, NUMBER, what=Target("加装", "部", None, 30))
    project.act(project_targets.set_target, NUMBER, what=Target("加装", "部", 2, 30), target_id=first)
    project.act(project_targets.remove_target, NUMBER, target_id=first, reason="重复")
    assert project.act(project_targets.set_target, NUMBER, what=Target("加装", "部", 2, 40)) == first
    row = project.rows(schema.project_target)[0]
    assert (row.baseline, row.target, row.removed_at) == (2, 40, None)


@pytest.mark.parametrize("bad", [{"target": float("nan")}, {"target": float("inf")}, {"unit": " "}, {"name": ""}])
def test_a_target_needs_a_name_a_unit_and_a_number(project, bad):
    what = Target(**({"name": "加装", "unit": "部", "baseline": None, "target": 1.0} | bad))
    with pytest.raises(ProjectRefused):
        project.act(project_targets.set_target, NUMBER, what=what)


def test_a_unit_stays_once_a_value_was_reported(project):
    project.advance(NUMBER, ProjectState.COMPLETED)
    found = project.target_id(NUMBER)
    with pytest.raises(ProjectRefused, match="单位不能再改"):
        project.act(project_targets.set_target, NUMBER, what=Target("加装", "台", 0, 20), target_id=found)


def test_reports_are_added_and_the_last_of_a_quarter_counts(project):
    project.advance(NUMBER, ProjectState.IMPLEMENTING)
    version = project.row(NUMBER).version
    assert [project.report(NUMBER, 1.0), project.report(NUMBER, 2.0)] == [1, 2]
    assert len(project.rows(schema.project_progress)) == 2
    assert project.row(NUMBER).version == version


@pytest.mark.parametrize(
    ("quarter", "said"),
    [("2025Q3", "只能报"), ("2026Q1", "只能报"), ("2025Q5", "不是季度"), ("2025", "不是季度")],
)
def test_a_report_is_of_a_quarter_between_establishing_and_now(project, quarter, said):
    project.advance(NUMBER, ProjectState.IMPLEMENTING)
    with pytest.raises(ProjectRefused, match=said):
        project.report(NUMBER, report=Report(quarter, "已开工", None, {}))
    assert project.rows(schema.project_progress) == []


def test_nothing_is_reported_before_implementation_or_about_a_removed_target(project):
    project.ready(NUMBER)
    with pytest.raises(WrongProjectMove, match="实施以后才报告进展"):
        project.report(NUMBER)
    project.move(NUMBER, ProjectState.UNDER_REVIEW)
    project.review(NUMBER)
    project.move(NUMBER, ProjectState.IMPLEMENTING)
    with pytest.raises(ProjectRefused, match="已移除的目标"):
        project.report(NUMBER, report=Report("2025Q4", "已开工", None, {987: 1.0}))


def test_a_later_report_cannot_take_away_what_the_effect_rests_on(project):
    project.advance(NUMBER, ProjectState.EFFECTIVE)
    with pytest.raises(ProjectRefused, match="至少一项目标报过数值"):
        project.report(NUMBER, value=None)


def test_implementation_is_closed_until_a_review_passes(project):
    project.ready(NUMBER)
    project.move(NUMBER, ProjectState.UNDER_REVIEW)
    with pytest.raises(WrongProjectMove, match="专家评审结束并通过"):
        project.move(NUMBER, ProjectState.IMPLEMENTING)
    project.review(NUMBER, ReviewConclusion.FAILED)
    with pytest.raises(WrongProjectMove, match="专家评审结束并通过"):
        project.move(NUMBER, ProjectState.IMPLEMENTING)
    project.review(NUMBER, ReviewConclusion.PASSED_WITH_CHANGES)
    project.move(NUMBER, ProjectState.IMPLEMENTING)
    assert project.row(NUMBER).state == "implementing"


def test_the_last_review_counts_and_a_revoked_one_does_not(project):
    project.ready(NUMBER)
    project.move(NUMBER, ProjectState.UNDER_REVIEW)
    project.review(NUMBER)
    project.review(NUMBER, ReviewConclusion.FAILED)
    with pytest.raises(WrongProjectMove):
        project.move(NUMBER, ProjectState.IMPLEMENTING)
    last = project.rows(schema.project_review)[-1].id
    revoking = {"by": project.coordinator, "review_id": last, "reason": "登记错了"}
    project.act(project_reviews.revoke_review, NUMBER, **revoking)
    with pytest.raises(ProjectRefused, match="已经撤销"):
        project.act(project_reviews.revoke_review, NUMBER, **revoking)
    project.move(NUMBER, ProjectState.IMPLEMENTING)


def test_a_review_before_the_project_came_back_to_review_no_longer_counts(project):
    project.advance(NUMBER, ProjectState.IMPLEMENTING)
    project.move(NUMBER, ProjectState.UNDER_REVIEW, reason="方案有变")
    with pytest.raises(WrongProjectMove, match="专家评审结束并通过"):
        project.move(NUMBER, ProjectState.IMPLEMENTING)


@pytest.mark.parametrize(
    "state",
    [ProjectState.IMPLEMENTING, ProjectState.COMPLETED, ProjectState.EFFECTIVE, ProjectState.ARCHIVED],
)
def test_no_review_is_revoked_once_work_rests_on_it(project, state):
    project.advance(NUMBER, state)
    found = project.rows(schema.project_review)[0].id
    with pytest.raises(WrongProjectMove, match="不能撤销"):
        project.act(project_reviews.revoke_review, NUMBER, by=project.coordinator, review_id=found, reason="登记错了")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"finished_on": TODAY - timedelta(days=1)}, "评审结束日期不能更早"),
        ({"finished_on": TODAY + timedelta(days=1)}, "不能晚于今天"),
        ({"experts": 0}, "参评专家"),
        ({"experts": 100}, "参评专家"),
        ({"conclusion": ReviewConclusion.FAILED, "note": " "}, "请写明评审意见"),
    ],
)
def test_a_review_has_a_day_since_the_project_came_in_and_experts(project, given, said):
    project.ready(NUMBER)
    project.move(NUMBER, ProjectState.UNDER_REVIEW)
    with pytest.raises(ProjectRefused, match=said):
        project.review(NUMBER, **given)


def test_a_review_is_finished_only_while_the_project_is_in_review(project):
    with pytest.raises(WrongProjectMove, match="进入评审后才能登记"):
        project.review(NUMBER)


def test_effect_needs_words_and_a_reported_value(project):
    project.ready(NUMBER)
    project.move(NUMBER, ProjectState.UNDER_REVIEW)
    project.review(NUMBER)
    project.move(NUMBER, ProjectState.IMPLEMENTING)
    with pytest.raises(WrongProjectMove, match="至少一次季度进展"):
        project.move(NUMBER, ProjectState.COMPLETED)
    project.report(NUMBER, value=None)
    project.move(NUMBER, ProjectState.COMPLETED)
    with pytest.raises(WrongProjectMove, match="写明成效；至少一项目标报过数值"):
        project.move(NUMBER, ProjectState.EFFECTIVE)
    project.report(NUMBER, value=20.0)
    project.move(NUMBER, ProjectState.EFFECTIVE, effect="装上了")
    assert project.row(NUMBER).effect == "装上了"
    project.move(NUMBER, ProjectState.ARCHIVED)
    with pytest.raises(ProjectRefused, match="已归档，不能修改"):
        project.act(projects.change, NUMBER, fields=fields(project, title="新"))


def test_every_step_back_needs_a_reason(project):
    project.advance(NUMBER, ProjectState.ARCHIVED)
    for to in ("effective", "completed", "implementing", "under_review", "established"):
        with pytest.raises(ProjectRefused, match="退回要写明原因"):
            project.move(NUMBER, ProjectState(to), reason=" ")
        project.move(NUMBER, ProjectState(to), reason="有误")
        assert project.row(NUMBER).state == to
    assert journal.first_broken_entry(project.engine) is None


def test_giving_up_the_last_conversion_takes_the_idea_back_to_the_bank(project):
    project.establish()
    for number, idea_state in ((OTHER, "converted"), (NUMBER, "banked")):
        project.act(project_moves.withdraw, number, reason="资金未落实")
        assert project.idea_row().state == idea_state
    assert project.steps(SubjectKind.IDEA, project.idea_row().id)[-2:] == [
        ("project_withdrawn", None, None),
        ("moved_back", "converted", "banked"),
    ]
    project.act(project_moves.restore, NUMBER, reason="资金已落实")
    assert (project.row(NUMBER).state, project.idea_row().state) == ("established", "converted")
    assert project.row(OTHER).state == "withdrawn"


def test_a_policy_keeps_the_idea_in_conversion_without_its_project(project):
    project.link()
    project.act(project_moves.withdraw, NUMBER, reason="改为政策")
    assert project.idea_row().state == "converted"


def test_a_project_is_not_given_up_while_its_idea_is_in_effect(project):
    project.link()
    idea = project.idea_row()
    moved = {"number": IDEA, "version": idea.version, "to": IdeaState.EFFECTIVE, "effect": "已见成效"}
    ideas.move(project.engine, **moved, by=project.manager, at=NOW)
    with pytest.raises(ProjectRefused, match="已见效"):
        project.act(project_moves.withdraw, NUMBER, reason="改为政策")


def test_the_effect_of_a_project_is_not_taken_back_from_under_its_idea(project):
    project.advance(NUMBER, ProjectState.EFFECTIVE)
    moved = {"number": IDEA, "version": project.idea_row().version, "to": IdeaState.EFFECTIVE, "effect": "已见成效"}
    ideas.move(project.engine, **moved, by=project.manager, at=NOW)
    with pytest.raises(ProjectRefused, match="因这个项目见效"):
        project.move(NUMBER, ProjectState.COMPLETED, reason="有误")
    assert project.row(NUMBER).state == "effective"


def test_a_project_whose_idea_left_the_bank_is_not_begun_again(project):
    project.act(project_moves.withdraw, NUMBER, reason="资金未落实")
    back = {"number": IDEA, "version": project.idea_row().version, "to": IdeaState.APPRAISED, "reason": "再论证"}
    ideas.move(project.engine, **back, by=project.manager, at=NOW)
    with pytest.raises(ProjectRefused, match="要先入库"):
        project.act(project_moves.restore, NUMBER, reason="资金已落实")


def test_giving_up_a_suggestions_project_is_told_in_the_suggestions_history(office):
    office.suggestion()
    office.establish(suggestion_number="2025-000001", lead="housing")
    office.act(project_moves.withdraw, NUMBER, reason="不再需要")
    office.act(project_moves.restore, NUMBER, reason="仍要做")
    steps = [row.step for row in office.rows(schema.suggestion_history)]
    assert steps == ["registered", "taken_up", "let_go", "taken_up"]
    assert history.first_broken_link(office.engine) is None


def test_giving_up_begun_work_is_not_possible(project):
    project.advance(NUMBER, ProjectState.IMPLEMENTING)
    with pytest.raises(WrongProjectMove, match="立项和评审时才能撤项"):
        project.act(project_moves.withdraw, NUMBER, reason="资金未落实")


def test_coordinators_find_a_review_among_their_to_dos_until_it_is_finished(project):
    project.ready(NUMBER)
    project.move(NUMBER, ProjectState.UNDER_REVIEW)
    [wanted] = [each for each in project.open_to_dos() if each.role == Role.COORDINATOR.value]
    assert (wanted.page, wanted.query) == ("pages/ideas/project.py", f"project={NUMBER}&part=review")
    project.review(NUMBER)
    assert [each.role for each in project.open_to_dos()] == ["handler"]
    found = project.rows(schema.project_review)[0].id
    project.act(project_reviews.revoke_review, NUMBER, by=project.coordinator, review_id=found, reason="登记错了")
    assert "coordinator" in [each.role for each in project.open_to_dos()]
    project.move(NUMBER, ProjectState.ESTABLISHED, reason="补材料")
    assert [each.role for each in project.open_to_dos()] == ["handler"]


def test_the_departments_handlers_find_a_step_among_their_to_dos(project):
    project.ready(NUMBER)
    [asked] = project.open_to_dos()
    assert (asked.role, asked.department_code, asked.due_on) == ("handler", "housing", date(2025, 12, 31))
    assert (asked.page, asked.query) == ("pages/ideas/project.py", f"project={NUMBER}&part=plan")
    project.act(projects.set_departments, NUMBER, lead="housing", supporting=("education",))
    later = Milestone("开工", date(2026, 1, 31), "education")
    changing = {"kind": PROJECT, "milestone_id": project.milestone_id()}
    project.act(milestones.set_milestone, NUMBER, what=later, **changing)
    [asked] = project.open_to_dos()
    assert (asked.department_code, asked.due_on) == ("education", date(2026, 1, 31))
    project.act(project_moves.withdraw, NUMBER, reason="资金未落实")
    assert project.open_to_dos() == []
    project.act(project_moves.restore, NUMBER, reason="资金已落实")
    assert len(project.open_to_dos()) == 1


def test_a_step_is_done_by_its_own_department_or_a_manager(project):
    project.ready(NUMBER)
    project.act(projects.set_departments, NUMBER, lead="housing", supporting=("education",))
    teacher = project.account(Role.HANDLER, "teacher", "education")
    done = {"kind": PROJECT, "number": NUMBER, "milestone_id": project.milestone_id(), "at": NOW}
    with pytest.raises(NotPermitted, match="别的单位"):
        milestones.finish_milestone(project.engine, done_on=TODAY, by=teacher, **done)
    with pytest.raises(ProjectRefused, match="不能晚于今天"):
        milestones.finish_milestone(project.engine, done_on=TODAY + timedelta(days=1), by=project.handler, **done)
    milestones.finish_milestone(project.engine, done_on=TODAY, by=project.handler, **done)
    assert project.open_to_dos() == []
    with pytest.raises(MilestoneRefused, match="已登记完成"):
        milestones.finish_milestone(project.engine, done_on=TODAY, by=project.manager, **done)
    again = {"kind": PROJECT, "milestone_id": project.milestone_id(), "reason": "验收未过"}
    project.act(milestones.reopen_milestone, NUMBER, **again)
    assert len(project.open_to_dos()) == 1
    assert project.rows(schema.milestone)[0].done_on is None


def test_a_step_belongs_to_a_department_that_takes_part(project):
    what = Milestone("开工", TODAY, "health")
    with pytest.raises(MilestoneRefused, match="要先列为主责或配合单位"):
        project.act(milestones.set_milestone, NUMBER, kind=PROJECT, what=what)


def test_ideas_have_steps_too(office):
    idea_id = office.idea()
    setting = {"kind": SubjectKind.IDEA, "number": IDEA, "by": office.manager, "at": NOW}
    what = Milestone("出方案", TODAY, "housing")
    found = milestones.set_milestone(office.engine, version=1, what=what, **setting)
    [asked] = office.open_to_dos()
    assert (asked.page, asked.query) == ("pages/ideas/idea.py", f"idea={IDEA}&part=answers")
    with pytest.raises(ideas.StaleIdea):
        milestones.set_milestone(office.engine, version=1, what=what, **setting)
    done = {**setting, "by": office.handler, "milestone_id": found, "done_on": TODAY}
    milestones.finish_milestone(office.engine, **done)
    assert office.open_to_dos() == []
    assert [step for step, _, _ in office.steps(SubjectKind.IDEA, idea_id)] == [
        "created",
        "milestone_set",
        "milestone_set",
    ]


def test_a_handler_knows_nothing_of_other_departments_projects(office):
    office.idea(lead="education")
    office.establish()
    reporting = {"number": NUMBER, "report": Report("2025Q4", "已开工", None, {}), "by": office.handler, "at": NOW}
    with pytest.raises(NoSuchProject, match="不对您的身份开放"):
        project_targets.report_progress(office.engine, **reporting)


def test_a_handler_reports_for_a_project_of_the_own_department(project):
    project.advance(NUMBER, ProjectState.IMPLEMENTING)
    assert project.report(NUMBER, by=project.handler, at=LATER) == 1


def test_a_merged_idea_becomes_no_project(office):
    main, merged = office.idea(), office.idea("JDZ-2025-0002")
    with office.engine.begin() as connection:
        table = schema.idea
        values = {"merged_into_id": main, "main_id": main}
        connection.execute(table.update().where(table.c.id == merged).values(values))
    with pytest.raises(IdeaRefused, match="已并入"):
        office.establish(idea_number="JDZ-2025-0002")
