"""Counted figures: every read of leadership's screens, each one grouped statement on suggestion_fact."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import pandas as pd
from sqlalchemy import Boolean, Engine, case, false, func, select, true
from sqlalchemy.sql import Select

from data_access import schema
from data_access.engine import reading
from data_access.measures import OF_COHORT, Condition, cohort, counted, dimension, fact
from data_access.scope import Scope, conditions, listable
from permissions import Permission, Person, require

AT_ONCE = 2
CASE_COLUMNS = [
    "number",
    "received_on",
    "nature",
    "channel_code",
    "township_code",
    "category_code",
    "department_code",
    "tier",
    "state",
    "due_on",
    "answered_on",
    "completed_on",
]


@dataclass(frozen=True)
class Counts:
    """A read of `counts`, to be sent with others."""

    scope: Scope
    by: tuple[str, ...]
    measures: tuple[str, ...]
    within: str | None = None

    def query(self, reader: Person) -> Select:
        """Its statement; raises NotPermitted."""
        return _counts(reader, self.scope, self.by, self.measures, within=self.within)


@dataclass(frozen=True)
class HandlingTimes:
    """A read of `handling_times`, to be sent with others."""

    scope: Scope
    by: tuple[str, ...] = ()

    def query(self, reader: Person) -> Select:
        """Its statement; raises NotPermitted."""
        return _handling_times(reader, self.scope, self.by)


def read_at_once(engine: Engine, *, reader: Person, reads: Sequence[Counts | HandlingTimes]) -> list[pd.DataFrame]:
    """Several reads side by side, each on its own connection: a screen waits for the longest, not for the sum.

    Columns: those of `counts` and `handling_times`, in the order of `reads`.
    """
    queries = [read.query(reader) for read in reads]
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        return list(pool.map(partial(_read, engine), queries))


def counts(
    engine: Engine,
    *,
    reader: Person,
    scope: Scope,
    by: tuple[str, ...] = (),
    measures: tuple[str, ...],
    within: str | None = None,
) -> pd.DataFrame:
    """How many suggestions of the scope fulfil each measure, per group; `within` a measure, only those it counts.

    Order: by the groups' codes, those without a code last (missing value).
    Columns: the names in `by` (codes or dates), one count per name in `measures`, and earliest_due,
    the first last-day-allowed among the open overdue ones, when overdue_open is asked for.
    """
    return _read(engine, _counts(reader, scope, by, measures, within=within))


def _counts(
    reader: Person, scope: Scope, by: tuple[str, ...], measures: tuple[str, ...], within: str | None = None
) -> Select:
    groups = [dimension(name, scope).label(name) for name in by]
    # The cohort's condition is checked once per row when every measure needs it.
    only_cohort = all(name in OF_COHORT for name in measures)
    holds = {name: OF_COHORT[name](scope) if only_cohort else counted(name, scope) for name in measures}
    sums = [func.count().filter(condition).label(name) for name, condition in holds.items()]
    if only_cohort and "cohort" in measures:
        sums[measures.index("cohort")] = func.count().label("cohort")
    if "overdue_open" in measures:
        sums.append(func.min(fact.c.due_on).filter(holds["overdue_open"]).label("earliest_due"))
    query = select(*groups, *sums).select_from(fact).where(*conditions(fact, scope, reader=reader))
    if only_cohort:
        query = query.where(cohort(scope))
    if within:
        query = query.where(counted(within, scope))
    if groups:
        query = query.group_by(*groups).order_by(*(group.is_(None) for group in groups), *groups)
    return query


def handling_times(engine: Engine, *, reader: Person, scope: Scope, by: tuple[str, ...] = ()) -> pd.DataFrame:
    """How long the suggestions of the cohort took, or have been open at 统计时点.

    Columns: the names in `by`, minutes (working minutes, ≥ 0), completed (bool), count.
    """
    return _read(engine, _handling_times(reader, scope, by))


def _handling_times(reader: Person, scope: Scope, by: tuple[str, ...]) -> Select:
    is_done = OF_COHORT["completed"](scope)
    ended = case((is_done, fact.c.completed_minute), else_=scope.as_of_minute)
    taken = ended - fact.c.received_minute
    minutes = case((taken < 0, 0), else_=taken).label("minutes")
    groups = [dimension(name, scope).label(name) for name in by]
    done = case((is_done, true()), else_=false()).label("completed")
    return (
        select(*groups, minutes, done, func.count().label("count"))
        .where(*conditions(fact, scope, reader=reader), cohort(scope))
        .group_by(*groups, minutes, done)
    )


def cases(
    engine: Engine,
    *,
    reader: Person,
    scope: Scope,
    measure: str,
    group: dict[str, object] | None = None,
    limit: int = 2000,
    order: str = "received_on",
) -> pd.DataFrame:
    """The suggestions behind one figure, earliest `order` first (a date that the measure implies).

    举报 and confidential ones are never listed.

    Columns: number, received_on, codes of the dimensions, state, due_on, answered_on, completed_on, title.
    """
    require(reader, Permission.READ_CASES, "查看建议清单")
    text = schema.suggestion_text
    query = (
        select(*(fact.c[name] for name in CASE_COLUMNS), text.c.title)
        .join(text, text.c.suggestion_id == fact.c.id)
        .where(*_counted(reader, scope, measure, group), listable(fact))
        .order_by(fact.c[order], fact.c.number)
        .limit(limit)
    )
    return _read(engine, query)


def case_count(
    engine: Engine, *, reader: Person, scope: Scope, measure: str, group: dict[str, object] | None = None
) -> tuple[int, int]:
    """How many suggestions a figure counts: those that can be listed, and those kept back."""
    require(reader, Permission.READ_CASES, "查看建议清单")
    query = select(func.count().filter(listable(fact)), func.count()).where(*_counted(reader, scope, measure, group))
    with reading(engine) as connection:
        listed, total = connection.execute(query.select_from(fact)).one()
    return listed, total - listed


def _counted(reader: Person, scope: Scope, measure: str, group: dict[str, object] | None) -> list[Condition]:
    chosen = [*conditions(fact, scope, reader=reader), counted(measure, scope)]
    for name, value in (group or {}).items():
        column = dimension(name, scope)
        chosen.append(column.is_(None) if value is None or value != value else column == value)
    return chosen


def _read(engine: Engine, query) -> pd.DataFrame:
    columns = [column.name for column in query.selected_columns]
    with reading(engine) as connection:
        found = connection.execute(query).all()
    # By column: pandas takes many times longer to look into each row.
    values = [list(column) for column in zip(*found, strict=True)] or [[] for _ in columns]
    flags = {column.name: bool for column in query.selected_columns if isinstance(column.type, Boolean)}
    return pd.DataFrame(dict(zip(columns, values, strict=True)), columns=columns).astype(flags)
