"""What a project aims at, and what it reports each quarter."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date, datetime
from math import isfinite

from actions.project_checks import (
    LONGEST_REASON,
    LONGEST_TEXT,
    ProjectRefused,
    WrongProjectMove,
    check_still_enough,
    held,
    money,
    needed,
)
from actions.project_rules import REPORTING
from data_access import project_parts, project_reports, projects, quarters
from data_access.engine import Connection, Engine, writing
from data_access.journal import Entry
from data_access.project_parts import StoredTarget, Target
from data_access.project_reports import Report
from data_access.projects import Project
from glossary import WorkStep
from permissions import Permission, Person
from working_time import local

__all__ = ["Report", "Target", "remove_target", "report_progress", "set_target"]

LONGEST_NAME, LONGEST_UNIT, LARGEST_VALUE = 120, 20, 1e15


def set_target(
    engine: Engine,
    *,
    number: str,
    version: int,
    what: Target,
    target_id: int | None = None,
    by: Person,
    at: datetime,
) -> int:
    """A new target, or other values for one; a removed one of the same name is pursued again. Returns its id.

    Raises: NotPermitted, NoSuchProject, StaleProject, ProjectRefused.
    """
    what = _checked(what)
    with writing(engine) as connection:
        project = held(connection, number=number, version=version, by=by, doing="设定目标")
        found = project_parts.targets(connection, project.id)
        before = _target_to_set(found, target_id, what)
        if before is not None and before.what == what and not before.is_removed:
            return before.id
        if before is not None and before.what.unit != what.unit and project_parts.has_values(connection, before.id):
            raise ProjectRefused(f"目标“{before.what.name}”已报过数值，单位不能再改。请移除后用新名称另设；没有存入。")
        target_id = project_parts.put_target(connection, project.id, what, target_id=before and before.id)
        projects.change(connection, project)
        details = {"target": target_id, "about": what.name, **_differences(before, what)}
        projects.note(connection, project.id, Entry(WorkStep.TARGET_SET, details=details), by=by, at=at)
    return target_id


def remove_target(
    engine: Engine, *, number: str, version: int, target_id: int, reason: str, by: Person, at: datetime
) -> None:
    """A target is no longer pursued; a project past 立项 keeps at least one.

    Raises: NotPermitted, NoSuchProject, StaleProject, ProjectRefused.
    """
    reason = needed(reason, LONGEST_REASON, "移除原因")
    with writing(engine) as connection:
        project = held(connection, number=number, version=version, by=by, doing="移除目标")
        found = _pursued(connection, project)
        if target_id not in found:
            raise ProjectRefused("没有这项目标，或已被移除，没有改动任何内容。请刷新后再看。")
        project_parts.remove_target(connection, target_id, reason=reason, at=at)
        projects.change(connection, project)
        details = {"target": target_id, "about": found[target_id].name, "removed": True}
        entry = Entry(WorkStep.TARGET_SET, reason=reason, details=details)
        projects.note(connection, project.id, entry, by=by, at=at)
        check_still_enough(connection, project)


def report_progress(engine: Engine, *, number: str, report: Report, by: Person, at: datetime) -> int:
    """What was reached in a quarter, by a manager or a department that takes part; the quarter's last report counts.

    Needs no version: a report adds and takes nothing away. Returns its sequence within the quarter.
    Raises: NotPermitted, NoSuchProject, ProjectRefused, WrongProjectMove.
    """
    report = _checked_report(report)
    with writing(engine) as connection:
        asked = {"doing": "报告进展", "permission": Permission.REPORT_PROGRESS}
        project = held(connection, number=number, by=by, **asked)
        if project.state not in REPORTING:
            raise WrongProjectMove(f"{number} 现在是“{project.state.label}”，实施以后才报告进展。没有存入任何内容。")
        _check_quarter(project, report.quarter, at)
        if not set(report.values) <= set(_pursued(connection, project)):
            raise ProjectRefused("报的数值里有已移除的目标，没有存入，您写的内容还在。请刷新后再报。")
        progress_id, sequence = project_reports.add_report(connection, project.id, report, by=by, at=at)
        details = {
            "progress": progress_id,
            "quarter": report.quarter,
            "sequence": sequence,
            "spent_yuan": report.spent_yuan,
            "values": {str(target_id): value for target_id, value in report.values.items()},
        }
        projects.note(connection, project.id, Entry(WorkStep.PROGRESS_REPORTED, details=details), by=by, at=at)
        check_still_enough(connection, project)
    return sequence


def _checked(what: Target) -> Target:
    name, unit = needed(what.name, LONGEST_NAME, "目标名称"), needed(what.unit, LONGEST_UNIT, "计量单位")
    baseline = None if what.baseline is None else _value(what.baseline, "基期值")
    return replace(what, name=name, unit=unit, baseline=baseline, target=_value(what.target, "目标值"))


def _value(number: float | None, what: str) -> float:
    if number is None or not isfinite(number) or abs(number) > LARGEST_VALUE:
        raise ProjectRefused(f"请填写{what}（一个数），没有存入任何内容。")
    return float(number)


def _target_to_set(found: list[StoredTarget], target_id: int | None, what: Target) -> StoredTarget | None:
    """Which target is meant: the one named by id, or a removed one of the same name, or none: a new one."""
    same_name = next((each for each in found if each.what.name == what.name), None)
    if target_id is None:
        if same_name is not None and not same_name.is_removed:
            raise ProjectRefused(f"已有目标“{what.name}”，没有存入任何内容。请改那一项，或换一个名称。")
        return same_name
    named = next((each for each in found if each.id == target_id and not each.is_removed), None)
    if named is None:
        raise ProjectRefused("没有这项目标，或已被移除，没有存入任何内容。请刷新后再看。")
    if same_name is not None and same_name.id != target_id:
        raise ProjectRefused(f"已有或曾有目标“{what.name}”，没有存入任何内容。请换一个名称。")
    return named


def _pursued(connection: Connection, project: Project) -> Mapping[int, Target]:
    found = project_parts.targets(connection, project.id)
    return {each.id: each.what for each in found if not each.is_removed}


def _differences(before: StoredTarget | None, after: Target) -> dict[str, list]:
    """Field → [before, after]; of a target pursued again, what it was when it was removed."""
    was = {} if before is None else _plain(before.what)
    now = _plain(after)
    changed = {name: [was.get(name), value] for name, value in now.items() if was.get(name) != value}
    return changed | ({"name": [None, after.name]} if before is not None and before.is_removed else {})


def _plain(what: Target) -> dict:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(what).items()}


def _checked_report(report: Report) -> Report:
    values = {target_id: _value(value, "数值") for target_id, value in report.values.items()}
    content = needed(report.content, LONGEST_TEXT, "进展情况")
    return replace(report, content=content, spent_yuan=money(report.spent_yuan, "累计支出"), values=values)


def _check_quarter(project: Project, quarter: str, at: datetime) -> None:
    if not quarters.is_quarter(quarter):
        raise ProjectRefused(f"“{quarter}”不是季度，没有存入任何内容。")
    first, last = quarters.quarter_of(project.established_on), quarters.quarter_of(local(at).date())
    if not first <= quarter <= last:
        raise ProjectRefused(
            f"只能报{quarters.in_words(first)}（立项）到{quarters.in_words(last)}（现在）之间的季度，没有存入任何内容。"
        )
