"""金点子成效: how many ideas stand where, for how long, and what took them up. Merged-away ideas are not counted.

One condition both counts and lists, so that a list behind a figure shows exactly what was counted.
"""

from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd
from sqlalchemy import ColumnElement, DateTime, Engine, Select, and_, case, func, or_, select
from sqlalchemy.sql.selectable import Subquery

from data_access import idea_bank, schema
from data_access.engine import reading
from data_access.idea_bank import IdeaFilter
from glossary import (
    ADOPTED_IDEA_STATES,
    BESIDE_THE_WAY,
    OPEN_IDEA_STATES,
    DepartmentPart,
    IdeaOrigin,
    IdeaOutcome,
    IdeaState,
    ProjectState,
    SubjectKind,
    WorkStep,
)
from permissions import Permission, Person, require
from working_time import local, utc

idea, link, project = schema.idea, schema.policy_link, schema.project

# Figure → the states its ideas are in.
MEASURES: dict[str, tuple[IdeaState, ...]] = {
    "ideas": tuple(IdeaState),
    "open": OPEN_IDEA_STATES,
    "adopted": ADOPTED_IDEA_STATES,
    "concluded": (*ADOPTED_IDEA_STATES, *BESIDE_THE_WAY),
    "set_aside": BESIDE_THE_WAY,
    "taken_up": (IdeaState.CONVERTED, IdeaState.EFFECTIVE),
    "unconverted": (*OPEN_IDEA_STATES, IdeaState.BANKED),
    **{state.value: (state,) for state in IdeaState},
}
DIMENSIONS = ("origin", "state", "outcome", "category", "township")
# Steps of the history that change where an idea stands.
MOVES = (WorkStep.CREATED, WorkStep.MOVED, WorkStep.MOVED_BACK)


@dataclass(frozen=True)
class IdeaScope:
    """Which ideas; an empty tuple does not narrow."""

    years: tuple[int, ...] = ()  # raised in, by the calendar of 枣阳
    categories: tuple[str, ...] = ()  # first level
    townships: tuple[str, ...] = ()


def years(engine: Engine, *, by: Person) -> tuple[int, ...]:
    """The years from the first idea to the latest, the latest first. Raises: NotPermitted."""
    query = select(func.min(idea.c.created_at), func.max(idea.c.created_at)).where(*_conditions(IdeaScope(), by))
    with reading(engine) as connection:
        first, last = connection.execute(query).one()
    return () if first is None else tuple(range(local(last).year, local(first).year - 1, -1))


def counts(engine: Engine, *, by: Person, asked: IdeaScope, dimension: str | None = None) -> pd.DataFrame:
    """Ideas per measure, over all (one row) or by origin, category (first level) or township.

    By township an idea with several counts in each of them, one with none under None.

    Columns: code (of the dimension, None where there is none) if asked for, those of MEASURES, with_policy (adopted
    ideas that a policy document took up). Raises: NotPermitted.
    """
    standing = _standing(asked, by)
    policy = standing.c.outcome.in_([IdeaOutcome.POLICY.value, IdeaOutcome.BOTH.value])
    counted = {name: standing.c.state.in_([state.value for state in states]) for name, states in MEASURES.items()}
    counted["with_policy"] = and_(counted["adopted"], policy)
    columns = [func.count().filter(condition).label(name) for name, condition in counted.items()]
    if dimension is None:
        return _read(engine, select(*columns).select_from(standing))
    code, joined = _by(standing, dimension)
    query = select(code.label("code"), *columns).select_from(joined)
    if dimension == "township" and asked.townships:
        query = query.where(code.in_(asked.townships))
    found = _read(engine, query.group_by(code).order_by(code.is_(None), code))
    return found.assign(code=found["code"].astype(object).where(found["code"].notna(), None))


def paths(engine: Engine, *, by: Person, asked: IdeaScope) -> pd.DataFrame:
    """Ideas by who raised them, where they stand and what took them up.

    Columns: origin, state, outcome, count. Raises: NotPermitted.
    """
    standing = _standing(asked, by)
    groups = [standing.c[name] for name in ("origin", "state", "outcome")]
    return _read(engine, select(*groups, func.count().label("count")).group_by(*groups).order_by(*groups))


def source_counts(engine: Engine, *, by: Person, asked: IdeaScope) -> dict[str, int]:
    """Different suggestions behind the ideas and what was merged into them: ideas (all of them), citizens, leader.

    A suggestion behind ideas of both origins counts in both. Raises: NotPermitted.
    """
    source, member, standing = schema.idea_source, idea.alias("member"), _standing(asked, by)
    joined = source.join(member, member.c.id == source.c.idea_id).join(standing, standing.c.id == member.c.main_id)
    each = {"ideas": source.c.suggestion_id} | {
        origin.value: case((standing.c.origin == origin.value, source.c.suggestion_id)) for origin in IdeaOrigin
    }
    columns = [func.count(column.distinct()).label(name) for name, column in each.items()]
    query = select(*columns).select_from(joined).where(source.c.removed_at.is_(None))
    with reading(engine) as connection:
        return dict(connection.execute(query).one()._mapping)


def stays(engine: Engine, *, by: Person, asked: IdeaScope, as_of: date) -> pd.DataFrame:
    """Every stay of an idea in a state, those that go on counted to `as_of`.

    Columns: state, days (calendar days in 枣阳, ≥ 0), finished (bool: it left the state). Raises: NotPermitted.
    """
    chosen = _conditions(asked, by)
    history = schema.work_history
    ended_at = func.lead(history.c.at, type_=DateTime).over(
        partition_by=history.c.subject_id, order_by=history.c.sequence
    )
    moves = select(history.c.to_state.label("state"), history.c.at.label("began_at"), ended_at.label("ended_at")).where(
        history.c.subject_kind == SubjectKind.IDEA.value,
        history.c.step.in_([step.value for step in MOVES]),
        history.c.to_state.is_not(None),
        history.c.subject_id.in_(select(idea.c.id).where(*chosen)),
    )
    moves = moves.subquery("moves")
    with reading(engine) as connection:
        left = connection.execute(select(moves).where(moves.c.ended_at.is_not(None))).all()
        going_on = connection.execute(select(idea.c.state, idea.c.state_since).where(*chosen)).all()
    rows = [(state, max(0, (local(end).date() - local(began).date()).days), True) for state, began, end in left]
    rows += [(state, max(0, (as_of - local(since).date()).days), False) for state, since in going_on]
    return pd.DataFrame(rows, columns=["state", "days", "finished"]).astype({"days": "int64", "finished": bool})


def listed(
    engine: Engine,
    *,
    by: Person,
    asked: IdeaScope,
    measure: str,
    group: tuple[tuple[str, str | None], ...] = (),
    limit: int = 500,
) -> pd.DataFrame:
    """The ideas behind one figure, those longest in their state first; `group`: dimension and code, see DIMENSIONS.

    Columns: number, title, state, state_since (UTC), origin, category_code, lead_code (or None), total (of the figure,
    on every row). Raises: NotPermitted.
    """
    standing, part = _standing(asked, by), schema.idea_department
    leads = and_(part.c.idea_id == standing.c.id, part.c.part == DepartmentPart.LEAD.value)
    names = ("number", "title", "state", "state_since", "origin", "category_code")
    columns = [*(standing.c[name] for name in names), part.c.department_code.label("lead_code")]
    query = select(*columns, func.count().over().label("total")).select_from(standing.outerjoin(part, leads))
    query = query.where(standing.c.state.in_([state.value for state in MEASURES[measure]]))
    for dimension, code in group:
        query = query.where(_is(standing, dimension, code))
    return _read(engine, query.order_by(standing.c.state_since, standing.c.id).limit(limit))


def _standing(asked: IdeaScope, by: Person) -> Subquery:
    """One row per counted idea with what it is counted by."""
    category = schema.category
    parent = select(category.c.parent_code).where(category.c.code == idea.c.category_code).scalar_subquery()
    names = ("id", "number", "title", "state", "state_since", "origin", "category_code")
    columns = [
        *(idea.c[name] for name in names),
        func.coalesce(parent, idea.c.category_code).label("category"),
        _outcome().label("outcome"),
    ]
    return select(*columns).where(*_conditions(asked, by)).subquery("standing")


def _conditions(asked: IdeaScope, by: Person) -> list[ColumnElement[bool]]:
    require(by, Permission.READ_IDEAS, "查看金点子成效")
    narrowed = IdeaFilter(categories=asked.categories, townships=asked.townships)
    spans = [
        and_(idea.c.created_at >= utc(datetime(year, 1, 1)), idea.c.created_at < utc(datetime(year + 1, 1, 1)))
        for year in asked.years
    ]
    return [*idea_bank.conditions(narrowed, by), *([or_(*spans)] if spans else [])]


def _outcome() -> ColumnElement[str]:
    """Policy, project, both or none: what was linked to the idea or to what was merged into it, and not given up."""
    member = idea.alias("member")
    group = select(member.c.id).where(member.c.main_id == idea.c.id).correlate(idea)
    in_policy = select(link.c.id).where(link.c.idea_id.in_(group), link.c.removed_at.is_(None)).exists()
    live = project.c.state != ProjectState.WITHDRAWN.value
    in_project = select(project.c.id).where(project.c.idea_id.in_(group), live).exists()
    is_adopted = idea.c.state.in_([state.value for state in ADOPTED_IDEA_STATES])
    return case(
        (~is_adopted, IdeaOutcome.NONE.value),
        (and_(in_policy, in_project), IdeaOutcome.BOTH.value),
        (in_policy, IdeaOutcome.POLICY.value),
        (in_project, IdeaOutcome.PROJECT.value),
        else_=IdeaOutcome.NONE.value,
    )


def _by(standing: Subquery, dimension: str):
    """The column of a dimension and what to select it from."""
    if dimension != "township":
        return standing.c[dimension], standing
    lies = schema.idea_township
    return lies.c.township_code, standing.outerjoin(lies, lies.c.idea_id == standing.c.id)


def _is(standing: Subquery, dimension: str, code: str | None) -> ColumnElement[bool]:
    if dimension != "township":
        return standing.c[dimension].is_(None) if code is None else standing.c[dimension] == code
    lies = schema.idea_township
    if code is None:
        return standing.c.id.not_in(select(lies.c.idea_id))
    return standing.c.id.in_(select(lies.c.idea_id).where(lies.c.township_code == code))


def _read(engine: Engine, query: Select) -> pd.DataFrame:
    with reading(engine) as connection:
        return pd.DataFrame(connection.execute(query).all(), columns=[column.name for column in query.selected_columns])
