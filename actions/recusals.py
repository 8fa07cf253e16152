"""An expert steps back from a project: taken back before a review, or recused for good, whatever was given."""

from datetime import datetime

from actions import review_to_dos
from actions.quarter_checks import Quarter, QuarterRefused, held_quarter
from actions.review_words import LONGEST_REASON, UNTIL_PUBLISHED, needed
from data_access import evaluation_quarters, review_panels
from data_access.engine import Connection, Engine, writing
from data_access.journal import Entry
from data_access.review_panels import Assignment
from glossary import Relation, WorkStep
from permissions import Permission, Person, require


def unassign(engine: Engine, *, quarter: str, assignment_id: int, reason: str, by: Person, at: datetime) -> None:
    """Take a pair back before the expert submitted anything about it.

    Raises: NotPermitted, NoSuchQuarter, QuarterClosed, QuarterRefused.
    """
    require(by, Permission.MANAGE_EVALUATION, "撤回分派")
    reason = needed(reason, LONGEST_REASON, "撤回原因")
    with writing(engine) as connection:
        held = held_quarter(connection, quarter, states=UNTIL_PUBLISHED)
        pair = standing(connection, held, assignment_id)
        if pair.recused_at is not None:
            raise QuarterRefused("这位专家已回避这个项目，记录要保留，不能撤回。没有改动任何内容。")
        if review_panels.was_reviewed(connection, pair.id):
            raise QuarterRefused("这位专家已提交过评审，不能撤回分派。有利害关系的请登记回避；没有改动任何内容。")
        review_panels.remove(connection, pair.id, reason=reason, at=at)
        _note(connection, held, WorkStep.EXPERT_UNASSIGNED, pair, {}, reason, by, at)
        review_to_dos.settle(connection, held, [pair.account_id], by=by, at=at)


def recuse(
    engine: Engine,
    *,
    quarter: str,
    assignment_id: int,
    relation: Relation,
    note: str,
    by: Person,
    at: datetime,
) -> None:
    """登记回避: whatever the expert gave this project, now or in closed rounds, is read by nothing any more.

    Raises: NotPermitted, NoSuchQuarter, QuarterClosed, QuarterRefused.
    """
    require(by, Permission.MANAGE_EVALUATION, "登记回避")
    note = needed(note, LONGEST_REASON, "回避情况说明")
    if relation is Relation.NONE:
        raise QuarterRefused("请选择是哪一种利害关系，没有存入任何内容。")
    with writing(engine) as connection:
        held = held_quarter(connection, quarter, states=UNTIL_PUBLISHED)
        pair = standing(connection, held, assignment_id)
        if pair.recused_at is not None:
            raise QuarterRefused("这位专家已回避这个项目，没有改动任何内容。")
        found = {"relation": relation, "note": note}
        review_panels.recuse(connection, pair.id, **found, by_name=by.name, at=at)
        details = {"relation": relation.value}
        _note(connection, held, WorkStep.EXPERT_RECUSED, pair, details, note, by, at)
        review_to_dos.settle(connection, held, [pair.account_id], by=by, at=at)
        review_to_dos.drop_questions(connection, held, pair.id, by=by, at=at)


def standing(connection: Connection, quarter: Quarter, assignment_id: int) -> Assignment:
    """A pair of the quarter that was not taken back. Raises: QuarterRefused."""
    found = review_panels.assignment(connection, quarter, assignment_id)
    if found is None:
        raise QuarterRefused("没有这项分派，或已被撤回，没有改动任何内容。请刷新后再看。")
    return found


def _note(connection, quarter: Quarter, step: WorkStep, pair: Assignment, details: dict, reason: str, by, at) -> None:
    details = {"assignment": pair.id, "expert": pair.account_id, "project": pair.project_id, **details}
    evaluation_quarters.note(connection, quarter, Entry(step, reason=reason, details=details), by=by, at=at)
