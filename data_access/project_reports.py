"""Quarterly progress of projects and what expert reviews came to; written inside the transaction that holds them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, FromClause, func, select, update

from data_access import schema
from glossary import ProjectState, ReviewConclusion, SubjectKind, WorkStep
from permissions import Person

progress, review = schema.project_progress, schema.project_review


@dataclass(frozen=True)
class Report:
    """What was reached in a quarter (2025Q3): spent since the start in yuan, and values by target id."""

    quarter: str
    content: str
    spent_yuan: int | None
    values: Mapping[int, float]


@dataclass(frozen=True)
class Review:
    """What a finished expert review came to."""

    finished_on: date
    experts: int
    conclusion: ReviewConclusion
    note: str = ""


def counting(report: FromClause) -> ColumnElement[bool]:
    """Condition on (an alias of) project_progress: the last report of its quarter, the one that counts."""
    later = progress.alias()
    same = (later.c.project_id == report.c.project_id, later.c.quarter == report.c.quarter)
    return ~select(later.c.id).where(*same, later.c.sequence > report.c.sequence).correlate(report).exists()


def add_report(connection: Connection, project_id: int, report: Report, *, by: Person, at: datetime) -> tuple[int, int]:
    """One more report of its quarter; returns its id and its sequence within the quarter."""
    same = (progress.c.project_id == project_id, progress.c.quarter == report.quarter)
    query = select(func.coalesce(func.max(progress.c.sequence), 0)).where(*same)
    sequence = connection.execute(query).scalar_one() + 1
    row = {
        "project_id": project_id,
        "quarter": report.quarter,
        "sequence": sequence,
        "content": report.content,
        "spent_yuan": report.spent_yuan,
        "at": at,
        "by_account_id": by.account_id or None,
        "by_name": by.name,
    }
    progress_id = connection.execute(progress.insert().values(row)).inserted_primary_key[0]
    values = [
        {"progress_id": progress_id, "target_id": target_id, "value": value}
        for target_id, value in sorted(report.values.items())
    ]
    if values:
        connection.execute(schema.project_target_value.insert(), values)
    return progress_id, sequence


def add_review(connection: Connection, project_id: int, what: Review, *, by: Person, at: datetime) -> int:
    """A finished review; returns its id. It counts from the history row that names it."""
    row = {
        "project_id": project_id,
        "finished_on": what.finished_on,
        "experts": what.experts,
        "conclusion": what.conclusion.value,
        "note": what.note,
        "recorded_at": at,
        "recorded_by_name": by.name,
    }
    return connection.execute(review.insert().values(row)).inserted_primary_key[0]


def revoke_review(connection: Connection, project_id: int, review_id: int, *, reason: str, at: datetime) -> bool:
    """Take a review back, its row stays; False when there is none that stands."""
    chosen = (review.c.id == review_id, review.c.project_id == project_id, review.c.revoked_at.is_(None))
    done = connection.execute(update(review).where(*chosen).values(revoked_at=at, revoked_reason=reason))
    return done.rowcount > 0


def standing_review(connection: Connection, project_id: int) -> int | None:
    """The id of the review that counts: the last not revoked, finished since the project last came into 评审.

    Since is told by the order of the history, which no clock can disturb.
    """
    history = schema.work_history
    its = (history.c.subject_kind == SubjectKind.PROJECT.value, history.c.subject_id == project_id)
    came = select(func.max(history.c.sequence)).where(*its, history.c.to_state == ProjectState.UNDER_REVIEW.value)
    since = history.c.sequence > func.coalesce(came.scalar_subquery(), 0)
    finished = select(history.c.details).where(*its, since, history.c.step == WorkStep.REVIEW_FINISHED.value)
    named = [details["review"] for details in connection.execute(finished).scalars()]
    if not named:
        return None
    stands = select(func.max(review.c.id)).where(review.c.id.in_(named), review.c.revoked_at.is_(None))
    return connection.execute(stands).scalar_one()
