"""答题: which departments answer an idea, and what they answer and plan."""

from datetime import datetime

from actions.idea_sources import still_enough
from actions.idea_waits import answer_subject, ask_for_answer
from actions.idea_words import IdeaRefused, limited
from actions.ideas import held
from actions.to_do import finish_to_dos
from data_access import dictionaries, idea_answers, ideas, milestones
from data_access.engine import Engine, writing
from data_access.journal import Entry
from glossary import DepartmentPart, Role, SubjectKind, WorkStep
from permissions import NotPermitted, Permission, Person

__all__ = ["answer", "set_departments"]

LONGEST_ANSWER = 20_000


def set_departments(
    engine: Engine, *, number: str, version: int, lead: str | None, supporting: tuple[str, ...], by: Person,
    at: datetime,
) -> None:  # fmt: skip
    """Who answers: one lead department and any number of supporting ones; new ones find it in their 待办.

    Raises: NotPermitted, NoSuchIdea, StaleIdea, IdeaRefused.
    """
    wanted = {code: DepartmentPart.SUPPORTING for code in supporting}
    if lead:
        wanted[lead] = DepartmentPart.LEAD
    elif supporting:
        raise IdeaRefused("有配合单位时要先确定主责单位，没有存入任何内容。")
    with writing(engine) as connection:
        idea = held(connection, number=number, version=version, by=by, doing="确定承办单位")
        before = ideas.department_parts(connection, idea.id)
        unknown = set(wanted) - set(before) - dictionaries.active_codes(connection, "department")
        if unknown:
            raise IdeaRefused(f"承办单位“{'、'.join(sorted(unknown))}”不在字典里或已停用，没有存入任何内容。")
        if wanted == before:
            return
        if milestones.departments_at_work(connection, kind=SubjectKind.IDEA, subject_id=idea.id) - set(wanted):
            raise IdeaRefused("有单位还有未完成的节点，不能移出。请先完成、改派或移除它的节点；没有存入任何内容。")
        idea_answers.set_departments(connection, idea_id=idea.id, parts=wanted)
        still_enough(connection, idea)
        ideas.change(connection, idea)
        details = {name: _named(parts) for name, parts in (("before", before), ("after", wanted))}
        ideas.note(connection, idea.id, Entry(WorkStep.DEPARTMENTS_SET, details=details), by=by, at=at)
        for code in set(before) - set(wanted):
            finish_to_dos(connection, subject=answer_subject(idea.id, code), by_name=by.name, at=at)
        for code in set(wanted) - set(before):
            ask_for_answer(connection, idea, code, wanted[code], at=at)


def _named(parts: dict[str, DepartmentPart]) -> dict[str, str]:
    return {code: part.value for code, part in sorted(parts.items())}


def answer(
    engine: Engine, *, number: str, department_code: str, answer: str, plan: str, by: Person, at: datetime
) -> int:
    """A department's answer and plan; a later one counts instead, the earlier stay. Returns its sequence.

    A handler answers for the own department only. Raises: NotPermitted, NoSuchIdea, IdeaRefused.
    """
    texts = {"answer": limited(answer, LONGEST_ANSWER, "答复"), "plan": limited(plan, LONGEST_ANSWER, "方案")}
    if not texts["answer"]:
        raise IdeaRefused("请填写答复，没有存入任何内容。")
    if by.role is Role.HANDLER and by.department_code != department_code:
        raise NotPermitted("您只能代表本单位答题。")
    with writing(engine) as connection:
        asked = {"number": number, "by": by, "doing": "答题"}
        idea = held(connection, **asked, permission=Permission.ANSWER_IDEAS)
        if department_code not in ideas.department_parts(connection, idea.id):
            raise IdeaRefused(f"这个单位不是 {number} 的承办单位，没有存入任何内容。")
        where = {"idea_id": idea.id, "department_code": department_code}
        sequence = idea_answers.insert(connection, **where, **texts, by=by, at=at)
        details = {"department": department_code, "answer": sequence}
        ideas.note(connection, idea.id, Entry(WorkStep.ANSWERED, details=details), by=by, at=at)
        subject = answer_subject(idea.id, department_code)
        finish_to_dos(connection, subject=subject, by_name=by.name, at=at)
    return sequence
