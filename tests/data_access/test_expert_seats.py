"""评委 numbers: drawn, unsigned, and the same for the whole quarter once somebody could have seen them."""

from datetime import timedelta

import pytest

from actions import panels, rounds
from data_access.evaluation_inputs import expert_seats
from tests.actions.round_factories import Reviewed
from tests.evaluation_factories import NOW

FIRST, SECOND = "XM-2025-0001", "XM-2025-0002"


@pytest.fixture
def quarter(engine) -> Reviewed:
    """Four experts assigned to both projects."""
    made = Reviewed(engine, projects=2, experts=4)
    made.assign_by_action()
    return made


def seats(quarter: Reviewed) -> dict[str, int]:
    names = {each.account_id: each.username for each in quarter.experts}
    with quarter.engine.connect() as connection:
        found = expert_seats(connection, quarter.held(connection))
    return {names[account]: number for account, number in found.items()}


def join(quarter: Reviewed, *names: str, days: int) -> None:
    """New experts are assigned some days after the others."""
    for name in names:
        quarter.experts.append(quarter.expert(name))
        asked = {"panel": quarter.panel_id, "expert": quarter.experts[-1].account_id, "projects": [FIRST]}
        panels.assign(quarter.engine, **asked, **quarter.by | {"at": NOW + timedelta(days=days)})


def round_ends(quarter: Reviewed, number: int, *, days: int) -> None:
    quarter.open_round(number)
    rounds.close_round(quarter.engine, round=number, **quarter.by | {"at": NOW + timedelta(days=days)})


def test_numbers_count_from_1_and_follow_the_seed_not_the_names(quarter):
    found = seats(quarter)
    assert sorted(found.values()) == [1, 2, 3, 4]
    assert [found[f"expert{place}"] for place in range(1, 5)] != [1, 2, 3, 4]


def test_whoever_comes_after_a_round_was_closed_is_numbered_behind_all_before(quarter):
    round_ends(quarter, 1, days=1)
    before = seats(quarter)
    join(quarter, "late1", "late2", "late3", days=2)
    after = seats(quarter)
    assert {name: after[name] for name in before} == before
    assert sorted(after[name] for name in ("late1", "late2", "late3")) == [5, 6, 7]

    round_ends(quarter, 2, days=3)
    join(quarter, "last1", "last2", days=4)
    assert {name: seats(quarter)[name] for name in after} == after


def test_who_was_taken_back_and_assigned_again_keeps_the_number(quarter):
    round_ends(quarter, 1, days=1)
    before = seats(quarter)
    expert = quarter.experts[0]
    for number in (FIRST, SECOND):
        taken = {"assignment_id": quarter.pairs()[expert.username, number], "reason": "分错了"}
        panels.unassign(quarter.engine, **taken, **quarter.by)
    assert seats(quarter) == before
    again = {"panel": quarter.panel_id, "expert": expert.account_id, "projects": [FIRST, SECOND]}
    panels.assign(quarter.engine, **again, **quarter.by | {"at": NOW + timedelta(days=2)})
    assert seats(quarter) == before
