"""A quarter of the demonstration from 筹备 on: rules, projects, panels, seats, start; each row as its action has it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from data_access.evaluation_defaults import LEVEL_POINTS
from data_access.journal import Entry
from glossary import QuarterState, RatingStage, Relation, Role, WorkStep
from seed_data.bank.people import COORDINATOR
from seed_data.evaluation.book import Book
from seed_data.evaluation.roster import JUDGES, PANELS, PER_PANEL, SUBJECTS, Judge
from seed_data.evaluation.subjects import Subject
from seed_data.evaluation.terms import Clock, Term
from working_time import local

SETUP_PAGE = "pages/evaluation/quarter_setup.py"
COMMON = 4  # projects that every panel reviews, so that the panels can be compared
OWN_PROJECTS = 12  # of the demonstration account in the open quarter


@dataclass(frozen=True)
class Rules:
    """Ids of what a quarter is judged by."""

    weights: int
    criteria: int
    indicators: int
    criterion_ids: tuple[int, ...]
    indicator_ids: tuple[int, ...]


@dataclass(eq=False)
class Seat:
    """An expert's place at a project; `row` is the assignment."""

    judge: Judge
    subject: Subject
    panel: str
    row: dict

    @property
    def is_recused(self) -> bool:
        """Whether an interest was declared or found."""
        return self.row["recused_at"] is not None


class SeededQuarter:
    """One quarter; its projects by number with the stage each had reached, and its seats."""

    def __init__(self, book: Book, clock: Clock, term: Term, rules: Rules, every: Sequence[Subject]) -> None:
        self.book, self.clock, self.term, self.rules = book, clock, term, rules
        self.seats: list[Seat] = []
        chosen_at = clock.at(term.chosen, 45)
        self.projects = tuple(each for each in every if each.is_due(term.quarter, chosen_at))
        self.reached: dict[str, RatingStage] = {each.number: each.reached_at(chosen_at) for each in self.projects}
        self.row = self._create(clock.at(term.created, 60))
        self._choose(chosen_at)

    def day(self, name: str) -> date:
        """A day of the term."""
        return date.fromisoformat(getattr(self.term, name))

    def note(self, step: WorkStep, details: dict, *, by=COORDINATOR, at: datetime, reason: str = "") -> None:
        """One row of the quarter's history."""
        self.book.note(self.row, Entry(step, reason=reason, details=details), by=by, at=at)

    def raise_version(self) -> None:
        """Its own row changed."""
        self.row["version"] += 1

    def _create(self, at: datetime) -> dict:
        rules, quarter = self.rules, self.term.quarter
        versions = {"weight_version_id": rules.weights, "criteria_version_id": rules.criteria}
        versions["indicator_version_id"] = rules.indicators
        days = {name: self.day(name) for name in ("ratings_until", "assessment_due_on", "objection_until")}
        points = dict(LEVEL_POINTS)
        row = self.book.add(
            "evaluation_quarter", quarter=quarter, version=1, state=QuarterState.PREPARING, **versions,
            level_points=points, **days, seed=int(quarter.replace("Q", "")), created_at=at,
            created_by_name=COORDINATOR[1],
        )  # fmt: skip
        details = {**versions, "level_points": points, **{name: day.isoformat() for name, day in days.items()}}
        entry = Entry(WorkStep.CREATED, to_state=QuarterState.PREPARING, details=details)
        self.book.note(row, entry, by=COORDINATOR, at=at)
        return row

    def _choose(self, at: datetime) -> None:
        for each in self.projects:
            self.book.put(
                "evaluation_project", quarter_id=self.row["id"], project_id=each.id,
                reached_stage=self.reached[each.number], veto_reason=None, veto_by_name=None, added_at=at,
                added_by_name=COORDINATOR[1], removed_at=None, removed_reason=None,
            )  # fmt: skip
        self.note(WorkStep.PROJECTS_CHOSEN, {"added": dict(self.reached), "stages": {}}, at=at)
        self.raise_version()

    def start(self, at: datetime, *, weights_to_approve: str) -> None:
        """评估中; `weights_to_approve`: the weights in words while nobody approved them."""
        rules = self.rules
        details = {"weight_version_id": rules.weights, "criteria_version_id": rules.criteria}
        details |= {"indicator_version_id": rules.indicators, "projects": len(self.projects)}
        if weights_to_approve:
            ask_for_approval(self.book, rules.weights, weights_to_approve, at=at)
        entry = Entry(WorkStep.MOVED, QuarterState.PREPARING, QuarterState.OPEN, details=details)
        self.book.note(self.row, entry, by=COORDINATOR, at=at)
        self.row["state"] = QuarterState.OPEN
        self.raise_version()

    def seat_experts(self, recused: set[tuple[int, int]]) -> None:
        """Panels, and who reviews what. `recused`: account and project id of interests known from earlier quarters."""
        at = self.clock.at(self.term.seated, 20)
        count = self.term.panels
        panels = []
        for name in PANELS[:count]:
            panels.append(self.book.add("review_panel", quarter_id=self.row["id"], name=name))
            self.note(WorkStep.PANEL_SET, {"panel": name}, at=at)
        for place, panel in enumerate(panels):
            at = self.clock.at(self.term.seated, 60 + 30 * place)
            judges = JUDGES[place * PER_PANEL : (place + 1) * PER_PANEL]
            self._seat(panel, judges, self._of_panel(place), recused, at)

    def _of_panel(self, place: int) -> list[Subject]:
        if self.term.panels < len(PANELS):
            return list(self.projects)
        step = len(self.projects) // COMMON
        common = set(self.projects[step // 2 :: step][:COMMON])
        return [each for each in self.projects if each in common or each.category.split(".")[0] in SUBJECTS[place]]

    def _seat(self, panel: dict, judges: Sequence[Judge], projects: list[Subject], recused: set, at: datetime) -> None:
        for judge in sorted(judges, key=lambda each: each.account_id):
            free = [each for each in projects if not is_ruled_out(judge, each, local(at).date())]
            free = [each for each in free if (judge.account_id, each.id) not in recused]
            if judge is JUDGES[0] and not self.term.published:
                free = free[:OWN_PROJECTS]
            for each in free:
                self._add_seat(panel, judge, each, at)
            details = {"panel": panel["id"], "expert": judge.account_id, "projects": [each.number for each in free]}
            self.note(WorkStep.EXPERT_ASSIGNED, details, at=at)

    def _add_seat(self, panel: dict, judge: Judge, subject: Subject, at: datetime) -> None:
        drawn = sha256(f"{self.row['seed']}:{judge.account_id}:{subject.number}".encode()).digest()
        row = self.book.add(
            "review_assignment", quarter_id=self.row["id"], project_id=subject.id, account_id=judge.account_id,
            panel_id=panel["id"], position=int.from_bytes(drawn[:8]) % 2**31, assigned_at=at,
            assigned_by_name=COORDINATOR[1], relation=None, relation_note="", declared_at=None, recused_at=None,
            recused_by_name=None, removed_at=None, removed_reason=None,
        )  # fmt: skip
        self.seats.append(Seat(judge, subject, panel["name"], row))

    def recuse(self, seat: Seat, relation: Relation, note: str, *, by, at: datetime) -> None:
        """From now on no mark of this pair counts."""
        seat.row |= {"relation": relation, "relation_note": note, "recused_at": at, "recused_by_name": by[1]}

    def set_veto(self, number: str, reason: str, at: datetime) -> None:
        """一票否决."""
        project = next(each for each in self.projects if each.number == number)
        for row in self.book.rows["evaluation_project"]:
            if (row["quarter_id"], row["project_id"]) == (self.row["id"], project.id):
                row |= {"veto_reason": reason, "veto_by_name": COORDINATOR[1]}
        self.note(WorkStep.VETOED, {"project": number, "lifted": False}, at=at, reason=reason)
        self.raise_version()


def is_ruled_out(judge: Judge, subject: Subject, on: date) -> bool:
    """Whether an interest is known before anybody declares one: works there, or left less than three years ago."""
    left = [code for code, day in judge.employments if on < _three_years_after(date.fromisoformat(day))]
    return judge.department_code in subject.departments or bool(set(left) & set(subject.departments))


def _three_years_after(day: date) -> date:
    return day.replace(year=day.year + 3)


def ask_for_approval(book: Book, version: int, words: str, *, at: datetime) -> None:
    """Leaders find unapproved weights on their lists."""
    about = (f"三评权重待确认：{words}", SETUP_PAGE, "part=rules", f"weights:{version}")
    book.ask(*about, at=at, role=Role.LEADER)
