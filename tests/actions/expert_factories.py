"""An expert at work in a quarter: shorthand for the actions of the workbench."""

from actions import expert_reviews as actions
from data_access import schema
from data_access.engine import writing
from glossary import Relation
from tests.evaluation_factories import NOW, Evaluation

MARKS = [85.0, 80.5, 90.0, 70.0, 60.0, 75.5, 88.0]
CRITERIA = len(MARKS)


class Workplace(Evaluation):
    """A quarter whose first round is open unless told otherwise; its first expert has every project."""

    def __init__(self, engine, *, projects: int = 3, experts: int = 3, declared: bool = True, round: bool = True):
        super().__init__(engine, projects=projects, experts=experts)
        self.expert1, self.expert2 = self.experts[0], self.experts[1]
        # Drawn, not in order of number: the last project comes first.
        self.mine = {
            number: self.assign(self.expert1, number, declared=declared, position=projects - place)
            for place, number in enumerate(self.projects)
        }
        if round:
            self.open_round()

    def marks(self, values: float | list[float] = MARKS) -> dict[int, float]:
        """Criterion id → mark, one for all or one for each."""
        given = values if isinstance(values, list) else [values] * CRITERIA
        return dict(enumerate(given, start=1))

    def submit(self, assignment: int, values: float | list[float] = MARKS, *, by=None, round: int = 1, **more) -> int:
        """A review handed in by its expert."""
        what = {"assignment_id": assignment, "round": round, "marks": self.marks(values), **more}
        return actions.submit(self.engine, **what, by=by or self.expert1, at=NOW)

    def declare(self, assignment: int, relation: Relation = Relation.NONE, note: str = "", by=None) -> bool:
        """A declaration."""
        what = {"assignment_id": assignment, "relation": relation, "note": note}
        return actions.declare(self.engine, **what, by=by or self.expert1, at=NOW)

    def works_for(self, expert, department: str | None) -> None:
        """The register of experts says so from now on."""
        chosen = schema.expert.update().where(schema.expert.c.account_id == expert.account_id)
        with writing(self.engine) as connection:
            connection.execute(chosen.values(department_code=department))

    def assigned(self, by=None) -> actions.Workbench:
        """What an expert has to do."""
        return actions.assigned(self.engine, by=by or self.expert1)

    def rows(self, table) -> list:
        """All rows of a table in order of their keys."""
        with self.engine.connect() as connection:
            return connection.execute(table.select().order_by(*table.primary_key.columns)).all()
