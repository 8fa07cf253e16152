"""Quarters of the 三评 and their projects: the rows that every part of an evaluation starts from."""

from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd
from sqlalchemy import Connection, Engine, and_, select, update

from data_access import schema
from data_access.engine import reading
from data_access.journal import Entry, append
from glossary import QuarterState, RatingStage, SubjectKind
from permissions import Person

table = schema.evaluation_quarter
members = schema.evaluation_project
PROJECT_COLUMNS = (
    "project_id",
    "number",
    "title",
    "category_code",
    "township_code",
    "state",
    "reached_stage",
    "veto_reason",
)


class NoSuchQuarter(Exception):
    """The message is a sentence for the screen."""


@dataclass(frozen=True)
class Quarter:
    """One quarter of the 三评 as stored."""

    id: int
    quarter: str
    version: int
    state: QuarterState
    weight_version_id: int
    criteria_version_id: int
    indicator_version_id: int
    level_points: dict[str, float]
    ratings_until: date
    assessment_due_on: date
    objection_until: date
    seed: int

    def __post_init__(self) -> None:
        object.__setattr__(self, "state", QuarterState(self.state))

    def counts_missing(self, on: date) -> bool:
        """Whether on this day what the third party did not provide scores 0: the last day is over, or it is sealed."""
        return self.state is QuarterState.PUBLISHED or on > self.assessment_due_on


COLUMNS = [table.c[name] for name in Quarter.__dataclass_fields__]


def every_quarter(engine: Engine) -> list[Quarter]:
    """All quarters, the newest first."""
    with reading(engine) as connection:
        return [Quarter(*row) for row in connection.execute(select(*COLUMNS).order_by(table.c.quarter.desc()))]


def find(connection: Connection, quarter: str, *, lock: bool = False) -> Quarter:
    """The quarter by how it is written, held until the transaction ends when `lock`.

    Raises: NoSuchQuarter.
    """
    query = select(*COLUMNS).where(table.c.quarter == quarter)
    row = connection.execute(query.with_for_update() if lock else query).first()
    if row is None:
        raise NoSuchQuarter(f"没有 {quarter} 的三评，没有改动任何内容。请从季度列表中选择。")
    return Quarter(*row)


def add(connection: Connection, **values: object) -> int:
    """A new quarter; returns its id."""
    return connection.execute(table.insert().values(version=1, **values)).inserted_primary_key[0]


def change(connection: Connection, quarter: Quarter, **values: object) -> int:
    """Store new values of a quarter the transaction holds; returns its new version."""
    version = quarter.version + 1
    connection.execute(update(table).where(table.c.id == quarter.id).values(version=version, **values))
    return version


def note(connection: Connection, quarter: Quarter, entry: Entry, *, by: Person, at: datetime) -> int:
    """One row in the history of a quarter the transaction holds."""
    return append(connection, kind=SubjectKind.QUARTER, subject_id=quarter.id, entry=entry, by=by, at=at)


def projects_of(connection: Connection, quarter: Quarter) -> pd.DataFrame:
    """The projects evaluated in a quarter by number; Columns: PROJECT_COLUMNS."""
    project = schema.project
    query = (
        select(*(members.c[name] if name in members.c else project.c[name] for name in PROJECT_COLUMNS))
        .join(project, project.c.id == members.c.project_id)
        .where(members.c.quarter_id == quarter.id, members.c.removed_at.is_(None))
        .order_by(project.c.number)
    )
    return pd.DataFrame([tuple(row) for row in connection.execute(query)], columns=list(PROJECT_COLUMNS))


def project_id(connection: Connection, quarter: Quarter, number: str) -> int:
    """The id of a project evaluated in this quarter.

    Raises: NoSuchQuarter.
    """
    project = schema.project
    here = and_(
        members.c.project_id == project.c.id, members.c.quarter_id == quarter.id, members.c.removed_at.is_(None)
    )
    found = connection.execute(select(project.c.id).join(members, here).where(project.c.number == number)).scalar()
    if found is None:
        raise NoSuchQuarter(f"项目 {number} 不在 {quarter.quarter} 的参评项目中，没有改动任何内容。")
    return found


def put_project(
    connection: Connection, quarter: Quarter, project: int, *, reached: RatingStage, by: Person, at: datetime
) -> None:
    """Evaluate a project in this quarter, also one that had been taken out."""
    here = and_(members.c.quarter_id == quarter.id, members.c.project_id == project)
    values = {"reached_stage": reached, "removed_at": None, "removed_reason": None}
    if connection.execute(update(members).where(here).values(values)).rowcount == 0:
        row = {"quarter_id": quarter.id, "project_id": project, "added_at": at, "added_by_name": by.name}
        connection.execute(members.insert().values({**row, **values}))


def remove_project(connection: Connection, quarter: Quarter, project: int, *, reason: str, at: datetime) -> bool:
    """Take a project out of the quarter; False when it was not in."""
    here = and_(members.c.quarter_id == quarter.id, members.c.project_id == project, members.c.removed_at.is_(None))
    return connection.execute(update(members).where(here).values(removed_at=at, removed_reason=reason)).rowcount == 1
