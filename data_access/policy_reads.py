"""政策点子储备库: ideas kept for policy, documents that took ideas up, and the counts behind the rates."""

import pandas as pd
from sqlalchemy import Engine, and_, func, select

from data_access import schema
from data_access.engine import reading
from data_access.ideas import readable
from data_access.project_reads import none_for_missing
from glossary import ADOPTED_IDEA_STATES, BESIDE_THE_WAY, DepartmentPart, IdeaState, ProjectState
from permissions import Person

idea, link = schema.idea, schema.policy_link
RESERVABLE = (IdeaState.APPRAISED, *ADOPTED_IDEA_STATES, IdeaState.RETAINED)


def idea_counts(engine: Engine, *, by: Person) -> dict[str, int]:
    """How many ideas stand where: banked, converted, effective, retained, not_adopted, with_policy (adopted ones a
    document took up), reserved. Those merged away are not counted. Raises: NotPermitted.
    """
    adopted = idea.c.state.in_([state.value for state in ADOPTED_IDEA_STATES])
    states = [state.value for state in (*ADOPTED_IDEA_STATES, *BESIDE_THE_WAY)]
    counted = [func.count().filter(idea.c.state == state).label(state) for state in states]
    with_policy = func.count().filter(and_(adopted, _has_policy())).label("with_policy")
    reserved = func.count().filter(idea.c.reserved_on.is_not(None)).label("reserved")
    query = select(*counted, with_policy, reserved).where(readable(by), idea.c.merged_into_id.is_(None))
    with reading(engine) as connection:
        return dict(connection.execute(query).one()._mapping)


def reserved_ideas(engine: Engine, *, by: Person) -> pd.DataFrame:
    """Ideas in the reserve, the longest there first.

    Columns: number, title, state, version, category_code, lead_code (or None), cost_yuan (yuan or None), reserved_on,
    policies, projects (live ones; counts). Raises: NotPermitted.
    """
    query = _with_conversions().where(readable(by), idea.c.reserved_on.is_not(None), idea.c.merged_into_id.is_(None))
    return _read(engine, query.order_by(idea.c.reserved_on, idea.c.id))


def candidates(engine: Engine, *, by: Person) -> pd.DataFrame:
    """Ideas that may be reserved or linked to a document, the latest first; columns as reserved_ideas.

    Raises: NotPermitted.
    """
    states = [state.value for state in RESERVABLE]
    query = _with_conversions().where(readable(by), idea.c.state.in_(states), idea.c.merged_into_id.is_(None))
    return _read(engine, query.order_by(idea.c.number.desc()))


def policies(engine: Engine, *, by: Person) -> pd.DataFrame:
    """Documents that took ideas up, the latest first, those unlinked last.

    Columns: id, idea_number, idea_title, idea_state, idea_version, title, document_number, issued_on, department_code,
    taken, linked_at (UTC), linked_by_name, removed_at (UTC or None), removed_by_name, removed_reason.
    Raises: NotPermitted.
    """
    names = ("title", "document_number", "issued_on", "department_code", "taken", "linked_at", "linked_by_name")
    removed = ("removed_at", "removed_by_name", "removed_reason")
    columns = [
        link.c.id,
        *(idea.c[name].label(f"idea_{name}") for name in ("number", "title", "state", "version")),
        *(link.c[name] for name in (*names, *removed)),
    ]
    query = select(*columns).select_from(link.join(idea)).where(readable(by))
    order = (link.c.removed_at.is_not(None), link.c.issued_on.desc(), link.c.id.desc())
    with reading(engine) as connection:
        rows = connection.execute(query.order_by(*order)).all()
    found = pd.DataFrame(rows, columns=[each.name for each in columns])
    return none_for_missing(found, "removed_at", "removed_by_name", "removed_reason")


def _has_policy():
    """A document stands for the idea, or for one that was merged into it."""
    merged = schema.idea.alias("merged")
    its = select(link.c.id).select_from(link.join(merged, merged.c.id == link.c.idea_id))
    return its.where(merged.c.main_id == idea.c.id, link.c.removed_at.is_(None)).correlate(idea).exists()


def _with_conversions():
    part, project = schema.idea_department, schema.project
    names = ("number", "title", "state", "version", "category_code", "cost_yuan", "reserved_on")
    leads = and_(part.c.idea_id == idea.c.id, part.c.part == DepartmentPart.LEAD.value)
    linked = select(func.count()).where(link.c.idea_id == idea.c.id, link.c.removed_at.is_(None)).correlate(idea)
    live = (project.c.idea_id == idea.c.id, project.c.state != ProjectState.WITHDRAWN.value)
    built = select(func.count()).select_from(project).where(*live).correlate(idea)
    return select(
        *(idea.c[name] for name in names),
        part.c.department_code.label("lead_code"),
        linked.scalar_subquery().label("policies"),
        built.scalar_subquery().label("projects"),
    ).select_from(idea.outerjoin(part, leads))


def _read(engine: Engine, query) -> pd.DataFrame:
    with reading(engine) as connection:
        rows = connection.execute(query).all()
    found = pd.DataFrame(rows, columns=[column.name for column in query.selected_columns])
    found = found.astype({"policies": int, "projects": int})
    return none_for_missing(found, "category_code", "lead_code", "cost_yuan", "reserved_on")
