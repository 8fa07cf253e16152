"""One project at a time: who may read it, reading it locked inside a transaction, and changing it by version."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, select, true, update

from data_access import journal, schema
from data_access.journal import Entry
from glossary import ProjectState, SubjectKind
from permissions import NotPermitted, Permission, Person

project = schema.project


class NoSuchProject(Exception):
    """No project of this number that the person may read; the message is a sentence for the screen."""


class StaleProject(Exception):
    """Somebody changed it first; the message is a sentence for the screen."""


@dataclass(frozen=True)
class Project:
    """What an action needs to know about a project before it changes it."""

    id: int
    number: str
    version: int
    state: ProjectState
    state_since: datetime
    title: str
    summary: str
    category_code: str | None
    township_code: str | None
    budget_yuan: int | None
    established_on: date
    effect: str
    idea_id: int | None
    suggestion_id: int | None


def readable(by: Person) -> ColumnElement[bool]:
    """Condition on `project` for the projects this person may read.

    Raises: NotPermitted when there are none for this role.
    """
    if by.may(Permission.READ_IDEAS):
        return true()
    if not by.may(Permission.READ_OWN_DEPARTMENT_IDEAS):
        raise NotPermitted(f"您的身份“{by.role.label}”不能查看转化项目。如确有需要，请联系系统管理员。")
    part = schema.project_department
    return (
        select(part.c.project_id)
        .where(part.c.project_id == project.c.id, part.c.department_code == (by.department_code or ""))
        .correlate(project)
        .exists()
    )


def lock(connection: Connection, *, number: str, by: Person, version: int | None = None) -> Project:
    """The project, held until the transaction ends; with `version`, only as the person saw it.

    Raises: NotPermitted, NoSuchProject, StaleProject.
    """
    columns = [project.c[name] for name in Project.__dataclass_fields__]
    query = select(*columns).where(project.c.number == number, readable(by)).with_for_update()
    row = connection.execute(query).first()
    if row is None:
        raise NoSuchProject(f"没有编号为 {number} 的项目，或不对您的身份开放，没有改动任何内容。请核对编号。")
    if version is not None and row.version != version:
        raise StaleProject(f"{number} 刚刚被别人改过，您的操作没有执行。请看过新内容再决定。")
    return Project(**(row._asdict() | {"state": ProjectState(row.state)}))


def change(connection: Connection, before: Project, **values: object) -> int:
    """Write values and the next version; returns it."""
    chosen = update(project).where(project.c.id == before.id, project.c.version == before.version)
    if connection.execute(chosen.values(version=before.version + 1, **values)).rowcount != 1:
        raise StaleProject(f"{before.number} 刚刚被别人改过，您的操作没有执行。请看过新内容再决定。")
    return before.version + 1


def note(connection: Connection, project_id: int, entry: Entry, *, by: Person, at: datetime) -> int:
    """One row of a project's history; the transaction holds the project. Returns its sequence."""
    return journal.append(connection, kind=SubjectKind.PROJECT, subject_id=project_id, entry=entry, by=by, at=at)
