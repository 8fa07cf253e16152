"""The list an expert works through: own projects in an order that tells nothing, and how far each has come."""

import pandas as pd
from sqlalchemy import Connection, and_, func, select

from data_access import schema
from data_access.evaluation_quarters import Quarter
from data_access.expert_reviews import evaluated, of_expert
from data_access.review_rounds import Round
from glossary import DepartmentPart, Relation, ReviewState

assignment, review = schema.review_assignment, schema.expert_review
PROJECT_COLUMNS = (
    "assignment_id",
    "number",
    "title",
    "lead",
    "supporting",
    "declared",
    "recused",
    "in_round",
    "state",
    "returned",
)
UNFINISHED = (ReviewState.UNDECLARED.value, ReviewState.WAITING.value)


def projects(connection: Connection, quarter: Quarter, account_id: int, each: Round | None) -> pd.DataFrame:
    """An expert's projects as they stand in a round: unfinished first, else in the order drawn for this expert.

    Columns: PROJECT_COLUMNS; lead a name or None, supporting a tuple of names, state a ReviewState code or empty when
    the round is not about the project, returned why it is to be done again or None.
    """
    project, member = schema.project, schema.round_project
    number = each.number if each else 0
    about = and_(member.c.quarter_id == quarter.id, member.c.round == number, member.c.project_id == project.c.id)
    last = _last(number)
    columns = [assignment.c.id, project.c.id, project.c.number, project.c.title, assignment.c.relation]
    columns += [assignment.c.recused_at, member.c.round, last.c.abstained, last.c.returned_at, last.c.returned_reason]
    query = (
        select(*columns)
        .join(project, project.c.id == assignment.c.project_id)
        .join(schema.evaluation_project, evaluated())
        .outerjoin(member, about)
        .outerjoin(last, last.c.assignment_id == assignment.c.id)
        .where(assignment.c.quarter_id == quarter.id, *of_expert(account_id))
        .order_by(assignment.c.position, assignment.c.id)
    )
    rows = connection.execute(query).all()
    parts = _departments(connection, [row[1] for row in rows])
    listed = [_listed(row, parts.get(row[1], (None, ())), each) for row in rows]
    listed.sort(key=lambda row: row[8] not in UNFINISHED)
    return pd.DataFrame(listed, columns=list(PROJECT_COLUMNS))


def _listed(row, departments: tuple, each: Round | None) -> tuple:
    assignment_id, _id, number, title, relation, recused_at, in_round, abstained, returned_at, why = row
    recused = recused_at is not None or relation not in (None, Relation.NONE.value)
    given = abstained is not None and returned_at is None
    if in_round is None and not recused:
        state = ""
    elif recused:
        state = ReviewState.RECUSED.value
    elif given:
        state = (ReviewState.ABSTAINED if abstained else ReviewState.SUBMITTED).value
    elif each is not None and not each.is_open:
        state = ReviewState.MISSED.value
    else:
        state = (ReviewState.UNDECLARED if relation is None else ReviewState.WAITING).value
    returned = None if given or returned_at is None else why
    declared = relation == Relation.NONE.value and not recused
    return assignment_id, number, title, *departments, declared, recused, in_round is not None, state, returned


def _last(number: int):
    """The last review of each assignment in a round, returned or not."""
    same = review.alias()
    newest = select(func.max(same.c.sequence)).where(
        same.c.assignment_id == review.c.assignment_id, same.c.round == review.c.round
    )
    columns = [review.c.assignment_id, review.c.abstained, review.c.returned_at, review.c.returned_reason]
    query = select(*columns).where(review.c.round == number, review.c.sequence == newest.scalar_subquery())
    return query.subquery("last_review")


def _departments(connection: Connection, project_ids: list[int]) -> dict[int, tuple[str | None, tuple[str, ...]]]:
    """Project → name of the lead department, names of the supporting ones."""
    part, department = schema.project_department, schema.department
    query = (
        select(part.c.project_id, part.c.part, department.c.name)
        .join(department, department.c.code == part.c.department_code)
        .where(part.c.project_id.in_(project_ids))
        .order_by(part.c.project_id, department.c.position, department.c.code)
    )
    found: dict[int, tuple[str | None, tuple[str, ...]]] = {}
    for project_id, which, name in connection.execute(query):
        lead, others = found.get(project_id, (None, ()))
        is_lead = which == DepartmentPart.LEAD.value
        found[project_id] = (name, others) if is_lead else (lead, (*others, name))
    return found
