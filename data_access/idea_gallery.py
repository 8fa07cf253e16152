"""The adopted ideas with all that a gallery shows of them, in a fixed number of statements."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, Engine, Select, case, func, select

from data_access import idea_bank, schema
from data_access.engine import reading
from data_access.file_types import PHOTOS
from data_access.idea_bank import IdeaFilter
from glossary import ADOPTED_IDEA_STATES, DepartmentPart, IdeaOrigin, IdeaState, ProjectState, SubjectKind
from permissions import Permission, Person, require

idea = schema.idea
ORDER = (IdeaState.EFFECTIVE, IdeaState.CONVERTED, IdeaState.BANKED)


@dataclass(frozen=True)
class TakenUpBy:
    """A policy document that took an idea up, or a project it became."""

    title: str
    number: str  # document number, or XM-2025-0001
    on: date  # issued, or established
    state: ProjectState | None  # None: a policy document
    department: str | None  # who issued it
    taken: str  # what of the idea the document took up; empty for a project


@dataclass(frozen=True)
class AdoptedIdea:
    """One idea in 入库, 转化 or 见效 as people read it, names instead of codes."""

    number: str
    title: str
    state: IdeaState
    state_since: datetime  # UTC
    banked_on: date | None
    origin: IdeaOrigin
    category: str | None  # first level
    problem: str
    proposal: str
    effect: str
    lead: str | None
    supporting: tuple[str, ...]
    townships: tuple[str, ...]
    suggestions: int
    citizens: int  # different people behind them; whoever is not known counts as one
    taken_up_by: tuple[TakenUpBy, ...]  # policy documents, then projects, the first one first
    photo: str | None  # token of its first photo


def adopted_ideas(
    engine: Engine, *, by: Person, categories: tuple[str, ...] = (), townships: tuple[str, ...] = ()
) -> tuple[AdoptedIdea, ...]:
    """Adopted ideas of first-level categories and townships (empty: all): 见效 first, then 转化, then 入库.

    Within a state the first banked first. Raises: NotPermitted.
    """
    require(by, Permission.READ_IDEAS, "查看金点子展示")
    states = tuple(state.value for state in ADOPTED_IDEA_STATES)
    asked = IdeaFilter(states=states, categories=categories, townships=townships)
    conditions = idea_bank.conditions(asked, by)
    chosen = select(idea.c.id).where(*conditions)
    with reading(engine) as connection:
        rows = connection.execute(_heads().where(*conditions)).all()
        names = _grouped(connection, _townships(chosen))
        parts = _grouped(connection, _departments(chosen))
        people = _grouped(connection, _people(chosen))
        documents = _grouped(connection, _policies(chosen))
        projects = _grouped(connection, _projects(chosen))
        photos = _grouped(connection, _photos(chosen))
    return tuple(
        AdoptedIdea(
            **_head(row),
            **_parts(parts[row.id]),
            townships=tuple(name for (name,) in names[row.id]),
            suggestions=people[row.id][0][0] if row.id in people else 0,
            citizens=people[row.id][0][1] if row.id in people else 0,
            taken_up_by=(
                *(_policy(each) for each in documents[row.id]),
                *(_project(each) for each in projects[row.id]),
            ),
            photo=photos[row.id][0][0] if row.id in photos else None,
        )
        for row in rows
    )


def _heads() -> Select:
    version, category, parent = schema.idea_version, schema.category, schema.category.alias("parent")
    place = case({state.value: position for position, state in enumerate(ORDER)}, value=idea.c.state)
    names = ("id", "number", "title", "state", "state_since", "banked_on", "origin", "effect")
    columns = [
        *(idea.c[name] for name in names),
        func.coalesce(parent.c.name, category.c.name).label("category"),
        version.c.problem,
        version.c.proposal,
    ]
    current = (version.c.idea_id == idea.c.id) & (version.c.sequence == idea.c.text_sequence)
    joined = idea.join(version, current).outerjoin(category, category.c.code == idea.c.category_code)
    joined = joined.outerjoin(parent, parent.c.code == category.c.parent_code)
    return select(*columns).select_from(joined).order_by(place, idea.c.banked_on.is_(None), idea.c.banked_on, idea.c.id)


def _head(row) -> dict:
    values = row._asdict()
    del values["id"]
    return values | {"state": IdeaState(row.state), "origin": IdeaOrigin(row.origin)}


def _grouped(connection: Connection, query: Select) -> defaultdict[int, list[tuple]]:
    """Idea id, the first column → the rest of its rows."""
    found = defaultdict(list)
    for idea_id, *rest in connection.execute(query):
        found[idea_id].append(tuple(rest))
    return found


def _townships(chosen: Select) -> Select:
    lies, township = schema.idea_township, schema.township
    joined = lies.join(township, township.c.code == lies.c.township_code)
    query = select(lies.c.idea_id, township.c.name).select_from(joined).where(lies.c.idea_id.in_(chosen))
    return query.order_by(township.c.position, township.c.code)


def _departments(chosen: Select) -> Select:
    part, department = schema.idea_department, schema.department
    joined = part.join(department, department.c.code == part.c.department_code)
    query = select(part.c.idea_id, part.c.part, department.c.name).select_from(joined)
    return query.where(part.c.idea_id.in_(chosen)).order_by(department.c.position, department.c.code)


def _parts(found: list[tuple]) -> dict:
    leads = [name for part, name in found if part == DepartmentPart.LEAD.value]
    supporting = tuple(name for part, name in found if part == DepartmentPart.SUPPORTING.value)
    return {"lead": leads[0] if leads else None, "supporting": supporting}


def _people(chosen: Select) -> Select:
    """Suggestions behind each idea and what was merged into it, and the different people who wrote them."""
    source, member, person = schema.idea_source, idea.alias("member"), schema.personal_data
    unknown = "suggestion " + source.c.suggestion_id.cast(person.c.person_key.type)
    joined = source.join(member, member.c.id == source.c.idea_id)
    joined = joined.outerjoin(person, person.c.suggestion_id == source.c.suggestion_id)
    counts = [
        func.count(source.c.suggestion_id.distinct()),
        func.count(func.coalesce(person.c.person_key, unknown).distinct()),
    ]
    query = select(member.c.main_id, *counts).select_from(joined)
    return query.where(member.c.main_id.in_(chosen), source.c.removed_at.is_(None)).group_by(member.c.main_id)


def _policies(chosen: Select) -> Select:
    link, department, member = schema.policy_link, schema.department, idea.alias("member")
    joined = link.join(member, member.c.id == link.c.idea_id)
    joined = joined.join(department, department.c.code == link.c.department_code)
    names = ("title", "document_number", "issued_on", "taken")
    query = select(member.c.main_id, *(link.c[name] for name in names), department.c.name).select_from(joined)
    query = query.where(member.c.main_id.in_(chosen), link.c.removed_at.is_(None))
    return query.order_by(link.c.issued_on, link.c.id)


def _policy(found: tuple) -> TakenUpBy:
    title, number, on, taken, department = found
    return TakenUpBy(title=title, number=number, on=on, state=None, department=department, taken=taken)


def _projects(chosen: Select) -> Select:
    project, member = schema.project, idea.alias("member")
    names = ("title", "number", "established_on", "state")
    query = select(member.c.main_id, *(project.c[name] for name in names))
    query = query.select_from(project.join(member, member.c.id == project.c.idea_id))
    query = query.where(member.c.main_id.in_(chosen), project.c.state != ProjectState.WITHDRAWN.value)
    return query.order_by(project.c.established_on, project.c.id)


def _project(found: tuple) -> TakenUpBy:
    title, number, on, state = found
    return TakenUpBy(title=title, number=number, on=on, state=ProjectState(state), department=None, taken="")


def _photos(chosen: Select) -> Select:
    kept, member = schema.attachment, idea.alias("member")
    query = select(member.c.main_id, kept.c.token).select_from(kept.join(member, member.c.id == kept.c.subject_id))
    is_photo = kept.c.media_type.in_(PHOTOS)
    query = query.where(kept.c.subject_kind == SubjectKind.IDEA.value, kept.c.removed_at.is_(None), is_photo)
    return query.where(member.c.main_id.in_(chosen)).order_by(kept.c.id)
