"""The projects of the bank as an evaluation needs them: who carries each, and in which state it was on a day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from data_access.quarters import last_day
from glossary import DepartmentPart, ProjectState, RatingStage, SubjectKind
from seed_data.bank.book import Book

DUE = (ProjectState.UNDER_REVIEW, ProjectState.IMPLEMENTING, ProjectState.COMPLETED, ProjectState.EFFECTIVE)
REACHED = {
    ProjectState.UNDER_REVIEW: RatingStage.ASSIGNMENT,
    ProjectState.IMPLEMENTING: RatingStage.HANDLING,
    ProjectState.COMPLETED: RatingStage.FEEDBACK,
    ProjectState.EFFECTIVE: RatingStage.EFFECT,
}


@dataclass(frozen=True, eq=False)
class Subject:
    """One project; `moves`: since when it was in which state (UTC); `reports`: quarter → what was said of it."""

    id: int
    number: str
    title: str
    category: str
    established_on: date
    suggestion_id: int | None
    lead: str
    departments: tuple[str, ...]
    moves: tuple[tuple[datetime, ProjectState], ...]
    reports: Mapping[str, str] = field(default_factory=dict)

    def state_at(self, at: datetime) -> ProjectState | None:
        """Where it stood at an instant; None before it was established."""
        found = [state for since, state in self.moves if since <= at]
        return found[-1] if found else None

    def is_due(self, quarter: str, at: datetime) -> bool:
        """Whether it would be proposed for a quarter at an instant, and is not given up before the quarter ends."""
        withdrawn = [since for since, state in self.moves if state is ProjectState.WITHDRAWN]
        lasts = not withdrawn or withdrawn[0].date() > last_day(quarter)
        return lasts and self.established_on <= last_day(quarter) and self.state_at(at) in DUE

    def reached_at(self, at: datetime) -> RatingStage:
        """The last stage citizens could rate at an instant at which it is due."""
        return REACHED[self.state_at(at)]


def subjects(bank: Book) -> tuple[Subject, ...]:
    """Every project of the bank, by number."""
    moves: dict[int, list] = {}
    for row in bank.rows["work_history"]:
        if row["subject_kind"] == SubjectKind.PROJECT.value and row["to_state"]:
            moves.setdefault(row["subject_id"], []).append((row["at"], ProjectState(row["to_state"])))
    parts: dict[int, list[dict]] = {}
    for row in bank.rows["project_department"]:
        parts.setdefault(row["project_id"], []).append(row)
    reports: dict[int, dict[str, str]] = {}
    for row in bank.rows["project_progress"]:
        reports.setdefault(row["project_id"], {})[row["quarter"]] = row["content"]
    found = []
    for row in bank.rows["project"]:
        of = parts[row["id"]]
        lead = next(part["department_code"] for part in of if part["part"] is DepartmentPart.LEAD)
        carriers = tuple(sorted(part["department_code"] for part in of))
        about = {name: row[name] for name in ("id", "number", "title", "established_on", "suggestion_id")}
        told = {"moves": tuple(moves[row["id"]]), "reports": reports.get(row["id"], {})}
        found.append(Subject(**about, category=row["category_code"], lead=lead, departments=carriers, **told))
    return tuple(sorted(found, key=lambda each: each.number))
