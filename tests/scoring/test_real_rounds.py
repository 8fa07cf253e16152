"""Two real panels over three rounds: members come closer to each other, the panels do not."""

import numpy as np
import pandas as pd
import pytest

from scoring.agreement import spearman_between
from scoring.convergence import convergence
from scoring.experts import panel_values
from scoring.outliers import outliers

pytestmark = pytest.mark.real_data
SCALE = 4.0  # −2 … +2


@pytest.fixture(scope="module")
def rounds(shared_data) -> dict[tuple[int, int], pd.DataFrame]:
    """Scores by panel and round; a slot is another person for another submission."""
    reviews = pd.read_csv(shared_data / "review_scores_three_rounds.csv").rename(columns={"submission": "project"})
    reviews["expert"] = reviews["project"] * 10 + reviews["reviewer_slot"]
    return {key: votes[["project", "expert", "score"]] for key, votes in reviews.groupby(["panel", "phase"])}


def test_all_submissions_have_a_value_in_every_round(rounds) -> None:
    for scores in rounds.values():
        values = panel_values(scores, spread_floor=0.25)
        assert len(values) == 51
        assert values["value"].between(-2, 2).all()


@pytest.mark.parametrize("panel", [1, 2])
def test_the_spread_within_submissions_falls_from_round_1_to_2_and_then_stays(rounds, panel: int) -> None:
    spreads = [panel_values(rounds[panel, number])["iqr"].mean() for number in (1, 2, 3)]
    assert spreads[1] < 0.75 * spreads[0]
    assert spreads[2] == pytest.approx(spreads[1], abs=0.05)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_agreement_between_the_panels_stays_where_it_was(rounds, number: int) -> None:
    means = [panel_values(rounds[panel, number])["raw_mean"] for panel in (1, 2)]
    assert spearman_between(*means) == pytest.approx(0.74, abs=0.01)
    # By the panel rule (a median of three in most cases) it is a little lower and does not rise either.
    assert spearman_between(*(panel_values(rounds[panel, number])["value"] for panel in (1, 2))) < 0.73


@pytest.mark.parametrize("panel", [1, 2])
def test_round_2_moved_and_round_3_is_the_last(rounds, panel: int) -> None:
    second = convergence(rounds[panel, 1], rounds[panel, 2], SCALE)
    third = convergence(rounds[panel, 2], rounds[panel, 3], SCALE, round_number=3)
    assert (second.may_stop, second.reason) == (False, "projects_moved")
    assert (third.may_stop, third.reason) == (True, "three_rounds")
    assert len(third.unstable) < len(second.unstable)
    assert second.w_change is None  # nobody read two submissions under one number


def test_outstanding_marks_of_a_small_scale_need_a_floor_of_their_own(rounds) -> None:
    scores = rounds[2, 1]
    assert len(outliers(scores)) < len(outliers(scores, deviation_floor=SCALE * 0.02))
    assert np.isfinite(outliers(scores)["limit"]).all()
