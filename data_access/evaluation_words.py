"""自评 of departments and 点评 of leaders: words beside the scores, appended and never changed."""

import pandas as pd
from sqlalchemy import Connection, func, select

from data_access import schema
from data_access.evaluation_quarters import Quarter

own, comments, project = schema.self_assessment, schema.leader_comment, schema.project
SELF_COLUMNS = ("project", "sequence", "department_code", "score", "content", "at", "by_name")
COMMENT_COLUMNS = ("project", "sequence", "grade", "content", "at", "by_name")


def self_assessments(connection: Connection, quarter: Quarter, *, number: str | None = None) -> pd.DataFrame:
    """Every 自评 of a quarter or of one project, by project, the newest first: the first of each counts.

    Columns: SELF_COLUMNS (score 0–100, at UTC).
    """
    return _read(connection, own, quarter, number, SELF_COLUMNS).astype({"score": float})


def leader_comments(connection: Connection, quarter: Quarter, *, number: str | None = None) -> pd.DataFrame:
    """Every 点评 of a quarter or of one project, by project, the newest first; Columns: COMMENT_COLUMNS (at UTC)."""
    return _read(connection, comments, quarter, number, COMMENT_COLUMNS)


def add_self_assessment(connection: Connection, quarter: Quarter, project_id: int, **what: object) -> int:
    """Append one 自评: department_code, score, content, at, by_name; returns its sequence."""
    return _append(connection, own, quarter, project_id, what)


def add_comment(connection: Connection, quarter: Quarter, project_id: int, **what: object) -> int:
    """Append one 点评: grade, content, at, by_name; returns its sequence."""
    return _append(connection, comments, quarter, project_id, what)


def _append(connection: Connection, table, quarter: Quarter, project_id: int, what: dict) -> int:
    owner = {"quarter_id": quarter.id, "project_id": project_id}
    last = select(func.max(table.c.sequence)).where(*(table.c[name] == value for name, value in owner.items()))
    sequence = (connection.execute(last).scalar() or 0) + 1
    connection.execute(table.insert().values(**owner, sequence=sequence, **what))
    return sequence


def _read(connection: Connection, table, quarter: Quarter, number: str | None, names: tuple[str, ...]) -> pd.DataFrame:
    query = (
        select(project.c.number, *(table.c[name] for name in names[1:]))
        .join(project, project.c.id == table.c.project_id)
        .where(table.c.quarter_id == quarter.id)
        .order_by(project.c.number, table.c.sequence.desc())
    )
    query = query if number is None else query.where(project.c.number == number)
    return pd.DataFrame([tuple(row) for row in connection.execute(query)], columns=list(names), dtype=object)
