"""One idea at a time: who may read it, reading it locked inside a transaction, and changing it by version."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, Engine, select, true, update

from data_access import journal, schema
from data_access.engine import reading
from data_access.journal import Entry
from glossary import DepartmentPart, Gate, IdeaOrigin, IdeaState, SubjectKind
from permissions import NotPermitted, Permission, Person

idea = schema.idea


class NoSuchIdea(Exception):
    """No idea of this number that the person may read; the message is a sentence for the screen."""


class StaleIdea(Exception):
    """Somebody changed it first; the message is a sentence for the screen."""


@dataclass(frozen=True)
class Idea:
    """What an action needs to know about an idea before it changes it."""

    id: int
    number: str
    version: int
    text_sequence: int
    state: IdeaState
    gate: Gate
    origin: IdeaOrigin
    title: str
    category_code: str | None
    cost_yuan: int | None
    banked_on: date | None
    reserved_on: date | None
    merged_into_id: int | None
    main_id: int


def readable(by: Person) -> ColumnElement[bool]:
    """Condition on `idea` for the ideas this person may read.

    Raises: NotPermitted when there are none for this role.
    """
    if by.may(Permission.READ_IDEAS):
        return true()
    if not by.may(Permission.READ_OWN_DEPARTMENT_IDEAS):
        raise NotPermitted(f"您的身份“{by.role.label}”不能查看金点子。如确有需要，请联系系统管理员。")
    part = schema.idea_department
    return (
        select(part.c.idea_id)
        .where(part.c.idea_id == idea.c.id, part.c.department_code == (by.department_code or ""))
        .correlate(idea)
        .exists()
    )


def readable_id(engine: Engine, *, number: str, by: Person) -> int:
    """The id behind a number. Raises: NotPermitted, NoSuchIdea."""
    with reading(engine) as connection:
        found = connection.execute(select(idea.c.id).where(idea.c.number == number, readable(by))).scalar()
    if found is None:
        raise NoSuchIdea(f"没有编号为 {number} 的金点子，或不对您的身份开放。请核对编号。")
    return found


def lock(connection: Connection, *, number: str, by: Person, version: int | None = None) -> Idea:
    """The idea, held until the transaction ends; with `version`, only as the person saw it.

    Raises: NotPermitted, NoSuchIdea, StaleIdea.
    """
    columns = [idea.c[name] for name in Idea.__dataclass_fields__]
    row = connection.execute(select(*columns).where(idea.c.number == number, readable(by)).with_for_update()).first()
    if row is None:
        raise NoSuchIdea(f"没有编号为 {number} 的金点子，或不对您的身份开放，没有改动任何内容。请核对编号。")
    if version is not None and row.version != version:
        raise StaleIdea(f"{number} 刚刚被别人改过，您的操作没有执行。请看过新内容再决定。")
    terms = {"state": IdeaState(row.state), "gate": Gate(row.gate), "origin": IdeaOrigin(row.origin)}
    return Idea(**(row._asdict() | terms))


def change(connection: Connection, before: Idea, **values: object) -> int:
    """Write values and the next version; returns it."""
    done = connection.execute(
        update(idea)
        .where(idea.c.id == before.id, idea.c.version == before.version)
        .values(version=before.version + 1, **values)
    )
    if done.rowcount != 1:
        raise StaleIdea(f"{before.number} 刚刚被别人改过，您的操作没有执行。请看过新内容再决定。")
    return before.version + 1


def note(connection: Connection, idea_id: int, entry: Entry, *, by: Person, at: datetime) -> int:
    """One row of an idea's history; the transaction holds the idea. Returns its sequence."""
    return journal.append(connection, kind=SubjectKind.IDEA, subject_id=idea_id, entry=entry, by=by, at=at)


def department_parts(connection: Connection, idea_id: int) -> dict[str, DepartmentPart]:
    """Department code → 主责 or 配合."""
    part = schema.idea_department
    query = select(part.c.department_code, part.c.part).where(part.c.idea_id == idea_id)
    return {row.department_code: DepartmentPart(row.part) for row in connection.execute(query)}


def merged_ids(engine: Engine, *, idea_id: int) -> tuple[int, ...]:
    """The idea and every idea that was merged into it, directly or through others."""
    with reading(engine) as connection:
        return tuple(
            connection.execute(select(idea.c.id).where(idea.c.main_id == idea_id).order_by(idea.c.id)).scalars()
        )
