"""金点子库: the ideas of a filter as a board and as a table, and one idea's head. Merged-away ideas are left out."""

from dataclasses import dataclass

import pandas as pd
from sqlalchemy import ColumnElement, Engine, Select, func, or_, select

from data_access import schema
from data_access.engine import reading
from data_access.ideas import readable
from glossary import DepartmentPart, InvitationState
from permissions import Person

idea = schema.idea
HEAD = (
    "id",
    "number",
    "version",
    "text_sequence",
    "state",
    "state_since",
    "origin",
    "proposer_name",
    "title",
    "category_code",
    "cost_yuan",
    "gate",
    "banked_on",
    "reserved_on",
    "effect",
    "created_at",
    "created_by_name",
)
CARD = ("number", "version", "title", "state", "state_since", "origin", "gate", "category_code", "reserved_on")


@dataclass(frozen=True)
class IdeaFilter:
    """Which ideas: empty lists do not narrow. `numbers`: only these, such as what a search found."""

    states: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()  # first level
    townships: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    numbers: tuple[str, ...] | None = None


def conditions(asked: IdeaFilter, by: Person) -> list[ColumnElement[bool]]:
    """The ideas of a filter that this person may read. Raises: NotPermitted."""
    township, part, category = schema.idea_township, schema.idea_department, schema.category
    chosen = [readable(by), idea.c.merged_into_id.is_(None)]
    if asked.states:
        chosen.append(idea.c.state.in_(asked.states))
    if asked.origins:
        chosen.append(idea.c.origin.in_(asked.origins))
    if asked.categories:
        below = select(category.c.code).where(category.c.parent_code.in_(asked.categories))
        chosen.append(or_(idea.c.category_code.in_(asked.categories), idea.c.category_code.in_(below)))
    if asked.townships:
        lying = select(township.c.idea_id).where(township.c.township_code.in_(asked.townships))
        chosen.append(idea.c.id.in_(lying))
    if asked.departments:
        answering = select(part.c.idea_id).where(part.c.department_code.in_(asked.departments))
        chosen.append(idea.c.id.in_(answering))
    if asked.numbers is not None:
        chosen.append(idea.c.number.in_(asked.numbers))
    return chosen


def counted(listed) -> dict[str, ColumnElement]:
    """What hangs on a listed idea and on what was merged into it, counted for the listed ones only."""
    other = idea.alias("other")
    group = select(other.c.id).where(other.c.main_id == listed.c.id).correlate(listed)
    source, opinion, invitation = schema.idea_source, schema.opinion, schema.invitation
    part, version = schema.idea_department, schema.idea_version
    sources = select(func.count(source.c.suggestion_id.distinct())).where(
        source.c.idea_id.in_(group), source.c.removed_at.is_(None)
    )
    opinions = select(func.count(opinion.c.id)).where(opinion.c.idea_id.in_(group))
    waiting = select(func.count(invitation.c.id)).where(
        invitation.c.idea_id.in_(group), invitation.c.state == InvitationState.INVITED.value
    )
    lead = select(part.c.department_code).where(part.c.idea_id == listed.c.id, part.c.part == DepartmentPart.LEAD.value)
    unsettled = select(func.count(version.c.sequence)).where(
        version.c.idea_id == listed.c.id, version.c.set_aside, version.c.settled_at.is_(None)
    )
    return {
        "sources": sources.correlate(listed).scalar_subquery(),
        "opinions": opinions.correlate(listed).scalar_subquery(),
        "waiting": waiting.correlate(listed).scalar_subquery(),
        "lead": lead.correlate(listed).scalar_subquery(),
        "unsettled": unsettled.correlate(listed).scalar_subquery(),
    }


def state_counts(engine: Engine, *, by: Person, asked: IdeaFilter) -> dict[str, int]:
    """State → how many ideas of the filter, states without any left out."""
    query = select(idea.c.state, func.count()).where(*conditions(asked, by)).group_by(idea.c.state)
    with reading(engine) as connection:
        return {state: count for state, count in connection.execute(query)}


def cards(engine: Engine, *, by: Person, asked: IdeaFilter, per_state: int) -> pd.DataFrame:
    """The ideas longest in each state, at most `per_state` of each, in order of state and how long.

    Columns: number, version, title, state, state_since (UTC), origin, gate, category_code, reserved_on (date or None),
    sources, opinions, waiting (open invitations), lead (department code or None), unsettled (texts set aside).
    """
    place = func.row_number().over(partition_by=idea.c.state, order_by=(idea.c.state_since, idea.c.id))
    numbered = select(idea.c.id, *(idea.c[name] for name in CARD), place.label("place")).where(*conditions(asked, by))
    listed = numbered.subquery()
    query = _with_counts(listed, CARD).where(listed.c.place <= per_state)
    return _frame(engine, query.order_by(listed.c.state, listed.c.place))


def listed_ideas(engine: Engine, *, by: Person, asked: IdeaFilter, limit: int, offset: int = 0) -> pd.DataFrame:
    """The ideas of a filter as a table, latest change of state first.

    Columns: those of `cards`, then cost_yuan and created_at (UTC).
    """
    names = (*CARD, "cost_yuan", "created_at")
    query = select(idea.c.id, *(idea.c[name] for name in names)).where(*conditions(asked, by))
    listed = query.order_by(idea.c.state_since.desc(), idea.c.id.desc()).limit(limit).offset(offset).subquery()
    return _frame(engine, _with_counts(listed, names).order_by(listed.c.state_since.desc(), listed.c.id.desc()))


def _with_counts(listed, names: tuple[str, ...]) -> Select:
    counts = counted(listed)
    return select(*(listed.c[name] for name in names), *(count.label(name) for name, count in counts.items()))


def _frame(engine: Engine, query: Select) -> pd.DataFrame:
    with reading(engine) as connection:
        return pd.DataFrame(connection.execute(query).all(), columns=[column.name for column in query.selected_columns])


def head(engine: Engine, *, number: str, by: Person) -> pd.Series | None:
    """One idea's row, also of one merged away; None when there is none this person may read.

    Index: id, number, version, text_sequence, state, state_since (UTC), origin, proposer_name, title, category_code,
    cost_yuan, gate, banked_on, reserved_on, effect, created_at (UTC), created_by_name, merged_into (number or None),
    sources, opinions, waiting, lead, unsettled as in `cards`.
    """
    main = idea.alias("main")
    merged = select(main.c.number).where(main.c.id == idea.c.merged_into_id).scalar_subquery()
    columns = [*(idea.c[name] for name in HEAD), merged.label("merged_into")]
    listed = select(*columns).where(idea.c.number == number, readable(by)).subquery()
    found = _frame(engine, _with_counts(listed, (*HEAD, "merged_into")))
    return None if found.empty else found.astype(object).iloc[0]


def merged_ideas(engine: Engine, *, idea_id: int) -> pd.DataFrame:
    """What was merged into an idea directly. Columns: id, number, title, created_by_name, proposer_name."""
    names = ("id", "number", "title", "created_by_name", "proposer_name")
    query = select(*(idea.c[name] for name in names)).where(idea.c.merged_into_id == idea_id).order_by(idea.c.id)
    return _frame(engine, query)


def names_of_open(engine: Engine, *, by: Person) -> dict[str, str]:
    """Number → title of every idea that is not merged away, the latest first: to choose one from."""
    query = select(idea.c.number, idea.c.title).where(*conditions(IdeaFilter(), by)).order_by(idea.c.id.desc())
    with reading(engine) as connection:
        return dict(connection.execute(query).all())
