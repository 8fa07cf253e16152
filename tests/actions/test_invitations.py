"""破题: partners asked, their opinions and meetings on record, and who fits in the order worked out by hand."""

from datetime import date, timedelta

import pytest

from actions.idea_words import IdeaRefused
from actions.invitations import close_invitation, invite, record_meeting, record_opinion
from data_access import invitations, partner_fit, schema
from data_access.engine import writing
from data_access.journal import first_broken_entry
from data_access.statements import counted_statements
from data_access.to_do import open_to_dos
from glossary import IdeaState, InvitationState, PartnerKind, Role, Stance
from permissions import NotPermitted
from tests.actions import idea_factories as made
from tests.actions.idea_factories import MANAGER, NOW

TODAY = date(2025, 6, 3)


@pytest.fixture
def city(engine):
    return made.city(engine)


def partner(engine, name: str, *, skills: tuple[str, ...] = (), **fields: object) -> int:
    """One more planner; returns the id."""
    with writing(engine) as connection:
        row = {"number": f"GH-{name}", "kind": "planner", "name": name, "created_at": NOW, **fields}
        partner_id = connection.execute(schema.partner.insert().values(row)).inserted_primary_key[0]
        for code in skills:
            connection.execute(schema.partner_skill.insert().values(partner_id=partner_id, category_code=code))
    return partner_id


def asked(engine, number: str, *partner_ids: int, **more: object) -> list[int]:
    given = {"question": "单元意见不一怎么办？", "by": MANAGER, "at": NOW} | more
    return invite(engine, number=number, partner_ids=partner_ids, **given)


def opinion(engine, number: str, partner_id: int, **more: object) -> int:
    given = {"stance": Stance.SUPPORT, "content": "可行", "given_on": TODAY, "by": MANAGER, "at": NOW} | more
    return record_opinion(engine, number=number, partner_id=partner_id, **given)


def fitting(engine, number: str, **more: object) -> list[str]:
    return list(partner_fit.fitting(engine, idea_number=number, by=MANAGER, on=TODAY, **more)["name"])


def test_an_invitation_waits_among_the_to_dos_until_the_opinion_is_there(city):
    number = made.idea(city, IdeaState.REFINED)
    who = partner(city, "甲")
    asked(city, number, who, due_on=TODAY + timedelta(days=7))
    waiting = open_to_dos(city, by=MANAGER)
    assert list(waiting["what"]) == ["待反馈：甲对“老旧小区加装电梯”的意见"]
    assert list(waiting["due_on"]) == [date(2025, 6, 10)]
    opinion(city, number, who)
    assert open_to_dos(city, by=MANAGER).empty
    found = invitations.invitations(city, idea_id=made.row(city, number).id, by=MANAGER)
    assert list(found["state"]) == ["answered"]
    assert first_broken_entry(city) is None


def test_nobody_is_asked_twice_while_the_first_question_is_open(city):
    number = made.idea(city)
    who = partner(city, "甲")
    first = asked(city, number, who)
    with pytest.raises(IdeaRefused, match="甲 已在邀请中"):
        asked(city, number, who)
    closing = {"number": number, "invitation_id": first[0], "reason": "出差", "by": MANAGER, "at": NOW}
    close_invitation(city, state=InvitationState.DECLINED, **closing)
    assert len(asked(city, number, who)) == 1
    with pytest.raises(IdeaRefused, match="已经结束"):
        close_invitation(city, state=InvitationState.DECLINED, **closing)


@pytest.mark.parametrize(
    ("fields", "invited"),
    [
        ({}, True),
        ({"active": False}, False),
        ({"term_to": TODAY}, True),
        ({"term_to": TODAY - timedelta(days=1)}, False),
        ({"term_from": TODAY}, True),
        ({"term_from": TODAY + timedelta(days=1)}, False),
    ],
)
def test_a_term_holds_from_its_first_to_its_last_day(city, fields, invited):
    number, who = made.idea(city), partner(city, "甲", **fields)
    assert (fitting(city, number) == ["甲"]) is invited
    if invited:
        asked(city, number, who)
    else:
        with pytest.raises(IdeaRefused, match="不在任期内"):
            asked(city, number, who)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"question": " "}, "请教什么"),
        ({"due_on": TODAY - timedelta(days=1)}, "不能早于今天"),
    ],
)
def test_an_invitation_without_a_question_or_with_a_past_limit_is_not_sent(city, more, said):
    number, who = made.idea(city), partner(city, "甲")
    with pytest.raises(IdeaRefused, match=said):
        asked(city, number, who, **more)
    with pytest.raises(IdeaRefused, match="请选"):
        asked(city, number)


def test_set_aside_ideas_ask_nobody_and_take_no_opinion(city):
    number, who = made.idea(city), partner(city, "甲")
    made.move(city, number, IdeaState.RETAINED, reason="缓议")
    for refused in (lambda: asked(city, number, who), lambda: opinion(city, number, who)):
        with pytest.raises(IdeaRefused, match="留存参考"):
            refused()


def test_an_unasked_opinion_and_a_meeting_count_for_the_bank_and_for_who_gave_them(city):
    number, who = made.idea(city, IdeaState.APPRAISED), partner(city, "甲", skills=("housing",))
    held = {"held_on": TODAY, "place": "社区", "topic": "分摊办法", "minutes": "一致同意", "by": MANAGER, "at": NOW}
    record_meeting(city, number=number, partner_ids=(who,), **held)
    opinion(city, number, who)
    made.move(city, number, IdeaState.BANKED)
    found = partner_fit.fitting(city, idea_number=number, by=MANAGER, on=TODAY)
    assert list(found[["name", "recent", "knows"]].itertuples(index=False, name=None)) == [("甲", 2, True)]
    met = invitations.meetings(city, idea_id=made.row(city, number).id, by=MANAGER)
    assert list(met["attendees"]) == [["甲"]]


def test_days_to_come_are_refused_for_opinions_and_meetings(city):
    number, who = made.idea(city), partner(city, "甲")
    with pytest.raises(IdeaRefused, match="不能晚于今天"):
        opinion(city, number, who, given_on=TODAY + timedelta(days=1))
    with pytest.raises(IdeaRefused, match="不能晚于今天"):
        record_meeting(city, number=number, held_on=TODAY + timedelta(days=1), place="", topic="a", minutes="b",
                       by=MANAGER, at=NOW)  # fmt: skip


def test_who_fits_comes_by_skill_then_place_then_load(city):
    number = made.idea(city)  # category housing.lifts, township nancheng
    names = {
        "远而不熟": {"township_code": "wudian"},
        "全市": {},
        "近": {"township_code": "nancheng"},
        "熟而远": {"township_code": "wudian", "skills": ("housing",)},
        "熟而近忙": {"township_code": "nancheng", "skills": ("housing",)},
        "熟而近": {"township_code": "nancheng", "skills": ("housing",)},
    }
    ids = {name: partner(city, name, **fields) for name, fields in names.items()}
    other = made.idea(city, sources=("2025-000002",))
    asked(city, other, ids["熟而近忙"])
    assert fitting(city, number) == ["熟而近", "熟而近忙", "熟而远", "近", "全市", "远而不熟"]
    asked(city, number, ids["熟而近"])
    assert "熟而近" not in fitting(city, number)
    assert fitting(city, number, kind=PartnerKind.OBSERVER) == []
    assert fitting(city, number, limit=1) == ["熟而近忙"]


def test_finding_who_fits_is_one_statement_however_many_there_are(city):
    number = made.idea(city)
    counts = []
    for more in (1, 40):
        for position in range(more):
            partner(city, f"{more}-{position}")
        with counted_statements(city) as statements:
            fitting(city, number)
        counts.append(len(statements))
    assert counts == [1, 1]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.PROJECT_MANAGER])
def test_only_project_managers_ask_and_record(sqlite_engine, role):
    city = made.city(sqlite_engine)
    number, who = made.idea(city), partner(city, "甲")
    by = made.person(role, department_code="housing" if role is Role.HANDLER else None)
    for refused in (lambda: asked(city, number, who, by=by), lambda: opinion(city, number, who, by=by)):
        with pytest.raises(NotPermitted):
            refused()
    with pytest.raises(NotPermitted):
        partner_fit.fitting(city, idea_number=number, by=by, on=TODAY)
