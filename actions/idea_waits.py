"""What departments owe an idea: asked for while it goes on, not while it is set aside or part of another."""

from dataclasses import replace
from datetime import datetime

from actions import milestone_to_dos
from actions.idea_words import PAGE
from actions.to_do import ToDo, add_to_do, finish_to_dos
from data_access import idea_answers, ideas
from data_access.engine import Connection
from data_access.ideas import Idea
from glossary import BESIDE_THE_WAY, DepartmentPart, IdeaState, Role
from permissions import Person

__all__ = ["answer_subject", "ask_for_answer", "follow", "rest", "wake"]


def answer_subject(idea_id: int, department_code: str) -> str:
    """The to-do that a department owes an idea its answer."""
    return f"idea:{idea_id}:answer:{department_code}"


def ask_for_answer(
    connection: Connection, idea: Idea, department_code: str, part: DepartmentPart, *, at: datetime
) -> None:
    """The department's handlers find it on their list; nobody does while the idea is set aside."""
    if idea.state in BESIDE_THE_WAY:
        return
    asked = ToDo(
        what=f"请答题（{part.label}）：{idea.title}"[:200],
        page=PAGE,
        query=f"idea={idea.number}",
        subject=answer_subject(idea.id, department_code),
        role=Role.HANDLER,
        department_code=department_code,
    )
    add_to_do(connection, asked, at=at)


def follow(connection: Connection, idea: Idea, to: IdeaState, *, by: Person, at: datetime) -> None:
    """An idea set aside asks departments for nothing; one that goes on asks again for what is still owed."""
    if idea.state not in BESIDE_THE_WAY and to in BESIDE_THE_WAY:
        rest(connection, idea, by=by, at=at)
    elif idea.state in BESIDE_THE_WAY and to not in BESIDE_THE_WAY:
        wake(connection, replace(idea, state=to), by=by, at=at)


def rest(connection: Connection, idea: Idea, *, by: Person, at: datetime) -> None:
    """Take answers and steps off the lists of the departments."""
    for code in ideas.department_parts(connection, idea.id):
        finish_to_dos(connection, subject=answer_subject(idea.id, code), by_name=by.name, at=at)
    milestone_to_dos.rest(connection, idea, by=by, at=at)


def wake(connection: Connection, idea: Idea, *, by: Person, at: datetime) -> None:
    """Put open steps back on the lists, and the answers of departments that never gave one."""
    answered = idea_answers.answered(connection, idea_id=idea.id)
    for code, part in ideas.department_parts(connection, idea.id).items():
        if code not in answered:
            ask_for_answer(connection, idea, code, part, at=at)
    milestone_to_dos.wake(connection, idea, by=by, at=at)
