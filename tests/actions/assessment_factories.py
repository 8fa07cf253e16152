"""A quarter whose third party is at work through the real actions."""

from datetime import datetime

from sqlalchemy import select

from actions import assessments
from actions.assessments import Value
from data_access import journal, schema, to_do
from data_access.engine import writing
from glossary import DepartmentPart, Role, SubjectKind, ValueKind
from permissions import Person
from tests.evaluation_factories import NOW, QUARTER, Evaluation

FIRST, SECOND = "XM-2025-0001", "XM-2025-0002"
# The default indicators in their order; target values score 100 each.
BEST = (90.0, 7.0, 95.0, 5.0, 3.0, 95.0, 98.0, 30.0, 85.0, 100.0)


class Assessed(Evaluation):
    """Two projects of 住建局, assigned to the assessor by the action."""

    def __init__(self, engine, *, projects: int = 2, assigned: bool = True, **what: object) -> None:
        super().__init__(engine, projects=projects, experts=0, **what)
        self.assessor, self.handler = self.people[Role.ASSESSOR], self.people[Role.HANDLER]
        if assigned:
            self.hand_over(*self.projects)

    def hand_over(self, *numbers: str, to: Person | None = None, at: datetime = NOW) -> int:
        """The coordinator assigns projects."""
        account = (to or self.assessor).account_id
        asked = {"quarter": QUARTER, "numbers": numbers, "account_id": account, "by": self.coordinator, "at": at}
        return assessments.assign(self.engine, **asked)

    def other_handler(self, department: str = "education") -> Person:
        """A handler of another department."""
        made = self.account(Role.HANDLER, f"handler_{department}")
        with writing(self.engine) as connection:
            table = schema.account
            chosen = table.update().where(table.c.id == made.account_id)
            connection.execute(chosen.values(department_code=department))
        return Person(made.account_id, made.username, made.name, made.role, department)

    def support(self, number: str, department: str) -> None:
        """Another department supports a project."""
        row = {"project_id": self.id_of(number), "department_code": department, "part": DepartmentPart.SUPPORTING}
        with writing(self.engine) as connection:
            connection.execute(schema.project_department.insert().values(row))

    def indicators(self) -> list[int]:
        """Their ids in order."""
        query = select(schema.indicator.c.id).order_by(schema.indicator.c.position)
        with self.engine.connect() as connection:
            return list(connection.execute(query).scalars())

    def values(self, *given: float | None, evidence: str = "台账第3页", reason: str = "") -> list[Value]:
        """Values by position, None for 未提供."""
        made = []
        for indicator, value in zip(self.indicators(), given or BEST, strict=False):
            kind = ValueKind.NOT_PROVIDED if value is None else ValueKind.PROVIDED
            made.append(Value(indicator, kind, value, "" if value is None else evidence, reason))
        return made

    def record(self, number: str = FIRST, values=None, *, method="现场核查和台账比对", by=None, at=NOW) -> int:
        """The assessor records."""
        asked = {"quarter": QUARTER, "number": number, "values": self.values() if values is None else values}
        return assessments.record(self.engine, **asked, method=method, by=by or self.assessor, at=at)

    def submit(self, number: str = FIRST, *, by=None, at=NOW) -> None:
        """The assessor submits."""
        assessments.submit(self.engine, quarter=QUARTER, number=number, by=by or self.assessor, at=at)

    def rows(self) -> list[tuple]:
        """Every value stored: position, sequence, kind, value, late, reason."""
        value, indicator = schema.assessment_value, schema.indicator
        query = (
            select(indicator.c.position, value.c.sequence, value.c.kind, value.c.value, value.c.late, value.c.reason)
            .join(indicator, indicator.c.id == value.c.indicator_id)
            .order_by(value.c.id)
        )
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(query)]

    def history(self) -> list[tuple]:
        """Steps with their details, the first first."""
        found = journal.entries(self.engine, kind=SubjectKind.QUARTER, subject_ids=(self.quarter_id,))
        found = found.sort_values("sequence")
        return list(zip(found["step"], found["details"], strict=True))

    def to_dos(self, person: Person) -> list[tuple]:
        """What is on somebody's list: what and the last day."""
        found = to_do.open_to_dos(self.engine, by=person)
        return list(zip(found["what"], found["due_on"], strict=True))

    def move(self, state) -> None:
        """The quarter is in another state."""
        table = schema.evaluation_quarter
        with writing(self.engine) as connection:
            connection.execute(table.update().where(table.c.quarter == QUARTER).values(state=state))
