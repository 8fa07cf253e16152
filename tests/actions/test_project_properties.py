"""Whatever anybody does in whatever order: projects and ideas only go where the tables of moves allow."""

import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from actions import (
    idea_rules,
    ideas,
    milestones,
    policies,
    project_moves,
    project_reviews,
    project_rules,
    project_targets,
    projects,
)
from actions.idea_words import IdeaRefused
from actions.milestones import Milestone
from actions.policies import PolicyDocument
from actions.project_rules import PASSING, REPORTING, REVIEWED, WAY, Facts
from actions.project_targets import Report, Target
from actions.projects import ProjectFields, ProjectRefused
from data_access import journal, project_facts, project_reports, schema
from data_access.engine import connect, reading, version, writing
from glossary import IdeaState, ProjectState, ReviewConclusion, SubjectKind
from tests.actions.project_factories import NOW, TODAY, Office

IDEA = "JDZ-2025-0001"
REFUSED = (ProjectRefused, IdeaRefused)
PROJECT = SubjectKind.PROJECT
which = st.integers(0, 1)


class Projects(RuleBasedStateMachine):
    """One idea, up to two projects and a few documents; managers and coordinators do what comes to mind."""

    engine = None  # given by the test

    def __init__(self) -> None:
        super().__init__()
        self.office, self.minutes, self.checked = None, 0, None

    @initialize(start=st.sampled_from(list(WAY)), has_policy=st.booleans(), idea_too=st.booleans())
    def begin(self, start: ProjectState, has_policy: bool, idea_too: bool) -> None:
        """An empty database with one idea and its project, which are somewhere on their way already."""
        with writing(self.engine) as connection:
            for table in reversed(schema.metadata.sorted_tables):
                connection.execute(table.delete())
        self.office = Office(self.engine)
        self.office.idea()
        self.office.establish()
        if start is not ProjectState.ESTABLISHED:
            self.office.advance("XM-2025-0001", start)
        if has_policy:
            self.office.link(no=1)
        self.seen = self.states()
        if idea_too:
            self.move_idea(IdeaState.EFFECTIVE)

    def states(self) -> dict[str, str]:
        """Number → state of every project, and of the idea."""
        rows = [*self.office.rows(schema.project), *self.office.rows(schema.idea)]
        return {row.number: row.state for row in rows}

    def try_(self, action, number: str | None = None, **given: object) -> None:
        """Do it, or be refused; then every move that happened is one the tables allow."""
        self.minutes += 1
        at = NOW + timedelta(seconds=self.minutes)
        arguments = {"by": self.office.manager, "at": at, **given}
        try:
            action(self.engine, **({} if number is None else {"number": number}), **arguments)
        except REFUSED:
            assert self.states() == self.seen
        self.check_moves()

    def check_moves(self) -> None:
        now = self.states()
        for number, state in now.items():
            before = self.seen.get(number)
            if number == IDEA:
                assert before == state or IdeaState(state) in idea_rules.MOVES[IdeaState(before)]
            elif before is None:
                assert state == ProjectState.ESTABLISHED.value
            else:
                assert before == state or ProjectState(state) in project_rules.MOVES[ProjectState(before)]
        self.seen = now

    def chosen(self, position: int, *preferred: ProjectState) -> str | None:
        """A project, out of those in a preferred state when there are any."""
        states = {number: state for number, state in self.states().items() if number != IDEA}
        numbers = sorted(number for number, state in states.items() if state in preferred) or sorted(states)
        return numbers[position % len(numbers)] if numbers else None

    def on_project(self, action, position: int, *preferred: ProjectState, **given: object) -> None:
        number = self.chosen(position, *preferred)
        if number is not None:
            self.try_(action, number, version=self.office.row(number).version, **given)

    def on_idea(self, action, **given: object) -> None:
        self.try_(action, IDEA, version=self.office.idea_row().version, **given)

    @precondition(lambda self: self.office is not None and len(self.states()) < 3)
    @rule()
    def establish(self) -> None:
        self.try_(projects.establish, title="一期", established_on=TODAY, idea_number=IDEA)

    def prepare(self, position: int) -> None:
        """All that 评审 needs at once, so that random walks get that far."""
        self.on_project(projects.set_departments, position, lead="housing")
        fields = ProjectFields("一期", TODAY, "加装", budget_yuan=0)
        self.on_project(projects.change, position, fields=fields)
        self.on_project(project_targets.set_target, position, what=Target("加装", "部", 0, 20))
        self.on_project(milestones.set_milestone, position, kind=PROJECT, what=Milestone("开工", TODAY))

    @rule(position=which, part=st.sampled_from(["lead", "summary", "budget", "targets", "milestones"]))
    def take_away(self, position: int, part: str) -> None:
        """Something that 评审 needs."""
        number = self.chosen(position)
        if number is None:
            return
        row = self.office.row(number)
        if part == "lead":
            self.on_project(projects.set_departments, position, lead=None)
        if part in ("summary", "budget"):
            kept = {"summary": row.summary, "budget_yuan": row.budget_yuan, "effect": row.effect}
            taken = {"summary": ""} if part == "summary" else {"budget_yuan": None}
            fields = ProjectFields(row.title, TODAY, **(kept | taken))
            self.on_project(projects.change, position, fields=fields)
        if part == "targets":
            for each in self.office.rows(schema.project_target, schema.project_target.c.project_id == row.id):
                self.on_project(project_targets.remove_target, position, target_id=each.id, reason="重复")
        if part == "milestones":
            for each in self.office.rows(schema.milestone, schema.milestone.c.subject_id == row.id):
                removing = {"kind": PROJECT, "milestone_id": each.id, "reason": "重复"}
                self.on_project(milestones.remove_milestone, position, **removing)

    @rule(position=which, to=st.sampled_from(list(ProjectState)), effect=st.sampled_from(["", "装上了"]))
    def jump(self, position: int, to: ProjectState, effect: str) -> None:
        self.on_project(project_moves.move, position, to=to, reason="因为", effect=effect)

    @rule(position=which, conclusion=st.sampled_from(list(ReviewConclusion)))
    def go_on(self, position: int, conclusion: ReviewConclusion) -> None:
        """The next step with what it usually takes, so that random walks get to the end."""
        number = self.chosen(position)
        state = None if number is None else ProjectState(self.office.row(number).state)
        if state is ProjectState.ESTABLISHED:
            self.prepare(position)
        if state is ProjectState.UNDER_REVIEW:
            self.finish_review(position, conclusion)
        if state in (ProjectState.IMPLEMENTING, ProjectState.COMPLETED):
            self.report(position, True)
        to = state and project_rules.next_state(state)
        if to is not None:
            self.on_project(project_moves.move, position, to=to, effect="装上了")

    @rule(position=which)
    def go_on_unprepared(self, position: int) -> None:
        number = self.chosen(position, ProjectState.UNDER_REVIEW)
        if number is None:
            return
        row = self.office.row(number)
        to = project_rules.next_state(ProjectState(row.state))
        if to is not None:
            self.try_(project_moves.move, number, version=row.version, to=to)

    @rule(position=which)
    def go_back(self, position: int) -> None:
        number = self.chosen(position)
        if number is None:
            return
        state = ProjectState(self.office.row(number).state)
        for to in sorted(project_rules.MOVES[state]):
            if project_rules.is_backward(state, to) and to is not ProjectState.WITHDRAWN:
                self.on_project(project_moves.move, position, to=to, reason="有误")
                return

    @rule(position=which)
    def withdraw(self, position: int) -> None:
        self.on_project(project_moves.withdraw, position, ProjectState.UNDER_REVIEW, reason="资金未落实")

    @rule(position=which)
    def restore(self, position: int) -> None:
        self.on_project(project_moves.restore, position, ProjectState.WITHDRAWN, reason="资金已落实")

    @rule(position=which, conclusion=st.sampled_from(list(ReviewConclusion)))
    def finish_review(self, position: int, conclusion: ReviewConclusion) -> None:
        finished = {"finished_on": TODAY, "experts": 3, "conclusion": conclusion, "note": "意见"}
        self.on_project(
            project_reviews.finish_review, position, ProjectState.UNDER_REVIEW, by=self.office.coordinator, **finished
        )

    @rule(position=which, which_review=which)
    def revoke_review(self, position: int, which_review: int) -> None:
        found = self.office.rows(schema.project_review)
        if found:
            review_id = found[-1 - which_review % len(found)].id
            revoking = {"by": self.office.coordinator, "review_id": review_id, "reason": "登记错了"}
            self.on_project(project_reviews.revoke_review, position, *REVIEWED, **revoking)

    @rule(position=which, with_value=st.booleans())
    def report(self, position: int, with_value: bool) -> None:
        number = self.chosen(position, *REPORTING)
        if number is None:
            return
        table = schema.project_target
        live = self.office.rows(table, table.c.project_id == self.office.row(number).id, table.c.removed_at.is_(None))
        report = Report("2025Q4", "已开工", 5, {row.id: 1.0 for row in live} if with_value else {})
        self.try_(project_targets.report_progress, number, report=report)

    @rule(what=st.sampled_from(["link", "unlink", "reserve", "release"]), no=st.integers(1, 2))
    def on_policy(self, what: str, no: int) -> None:
        if what == "link":
            document = PolicyDocument("意见", f"{no}号", TODAY, "housing", "全部")
            self.on_idea(policies.link_policy, document=document, lead="housing")
        if what == "unlink":
            for each in self.office.rows(schema.policy_link):
                self.on_idea(policies.unlink_policy, policy_id=each.id, reason="登记错了")
        if what == "reserve":
            self.on_idea(policies.reserve)
        if what == "release":
            self.on_idea(policies.release, reason="已有政策")

    @rule(to=st.sampled_from([IdeaState.APPRAISED, IdeaState.BANKED, IdeaState.CONVERTED, IdeaState.EFFECTIVE]))
    def move_idea(self, to: IdeaState) -> None:
        self.on_idea(ideas.move, to=to, reason="因为", effect="见效了")

    @invariant()
    def all_holds(self) -> None:
        """Asked again only after something was stored."""
        if self.office is None or version(self.engine, "data_version") == self.checked:
            return
        self.every_project_has_what_its_state_needs()
        self.an_idea_is_converted_as_long_as_something_takes_it_up()
        self.histories_are_whole_and_say_where_everything_stands()
        self.nothing_once_reported_or_reviewed_is_lost()
        self.checked = version(self.engine, "data_version")

    def every_project_has_what_its_state_needs(self) -> None:
        """Above all: from 实施 on a review that passed, finished since the project last came into 评审."""
        for row in self.office.rows(schema.project):
            with reading(self.engine) as connection:
                facts = Facts(**project_facts.read(connection, row.id))
                standing = project_reports.standing_review(connection, row.id)
            state = ProjectState(row.state)
            assert project_rules.lacking(state, facts) == []
            if state in REVIEWED:
                review = schema.project_review
                [found] = self.office.rows(review, review.c.id == standing)
                assert found.revoked_at is None
                assert ReviewConclusion(found.conclusion) in PASSING
                assert found.recorded_at >= self.last_entry(row.id)

    def last_entry(self, project_id: int):
        """When the project last came into 评审."""
        table = schema.work_history
        came = (table.c.subject_kind == "project", table.c.subject_id == project_id, table.c.to_state == "under_review")
        return self.office.rows(table, *came)[-1].at

    def an_idea_is_converted_as_long_as_something_takes_it_up(self) -> None:
        idea = self.office.idea_row()
        project, policy = schema.project, schema.policy_link
        live = self.office.rows(project, project.c.idea_id == idea.id, project.c.state != "withdrawn")
        documents = self.office.rows(policy, policy.c.idea_id == idea.id, policy.c.removed_at.is_(None))
        assert bool(live or documents) == (idea.state in ("converted", "effective"))
        if idea.state == "effective":
            assert documents or [row for row in live if row.state in ("effective", "archived")]

    def histories_are_whole_and_say_where_everything_stands(self) -> None:
        assert journal.first_broken_entry(self.engine) is None
        table = schema.work_history
        for kind, subjects in (("project", schema.project), ("idea", schema.idea)):
            for row in self.office.rows(subjects):
                its = (table.c.subject_kind == kind, table.c.subject_id == row.id, table.c.to_state.is_not(None))
                said = self.office.rows(table, *its)
                assert said[-1].to_state == row.state
                assert [each.from_state for each in said[1:]] == [each.to_state for each in said[:-1]]

    def nothing_once_reported_or_reviewed_is_lost(self) -> None:
        stored = {"progress_reported": schema.project_progress, "review_finished": schema.project_review}
        for step, table in stored.items():
            said = self.office.rows(schema.work_history, schema.work_history.c.step == step)
            assert len(self.office.rows(table)) == len(said)


def walk(engine, examples: int, steps: int) -> None:
    machine = type("Machine", (Projects,), {"engine": engine})
    checked = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    chosen = settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=checked, database=None,
        derandomize=True, print_blob=False,
    )  # fmt: skip
    run_state_machine_as_test(machine, settings=chosen)


def test_no_sequence_of_actions_gets_where_the_tables_do_not_lead(sqlite_template):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "walk.db"
        shutil.copy(sqlite_template, path)
        engine = connect(f"sqlite:///{path}")
        walk(engine, examples=100, steps=40)
        engine.dispose()


@pytest.mark.parametrize("examples", [10])
def test_the_same_on_postgresql(postgres_engine, examples):
    walk(postgres_engine, examples=examples, steps=30)
