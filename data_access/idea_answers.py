"""Departments of an idea and what they answered; every answer stays, the last of a department counts."""

from datetime import datetime

import pandas as pd
from sqlalchemy import Connection, Engine, delete, func, select

from data_access import schema
from data_access.engine import reading
from glossary import DepartmentPart
from permissions import Person

part, answer = schema.idea_department, schema.idea_answer


def set_departments(connection: Connection, *, idea_id: int, parts: dict[str, DepartmentPart]) -> None:
    """Exactly these departments; the history of the idea keeps the earlier ones."""
    connection.execute(delete(part).where(part.c.idea_id == idea_id))
    rows = [{"idea_id": idea_id, "department_code": code, "part": each.value} for code, each in parts.items()]
    if rows:
        connection.execute(part.insert(), rows)


def insert(
    connection: Connection, *, idea_id: int, department_code: str, answer: str, plan: str, by: Person, at: datetime
) -> int:
    """One more answer; returns its sequence within the department."""
    table = schema.idea_answer
    chosen = (table.c.idea_id == idea_id, table.c.department_code == department_code)
    sequence = connection.execute(select(func.coalesce(func.max(table.c.sequence), 0)).where(*chosen)).scalar_one() + 1
    place = {"idea_id": idea_id, "department_code": department_code, "sequence": sequence}
    who = {"at": at, "by_account_id": by.account_id or None, "by_name": by.name}
    connection.execute(table.insert().values(**place, answer=answer, plan=plan, **who))
    return sequence


def answered(connection: Connection, *, idea_id: int) -> set[str]:
    """The departments that answered at least once."""
    query = select(answer.c.department_code).where(answer.c.idea_id == idea_id)
    return set(connection.execute(query.distinct()).scalars())


def departments(engine: Engine, *, idea_id: int) -> pd.DataFrame:
    """Who answers, the lead first. Columns: department_code, part."""
    query = select(part.c.department_code, part.c.part).where(part.c.idea_id == idea_id)
    order = (part.c.part != DepartmentPart.LEAD.value, part.c.department_code)
    with reading(engine) as connection:
        return pd.DataFrame(connection.execute(query.order_by(*order)).all(), columns=["department_code", "part"])


def answers(engine: Engine, *, idea_id: int) -> pd.DataFrame:
    """Every answer, newest first within a department.

    Columns: department_code, sequence, answer, plan, at (UTC), by_name.
    """
    names = ["department_code", "sequence", "answer", "plan", "at", "by_name"]
    query = select(*(answer.c[name] for name in names)).where(answer.c.idea_id == idea_id)
    query = query.order_by(answer.c.department_code, answer.c.sequence.desc())
    with reading(engine) as connection:
        return pd.DataFrame(connection.execute(query).all(), columns=names)
