"""What the last closed round came to, for an expert who reviews the project again."""

from dataclasses import dataclass
from hashlib import sha256

import pandas as pd

from actions.expert_submissions import earlier_marks, readable, rounds_about, standing
from data_access import evaluation_rules, expert_reviews, review_rounds
from data_access.engine import Engine, reading
from data_access.evaluation_quarters import Quarter
from permissions import Person
from scoring.experts import FEWEST_FOR_VALUE, criterion_total

FIGURES = ("criterion_id", "criterion", "own", "median", "lower_quartile", "upper_quartile")
NOTHING = float("nan")


@dataclass(frozen=True)
class Feedback:
    """What a closed round came to, for the round after it.

    figures: FIGURES in points, the last row (criterion_id 0) the weighted total; own NaN where nothing was given, the
    panel's NaN with fewer than three reviews. count: reviews of the panel that count. comments: of the others, unsigned
    and in no order that tells whose they are.
    """

    round: int
    count: int
    figures: pd.DataFrame
    own_comment: str
    comments: tuple[str, ...]


def feedback(engine: Engine, *, assignment_id: int, by: Person) -> Feedback | None:
    """What the last closed round about a project came to in this expert's own panel.

    None unless a later round about it is open: no mark of an open round is read here.
    Raises: NotPermitted, NoSuchAssignment, NotDeclared, IsRecused.
    """
    with reading(engine) as connection:
        quarter, own = readable(connection, assignment_id, by)
        about = rounds_about(connection, quarter, own)
        if len(about) < 2 or not about[-1].is_open:
            return None
        number = about[-2].number
        marks = review_rounds.closed_marks(connection, quarter, own.project_id)
        totals = review_rounds.closed_totals(connection, quarter, own.project_id)
        criteria = evaluation_rules.criteria(connection, quarter.criteria_version_id)
        given = expert_reviews.reviews(connection, [own.id])[own.id]
    marks, totals = (found[(found["round"] == number) & (found["panel"] == own.panel)] for found in (marks, totals))
    mine, own_one = earlier_marks(given, about[-1].number), standing(given, number)
    return Feedback(
        number,
        len(totals),
        _figures(criteria, marks, totals, mine),
        own_one.comment if own_one else "",
        _comments(quarter, totals[totals["account_id"] != by.account_id]),
    )


def _figures(criteria: pd.DataFrame, marks: pd.DataFrame, totals: pd.DataFrame, mine) -> pd.DataFrame:
    rows = [
        (each.id, each.name, mine.get(each.id, NOTHING), *_middle(marks[marks["criterion"] == each.name]["mark"]))
        for each in criteria.itertuples()
    ]
    total = criterion_total(mine, criteria.set_index("id")["weight"].to_dict()) if mine else NOTHING
    return pd.DataFrame([*rows, (0, "总分", total, *_middle(totals["total"]))], columns=list(FIGURES))


def _middle(points: pd.Series) -> tuple[float, ...]:
    """Median and quartiles as scoring.experts.panel_values has them; with two one could tell the other's mark."""
    if len(points) < FEWEST_FOR_VALUE:
        return (NOTHING,) * 3
    return tuple(float(points.quantile(share)) for share in (0.5, 0.25, 0.75))


def _comments(quarter: Quarter, others: pd.DataFrame) -> tuple[str, ...]:
    """In an order that is always the same and comes from nobody's name or number."""
    said = [(sha256(f"{quarter.seed}:{row.review_id}".encode()).digest(), row.comment) for row in others.itertuples()]
    return tuple(comment for _place, comment in sorted(said) if comment)
