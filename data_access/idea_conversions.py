"""What became of one idea: its projects and the policy documents that took it up, those given up included."""

import pandas as pd
from sqlalchemy import Engine, select

from data_access import schema
from data_access.engine import reading

project, policy = schema.project, schema.policy_link


def projects_of(engine: Engine, *, idea_id: int) -> pd.DataFrame:
    """Projects of an idea and of what was merged into it, the latest first.

    Columns: number, title, state, established_on, budget_yuan (yuan or None), effect.
    """
    group = select(schema.idea.c.id).where(schema.idea.c.main_id == idea_id)
    names = ("number", "title", "state", "established_on", "budget_yuan", "effect")
    query = select(*(project.c[name] for name in names)).where(project.c.idea_id.in_(group))
    with reading(engine) as connection:
        return pd.DataFrame(connection.execute(query.order_by(project.c.id.desc())).all(), columns=list(names))


def policies_of(engine: Engine, *, idea_id: int) -> pd.DataFrame:
    """Documents that took up an idea or what was merged into it, the latest first, those taken back last.

    Columns: id, own (bool: of the idea itself), title, document_number, issued_on, department_code, taken,
    linked_at (UTC), linked_by_name, removed_at (UTC or None), removed_by_name, removed_reason.
    """
    group = select(schema.idea.c.id).where(schema.idea.c.main_id == idea_id)
    names = ("title", "document_number", "issued_on", "department_code", "taken", "linked_at", "linked_by_name")
    removed = ("removed_at", "removed_by_name", "removed_reason")
    columns = [policy.c.id, (policy.c.idea_id == idea_id).label("own"), *(policy.c[name] for name in names + removed)]
    query = select(*columns).where(policy.c.idea_id.in_(group))
    order = (policy.c.removed_at.is_not(None), policy.c.issued_on.desc(), policy.c.id)
    with reading(engine) as connection:
        return pd.DataFrame(connection.execute(query.order_by(*order)).all(), columns=[each.name for each in columns])
