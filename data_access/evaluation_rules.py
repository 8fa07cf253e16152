"""What a quarter is judged by: versions of weights, criteria and indicators, each written once and never changed."""

from dataclasses import dataclass, fields
from datetime import datetime

import pandas as pd
from sqlalchemy import Connection, select, update

from data_access import schema
from data_access.evaluation_defaults import CRITERIA, INDICATORS, WEIGHTS
from glossary import IndicatorDirection, IndicatorFamily


@dataclass(frozen=True)
class Criterion:
    """One criterion of the experts; anchors are (lowest mark, highest mark, words), best first."""

    name: str
    question: str
    weight: float
    anchors: tuple[tuple[float, float, str], ...]


@dataclass(frozen=True)
class Indicator:
    """One indicator of the third party."""

    family: IndicatorFamily
    name: str
    unit: str
    direction: IndicatorDirection
    floor: float
    target: float
    upper_target: float | None
    upper_floor: float | None
    weight: float
    evidence: str


@dataclass(frozen=True)
class WeightVersion:
    """Weights of the three sources in points of 100, and who stands behind them."""

    id: int
    citizens: float
    experts: float
    third_party: float
    note: str
    at: datetime
    by_name: str
    approved_by_name: str | None
    approved_at: datetime | None
    approved_with: str | None


CRITERION_COLUMNS = ("id", "position", "name", "question", "weight", "anchors")
INDICATOR_COLUMNS = ("id", "position", *(field.name for field in fields(Indicator)))


def fill_rules(connection: Connection, *, at: datetime, by_name: str = "系统") -> None:
    """Store the defaults in a database that has no rules yet: unapproved weights, criteria, indicators."""
    if connection.execute(select(schema.weight_version.c.id).limit(1)).first() is not None:
        return
    what = {"note": "产品默认值，待市里确认", "at": at, "by_name": by_name}
    # Whether weights are approved is noted with the version: its note stays when a leader has approved it.
    connection.execute(schema.weight_version.insert().values(**WEIGHTS, **what | {"note": "产品默认值"}))
    add_criteria(connection, "专家评审标准（默认）", [Criterion(*row) for row in CRITERIA], **what)
    add_indicators(connection, "第三方评估指标（默认）", [Indicator(*row) for row in INDICATORS], **what)


def add_criteria(connection: Connection, name: str, criteria: list[Criterion], **what: object) -> int:
    """A new set of criteria; returns its id. `what`: note, at, by_name."""
    return _add(connection, schema.criteria_version, schema.criterion, name, criteria, what)


def add_indicators(connection: Connection, name: str, indicators: list[Indicator], **what: object) -> int:
    """A new set of indicators; returns its id. `what`: note, at, by_name."""
    return _add(connection, schema.indicator_version, schema.indicator, name, indicators, what)


def _add(connection: Connection, versions, parts, name: str, rows: list, what: dict) -> int:
    version = connection.execute(versions.insert().values(name=name, **what)).inserted_primary_key[0]
    owner = {f"{versions.name}_id": version}
    connection.execute(
        parts.insert(), [{**owner, "position": place, **vars(row)} for place, row in enumerate(rows, start=1)]
    )
    return version


def add_weights(connection: Connection, *, note: str, by_name: str, at: datetime, **weights: float) -> int:
    """New weights (citizens, experts, third_party), unapproved; returns their id."""
    row = {**weights, "note": note, "by_name": by_name, "at": at}
    return connection.execute(schema.weight_version.insert().values(row)).inserted_primary_key[0]


def approve_weights(connection: Connection, version: int, *, by_name: str, document: str, at: datetime) -> bool:
    """Note that a leader stands behind the weights; False when somebody did before, or there are none such."""
    table = schema.weight_version
    chosen = update(table).where(table.c.id == version, table.c.approved_at.is_(None))
    values = {"approved_by_name": by_name, "approved_at": at, "approved_with": document}
    return connection.execute(chosen.values(values)).rowcount == 1


def criteria(connection: Connection, version: int) -> pd.DataFrame:
    """The criteria of a set in their order; Columns: CRITERION_COLUMNS, weight in points."""
    return _parts(connection, schema.criterion, "criteria_version_id", version, CRITERION_COLUMNS)


def indicators(connection: Connection, version: int) -> pd.DataFrame:
    """The indicators of a set in their order; Columns: INDICATOR_COLUMNS, weight in points."""
    return _parts(connection, schema.indicator, "indicator_version_id", version, INDICATOR_COLUMNS)


def _parts(connection: Connection, table, owner: str, version: int, names: tuple[str, ...]) -> pd.DataFrame:
    query = select(*(table.c[name] for name in names)).where(table.c[owner] == version).order_by(table.c.position)
    return pd.DataFrame([tuple(row) for row in connection.execute(query)], columns=list(names))
