"""Planned steps of ideas and projects; written inside the transaction that holds the subject."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

import pandas as pd
from sqlalchemy import Connection, Engine, select, update

from data_access import schema, subjects
from data_access.engine import reading
from glossary import SubjectKind
from permissions import Person

table = schema.milestone
COLUMNS = ("id", "title", "department_code", "due_on", "done_on", "note")


@dataclass(frozen=True)
class Milestone:
    """One planned step; `department_code` None: nobody in particular."""

    title: str
    due_on: date
    department_code: str | None = None
    note: str = ""


@dataclass(frozen=True)
class StoredMilestone:
    """A step as it stands."""

    id: int
    what: Milestone
    done_on: date | None
    is_removed: bool


def of(connection: Connection, *, kind: SubjectKind, subject_id: int) -> list[StoredMilestone]:
    """Every step of a subject, removed ones included, in order of due date."""
    query = select(*(table.c[name] for name in COLUMNS), table.c.removed_at).where(*_its(kind, subject_id))
    return [
        StoredMilestone(
            row.id,
            Milestone(row.title, row.due_on, row.department_code, row.note),
            row.done_on,
            row.removed_at is not None,
        )
        for row in connection.execute(query.order_by(table.c.due_on, table.c.id))
    ]


def departments_at_work(connection: Connection, *, kind: SubjectKind, subject_id: int) -> set[str]:
    """Departments that still have a step of this subject to do."""
    still_open = (table.c.done_on.is_(None), table.c.removed_at.is_(None), table.c.department_code.is_not(None))
    query = select(table.c.department_code).where(*_its(kind, subject_id), *still_open)
    return set(connection.execute(query).scalars())


def put(
    connection: Connection, what: Milestone, *, kind: SubjectKind, subject_id: int, milestone_id: int | None
) -> int:
    """A new step, or other values for one that is there; returns its id."""
    if milestone_id is not None:
        connection.execute(update(table).where(table.c.id == milestone_id).values(asdict(what)))
        return milestone_id
    row = {"subject_kind": kind.value, "subject_id": subject_id, **asdict(what)}
    return connection.execute(table.insert().values(row)).inserted_primary_key[0]


def finish(connection: Connection, milestone_id: int, *, done_on: date | None) -> None:
    """The step was done that day; None: not done after all."""
    connection.execute(update(table).where(table.c.id == milestone_id).values(done_on=done_on))


def remove(connection: Connection, milestone_id: int, *, at: datetime) -> None:
    """No longer planned; the row stays."""
    connection.execute(update(table).where(table.c.id == milestone_id).values(removed_at=at))


def planned(engine: Engine, *, kind: SubjectKind, number: str, by: Person) -> pd.DataFrame:
    """The steps of an idea or a project that are planned or done, in order of due date.

    Columns: id, title, department_code (or None), due_on, done_on (date or None), note.
    Raises: NotPermitted, NoSuchIdea, NoSuchProject.
    """
    with reading(engine) as connection:
        subject = subjects.find(connection, kind=kind, number=number, by=by)
        return frame(connection, kind=kind, subject_id=subject.id)


def frame(connection: Connection, *, kind: SubjectKind, subject_id: int) -> pd.DataFrame:
    """The same for a subject the caller has found."""
    query = select(*(table.c[name] for name in COLUMNS)).where(*_its(kind, subject_id), table.c.removed_at.is_(None))
    rows = connection.execute(query.order_by(table.c.due_on, table.c.id)).all()
    found = pd.DataFrame(rows, columns=list(COLUMNS))
    empty = {
        name: found[name].astype(object).where(found[name].notna(), None) for name in ("done_on", "department_code")
    }
    return found.assign(**empty)


def _its(kind: SubjectKind, subject_id: int) -> tuple:
    return (table.c.subject_kind == kind.value, table.c.subject_id == subject_id)
