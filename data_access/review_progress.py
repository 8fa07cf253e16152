"""How far a round of the expert review has come: who still owes what. Never a mark, in whichever state the round is."""

from collections.abc import Collection
from dataclasses import dataclass

import pandas as pd
from sqlalchemy import Connection, Engine, Integer, and_, case, func, literal, select, update

from data_access import evaluation_quarters, review_panels, review_rounds, schema
from data_access.engine import reading
from data_access.evaluation_quarters import Quarter
from data_access.review_panels import Panel
from data_access.review_rounds import Round
from glossary import Relation, ReviewState
from permissions import Permission, Person, require

assignment, review, question = schema.review_assignment, schema.expert_review, schema.review_question
STATE_COLUMNS = ("assignment_id", "project", "title", "account_id", "expert", "panel_id", "panel", "state")
QUESTION_COLUMNS = (
    "id",
    "review_id",
    "project",
    "round",
    "account_id",
    "question",
    "asked_at",
    "answer",
    "answered_at",
)
UNFINISHED = (ReviewState.UNDECLARED.value, ReviewState.WAITING.value)


@dataclass(frozen=True)
class Organisation:
    """A quarter as who organises it sees it.

    `projects`: evaluated projects by number; columns number, title, state, experts (assigned and not recused).
    `roster`: see review_panels.roster. `in_round`: numbers of the projects each round is about.
    """

    quarter: Quarter
    rounds: tuple[Round, ...]
    panels: tuple[Panel, ...]
    projects: pd.DataFrame
    roster: pd.DataFrame
    in_round: dict[int, tuple[str, ...]]


def organisation(engine: Engine, *, quarter: str, by: Person) -> Organisation:
    """What the coordinator works with, in six statements.

    Raises: NotPermitted, NoSuchQuarter.
    """
    require(by, Permission.MANAGE_EVALUATION, "组织专家评审")
    with reading(engine) as connection:
        found = evaluation_quarters.find(connection, quarter)
        return Organisation(
            found,
            tuple(review_rounds.rounds(connection, found)),
            tuple(review_panels.panels(connection, found)),
            projects_with_experts(connection, found),
            review_panels.roster(connection),
            _in_round(connection, found),
        )


def projects_with_experts(connection: Connection, quarter: Quarter) -> pd.DataFrame:
    """Evaluated projects by number with how many experts may review each.

    Columns: project_id, number, title, state, experts.
    """
    project, member = schema.project, schema.evaluation_project
    pair = and_(
        assignment.c.project_id == member.c.project_id,
        assignment.c.quarter_id == quarter.id,
        assignment.c.removed_at.is_(None),
        ~_is_recused(),
    )
    columns = [project.c.id, project.c.number, project.c.title, project.c.state]
    query = (
        select(*columns, func.count(assignment.c.id))
        .join(member, member.c.project_id == project.c.id)
        .outerjoin(assignment, pair)
        .where(member.c.quarter_id == quarter.id, member.c.removed_at.is_(None))
        .group_by(*columns)
        .order_by(project.c.number)
    )
    names = ["project_id", "number", "title", "state", "experts"]
    return pd.DataFrame([tuple(row) for row in connection.execute(query)], columns=names)


def states(engine: Engine, *, quarter: str, number: int | None, by: Person) -> pd.DataFrame:
    """Every pair of a round, or of the quarter before any round, with its state, by project, panel and name.

    Columns: STATE_COLUMNS; state a ReviewState code, before any round empty for whoever is not recused.
    Raises: NotPermitted, NoSuchQuarter.
    """
    require(by, Permission.MANAGE_EVALUATION, "查看评审进度")
    with reading(engine) as connection:
        return states_of(connection, evaluation_quarters.find(connection, quarter), number)


def states_of(
    connection: Connection, quarter: Quarter, number: int | None, accounts: Collection[int] | None = None
) -> pd.DataFrame:
    """The same inside a transaction, of these experts only when `accounts` is given."""
    project, account, panel, each = schema.project, schema.account, schema.review_panel, schema.review_round
    member, given = schema.round_project, _given(number)
    state = _state(given) if number is not None else case((_is_recused(), ReviewState.RECUSED.value), else_="")
    columns = [assignment.c.id, project.c.number, project.c.title, account.c.id, account.c.name]
    columns += [panel.c.id, panel.c.name]
    query = (
        select(*columns, state.label("state"))
        .join(project, project.c.id == assignment.c.project_id)
        .join(account, account.c.id == assignment.c.account_id)
        .join(panel, panel.c.id == assignment.c.panel_id)
        .where(assignment.c.quarter_id == quarter.id, assignment.c.removed_at.is_(None))
        .order_by(project.c.number, panel.c.id, account.c.name, account.c.id)
    )
    if accounts is not None:
        query = query.where(assignment.c.account_id.in_(accounts))
    if number is not None:
        about = and_(member.c.quarter_id == quarter.id, member.c.project_id == project.c.id, member.c.round == number)
        query = query.join(member, about).outerjoin(given, given.c.assignment_id == assignment.c.id)
        query = query.join(each, and_(each.c.quarter_id == quarter.id, each.c.number == number))
    found = [tuple(row) for row in connection.execute(query)]
    return pd.DataFrame(found, columns=list(STATE_COLUMNS))


def _given(number: int | None):
    """The reviews of a round that stand: one per pair, abstained or not."""
    query = select(review.c.assignment_id, func.max(review.c.abstained.cast(Integer)).label("abstained"))
    query = query.where(review.c.round == number, review.c.returned_at.is_(None))
    return query.group_by(review.c.assignment_id).subquery()


def _is_recused():
    return func.coalesce(review_panels.recused(), literal(False))


def _state(given):
    return case(
        (_is_recused(), ReviewState.RECUSED.value),
        (given.c.abstained == 1, ReviewState.ABSTAINED.value),
        (given.c.assignment_id.is_not(None), ReviewState.SUBMITTED.value),
        (schema.review_round.c.closed_at.is_not(None), ReviewState.MISSED.value),
        (func.coalesce(assignment.c.relation, "") == Relation.NONE.value, ReviewState.WAITING.value),
        else_=ReviewState.UNDECLARED.value,
    )


def _in_round(connection: Connection, quarter: Quarter) -> dict[int, tuple[str, ...]]:
    member, project = schema.round_project, schema.project
    query = select(member.c.round, project.c.number).join(project, project.c.id == member.c.project_id)
    query = query.where(member.c.quarter_id == quarter.id).order_by(member.c.round, project.c.number)
    found: dict[int, tuple[str, ...]] = {}
    for number, name in connection.execute(query):
        found[number] = (*found.get(number, ()), name)
    return found


def standing_review(connection: Connection, assignment_id: int, number: int) -> int | None:
    """The id of the review of a round that counts at the moment."""
    query = select(review.c.id).where(
        review.c.assignment_id == assignment_id, review.c.round == number, review.c.returned_at.is_(None)
    )
    return connection.execute(query.order_by(review.c.sequence.desc()).limit(1)).scalar()


def return_review(connection: Connection, review_id: int, *, reason: str, by_name: str, at) -> None:
    """Give a review back to be done again; the row stays and counts no more."""
    values = {"returned_at": at, "returned_by_name": by_name, "returned_reason": reason}
    connection.execute(update(review).where(review.c.id == review_id).values(values))


def add_question(connection: Connection, review_id: int, text: str, *, by_name: str, at) -> int:
    """An expert is asked for reasons; returns the question's id."""
    row = {"review_id": review_id, "question": text, "asked_at": at, "asked_by_name": by_name}
    return connection.execute(question.insert().values(row)).inserted_primary_key[0]


def questions(connection: Connection, quarter: Quarter, reviews: Collection[int] | None = None) -> pd.DataFrame:
    """What experts were asked about their reviews of this quarter, in order; Columns: QUESTION_COLUMNS."""
    project = schema.project
    columns = [question.c.id, question.c.review_id, project.c.number, review.c.round, assignment.c.account_id]
    columns += [question.c.question, question.c.asked_at, question.c.answer, question.c.answered_at]
    query = (
        select(*columns)
        .join(review, review.c.id == question.c.review_id)
        .join(assignment, assignment.c.id == review.c.assignment_id)
        .join(project, project.c.id == assignment.c.project_id)
        .where(assignment.c.quarter_id == quarter.id, assignment.c.recused_at.is_(None))
        .order_by(question.c.id)
    )
    if reviews is not None:
        query = query.where(review.c.id.in_(reviews))
    return pd.DataFrame([tuple(row) for row in connection.execute(query)], columns=list(QUESTION_COLUMNS))


def open_questions(connection: Connection, assignment_id: int) -> list[int]:
    """Questions about a pair's reviews that were not answered."""
    query = select(question.c.id).join(review, review.c.id == question.c.review_id)
    query = query.where(review.c.assignment_id == assignment_id, question.c.answered_at.is_(None))
    return list(connection.execute(query.order_by(question.c.id)).scalars())


def concluded(connection: Connection, quarter: Quarter) -> dict[str, str]:
    """Project number → conclusion of the review that stands since the project entered 评审."""
    project, report, member = schema.project, schema.project_review, schema.evaluation_project
    query = (
        select(project.c.number, report.c.conclusion)
        .join(report, report.c.project_id == project.c.id)
        .join(member, member.c.project_id == project.c.id)
        .where(member.c.quarter_id == quarter.id, report.c.revoked_at.is_(None))
        .where(report.c.recorded_at >= project.c.state_since)
        .order_by(report.c.id)
    )
    return {number: conclusion for number, conclusion in connection.execute(query)}
