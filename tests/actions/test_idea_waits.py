"""What departments owe an idea: on their lists while it goes on, and only then."""

import pytest

from actions import idea_merging, ideas
from actions.idea_answers import answer, set_departments
from actions.milestones import Milestone, set_milestone
from data_access.to_do import open_to_dos
from glossary import IdeaState, Role, SubjectKind
from tests.actions import idea_factories as made
from tests.actions.idea_factories import MANAGER, NOW

IDEA, OTHER = "JDZ-2025-0001", "JDZ-2025-0002"
ASIDE = {"reason": "暂缓", "answer": "经研究暂不采纳，谢谢您的建议。"}
ANSWERED = {"answer": "可行，列入计划", "plan": ""}
ALL = ["请答题（主责）：老旧小区加装电梯", "节点：拿出分摊办法（金点子“老旧小区加装电梯”）"]


@pytest.fixture
def city(engine):
    """JDZ-2025-0001 in 征集 waits for an answer and a step of housing, and for an answer of finance."""
    made.city(engine)
    made.idea(engine)
    about = {"number": IDEA, "by": MANAGER, "at": NOW}
    set_departments(engine, **about, version=version(engine), lead="housing", supporting=("finance",))
    what = Milestone("拿出分摊办法", NOW.date(), "housing")
    set_milestone(engine, **about, version=version(engine), kind=SubjectKind.IDEA, what=what)
    return engine


def version(engine, number: str = IDEA) -> int:
    return made.row(engine, number).version


def owed(engine, department: str = "housing") -> list[str]:
    handler = made.person(Role.HANDLER, department_code=department)
    return sorted(open_to_dos(engine, by=handler)["what"], reverse=True)


def move(engine, to: IdeaState) -> None:
    ideas.move(engine, number=IDEA, version=version(engine), to=to, **ASIDE, by=MANAGER, at=NOW)


@pytest.mark.parametrize("aside", [IdeaState.RETAINED, IdeaState.NOT_ADOPTED])
def test_an_idea_set_aside_asks_for_nothing_and_asks_again_when_it_goes_on(city, aside):
    assert owed(city) == ALL
    move(city, aside)
    assert (owed(city), owed(city, "finance")) == ([], [])
    move(city, IdeaState.COLLECTED)
    assert owed(city) == ALL
    assert owed(city, "finance") == ["请答题（配合）：老旧小区加装电梯"]


def test_from_one_place_beside_the_way_to_the_other_nothing_is_asked(city):
    move(city, IdeaState.RETAINED)
    move(city, IdeaState.NOT_ADOPTED)
    assert owed(city) == []


def test_whoever_has_answered_is_not_asked_again(city):
    handler = made.person(Role.HANDLER, department_code="finance")
    answer(city, number=IDEA, department_code="finance", **ANSWERED, by=handler, at=NOW)
    move(city, IdeaState.RETAINED)
    move(city, IdeaState.COLLECTED)
    assert (owed(city), owed(city, "finance")) == (ALL, [])


def test_what_is_planned_while_an_idea_is_set_aside_is_asked_for_when_it_goes_on(city):
    move(city, IdeaState.RETAINED)
    about = {"number": IDEA, "by": MANAGER, "at": NOW}
    set_departments(city, **about, version=version(city), lead="housing", supporting=())
    set_departments(city, **about, version=version(city), lead="housing", supporting=("finance",))
    what = Milestone("看现场", NOW.date(), "housing")
    set_milestone(city, **about, version=version(city), kind=SubjectKind.IDEA, what=what)
    assert (owed(city), owed(city, "finance")) == ([], [])
    move(city, IdeaState.COLLECTED)
    assert owed(city, "finance") == ["请答题（配合）：老旧小区加装电梯"]
    assert "节点：看现场（金点子“老旧小区加装电梯”）" in owed(city)


def test_an_idea_that_is_part_of_another_asks_for_nothing_until_they_part(city):
    made.idea(city, sources=("2025-000002",))
    asked = {"number": IDEA, "version": version(city), "into": OTHER, "reason": "同一件事"}
    idea_merging.merge(city, **asked, by=MANAGER, at=NOW)
    assert owed(city) == []
    idea_merging.unmerge(city, number=IDEA, reason="分开办", by=MANAGER, at=NOW)
    assert owed(city) == ALL
