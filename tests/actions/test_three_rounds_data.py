"""Two real panels, 51 submissions, three rounds by the real actions: spread falls, agreement between panels stays."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from actions import expert_reviews, panels, rounds
from actions.review_figures import round_figures
from data_access import evaluation_quarters, evaluation_rules, review_panels, review_progress
from data_access.engine import writing
from data_access.evaluation_rules import Criterion
from glossary import QuarterState, Relation
from tests.evaluation_factories import NOW, QUARTER, Evaluation

pytestmark = pytest.mark.real_data
DUE = date(2025, 12, 10)
PUBLISHED = {1: 0.745, 2: 0.748, 3: 0.734}


class TwoPanels(Evaluation):
    """A quarter judged by one criterion; one expert per seat of a panel, for whoever sat there."""

    def __init__(self, engine, reviews: pd.DataFrame) -> None:
        super().__init__(engine, projects=0, experts=0)
        self.by = {"by": self.coordinator, "at": NOW}
        with writing(engine) as connection:
            whole = Criterion("总体评价", "总体上是否值得采纳？", 100.0, ((0.0, 100.0, "越高越值得"),))
            made = evaluation_rules.add_criteria(connection, "单项", [whole], note="", at=NOW, by_name="评估专员")
            held = evaluation_quarters.find(connection, QUARTER)
            evaluation_quarters.change(connection, held, criteria_version_id=made, state=QuarterState.OPEN)
            self.criterion = int(evaluation_rules.criteria(connection, made)["id"].iloc[0])
        self.reviews, self.seats = reviews, {}
        self.numbers = {place: self.project(place) for place in sorted(reviews["submission"].unique())}
        self.assignments = self._assign()

    def _assign(self) -> dict[tuple[int, int, str], int]:
        found = {}
        for panel, of_panel in self.reviews.groupby("panel"):
            panel_id = panels.add_panel(self.engine, quarter=QUARTER, name=f"第{panel}组", **self.by)
            for seat, sat in of_panel.groupby("reviewer_slot"):
                expert = self.seats[panel, seat] = self.expert(f"panel{panel}seat{seat}")
                numbers = sorted({self.numbers[place] for place in sat["submission"]})
                asked = {"quarter": QUARTER, "panel": panel_id, "expert": expert.account_id, "projects": numbers}
                panels.assign(self.engine, **asked, **self.by)
                found |= {(expert.account_id, number): (panel, seat) for number in numbers}
        with self.engine.connect() as connection:
            held = evaluation_quarters.find(connection, QUARTER)
            rows = review_panels.assignments(connection, held).itertuples()
        return {(*found[row.account_id, row.project], row.project): row.assignment_id for row in rows}

    def declare(self) -> None:
        """Nobody has an interest in anything."""
        for (panel, seat, _number), pair in self.assignments.items():
            given = {"relation": Relation.NONE, "by": self.seats[panel, seat], "at": NOW}
            expert_reviews.declare(self.engine, assignment_id=pair, **given)

    def submit(self, number: int) -> None:
        """Everything the data has for a round: −2 … +2 as 0 … 100."""
        for row in self.reviews[self.reviews["phase"] == number].itertuples():
            pair = self.assignments[row.panel, row.reviewer_slot, self.numbers[row.submission]]
            given = {
                "marks": {self.criterion: 25 * (row.score + 2)},
                "change_reason": "看过同组意见" if number > 1 else "",
            }
            who = {"by": self.seats[row.panel, row.reviewer_slot], "at": NOW}
            expert_reviews.submit(self.engine, assignment_id=pair, round=number, **given, **who)


@pytest.fixture(scope="module")
def reviews(shared_data) -> pd.DataFrame:
    """Reviews without the seventeen lines that count votes of an audience."""
    found = pd.read_csv(shared_data / "review_scores_three_rounds.csv")
    return found[found["kind"] == "review"]


def test_three_rounds_of_two_panels(sqlite_engine, reviews) -> None:
    quarter = TwoPanels(sqlite_engine, reviews)
    engine, by = quarter.engine, {"quarter": QUARTER, **quarter.by}
    quarter.declare()
    everything = sorted(quarter.numbers.values())
    figures = {}
    for number in (1, 2, 3):
        # All of them again, though some settled: the data has marks for every submission in every round.
        again = {"projects": everything, "reason": "按原始资料三轮全评"} if number > 1 else {}
        assert rounds.open_round(engine, due_on=DUE, **again, **by) == number
        quarter.submit(number)
        closed = rounds.close_round(engine, round=number, **by)
        given = int((reviews["phase"] == number).sum())
        assert closed == rounds.Closed(given, len(quarter.assignments) - given)
        figures[number] = round_figures(engine, quarter=QUARTER, number=number, by=quarter.leader)
    spread = figures[3].spread.pivot(index="round", columns="panel", values="iqr")
    assert (spread.loc[2] < 0.75 * spread.loc[1]).all()
    assert np.allclose(spread.loc[3], spread.loc[2], atol=1.25)
    between = figures[3].between.set_index("round")
    assert (between["projects"] == 51).all()
    for number, published in PUBLISHED.items():
        assert between["spearman"][number] == pytest.approx(published, abs=0.0005)
    check_rounds(quarter, figures)


def check_rounds(quarter: TwoPanels, figures: dict) -> None:
    """What each round said, and that a third was still to come after the second."""
    assert figures[1].movement.empty
    assert len(figures[2].movement) == len(figures[3].movement) == 102
    assert (~figures[3].movement["stable"]).sum() < (~figures[2].movement["stable"]).sum()
    assert list(figures[2].settled["reason"]) == ["projects_moved", "projects_moved"]
    assert list(figures[3].settled["reason"]) == ["three_rounds", "three_rounds"]
    # Nobody sat on both panels, yet every project was seen by both.
    assert {each.severity_refused for each in figures.values()} == {""}
    states = review_progress.states(quarter.engine, quarter=QUARTER, number=3, by=quarter.coordinator)
    assert len(states) == len(quarter.assignments)
    assert set(states["state"]) <= {"submitted", "missed"}
    with pytest.raises(rounds.REFUSALS, match="已评满 3 轮"):
        rounds.open_round(
            quarter.engine, quarter=QUARTER, due_on=DUE + timedelta(days=1), by=quarter.coordinator, at=NOW
        )
