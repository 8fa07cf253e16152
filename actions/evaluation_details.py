"""What one project's figures of a quarter are made of: unsigned marks of closed rounds, ratings, indicator values."""

from dataclasses import dataclass

import pandas as pd

from actions.evaluation import not_published
from data_access import evaluation_quarters, evaluation_reads
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


def beside(engine: Engine, *, quarter: str, by: Person) -> pd.DataFrame:
    """自评 and 点评 of a quarter by project number; Columns: self_score, comment_grade, comment.

    Raises: NotPermitted, NoSuchQuarter.
    """
    with reading(engine) as connection:
        found = evaluation_quarters.find(connection, quarter)
        may_read(connection, found, by)
        own = evaluation_reads.own_scores(connection, found).set_index("project")
        said = evaluation_reads.last_comments(connection, found).set_index("project")
    return own.join(said, how="outer").sort_index()


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
