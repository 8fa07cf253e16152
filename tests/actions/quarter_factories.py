"""A quarter in 筹备 with three projects, and what tests of its organisation need beside it."""

from dataclasses import replace

from sqlalchemy import select, update

from data_access import evaluation_quarters, evaluation_rules, schema
from data_access.engine import Engine, reading, writing
from data_access.evaluation_defaults import CRITERIA, INDICATORS
from data_access.evaluation_quarters import Quarter
from data_access.evaluation_rules import Criterion, Indicator
from glossary import ProjectState, QuarterState, SubjectKind
from tests.evaluation_factories import NOW, QUARTER, Evaluation

DEFAULT_CRITERIA = [Criterion(*row) for row in CRITERIA]
DEFAULT_INDICATORS = [Indicator(*row) for row in INDICATORS]


class Preparation(Evaluation):
    """A quarter nothing was done in yet."""

    def __init__(self, engine: Engine, *, projects: int = 3, experts: int = 1, state=QuarterState.PREPARING) -> None:
        super().__init__(engine, projects=projects, experts=experts, state=state)

    def quarter(self, written: str = QUARTER) -> Quarter:
        """The quarter as stored."""
        with reading(self.engine) as connection:
            return evaluation_quarters.find(connection, written)

    def its(self) -> dict:
        """What every action on the quarter is told."""
        return {"quarter": QUARTER, "version": self.quarter().version}

    def do(self, action, by=None, **arguments: object):
        """An action on the quarter as it stands, by the coordinator unless told otherwise."""
        return action(self.engine, **self.its() | arguments, by=by or self.coordinator, at=NOW)

    def history(self) -> list:
        """The rows of the quarter's history, the first first."""
        table = schema.work_history
        query = table.select().where(table.c.subject_kind == SubjectKind.QUARTER.value).order_by(table.c.sequence)
        with self.engine.connect() as connection:
            return list(connection.execute(query))

    def rows(self, table) -> list:
        """Every row of a table."""
        with self.engine.connect() as connection:
            return list(connection.execute(select(table)))

    def in_state(self, number: str, state: ProjectState, **values: object) -> None:
        """A project as if it had come to this state."""
        table = schema.project
        with writing(self.engine) as connection:
            connection.execute(update(table).where(table.c.number == number).values(state=state, **values))

    def stages(self) -> dict[str, str]:
        """Project number → stage of the projects in the quarter."""
        with reading(self.engine) as connection:
            found = evaluation_quarters.projects_of(connection, self.quarter())
        return dict(zip(found["number"], found["reached_stage"], strict=True))

    def seat(self) -> int:
        """An expert is assigned to the first project."""
        return self.assign(self.experts[0], self.projects[0])

    def store_rules(self, **given: list) -> int:
        """A set of criteria or indicators stored past all checks; returns its id."""
        with writing(self.engine) as connection:
            what = {"note": "试", "at": NOW, "by_name": "谁"}
            if "criteria" in given:
                return evaluation_rules.add_criteria(connection, "试", given["criteria"], **what)
            return evaluation_rules.add_indicators(connection, "试", given["indicators"], **what)


def weighed(criteria: list[Criterion], *weights: float) -> list[Criterion]:
    """The same criteria with other weights, from the first on."""
    changed = [replace(each, weight=weight) for each, weight in zip(criteria, weights, strict=False)]
    return changed + criteria[len(weights) :]
