"""Rounds of the expert review, and the one door through which anybody but its author reads a mark.

A round is open until it is closed; nobody but the author of a mark reads it before that, nor any figure made of it.
Marks of recused pairs and of returned or abstained reviews are read by nobody: they count as never given.
"""

from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd
from sqlalchemy import Connection, Select, and_, func, select, update

from data_access import schema
from data_access.evaluation_quarters import Quarter

table = schema.review_round
MARK_COLUMNS = ("project", "account_id", "panel_id", "panel", "round", "review_id", "criterion", "weight", "mark")
TOTAL_COLUMNS = ("project", "account_id", "panel_id", "panel", "round", "review_id", "total", "comment")


@dataclass(frozen=True)
class Round:
    """One round; open while `closed_at` is None."""

    number: int
    due_on: date
    opened_at: datetime
    closed_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether experts may still submit."""
        return self.closed_at is None


def rounds(connection: Connection, quarter: Quarter) -> list[Round]:
    """The rounds of a quarter so far, the first first."""
    columns = [table.c[name] for name in Round.__dataclass_fields__]
    query = select(*columns).where(table.c.quarter_id == quarter.id).order_by(table.c.number)
    return [Round(*row) for row in connection.execute(query)]


def projects_in_round(connection: Connection, quarter: Quarter, number: int) -> list[int]:
    """Ids of the projects a round is about."""
    members = schema.round_project
    query = select(members.c.project_id).where(members.c.quarter_id == quarter.id, members.c.round == number)
    return list(connection.execute(query.order_by(members.c.project_id)).scalars())


def open_round(
    connection: Connection,
    quarter: Quarter,
    *,
    number: int,
    due_on: date,
    projects: list[int],
    by_name: str,
    at: datetime,
) -> None:
    """Begin a round about these projects."""
    row = {"quarter_id": quarter.id, "number": number, "due_on": due_on, "opened_at": at, "opened_by_name": by_name}
    connection.execute(table.insert().values(row))
    members = [{"quarter_id": quarter.id, "round": number, "project_id": project} for project in sorted(projects)]
    connection.execute(schema.round_project.insert(), members)


def set_due(connection: Connection, quarter: Quarter, *, number: int, due_on: date) -> None:
    """Another last day for a round."""
    connection.execute(update(table).where(*_one(quarter, number)).values(due_on=due_on))


def close_round(connection: Connection, quarter: Quarter, *, number: int, by_name: str, at: datetime) -> bool:
    """End a round for good; False when it was closed before."""
    chosen = update(table).where(*_one(quarter, number), table.c.closed_at.is_(None))
    return connection.execute(chosen.values(closed_at=at, closed_by_name=by_name)).rowcount == 1


def _one(quarter: Quarter, number: int) -> tuple:
    return table.c.quarter_id == quarter.id, table.c.number == number


def _counted(columns: list, quarter: Quarter, *joins: tuple) -> Select:
    """Reviews that count, of closed rounds only: the one place that says which."""
    review, assignment, project, panel = (
        schema.expert_review,
        schema.review_assignment,
        schema.project,
        schema.review_panel,
    )
    closed = and_(table.c.quarter_id == assignment.c.quarter_id, table.c.number == review.c.round)
    query = (
        select(*columns)
        .select_from(review)
        .join(assignment, assignment.c.id == review.c.assignment_id)
        .join(table, closed)
        .join(project, project.c.id == assignment.c.project_id)
        .join(panel, panel.c.id == assignment.c.panel_id)
    )
    for target, condition in joins:
        query = query.join(target, condition)
    return query.where(
        assignment.c.quarter_id == quarter.id,
        table.c.closed_at.is_not(None),
        assignment.c.recused_at.is_(None),
        assignment.c.removed_at.is_(None),
        review.c.returned_at.is_(None),
        review.c.abstained.is_(False),
    )


def closed_marks(connection: Connection, quarter: Quarter, project_id: int | None = None) -> pd.DataFrame:
    """Every mark that counts of closed rounds, by project, round, expert, criterion; Columns: MARK_COLUMNS.

    `project` is its number, `account_id` stays inside: screens and files show experts unsigned.
    """
    review, mark, criterion = schema.expert_review, schema.expert_mark, schema.criterion
    columns = [*_who(), criterion.c.name, criterion.c.weight, mark.c.mark]
    joins = ((mark, mark.c.review_id == review.c.id), (criterion, criterion.c.id == mark.c.criterion_id))
    query = _counted(columns, quarter, *joins)
    if project_id is not None:
        query = query.where(schema.review_assignment.c.project_id == project_id)
    query = query.order_by(*_order(), criterion.c.position)
    return pd.DataFrame([tuple(row) for row in connection.execute(query)], columns=list(MARK_COLUMNS))


def closed_totals(connection: Connection, quarter: Quarter, project_id: int | None = None) -> pd.DataFrame:
    """One row per review that counts, of closed rounds, with its weighted total 0–100; Columns: TOTAL_COLUMNS."""
    review, mark, criterion = schema.expert_review, schema.expert_mark, schema.criterion
    total = (func.sum(mark.c.mark * criterion.c.weight) / func.sum(criterion.c.weight)).label("total")
    joins = ((mark, mark.c.review_id == review.c.id), (criterion, criterion.c.id == mark.c.criterion_id))
    query = _counted([*_who(), total, review.c.comment], quarter, *joins)
    if project_id is not None:
        query = query.where(schema.review_assignment.c.project_id == project_id)
    query = query.group_by(*_who(), review.c.comment).order_by(*_order())
    found = [tuple(row) for row in connection.execute(query)]
    return pd.DataFrame(found, columns=list(TOTAL_COLUMNS)).astype({"total": float})


def _who() -> list:
    assignment, review = schema.review_assignment, schema.expert_review
    return [
        schema.project.c.number,
        assignment.c.account_id,
        schema.review_panel.c.id,
        schema.review_panel.c.name,
        review.c.round,
        review.c.id,
    ]


def _order() -> list:
    return [schema.project.c.number, schema.expert_review.c.round, schema.review_assignment.c.account_id]
