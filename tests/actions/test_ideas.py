"""An idea from 征集 to 入库: raised, passed through the gate, moved, set beside the way, answered to its proposers."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from actions.idea_answers import answer
from actions.idea_words import IdeaRefused
from actions.ideas import WrongMove, create, decide_gate, move
from actions.milestones import Milestone, finish_milestone, set_milestone
from data_access import schema
from data_access.history import first_broken_link
from data_access.ideas import NoSuchIdea, StaleIdea
from data_access.journal import first_broken_entry
from data_access.to_do import open_to_dos
from glossary import IdeaState, Role, SubjectKind
from permissions import NotPermitted
from tests.actions import idea_factories as made
from tests.actions.idea_factories import MANAGER, NOW, TEXT, YES


@pytest.fixture
def city(engine):
    return made.city(engine)


def steps(engine, table=schema.work_history):
    with engine.connect() as connection:
        return list(connection.execute(select(table.c.step).order_by(table.c.sequence)).scalars())


def test_three_suggestions_become_an_idea_and_their_histories_say_so(city):
    number = create(
        city, text=TEXT, suggestion_numbers=("2025-000001", "2025-000002", "2025-000003"), by=MANAGER, at=NOW
    )
    assert number == "JDZ-2025-0001"
    idea = made.row(city, number)
    assert (idea.state, idea.origin, idea.text_sequence, idea.main_id) == ("collected", "citizens", 1, idea.id)
    assert steps(city) == ["created", "source_added"]
    assert steps(city, schema.suggestion_history).count("taken_up") == 3
    assert (first_broken_entry(city), first_broken_link(city)) == (None, None)


def test_a_new_topic_waits_for_the_project_managers_until_somebody_takes_it_on(city):
    number = made.idea(city)
    waiting = open_to_dos(city, by=MANAGER)
    assert list(waiting[["what", "query"]].itertuples(index=False, name=None)) == [
        ("群众点题待梳理：老旧小区加装电梯", f"idea={number}")
    ]
    made.move(city, number, IdeaState.REFINED)
    assert open_to_dos(city, by=MANAGER).empty


def test_a_leaders_topic_needs_no_suggestion_and_carries_the_leaders_name(city):
    number = create(city, text=TEXT, by=made.person(Role.LEADER), at=NOW)
    idea = made.row(city, number)
    assert (idea.origin, idea.proposer_name) == ("leader", "领导")
    made.move(city, number, IdeaState.REFINED)
    made.gate(city, number)
    assert made.move(city, number, IdeaState.APPRAISED).state is IdeaState.APPRAISED


@pytest.mark.parametrize("fields", [{"confidential": True}, {"nature": "report"}])
def test_reports_and_confidential_suggestions_never_become_sources(city, fields):
    with city.begin() as connection:
        hidden = made.suggestion(connection, 90, **fields)
    with pytest.raises(IdeaRefused, match="举报、保密件"):
        create(city, text=TEXT, suggestion_numbers=("2025-000001", hidden), by=MANAGER, at=NOW)
    with city.connect() as connection:
        assert connection.execute(schema.idea.select()).all() == []


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("title", "  ", "请填写标题"),
        ("title", "长" * 201, "不能超过 200 个字"),
        ("problem", "长" * 20_001, "不能超过 20,000 个字"),
        ("cost_yuan", -1, "预计费用"),
        ("category_code", "nowhere", "不在字典里"),
        ("township_codes", ("nowhere",), "不在字典里"),
    ],
)
def test_a_text_that_cannot_be_stored_is_refused_with_the_reason(city, field, value, said):
    with pytest.raises(IdeaRefused, match=said):
        create(city, text=replace(TEXT, **{field: value}), by=MANAGER, at=NOW)


def test_the_gate_comes_before_the_appraisal_and_every_answer_must_be_yes(city):
    number = made.idea(city, IdeaState.REFINED)
    with pytest.raises(WrongMove, match="需要：通过门槛审查"):
        made.move(city, number, IdeaState.APPRAISED)
    made.gate(city, number, within_powers=False)
    assert made.row(city, number).gate == "failed"
    with pytest.raises(WrongMove):
        made.move(city, number, IdeaState.APPRAISED)
    made.gate(city, number)
    assert made.move(city, number, IdeaState.APPRAISED).state is IdeaState.APPRAISED
    with city.connect() as connection:
        assert len(connection.execute(schema.idea_gate.select()).all()) == 2
    with pytest.raises(WrongMove, match="先退回梳理"):
        made.gate(city, number, lawful=False)


def test_a_no_at_the_gate_needs_a_note_and_all_four_questions_an_answer(city):
    number = made.idea(city)
    asked = {"number": number, "version": made.row(city, number).version, "by": MANAGER, "at": NOW}
    with pytest.raises(IdeaRefused, match="写明理由"):
        decide_gate(city, answers={**YES, next(iter(YES)): False}, **asked)
    with pytest.raises(IdeaRefused, match="四个问题"):
        decide_gate(city, answers={}, **asked)


def test_without_an_outside_opinion_or_a_meeting_nothing_enters_the_bank(city):
    number = made.idea(city, IdeaState.APPRAISED)
    with pytest.raises(WrongMove, match="社会力量意见"):
        made.move(city, number, IdeaState.BANKED)
    made.opinion(city, number)
    made.move(city, number, IdeaState.BANKED)
    assert made.row(city, number).banked_on == NOW.date()
    made.move(city, number, IdeaState.APPRAISED, reason="补论证")
    assert made.row(city, number).banked_on is None


def test_a_step_back_or_beside_the_way_needs_a_reason(city):
    number = made.idea(city, IdeaState.REFINED)
    for to in (IdeaState.COLLECTED, IdeaState.RETAINED, IdeaState.NOT_ADOPTED):
        with pytest.raises(IdeaRefused, match="写明原因"):
            made.move(city, number, to)
    made.move(city, number, IdeaState.COLLECTED, reason="来源不足")
    assert steps(city)[-1] == "moved_back"


def test_what_is_not_adopted_is_answered_in_the_history_of_every_source_and_can_return(city):
    number = made.idea(city, IdeaState.REFINED, sources=("2025-000001", "2025-000002"))
    with pytest.raises(IdeaRefused, match="答复建议人"):
        made.move(city, number, IdeaState.NOT_ADOPTED, reason="重复建设")
    made.move(city, number, IdeaState.NOT_ADOPTED, reason="重复建设", answer="已有同类项目在建，感谢您的建议。")
    with city.connect() as connection:
        told = connection.execute(
            select(schema.suggestion_history.c.reason).where(schema.suggestion_history.c.step == "changed")
        ).scalars()
        assert [reason.partition("：")[2] for reason in told] == ["已有同类项目在建，感谢您的建议。"] * 2
    made.move(city, number, IdeaState.REFINED, reason="条件变了")
    assert made.row(city, number).state == "refined"


def test_no_state_is_skipped(city):
    number = made.idea(city)
    for to in (IdeaState.APPRAISED, IdeaState.BANKED, IdeaState.CONVERTED, IdeaState.EFFECTIVE):
        with pytest.raises(WrongMove, match="不能直接到"):
            made.move(city, number, to)


def test_who_saw_an_older_version_is_told_and_nothing_moves(city):
    number = made.idea(city)
    with pytest.raises(StaleIdea):
        move(city, number=number, version=99, to=IdeaState.REFINED, by=MANAGER, at=NOW)
    assert made.row(city, number).state == "collected"


def test_departments_are_told_and_the_answer_closes_their_to_do(city):
    number = made.idea(city)
    made.lead(city, number)
    handler = made.person(Role.HANDLER, department_code="housing")
    assert list(open_to_dos(city, by=handler)["what"]) == ["请答题（主责）：老旧小区加装电梯"]
    said = {"number": number, "answer": "可行，列入计划", "plan": "先试三个小区", "at": NOW}
    assert answer(city, department_code="housing", by=handler, **said) == 1
    assert answer(city, department_code="housing", by=handler, **said) == 2
    assert open_to_dos(city, by=handler).empty
    with pytest.raises(NotPermitted, match="只能代表本单位"):
        answer(city, department_code="finance", by=handler, **said)


def test_a_department_with_a_step_still_to_do_is_not_taken_off(city):
    number = made.idea(city)
    made.lead(city, number)
    asked = {"kind": SubjectKind.IDEA, "number": number, "by": MANAGER, "at": NOW}
    what = Milestone("拿出分摊办法", NOW.date(), "housing")
    step = set_milestone(city, version=made.row(city, number).version, what=what, **asked)
    with pytest.raises(IdeaRefused, match="未完成的节点"):
        made.lead(city, number, "finance")
    finish_milestone(city, milestone_id=step, done_on=NOW.date(), **asked)
    made.lead(city, number, "finance")


def test_a_handler_of_another_department_does_not_learn_that_an_idea_exists(city):
    number = made.idea(city)
    made.lead(city, number)
    stranger = made.person(Role.HANDLER, department_code="finance")
    with pytest.raises(NoSuchIdea):
        answer(city, number=number, department_code="finance", answer="好", plan="", by=stranger, at=NOW)
