"""Who fits an idea and why, in the order worked out by hand; what partners gave, counted by hand."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from actions import idea_merging, partners
from actions.idea_words import IdeaRefused
from actions.invitations import close_invitation, invite, record_meeting, record_opinion
from data_access import invitations, partner_contributions, partner_fit, partner_roster, schema
from data_access.engine import writing
from data_access.journal import entries, first_broken_entry
from data_access.partners import PartnerFields
from data_access.statements import counted_statements
from glossary import InvitationState, PartnerKind, Role, Stance, SubjectKind
from tests.actions import idea_factories as made
from tests.actions import partner_factories as people
from tests.actions.idea_factories import MANAGER, NOW
from tests.actions.partner_factories import TODAY

PLANNER = PartnerKind.PLANNER


@pytest.fixture
def city(engine):
    """JDZ-2025-0001: category housing.lifts, township nancheng."""
    people.city(engine)
    made.idea(engine)
    made.idea(engine, sources=("2025-000002",))
    return engine


def partner(engine, name: str, **fields: object) -> int:
    """One more planner; returns the id."""
    number = partners.add(engine, given=PartnerFields(PLANNER, name, **fields), by=MANAGER, at=NOW)
    return people.row(engine, number).id


def ask(engine, *ids: int, number: str = "JDZ-2025-0001", at: datetime = NOW, due_on: date | None = None) -> list[int]:
    asked = {"number": number, "partner_ids": ids, "question": "怎样分摊？", "due_on": due_on}
    return invite(engine, **asked, by=MANAGER, at=at)


def say(engine, partner_id: int, number: str = "JDZ-2025-0001", on: date = TODAY, **more: object) -> int:
    said = {"stance": Stance.AMEND, "content": "先试点", "given_on": on} | more
    return record_opinion(engine, number=number, partner_id=partner_id, **said, by=MANAGER, at=NOW)


def meet(engine, *ids: int, on: date = TODAY) -> int:
    about = {"held_on": on, "place": "社区", "topic": "分摊", "minutes": "按层"}
    return record_meeting(engine, number="JDZ-2025-0001", partner_ids=ids, **about, by=MANAGER, at=NOW)


def why(engine, **asked: object) -> dict[str, str]:
    found = partner_fit.fitting(engine, idea_number="JDZ-2025-0001", by=MANAGER, on=TODAY, **asked)
    return dict(zip(found["name"], found["why"], strict=True))


def test_the_reasons_are_said_in_words_and_come_in_their_order(city):
    partner(city, "远", township_code="wudian")
    partner(city, "全市")
    partner(city, "近", township_code="nancheng", skills=("traffic",))
    partner(city, "熟而远", township_code="wudian", skills=("housing", "traffic"))
    busy = partner(city, "熟而近忙", township_code="nancheng", skills=("housing",))
    partner(city, "熟而近", township_code="nancheng", skills=("housing",))
    ask(city, busy, number="JDZ-2025-0002")
    meet(city, busy)
    assert why(city) == {
        "熟而近": "擅长住房、同在南城街道、在手 0 件、没有邀请过",
        "熟而近忙": "擅长住房、同在南城街道、在手 1 件、近 90 天参与 1 次、上次邀请 2025-06-03",
        "熟而远": "擅长住房、在手 0 件、没有邀请过",
        "近": "同在南城街道、在手 0 件、没有邀请过",
        "全市": "面向全市、在手 0 件、没有邀请过",
        "远": "在手 0 件、没有邀请过",
    }


def test_of_equals_who_was_asked_longest_ago_comes_first_and_never_asked_before_all(city):
    ids = [partner(city, name) for name in ("刚请过", "早请过", "没请过", "也没请过")]
    for partner_id, days in ((ids[0], 1), (ids[1], 200)):
        [invitation_id] = ask(city, partner_id, at=NOW - timedelta(days=days))
        place = {"number": "JDZ-2025-0001", "invitation_id": invitation_id, "reason": "没空"}
        close_invitation(city, **place, state=InvitationState.DECLINED, by=MANAGER, at=NOW)
    assert list(why(city)) == ["没请过", "也没请过", "早请过", "刚请过"]


@pytest.mark.parametrize(("days_ago", "counts"), [(0, True), (89, True), (90, False)])
def test_a_contribution_weighs_for_ninety_days_its_own_included(city, days_ago, counts):
    giver = partner(city, "甲")
    partner(city, "乙")
    meet(city, giver, on=TODAY - timedelta(days=days_ago))
    assert list(why(city)) == (["乙", "甲"] if counts else ["甲", "乙"])
    head = partner_roster.headline(city, by=MANAGER, as_of=TODAY)
    assert head["recent"].tolist() == [int(counts)]


def test_anybody_who_may_be_invited_is_found_by_words_and_the_rest_counted(city):
    for position in range(3):
        partner(city, f"周{position}", specialty="电梯")
    partner(city, "吴", specialty="食堂")
    found = partner_fit.fitting(city, idea_number="JDZ-2025-0001", by=MANAGER, on=TODAY, text="电梯", limit=2)
    assert (list(found["name"]), found["total"].tolist()) == (["周0", "周1"], [3, 3])
    assert list(why(city, text="电梯 周2")) == ["周2"]
    assert why(city, kind=PartnerKind.OBSERVER) == {}
    nothing = partner_fit.fitting(city, idea_number="JDZ-2025-9999", by=MANAGER, on=TODAY)
    assert nothing.empty
    assert list(nothing.columns) == list(found.columns)


def test_an_idea_without_category_and_township_prefers_nobody_for_them(city):
    made.write(city, "JDZ-2025-0001", replace(made.TEXT, category_code=None, township_codes=()))
    partner(city, "甲", township_code="wudian", skills=("housing",))
    partner(city, "乙")
    assert why(city) == {"甲": "在手 0 件、没有邀请过", "乙": "面向全市、在手 0 件、没有邀请过"}


def test_who_was_asked_for_an_idea_merged_into_this_one_is_not_asked_twice_and_can_answer_here(city):
    who = partner(city, "甲")
    [invitation_id] = ask(city, who, number="JDZ-2025-0002")
    seen = {"number": "JDZ-2025-0002", "version": made.row(city, "JDZ-2025-0002").version}
    idea_merging.merge(city, **seen, into="JDZ-2025-0001", reason="同一件事", by=MANAGER, at=NOW)
    assert why(city) == {}
    with pytest.raises(IdeaRefused, match="甲 已在邀请中"):
        ask(city, who)
    with pytest.raises(IdeaRefused, match="已并入"):
        ask(city, who, number="JDZ-2025-0002")

    say(city, who, invitation_id=invitation_id)

    small, main = made.row(city, "JDZ-2025-0002").id, made.row(city, "JDZ-2025-0001").id
    asked = invitations.invitations(city, idea_id=main, by=MANAGER)
    assert asked[["id", "state"]].values.tolist() == [[invitation_id, "answered"]]
    with writing(city) as connection:
        assert connection.execute(schema.opinion.select()).one().idea_id == small
    assert len(invitations.opinions(city, idea_id=main, by=MANAGER)) == 1
    steps = entries(city, kind=SubjectKind.IDEA, subject_ids=(main,))["step"].tolist()
    assert steps[:2] == ["opinion_recorded", "invitation_closed"]
    assert first_broken_entry(city) is None


def test_a_closed_invitation_is_not_answered_and_its_reason_keeps_phones_out_of_the_history(city):
    who = partner(city, "甲")
    [invitation_id] = ask(city, who)
    place = {"number": "JDZ-2025-0001", "invitation_id": invitation_id, "reason": "缓议，请 13812345678 知悉"}
    close_invitation(city, **place, state=InvitationState.WITHDRAWN, by=MANAGER, at=NOW)
    newest = entries(city, kind=SubjectKind.IDEA, subject_ids=(made.row(city, "JDZ-2025-0001").id,)).iloc[0]
    assert (newest["step"], newest["reason"]) == ("invitation_closed", "缓议，请 138****5678 知悉")
    with pytest.raises(IdeaRefused, match="已经结束"):
        say(city, who, invitation_id=invitation_id)


@pytest.mark.parametrize("role", [Role.LEADER, Role.OFFICER, Role.COORDINATOR, Role.HANDLER])
def test_whoever_only_reads_sees_no_phone_numbers_in_what_was_asked_and_said(city, role):
    by = made.person(role, department_code="housing" if role is Role.HANDLER else None)
    who = partner(city, "甲", phone="13812345678")
    idea = {"idea_id": made.row(city, "JDZ-2025-0001").id}
    asked = {"number": "JDZ-2025-0001", "partner_ids": (who,), "question": "请回电 13711112222"}
    invite(city, **asked, by=MANAGER, at=NOW)
    kept = invitations.invitations(city, **idea, by=MANAGER).iloc[0]
    assert (kept["phone"], kept["question"]) == ("13812345678", "请回电 13711112222")
    read = invitations.invitations(city, **idea, by=by).iloc[0]
    assert (read["phone"], read["question"]) == ("", "请回电 137****2222")
    say(city, who, content="找 13711112222")
    meet(city, who)
    record_meeting(
        city, number="JDZ-2025-0001", held_on=TODAY, place="", topic="二", minutes="记 13711112222", by=MANAGER, at=NOW
    )
    told = invitations.opinions(city, **idea, by=by).to_string() + invitations.meetings(city, **idea, by=by).to_string()
    assert told.count("137****2222") == 2
    assert "13711112222" not in told


def test_what_a_partner_gave_is_counted_with_the_base_of_the_response_rate(city):
    who, quiet = partner(city, "甲"), partner(city, "乙")
    numbers = ["JDZ-2025-0001", "JDZ-2025-0002"]
    numbers += [made.idea(city, sources=(f"2025-00000{position}",)) for position in (3, 4, 5)]
    yesterday = NOW - timedelta(days=5)
    dues = [None, TODAY, TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=9)]
    ids = [
        ask(city, who, number=number, at=yesterday, due_on=due)[0] for number, due in zip(numbers, dues, strict=True)
    ]
    say(city, who, numbers[0], on=date(2025, 6, 1))
    for place, state in ((1, InvitationState.DECLINED), (4, InvitationState.WITHDRAWN)):
        asked = {"number": numbers[place], "invitation_id": ids[place], "state": state, "reason": "出差"}
        close_invitation(city, **asked, by=MANAGER, at=NOW)
    meet(city, who, on=date(2025, 6, 2))

    found = partner_contributions.contributions(city, by=MANAGER, as_of=TODAY).set_index("name")

    counted = {"invitations": 5, "answered": 1, "declined": 1, "withdrawn": 1, "waiting": 2, "late": 1, "expected": 3}
    counted |= {"opinions": 1, "meetings": 1, "last_on": date(2025, 6, 2)}
    assert found.loc["甲", list(counted)].to_dict() == counted
    assert found.loc["乙", ["invitations", "expected", "opinions", "last_on"]].tolist() == [0, 0, 0, None]
    card = partner_roster.card(city, number="GH-0001", by=MANAGER, as_of=TODAY)
    assert {name: card[name] for name in counted} == counted
    told = partner_contributions.invitations_of(city, partner_id=who, by=MANAGER, as_of=TODAY)
    assert dict(zip(told["idea"], told["is_late"], strict=True)) == {
        number: position == 2 for position, number in enumerate(numbers)
    }
    given = partner_contributions.given_by(city, partner_id=who, by=MANAGER)
    assert given[["given_on", "stance", "text"]].values.tolist() == [
        [date(2025, 6, 2), None, "分摊"],
        [date(2025, 6, 1), "amend", "先试点"],
    ]
    assert partner_contributions.given_by(city, partner_id=quiet, by=MANAGER).empty


def test_finding_who_fits_is_one_statement_however_many_there_are(city):
    def statements() -> int:
        with counted_statements(city) as sent:
            why(city)
        return len(sent)

    partner(city, "甲")
    few = statements()
    for position in range(30):
        ask(city, partner(city, f"周{position}"), number="JDZ-2025-0002")
    assert statements() == few == 1
