"""A quarter from its rows to composites, grades and ranks; worked by hand, and as each person may see it."""

from datetime import date

import numpy as np
import pytest

from actions.evaluation import quarters, results
from data_access import schema
from data_access.engine import writing
from glossary import FollowUpResult, QuarterState, RatingStage, Role
from permissions import NotPermitted
from tests.evaluation_factories import QUARTER, Evaluation

READERS = {Role.LEADER, Role.COORDINATOR}
READERS_ONCE_PUBLISHED = READERS | {Role.OFFICER, Role.PROJECT_MANAGER}
# 群众意见采纳比例 … 单位投入与核定标准之比, every one at its target.
BEST = [90.0, 7.0, 95.0, 5.0, 3.0, 95.0, 98.0, 30.0, 85.0, 100.0]


@pytest.fixture(params=["sqlite", "postgres"])
def evaluation(request) -> Evaluation:
    """Three projects judged by three experts; project 1 best, project 3 worst, and nobody left out."""
    made = Evaluation(request.getfixturevalue(f"{request.param}_engine"))
    made.open_round()
    assigned = made.assign_all()
    for place, (number, level) in enumerate(zip(made.projects, list(FollowUpResult)[:3], strict=True)):
        for expert, harshness in zip(made.experts, (0, 2, 4), strict=True):
            made.review(assigned[expert.username, number], 90.0 - 10 * place - harshness)
        for person in range(20):
            made.rate(number, level, f"{place}-{person}", stage=RatingStage.HANDLING)
        made.invite(number, 40)
        made.assess(number, BEST if place == 0 else [*BEST[:5], 77.5, *BEST[6:]])
    made.close_round()
    return made


def composites(evaluation: Evaluation, **given):
    return results(evaluation.engine, quarter=QUARTER, by=evaluation.leader, **given).results.composites


def test_three_sources_become_one_composite_by_the_weights_of_the_quarter(evaluation):
    found = results(evaluation.engine, quarter=QUARTER, by=evaluation.leader).results
    table = found.composites
    # Medians of three: 88, 78, 68. 目标完成率 77.5 of 60…95 scores 50 and weighs 20: 100 − 10.
    assert list(table["experts"]) == [88.0, 78.0, 68.0]
    assert list(table["third_party"]) == [100.0, 90.0, 90.0]
    expected = (40 * table["citizens"] + 30 * table["experts"] + 30 * table["third_party"]) / 100
    np.testing.assert_allclose(table["score"], expected, rtol=1e-12)
    assert list(table["rank"]) == [1.0, 2.0, 3.0]
    assert set(table["status"]) == {"complete"}
    assert list(found.citizens["participation"]) == [0.5, 0.5, 0.5]


def test_a_stage_not_reached_is_left_out_and_participation_counts_reached_stages(evaluation):
    evaluation.rate(evaluation.projects[0], FollowUpResult.VERY_DISSATISFIED, "x", stage=RatingStage.EFFECT)
    found = results(evaluation.engine, quarter=QUARTER, by=evaluation.leader).results
    assert found.citizens["raters"].iloc[0] == 20
    effect = found.stages[found.stages["stage"] == "effect"]
    assert not effect["reached"].any()


def test_of_one_person_only_the_latest_vote_counts_and_held_ones_never(evaluation):
    before = composites(evaluation)
    number = evaluation.projects[2]
    for vote in range(200):
        evaluation.rate(number, FollowUpResult.VERY_SATISFIED, f"bot{vote}", held=True)
    after = results(evaluation.engine, quarter=QUARTER, by=evaluation.leader).results
    assert after.composites.equals(before)
    assert after.citizens.loc[number, "held"] == 200
    assert after.citizens.loc[number, "raw_with_held"] > after.citizens.loc[number, "raw"]
    evaluation.rate(evaluation.projects[0], FollowUpResult.VERY_DISSATISFIED, "0-0")
    assert composites(evaluation)["citizens"].iloc[0] < before["citizens"].iloc[0]


def test_a_recused_vote_changes_nothing_whatever_it_says(evaluation):
    late = evaluation.expert("expert9")
    before = composites(evaluation)
    seat = evaluation.assign(late, evaluation.projects[0])
    evaluation.review(seat, 0.0)
    table = schema.review_assignment
    with writing(evaluation.engine) as connection:
        chosen = table.update().where(table.c.id == seat)
        connection.execute(chosen.values(relation="kinship", recused_at=date(2025, 11, 28)))
    assert composites(evaluation).equals(before)
    found = results(evaluation.engine, quarter=QUARTER, by=evaluation.leader).results.experts
    assert (found["recused"].iloc[0], found["n"].iloc[0]) == (1, 3)


def test_one_missing_source_is_provisional_two_are_no_score_and_neither_is_ranked(evaluation):
    fourth, fifth = evaluation.project(4), evaluation.project(5)
    for number in (fourth, fifth):
        evaluation.assess(number, BEST)
    for person in range(20):
        evaluation.rate(fourth, FollowUpResult.SATISFIED, f"4-{person}")
    table = composites(evaluation)
    assert list(table["status"]) == ["complete"] * 3 + ["provisional", "none"]
    assert list(table["missing"])[3:] == ["experts", "citizens,experts"]
    assert table["grade"].iloc[3] is None
    assert np.isnan(table["rank"].iloc[3])
    assert np.isnan(table["score"].iloc[4])
    # The prior of the category: the mean of 88, 78 and 68.
    expected = (40 * table["citizens"].iloc[3] + 30 * 78.0 + 30 * 100.0) / 100
    assert table["score"].iloc[3] == pytest.approx(expected)


def test_an_open_round_gives_no_figure_to_anybody(evaluation):
    table = schema.review_round
    with writing(evaluation.engine) as connection:
        connection.execute(table.update().values(closed_at=None))
    found = results(evaluation.engine, quarter=QUARTER, by=evaluation.coordinator).results
    assert list(found.experts["n"]) == [0, 0, 0]
    assert found.composites["experts"].isna().all()
    # No project of the quarter has this source, so nothing says what it might have been.
    assert set(found.composites["status"]) == {"none"}


def test_what_was_not_provided_scores_zero_only_after_the_deadline(evaluation):
    sixth = evaluation.project(6)
    evaluation.assess(sixth, [*BEST[:9], None])
    of = {"quarter": QUARTER, "by": evaluation.leader}
    before = results(evaluation.engine, **of, on=date(2025, 12, 20)).results.third_party.loc[sixth]
    after = results(evaluation.engine, **of, on=date(2025, 12, 21)).results.third_party.loc[sixth]
    assert (before["value"], before["missing_weight"]) == (100.0, pytest.approx(0.1))
    assert (after["value"], after["missing_weight"]) == (pytest.approx(90.0), 0.0)


def test_an_empty_quarter_has_empty_results(sqlite_engine):
    empty = Evaluation(sqlite_engine, projects=0, experts=0)
    found = results(empty.engine, quarter=QUARTER, by=empty.leader).results
    for frame in (found.composites, found.citizens, found.experts, found.third_party, found.swaps, found.triangle):
        assert frame.empty
    assert found.contradictions.empty
    assert "rank" in found.composites.columns


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("state", [QuarterState.OPEN, QuarterState.PUBLISHED])
def test_who_may_read_the_results(sqlite_engine, role, state):
    made = Evaluation(sqlite_engine, projects=1, experts=1, state=state)
    person = made.experts[0] if role is Role.EXPERT else made.people[role]
    allowed = role in (READERS if state is QuarterState.OPEN else READERS_ONCE_PUBLISHED)
    if allowed:
        assert results(made.engine, quarter=QUARTER, by=person).quarter.state is state
    else:
        with pytest.raises(NotPermitted):
            results(made.engine, quarter=QUARTER, by=person)


def test_only_published_quarters_are_offered_to_officers(evaluation):
    assert [each.quarter for each in quarters(evaluation.engine, by=evaluation.leader)] == [QUARTER]
    assert quarters(evaluation.engine, by=evaluation.people[Role.OFFICER]) == []
