"""A quarter of the 三评 with projects, experts and rules, written straight into the tables; boring defaults."""

from datetime import date, datetime, timedelta

from sqlalchemy import select

from data_access import evaluation_quarters, evaluation_rules, evaluation_words, schema
from data_access.engine import Engine, writing
from data_access.evaluation_defaults import LEVEL_POINTS
from glossary import (
    DepartmentPart,
    FollowUpResult,
    ProjectState,
    QuarterState,
    RatingSource,
    RatingStage,
    Relation,
    Role,
)
from permissions import Person
from tests import factories

NOW = datetime(2025, 11, 28, 2, 0)  # Friday 10:00 in 枣阳
QUARTER = "2025Q4"


class Evaluation:
    """One quarter in one database: who takes part, and what they did."""

    def __init__(self, engine: Engine, *, projects: int = 3, experts: int = 3, state=QuarterState.OPEN) -> None:
        self.engine = engine
        with writing(engine) as connection:
            evaluation_rules.fill_rules(connection, at=NOW)
            for code, name in (("housing", "住建局"), ("education", "教育局")):
                connection.execute(schema.department.insert().values(code=code, name=name, position=1, active=True))
            for table, code, name in ((schema.category, "roads", "道路"), (schema.township, "north", "北城")):
                connection.execute(table.insert().values(code=code, name=name, position=1, active=True))
        self.people = {role: self.account(role) for role in Role if role is not Role.EXPERT}
        self.coordinator, self.leader = self.people[Role.COORDINATOR], self.people[Role.LEADER]
        self.experts = [self.expert(f"expert{place}") for place in range(1, experts + 1)]
        with writing(engine) as connection:
            self.quarter_id = evaluation_quarters.add(connection, **self._quarter(state))
            self.panel_id = self._panel(connection, "第一组")
        self.projects = [self.project(place) for place in range(1, projects + 1)]

    def _quarter(self, state: QuarterState) -> dict:
        rules = {"weight_version_id": 1, "criteria_version_id": 1, "indicator_version_id": 1, "seed": 20254}
        days = {"ratings_until": date(2025, 12, 31), "assessment_due_on": date(2025, 12, 20)}
        days["objection_until"] = date(2025, 12, 28)
        made = {"created_at": NOW, "created_by_name": "评估专员", "level_points": LEVEL_POINTS}
        return {"quarter": QUARTER, "state": state, **rules, **days, **made}

    def _panel(self, connection, name: str) -> int:
        row = {"quarter_id": self.quarter_id, "name": name}
        return connection.execute(schema.review_panel.insert().values(row)).inserted_primary_key[0]

    def account(self, role: Role, username: str | None = None) -> Person:
        """Somebody of this role; a handler of 住建局."""
        fields = {"department_code": "housing"} if role is Role.HANDLER else {}
        return factories.account(self.engine, role=role, username=username, **fields).person()

    def expert(self, username: str, **fields: object) -> Person:
        """An expert with an entry of their own: unit, department_code, field."""
        person = self.account(Role.EXPERT, username)
        with writing(self.engine) as connection:
            connection.execute(schema.expert.insert().values(account_id=person.account_id, **fields))
        return person

    def project(self, place: int, department: str = "housing", *, evaluated: bool = True) -> str:
        """A project in 评审, led by a department, evaluated in the quarter; returns its number."""
        number = f"XM-2025-{place:04d}"
        row = {"number": number, "version": 1, "state": ProjectState.UNDER_REVIEW, "state_since": NOW}
        row |= {"title": f"项目{place}", "summary": "做什么", "category_code": "roads", "township_code": "north"}
        row |= {"budget_yuan": 100000, "established_on": date(2025, 10, 1), "effect": ""}
        row |= {"created_at": NOW, "created_by_name": "项目经理"}
        with writing(self.engine) as connection:
            made = connection.execute(schema.project.insert().values(row)).inserted_primary_key[0]
            part = {"project_id": made, "department_code": department, "part": DepartmentPart.LEAD}
            connection.execute(schema.project_department.insert().values(part))
            if evaluated:
                quarter = evaluation_quarters.find(connection, QUARTER)
                reached = {"reached": RatingStage.FEEDBACK, "by": self.coordinator, "at": NOW}
                evaluation_quarters.put_project(connection, quarter, made, **reached)
        return number

    def id_of(self, number: str) -> int:
        """The id of a project."""
        with self.engine.connect() as connection:
            return connection.execute(select(schema.project.c.id).where(schema.project.c.number == number)).scalar_one()

    def assign(
        self, expert: Person, number: str, *, declared: bool = True, position: int = 1, panel: int | None = None
    ):
        """An expert is to review a project, declared free of relations unless told otherwise; returns the id."""
        row = {"quarter_id": self.quarter_id, "project_id": self.id_of(number), "account_id": expert.account_id}
        row |= {
            "panel_id": panel or self.panel_id,
            "position": position,
            "assigned_at": NOW,
            "assigned_by_name": "评估专员",
        }
        if declared:
            row |= {"relation": Relation.NONE, "declared_at": NOW}
        with writing(self.engine) as connection:
            return connection.execute(schema.review_assignment.insert().values(row)).inserted_primary_key[0]

    def assign_all(self) -> dict[tuple[str, str], int]:
        """Every expert reviews every project: (username, number) → assignment id."""
        made = {}
        for expert in self.experts:
            for position, number in enumerate(self.projects, start=1):
                made[expert.username, number] = self.assign(expert, number, position=position)
        return made

    def open_round(self, number: int = 1, projects: list[str] | None = None, due_on: date = date(2025, 12, 10)) -> None:
        """A round about these projects, or all."""
        row = {"quarter_id": self.quarter_id, "number": number, "due_on": due_on, "opened_at": NOW}
        with writing(self.engine) as connection:
            connection.execute(schema.review_round.insert().values(**row, opened_by_name="评估专员"))
            for each in projects or self.projects:
                about = {"quarter_id": self.quarter_id, "round": number, "project_id": self.id_of(each)}
                connection.execute(schema.round_project.insert().values(about))

    def close_round(self, number: int = 1) -> None:
        """Nobody submits any more; the marks may be read."""
        table = schema.review_round
        here = table.c.quarter_id == self.quarter_id, table.c.number == number
        with writing(self.engine) as connection:
            connection.execute(table.update().where(*here).values(closed_at=NOW, closed_by_name="评估专员"))

    def review(self, assignment: int, marks: float | list[float], *, round: int = 1, **fields: object) -> int:
        """A submitted review with one mark for every criterion, or one for each; returns its id."""
        row = {"assignment_id": assignment, "round": round, "sequence": 1, "abstained": False, "submitted_at": NOW}
        with writing(self.engine) as connection:
            made = connection.execute(schema.expert_review.insert().values({**row, **fields})).inserted_primary_key[0]
            criteria = connection.execute(select(schema.criterion.c.id).order_by(schema.criterion.c.position)).scalars()
            for place, criterion in enumerate(list(criteria)):
                mark = marks[place] if isinstance(marks, list) else marks
                connection.execute(
                    schema.expert_mark.insert().values(review_id=made, criterion_id=criterion, mark=mark)
                )
        return made

    def rate(self, number: str, level: FollowUpResult, person: str, **fields: object) -> int:
        """A citizen's rating; returns its id."""
        row = {"quarter_id": self.quarter_id, "project_id": self.id_of(number), "stage": RatingStage.HANDLING}
        row |= {"person_key": person, "level": level, "rated_at": NOW, "rated_on": NOW.date()}
        row |= {"source": RatingSource.PHONE, "recorded_at": NOW, "recorded_by_name": "分办员", "held": False}
        with writing(self.engine) as connection:
            return connection.execute(schema.citizen_rating.insert().values({**row, **fields})).inserted_primary_key[0]

    def invite(self, number: str, invited: int, stage: RatingStage = RatingStage.HANDLING) -> None:
        """So many people were asked."""
        row = {"quarter_id": self.quarter_id, "project_id": self.id_of(number), "stage": stage, "sequence": 1}
        with writing(self.engine) as connection:
            connection.execute(
                schema.rating_invitation.insert().values(**row, invited=invited, at=NOW, by_name="分办员")
            )

    def self_assess(self, number: str, score: float, *, at: datetime = NOW) -> None:
        """住建局 says how it sees its project itself."""
        what = {"department_code": "housing", "score": score, "content": "按计划完成", "at": at, "by_name": "承办人"}
        with writing(self.engine) as connection:
            held = evaluation_quarters.find(connection, QUARTER)
            evaluation_words.add_self_assessment(connection, held, self.id_of(number), **what)

    def assess(self, number: str, values: list[float | None], *, submitted: bool = True, **fields: object) -> int:
        """The third party's values by position of the indicator (None: 未提供); returns the assessment's id."""
        row = {"quarter_id": self.quarter_id, "project_id": self.id_of(number), "assigned_at": NOW}
        row |= {"account_id": self.people[Role.ASSESSOR].account_id, "assigned_by_name": "评估专员", "method": "核查"}
        if submitted:
            row |= {"submitted_at": NOW + timedelta(days=1), "submitted_by_name": "第三方"}
        with writing(self.engine) as connection:
            made = connection.execute(schema.assessment.insert().values({**row, **fields})).inserted_primary_key[0]
            indicators = connection.execute(select(schema.indicator.c.id).order_by(schema.indicator.c.position))
            for indicator, value in zip(list(indicators.scalars()), values, strict=False):
                kind = "not_provided" if value is None else "provided"
                what = {"assessment_id": made, "indicator_id": indicator, "sequence": 1, "kind": kind, "value": value}
                what |= {"evidence": "台账", "late": False, "at": NOW, "by_name": "第三方"}
                connection.execute(schema.assessment_value.insert().values(what))
        return made
