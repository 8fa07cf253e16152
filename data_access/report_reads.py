"""What the quarterly report says besides the results: rules in words, 自评 and 点评, evidence of the third party."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

import pandas as pd
from sqlalchemy import Connection, func, select

from data_access import evaluation_rules, schema
from data_access.assessments import is_last
from data_access.evaluation_quarters import Quarter
from data_access.evaluation_rules import WeightVersion
from data_access.frames import frame_of
from data_access.review_rounds import Round, rounds
from data_access.snapshots import Snapshot, snapshots

# scoring.quarter.QuarterInputs and QuarterResults: computed above this layer, carried by its dataclass.
Inputs = TypeVar("Inputs")
Results = TypeVar("Results")


@dataclass(frozen=True)
class RuleSet:
    """A version of criteria or indicators: what it is called, who wrote it when (UTC), and its parts in order."""

    name: str
    note: str
    at: datetime
    by_name: str
    parts: pd.DataFrame


@dataclass(frozen=True)
class ReportDetails:
    """Beside the results. self_assessments: project, score, content (the last of each). comments: project, grade,
    content, at, newest first. evidence: project, indicator, method, evidence. seal: the last 定稿."""

    weights: WeightVersion
    rounds: list[Round]
    criteria: RuleSet
    indicators: RuleSet
    self_assessments: pd.DataFrame
    comments: pd.DataFrame
    evidence: pd.DataFrame
    seal: Snapshot | None


@dataclass(frozen=True)
class Earlier:
    """The 定稿 a quarter is compared with; composites by project: score, rank, grade, status."""

    quarter: str
    composites: pd.DataFrame


@dataclass(frozen=True)
class ReportMaterial(Generic[Inputs, Results]):
    """Everything a report of a quarter is written from; `at` UTC.

    projects by number: title, category_code, township_code, department_code, state, reached_stage, veto_reason.
    marks: project, expert (评委 number), panel, round, criterion, weight, mark, of closed rounds only.
    names: dictionary → code → name. sealed: the figures are those of the last 定稿.
    """

    quarter: Quarter
    sealed: bool
    is_demonstration: bool
    projects: pd.DataFrame
    inputs: Inputs
    results: Results
    marks: pd.DataFrame
    details: ReportDetails
    names: Mapping[str, Mapping[str, str]]
    earlier: Earlier | None
    at: datetime


def details(connection: Connection, quarter: Quarter) -> ReportDetails:
    """What stands beside the results of a quarter; nothing of it is a mark."""
    return ReportDetails(
        _weights(connection, quarter),
        rounds(connection, quarter),
        _criteria(connection, quarter),
        _indicators(connection, quarter),
        _self_assessments(connection, quarter),
        _comments(connection, quarter),
        _evidence(connection, quarter),
        next(iter(snapshots(connection, quarter)), None),
    )


def _weights(connection: Connection, quarter: Quarter) -> WeightVersion:
    table = schema.weight_version
    columns = [table.c[name] for name in WeightVersion.__dataclass_fields__]
    return WeightVersion(*connection.execute(select(*columns).where(table.c.id == quarter.weight_version_id)).one())


def _criteria(connection: Connection, quarter: Quarter) -> RuleSet:
    parts = evaluation_rules.criteria(connection, quarter.criteria_version_id)
    return _rule_set(connection, schema.criteria_version, quarter.criteria_version_id, parts)


def _indicators(connection: Connection, quarter: Quarter) -> RuleSet:
    parts = evaluation_rules.indicators(connection, quarter.indicator_version_id)
    return _rule_set(connection, schema.indicator_version, quarter.indicator_version_id, parts)


def _rule_set(connection: Connection, table, version: int, parts: pd.DataFrame) -> RuleSet:
    columns = [table.c[name] for name in ("name", "note", "at", "by_name")]
    return RuleSet(*connection.execute(select(*columns).where(table.c.id == version)).one(), parts)


def _self_assessments(connection: Connection, quarter: Quarter) -> pd.DataFrame:
    own, project = schema.self_assessment, schema.project
    place = func.row_number().over(partition_by=own.c.project_id, order_by=own.c.sequence.desc())
    rows = select(own, place.label("place")).where(own.c.quarter_id == quarter.id).subquery()
    query = (
        select(project.c.number, rows.c.score, rows.c.content)
        .join(project, project.c.id == rows.c.project_id)
        .where(rows.c.place == 1)
        .order_by(project.c.number)
    )
    return frame_of(connection, query, ("project", "score", "content"))


def _comments(connection: Connection, quarter: Quarter) -> pd.DataFrame:
    said, project = schema.leader_comment, schema.project
    query = (
        select(project.c.number, said.c.grade, said.c.content, said.c.at)
        .join(project, project.c.id == said.c.project_id)
        .where(said.c.quarter_id == quarter.id)
        .order_by(project.c.number, said.c.sequence.desc())
    )
    return frame_of(connection, query, ("project", "grade", "content", "at"))


def _evidence(connection: Connection, quarter: Quarter) -> pd.DataFrame:
    """Of submitted assessments only, the last value of each indicator."""
    whole, indicator, project = schema.assessment, schema.indicator, schema.project
    said = schema.assessment_value.alias()
    query = (
        select(project.c.number, indicator.c.name, whole.c.method, said.c.evidence)
        .select_from(whole)
        .join(project, project.c.id == whole.c.project_id)
        .join(indicator, indicator.c.indicator_version_id == quarter.indicator_version_id)
        .join(said, is_last(said))
        .where(whole.c.quarter_id == quarter.id, whole.c.removed_at.is_(None), whole.c.submitted_at.is_not(None))
        .order_by(project.c.number, indicator.c.position, whole.c.id)
    )
    found = frame_of(connection, query, ("project", "indicator", "method", "evidence"))
    return found.drop_duplicates(["project", "indicator"], ignore_index=True)
