"""入库 → 转化 and back: what takes an idea up or lets it go moves it in the same transaction."""

from datetime import datetime

from actions.ideas import moved
from data_access import idea_facts, ideas, project_parts
from data_access.engine import Connection
from data_access.ideas import Idea
from data_access.journal import Entry
from glossary import DepartmentPart, IdeaState, WorkStep
from permissions import Person


def lead_of(connection: Connection, idea: Idea) -> str | None:
    """The idea's lead department."""
    parts = ideas.department_parts(connection, idea.id)
    return next((code for code, part in parts.items() if part is DepartmentPart.LEAD), None)


def name_lead(connection: Connection, idea: Idea, lead: str, *, by: Person, at: datetime) -> None:
    """Give an idea that has none its lead department, and say so in its history."""
    before = ideas.department_parts(connection, idea.id)
    project_parts.name_idea_lead(connection, idea_id=idea.id, department_code=lead)
    after = before | {lead: DepartmentPart.LEAD}
    details = {
        name: {code: part.value for code, part in parts.items()}
        for name, parts in (("before", before), ("after", after))
    }
    entry = Entry(WorkStep.DEPARTMENTS_SET, details=details)
    ideas.note(connection, idea.id, entry, by=by, at=at)


def taken_up(connection: Connection, idea: Idea, entry: Entry, *, by: Person, at: datetime) -> int:
    """What took the idea up is stored: say so in its history, and 入库 becomes 转化. Returns the idea's version.

    Raises: WrongMove when the idea lacks something for 转化.
    """
    ideas.note(connection, idea.id, entry, by=by, at=at)
    if idea.state is IdeaState.BANKED:
        return moved(connection, idea, IdeaState.CONVERTED, by=by, at=at)
    return ideas.change(connection, idea)


def let_go(connection: Connection, idea: Idea, entry: Entry, *, by: Person, at: datetime) -> int:
    """What had taken the idea up does so no longer: say so, and 转化 without another becomes 入库 again.

    Returns the idea's version.
    """
    ideas.note(connection, idea.id, entry, by=by, at=at)
    if idea.state is IdeaState.CONVERTED and not idea_facts.read(connection, idea)["conversions"]:
        return moved(connection, idea, IdeaState.BANKED, reason=entry.reason, by=by, at=at)
    return ideas.change(connection, idea)


def has_lost_its_effect(connection: Connection, idea: Idea) -> bool:
    """Whether an idea in 见效 is left without a policy document or a project in effect."""
    return idea.state is IdeaState.EFFECTIVE and not idea_facts.read(connection, idea)["effective_conversions"]
