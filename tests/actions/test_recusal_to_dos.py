"""The coordinator's to-do after an expert stepped back: there until the matter has ended, however it ends."""

from collections.abc import Callable

import pytest

from actions import expert_reviews, panels, publications, quarter_projects, quarter_start, rounds
from data_access.engine import reading
from glossary import Relation
from tests.actions.round_factories import Reviewed
from tests.evaluation_factories import NOW, QUARTER

FIRST, SECOND = "XM-2025-0001", "XM-2025-0002"


@pytest.fixture
def quarter(engine) -> Reviewed:
    """Three experts on both projects; the first of them stepped back from the first project before any round."""
    made = Reviewed(engine, projects=2, experts=3)
    made.made = made.assign_by_action(declared=False)
    step_back(made, "expert1", FIRST)
    return made


def step_back(quarter: Reviewed, username: str, number: str) -> None:
    [expert] = [each for each in quarter.experts if each.username == username]
    declared = {"assignment_id": quarter.made[username, number], "relation": Relation.KINSHIP}
    expert_reviews.declare(quarter.engine, **declared, by=expert, at=NOW)


def waiting(quarter: Reviewed) -> list[str]:
    """Projects the coordinator is to look at."""
    told = [what for what, _due in quarter.to_dos(quarter.coordinator) if "请看是否要补充专家" in what]
    return [number for number in quarter.projects for what in told if number in what]


def versioned(quarter: Reviewed) -> dict:
    with reading(quarter.engine) as connection:
        return {"quarter": QUARTER, "version": quarter.held(connection).version, "at": NOW}


def assign_another(quarter: Reviewed, number: str = FIRST) -> None:
    successor = quarter.expert("successor")
    asked = {"panel": quarter.panel_id, "expert": successor.account_id, "projects": [number]}
    panels.assign(quarter.engine, **asked, **quarter.by)


def hold_a_round(quarter: Reviewed, *numbers: str) -> None:
    more = {"projects": numbers, "reason": "先评这些"} if numbers else {}
    quarter.close(quarter.open(**more))


def back_to_preparation(quarter: Reviewed) -> None:
    moved = {"reason": "再核对一遍", "by": quarter.coordinator}
    quarter_start.reopen_preparation(quarter.engine, **moved, **versioned(quarter))


def take_out(quarter: Reviewed) -> None:
    back_to_preparation(quarter)
    asked = {"number": FIRST, "reason": "下季度再评", "by": quarter.coordinator}
    quarter_projects.remove_project(quarter.engine, **asked, **versioned(quarter))


def publish(quarter: Reviewed, reason: str = "") -> None:
    publications.publish(quarter.engine, by=quarter.leader, reason=reason, **versioned(quarter))


def reopen(quarter: Reviewed) -> None:
    publications.reopen(quarter.engine, by=quarter.leader, reason="更正", **versioned(quarter))


def test_the_coordinator_is_asked_once_per_project_and_led_to_the_panels(quarter):
    step_back(quarter, "expert2", FIRST)
    assert waiting(quarter) == [FIRST]


@pytest.mark.parametrize("end", [assign_another, hold_a_round, take_out, publish])
def test_it_is_done_when(quarter, end: Callable[[Reviewed], None]):
    assert waiting(quarter) == [FIRST]
    end(quarter)
    assert waiting(quarter) == []


def test_what_happens_to_another_project_does_not_end_it(quarter):
    assign_another(quarter, SECOND)
    hold_a_round(quarter, SECOND)
    assert waiting(quarter) == [FIRST]


def test_going_back_to_the_preparation_does_not_end_it_for_experts_are_assigned_there_too(quarter):
    back_to_preparation(quarter)
    assert waiting(quarter) == [FIRST]


def test_a_quarter_opened_again_does_not_ask_again_what_was_over(quarter):
    publish(quarter)
    reopen(quarter)
    assert waiting(quarter) == []


def test_questions_nobody_answered_end_with_the_quarter_and_wait_again_when_it_is_opened_again(quarter):
    quarter.declare_all()
    number = quarter.open()
    review = quarter.review(quarter.made["expert2", SECOND], 80.0)
    quarter.close(number)
    rounds.ask_reason(quarter.engine, review_id=review, question="为什么？", **quarter.by)
    asked = quarter.to_dos(quarter.experts[1])
    assert asked == [(f"2025Q4 专家评审：请说明第 1 轮对 {SECOND} 的评分", None)]
    publish(quarter)
    assert quarter.to_dos(quarter.experts[1]) == []
    reopen(quarter)
    assert quarter.to_dos(quarter.experts[1]) == asked
