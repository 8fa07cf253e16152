"""专家评审 of a project: what it came to, and taking that back before anything was begun on it."""

from datetime import date, datetime

from actions.project_checks import (
    LONGEST_REASON,
    ProjectRefused,
    WrongProjectMove,
    held,
    limited,
    needed,
    not_ahead,
)
from actions.project_rules import REVIEWED
from actions.projects import ProjectStanding
from actions.to_do import ToDo, finish_to_dos, put_to_do
from data_access import project_reports, projects
from data_access.engine import Connection, Engine, writing
from data_access.journal import Entry
from data_access.project_reports import Review
from data_access.projects import Project
from glossary import ProjectState, ReviewConclusion, Role, WorkStep
from permissions import Permission, Person
from working_time import local

__all__ = ["Review", "ask_for_review", "ask_no_more", "check_review", "finish_review", "finished", "revoke_review"]

PAGE = "pages/ideas/project.py"
LONGEST_NOTE, MOST_EXPERTS = 2000, 99


def finish_review(
    engine: Engine,
    *,
    number: str,
    version: int,
    finished_on: date,
    experts: int,
    conclusion: ReviewConclusion,
    note: str = "",
    by: Person,
    at: datetime,
) -> ProjectStanding:
    """评审结束, while the project is in 评审; the last one counts. 不通过 needs a note.

    Raises: NotPermitted, NoSuchProject, StaleProject, ProjectRefused, WrongProjectMove.
    """
    note = limited(note, LONGEST_NOTE, "评审意见")
    with writing(engine) as connection:
        project = held(
            connection,
            number=number,
            version=version,
            by=by,
            doing="登记评审结论",
            permission=Permission.FINISH_REVIEWS,
        )
        review = Review(finished_on, experts, conclusion, note)
        check_review(project, review, at)
        finished(connection, project, review, by=by, at=at)
        new_version = projects.change(connection, project)
    return ProjectStanding(number, new_version, project.state)


def finished(connection: Connection, project: Project, review: Review, *, by: Person, at: datetime) -> int:
    """The review of a project the transaction holds in 评审; returns its id. From this history row on it counts."""
    review_id = project_reports.add_review(connection, project.id, review, by=by, at=at)
    details = {
        "review": review_id,
        "finished_on": review.finished_on.isoformat(),
        "experts": review.experts,
        "conclusion": review.conclusion.value,
        "note": review.note,
    }
    projects.note(connection, project.id, Entry(WorkStep.REVIEW_FINISHED, details=details), by=by, at=at)
    ask_no_more(connection, project, by=by, at=at)
    return review_id


def check_review(project: Project, review: Review, at: datetime) -> None:
    """Raises ProjectRefused or WrongProjectMove unless the review can be recorded for the project as it stands."""
    if project.state is not ProjectState.UNDER_REVIEW:
        raise WrongProjectMove(f"{project.number} 现在是“{project.state.label}”，进入评审后才能登记评审结论。")
    entered_on = local(project.state_since).date()
    if not_ahead(review.finished_on, "评审结束日期", at) < entered_on:
        raise ProjectRefused(
            f"{project.number} 于 {entered_on:%Y-%m-%d} 进入评审，评审结束日期不能更早。没有存入任何内容。"
        )
    if not 1 <= review.experts <= MOST_EXPERTS:
        raise ProjectRefused(f"参评专家要在 1 到 {MOST_EXPERTS} 人之间，没有存入任何内容。")
    if review.conclusion is ReviewConclusion.FAILED and not review.note:
        raise ProjectRefused("不通过的，请写明评审意见；没有存入任何内容。")
    limited(review.note, LONGEST_NOTE, "评审意见")


def revoke_review(
    engine: Engine, *, number: str, version: int, review_id: int, reason: str, by: Person, at: datetime
) -> ProjectStanding:
    """A conclusion recorded by mistake is taken back; not once the project is in 实施 or later.

    Raises: NotPermitted, NoSuchProject, StaleProject, ProjectRefused, WrongProjectMove.
    """
    reason = needed(reason, LONGEST_REASON, "撤销原因")
    asked = {"doing": "撤销评审结论", "permission": Permission.FINISH_REVIEWS, "at_rest_too": True}
    with writing(engine) as connection:
        project = held(connection, number=number, version=version, by=by, **asked)
        if project.state in REVIEWED:
            raise WrongProjectMove(
                f"{number} 已进入“{project.state.label}”，评审结论不能撤销。需要时请项目经理先退回“评审”。没有改动。"
            )
        if not project_reports.revoke_review(connection, project.id, review_id, reason=reason, at=at):
            raise ProjectRefused("没有这个评审结论，或已经撤销，没有改动任何内容。请刷新后再看。")
        new_version = projects.change(connection, project)
        entry = Entry(WorkStep.REVIEW_REVOKED, reason=reason, details={"review": review_id})
        projects.note(connection, project.id, entry, by=by, at=at)
        if project.state is ProjectState.UNDER_REVIEW:
            ask_for_review(connection, project, at=at)
    return ProjectStanding(number, new_version, project.state)


def ask_for_review(connection: Connection, project: Project, *, at: datetime) -> None:
    """The coordinators have a review to see to, unless one that counts is there already."""
    if project_reports.standing_review(connection, project.id) is not None:
        return
    what = f"转化项目待评审：{project.title}"[:200]
    where = {"page": PAGE, "query": f"project={project.number}&part=review", "role": Role.COORDINATOR}
    put_to_do(connection, ToDo(what=what, subject=_subject(project), **where), at=at)


def ask_no_more(connection: Connection, project: Project, *, by: Person, at: datetime) -> None:
    """The review is finished, or the project left 评审."""
    finish_to_dos(connection, subject=_subject(project), by_name=by.name, at=at)


def _subject(project: Project) -> str:
    return f"project:{project.id}:review"
