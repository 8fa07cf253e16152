"""Reading projects and the policy reserve: what is listed and counted, for whom, and in how many statements."""

from datetime import date, datetime

import pytest

from actions import milestones, policies, project_moves, project_rules, project_targets, projects
from actions.milestones import Milestone
from actions.project_rules import Facts
from actions.project_targets import Report, Target
from data_access import policy_reads, project_reads, project_sheets, schema
from data_access.project_reads import ProjectFilter
from data_access.projects import NoSuchProject
from data_access.statements import counted_statements
from glossary import IdeaState, ProjectState, Role, SubjectKind
from permissions import NotPermitted
from scoring.conversion import COUNTED, conversion_rates
from tests.actions.project_factories import NOW, TODAY, Office

IDEA, NUMBER = "JDZ-2025-0001", "XM-2025-0001"
ALL = ProjectFilter()
NEXT_YEAR = datetime(2026, 1, 5, 2, 0)


@pytest.fixture
def office(engine) -> Office:
    return Office(engine)


@pytest.fixture
def project(office) -> Office:
    office.idea()
    office.establish(category_code="roads", township_code="north", supporting=("education",))
    return office


def listed(office, wanted=ALL, today=TODAY, by=None):
    return project_reads.projects(office.engine, wanted=wanted, today=today, by=by or office.manager)


def counts(office, today=TODAY, wanted=ALL):
    found = project_reads.state_counts(office.engine, wanted=wanted, today=today, by=office.manager)
    return {row.state: (row[2], row.late, row.report_missing) for row in found.itertuples()}


def test_without_projects_every_list_is_empty_and_every_state_counts_none(office):
    assert listed(office).empty
    assert list(listed(office).columns) == list(project_reads.LISTED)
    assert counts(office) == {state.value: (0, 0, 0) for state in ProjectState}
    assert project_reads.convertible_ideas(office.engine, by=office.manager).empty


def test_a_project_is_listed_with_its_money_steps_and_reports(project):
    project.advance(NUMBER, ProjectState.IMPLEMENTING)
    project.report(NUMBER, report=Report("2025Q4", "首次", 1000, {}))
    project.report(NUMBER, report=Report("2025Q4", "更正", 900, {}))
    project.act(milestones.set_milestone, NUMBER, kind=SubjectKind.PROJECT, what=Milestone("验收", date(2026, 6, 30)))
    done = {"kind": SubjectKind.PROJECT, "number": NUMBER, "milestone_id": project.milestone_id() - 1}
    milestones.finish_milestone(project.engine, **done, done_on=TODAY, by=project.manager, at=NOW)
    row = listed(project).iloc[0]
    assert row["number"] == NUMBER
    assert (row["state"], row["idea_number"], row["suggestion_number"]) == ("implementing", IDEA, None)
    assert (row["lead_code"], row["budget_yuan"], row["spent_yuan"]) == ("housing", 0, 900)
    assert (row["milestones"], row["milestones_done"], row["milestones_overdue"]) == (2, 1, 0)
    assert (row["next_due_on"], row["reported_quarter"]) == (date(2026, 6, 30), "2025Q4")


def test_a_step_is_late_from_the_day_after_its_own(project):
    project.ready(NUMBER)  # 开工 is due on 2025-12-31
    assert counts(project, today=date(2025, 12, 31))["established"] == (1, 0, 0)
    assert counts(project, today=date(2026, 1, 1))["established"] == (1, 1, 0)
    late = ProjectFilter(only_late=True)
    assert listed(project, late, date(2025, 12, 31)).empty
    assert list(listed(project, late, date(2026, 1, 1))["number"]) == [NUMBER]
    project.act(project_moves.withdraw, NUMBER, reason="资金未落实")
    assert counts(project, today=date(2026, 1, 1))["withdrawn"] == (1, 0, 0)


def test_a_report_is_missing_once_the_quarter_ended_in_implementation(project):
    project.advance(NUMBER, ProjectState.IMPLEMENTING)
    assert counts(project, today=date(2025, 12, 31))["implementing"] == (1, 0, 0)
    assert counts(project, today=date(2026, 1, 1))["implementing"][2] == 1
    assert listed(project, today=date(2026, 1, 1))["report_missing"].tolist() == [True]
    project.report(NUMBER)
    assert counts(project, today=date(2026, 1, 1))["implementing"][2] == 0
    assert counts(project, today=date(2026, 4, 1))["implementing"][2] == 1


def test_who_came_into_implementation_in_this_quarter_owes_no_report_of_the_last(project):
    project.ready(NUMBER)
    project.move(NUMBER, ProjectState.UNDER_REVIEW)
    project.review(NUMBER)
    new_year = datetime(2025, 12, 31, 16, 0)  # midnight of 2026-01-01 in 枣阳
    project.move(NUMBER, ProjectState.IMPLEMENTING, at=new_year)
    assert counts(project, today=date(2026, 1, 1))["implementing"][2] == 0


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"states": ("established",)}, True),
        ({"states": ("archived",)}, False),
        ({"departments": ("education",)}, True),
        ({"departments": ("health",)}, False),
        ({"townships": ("north",)}, True),
        ({"townships": ("south",)}, False),
        ({"categories": ("roads",)}, True),
        ({"categories": ("transport",)}, True),
        ({"categories": ("schools",)}, False),
        ({"words": " 电梯 "}, True),
        ({"words": "2025-0001"}, True),
        ({"words": "%"}, False),
        ({"words": "_"}, False),
    ],
)
def test_filters_choose_by_state_department_place_subject_and_words(project, wanted, found):
    with project.engine.begin() as connection:
        upper = {"code": "transport", "name": "交通", "position": 2, "active": True}
        connection.execute(schema.category.insert().values(upper))
        connection.execute(
            schema.category.update().where(schema.category.c.code == "roads").values(parent_code="transport")
        )
    assert (len(listed(project, ProjectFilter(**wanted))) == 1) is found


def test_the_headline_counts_every_state_whatever_state_is_wanted(project):
    assert counts(project, wanted=ProjectFilter(states=("archived",), only_late=True))["established"] == (1, 0, 0)
    assert counts(project, wanted=ProjectFilter(departments=("health",)))["established"] == (0, 0, 0)


@pytest.mark.parametrize("role", list(Role))
def test_who_may_read_projects(project, role):
    by = project.people[role]
    if role in (Role.LEADER, Role.OFFICER, Role.PROJECT_MANAGER, Role.COORDINATOR, Role.HANDLER):
        assert len(listed(project, by=by)) == 1
        assert project_sheets.sheet(project.engine, number=NUMBER, by=by).number == NUMBER
        return
    for read in (lambda: listed(project, by=by), lambda: project_sheets.sheet(project.engine, number=NUMBER, by=by)):
        with pytest.raises(NotPermitted):
            read()


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.PROJECT_MANAGER])
def test_only_project_managers_look_for_what_a_project_may_begin_from(project, role):
    with pytest.raises(NotPermitted):
        project_reads.convertible_ideas(project.engine, by=project.people[role])
    with pytest.raises(NotPermitted):
        project_reads.convertible_suggestion(project.engine, number="2025-000001", by=project.people[role])


def test_a_handler_reads_projects_the_department_takes_part_in_and_no_others(project):
    teacher = project.account(Role.HANDLER, "teacher", "education")
    nurse = project.account(Role.HANDLER, "nurse", "health")
    assert (len(listed(project, by=teacher)), len(listed(project, by=nurse))) == (1, 0)
    with pytest.raises(NoSuchProject, match="不对您的身份开放"):
        project_sheets.sheet(project.engine, number=NUMBER, by=nurse)


def test_ideas_in_the_bank_or_in_conversion_can_become_projects(project):
    project.idea("JDZ-2025-0002", IdeaState.BANKED, lead=None)
    project.idea("JDZ-2025-0003", IdeaState.APPRAISED)
    found = project_reads.convertible_ideas(project.engine, by=project.manager)
    assert found[["number", "state"]].values.tolist() == [["JDZ-2025-0002", "banked"], [IDEA, "converted"]]
    assert found["lead_code"].fillna("").tolist() == ["", "housing"]


def test_a_suggestion_names_the_projects_it_became(office):
    office.suggestion()
    assert project_reads.convertible_suggestion(office.engine, number="2025-000001", by=office.manager).projects == ()
    office.establish(suggestion_number="2025-000001")
    found = project_reads.convertible_suggestion(office.engine, number="2025-000001", by=office.manager)
    assert (found.title, found.projects) == ("小区没有电梯", (NUMBER,))
    office.suggestion("2025-000002", confidential=True)
    assert project_reads.convertible_suggestion(office.engine, number="2025-000002", by=office.manager) is None


def test_the_sheet_says_everything_about_a_project(project):
    project.advance(NUMBER, ProjectState.IMPLEMENTING)
    later = project.act(project_targets.set_target, NUMBER, what=Target("满意率", "%", None, 90))
    first = project.target_id(NUMBER)
    project.report(NUMBER, report=Report("2025Q4", "首次", 1000, {first: 3, later: 80}))
    project.report(NUMBER, report=Report("2025Q4", "更正", None, {first: 4}))
    project.report(NUMBER, report=Report("2026Q1", "继续", 1500, {later: 85}), at=NEXT_YEAR)
    sheet = project_sheets.sheet(project.engine, number=NUMBER, by=project.manager)
    assert (sheet.state, sheet.idea_number, sheet.lead, sheet.supporting) == (
        ProjectState.IMPLEMENTING,
        IDEA,
        "housing",
        ("education",),
    )
    assert sheet.spent_yuan == 1500
    assert sheet.targets[["name", "latest", "latest_quarter"]].values.tolist() == [
        ["加装", 4.0, "2025Q4"],
        ["满意率", 85.0, "2026Q1"],
    ]
    assert sheet.progress[["quarter", "sequence", "counts"]].values.tolist() == [
        ["2026Q1", 1, True],
        ["2025Q4", 2, True],
        ["2025Q4", 1, False],
    ]
    assert sheet.progress.iloc[1]["values"] == {first: 4.0}
    assert sheet.reviews["stands"].tolist() == [True]
    assert sheet.milestones["title"].tolist() == ["开工"]
    assert project_rules.lacking(ProjectState.COMPLETED, Facts(**sheet.facts)) == []
    assert sheet.history.iloc[-1]["step"] == "created"


def test_a_suggestion_that_became_confidential_is_named_by_its_number_only(office):
    office.suggestion()
    office.establish(suggestion_number="2025-000001")
    with office.engine.begin() as connection:
        connection.execute(schema.suggestion.update().values(confidential=True))
    sheet = project_sheets.sheet(office.engine, number=NUMBER, by=office.manager)
    assert (sheet.suggestion_number, sheet.suggestion_title) == ("2025-000001", None)


def test_the_rates_count_ideas_where_they_stand_and_none_merged_away(office):
    for place, state in enumerate(IdeaState, start=1):
        office.idea(f"JDZ-2025-000{place}", state)
    merged = office.idea("JDZ-2025-0009", IdeaState.BANKED)
    office.link("JDZ-2025-0004")  # 入库 becomes 转化
    with office.engine.begin() as connection:
        main = office.idea_row("JDZ-2025-0006").id
        values = {"merged_into_id": main, "main_id": main}
        connection.execute(schema.idea.update().where(schema.idea.c.id == merged).values(values))
    counted = policy_reads.idea_counts(office.engine, by=office.manager)
    assert counted == {
        "banked": 0,
        "converted": 2,
        "effective": 1,
        "retained": 1,
        "not_adopted": 1,
        "with_policy": 1,
        "reserved": 0,
    }
    rates = conversion_rates(counted)
    assert {code: (each.numerator, each.denominator) for code, each in rates.items()} == {
        "idea_adoption_rate": (3, 5),
        "idea_conversion_rate": (3, 3),
        "policy_conversion_rate": (1, 3),
        "effect_rate": (1, 3),
    }


def test_a_document_of_a_merged_idea_counts_for_the_one_that_stands_for_it(office):
    main = office.idea()
    merged = office.idea("JDZ-2025-0002")
    office.link("JDZ-2025-0002")
    with office.engine.begin() as connection:
        values = {"merged_into_id": main, "main_id": main}
        connection.execute(schema.idea.update().where(schema.idea.c.id == merged).values(values))
    assert policy_reads.idea_counts(office.engine, by=office.manager)["with_policy"] == 1


def test_an_empty_bank_has_counts_and_no_rates(office):
    counted = policy_reads.idea_counts(office.engine, by=office.manager)
    assert set(counted) == {*COUNTED, "reserved"}
    assert all(rate.value is None for rate in conversion_rates(counted).values())
    for read in (policy_reads.reserved_ideas, policy_reads.candidates, policy_reads.policies):
        assert read(office.engine, by=office.manager).empty


def test_the_reserve_lists_what_is_kept_and_what_came_of_it(project):
    reserved = {"number": IDEA, "version": project.idea_row().version, "by": project.manager, "at": NOW}
    policies.reserve(project.engine, **reserved)
    project.link()
    [row] = policy_reads.reserved_ideas(project.engine, by=project.manager).itertuples()
    assert (row.number, row.reserved_on, row.policies, row.projects, row.lead_code) == (IDEA, TODAY, 1, 1, "housing")
    [linked] = policy_reads.policies(project.engine, by=project.manager).itertuples()
    assert (linked.idea_number, linked.document_number, linked.taken) == (IDEA, "枣政办〔2025〕7号", "补贴标准")
    assert linked.removed_at is None


def test_reading_takes_the_same_statements_however_many_rows(project):
    def read() -> int:
        with counted_statements(project.engine) as sent:
            listed(project)
            counts(project)
            project_sheets.sheet(project.engine, number=NUMBER, by=project.manager)
            for each in (policy_reads.idea_counts, policy_reads.reserved_ideas, policy_reads.policies):
                each(project.engine, by=project.manager)
        return len(sent)

    project.advance(NUMBER, ProjectState.IMPLEMENTING)
    few = read()
    for turn in range(20):
        project.establish()
        project.act(project_targets.set_target, NUMBER, what=Target(f"目标{turn}", "部", 0, 20))
        what = Milestone(f"节点{turn}", TODAY)
        project.act(milestones.set_milestone, NUMBER, kind=SubjectKind.PROJECT, what=what)
        project.report(NUMBER)
        project.link(no=turn)
    assert read() == few
    assert few <= 20


def test_every_column_of_the_project_is_in_the_fields_people_change():
    assert set(projects.ProjectFields.__dataclass_fields__) <= {column.name for column in schema.project.c}
