"""Planned steps of ideas and projects: set, done, taken back; the department finds them among its to-dos."""

from datetime import date, datetime

from actions import ideas as idea_actions
from actions import milestone_to_dos, project_checks
from actions.project_checks import ProjectRefused, limited, needed, not_ahead
from actions.to_do import finish_to_dos
from data_access import ideas, milestones, project_parts, projects
from data_access.engine import Connection, Engine, writing
from data_access.ideas import Idea
from data_access.journal import Entry
from data_access.milestones import Milestone, StoredMilestone
from data_access.projects import Project
from glossary import SubjectKind, WorkStep
from permissions import NotPermitted, Permission, Person

__all__ = [
    "Milestone",
    "MilestoneRefused",
    "finish_milestone",
    "remove_milestone",
    "reopen_milestone",
    "set_milestone",
]

LONGEST_TITLE, LONGEST_NOTE, LONGEST_REASON = 200, 400, 200
MANAGE = {SubjectKind.IDEA: Permission.MANAGE_IDEAS, SubjectKind.PROJECT: Permission.MANAGE_PROJECTS}
TAKE_PART = {SubjectKind.IDEA: Permission.ANSWER_IDEAS, SubjectKind.PROJECT: Permission.REPORT_PROGRESS}


class MilestoneRefused(ProjectRefused):
    """The steps stay as they are; the message is a sentence for the screen."""


def set_milestone(
    engine: Engine,
    *,
    kind: SubjectKind,
    number: str,
    version: int,
    what: Milestone,
    milestone_id: int | None = None,
    by: Person,
    at: datetime,
) -> int:
    """A new step of an idea or a project, or other words for an open one; returns its id.

    Raises: NotPermitted, NoSuchIdea, NoSuchProject, StaleIdea, StaleProject, IdeaRefused, ProjectRefused.
    """
    title, note = needed(what.title, LONGEST_TITLE, "节点名称"), limited(what.note, LONGEST_NOTE, "说明")
    what = Milestone(title, what.due_on, what.department_code or None, note)
    with writing(engine) as connection:
        subject = _held(connection, kind, number, version, by, "安排节点")
        before = None if milestone_id is None else _open(connection, kind, subject, milestone_id)
        if before is not None and before.what == what:
            return before.id
        _check_department(connection, kind, subject, what.department_code)
        known = {"kind": kind, "subject_id": subject.id, "milestone_id": milestone_id}
        milestone_id = milestones.put(connection, what, **known)
        _changed(connection, kind, subject)
        details = {"milestone": milestone_id, "about": what.title, **_differences(before and before.what, what)}
        _note(connection, kind, subject, Entry(WorkStep.MILESTONE_SET, details=details), by, at)
        milestone_to_dos.remind(connection, subject, milestone_id, what, by=by, at=at)
    return milestone_id


def finish_milestone(
    engine: Engine, *, kind: SubjectKind, number: str, milestone_id: int, done_on: date, by: Person, at: datetime
) -> None:
    """The step is done: by a manager, or by a handler of the department whose step it is.

    Needs no version: a step is done once, whatever else changed. Raises: NotPermitted, NoSuchIdea, NoSuchProject,
    IdeaRefused, ProjectRefused, MilestoneRefused.
    """
    done_on = not_ahead(done_on, "完成日期", at)
    with writing(engine) as connection:
        subject = _held(connection, kind, number, None, by, "登记节点完成", permission=TAKE_PART[kind])
        found = _open(connection, kind, subject, milestone_id)
        if not by.may(MANAGE[kind]) and found.what.department_code != by.department_code:
            raise NotPermitted("这个节点由别的单位负责，您只能登记本单位的节点。没有改动任何内容。")
        milestones.finish(connection, milestone_id, done_on=done_on)
        details = {"milestone": milestone_id, "about": found.what.title, "done_on": done_on.isoformat()}
        _note(connection, kind, subject, Entry(WorkStep.MILESTONE_SET, details=details), by, at)
        finish_to_dos(connection, subject=milestone_to_dos.subject_of(milestone_id), by_name=by.name, at=at)


def reopen_milestone(
    engine: Engine,
    *,
    kind: SubjectKind,
    number: str,
    version: int,
    milestone_id: int,
    reason: str,
    by: Person,
    at: datetime,
) -> None:
    """The step was not done after all. Raises: as set_milestone."""
    reason = needed(reason, LONGEST_REASON, "原因")
    with writing(engine) as connection:
        subject = _held(connection, kind, number, version, by, "撤销节点完成")
        found = _planned(connection, kind, subject, milestone_id)
        if found.done_on is None:
            raise MilestoneRefused(f"节点“{found.what.title}”还没有登记完成，没有改动。请刷新后再看。")
        milestones.finish(connection, milestone_id, done_on=None)
        _changed(connection, kind, subject)
        details = {"milestone": milestone_id, "about": found.what.title, "done_on": None}
        _note(connection, kind, subject, Entry(WorkStep.MILESTONE_SET, reason=reason, details=details), by, at)
        milestone_to_dos.remind(connection, subject, milestone_id, found.what, by=by, at=at)


def remove_milestone(
    engine: Engine,
    *,
    kind: SubjectKind,
    number: str,
    version: int,
    milestone_id: int,
    reason: str,
    by: Person,
    at: datetime,
) -> None:
    """The step is no longer planned; a project past 立项 keeps at least one. Raises: as set_milestone."""
    reason = needed(reason, LONGEST_REASON, "移除原因")
    with writing(engine) as connection:
        subject = _held(connection, kind, number, version, by, "移除节点")
        found = _planned(connection, kind, subject, milestone_id)
        milestones.remove(connection, milestone_id, at=at)
        _changed(connection, kind, subject)
        details = {"milestone": milestone_id, "about": found.what.title, "removed": True}
        _note(connection, kind, subject, Entry(WorkStep.MILESTONE_SET, reason=reason, details=details), by, at)
        finish_to_dos(connection, subject=milestone_to_dos.subject_of(milestone_id), by_name=by.name, at=at)
        if isinstance(subject, Project):
            project_checks.check_still_enough(connection, subject)


def _held(
    connection: Connection,
    kind: SubjectKind,
    number: str,
    version: int | None,
    by: Person,
    doing: str,
    permission: Permission | None = None,
) -> Idea | Project:
    hold = idea_actions.held if kind is SubjectKind.IDEA else project_checks.held
    asked = {"number": number, "version": version, "by": by, "doing": doing}
    return hold(connection, **asked, permission=permission or MANAGE[kind])


def _changed(connection: Connection, kind: SubjectKind, subject: Idea | Project) -> None:
    (ideas if kind is SubjectKind.IDEA else projects).change(connection, subject)


def _note(
    connection: Connection, kind: SubjectKind, subject: Idea | Project, entry: Entry, by: Person, at: datetime
) -> None:
    (ideas if kind is SubjectKind.IDEA else projects).note(connection, subject.id, entry, by=by, at=at)


def _planned(connection: Connection, kind: SubjectKind, subject: Idea | Project, milestone_id: int) -> StoredMilestone:
    found = {each.id: each for each in milestones.of(connection, kind=kind, subject_id=subject.id)}
    if milestone_id not in found or found[milestone_id].is_removed:
        raise MilestoneRefused("没有这个节点，或已被移除，没有改动任何内容。请刷新后再看。")
    return found[milestone_id]


def _open(connection: Connection, kind: SubjectKind, subject: Idea | Project, milestone_id: int) -> StoredMilestone:
    found = _planned(connection, kind, subject, milestone_id)
    if found.done_on is not None:
        raise MilestoneRefused(f"节点“{found.what.title}”已登记完成，没有改动。需要时请先撤销完成。")
    return found


def _check_department(
    connection: Connection, kind: SubjectKind, subject: Idea | Project, department_code: str | None
) -> None:
    """Only who takes part can open the subject and do its steps."""
    parts = (ideas.department_parts if kind is SubjectKind.IDEA else project_parts.departments)(connection, subject.id)
    if department_code is not None and department_code not in parts:
        raise MilestoneRefused("节点的责任单位要先列为主责或配合单位，没有存入任何内容。")


def _differences(before: Milestone | None, after: Milestone) -> dict[str, list]:
    return {
        name: [before and _plain(getattr(before, name)), _plain(getattr(after, name))]
        for name in Milestone.__dataclass_fields__
        if before is None or getattr(before, name) != getattr(after, name)
    }


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
