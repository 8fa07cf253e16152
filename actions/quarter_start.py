"""From 筹备 to 评估中, when rules and projects become fixed, and back as long as nothing came in."""

from dataclasses import dataclass
from datetime import datetime

from actions.evaluation_rules import ask_for_approval
from actions.quarter_checks import Quarter, QuarterRefused, held_quarter, seen
from actions.review_words import LONGEST_REASON, needed
from actions.rule_checks import criteria_faults, indicator_faults, level_faults, weight_faults
from data_access import evaluation_quarters, evaluation_rules, quarter_members, rule_versions
from data_access.engine import Connection, Engine, reading, writing
from data_access.evaluation_rules import Criterion, Indicator, WeightVersion
from data_access.journal import Entry
from glossary import IndicatorDirection, IndicatorFamily, ProjectState, QuarterState, WorkStep
from permissions import Permission, Person, require

__all__ = ["Standing", "criteria_from", "indicators_from", "reopen_preparation", "standing", "start"]

UPPER = ("upper_target", "upper_floor")
RECEIVED = {
    "rounds": "专家评审轮次",
    "reviews": "专家评审",
    "ratings": "群众评议",
    "values": "第三方指标值",
    "self_assessments": "自评",
    "comments": "点评",
    "snapshots": "定稿",
}


@dataclass(frozen=True)
class Standing:
    """A quarter and what stands in its way.

    projects: how many; lacking: sentences without which it cannot start; received: what came in, in Chinese words,
    which keeps it from going back to 筹备.
    """

    quarter: Quarter
    weights: WeightVersion
    projects: int
    vetoed: int
    lacking: tuple[str, ...]
    received: tuple[str, ...]


def standing(engine: Engine, *, quarter: str, by: Person) -> Standing:
    """Where a quarter stands, in seven statements. Raises: NotPermitted, NoSuchQuarter."""
    require(by, Permission.READ_EVALUATION, "查看评估组织")
    with reading(engine) as connection:
        found = evaluation_quarters.find(connection, quarter)
        members = evaluation_quarters.projects_of(connection, found)
        weights = rule_versions.weights(connection, found.weight_version_id)
        lacking = tuple(_lacking(connection, found))
        vetoed = int(members["veto_reason"].notna().sum())
        return Standing(found, weights, len(members), vetoed, lacking, tuple(_received(connection, found)))


def start(engine: Engine, *, quarter: str, version: int, by: Person, at: datetime) -> int:
    """筹备 → 评估中: from now on projects and rules are fixed; returns the quarter's new version.

    Raises: NotPermitted, NoSuchQuarter, QuarterClosed, StaleQuarter, QuarterRefused.
    """
    require(by, Permission.MANAGE_EVALUATION, "开启评估")
    with writing(engine) as connection:
        held = held_quarter(connection, quarter, states=(QuarterState.PREPARING,))
        seen(held, version)
        lacking = _lacking(connection, held)
        if lacking:
            raise QuarterRefused(f"{quarter} 三评还不能开启：{'；'.join(lacking)}。没有改动任何内容。")
        names = ("weight_version_id", "criteria_version_id", "indicator_version_id")
        details = {name: getattr(held, name) for name in names}
        details["projects"] = len(evaluation_quarters.projects_of(connection, held))
        ask_for_approval(connection, held.weight_version_id, at=at)
        return _moved(connection, held, QuarterState.OPEN, Entry(WorkStep.MOVED, details=details), by, at)


def reopen_preparation(engine: Engine, *, quarter: str, version: int, reason: str, by: Person, at: datetime) -> int:
    """评估中 → 筹备, while nothing came in that the rules were fixed for; returns the quarter's new version.

    Raises: NotPermitted, NoSuchQuarter, QuarterClosed, StaleQuarter, QuarterRefused.
    """
    require(by, Permission.MANAGE_EVALUATION, "退回筹备")
    reason = needed(reason, LONGEST_REASON, "退回原因")
    with writing(engine) as connection:
        held = held_quarter(connection, quarter)
        seen(held, version)
        received = _received(connection, held)
        if received:
            raise QuarterRefused(
                f"{quarter} 三评已有{'、'.join(received)}，规则不能再改，没有退回筹备。没有改动任何内容。"
            )
        return _moved(connection, held, QuarterState.PREPARING, Entry(WorkStep.MOVED_BACK, reason=reason), by, at)


def _moved(connection: Connection, held: Quarter, to: QuarterState, entry: Entry, by: Person, at: datetime) -> int:
    entry = Entry(entry.step, held.state, to, entry.reason, entry.details)
    evaluation_quarters.note(connection, held, entry, by=by, at=at)
    return evaluation_quarters.change(connection, held, state=to)


def _received(connection: Connection, quarter: Quarter) -> list[str]:
    counted = quarter_members.received(connection, quarter)
    return [f"{label} {counted[name]}" for name, label in RECEIVED.items() if counted[name]]


def _lacking(connection: Connection, quarter: Quarter) -> list[str]:
    projects = evaluation_quarters.projects_of(connection, quarter)
    lacking = ["至少要有一个参评项目"] if projects.empty else []
    withdrawn = projects.loc[projects["state"] == ProjectState.WITHDRAWN.value, "number"]
    lacking += [f"{number} 已撤项，请移出" for number in withdrawn]
    weights = rule_versions.weights(connection, quarter.weight_version_id)
    points = {name: getattr(weights, name) for name in ("citizens", "experts", "third_party")}
    lacking += weight_faults(points) + level_faults(quarter.level_points)
    criteria = criteria_from(evaluation_rules.criteria(connection, quarter.criteria_version_id))
    lacking += [f"评审标准：{fault}" for fault in criteria_faults(criteria)]
    indicators = indicators_from(evaluation_rules.indicators(connection, quarter.indicator_version_id))
    return lacking + [f"第三方指标：{fault}" for fault in indicator_faults(indicators)]


def criteria_from(stored) -> list[Criterion]:
    """Criteria out of a frame of evaluation_rules.criteria."""
    return [
        Criterion(row.name, row.question, row.weight, tuple(tuple(anchor) for anchor in row.anchors))
        for row in stored.itertuples()
    ]


def indicators_from(stored) -> list[Indicator]:
    """Indicators out of a frame of evaluation_rules.indicators."""
    rows = []
    for row in stored.to_dict("records"):
        values = {name: row[name] for name in Indicator.__dataclass_fields__}
        values |= {name: None if values[name] != values[name] else values[name] for name in UPPER}
        kinds = {"family": IndicatorFamily(row["family"]), "direction": IndicatorDirection(row["direction"])}
        rows.append(Indicator(**{**values, **kinds}))
    return rows
