"""利害关系声明 and answers to the coordinator: what experts say beside their marks."""

from datetime import datetime

from actions import review_to_dos
from actions.expert_submissions import IsRecused, NoSuchAssignment, held_assignment, interest
from actions.quarter_checks import Quarter, QuarterRefused, held_quarter
from actions.review_marks import LONGEST_COMMENT
from actions.review_words import LONGEST_REASON, needed
from actions.to_do import finish_to_dos
from actions.typed_text import plain
from data_access import evaluation_quarters, expert_questions, expert_reviews
from data_access.engine import Connection, Engine, writing
from data_access.expert_reviews import OwnAssignment
from data_access.installation import day_now
from data_access.journal import Entry
from data_access.masking import masked
from glossary import Relation, WorkStep
from permissions import Permission, Person, require


class NoSuchQuestion(QuarterRefused):
    """Nothing of this id was asked of this expert."""

    def __init__(self) -> None:
        super().__init__("没有请您说明的这个问题，或已不需要说明，没有存入任何内容。请刷新后再看。")


def declare(
    engine: Engine, *, assignment_id: int, relation: Relation, note: str = "", by: Person, at: datetime
) -> bool:
    """Say what relation the expert has to a project, before anything of it is shown; returns whether it is open now.

    Anything but 无利害关系 recuses at once and for good, also later when an interest is found.
    Raises: NotPermitted, NoSuchAssignment, IsRecused, QuarterClosed, QuarterRefused.
    """
    require(by, Permission.REVIEW_PROJECTS, "声明利害关系")
    with writing(engine) as connection:
        held, own = held_assignment(connection, assignment_id, by)
        if own.is_recused:
            raise IsRecused
        if relation is Relation.NONE:
            _declare_none(connection, held, own, by=by, at=at)
        else:
            _recuse(connection, held, own, relation, note, by=by, at=at)
        review_to_dos.settle(connection, held, [by.account_id], by=by, at=at)
    return relation is Relation.NONE


def _declare_none(connection: Connection, quarter: Quarter, own: OwnAssignment, *, by: Person, at: datetime) -> None:
    if own.is_declared:
        raise QuarterRefused("您已声明与这个项目无利害关系，没有改动任何内容。请刷新后再看。")
    known = interest(connection, quarter, own, day_now(connection, at))
    if known is not None:
        raise QuarterRefused(
            f"名册上记着您{known.words}，应当回避，没有存入任何内容。请选择相应的关系；记载有误的，请联系评估专员更正。"
        )
    expert_reviews.put_declaration(connection, own.id, at=at)
    _note(connection, quarter, WorkStep.RELATION_DECLARED, own, Relation.NONE, by=by, at=at)


def _recuse(
    connection: Connection, quarter: Quarter, own: OwnAssignment, relation: Relation, note: str, *, by, at
) -> None:
    note = masked(plain(note))
    if note or relation is Relation.OTHER:
        note = needed(note, LONGEST_REASON, "利害关系的说明")
    expert_reviews.put_recusal(connection, own.id, relation, note, by, at)
    _note(connection, quarter, WorkStep.RELATION_DECLARED, own, relation, by=by, at=at)
    _note(connection, quarter, WorkStep.EXPERT_RECUSED, own, relation, by=by, at=at)
    review_to_dos.drop_questions(connection, quarter, own.id, by=by, at=at)
    review_to_dos.ask_for_successor(connection, quarter, own.project_id, own.number, relation, by=by, at=at)


def _note(
    connection: Connection, quarter: Quarter, step: WorkStep, own: OwnAssignment, relation: Relation, *, by, at
) -> None:
    """The history knows which relation, not the words about it: they may name somebody."""
    details = {"assignment": own.id, "expert": own.account_id, "project": own.project_id, "relation": relation.value}
    evaluation_quarters.note(connection, quarter, Entry(step, details=details), by=by, at=at)


def answer_question(engine: Engine, *, question_id: int, answer: str, by: Person, at: datetime) -> None:
    """Give reasons the coordinator asked for; the marks stay as they are.

    Raises: NotPermitted, NoSuchQuestion, QuarterClosed, QuarterRefused.
    """
    require(by, Permission.REVIEW_PROJECTS, "说明评分理由")
    with writing(engine) as connection:
        found = expert_questions.asked(connection, question_id, by.account_id)
        if found is None:
            raise NoSuchQuestion
        held = held_quarter(connection, found.quarter)
        found = expert_questions.asked(connection, question_id, by.account_id)
        if found is None:
            raise NoSuchQuestion
        if found.is_answered:
            raise QuarterRefused("这个问题您已经说明过，没有改动任何内容。")
        said = needed(answer, LONGEST_COMMENT, "说明")
        expert_questions.put_answer(connection, question_id, answer=said, at=at)
        details = {"question": question_id, "project": found.project, "round": found.round}
        evaluation_quarters.note(connection, held, Entry(WorkStep.REASON_GIVEN, details=details), by=by, at=at)
        subject = review_to_dos.question_subject(question_id)
        finish_to_dos(connection, subject=subject, by_name=by.name, at=at)


__all__ = ["IsRecused", "NoSuchAssignment", "NoSuchQuestion", "answer_question", "declare"]
