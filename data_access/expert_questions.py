"""What experts are asked about marks that stand out, and their answers."""

from dataclasses import dataclass
from datetime import datetime

import pandas as pd
from sqlalchemy import Connection, select, update

from data_access import schema
from data_access.evaluation_quarters import Quarter
from data_access.expert_reviews import of_expert

assignment, review, question = schema.review_assignment, schema.expert_review, schema.review_question
QUESTION_COLUMNS = ("question_id", "assignment_id", "number", "title", "round", "question", "asked_at", "answer")


@dataclass(frozen=True)
class Asked:
    """A question as an action needs to know it; `project` is its number."""

    quarter: str
    project: str
    round: int
    is_answered: bool


def questions(connection: Connection, quarter: Quarter, account_id: int) -> pd.DataFrame:
    """What this expert was asked, unanswered first; Columns: QUESTION_COLUMNS (asked_at UTC, answer or None)."""
    project = schema.project
    columns = [question.c.id, assignment.c.id, project.c.number, project.c.title, review.c.round]
    columns += [question.c.question, question.c.asked_at, question.c.answer]
    query = (
        select(*columns)
        .join(review, review.c.id == question.c.review_id)
        .join(assignment, assignment.c.id == review.c.assignment_id)
        .join(project, project.c.id == assignment.c.project_id)
        .where(assignment.c.quarter_id == quarter.id, *of_expert(account_id), assignment.c.recused_at.is_(None))
        .order_by(question.c.answered_at.is_not(None), question.c.id)
    )
    rows = [tuple(row) for row in connection.execute(query)]
    return pd.DataFrame(rows, columns=list(QUESTION_COLUMNS)).astype({"answer": object})


def put_answer(connection: Connection, question_id: int, *, answer: str, at: datetime) -> None:
    """The expert gave reasons."""
    chosen = update(question).where(question.c.id == question_id)
    connection.execute(chosen.values(answer=answer, answered_at=at))


def asked(connection: Connection, question_id: int, account_id: int) -> Asked | None:
    """The question, if it was put to this expert about a review that still counts."""
    quarter, project = schema.evaluation_quarter, schema.project
    columns = [quarter.c.quarter, project.c.number, review.c.round, question.c.answered_at.is_not(None)]
    query = (
        select(*columns)
        .select_from(question)
        .join(review, review.c.id == question.c.review_id)
        .join(assignment, assignment.c.id == review.c.assignment_id)
        .join(quarter, quarter.c.id == assignment.c.quarter_id)
        .join(project, project.c.id == assignment.c.project_id)
        .where(question.c.id == question_id, *of_expert(account_id), assignment.c.recused_at.is_(None))
    )
    row = connection.execute(query).first()
    return row and Asked(*row)
