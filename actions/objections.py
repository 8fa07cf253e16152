"""异议: a department disagrees with a value of the third party; the coordinator answers, the assessor corrects.

A value is only ever recorded by the assessor: an objection can be answered with 已更正 once the assessor recorded a new
value of what it is about; 维持原值 about one indicator is refused once there is a newer value of it.
"""

from datetime import datetime

from actions import assessment_to_dos
from actions.assessment_checks import LONGEST_CONTENT, NOTHING_STORED, carried, written
from actions.quarter_checks import QuarterRefused, held_quarter
from actions.to_do import finish_to_dos
from data_access import assessment_objections, assessments, evaluation_quarters
from data_access.assessment_objections import Objection
from data_access.assessments import Assessment
from data_access.engine import Connection, Engine, reading, writing
from data_access.evaluation_quarters import Quarter
from data_access.installation import day_now
from data_access.journal import Entry
from glossary import ObjectionOutcome, QuarterState, WorkStep
from permissions import Permission, Person, require

SHORTEST = 5


def object(
    engine: Engine,
    *,
    quarter: str,
    number: str,
    indicator_id: int | None = None,
    content: str,
    by: Person,
    at: datetime,
) -> int:
    """A department of the project disagrees with one value, or with all (None); returns the objection's id.

    Until the last day for objections, and once as long as the department's one about the same is not answered.
    Raises: NotPermitted, NoSuchQuarter, QuarterClosed, QuarterRefused.
    """
    require(by, Permission.OBJECT_TO_ASSESSMENTS, "对第三方评估提出异议")
    with writing(engine) as connection:
        held = held_quarter(connection, quarter)
        found = _submitted(connection, held, number, by)
        content = written(content, LONGEST_CONTENT, "异议内容", shortest=SHORTEST)
        _check_indicator(connection, held, found, indicator_id)
        if day_now(connection, at) > held.objection_until:
            raise QuarterRefused(
                f"异议期到 {held.objection_until:%Y-%m-%d} 为止，{NOTHING_STORED}。确有错误的，请联系评估专员。"
            )
        made = _add(connection, found, indicator_id, content, by, at)
        details = {"objection": made, "project": number, "indicator": indicator_id, "department": by.department_code}
        evaluation_quarters.note(connection, held, Entry(WorkStep.OBJECTED, details=details), by=by, at=at)
        assessment_to_dos.ask_to_answer(connection, held, made, found, number, at=at)
        _checked(connection, found, by, at)
        return made


def _add(connection: Connection, found: Assessment, indicator_id: int | None, content: str, by: Person, at) -> int:
    same = {"indicator_id": indicator_id, "department": by.department_code}
    if assessment_objections.open_count(connection, found.id, **same):
        raise QuarterRefused(f"贵单位对这一项已有异议在等答复，{NOTHING_STORED}。请等评估专员答复。")
    row = {"assessment_id": found.id, "indicator_id": indicator_id, "department_code": by.department_code}
    return assessment_objections.add(connection, **row, content=content, at=at, by_name=by.name)


def answer_objection(
    engine: Engine, *, objection_id: int, outcome: ObjectionOutcome, answer: str, by: Person, at: datetime
) -> None:
    """维持原值 or 已更正, with the reasons; the department is told.

    Raises: NotPermitted, NoSuchQuarter, QuarterClosed, QuarterRefused.
    """
    require(by, Permission.MANAGE_EVALUATION, "答复异议")
    with reading(engine) as connection:
        quarter = _known(connection, objection_id).quarter
    with writing(engine) as connection:
        held = held_quarter(connection, quarter)
        found = _known(connection, objection_id)
        answer = written(answer, LONGEST_CONTENT, "答复", shortest=2)
        if found.outcome is not None:
            raise QuarterRefused(f"这条异议已经答复过，{NOTHING_STORED}。请刷新后再看。")
        _check_outcome(connection, found, outcome)
        what = {"outcome": outcome, "answer": answer, "answered_at": at, "answered_by_name": by.name}
        assessment_objections.answer(connection, found.id, **what)
        details = {"objection": found.id, "project": found.project, "outcome": outcome.value}
        evaluation_quarters.note(connection, held, Entry(WorkStep.OBJECTION_ANSWERED, details=details), by=by, at=at)
        assessment_to_dos.objection_answered(connection, found, by=by, at=at)
        whole = assessments.by_id(connection, found.assessment_id)
        told = f"异议已答复：{outcome.label}，请查看"
        assessment_to_dos.ask_to_check(connection, held, whole, found.project, told, [found.department_code], at=at)


def confirm(engine: Engine, *, quarter: str, number: str, by: Person, at: datetime) -> None:
    """A department looked at the values or at an answer and has no (further) objection: its to-do is done.

    Raises: NotPermitted, NoSuchQuarter, QuarterClosed, QuarterRefused.
    """
    require(by, Permission.OBJECT_TO_ASSESSMENTS, "确认已核对第三方评估")
    with writing(engine) as connection:
        held = held_quarter(connection, quarter, states=(QuarterState.OPEN, QuarterState.PUBLISHED))
        _checked(connection, _submitted(connection, held, number, by), by, at)


def _checked(connection: Connection, found: Assessment, by: Person, at: datetime) -> None:
    about = assessment_to_dos.check_subject(found.id, by.department_code)
    finish_to_dos(connection, subject=about, by_name=by.name, at=at)


def _submitted(connection: Connection, quarter: Quarter, number: str, by: Person) -> Assessment:
    carried(connection, quarter, number, by)
    found = assessments.assessment(connection, quarter, number)
    if found is None or found.submitted_at is None:
        raise QuarterRefused(f"{number} 的第三方评估还没有提交，{NOTHING_STORED}。提交后可以核对和提出异议。")
    return found


def _check_indicator(connection: Connection, quarter: Quarter, found: Assessment, indicator_id: int | None) -> None:
    known = set(assessments.latest_values(connection, quarter, [found.id])["indicator_id"])
    if indicator_id is not None and indicator_id not in known:
        raise QuarterRefused(f"这个指标不在本季度的指标里，{NOTHING_STORED}。请刷新后再选。")


def _known(connection: Connection, objection_id: int) -> Objection:
    found = assessment_objections.objection(connection, objection_id)
    if found is None:
        raise QuarterRefused(f"没有这条异议，{NOTHING_STORED}。请刷新后再看。")
    return found


def _check_outcome(connection: Connection, found: Objection, outcome: ObjectionOutcome) -> None:
    last = assessment_objections.last_recorded(connection, found)
    is_corrected = last is not None and last > found.at
    if outcome is ObjectionOutcome.CORRECTED and not is_corrected:
        raise QuarterRefused(
            f"第三方在异议提出后还没有登记新的数值，{NOTHING_STORED}。请第三方先更正，或答复“维持原值”并说明理由。"
        )
    if outcome is ObjectionOutcome.UPHELD and is_corrected and found.indicator_id is not None:
        raise QuarterRefused(f"第三方在异议提出后已登记新的数值，不是维持原值，{NOTHING_STORED}。请答复“已更正”。")
