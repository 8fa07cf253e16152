"""A project on its way: one step on or back, given up or begun again; the idea behind it moves with it."""

from dataclasses import replace
from datetime import datetime

from actions import idea_conversion, ideas, milestone_to_dos, project_reviews, project_rules
from actions.project_checks import LONGEST_REASON, LONGEST_TEXT, ProjectRefused, WrongProjectMove, held, limited, needed
from actions.project_rules import AT_REST, MOVES, Facts
from actions.projects import ProjectStanding, open_suggestion
from data_access import idea_sources, project_facts, project_parts, projects
from data_access.engine import Connection, Engine, writing
from data_access.ideas import Idea
from data_access.ideas import lock as lock_idea
from data_access.journal import Entry
from data_access.projects import Project
from glossary import ADOPTED_IDEA_STATES, IdeaState, ProjectState, Step, WorkStep
from permissions import Permission, Person

__all__ = ["move", "restore", "withdraw"]


def move(
    engine: Engine,
    *,
    number: str,
    version: int,
    to: ProjectState,
    reason: str = "",
    effect: str = "",
    by: Person,
    at: datetime,
) -> ProjectStanding:
    """One step on, or one back with a reason; `effect`: what came of it, for 见效.

    Raises: NotPermitted, NoSuchProject, StaleProject, ProjectRefused, WrongProjectMove.
    """
    reason, effect = limited(reason, LONGEST_REASON, "原因"), limited(effect, LONGEST_TEXT, "成效")
    with writing(engine) as connection:
        project = held(connection, number=number, version=version, by=by, doing="流转项目", at_rest_too=True)
        if ProjectState.WITHDRAWN in (project.state, to) or to not in MOVES[project.state]:
            raise WrongProjectMove(f"{number} 现在是“{project.state.label}”，不能直接到“{to.label}”。没有改动。")
        if project_rules.is_backward(project.state, to) and not reason:
            raise ProjectRefused(f"退回要写明原因，{number} 没有改动。")
        new_version = _moved(connection, project, to, reason=reason, effect=effect, by=by, at=at)
        if project.state is ProjectState.EFFECTIVE and to is ProjectState.COMPLETED and project.idea_id is not None:
            _check_idea_keeps_its_effect(connection, project, by)
    return ProjectStanding(number, new_version, to)


def withdraw(
    engine: Engine, *, number: str, version: int, reason: str, by: Person, at: datetime
) -> ProjectStanding:  # fmt: skip
    """撤项, before anything was begun. An idea in 转化 that has no other project or policy goes back to 入库.

    Raises: NotPermitted, NoSuchProject, StaleProject, ProjectRefused, WrongProjectMove.
    """
    reason, to = needed(reason, LONGEST_REASON, "撤项原因"), ProjectState.WITHDRAWN
    with writing(engine) as connection:
        project = held(connection, number=number, version=version, by=by, doing="撤项", at_rest_too=True)
        if to not in MOVES[project.state]:
            raise WrongProjectMove(f"{number} 现在是“{project.state.label}”，立项和评审时才能撤项。没有改动。")
        idea = _idea_of(connection, project, by)
        if idea is not None and idea.state is IdeaState.EFFECTIVE:
            raise ProjectRefused(f"金点子 {idea.number} 已见效，请先把它退回“转化”，再撤项。{number} 没有改动。")
        new_version = _moved(connection, project, to, reason=reason, by=by, at=at)
        if idea is not None:
            entry = Entry(WorkStep.PROJECT_WITHDRAWN, reason=reason, details={"project": number})
            idea_conversion.let_go(connection, idea, entry, by=by, at=at)
        else:
            _tell_suggestion(connection, project, Step.LET_GO, f"转化项目 {number} 撤项：{reason}", by, at)
    return ProjectStanding(number, new_version, to)


def restore(engine: Engine, *, number: str, version: int, reason: str, by: Person, at: datetime) -> ProjectStanding:
    """A project given up is begun again in 立项; an idea in 入库 moves to 转化 with it.

    Raises: NotPermitted, NoSuchProject, StaleProject, IdeaRefused, ProjectRefused, WrongProjectMove.
    """
    reason, to = needed(reason, LONGEST_REASON, "恢复原因"), ProjectState.ESTABLISHED
    with writing(engine) as connection:
        project = held(connection, number=number, version=version, by=by, doing="恢复立项", at_rest_too=True)
        if project.state is not ProjectState.WITHDRAWN:
            raise WrongProjectMove(f"{number} 现在是“{project.state.label}”，没有撤项，不用恢复。没有改动。")
        idea = _idea_to_restore(connection, project, by)
        new_version = _moved(connection, project, to, reason=reason, by=by, at=at)
        if idea is not None:
            entry = Entry(WorkStep.PROJECT_RESTORED, reason=reason, details={"project": number})
            idea_conversion.taken_up(connection, idea, entry, by=by, at=at)
        else:
            open_suggestion(connection, project_parts.source_of(connection, project.suggestion_id))
            _tell_suggestion(connection, project, Step.TAKEN_UP, f"转化项目 {number} 恢复立项：{reason}", by, at)
    return ProjectStanding(number, new_version, to)


def _moved(
    connection: Connection,
    project: Project,
    to: ProjectState,
    *,
    reason: str,
    effect: str = "",
    by: Person,
    at: datetime,
) -> int:
    """The move with its check and its to-dos; returns the new version."""
    facts = Facts(**project_facts.read(connection, project.id))
    lacking = project_rules.lacking(to, replace(facts, effect=effect or facts.effect))
    if lacking:
        raise WrongProjectMove(f"还不能到“{to.label}”，需要：{'；'.join(lacking)}。{project.number} 没有改动。")
    values: dict = {"state": to.value, "state_since": at}
    if effect:
        values["effect"] = effect
    new_version = projects.change(connection, project, **values)
    step = WorkStep.MOVED_BACK if project_rules.is_backward(project.state, to) else WorkStep.MOVED
    details = {"effect": [project.effect, effect]} if effect else {}
    projects.note(connection, project.id, Entry(step, project.state, to, reason, details), by=by, at=at)
    _to_dos(connection, project, to, by=by, at=at)
    return new_version


def _to_dos(connection: Connection, project: Project, to: ProjectState, *, by: Person, at: datetime) -> None:
    if to is ProjectState.UNDER_REVIEW:
        project_reviews.ask_for_review(connection, project, at=at)
    elif project.state is ProjectState.UNDER_REVIEW:
        project_reviews.ask_no_more(connection, project, by=by, at=at)
    if to in AT_REST:
        milestone_to_dos.rest(connection, project, by=by, at=at)
    elif project.state in AT_REST:
        milestone_to_dos.wake(connection, project, by=by, at=at)


def _idea_of(connection: Connection, project: Project, by: Person) -> Idea | None:
    """The idea behind the project, held; always after the project, so that two people never wait for each other."""
    if project.idea_id is None:
        return None
    number = project_parts.number_of_idea(connection, project.idea_id)
    return lock_idea(connection, number=number, by=by)


def _idea_to_restore(connection: Connection, project: Project, by: Person) -> Idea | None:
    if project.idea_id is None:
        return None
    number = project_parts.number_of_idea(connection, project.idea_id)
    idea = ideas.held(connection, number=number, by=by, doing="恢复立项", permission=Permission.MANAGE_PROJECTS)
    if idea.state not in ADOPTED_IDEA_STATES:
        raise ProjectRefused(f"金点子 {number} 现在是“{idea.state.label}”，要先入库，项目才能恢复。没有改动。")
    return idea


def _check_idea_keeps_its_effect(connection: Connection, project: Project, by: Person) -> None:
    idea = _idea_of(connection, project, by)
    if idea_conversion.has_lost_its_effect(connection, idea):
        raise ProjectRefused(
            f"金点子 {idea.number} 因这个项目见效，请先把它退回“转化”，再退回项目。{project.number} 没有改动。"
        )


def _tell_suggestion(
    connection: Connection, project: Project, step: Step, reason: str, by: Person, at: datetime
) -> None:
    number = project_parts.source_of(connection, project.suggestion_id)
    for each in idea_sources.lock_suggestions(connection, (number,)):
        idea_sources.note_on_suggestion(connection, each, step=step, reason=reason, by=by, at=at)
