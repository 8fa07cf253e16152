"""Rounds of the expert review: opened, given a deadline, urged on, closed; evaluation.md § 2."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from actions import review_to_dos
from actions.quarter_checks import Quarter, QuarterRefused, held_quarter
from actions.review_figures import unstable
from actions.review_words import LONGEST_REASON, REFUSALS, needed, not_past
from actions.round_reviews import ask_reason, conclude, return_review
from actions.to_do import finish_to_dos
from data_access import evaluation_quarters, review_progress, review_rounds
from data_access.engine import Connection, Engine, writing
from data_access.journal import Entry
from data_access.review_rounds import Round
from glossary import ReviewState, WorkStep
from permissions import Permission, Person, require
from scoring.convergence import MOST_ROUNDS

__all__ = [
    "MOST_ROUNDS",
    "REFUSALS",
    "Closed",
    "ask_reason",
    "close_round",
    "conclude",
    "open_round",
    "remind",
    "return_review",
    "set_deadline",
]


@dataclass(frozen=True)
class Closed:
    """How many reviews a closed round has, and how many pairs are 未评."""

    submitted: int
    missing: int


def open_round(
    engine: Engine,
    *,
    quarter: str,
    due_on: date,
    projects: Collection[str] | None = None,
    reason: str = "",
    by: Person,
    at: datetime,
) -> int:
    """Begin the next round; returns its number. Every expert with a project in it gets a to-do.

    The first is about every evaluated project that has experts; a later one about the projects that did not settle.
    Other `projects` than these need a reason.
    Raises: NotPermitted, NoSuchQuarter, QuarterClosed, QuarterRefused.
    """
    require(by, Permission.MANAGE_EVALUATION, "开启评审轮次")
    with writing(engine) as connection:
        held = held_quarter(connection, quarter)
        not_past(connection, due_on, at)
        number = _next_number(review_rounds.rounds(connection, held))
        members = review_progress.projects_with_experts(connection, held).set_index("number")
        with_experts = set(members.index[members["experts"] > 0])
        chosen = _chosen(connection, held, number, projects, with_experts)
        details: dict = {"round": number, "due_on": due_on.isoformat(), "projects": sorted(chosen)}
        if chosen != _proposed(connection, held, number, with_experts):
            reason = needed(reason, LONGEST_REASON, "调整本轮项目的理由")
        ids = [int(members["project_id"][project]) for project in chosen]
        opened = {"number": number, "due_on": due_on, "projects": ids}
        review_rounds.open_round(connection, held, **opened, by_name=by.name, at=at)
        entry = Entry(WorkStep.ROUND_OPENED, reason=reason, details=details)
        evaluation_quarters.note(connection, held, entry, by=by, at=at)
        _ask_all(connection, held, number, at=at)
    return number


def _next_number(rounds: list[Round]) -> int:
    if rounds and rounds[-1].is_open:
        raise QuarterRefused(f"第 {rounds[-1].number} 轮还没有关闭，没有改动任何内容。请先关闭这一轮。")
    if len(rounds) >= MOST_ROUNDS:
        raise QuarterRefused(f"已评满 {MOST_ROUNDS} 轮，不再开启新的一轮，没有改动任何内容。")
    return len(rounds) + 1


def _proposed(connection: Connection, quarter: Quarter, number: int, with_experts: set[str]) -> set[str]:
    if number == 1:
        return with_experts
    return set(unstable(connection, quarter, number - 1)) & with_experts


def _chosen(
    connection: Connection, quarter: Quarter, number: int, projects: Collection[str] | None, with_experts: set[str]
) -> set[str]:
    """The projects of the round. Raises: QuarterRefused."""
    chosen = _proposed(connection, quarter, number, with_experts) if projects is None else set(projects)
    if not chosen and number > 1 and projects is None:
        raise QuarterRefused("各项目的评分都已稳定，不需要下一轮，没有改动任何内容。如仍要再评，请选出项目并写明理由。")
    if not chosen:
        raise QuarterRefused("没有可评的项目，没有改动任何内容。请先为参评项目分派专家。")
    if without := sorted(chosen - with_experts):
        raise QuarterRefused(
            f"{'、'.join(without[:5])} 不在参评项目中，或还没有可评的专家，没有改动任何内容。请先分派专家。"
        )
    return chosen


def _ask_all(connection: Connection, quarter: Quarter, number: int, *, at: datetime) -> None:
    each = _round(connection, quarter, number)
    for account in sorted(review_to_dos.unfinished(connection, quarter, number)):
        review_to_dos.ask_to_review(connection, quarter, each, account, at=at)


def set_deadline(engine: Engine, *, quarter: str, round: int, due_on: date, by: Person, at: datetime) -> None:
    """Another last day for an open round, on the to-do lists too.

    Raises: NotPermitted, NoSuchQuarter, QuarterClosed, QuarterRefused.
    """
    require(by, Permission.MANAGE_EVALUATION, "调整评审期限")
    with writing(engine) as connection:
        held = held_quarter(connection, quarter)
        not_past(connection, due_on, at)
        before = open_one(connection, held, round)
        if before.due_on == due_on:
            raise QuarterRefused(f"第 {round} 轮的期限就是 {due_on:%Y-%m-%d}，没有改动任何内容。")
        review_rounds.set_due(connection, held, number=round, due_on=due_on)
        details = {"round": round, "due_on": [before.due_on.isoformat(), due_on.isoformat()]}
        entry = Entry(WorkStep.ROUND_DEADLINE, details=details)
        evaluation_quarters.note(connection, held, entry, by=by, at=at)
        _ask_all(connection, held, round, at=at)


def close_round(engine: Engine, *, quarter: str, round: int, by: Person, at: datetime) -> Closed:
    """End a round for good: nobody submits any more, whoever did not is 未评, and its marks may be read.

    Raises: NotPermitted, NoSuchQuarter, QuarterClosed, QuarterRefused.
    """
    require(by, Permission.MANAGE_EVALUATION, "关闭评审轮次")
    with writing(engine) as connection:
        held = held_quarter(connection, quarter)
        open_one(connection, held, round)
        review_rounds.close_round(connection, held, number=round, by_name=by.name, at=at)
        states = review_progress.states_of(connection, held, round)
        counts = states["state"].value_counts()
        submitted, missing = (int(counts.get(state.value, 0)) for state in (ReviewState.SUBMITTED, ReviewState.MISSED))
        details = {"round": round, "submitted": submitted, "missing": missing}
        entry = Entry(WorkStep.ROUND_CLOSED, details=details)
        evaluation_quarters.note(connection, held, entry, by=by, at=at)
        for account in sorted(set(states["account_id"])):
            about = review_to_dos.subject(held, int(account), round)
            finish_to_dos(connection, subject=about, by_name=by.name, at=at)
        about = review_rounds.projects_in_round(connection, held, round)
        review_to_dos.no_successor_needed(connection, held, about, by=by, at=at)
    return Closed(submitted, missing)


def remind(
    engine: Engine, *, quarter: str, round: int, experts: Collection[int] | None = None, by: Person, at: datetime
) -> int:
    """Put the round on the list again of those (of `experts`, or of all) who have not finished; returns how many.

    Raises: NotPermitted, NoSuchQuarter, QuarterClosed, QuarterRefused.
    """
    require(by, Permission.MANAGE_EVALUATION, "催办专家评审")
    with writing(engine) as connection:
        held = held_quarter(connection, quarter)
        each = open_one(connection, held, round)
        owing = sorted(review_to_dos.unfinished(connection, held, round))
        urged = [account for account in owing if experts is None or account in experts]
        if not urged:
            raise QuarterRefused("没有要催办的专家：都已评完、弃权或回避。没有改动任何内容。")
        for account in urged:
            review_to_dos.ask_to_review(connection, held, each, account, again=True, at=at)
        entry = Entry(WorkStep.ROUND_REMINDED, details={"round": round, "experts": urged})
        evaluation_quarters.note(connection, held, entry, by=by, at=at)
    return len(urged)


def open_one(connection: Connection, quarter: Quarter, number: int) -> Round:
    """A round that still takes reviews. Raises: QuarterRefused."""
    found = _round(connection, quarter, number)
    if not found.is_open:
        raise QuarterRefused(f"第 {number} 轮已关闭，没有改动任何内容。")
    return found


def _round(connection: Connection, quarter: Quarter, number: int) -> Round:
    for each in review_rounds.rounds(connection, quarter):
        if each.number == number:
            return each
    raise QuarterRefused(f"{quarter.quarter} 没有第 {number} 轮，没有改动任何内容。请刷新后再看。")
