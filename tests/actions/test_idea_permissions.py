"""Every role and every action on ideas: allowed or refused as the table says, checked where the work is done."""

import pytest

from actions import idea_answers, idea_merging, idea_sources, idea_texts, ideas
from data_access.idea_texts import IdeaText
from data_access.ideas import NoSuchIdea
from glossary import IdeaState, Role
from permissions import NotPermitted
from tests.actions import idea_factories as made
from tests.actions.idea_factories import NOW, TEXT, YES

LEADER, OFFICER, HANDLER, MANAGER = Role.LEADER, Role.OFFICER, Role.HANDLER, Role.PROJECT_MANAGER
# action → roles that may; everybody else is refused.
MAY = {
    "create": {LEADER, OFFICER, MANAGER},
    "save_text": {MANAGER},
    "settle": {MANAGER},
    "decide_gate": {MANAGER},
    "move": {MANAGER},
    "add_sources": {OFFICER, MANAGER},
    "remove_source": {MANAGER},
    "dismiss_topics": {OFFICER, MANAGER},
    "restore_topics": {OFFICER, MANAGER},
    "merge": {MANAGER},
    "unmerge": {MANAGER},
    "set_departments": {MANAGER},
    "answer": {HANDLER, MANAGER},
}


@pytest.fixture
def city(sqlite_engine):
    """Two ideas, the first with 住建局 in the lead and a text set aside, a third merged into the second."""
    engine = made.city(sqlite_engine)
    first = made.idea(engine)
    made.lead(engine, first)
    made.write(engine, first, IdeaText(title="甲"), based_on=1)
    made.write(engine, first, IdeaText(title="乙"), based_on=1)
    made.idea(engine, sources=("2025-000002",))
    third = made.idea(engine, sources=("2025-000003",))
    asked = {"number": third, "version": made.row(engine, third).version, "into": "JDZ-2025-0002", "reason": "同"}
    idea_merging.merge(engine, **asked, by=made.MANAGER, at=NOW)
    return engine


def attempt(engine, action: str, who):
    first, number = made.row(engine, "JDZ-2025-0001"), "JDZ-2025-0001"
    seen = {"number": number, "version": first.version}
    calls = {
        "create": (ideas.create, {"text": TEXT}),
        "save_text": (idea_texts.save_text, {"number": number, "based_on": first.text_sequence, "text": TEXT}),
        "settle": (idea_texts.settle, {"number": number, "sequence": 3}),
        "decide_gate": (ideas.decide_gate, {**seen, "answers": YES}),
        "move": (ideas.move, {**seen, "to": IdeaState.RETAINED, "reason": "x"}),
        "add_sources": (idea_sources.add_sources, {"number": number, "suggestion_numbers": ("2025-000004",)}),
        "remove_source": (
            idea_sources.remove_source,
            {"number": number, "suggestion_number": "2025-000001", "reason": "x"},
        ),
        "dismiss_topics": (idea_sources.dismiss_topics, {"suggestion_numbers": ("2025-000005",)}),
        "restore_topics": (idea_sources.restore_topics, {"suggestion_numbers": ("2025-000005",)}),
        "merge": (idea_merging.merge, {**seen, "into": "JDZ-2025-0002", "reason": "x"}),
        "unmerge": (idea_merging.unmerge, {"number": "JDZ-2025-0003", "reason": "x"}),
        "set_departments": (idea_answers.set_departments, {**seen, "lead": "finance", "supporting": ()}),
        "answer": (
            idea_answers.answer,
            {"number": number, "department_code": "housing", "answer": "可行", "plan": ""},
        ),
    }
    function, asked = calls[action]
    return function(engine, **asked, by=who, at=NOW)


@pytest.mark.parametrize("role", list(Role), ids=lambda role: role.value)
@pytest.mark.parametrize("action", list(MAY))
def test_a_role_may_do_exactly_what_the_table_says(city, action, role):
    who = made.person(role, department_code="housing" if role is Role.HANDLER else None)
    if role in MAY[action]:
        attempt(city, action, who)
    else:
        with pytest.raises(NotPermitted):
            attempt(city, action, who)


def test_a_handler_of_another_department_is_told_nothing(city):
    with pytest.raises((NoSuchIdea, NotPermitted)):
        attempt(city, "answer", made.person(Role.HANDLER, department_code="finance"))
