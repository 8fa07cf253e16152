"""Every role and every action on projects, milestones and policies: done or refused, as the table of rights says."""

import pytest

from actions import milestones, policies, project_moves, project_reviews, project_targets, projects
from actions.milestones import Milestone
from actions.policies import PolicyDocument
from actions.project_targets import Report, Target
from actions.projects import ProjectFields
from data_access import schema
from glossary import ProjectState, ReviewConclusion, Role, SubjectKind
from permissions import NotPermitted
from tests.actions.project_factories import NOW, TODAY, Office

IDEA, NUMBER, RESERVED = "JDZ-2025-0001", "XM-2025-0001", "JDZ-2025-0002"
MANAGERS, COORDINATORS = {Role.PROJECT_MANAGER}, {Role.COORDINATOR}
TAKING_PART = {Role.PROJECT_MANAGER, Role.HANDLER}
FIELDS = ProjectFields("新名称", TODAY, "加装 20 部电梯", budget_yuan=1)
PROJECT = SubjectKind.PROJECT


def establish(office):
    return projects.establish, {"title": "二期", "established_on": TODAY, "idea_number": IDEA}


def change(office):
    return projects.change, its(office) | {"fields": FIELDS}


def set_departments(office):
    return projects.set_departments, its(office) | {"lead": "housing", "supporting": ("health",)}


def set_target(office):
    return project_targets.set_target, its(office) | {"what": Target("满意率", "%", 60, 90)}


def remove_target(office):
    another = office.act(project_targets.set_target, NUMBER, what=Target("满意率", "%", 60, 90))
    return project_targets.remove_target, its(office) | {"target_id": another, "reason": "重复"}


def set_milestone(office):
    return milestones.set_milestone, its(office) | {"kind": PROJECT, "what": Milestone("验收", TODAY)}


def finish_milestone(office):
    found = {"number": NUMBER, "kind": PROJECT, "milestone_id": office.milestone_id(), "done_on": TODAY}
    return milestones.finish_milestone, found


def reopen_milestone(office):
    action, found = finish_milestone(office)
    action(office.engine, **found, by=office.manager, at=NOW)
    again = {"kind": PROJECT, "milestone_id": office.milestone_id(), "reason": "验收未过"}
    return milestones.reopen_milestone, its(office) | again


def remove_milestone(office):
    another = office.act(milestones.set_milestone, NUMBER, kind=PROJECT, what=Milestone("验收", TODAY))
    return milestones.remove_milestone, its(office) | {"kind": PROJECT, "milestone_id": another, "reason": "重复"}


def report_progress(office):
    office.advance_further(ProjectState.IMPLEMENTING)
    return project_targets.report_progress, {"number": NUMBER, "report": Report("2025Q4", "已开工", 5, {})}


def move(office):
    return project_moves.move, its(office) | {"to": ProjectState.UNDER_REVIEW}


def withdraw(office):
    return project_moves.withdraw, its(office) | {"reason": "资金未落实"}


def restore(office):
    office.act(project_moves.withdraw, NUMBER, reason="资金未落实")
    return project_moves.restore, its(office) | {"reason": "资金已落实"}


def finish_review(office):
    office.advance_further(ProjectState.UNDER_REVIEW)
    finished = {"finished_on": TODAY, "experts": 5, "conclusion": ReviewConclusion.PASSED}
    return project_reviews.finish_review, its(office) | finished


def revoke_review(office):
    office.advance_further(ProjectState.UNDER_REVIEW)
    office.review(NUMBER)
    found = office.rows(schema.project_review)[0].id
    return project_reviews.revoke_review, its(office) | {"review_id": found, "reason": "登记错了"}


def reserve(office):
    return policies.reserve, {"number": IDEA, "version": office.idea_row().version}


def release(office):
    policies.reserve(office.engine, number=IDEA, version=office.idea_row().version, by=office.manager, at=NOW)
    return policies.release, {"number": IDEA, "version": office.idea_row().version, "reason": "已有政策"}


def link_policy(office):
    document = PolicyDocument("意见", "9号", TODAY, "housing", "全部")
    return policies.link_policy, {"number": IDEA, "version": office.idea_row().version, "document": document}


def unlink_policy(office):
    office.link()
    found = office.rows(schema.policy_link)[0].id
    its_idea = {"number": IDEA, "version": office.idea_row().version}
    return policies.unlink_policy, its_idea | {"policy_id": found, "reason": "登记错了"}


ACTIONS = {
    establish: MANAGERS,
    change: MANAGERS,
    set_departments: MANAGERS,
    set_target: MANAGERS,
    remove_target: MANAGERS,
    set_milestone: MANAGERS,
    finish_milestone: TAKING_PART,
    reopen_milestone: MANAGERS,
    remove_milestone: MANAGERS,
    report_progress: TAKING_PART,
    move: MANAGERS,
    withdraw: MANAGERS,
    restore: MANAGERS,
    finish_review: COORDINATORS,
    revoke_review: COORDINATORS,
    reserve: MANAGERS,
    release: MANAGERS,
    link_policy: MANAGERS,
    unlink_policy: MANAGERS,
}


def its(office) -> dict:
    return {"number": NUMBER, "version": office.row(NUMBER).version}


class Ready(Office):
    """One idea with one project that has everything for 评审."""

    def advance_further(self, to: ProjectState) -> None:
        self.move(NUMBER, ProjectState.UNDER_REVIEW)
        if to is ProjectState.IMPLEMENTING:
            self.review(NUMBER)
            self.move(NUMBER, to)


@pytest.mark.parametrize("prepared", list(ACTIONS), ids=lambda prepared: prepared.__name__)
def test_every_role_does_what_the_table_grants_and_nothing_else(engine, prepared):
    office = Ready(engine)
    office.idea()
    office.establish()
    office.ready(NUMBER)
    action, arguments = prepared(office)
    allowed = ACTIONS[prepared]
    before = office.rows(schema.work_history)
    for role in Role:
        if role not in allowed:
            with pytest.raises(NotPermitted, match=r"不能|别的单位"):
                action(engine, **arguments, by=office.people[role], at=NOW)
    assert office.rows(schema.work_history) == before
    for role in list(Role)[::-1]:
        if role in allowed:
            action(engine, **arguments, by=office.people[role], at=NOW)
            break
    assert len(office.rows(schema.work_history)) > len(before)


@pytest.mark.parametrize("prepared", [finish_milestone, report_progress], ids=lambda prepared: prepared.__name__)
@pytest.mark.parametrize("role", sorted(TAKING_PART))
def test_who_takes_part_reports_and_finishes_steps(sqlite_engine, prepared, role):
    office = Ready(sqlite_engine)
    office.idea()
    office.establish()
    office.ready(NUMBER)
    action, arguments = prepared(office)
    action(sqlite_engine, **arguments, by=office.people[role], at=NOW)
