"""Open invitations of an idea that moves on: ended with the reason, waiting again after the way back."""

from datetime import date, datetime, timedelta

import pytest

from actions import idea_merging, ideas, partners, project_moves
from actions.invitations import close_invitation, invite
from data_access import invitations, partner_contributions
from data_access.journal import entries, first_broken_entry
from data_access.partners import PartnerFields
from data_access.to_do import done_to_dos, open_to_dos
from glossary import IdeaState, InvitationState, PartnerKind, SubjectKind
from tests.actions import idea_factories as made
from tests.actions import partner_factories as people
from tests.actions.idea_factories import MANAGER, NOW
from tests.actions.partner_factories import TODAY
from tests.actions.project_factories import Office

IDEA, OTHER = "JDZ-2025-0001", "JDZ-2025-0002"
LATER = NOW + timedelta(days=3)  # 2025-06-06 in 枣阳
ASIDE = {"reason": "暂缓", "answer": "经研究暂不采纳，谢谢您的建议。"}


@pytest.fixture
def city(engine):
    """JDZ-2025-0001 in 征集 waits for 甲 until 5 June, for 乙 until 6 June, for 丙 without a last day."""
    people.city(engine)
    made.idea(engine)
    for name, due_on in (("甲", TODAY + timedelta(days=2)), ("乙", TODAY + timedelta(days=3)), ("丙", None)):
        ask(engine, name, due_on=due_on)
    return engine


def ask(engine, name: str, number: str = IDEA, due_on: date | None = None) -> int:
    known = partner_contributions.contributions(engine, by=MANAGER, as_of=TODAY).set_index("name")["number"]
    if name not in known:
        partners.add(engine, given=PartnerFields(PartnerKind.PLANNER, name), by=MANAGER, at=NOW)
        known = partner_contributions.contributions(engine, by=MANAGER, as_of=TODAY).set_index("name")["number"]
    asked = {"number": number, "partner_ids": (people.row(engine, known[name]).id,), "question": "怎样分摊？"}
    return invite(engine, **asked, due_on=due_on, by=MANAGER, at=NOW)[0]


def move(engine, to: IdeaState, number: str = IDEA, at: datetime = LATER) -> None:
    ideas.move(engine, number=number, version=made.row(engine, number).version, to=to, **ASIDE, by=MANAGER, at=at)


def states(engine, number: str = IDEA) -> dict[str, str]:
    found = invitations.invitations(engine, idea_id=made.row(engine, number).id, by=MANAGER)
    return dict(zip(found["name"], found["state"], strict=True))


def steps(engine, number: str = IDEA) -> list[tuple[str, str, str]]:
    """The newest first: step, reason, partners."""
    found = entries(engine, kind=SubjectKind.IDEA, subject_ids=(made.row(engine, number).id,))
    return [(row.step, row.reason, row.details.get("partner", "")) for row in found.itertuples()]


def waited_for(engine) -> list[str]:
    found = open_to_dos(engine, by=MANAGER)["what"]
    return sorted(what.removeprefix("待反馈：")[0] for what in found if what.startswith("待反馈"))


@pytest.mark.parametrize("to", [IdeaState.NOT_ADOPTED, IdeaState.RETAINED])
def test_an_idea_set_aside_waits_for_nobody(city, to):
    move(city, to)
    assert states(city) == {"甲": "lapsed", "乙": "ended", "丙": "ended"}
    assert waited_for(city) == []
    done = done_to_dos(city, by=MANAGER, since=LATER)
    assert (set(done["done_by_name"]), sum(what.startswith("待反馈") for what in done["what"])) == ({"沈若兰"}, 3)
    found = invitations.invitations(city, idea_id=made.row(city, IDEA).id, by=MANAGER)
    assert (set(found["closed_reason"]), set(found["closed_at"])) == ({f"金点子转为“{to.label}”"}, {LATER})
    assert steps(city)[:2] == [
        ("invitation_closed", f"金点子转为“{to.label}”", "乙、丙"),
        ("invitation_closed", f"金点子转为“{to.label}”", "甲"),
    ]
    assert first_broken_entry(city) is None


def test_an_idea_converted_waits_for_nobody_and_waits_again_when_the_project_is_withdrawn(engine):
    office = Office(engine)
    office.idea(IDEA, IdeaState.BANKED)
    ask(engine, "甲")
    project = office.establish()
    assert (made.row(engine, IDEA).state, states(engine)) == ("converted", {"甲": "ended"})
    office.act(project_moves.withdraw, project, reason="不再做")
    assert (made.row(engine, IDEA).state, states(engine)) == ("banked", {"甲": "invited"})
    assert waited_for(engine) == ["甲"]


def test_steps_between_states_that_ask_leave_invitations_open(city):
    move(city, IdeaState.REFINED)
    move(city, IdeaState.COLLECTED)
    assert states(city) == dict.fromkeys("甲乙丙", "invited")
    assert waited_for(city) == ["丙", "乙", "甲"]


def test_the_way_back_waits_again_for_whoever_still_has_time(city):
    move(city, IdeaState.RETAINED, at=NOW)
    move(city, IdeaState.NOT_ADOPTED, at=NOW)
    assert states(city) == dict.fromkeys("甲乙丙", "ended")

    move(city, IdeaState.COLLECTED)  # on 6 June: the last day of 甲 was the 5th, that of 乙 is today

    assert states(city) == {"甲": "ended", "乙": "invited", "丙": "invited"}
    assert waited_for(city) == ["丙", "乙"]
    due = open_to_dos(city, by=MANAGER).set_index("what")["due_on"]
    assert due["待反馈：乙对“老旧小区加装电梯”的意见"] == date(2025, 6, 6)
    assert steps(city)[0] == ("invitation_reopened", "金点子重新征求意见，期限未过的邀请继续有效", "乙、丙")
    assert first_broken_entry(city) is None


def test_what_was_taken_back_by_hand_stays_taken_back(city):
    invitation_id = ask(city, "丁")
    closed = {"number": IDEA, "invitation_id": invitation_id, "state": InvitationState.WITHDRAWN, "reason": "问错了人"}
    close_invitation(city, **closed, by=MANAGER, at=NOW)
    move(city, IdeaState.RETAINED)
    move(city, IdeaState.COLLECTED)
    assert states(city)["丁"] == "withdrawn"


def test_whoever_was_asked_anew_is_not_waited_for_twice(city):
    """An idea set aside ended what it asked; merged into one that asks, its partner was asked by that one."""
    made.idea(city, sources=("2025-000002",))
    move(city, IdeaState.RETAINED)
    merge(city, IDEA, into=OTHER)
    ask(city, "丙", number=OTHER)
    move(city, IdeaState.RETAINED, number=OTHER)
    unmerge(city, IDEA)
    move(city, IdeaState.COLLECTED, number=OTHER)
    assert (states(city, OTHER), waited_for(city)) == ({"丙": "invited"}, ["丙"])
    merge(city, IDEA, into=OTHER)
    unmerge(city, IDEA)
    assert states(city)["丙"] == "ended"


def test_an_idea_merged_into_one_that_asks_no_longer_asks_no_longer_until_they_part(city):
    made.idea(city, sources=("2025-000002",))
    move(city, IdeaState.RETAINED, number=OTHER)
    merge(city, IDEA, into=OTHER)
    assert states(city, OTHER) == {"甲": "lapsed", "乙": "ended", "丙": "ended"}
    assert waited_for(city) == []
    assert ("invitation_closed", "并入“留存参考”的 JDZ-2025-0002", "乙、丙") in steps(city)
    unmerge(city, IDEA)
    assert states(city) == {"甲": "lapsed", "乙": "invited", "丙": "invited"}
    assert waited_for(city) == ["丙", "乙"]


def test_what_a_main_idea_asked_with_what_was_merged_into_it_ends_and_opens_together(city):
    made.idea(city, sources=("2025-000002",))
    merge(city, IDEA, into=OTHER)
    move(city, IdeaState.NOT_ADOPTED, number=OTHER)
    assert states(city, OTHER) == {"甲": "lapsed", "乙": "ended", "丙": "ended"}
    move(city, IdeaState.COLLECTED, number=OTHER)
    assert states(city, OTHER) == {"甲": "lapsed", "乙": "invited", "丙": "invited"}


def test_only_whoever_let_the_last_day_pass_counts_as_not_having_answered(city):
    move(city, IdeaState.RETAINED)
    found = partner_contributions.contributions(city, by=MANAGER, as_of=LATER.date()).set_index("name")
    counts = ["invitations", "ended", "lapsed", "waiting", "late", "expected", "answered"]
    assert found.loc["甲", counts].tolist() == [1, 0, 1, 0, 0, 1, 0]
    assert found.loc["乙", counts].tolist() == [1, 1, 0, 0, 0, 0, 0]


def merge(engine, number: str, *, into: str) -> None:
    asked = {"number": number, "version": made.row(engine, number).version, "into": into, "reason": "同一件事"}
    idea_merging.merge(engine, **asked, by=MANAGER, at=LATER)


def unmerge(engine, number: str) -> None:
    idea_merging.unmerge(engine, number=number, reason="分开办", by=MANAGER, at=LATER)
