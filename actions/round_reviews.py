"""What the coordinator does with single reviews, without reading a mark of an open round: return, ask, conclude."""

from datetime import datetime

from actions import project_reviews, review_drafts, review_to_dos
from actions.project_checks import held as held_project
from actions.quarter_checks import Quarter, QuarterRefused, held_quarter
from actions.recusals import standing
from actions.review_words import LONGEST_QUESTION, LONGEST_REASON, needed
from data_access import evaluation_quarters, projects, review_progress, review_rounds
from data_access.engine import Connection, Engine, writing
from data_access.journal import Entry
from data_access.project_reports import Review
from glossary import QuarterState, ReviewConclusion, WorkStep
from permissions import Permission, Person, require
from scoring.experts import FEWEST_FOR_VALUE
from working_time import local


def return_review(engine: Engine, *, quarter: str, assignment_id: int, reason: str, by: Person, at: datetime) -> None:
    """退回重评 while the round is open: the row stays, counts no more, and the expert can submit again.

    Raises: NotPermitted, NoSuchQuarter, QuarterClosed, QuarterRefused.
    """
    require(by, Permission.MANAGE_EVALUATION, "退回评审")
    reason = needed(reason, LONGEST_REASON, "退回原因")
    with writing(engine) as connection:
        held = held_quarter(connection, quarter)
        pair = standing(connection, held, assignment_id)
        number = next((each.number for each in review_rounds.rounds(connection, held) if each.is_open), None)
        if number is None:
            raise QuarterRefused("没有进行中的轮次；已关闭轮次的评审不能退回。没有改动任何内容。")
        review_id = review_progress.standing_review(connection, pair.id, number)
        if review_id is None or pair.recused_at is not None:
            raise QuarterRefused("这位专家本轮还没有提交，或已回避，没有可退回的评审。没有改动任何内容。")
        review_progress.return_review(connection, review_id, reason=reason, by_name=by.name, at=at)
        # The form begins with what was handed in, never with what a page left open sent since; no mark is looked at.
        about = {"account_id": pair.account_id, "subject": review_drafts.subject(pair.id, number)}
        review_drafts.set_aside(connection, **about, at=at)
        details = {"assignment": pair.id, "expert": pair.account_id, "project": pair.project_id, "round": number}
        entry = Entry(WorkStep.REVIEW_RETURNED, reason=reason, details=details)
        evaluation_quarters.note(connection, held, entry, by=by, at=at)
        review_to_dos.settle(connection, held, [pair.account_id], by=by, at=at)


def ask_reason(engine: Engine, *, quarter: str, review_id: int, question: str, by: Person, at: datetime) -> int:
    """请专家说明 a mark of a closed round; returns the question's id. The mark stays whatever the answer.

    Raises: NotPermitted, NoSuchQuarter, QuarterClosed, QuarterRefused.
    """
    require(by, Permission.MANAGE_EVALUATION, "请专家说明")
    question = needed(question, LONGEST_QUESTION, "要专家说明的问题")
    with writing(engine) as connection:
        held = held_quarter(connection, quarter)
        totals = review_rounds.closed_totals(connection, held)
        about = totals[totals["review_id"] == review_id]
        if about.empty:
            raise QuarterRefused("只能就已关闭轮次里计入的评分请专家说明，没有存入任何内容。请刷新后再看。")
        asked = review_progress.questions(connection, held, [review_id])
        if asked["answered_at"].isna().any():
            raise QuarterRefused("已请专家说明，还没有答复，没有存入任何内容。")
        made = review_progress.add_question(connection, review_id, question, by_name=by.name, at=at)
        *_before, row = review_progress.questions(connection, held, [review_id]).itertuples()
        details = {"question": made, "review": review_id, "project": row.project, "round": row.round}
        entry = Entry(WorkStep.REASON_ASKED, details=details)
        evaluation_quarters.note(connection, held, entry, by=by, at=at)
        review_to_dos.ask_for_reason(connection, held, row, at=at)
    return made


def conclude(
    engine: Engine,
    *,
    quarter: str,
    project: str,
    conclusion: ReviewConclusion,
    note: str = "",
    by: Person,
    at: datetime,
) -> int:
    """The review of a project in 评审 is finished with what its closed rounds came to; returns the review's id.

    Raises: NotPermitted, NoSuchQuarter, QuarterClosed, QuarterRefused, NoSuchProject, ProjectRefused,
    WrongProjectMove.
    """
    require(by, Permission.MANAGE_EVALUATION, "登记评审结论")
    with writing(engine) as connection:
        held = held_quarter(connection, quarter, states=(QuarterState.OPEN, QuarterState.PUBLISHED))
        project_id = evaluation_quarters.project_id(connection, held, project)
        counted = _counted(connection, held, project_id, project)
        asked = {"by": by, "doing": "登记评审结论", "permission": Permission.FINISH_REVIEWS}
        chosen = held_project(connection, number=project, **asked)
        review = Review(local(at).date(), counted, conclusion, note.strip())
        project_reviews.check_review(chosen, review, at)
        made = project_reviews.finished(connection, chosen, review, by=by, at=at)
        projects.change(connection, chosen)
    return made


def _counted(connection: Connection, quarter: Quarter, project_id: int, number: str) -> int:
    """Reviews that count in the project's last closed round. Raises: QuarterRefused."""
    for each in review_rounds.rounds(connection, quarter):
        if each.is_open and project_id in review_rounds.projects_in_round(connection, quarter, each.number):
            raise QuarterRefused(
                f"{number} 第 {each.number} 轮正在评审，没有存入任何内容。请关闭这一轮以后再登记结论。"
            )
    totals = review_rounds.closed_totals(connection, quarter, project_id)
    counted = int((totals["round"] == totals["round"].max()).sum())
    if counted < FEWEST_FOR_VALUE:
        raise QuarterRefused(
            f"{number} 已关闭的轮次只有 {counted} 份计入的评审，不足 {FEWEST_FOR_VALUE} 份（评委不足），不能登记结论。"
            "没有存入任何内容，请补充专家后再评。"
        )
    return counted
