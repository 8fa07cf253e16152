"""Which projects a quarter of the 三评 evaluates: those that could be, those that are, and what was taken out."""

from datetime import datetime

import pandas as pd
from sqlalchemy import Connection, Engine, Select, and_, func, select, update

from data_access import evaluation_quarters, quarters, schema
from data_access.engine import reading
from data_access.evaluation_quarters import Quarter
from data_access.frames import frame_of
from glossary import DepartmentPart, ProjectState
from permissions import Permission, Person, require

project, member, part = schema.project, schema.evaluation_project, schema.project_department
CANDIDATE_COLUMNS = ("number", "title", "state", "established_on", "category_code", "lead_code", "reached_stage")
MEMBER_COLUMNS = (
    "project_id",
    "number",
    "title",
    "state",
    "category_code",
    "lead_code",
    "reached_stage",
    "veto_reason",
    "veto_by_name",
    "added_at",
    "added_by_name",
    "removed_at",
    "removed_reason",
)


def candidates(engine: Engine, *, quarter: str, by: Person) -> pd.DataFrame:
    """Every project not 已撤项 and established by the quarter's last day, by number; Columns: CANDIDATE_COLUMNS.

    lead_code is None without a lead; reached_stage is that of a project already in the quarter, else None.
    Raises: NotPermitted, NoSuchQuarter.
    """
    require(by, Permission.READ_EVALUATION, "查看参评项目")
    with reading(engine) as connection:
        found = evaluation_quarters.find(connection, quarter)
        here = and_(member.c.project_id == project.c.id, member.c.quarter_id == found.id, member.c.removed_at.is_(None))
        own = [project.c[name] for name in CANDIDATE_COLUMNS[:5]]
        query = _with_lead(select(*own, part.c.department_code, member.c.reached_stage).select_from(project))
        query = query.outerjoin(member, here).where(
            project.c.state != ProjectState.WITHDRAWN.value, project.c.established_on <= quarters.last_day(quarter)
        )
        return frame_of(connection, query.order_by(project.c.number), CANDIDATE_COLUMNS, dtype=object)


def members(engine: Engine, *, quarter: str, by: Person) -> pd.DataFrame:
    """The projects of a quarter by number, those taken out too (removed_at, UTC); Columns: MEMBER_COLUMNS.

    Raises: NotPermitted, NoSuchQuarter.
    """
    require(by, Permission.READ_EVALUATION, "查看参评项目")
    with reading(engine) as connection:
        return members_of(connection, evaluation_quarters.find(connection, quarter))


def members_of(connection: Connection, quarter: Quarter) -> pd.DataFrame:
    """The same inside a transaction."""
    names = [name for name in MEMBER_COLUMNS if name != "lead_code"]
    columns = [member.c[name] if name in member.c else project.c[name] for name in names]
    columns.insert(MEMBER_COLUMNS.index("lead_code"), part.c.department_code)
    query = _with_lead(select(*columns).select_from(member).join(project, project.c.id == member.c.project_id))
    query = query.where(member.c.quarter_id == quarter.id).order_by(project.c.number)
    return frame_of(connection, query, MEMBER_COLUMNS, dtype=object)


def found_projects(connection: Connection, numbers: list[str]) -> pd.DataFrame:
    """Projects by number, held until the transaction ends; Columns: project_id, number, state, established_on."""
    columns = [project.c.id, project.c.number, project.c.state, project.c.established_on]
    query = select(*columns).where(project.c.number.in_(numbers)).order_by(project.c.number)
    return frame_of(
        connection, query.with_for_update(), ("project_id", "number", "state", "established_on"), dtype=object
    )


def set_veto(
    connection: Connection, quarter: Quarter, project_id: int, *, reason: str | None, by_name: str | None
) -> None:
    """Flag a project of the quarter, or lift the flag (both None)."""
    here = and_(member.c.quarter_id == quarter.id, member.c.project_id == project_id)
    connection.execute(update(member).where(here).values(veto_reason=reason, veto_by_name=by_name))


def take_back_seats(
    connection: Connection, quarter: Quarter, project_id: int, *, reason: str, at: datetime
) -> tuple[int, int]:
    """Nobody is to review or assess a project taken out; how many experts and assessors were."""
    counts = []
    for table in (schema.review_assignment, schema.assessment):
        here = (table.c.quarter_id == quarter.id, table.c.project_id == project_id, table.c.removed_at.is_(None))
        values: dict = {"removed_at": at}
        if "removed_reason" in table.c:
            values["removed_reason"] = reason
        counts.append(connection.execute(update(table).where(*here).values(values)).rowcount)
    return counts[0], counts[1]


def received(connection: Connection, quarter: Quarter) -> dict[str, int]:
    """How many rows a quarter has of each kind that pins its rules; drafts are none.

    Keys: rounds, reviews, ratings, values, self_assessments, comments, snapshots. Withdrawn and returned ones count.
    """
    seats, assessments = schema.review_assignment, schema.assessment
    review, value = schema.expert_review, schema.assessment_value
    direct = {
        "rounds": schema.review_round,
        "ratings": schema.citizen_rating,
        "self_assessments": schema.self_assessment,
        "comments": schema.leader_comment,
        "snapshots": schema.evaluation_snapshot,
    }
    queries = {name: select(func.count()).where(table.c.quarter_id == quarter.id) for name, table in direct.items()}
    queries["reviews"] = (
        select(func.count())
        .select_from(review.join(seats, seats.c.id == review.c.assignment_id))
        .where(seats.c.quarter_id == quarter.id)
    )
    queries["values"] = (
        select(func.count())
        .select_from(value.join(assessments, assessments.c.id == value.c.assessment_id))
        .where(assessments.c.quarter_id == quarter.id)
    )
    row = connection.execute(select(*(query.scalar_subquery().label(name) for name, query in queries.items()))).one()
    return dict(row._mapping)


def _with_lead(query: Select) -> Select:
    leads = and_(part.c.project_id == project.c.id, part.c.part == DepartmentPart.LEAD.value)
    return query.outerjoin(part, leads)
