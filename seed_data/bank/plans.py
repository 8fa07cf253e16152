"""What a demonstration project is made of: money, aims, steps, its review, its quarters and what came of it."""

from dataclasses import dataclass

from glossary import ProjectState, ReviewConclusion


@dataclass(frozen=True)
class Aim:
    """A target with its measure."""

    name: str
    unit: str
    baseline: float | None
    target: float
    due: str = "2025-12-31"


@dataclass(frozen=True)
class Stone:
    """A milestone, whose step it is (empty: the lead's) and when it was done (empty: not yet)."""

    title: str
    due: str
    done: str = ""
    department: str = ""


@dataclass(frozen=True)
class Quarter:
    """What was reached in a quarter: spent since the start in yuan, and a value per aim, None where none is known."""

    quarter: str
    content: str
    spent_yuan: int
    values: tuple[float | None, ...]


@dataclass(frozen=True)
class Verdict:
    """What a review came to; `revoked`: recorded by mistake, why."""

    conclusion: ReviewConclusion
    note: str
    experts: int = 5
    revoked: str = ""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A project from 立项 to where it stands; `wish` and `township` find the suggestion it came from.

    The days of `completed`, `effective` and `archived` lie within the data; empty: not yet.
    """

    title: str
    summary: str
    lead: str
    budget_yuan: int
    aims: tuple[Aim, ...]
    stones: tuple[Stone, ...]
    ends: ProjectState
    supporting: tuple[str, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    quarters: tuple[Quarter, ...] = ()
    effect: str = ""
    completed: str = ""
    effective: str = ""
    archived: str = ""
    withdrawn: str = ""  # why it was given up
    wish: str = ""
    township: str = ""
