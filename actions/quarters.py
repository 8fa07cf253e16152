"""A quarter of the 三评 from its beginning: opened, given its rules and days; evaluation.md § 2 to 4."""

from collections.abc import Mapping
from datetime import date, datetime

from actions import assessment_to_dos
from actions.evaluation_rules import refuse
from actions.quarter_checks import NoSuchQuarter, Quarter, QuarterRefused, held_quarter, seen
from actions.review_words import LONGEST_REASON, REFUSALS, needed
from actions.rule_checks import DAYS, day_faults, level_faults
from data_access import evaluation_quarters, evaluation_rules, rule_versions
from data_access import quarters as calendar_quarters
from data_access.engine import Connection, Engine, writing
from data_access.evaluation_defaults import LEVEL_POINTS
from data_access.installation import day_now
from data_access.journal import Entry
from glossary import QuarterState, WorkStep
from permissions import Permission, Person, require

__all__ = ["REFUSALS", "choose_rules", "create", "move_deadlines", "seed_of"]

VERSIONS = ("weight_version_id", "criteria_version_id", "indicator_version_id")


def create(
    engine: Engine,
    *,
    quarter: str,
    ratings_until: date,
    assessment_due_on: date,
    objection_until: date,
    by: Person,
    at: datetime,
) -> Quarter:
    """A new quarter in 筹备, with the newest rules and the level points of the quarter made last.

    Raises: NotPermitted, QuarterRefused.
    """
    require(by, Permission.MANAGE_EVALUATION, "新建三评季度")
    _check_written(quarter)
    days = {"ratings_until": ratings_until, "assessment_due_on": assessment_due_on, "objection_until": objection_until}
    with writing(engine) as connection:
        _check_not_too_early(quarter, day_now(connection, at))
        refuse(day_faults(quarter, days), "日期")
        _check_new(connection, quarter)
        evaluation_rules.fill_rules(connection, at=at)
        newest = rule_versions.newest(connection)
        points = rule_versions.latest_level_points(connection) or LEVEL_POINTS
        made = {"state": QuarterState.PREPARING, "created_at": at, "created_by_name": by.name}
        fixed = {"quarter": quarter, "level_points": points, "seed": seed_of(quarter)}
        evaluation_quarters.add(connection, **fixed, **newest, **days, **made)
        stored = evaluation_quarters.find(connection, quarter, lock=True)
        details = {**newest, "level_points": points, **_iso(days)}
        entry = Entry(WorkStep.CREATED, to_state=QuarterState.PREPARING, details=details)
        evaluation_quarters.note(connection, stored, entry, by=by, at=at)
    return stored


def seed_of(quarter: str) -> int:
    """The seed of every random draw of a quarter: its digits, so that anybody can repeat them."""
    return int(quarter.replace("Q", ""))


def choose_rules(
    engine: Engine,
    *,
    quarter: str,
    version: int,
    weight_version_id: int,
    criteria_version_id: int,
    indicator_version_id: int,
    level_points: Mapping[str, float],
    ratings_until: date,
    assessment_due_on: date,
    objection_until: date,
    by: Person,
    at: datetime,
) -> int:
    """What a quarter in 筹备 will be judged by; returns its new version.

    Raises: NotPermitted, NoSuchQuarter, QuarterClosed, StaleQuarter, QuarterRefused.
    """
    require(by, Permission.MANAGE_EVALUATION, "确定评估规则")
    versions = (weight_version_id, criteria_version_id, indicator_version_id)
    days = {"ratings_until": ratings_until, "assessment_due_on": assessment_due_on, "objection_until": objection_until}
    points = {level: float(value) for level, value in level_points.items()}
    refuse(level_faults(points), "规则")
    with writing(engine) as connection:
        held = held_quarter(connection, quarter, states=(QuarterState.PREPARING,))
        seen(held, version)
        refuse(day_faults(quarter, days), "日期")
        _check_versions(connection, versions)
        wanted = {**dict(zip(VERSIONS, versions, strict=True)), "level_points": points, **days}
        changed = {name: value for name, value in wanted.items() if getattr(held, name) != value}
        return _changed(connection, held, changed, Entry(WorkStep.RULES_CHOSEN), by, at)


def move_deadlines(
    engine: Engine,
    *,
    quarter: str,
    version: int,
    ratings_until: date,
    assessment_due_on: date,
    objection_until: date,
    reason: str,
    by: Person,
    at: datetime,
) -> int:
    """Other last days for a quarter in 评估中, none of them gone by; returns its new version.

    Raises: NotPermitted, NoSuchQuarter, QuarterClosed, StaleQuarter, QuarterRefused.
    """
    require(by, Permission.MANAGE_EVALUATION, "调整截止日期")
    reason = needed(reason, LONGEST_REASON, "调整原因")
    days = {"ratings_until": ratings_until, "assessment_due_on": assessment_due_on, "objection_until": objection_until}
    with writing(engine) as connection:
        held = held_quarter(connection, quarter)
        seen(held, version)
        changed = {name: value for name, value in days.items() if getattr(held, name) != value}
        gone = [DAYS[name] for name, day in changed.items() if day < day_now(connection, at)]
        faults = [f"{label}不能改到已经过去的日子" for label in gone]
        refuse(faults + day_faults(quarter, days), "日期")
        return _changed(connection, held, changed, Entry(WorkStep.RULES_CHOSEN, reason=reason), by, at)


def _changed(connection: Connection, held: Quarter, changed: dict, entry: Entry, by: Person, at: datetime) -> int:
    """Store and note what differs, field by field as it was and as it is."""
    if not changed:
        raise QuarterRefused("与现在的内容相同，没有改动任何内容。")
    new_version = evaluation_quarters.change(connection, held, **changed)
    was = {name: getattr(held, name) for name in changed}
    details = {name: [_plain(was[name]), _plain(value)] for name, value in changed.items()}
    entry = Entry(entry.step, reason=entry.reason, details=details)
    evaluation_quarters.note(connection, held, entry, by=by, at=at)
    now = evaluation_quarters.find(connection, held.quarter)
    if "assessment_due_on" in changed:
        assessment_to_dos.settle_all(connection, now, by=by, at=at)
    if "objection_until" in changed:
        assessment_to_dos.move_objection_day(connection, now)
    return new_version


def _check_written(quarter: str) -> None:
    if not calendar_quarters.is_quarter(quarter):
        raise QuarterRefused(f"“{quarter[:20]}”不是一个季度，没有存入任何内容。季度写作 2025Q4。")


def _check_not_too_early(quarter: str, today: date) -> None:
    latest = calendar_quarters.quarter_after(calendar_quarters.quarter_of(today))
    if quarter > latest:
        raise QuarterRefused(f"{quarter} 还太早，没有存入任何内容。现在最晚可以新建 {latest}。")


def _check_new(connection: Connection, quarter: str) -> None:
    try:
        found = evaluation_quarters.find(connection, quarter)
    except NoSuchQuarter:
        return
    raise QuarterRefused(f"{quarter} 三评已经建立（{found.state.label}），没有再建。请从季度列表中打开。")


def _check_versions(connection: Connection, versions: tuple[int, int, int]) -> None:
    weights, criteria, indicators = versions
    known = {
        "权重": rule_versions.weights(connection, weights) is not None,
        "评审标准": not evaluation_rules.criteria(connection, criteria).empty,
        "第三方指标": not evaluation_rules.indicators(connection, indicators).empty,
    }
    refuse([f"没有这一版{what}" for what, is_there in known.items() if not is_there], "规则")


def _iso(days: Mapping[str, date]) -> dict[str, str]:
    return {name: day.isoformat() for name, day in days.items()}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
