"""Nothing read by coordinator or leader depends on a mark of an open round: two quarters, unlike only in these."""

import shutil

import pytest

from actions import rounds
from actions.quarter_checks import QuarterRefused
from actions.review_figures import round_figures, unstable
from data_access import review_progress, review_rounds, to_do
from data_access.engine import connect
from permissions import NotPermitted
from tests.actions.round_factories import Reviewed
from tests.evaluation_factories import QUARTER

MARKS = {"low": (12.0, "差得远"), "high": (97.0, "很好")}
PROJECTS = [f"XM-2025-{place:04d}" for place in range(1, 7)]


@pytest.fixture
def quarters(sqlite_template, tmp_path):
    """Two quarters with the same closed round 1; the marks submitted in the open round 2 differ in everything."""
    made = []
    for name, (mark, comment) in MARKS.items():
        path = tmp_path / f"{name}.db"
        shutil.copy(sqlite_template, path)
        quarter = Reviewed(connect(f"sqlite:///{path}"), projects=6, experts=4)
        pairs = quarter.assign_by_action()
        quarter.open()
        for place, expert in enumerate(quarter.experts):
            for step, number in enumerate(PROJECTS):
                quarter.review(pairs[expert.username, number], 60.0 + 5 * place + (3 * place * step) % 7)
        quarter.close()
        quarter.open()
        for place, expert in enumerate(quarter.experts[:3]):
            for step, number in enumerate(PROJECTS[: 4 - place]):
                given = {"round": 2, "comment": comment, "change_reason": comment}
                quarter.review(pairs[expert.username, number], abs(mark - 9 * place - step), **given)
        made.append(quarter)
    yield made
    for quarter in made:
        quarter.engine.dispose()


def read(quarter: Reviewed, path) -> str:
    with quarter.engine.connect() as connection:
        return repr(path(quarter, connection, quarter.held(connection)))


def everything(figures) -> list:
    return [
        each.to_dict() if hasattr(each, "to_dict") else each
        for each in vars(figures).values()
        if not hasattr(each, "components")
    ]


ASKED = {"quarter": QUARTER}
PATHS = {
    "states of the round": lambda q, c, h: review_progress.states(
        q.engine, number=2, by=q.coordinator, **ASKED
    ).to_dict(),
    "states of the round before": lambda q, c, h: review_progress.states(
        q.engine, number=1, by=q.coordinator, **ASKED
    ).to_dict(),
    "organisation": lambda q, c, h: str(review_progress.organisation(q.engine, by=q.coordinator, **ASKED)),
    "figures of the closed round": lambda q, c, h: everything(
        round_figures(q.engine, number=1, by=q.coordinator, **ASKED)
    ),
    "marks": lambda q, c, h: review_rounds.closed_marks(c, h).to_dict(),
    "totals": lambda q, c, h: review_rounds.closed_totals(c, h).to_dict(),
    "proposal for the next round": lambda q, c, h: unstable(c, h, 1),
    "history": lambda q, c, h: q.history(),
    "to-dos": lambda q, c, h: [q.to_dos(person) for person in (*q.people.values(), *q.experts)],
    "to-do counts": lambda q, c, h: [
        to_do.open_to_do_count(q.engine, by=person) for person in (*q.people.values(), *q.experts)
    ],
}


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS.keys())
def test_what_is_read_while_a_round_is_open_does_not_depend_on_its_marks(quarters, path):
    low, high = (read(quarter, path) for quarter in quarters)
    assert low == high
    for _mark, comment in MARKS.values():
        assert comment not in low


@pytest.mark.parametrize("who", ["coordinator", "leader"])
def test_figures_of_an_open_round_are_refused_until_it_is_closed(quarters, who):
    quarter = quarters[0]
    asked = {"quarter": QUARTER, "number": 2, "by": getattr(quarter, who)}
    with pytest.raises(QuarterRefused, match="还没有关闭"):
        round_figures(quarter.engine, **asked)
    quarter.close(2)
    assert round_figures(quarter.engine, **asked).values["n"].max() == 3


def test_actions_on_an_open_round_leave_the_same_traces_whatever_the_marks(quarters):
    for quarter in quarters:
        rounds.remind(quarter.engine, round=2, **quarter.by)
        pair = quarter.pairs()["expert1", PROJECTS[0]]
        rounds.return_review(quarter.engine, assignment_id=pair, reason="专家要求", **quarter.by)
        for refused in (
            lambda q=quarter: q.open(),
            lambda q=quarter: rounds.ask_reason(q.engine, review_id=10**6, question="为什么", **q.by),
            lambda q=quarter: rounds.conclude(q.engine, project=PROJECTS[0], conclusion="passed", **q.by),
        ):
            with pytest.raises(QuarterRefused):
                refused()
    low, high = (read(quarter, PATHS["history"]) + read(quarter, PATHS["to-dos"]) for quarter in quarters)
    assert low == high


def test_experts_and_others_do_not_read_figures_of_any_round(quarters):
    quarter = quarters[0]
    for person in (quarter.experts[0], *quarter.people.values()):
        if person in (quarter.coordinator, quarter.leader):
            continue
        with pytest.raises(NotPermitted):
            round_figures(quarter.engine, quarter=QUARTER, number=1, by=person)
