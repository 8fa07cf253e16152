"""An office with departments, people, ideas and suggestions, from which projects and policies can begin."""

from datetime import date, datetime, timedelta

from sqlalchemy import select

from actions import milestones, policies, project_moves, project_reviews, project_targets, projects
from actions.milestones import Milestone
from actions.policies import PolicyDocument
from actions.project_targets import Report, Target
from data_access import dictionaries, history, idea_texts, journal, schema
from data_access.engine import Engine, writing
from data_access.history import Change
from data_access.idea_texts import IdeaText
from data_access.journal import Entry
from glossary import (
    DepartmentPart,
    Gate,
    IdeaOrigin,
    IdeaState,
    Nature,
    ProjectState,
    ReviewConclusion,
    Role,
    State,
    Step,
    SubjectKind,
    WorkStep,
)
from permissions import SYSTEM, Person
from tests import factories

NOW = datetime(2025, 11, 28, 2, 0)  # Friday 10:00 in 枣阳
TODAY = date(2025, 11, 28)
DEPARTMENTS = {"housing": "住建局", "education": "教育局", "health": "卫健局"}


class Office:
    """One engine, its people by role, and everything said to happen at NOW."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        with writing(engine) as connection:
            dictionaries.fill_channels(connection)
            for position, (code, name) in enumerate(DEPARTMENTS.items()):
                row = {"code": code, "name": name, "position": position, "active": True}
                connection.execute(schema.department.insert().values(row))
            for table, code, name in ((schema.category, "roads", "道路"), (schema.township, "north", "北城")):
                connection.execute(table.insert().values(code=code, name=name, position=1, active=True))
        self.people = {role: self.account(role) for role in Role}
        self.manager, self.coordinator = self.people[Role.PROJECT_MANAGER], self.people[Role.COORDINATOR]
        self.handler = self.people[Role.HANDLER]

    def account(self, role: Role, username: str | None = None, department: str = "housing") -> Person:
        """Somebody of this role; a handler of one department."""
        fields = {"department_code": department} if role is Role.HANDLER else {}
        return factories.account(self.engine, role=role, username=username, **fields).person()

    def idea(
        self, number: str = "JDZ-2025-0001", state: IdeaState = IdeaState.BANKED, lead: str | None = "housing"
    ) -> int:
        """A leader's topic that has everything its state needs but conversions; returns its id."""
        table, text = schema.idea, IdeaText("老旧小区加装电梯", "上下楼难", "分批加装", category_code="roads")
        row = {"number": number, "text_sequence": 1, "state": state.value, "state_since": NOW, "title": text.title}
        row |= {"origin": IdeaOrigin.LEADER.value, "proposer_name": "领导", "category_code": "roads"}
        row |= {"gate": Gate.PASSED.value, "created_at": NOW, "created_by_name": "系统", "banked_on": TODAY}
        with writing(self.engine) as connection:
            idea_id = connection.execute(table.insert().values(row)).inserted_primary_key[0]
            connection.execute(table.update().where(table.c.id == idea_id).values(main_id=idea_id))
            idea_texts.insert(connection, idea_id=idea_id, sequence=1, based_on=None, text=text, by=SYSTEM, at=NOW)
            meeting = {"idea_id": idea_id, "held_on": TODAY, "place": "会议室", "topic": "论证", "minutes": "同意"}
            meeting |= {"recorded_at": NOW, "recorded_by_name": "系统"}
            connection.execute(schema.meeting.insert().values(meeting))
            if lead:
                part = {"idea_id": idea_id, "department_code": lead, "part": DepartmentPart.LEAD.value}
                connection.execute(schema.idea_department.insert().values(part))
            entry = Entry(WorkStep.CREATED, None, state)
            journal.append(connection, kind=SubjectKind.IDEA, subject_id=idea_id, entry=entry, by=SYSTEM, at=NOW)
        return idea_id

    def suggestion(
        self, number: str = "2025-000001", confidential: bool = False, nature: Nature = Nature.SUGGESTION_PROPER
    ) -> int:
        """An accepted suggestion; returns its id."""
        row = {"number": number, "state": State.ACCEPTED.value, "nature": nature.value, "channel_code": "wechat"}
        row |= {"confidential": confidential, "content_hash": number, "received_at": NOW, "received_on": TODAY}
        row |= {"received_minute": 0, "accepted_on": TODAY}
        with writing(self.engine) as connection:
            found = connection.execute(schema.suggestion.insert().values(row)).inserted_primary_key[0]
            words = {"suggestion_id": found, "title": "小区没有电梯", "content": "老人下不了楼"}
            connection.execute(schema.suggestion_text.insert().values(words))
            change = Change(Step.REGISTERED, None, State.ACCEPTED)
            history.append(connection, suggestion_id=found, change=change, by=SYSTEM, at=NOW)
        return found

    def establish(self, **given: object) -> str:
        """立项 from JDZ-2025-0001 unless another source is given; returns the number."""
        arguments = {"title": "加装电梯一期", "established_on": TODAY, "by": self.manager, "at": NOW, **given}
        if "suggestion_number" not in arguments:
            arguments.setdefault("idea_number", "JDZ-2025-0001")
        return projects.establish(self.engine, **arguments).number

    def ready(self, number: str) -> None:
        """Everything 评审 needs."""
        fields = {"title": "加装电梯一期", "summary": "加装 20 部电梯", "budget_yuan": 0, "established_on": TODAY}
        self.act(projects.change, number, fields=projects.ProjectFields(**fields))
        self.act(project_targets.set_target, number, what=Target("加装", "部", 0, 20))
        what = Milestone("开工", date(2025, 12, 31), "housing")
        self.act(milestones.set_milestone, number, kind=SubjectKind.PROJECT, what=what)

    def move(self, number: str, to: ProjectState, at: datetime = NOW, **given: object) -> None:
        """One step, by the manager."""
        self.act(project_moves.move, number, to=to, at=at, **given)

    def review(self, number: str, conclusion: ReviewConclusion = ReviewConclusion.PASSED, **given: object) -> None:
        """A finished review, by the coordinator."""
        arguments = {"finished_on": TODAY, "experts": 5, "conclusion": conclusion, "note": "依据充分", **given}
        self.act(project_reviews.finish_review, number, by=self.coordinator, **arguments)

    def report(self, number: str, value: float | None = 4.0, **given: object) -> int:
        """The progress of the quarter, by the manager."""
        values = {} if value is None else {self.target_id(number): value}
        report = Report("2025Q4", "已开工", 1000, values)
        arguments = {"number": number, "report": report, "by": self.manager, "at": NOW, **given}
        return project_targets.report_progress(self.engine, **arguments)

    def advance(self, number: str, to: ProjectState) -> None:
        """From 立项 to a state, with all that is needed on the way."""
        self.ready(number)
        steps = [
            (ProjectState.UNDER_REVIEW, lambda: None, {}),
            (ProjectState.IMPLEMENTING, lambda: self.review(number), {}),
            (ProjectState.COMPLETED, lambda: self.report(number), {}),
            (ProjectState.EFFECTIVE, lambda: None, {"effect": "20 栋楼装上了电梯"}),
            (ProjectState.ARCHIVED, lambda: None, {}),
        ]
        for state, prepare, given in steps:
            if self.row(number).state == to.value:
                return
            prepare()
            self.move(number, state, **given)

    def link(self, number: str = "JDZ-2025-0001", **given: object) -> None:
        """A policy document that took the idea up."""
        document = PolicyDocument(
            "加装电梯实施意见", f"枣政办〔2025〕{given.pop('no', 7)}号", TODAY, "housing", "补贴标准"
        )
        arguments = {"document": document, "by": self.manager, "at": NOW, **given}
        policies.link_policy(self.engine, number=number, version=self.idea_row(number).version, **arguments)

    def act(self, action, number: str, **given: object) -> object:
        """Do something to a project as it stands now."""
        arguments = {"by": self.manager, "at": NOW, "version": self.row(number).version, **given}
        return action(self.engine, number=number, **arguments)

    def row(self, number: str):
        """The project's row."""
        return self._one(schema.project, number)

    def idea_row(self, number: str = "JDZ-2025-0001"):
        """The idea's row."""
        return self._one(schema.idea, number)

    def _one(self, table, number: str):
        with self.engine.connect() as connection:
            return connection.execute(select(table).where(table.c.number == number)).one()

    def rows(self, table, *conditions) -> list:
        """Rows of a table, in order of its key."""
        with self.engine.connect() as connection:
            return connection.execute(select(table).where(*conditions).order_by(*table.primary_key)).all()

    def target_id(self, number: str) -> int:
        """The first target of a project."""
        return self.rows(schema.project_target, schema.project_target.c.project_id == self.row(number).id)[0].id

    def milestone_id(self) -> int:
        """The last milestone that was set."""
        return self.rows(schema.milestone)[-1].id

    def steps(self, kind: SubjectKind, subject_id: int) -> list[tuple]:
        """The history of a subject: step, from, to."""
        table = schema.work_history
        found = self.rows(table, table.c.subject_kind == kind.value, table.c.subject_id == subject_id)
        return [(row.step, row.from_state, row.to_state) for row in found]

    def open_to_dos(self) -> list:
        """What is still to be done."""
        return self.rows(schema.to_do, schema.to_do.c.done_at.is_(None))


LATER = NOW + timedelta(days=1)
