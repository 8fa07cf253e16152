"""What one project's figures of a quarter are made of: unsigned marks of closed rounds, ratings, indicator values."""

from dataclasses import dataclass

import pandas as pd

from actions.evaluation import not_published
from data_access import evaluation_quarters, evaluation_reads, snapshots
from data_access.engine import Connection, Engine, reading
from data_access.evaluation_inputs import expert_seats
from data_access.evaluation_quarters import Quarter
from data_access.review_rounds import closed_marks, closed_totals
from glossary import QuarterState
from permissions import Permission, Person, require

TOTALS = ["expert", "panel", "round", "total", "comment"]
MARKS = ["expert", "panel", "round", "criterion", "weight", "mark"]
RATINGS = ["rater", "stage", "level", "rated_on", "source", "counts", "held", "hold_reasons", "hold_note",
           "withdrawn_reason", "remark"]  # fmt: skip


@dataclass(frozen=True)
class Details:
    """Frames behind one project's figures.

    marks: MARKS; totals: TOTALS, expert the number of a seat and never a name; ratings: RATINGS, the newest first,
    `rater` a number within the project, `counts` whether it is the vote that counts; indicators:
    data_access.evaluation_reads.indicator_values; objections; methods.
    """

    marks: pd.DataFrame
    totals: pd.DataFrame
    ratings: pd.DataFrame
    indicators: pd.DataFrame
    objections: pd.DataFrame
    methods: list[str]


def may_read(connection: Connection, quarter: Quarter, by: Person) -> None:
    """Raises NotPermitted unless this person may see what the figures of the quarter are made of as it stands."""
    if by.may(Permission.READ_EVALUATION):
        return
    require(by, Permission.READ_PUBLISHED_EVALUATION, "查看三评结果")
    if quarter.state is not QuarterState.PUBLISHED:
        raise not_published(connection, quarter)


def details(engine: Engine, *, quarter: str, number: str, by: Person) -> Details:
    """Everything behind one project's figures, of closed rounds and submitted assessments only.

    Comments of experts and remarks of citizens are read by those who work on the quarter (leaders and coordinators;
    remarks by officers too, who record them); for everybody else they are empty.
    Raises: NotPermitted, NoSuchQuarter.
    """
    with reading(engine) as connection:
        found = evaluation_quarters.find(connection, quarter)
        may_read(connection, found, by)
        project_id = evaluation_quarters.project_id(connection, found, number)
        seats = expert_seats(connection, found)
        marks, totals = (read(connection, found, project_id) for read in (closed_marks, closed_totals))
        ratings = _ratings(evaluation_reads.project_ratings(connection, found, project_id))
        rest = [
            read(connection, found, project_id)
            for read in (evaluation_reads.indicator_values, evaluation_reads.objections, evaluation_reads.methods)
        ]
    if not by.may(Permission.READ_EVALUATION):
        totals = totals.assign(comment="")
        ratings = ratings if by.may(Permission.RECORD_RATINGS) else ratings.assign(remark="")
    return Details(_unsigned(marks, seats, MARKS), _unsigned(totals, seats, TOTALS), ratings, *rest)


def own_scores(engine: Engine, *, quarter: str, by: Person) -> pd.Series:
    """The last 自评 of each project by number, 0–100; for readers of the last 定稿 under correction those of then.

    Raises: NotPermitted, NoSuchQuarter.
    """
    with reading(engine) as connection:
        found = evaluation_quarters.find(connection, quarter)
        seal = snapshots.last(connection, found) if _waits_for_the_correction(found, by) else None
        if seal is None:
            may_read(connection, found, by)
        own = evaluation_reads.own_scores(connection, found, until=seal.at if seal else None)
    return own.set_index("project")["self_score"]


def _waits_for_the_correction(quarter: Quarter, by: Person) -> bool:
    reads_seals_only = by.may(Permission.READ_PUBLISHED_EVALUATION) and not by.may(Permission.READ_EVALUATION)
    return reads_seals_only and quarter.state is not QuarterState.PUBLISHED


def _unsigned(rows: pd.DataFrame, seats: dict[int, int], names: list[str]) -> pd.DataFrame:
    found = rows.assign(expert=rows["account_id"].map(seats).astype(int))
    order = ["round", "expert"]
    return found.sort_values(order, kind="stable")[names].reset_index(drop=True)


def _ratings(rows: pd.DataFrame) -> pd.DataFrame:
    """Unsigned: people by a number that follows from their keyed hash and from nothing they said."""
    people = {key: place for place, key in enumerate(sorted(rows["person_key"].unique()), start=1)}
    valid = ~rows["held"].astype(bool) & rows["withdrawn_at"].isna()
    # The newest stands first, as the read orders them.
    latest = ~rows[valid].duplicated(["stage", "person_key"], keep="first")
    counts = latest.reindex(rows.index, fill_value=False).astype(bool)
    return rows.assign(rater=rows["person_key"].map(people), counts=counts)[RATINGS]
