"""民声转化项目: established from an idea or a suggestion, and what is written about it."""

from dataclasses import dataclass
from datetime import date, datetime

from actions import idea_conversion, ideas
from actions.project_checks import (
    ProjectRefused,
    WrongProjectMove,
    check_still_enough,
    checked_departments,
    checked_fields,
    held,
)
from data_access import idea_sources, milestones, project_parts, projects
from data_access.engine import Connection, Engine, writing
from data_access.idea_sources import SourceSuggestion
from data_access.ideas import Idea, NoSuchIdea, StaleIdea
from data_access.journal import Entry
from data_access.project_parts import FIELDS, ProjectFields
from data_access.projects import NoSuchProject, Project, StaleProject
from glossary import DepartmentPart, IdeaState, ProjectState, Step, SubjectKind, WorkStep
from permissions import Permission, Person, require

__all__ = [
    "NoSuchIdea",
    "NoSuchProject",
    "ProjectFields",
    "ProjectRefused",
    "ProjectStanding",
    "StaleIdea",
    "StaleProject",
    "WrongProjectMove",
    "change",
    "establish",
    "set_departments",
]

CONVERTIBLE = (IdeaState.BANKED, IdeaState.CONVERTED)


@dataclass(frozen=True)
class ProjectStanding:
    """Where a project stands after an action."""

    number: str
    version: int
    state: ProjectState


def establish(
    engine: Engine,
    *,
    title: str,
    established_on: date,
    idea_number: str | None = None,
    suggestion_number: str | None = None,
    summary: str = "",
    lead: str | None = None,
    supporting: tuple[str, ...] = (),
    budget_yuan: int | None = None,
    category_code: str | None = None,
    township_code: str | None = None,
    by: Person,
    at: datetime,
) -> ProjectStanding:
    """立项, from an idea in 入库 or 转化 or from a suggestion; an idea in 入库 moves to 转化 with it.

    Without `lead` the idea's lead department leads; an idea that has none gets this one.
    Raises: NotPermitted, NoSuchIdea, IdeaRefused, ProjectRefused.
    """
    require(by, Permission.MANAGE_PROJECTS, "立项")
    if (idea_number is None) == (suggestion_number is None):
        raise ProjectRefused("项目要么来自一个金点子，要么来自一件建议，没有存入任何内容。")
    fields = ProjectFields(title, established_on, summary, category_code, township_code, budget_yuan)
    with writing(engine) as connection:
        fields = checked_fields(connection, fields, at=at)
        lead, supporting = checked_departments(connection, None, lead=lead, supporting=supporting)
        if idea_number is not None:
            idea = _convertible(connection, idea_number, by)
            number = _from_idea(connection, idea, fields, lead, supporting, by=by, at=at)
        else:
            suggestion = open_suggestion(connection, suggestion_number)
            number = _from_suggestion(connection, suggestion, fields, lead, supporting, by=by, at=at)
    return ProjectStanding(number, 1, ProjectState.ESTABLISHED)


def _convertible(connection: Connection, number: str, by: Person) -> Idea:
    idea = ideas.held(connection, number=number, by=by, doing="立项", permission=Permission.MANAGE_PROJECTS)
    if idea.state not in CONVERTIBLE:
        raise ProjectRefused(f"{number} 现在是“{idea.state.label}”，入库或转化的金点子才能立项。没有存入任何内容。")
    return idea


def open_suggestion(connection: Connection, number: str) -> SourceSuggestion:
    """The suggestion, held, if a project may come from it. Raises: ProjectRefused."""
    found = idea_sources.lock_suggestions(connection, (number,))
    if not found or not found[0].is_open:
        raise ProjectRefused(f"{number} 不能立项：没有这个编号，或属于举报、保密件。没有存入任何内容。")
    return found[0]


def _from_idea(
    connection: Connection,
    idea: Idea,
    fields: ProjectFields,
    lead: str | None,
    supporting: tuple[str, ...],
    *,
    by: Person,
    at: datetime,
) -> str:
    its_lead = idea_conversion.lead_of(connection, idea)
    lead = lead or its_lead
    if lead is None:
        raise ProjectRefused(f"{idea.number} 还没有主责单位，请选定项目的主责单位。没有存入任何内容。")
    if its_lead is None:
        idea_conversion.name_lead(connection, idea, lead, by=by, at=at)
    project_id, number = project_parts.insert(
        connection, fields=fields, idea_id=idea.id, suggestion_id=None, by=by, at=at
    )
    supporting = tuple(code for code in supporting if code != lead)
    _begin(connection, project_id, {"idea": idea.number}, lead, supporting, by=by, at=at)
    entry = Entry(WorkStep.PROJECT_CREATED, details={"project": number})
    idea_conversion.taken_up(connection, idea, entry, by=by, at=at)
    return number


def _from_suggestion(
    connection: Connection,
    suggestion: SourceSuggestion,
    fields: ProjectFields,
    lead: str | None,
    supporting: tuple[str, ...],
    *,
    by: Person,
    at: datetime,
) -> str:
    project_id, number = project_parts.insert(
        connection, fields=fields, idea_id=None, suggestion_id=suggestion.id, by=by, at=at
    )
    _begin(connection, project_id, {"suggestion": suggestion.number}, lead, supporting, by=by, at=at)
    reason = f"转化为项目 {number}"
    idea_sources.note_on_suggestion(connection, suggestion, step=Step.TAKEN_UP, reason=reason, by=by, at=at)
    return number


def _begin(
    connection: Connection,
    project_id: int,
    source: dict[str, str],
    lead: str | None,
    supporting: tuple[str, ...],
    *,
    by: Person,
    at: datetime,
) -> None:
    project_parts.put_departments(connection, project_id, lead=lead, supporting=supporting)
    details = source | {"lead": lead, "supporting": list(supporting)}
    projects.note(
        connection, project_id, Entry(WorkStep.CREATED, None, ProjectState.ESTABLISHED, details=details), by=by, at=at
    )


def change(
    engine: Engine, *, number: str, version: int, fields: ProjectFields, by: Person, at: datetime
) -> ProjectStanding:
    """Other words, money, day or place; what was before stands in the history. Nothing changed stores nothing.

    Raises: NotPermitted, NoSuchProject, StaleProject, ProjectRefused.
    """
    with writing(engine) as connection:
        project = held(connection, number=number, version=version, by=by, doing="修改")
        before = ProjectFields(**{name: getattr(project, name) for name in FIELDS})
        fields = checked_fields(connection, fields, before=before, at=at)
        changed = {name: getattr(fields, name) for name in FIELDS if getattr(fields, name) != getattr(before, name)}
        if not changed:
            return ProjectStanding(number, version, project.state)
        new_version = projects.change(connection, project, **changed)
        details = {name: [_plain(getattr(before, name)), _plain(value)] for name, value in changed.items()}
        projects.note(connection, project.id, Entry(WorkStep.CHANGED, details=details), by=by, at=at)
        check_still_enough(connection, project)
    return ProjectStanding(number, new_version, project.state)


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def set_departments(
    engine: Engine,
    *,
    number: str,
    version: int,
    lead: str | None,
    supporting: tuple[str, ...] = (),
    by: Person,
    at: datetime,
) -> ProjectStanding:
    """Who leads and who supports; whoever still has a step to do stays. Nothing changed stores nothing.

    Raises: NotPermitted, NoSuchProject, StaleProject, ProjectRefused.
    """
    with writing(engine) as connection:
        project = held(connection, number=number, version=version, by=by, doing="调整承办单位")
        lead, supporting = checked_departments(connection, project.id, lead=lead, supporting=supporting)
        before = _departments(connection, project)
        if before == (lead, supporting):
            return ProjectStanding(number, version, project.state)
        at_work = milestones.departments_at_work(connection, kind=SubjectKind.PROJECT, subject_id=project.id)
        if at_work - {lead, *supporting}:
            raise ProjectRefused("有单位还有未完成的节点，不能移出。请先完成、改派或移除它的节点；没有存入任何内容。")
        project_parts.put_departments(connection, project.id, lead=lead, supporting=supporting)
        new_version = projects.change(connection, project)
        details = {"lead": [before[0], lead], "supporting": [list(before[1]), list(supporting)]}
        projects.note(connection, project.id, Entry(WorkStep.DEPARTMENTS_SET, details=details), by=by, at=at)
        check_still_enough(connection, project)
    return ProjectStanding(number, new_version, project.state)


def _departments(connection: Connection, project: Project) -> tuple[str | None, tuple[str, ...]]:
    parts = project_parts.departments(connection, project.id)
    lead = next((code for code, part in parts.items() if part is DepartmentPart.LEAD), None)
    return lead, tuple(sorted(set(parts) - {lead}))
