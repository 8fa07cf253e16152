"""第三方评估: who assesses which project, values with evidence, submitting; objections are in actions.objections.

One assessor per project and quarter. Values are appended, the last counts; from the submission on a change needs a
reason. Whoever asks about projects that are not theirs is told the same as about projects that do not exist.
"""

from collections.abc import Collection
from datetime import datetime

from actions import assessment_to_dos
from actions.assessment_checks import (
    LONGEST_METHOD,
    NOTHING_STORED,
    REFUSALS,
    Value,
    changed,
    own,
    written,
)
from actions.objections import answer_objection, confirm, object
from actions.quarter_checks import Quarter, QuarterRefused, held_quarter
from data_access import assessment_objections, assessments, evaluation_quarters
from data_access.assessments import Assessment
from data_access.engine import Connection, Engine, writing
from data_access.installation import day_now
from data_access.journal import Entry
from glossary import QuarterState, ValueKind, WorkStep
from permissions import Permission, Person, require

__all__ = [
    "REFUSALS",
    "Value",
    "answer_objection",
    "assign",
    "confirm",
    "object",
    "record",
    "recorded",
    "submit",
    "unassign",
]

UNTIL_PUBLISHED = (QuarterState.PREPARING, QuarterState.OPEN)


def assign(engine: Engine, *, quarter: str, numbers: Collection[str], account_id: int, by: Person, at: datetime) -> int:
    """An assessor is to assess these projects: all of them or none; returns how many are new to the assessor.

    Raises: NotPermitted, NoSuchQuarter, QuarterClosed, QuarterRefused.
    """
    require(by, Permission.MANAGE_EVALUATION, "分派第三方评估")
    with writing(engine) as connection:
        held = held_quarter(connection, quarter, states=UNTIL_PUBLISHED)
        if account_id not in set(assessments.assessors(connection)["account_id"]):
            raise QuarterRefused(f"只能分派给在用的第三方评估机构账户，{NOTHING_STORED}。请重新选择。")
        found = _chosen(connection, held, numbers)
        taken = found[found["account_id"].notna() & (found["account_id"] != account_id)]
        if not taken.empty:
            told = "、".join(f"{row.project}（{row.assessor}）" for row in taken.head(5).itertuples())
            raise QuarterRefused(
                f"一个项目一个季度只由一家评估，这些已分派给别家：{told}。{NOTHING_STORED}，请先撤回再分派。"
            )
        new = found[found["account_id"].isna()]
        if new.empty:
            raise QuarterRefused("这些项目都已分派给这家机构，没有改动任何内容。")
        assessments.put(connection, held, list(new["project_id"]), account_id, by_name=by.name, at=at)
        _note(connection, held, WorkStep.ASSESSOR_ASSIGNED, _about(new, account_id), by, at)
        assessment_to_dos.settle(connection, held, account_id, by=by, at=at)
        return len(new)


def unassign(
    engine: Engine, *, quarter: str, numbers: Collection[str], account_id: int, by: Person, at: datetime
) -> int:
    """Take projects back before they are submitted; what was recorded stays and counts for nothing.

    Raises: NotPermitted, NoSuchQuarter, QuarterClosed, QuarterRefused.
    """
    require(by, Permission.MANAGE_EVALUATION, "撤回第三方评估的分派")
    with writing(engine) as connection:
        held = held_quarter(connection, quarter, states=UNTIL_PUBLISHED)
        found = _chosen(connection, held, numbers)
        if not found["account_id"].eq(account_id).all():
            raise QuarterRefused("其中有项目没有分派给这家机构，没有改动任何内容。请刷新后再选。")
        if found["submitted_at"].notna().any():
            told = "、".join(found.loc[found["submitted_at"].notna(), "project"].head(5))
            raise QuarterRefused(f"已提交的不能撤回：{told}。没有改动任何内容，请去掉这些项目。")
        assessments.change(connection, list(found["assessment_id"]), removed_at=at)
        _note(connection, held, WorkStep.ASSESSOR_ASSIGNED, {**_about(found, account_id), "removed": True}, by, at)
        assessment_to_dos.settle(connection, held, account_id, by=by, at=at)
        return len(found)


def record(
    engine: Engine,
    *,
    quarter: str,
    number: str,
    values: Collection[Value],
    method: str,
    by: Person,
    at: datetime,
) -> int:
    """Append what changed of one's own assigned project; returns how many indicators did. `method` replaces the old.

    Raises: NotPermitted, NoSuchQuarter, QuarterClosed, QuarterRefused.
    """
    require(by, Permission.ASSESS_PROJECTS, "登记第三方评估的指标值")
    with writing(engine) as connection:
        held = held_quarter(connection, quarter)
        found = own(connection, held, number, by)
        return recorded(connection, held, found, number, values=values, method=method, by=by, at=at)


def recorded(
    connection: Connection,
    quarter: Quarter,
    found: Assessment,
    number: str,
    *,
    values: Collection[Value],
    method: str | None,
    by: Person,
    at: datetime,
) -> int:
    """The same inside a transaction that holds the quarter; method None: as it was. Raises: QuarterRefused."""
    method = found.method if method is None else written(method, LONGEST_METHOD, "评估方法", shortest=0)
    if found.submitted_at is not None and not method:
        raise QuarterRefused(f"已提交的评估要有评估方法，{NOTHING_STORED}。")
    latest = assessments.latest_values(connection, quarter, [found.id])
    new = changed(values, latest, is_submitted=found.submitted_at is not None)
    if not new and method == found.method:
        return 0
    _append(connection, quarter, found, new, latest, by, at)
    if method != found.method:
        assessments.change(connection, [found.id], method=method)
    details = {"project": number, "indicators": [each.indicator_id for each in new]}
    details |= {"method": True} if method != found.method else {}
    _note(connection, quarter, WorkStep.VALUE_RECORDED, details, by, at)
    if found.submitted_at is not None:
        _look_again(connection, quarter, number, {each.indicator_id for each in new}, by, at)
    return len(new)


def _append(connection: Connection, quarter: Quarter, found: Assessment, new: list[Value], latest, by, at) -> None:
    last = dict(zip(latest["indicator_id"], latest["sequence"], strict=True))
    about = {"at": at, "by_account_id": by.account_id or None, "by_name": by.name}
    about |= {"assessment_id": found.id, "late": day_now(connection, at) > quarter.assessment_due_on}
    said = [{**vars(each), "sequence": last[each.indicator_id] + 1, **about} for each in new]
    assessments.add_values(connection, said)


def _look_again(connection: Connection, quarter: Quarter, number: str, indicators: set[int], by, at) -> None:
    listed = assessment_objections.objections(connection, quarter, number=number)
    about = listed["indicator_id"].isna() | listed["indicator_id"].isin(indicators)
    if indicators:
        waiting = list(listed.loc[listed["outcome"].isna() & about, "id"])
        assessment_to_dos.reviewed_again(connection, waiting, by=by, at=at)


def submit(engine: Engine, *, quarter: str, number: str, by: Person, at: datetime) -> None:
    """From now on it counts, and the departments of the project may object.

    Raises: NotPermitted, NoSuchQuarter, QuarterClosed, QuarterRefused.
    """
    require(by, Permission.ASSESS_PROJECTS, "提交第三方评估")
    with writing(engine) as connection:
        held = held_quarter(connection, quarter)
        found = own(connection, held, number, by)
        if found.submitted_at is not None:
            raise QuarterRefused(f"{number} 已经提交过，没有改动任何内容。要更正，请直接改数值并写明原因。")
        latest = assessments.latest_values(connection, held, [found.id])
        _check_complete(number, found, latest)
        assessments.change(connection, [found.id], submitted_at=at, submitted_by_name=by.name)
        _note(connection, held, WorkStep.ASSESSMENT_SUBMITTED, {"project": number}, by, at)
        assessment_to_dos.settle(connection, held, by.account_id, by=by, at=at)
        carriers = assessments.departments_of(connection, found.project_id)
        told = "第三方评估已提交，请核对，有异议的在期限内提出"
        if day_now(connection, at) > held.objection_until:
            told = "第三方评估已提交，异议期已过，请查看；确有错误的，请联系评估专员"
        assessment_to_dos.ask_to_check(connection, held, found, number, told, carriers, at=at)


def _check_complete(number: str, found: Assessment, latest) -> None:
    unanswered = list(latest.loc[latest["kind"].isna(), "name"])
    if unanswered:
        told = "、".join(unanswered[:5]) + ("等" if len(unanswered) > 5 else "")
        raise QuarterRefused(
            f"{number} 还有 {len(unanswered)} 个指标没有填：{told}。没有提交，填好的都在；"
            f"拿不到数据的选“{ValueKind.NOT_PROVIDED.label}”，确实不涉及的选“{ValueKind.NOT_APPLICABLE.label}”。"
        )
    if not found.method:
        raise QuarterRefused(f"{number} 还没有写评估方法，没有提交，填好的都在。")


def _chosen(connection: Connection, quarter: Quarter, numbers: Collection[str]):
    if not numbers:
        raise QuarterRefused("请先选择项目，没有改动任何内容。")
    every = assessments.projects(connection, quarter)
    if unknown := sorted(set(numbers) - set(every["project"])):
        raise QuarterRefused(
            f"{'、'.join(each[:24] for each in unknown[:5])} 不在 {quarter.quarter} 的参评项目中，没有改动任何内容。"
        )
    return every[every["project"].isin(set(numbers))]


def _about(projects, account_id: int) -> dict:
    return {"assessor": account_id, "projects": list(projects["project"])}


def _note(connection: Connection, quarter: Quarter, step: WorkStep, details: dict, by: Person, at: datetime) -> None:
    evaluation_quarters.note(connection, quarter, Entry(step, details=details), by=by, at=at)
