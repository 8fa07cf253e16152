"""Figures of closed rounds, worked by hand: panels apart, projects carried on, experts unsigned."""

import pytest

from actions import panels, rounds
from actions.review_figures import BETWEEN, MOVEMENT, OUTSTANDING, SPREAD, round_figures
from tests.actions.round_factories import Reviewed
from tests.evaluation_factories import QUARTER

NUMBERS = [f"XM-2025-{place:04d}" for place in range(1, 6)]


@pytest.fixture
def quarter(engine) -> Reviewed:
    """Five projects, two panels of three."""
    made = Reviewed(engine, projects=5, experts=6)
    made.assign_by_action(experts=made.experts[:3])
    made.second = panels.add_panel(engine, name="第二组", **made.by)
    made.made = made.assign_by_action(panel=made.second, experts=made.experts[3:])
    return made


def play(quarter: Reviewed, number: int, marks: dict[str, tuple[list[float], list[float]]]) -> None:
    """A whole round: marks of both panels by project."""
    more = {"projects": list(marks), "reason": "按需再评"} if number > 1 else {}
    quarter.open(**more)
    for project, both in marks.items():
        for expert, mark in zip(quarter.experts, [*both[0], *both[1]], strict=True):
            quarter.review(quarter.made[expert.username, project], mark, round=number)
    quarter.close(number)


def figures(quarter: Reviewed, number: int):
    return round_figures(quarter.engine, quarter=QUARTER, number=number, by=quarter.coordinator)


ROUND_1 = {
    NUMBERS[0]: ([50.0, 60.0, 90.0], [70.0, 72.0, 74.0]),
    NUMBERS[1]: ([60.0, 70.0, 80.0], [60.0, 62.0, 64.0]),
    NUMBERS[2]: ([40.0, 50.0, 60.0], [50.0, 52.0, 54.0]),
    NUMBERS[3]: ([30.0, 40.0, 50.0], [40.0, 42.0, 44.0]),
    NUMBERS[4]: ([20.0, 30.0, 40.0], [30.0, 32.0, 34.0]),
}


def test_panels_stand_in_the_order_they_were_made_whatever_their_names(quarter):
    panels.rename_panel(quarter.engine, panel=quarter.second, name="A 组", **quarter.by)
    play(quarter, 1, ROUND_1)
    found = figures(quarter, 1)
    for table, column in ((found.spread, "panel"), (found.agreement, "panel"), (found.between, "first")):
        assert table[column].iloc[0] == "第一组"
    play(quarter, 2, ROUND_1)
    assert list(figures(quarter, 2).settled["panel"]) == ["第一组", "A 组"]


def test_round_1_has_values_but_nothing_to_compare(quarter):
    play(quarter, 1, ROUND_1)
    found = figures(quarter, 1)
    # 50 60 70 72 74 90 without the least and the greatest: (60+70+72+74)/4
    assert found.values["value"][NUMBERS[0]] == pytest.approx(69.0)
    assert (found.movement.empty, found.settled.empty) == (True, True)
    assert tuple(found.movement.columns) == MOVEMENT
    # quartile ranges 20, 10, 10, 10, 10 and 2 five times
    assert found.spread.values.tolist() == [[1, "第一组", 5, 12.0], [1, "第二组", 5, 2.0]]
    # raw means 66.7 70 50 40 30 and 72 62 52 42 32: one pair changed places, 1 − 6·2/(5·24)
    assert found.between.values.tolist() == [[1, "第一组", "第二组", 5, pytest.approx(0.9)]]
    assert list(found.agreement["panel"]) == ["第一组", "第二组"]
    assert list(found.agreement["experts"]) == [3, 3]
    assert found.severity_refused == ""
    assert sorted(found.severity.experts.index) == [1, 2, 3, 4, 5, 6]


def test_a_project_is_compared_within_each_panel_and_carried_on_where_it_was_left_out(quarter):
    play(quarter, 1, ROUND_1)
    play(quarter, 2, {NUMBERS[0]: ([64.0, 66.0, 68.0], [70.0, 72.0, 74.0])})
    found = figures(quarter, 2)
    rows = found.movement.set_index(["panel", "project"])
    assert len(rows) == 2
    assert rows.loc[("第一组", NUMBERS[0]), "reason"] == "both_moved"
    assert rows.loc[("第二组", NUMBERS[0]), "reason"] == "stable"
    # 2 now, 10 four times from round 1
    assert found.spread.values.tolist()[2:] == [[2, "第一组", 5, 8.4], [2, "第二组", 5, 2.0]]
    assert found.between["projects"].tolist() == [5, 5]
    assert found.between["spearman"].tolist() == [pytest.approx(0.9)] * 2


def test_a_round_already_followed_by_another_still_reads_as_it_did(quarter):
    play(quarter, 1, ROUND_1)
    before = figures(quarter, 1)
    play(quarter, 2, {NUMBERS[0]: ([64.0, 66.0, 68.0], [70.0, 72.0, 74.0])})
    after = figures(quarter, 1)
    assert after.values.equals(before.values)
    assert after.spread.equals(before.spread)


def test_marks_that_stand_out_are_named_by_seat_with_the_review_to_ask_about(quarter):
    play(quarter, 1, ROUND_1 | {NUMBERS[4]: ([30.0, 30.0, 90.0], [30.0, 30.0, 30.0])})
    found = figures(quarter, 1).outstanding
    assert tuple(found.columns) == OUTSTANDING
    far = found[found["far_from_median"] & (found["project"] == NUMBERS[4])]
    assert far[["panel", "score", "median", "deviation"]].values.tolist() == [["第一组", 90.0, 30.0, 60.0]]
    assert set(found["expert"]) <= set(range(1, 7))


def test_an_expert_with_one_mark_for_everybody_is_named(quarter):
    marks = {number: ([55.0, *both[0][1:]], both[1]) for number, both in ROUND_1.items()}
    play(quarter, 1, marks)
    same = figures(quarter, 1).same_marks
    assert same[["score", "projects"]].values.tolist() == [[55.0, 5]]


def test_a_question_stands_with_its_own_round_and_with_no_other(quarter):
    play(quarter, 1, ROUND_1)
    rounds.ask_reason(quarter.engine, review_id=1, question="为什么明显高于同组？", **quarter.by)
    play(quarter, 2, ROUND_1)
    assert list(figures(quarter, 1).questions["question"]) == ["为什么明显高于同组？"]
    assert figures(quarter, 2).questions.empty


def test_severity_is_refused_with_its_reason(engine):
    quarter = Reviewed(engine, projects=2, experts=3)
    quarter.made = quarter.assign_by_action()
    quarter.open()
    quarter.review(quarter.made["expert1", NUMBERS[0]], 50.0)
    quarter.close()
    found = figures(quarter, 1)
    assert (found.severity, found.severity_refused) == (None, "too_few_experts")
    assert found.values["adjusted"].isna().all()


def test_a_round_without_any_mark_has_the_same_columns(engine):
    quarter = Reviewed(engine, projects=1, experts=1)
    quarter.assign_by_action()
    quarter.open()
    quarter.close()
    found = figures(quarter, 1)
    assert found.values.empty
    assert tuple(found.between.columns) == BETWEEN
    assert tuple(found.spread.columns) == SPREAD
    assert tuple(found.outstanding.columns) == OUTSTANDING
    assert found.severity_refused == "too_few_experts"
