"""A quarter under review through the real actions, and what the coordinator can read of it."""

from datetime import date

from actions import panels, rounds
from data_access import evaluation_quarters, journal, review_panels, schema, to_do
from data_access.engine import writing
from glossary import SubjectKind
from permissions import Person
from tests.evaluation_factories import NOW, QUARTER, Evaluation

DUE = date(2025, 12, 10)


class Reviewed(Evaluation):
    """Experts assigned by the actions; reviews written straight into the tables."""

    @property
    def by(self) -> dict:
        """Arguments of every action: the coordinator in the quarter."""
        return {"quarter": QUARTER, "by": self.coordinator, "at": NOW}

    def assign_by_action(self, *, declared: bool = True, panel: int | None = None, experts=None) -> dict:
        """Everybody reviews everything: (username, number) → assignment id."""
        people = experts or self.experts
        panel, accounts = panel or self.panel_id, [each.account_id for each in people]
        panels.assign_panel(self.engine, panel=panel, experts=accounts, **self.by)
        if declared:
            self.declare_all()
        return self.pairs()

    def declare_all(self) -> None:
        """Nobody has an interest."""
        table = schema.review_assignment
        with writing(self.engine) as connection:
            chosen = table.update().where(table.c.relation.is_(None))
            connection.execute(chosen.values(relation="none", declared_at=NOW))

    def pairs(self) -> dict[tuple[str, str], int]:
        """(username, number) → assignment id of every pair not taken back."""
        names = {each.account_id: each.username for each in self.experts}
        with self.engine.connect() as connection:
            rows = review_panels.assignments(connection, self.held(connection))
        return {(names[row.account_id], row.project): row.assignment_id for row in rows.itertuples()}

    def held(self, connection):
        """The quarter as stored."""
        return evaluation_quarters.find(connection, QUARTER)

    def open(self, **asked: object) -> int:
        """The next round by the action."""
        return rounds.open_round(self.engine, **{"due_on": DUE, **asked}, **self.by)

    def close(self, number: int = 1) -> rounds.Closed:
        """The round ends by the action."""
        return rounds.close_round(self.engine, round=number, **self.by)

    def history(self) -> list[tuple]:
        """Steps with their details, the first first."""
        found = journal.entries(self.engine, kind=SubjectKind.QUARTER, subject_ids=(self.quarter_id,))
        found = found.sort_values("sequence")
        return list(zip(found["step"], found["reason"], found["details"], strict=True))

    def to_dos(self, person: Person) -> list[tuple]:
        """What is on somebody's list: what and the last day."""
        found = to_do.open_to_dos(self.engine, by=person)
        return list(zip(found["what"], found["due_on"], strict=True))
