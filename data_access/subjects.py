"""An idea or a project, whichever it is: what comments, attachments and milestones hang on."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Table, and_, or_, select

from data_access import ideas, projects, schema
from data_access.ideas import NoSuchIdea
from data_access.projects import NoSuchProject
from glossary import SubjectKind
from permissions import NotPermitted, Person

READABLE = {
    SubjectKind.IDEA: (schema.idea, ideas.readable, NoSuchIdea),
    SubjectKind.PROJECT: (schema.project, projects.readable, NoSuchProject),
}


@dataclass(frozen=True)
class Subject:
    """Which idea or project."""

    kind: SubjectKind
    id: int
    number: str
    title: str


def find(
    connection: Connection,
    *,
    kind: SubjectKind,
    by: Person,
    number: str | None = None,
    subject_id: int | None = None,
    lock: bool = False,
) -> Subject:
    """The subject by number or id, if this person may read it; with `lock`, held until the transaction ends.

    Raises: NotPermitted, NoSuchIdea, NoSuchProject.
    """
    table, readable, missing = READABLE[kind]
    chosen = table.c.number == number if number is not None else table.c.id == subject_id
    query = select(table.c.id, table.c.number, table.c.title).where(chosen, readable(by))
    row = connection.execute(query.with_for_update() if lock else query).first()
    if row is None:
        raise missing(f"没有这个{kind.label}，或不对您的身份开放，没有改动任何内容。请核对编号。")
    return Subject(kind, *row)


def is_readable(connection: Connection, *, kind: SubjectKind, subject_id: int, by: Person) -> bool:
    """Whether this person may read the subject, or the idea that stands for it since it was merged."""
    table, readable, _missing = READABLE[kind]
    ids = [subject_id]
    if kind is SubjectKind.IDEA:
        ids += connection.execute(select(table.c.main_id).where(table.c.id == subject_id)).scalars()
    try:
        return connection.execute(select(table.c.id).where(table.c.id.in_(ids), readable(by))).first() is not None
    except NotPermitted:
        return False


def belongs_to(table: Table, subject: Subject) -> ColumnElement[bool]:
    """Condition on a table of things that hang on subjects: this one, or an idea that was merged into it."""
    ids = table.c.subject_id == subject.id
    if subject.kind is SubjectKind.IDEA:
        merged = select(schema.idea.c.id).where(schema.idea.c.main_id == subject.id)
        ids = or_(ids, table.c.subject_id.in_(merged))
    return and_(table.c.subject_kind == subject.kind.value, ids)
