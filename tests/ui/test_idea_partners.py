"""破题 on screen, on both databases: whom to ask and why, what was said, who sees phone numbers, what is kept."""

from dataclasses import replace
from datetime import timedelta

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from actions import partners, sign_in
from actions.invitations import invite, record_opinion
from data_access import invitations
from data_access.engine import connect
from data_access.statements import counted_statements
from data_access.to_do import open_to_dos
from glossary import IdeaState, Role, Stance
from tests import factories
from tests.actions import idea_factories as made
from tests.actions import partner_factories as people
from tests.actions.idea_factories import MANAGER, NOW
from tests.actions.partner_factories import PHONE, TODAY
from tests.factories import PASSWORD
from ui import clock
from ui.session import TOKEN

IDEA = "JDZ-2025-0001"


def trial_page(may_write: bool) -> None:
    from ui import loaders, outcomes, session
    from ui.ideas import idea_loaders, idea_partners

    loaders.begin(session.current_person())
    outcomes.show()
    idea_partners.show(idea_loaders.head("JDZ-2025-0001"), may_write=may_write)


@pytest.fixture
def city(engine):
    """GC-0001 王秀兰 fits the idea better than GH-0001 周明; both are in their term for long."""
    people.city(engine)
    made.idea(engine)
    for given in (people.OBSERVER, people.PLANNER):
        partners.add(engine, given=replace(given, term_from=None, term_to=None), by=MANAGER, at=NOW)
    return engine


@pytest.fixture
def open_page(city, monkeypatch):
    """open_page(role) is the part of the page as somebody of this role sees it; its reads are made anew."""
    address = city.url.render_as_string(hide_password=False)
    monkeypatch.setenv("DATABASE_URL", address)

    def run(role: Role = Role.PROJECT_MANAGER) -> AppTest:
        page = AppTest.from_function(trial_page, args=(role is Role.PROJECT_MANAGER,), default_timeout=30)
        username = factories.account(city, role=role, username=f"{role.value}_{clock.now():%H%M%S%f}").username
        who = {"username": username, "password": PASSWORD, "address": "a", "browser": "b"}
        page.session_state[TOKEN] = sign_in.sign_in(city, **who, at=clock.now())
        st.cache_data.clear()
        return page.run()

    yield run
    connect(address).dispose()


def ask(engine, name: str, **more: object) -> None:
    asked = {"number": IDEA, "partner_ids": (id_of(engine, name),), "question": f"请回电 {PHONE}"} | more
    invite(engine, **asked, by=MANAGER, at=NOW)


def id_of(engine, name: str) -> int:
    return people.row(engine, people.listed(engine, text=name)[0]).id


def said(page: AppTest) -> str:
    kinds = ("caption", "markdown", "text", "info", "success", "error")
    return "\n".join(str(element.value) for kind in kinds for element in page.get(kind))


def press(page: AppTest, label: str) -> AppTest:
    [*_others, button] = [each for each in page.button if each.label == label]
    return button.click().run()


def form(page: AppTest, name: str) -> AppTest:
    """One of the three forms, on a page where nothing was stored yet."""
    page.session_state[f"idea_partners.form.{IDEA}.0"] = name
    return page.run()


def area(page: AppTest, label: str):
    return next(each for each in page.text_area if each.label == label)


def test_nothing_yet_says_what_is_needed(open_page):
    shown = said(open_page())
    for sentence in (
        "意见 0 条（支持 0、建议修改 0、不赞成 0），待反馈 0 位，会议 0 次。",
        "还没有邀请。",
        "入库前至少要有一条意见",
    ):
        assert sentence in shown


def test_who_is_picked_is_asked_and_waits_among_the_to_dos(city, open_page):
    page = open_page()
    form(page, "invite")
    assert page.dataframe[0].value["姓名"].tolist() == ["王秀兰", "周明"]
    assert page.dataframe[0].value["为什么"].tolist()[0] == "擅长住房、同在南城街道、在手 0 件、没有邀请过"
    assert [each.disabled for each in page.button if each.label == "先在上面勾选要邀请的人"] == [True]
    page.session_state[f"idea_partners.invite.{IDEA}.0...table"] = {"selection": {"rows": [0, 1], "columns": []}}
    page.run()
    area(page, "请教什么（必填）").input("怎样分摊？").run()
    press(page, "邀请选中的 2 位")
    assert not page.exception
    assert "已邀请 王秀兰、周明" in said(page)
    assert "待反馈 2 位，" in said(page)
    assert PHONE in said(page)
    waiting = open_to_dos(city, by=MANAGER)["what"].tolist()
    assert [what[:6] for what in waiting if what.startswith("待反馈")] == ["待反馈：王秀", "待反馈：周明"]


def test_an_open_invitation_leads_to_its_opinion_which_answers_it(city, open_page):
    ask(city, "周明")
    page = open_page()
    press(page, "登记意见")
    assert page.selectbox[0].value == id_of(city, "周明")
    area(page, "意见（必填）").input("**可行**，先试点").run()
    page.radio[0].set_value(Stance.AMEND).run()
    page.button(key=f"idea_opinions.{IDEA}.0.go_opinion").click().run()
    assert not page.exception
    shown = said(page)
    for sentence in ("意见已登记", "意见 1 条（支持 0、建议修改 1、不赞成 0），待反馈 0 位，", "**可行**，先试点"):
        assert sentence in shown
    assert [expander.label for expander in page.expander] == ["已结束的邀请（1）", "附件"]
    assert not [what for what in open_to_dos(city, by=MANAGER)["what"] if what.startswith("待反馈")]
    press(form(open_page(), "opinion"), "登记意见")
    assert invitations.opinions(city, idea_id=1, by=MANAGER)["content"].tolist() == ["**可行**，先试点"]


def test_what_was_typed_stays_when_it_cannot_be_stored(city, open_page):
    page = form(open_page(), "opinion")
    area(page, "意见（必填）").input("写了很久的话").run()
    press(page, "登记意见")
    assert [error.value for error in page.error] == ["请选择是谁的意见，没有存入任何内容。"]
    assert area(page, "意见（必填）").value == "写了很久的话"


def test_anybody_on_the_rosters_can_be_named_in_a_meeting(city, open_page):
    page = form(open_page(), "meeting")
    assert page.multiselect[0].options == []
    page.text_input(key="idea_opinions.find").input("周明").run()
    assert "找到 1 位，已加进名单。" in said(page)
    page.multiselect[0].set_value([id_of(city, "周明")]).run()
    page.text_input(key="idea_opinions.find").input("王秀兰").run()
    assert page.multiselect[0].value == [id_of(city, "周明")]
    next(each for each in page.text_input if each.label == "议题（必填）").input("分摊办法").run()
    area(page, "纪要（必填）").input("按楼层分摊").run()
    press(page, "登记会议")
    assert not page.exception
    for sentence in ("会议已登记", "会议 1 次。", "参加：周明", "按楼层分摊"):
        assert sentence in said(page)


def test_late_invitations_are_marked_and_can_be_closed_with_a_reason(city, open_page):
    ask(city, "周明", due_on=TODAY + timedelta(days=1))
    page = open_page()
    for sentence in ("待反馈 1 位（其中 1 位已过期限）", "请于 2025-06-04 前反馈"):
        assert sentence in said(page)
    next(field for field in page.text_input if field.label == "原因（必填）").input("缓议").run()
    press(page, "结束这份邀请")
    assert "待反馈 0 位，" in said(page)


def test_an_idea_set_aside_says_why_its_invitations_are_closed_and_offers_nothing(city, open_page):
    ask(city, "周明", due_on=TODAY + timedelta(days=1))
    made.move(city, IDEA, IdeaState.RETAINED, reason="缓议")
    page = open_page()
    why = "周明　不再征求　2025-06-03 10:00：金点子转为“留存参考”"
    for sentence in ("待反馈 0 位，", "“留存参考”的金点子不再邀请", why):
        assert sentence in said(page)
    assert list(page.button) == []


@pytest.mark.parametrize("role", [Role.LEADER, Role.OFFICER, Role.COORDINATOR])
def test_whoever_only_reads_finds_no_buttons_and_no_phone_numbers(city, open_page, role):
    ask(city, "周明")
    given = {"stance": Stance.SUPPORT, "content": f"找 {PHONE}", "given_on": TODAY, "by": MANAGER, "at": NOW}
    record_opinion(city, number=IDEA, partner_id=id_of(city, "王秀兰"), **given)
    page = open_page(role)
    assert (list(page.button), list(page.text_area)) == ([], [])
    shown = said(page)
    assert "138****5678" in shown
    assert PHONE not in shown
    assert "6312345" not in shown


def test_many_opinions_are_shown_twenty_at_once_with_as_many_statements(city, open_page):
    def statements() -> int:
        with counted_statements(connect(city.url.render_as_string(hide_password=False))) as sent:
            page = open_page()
        assert not page.exception
        begun = [place for place, sql in enumerate(sent) if sql.startswith("SELECT sign_in_session")]
        return len(sent) - begun[-1]

    given = {"stance": Stance.SUPPORT, "given_on": TODAY, "by": MANAGER, "at": NOW}
    record_opinion(city, number=IDEA, partner_id=id_of(city, "周明"), content="第一条", **given)
    few = statements()
    for position in range(24):
        record_opinion(city, number=IDEA, partner_id=id_of(city, "周明"), content=f"另一条 {position}", **given)
    assert statements() == few
    page = open_page()
    assert sum("另一条" in text.value for text in page.text) == 20
    page.toggle[0].set_value(True).run()
    assert sum("另一条" in text.value for text in page.text) == 24
