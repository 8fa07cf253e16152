"""Open steps of ideas and projects on the lists of the departments that take them, as long as the subject goes on."""

from collections.abc import Iterable
from datetime import datetime

from actions.to_do import ToDo, finish_to_dos, put_to_do
from data_access import milestones
from data_access.engine import Connection
from data_access.ideas import Idea
from data_access.milestones import Milestone, StoredMilestone
from data_access.projects import Project
from glossary import BESIDE_THE_WAY, Role, SubjectKind
from permissions import Person

__all__ = ["remind", "rest", "subject_of", "wake"]

WHERE = {
    SubjectKind.IDEA: ("pages/ideas/idea.py", "idea={}&part=answers"),
    SubjectKind.PROJECT: ("pages/ideas/project.py", "project={}&part=plan"),
}


def subject_of(milestone_id: int) -> str:
    """What the to-do about a step is about."""
    return f"milestone:{milestone_id}"


def remind(
    connection: Connection, subject: Idea | Project, milestone_id: int, what: Milestone, *, by: Person, at: datetime
) -> None:
    """The department's handlers find the step on their list with its day; without a department nobody does.

    Nobody either for an idea that is set aside: it is asked for when the idea goes on.
    """
    kind = SubjectKind.IDEA if isinstance(subject, Idea) else SubjectKind.PROJECT
    if what.department_code is None or subject.state in BESIDE_THE_WAY:
        finish_to_dos(connection, subject=subject_of(milestone_id), by_name=by.name, at=at)
        return
    page, query = WHERE[kind]
    asked = ToDo(
        what=f"节点：{what.title}（{kind.label}“{subject.title}”）"[:200],
        page=page,
        query=query.format(subject.number),
        subject=subject_of(milestone_id),
        role=Role.HANDLER,
        department_code=what.department_code,
        due_on=what.due_on,
    )
    put_to_do(connection, asked, at=at)


def rest(connection: Connection, subject: Idea | Project, *, by: Person, at: datetime) -> None:
    """The subject is set aside, archived or given up: nobody is asked for its steps any more."""
    for each in _waiting(connection, subject):
        finish_to_dos(connection, subject=subject_of(each.id), by_name=by.name, at=at)


def wake(connection: Connection, subject: Idea | Project, *, by: Person, at: datetime) -> None:
    """The subject goes on: its open steps are asked for again."""
    for each in _waiting(connection, subject):
        remind(connection, subject, each.id, each.what, by=by, at=at)


def _waiting(connection: Connection, subject: Idea | Project) -> Iterable[StoredMilestone]:
    kind = SubjectKind.IDEA if isinstance(subject, Idea) else SubjectKind.PROJECT
    found = milestones.of(connection, kind=kind, subject_id=subject.id)
    return [each for each in found if each.done_on is None and not each.is_removed]
