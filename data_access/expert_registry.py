"""专家名册: every account of the role 专家, where each works and worked, and who changed what about that."""

from dataclasses import dataclass
from datetime import date

import pandas as pd
from sqlalchemy import Connection, Engine, and_, func, or_, select, update

from data_access import schema
from data_access.engine import reading
from data_access.evaluation_quarters import COLUMNS as QUARTER_COLUMNS
from data_access.evaluation_quarters import Quarter
from data_access.frames import frame_of
from glossary import QuarterState, Role
from permissions import Permission, Person, require

account, expert, job = schema.account, schema.expert, schema.expert_employment
LISTED = ("account_id", "username", "name", "active", "unit", "department_code", "field", "registered", "assigned")
HISTORY = "expert_profile"


@dataclass(frozen=True)
class Employment:
    """A former employer and the last day there."""

    department_code: str
    left_on: date


@dataclass(frozen=True)
class Profile:
    """What a recusal is judged by; `employments` the last left first."""

    unit: str = ""
    department_code: str | None = None
    field: str = ""
    employments: tuple[Employment, ...] = ()


def registry(engine: Engine, *, by: Person) -> pd.DataFrame:
    """Every expert, those who can sign in first, by name; Columns: LISTED.

    active: may sign in; registered: has an entry, without which nobody can be assigned; assigned: projects in all
    quarters that are not taken back. Raises: NotPermitted.
    """
    require(by, Permission.READ_EVALUATION, "查看专家名册")
    seat = schema.review_assignment
    seats = (
        select(func.count())
        .where(seat.c.account_id == account.c.id, seat.c.removed_at.is_(None))
        .correlate(account)
        .scalar_subquery()
    )
    query = (
        select(
            account.c.id,
            account.c.username,
            account.c.name,
            account.c.active,
            func.coalesce(expert.c.unit, ""),
            expert.c.department_code,
            func.coalesce(expert.c.field, ""),
            expert.c.account_id.is_not(None),
            seats,
        )
        .select_from(account.outerjoin(expert))
        .where(or_(account.c.role == Role.EXPERT.value, expert.c.account_id.is_not(None)))
        .order_by(account.c.active.desc(), account.c.name, account.c.id)
    )
    with reading(engine) as connection:
        found = frame_of(connection, query, LISTED, dtype=object)
    return found.assign(active=found["active"].astype(bool), registered=found["registered"].astype(bool))


def profiles(engine: Engine, *, by: Person) -> dict[int, Profile]:
    """The profile of every registered expert, by account. Raises: NotPermitted."""
    require(by, Permission.READ_EVALUATION, "查看专家名册")
    with reading(engine) as connection:
        return _profiles(connection)


def history(engine: Engine, *, account_id: int, by: Person) -> pd.DataFrame:
    """What was changed about an expert's profile, the latest first; Columns: at (UTC), by_name, details.

    details: {field: [before, after]}, texts or None; employments as “housing 2024-03-31、…”.
    Raises: NotPermitted.
    """
    require(by, Permission.READ_EVALUATION, "查看专家名册")
    table = schema.account_history
    query = (
        select(table.c.at, table.c.by_name, table.c.details)
        .where(table.c.account_id == account_id, table.c.what == HISTORY)
        .order_by(table.c.at.desc(), table.c.id.desc())
    )
    with reading(engine) as connection:
        return frame_of(connection, query, ("at", "by_name", "details"), dtype=object)


def profile(connection: Connection, account_id: int) -> Profile | None:
    """One expert's profile; None when there is no entry."""
    return _profiles(connection, account_id).get(account_id)


def put_profile(connection: Connection, account_id: int, what: Profile) -> None:
    """Store a profile for an account the transaction holds."""
    values = {"unit": what.unit, "department_code": what.department_code, "field": what.field}
    if connection.execute(update(expert).where(expert.c.account_id == account_id).values(values)).rowcount == 0:
        connection.execute(expert.insert().values(account_id=account_id, **values))
    connection.execute(job.delete().where(job.c.account_id == account_id))
    rows = [{"account_id": account_id, **vars(each)} for each in what.employments]
    if rows:
        connection.execute(job.insert(), rows)


def known_departments(connection: Connection, codes: set[str]) -> set[str]:
    """Those of the codes that are departments, in use or set aside."""
    table = schema.department
    return set(connection.execute(select(table.c.code).where(table.c.code.in_(codes))).scalars())


def running_quarters(connection: Connection, account_id: int) -> list[tuple[Quarter, list[str]]]:
    """Quarters not yet published in which the expert still sits, with the numbers of the projects."""
    seat, project, quarter = schema.review_assignment, schema.project, schema.evaluation_quarter
    live = and_(seat.c.removed_at.is_(None), seat.c.recused_at.is_(None))
    query = (
        select(*QUARTER_COLUMNS, project.c.number)
        .select_from(seat)
        .join(project, project.c.id == seat.c.project_id)
        .join(quarter, quarter.c.id == seat.c.quarter_id)
        .where(seat.c.account_id == account_id, live, quarter.c.state != QuarterState.PUBLISHED.value)
        .order_by(quarter.c.quarter, project.c.number)
    )
    found: dict[int, tuple[Quarter, list[str]]] = {}
    for *values, number in connection.execute(query):
        found.setdefault(values[0], (Quarter(*values), []))[1].append(number)
    return list(found.values())


def _profiles(connection: Connection, account_id: int | None = None) -> dict[int, Profile]:
    jobs = select(job.c.account_id, job.c.department_code, job.c.left_on)
    people = select(expert.c.account_id, expert.c.unit, expert.c.department_code, expert.c.field)
    if account_id is not None:
        jobs, people = jobs.where(job.c.account_id == account_id), people.where(expert.c.account_id == account_id)
    left: dict[int, list[Employment]] = {}
    for owner, department, left_on in connection.execute(jobs.order_by(job.c.left_on.desc(), job.c.department_code)):
        left.setdefault(owner, []).append(Employment(department, left_on))
    return {
        row.account_id: Profile(row.unit, row.department_code, row.field, tuple(left.get(row.account_id, ())))
        for row in connection.execute(people)
    }
