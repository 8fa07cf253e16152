"""Versions of weights, criteria and indicators one at a time, and which quarters use them."""

from dataclasses import dataclass, fields

import pandas as pd
from sqlalchemy import Connection, Engine, func, literal, select, union_all

from data_access import evaluation_rules, schema
from data_access.engine import reading
from data_access.evaluation_rules import WeightVersion
from permissions import Permission, Person, require

QUARTER = schema.evaluation_quarter
KINDS = {"weights": "weight_version", "criteria": "criteria_version", "indicators": "indicator_version"}


@dataclass(frozen=True)
class Rules:
    """Everything that was ever written about rules, the newest first.

    `criteria`, `indicators`: columns id, name, note, at (UTC), by_name. `uses`: columns kind (weights, criteria,
    indicators), version, quarter, state; by kind, version and quarter.
    """

    weights: tuple[WeightVersion, ...]
    criteria: pd.DataFrame
    indicators: pd.DataFrame
    uses: pd.DataFrame


def rules(engine: Engine, *, by: Person) -> Rules:
    """Every version of every rule, in four statements. Raises: NotPermitted."""
    require(by, Permission.READ_EVALUATION, "查看评估规则")
    with reading(engine) as connection:
        return Rules(
            tuple(_weights(connection)),
            _versions(connection, schema.criteria_version),
            _versions(connection, schema.indicator_version),
            _uses(connection),
        )


def _weights(connection: Connection, *conditions) -> list[WeightVersion]:
    table = schema.weight_version
    columns = [table.c[field.name] for field in fields(WeightVersion)]
    query = select(*columns).where(*conditions).order_by(table.c.id.desc())
    return [WeightVersion(*row) for row in connection.execute(query)]


def _versions(connection: Connection, table) -> pd.DataFrame:
    names = ["id", "name", "note", "at", "by_name"]
    query = select(*(table.c[name] for name in names)).order_by(table.c.id.desc())
    return pd.DataFrame([tuple(row) for row in connection.execute(query)], columns=names)


def _uses(connection: Connection) -> pd.DataFrame:
    parts = [
        select(
            literal(kind).label("kind"), QUARTER.c[f"{name}_id"].label("version"), QUARTER.c.quarter, QUARTER.c.state
        )
        for kind, name in KINDS.items()
    ]
    found = union_all(*parts).subquery()
    query = select(found).order_by(found.c.kind, found.c.version, found.c.quarter)
    rows = [tuple(row) for row in connection.execute(query)]
    return pd.DataFrame(rows, columns=["kind", "version", "quarter", "state"])


def criteria(engine: Engine, *, version: int, by: Person) -> pd.DataFrame:
    """The criteria of one version; see evaluation_rules.criteria. Raises: NotPermitted."""
    require(by, Permission.READ_EVALUATION, "查看评估规则")
    with reading(engine) as connection:
        return evaluation_rules.criteria(connection, version)


def indicators(engine: Engine, *, version: int, by: Person) -> pd.DataFrame:
    """The indicators of one version; see evaluation_rules.indicators. Raises: NotPermitted."""
    require(by, Permission.READ_EVALUATION, "查看评估规则")
    with reading(engine) as connection:
        return evaluation_rules.indicators(connection, version)


def weights(connection: Connection, version: int) -> WeightVersion | None:
    """One version of the weights."""
    return next(iter(_weights(connection, schema.weight_version.c.id == version)), None)


def newest(connection: Connection) -> dict[str, int]:
    """The id of the newest weight_version_id, criteria_version_id and indicator_version_id; without rules an error."""
    tables = [schema.weight_version, schema.criteria_version, schema.indicator_version]
    row = connection.execute(select(*(select(func.max(table.c.id)).scalar_subquery() for table in tables))).one()
    return dict(zip((f"{table.name}_id" for table in tables), row, strict=True))


def quarters_using_weights(connection: Connection, version: int) -> list[str]:
    """The quarters pinned to a version of the weights, the first first."""
    query = select(QUARTER.c.quarter).where(QUARTER.c.weight_version_id == version).order_by(QUARTER.c.quarter)
    return list(connection.execute(query).scalars())


def latest_level_points(connection: Connection) -> dict[str, float] | None:
    """The points of the levels in the quarter that was made last; None before the first."""
    query = select(QUARTER.c.level_points).order_by(QUARTER.c.created_at.desc(), QUARTER.c.id.desc()).limit(1)
    return connection.execute(query).scalar()
