"""社会力量 on screen, on both databases: rosters, a card, whose phone is seen, changes, imports, few statements."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from actions import partners, sign_in
from data_access import schema
from data_access.engine import connect, writing
from data_access.statements import counted_statements
from glossary import Role
from tests import factories
from tests.actions import partner_factories as people
from tests.actions.idea_factories import MANAGER, NOW
from tests.actions.partner_factories import FILE, OBSERVER, PHONE, PLANNER
from tests.factories import PASSWORD
from ui import clock
from ui.session import TOKEN
from ui.tables import EXCEL_TYPE

ROOT = Path(__file__).resolve().parents[2]
READERS = [Role.LEADER, Role.OFFICER, Role.COORDINATOR]
AS_OF = "2025-11-30"  # OBSERVER's term ends 31 days later


@pytest.fixture
def open_page(engine, monkeypatch):
    """open_page(role, **query) runs the page as somebody of this role; everything is read anew."""
    people.city(engine)
    address = engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("DATABASE_URL", address)
    with writing(engine) as connection:
        connection.execute(schema.installation.insert().values(key="as_of", value=AS_OF))
    opened = []

    def run(role: Role = Role.PROJECT_MANAGER, **query: str) -> AppTest:
        opened.append(role)
        person = factories.account(engine, role=role, username=f"{role.value}_{len(opened)}")
        running = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        who = {"username": person.username, "password": PASSWORD, "address": "a", "browser": "b"}
        running.session_state[TOKEN] = sign_in.sign_in(engine, **who, at=clock.now())
        running.run()
        st.cache_data.clear()
        running.switch_page("pages/ideas/partners.py")
        for parameter, value in query.items():
            running.query_params[parameter] = value
        return running.run()

    yield run
    connect(address).dispose()


def said(running: AppTest) -> str:
    """Every word on the page, those of its tables too."""
    kinds = ("title", "subheader", "info", "warning", "error", "caption", "markdown", "text", "success", "metric")
    words = [str(element.value) for kind in kinds for element in running.get(kind)]
    return "\n".join([*words, *(frame.value.to_string() for frame in running.dataframe)]).replace("\\", "")


def labels_of(running: AppTest) -> list[str]:
    return [button.label for button in running.button]


def test_an_empty_roster_says_what_to_do(open_page):
    running = open_page()
    assert not running.exception
    assert running.title[0].value == "社会力量"
    assert "名册还是空的" in said(running)
    assert "登记" in labels_of(running)
    assert "由项目经理登记" in said(open_page(Role.LEADER))


def test_a_project_manager_finds_people_with_their_phones_and_how_long_their_term_runs(engine, open_page):
    people.two(engine)
    shown = said(open_page())
    for word in ("王秀兰", "周明", PHONE, "0710-6312345", "31 天", "2025-12-31"):
        assert word in shown


@pytest.mark.parametrize("role", READERS, ids=lambda role: role.value)
def test_other_readers_see_no_phone_and_change_nothing(engine, open_page, role):
    given = replace(OBSERVER, organisation=f"南城社区 {PHONE}")
    partners.add(engine, given=given, by=MANAGER, at=NOW)
    for query in ({}, {"partner": "GC-0001"}):
        running = open_page(role, **query)
        assert not running.exception
        assert PHONE not in said(running)
        assert "138****5678" in said(running)
        assert not running.get("file_uploader")
        assert not running.get("form")
        assert not {"登记", "续任", "停用"} & set(labels_of(running))


@pytest.mark.parametrize("role", [Role.HANDLER, Role.COLLECTOR, Role.EXPERT, Role.ASSESSOR, Role.ADMINISTRATOR])
def test_who_may_not_read_ideas_has_no_such_page(open_page, role):
    with pytest.raises(Exception, match="Could not find a navigation page"):
        open_page(role)


def test_the_filters_in_the_address_narrow_the_roster_and_foreign_parameters_stay(engine, open_page):
    people.two(engine)
    running = open_page(kind="planner", period="month")
    assert "周明" in said(running)
    assert "王秀兰" not in said(running)
    assert running.query_params["period"] == "month"
    assert "没有符合条件" in said(open_page(q="没有这个人"))
    assert "王秀兰" in said(open_page(standing="ending"))
    assert "周明" not in said(open_page(standing="ending"))


def test_a_page_beyond_the_last_shows_the_last(engine, open_page):
    people.two(engine)
    running = open_page(page="99")
    assert not running.exception
    assert "周明" in said(running)


def test_an_unknown_number_says_so_under_the_pages_title(open_page):
    running = open_page(partner="GC-*9999*")
    assert running.title[0].value == "社会力量"
    assert "没有编号为" in said(running)


def test_a_card_tells_the_history_without_the_phone(engine, open_page):
    people.two(engine)
    given = replace(OBSERVER, phone="13900001111", specialty="加装电梯")
    partners.change(engine, number="GC-0001", version=1, given=given, reason="本人来电", by=MANAGER, at=NOW)
    shown = said(open_page(Role.LEADER, partner="GC-0001"))
    assert "老旧小区 → 加装电梯" in shown
    assert "本人来电" in shown
    assert "电话" in shown
    assert PHONE not in shown
    assert "13900001111" not in shown


def changing(running: AppTest, specialty: str) -> AppTest:
    [box] = [each for each in running.text_input if each.label == "专长说明"]
    box.set_value(specialty)
    [save] = [button for button in running.button if button.label in ("保存", "存入")]
    return save.click().run()


def test_a_change_on_the_card_is_stored(engine, open_page):
    people.two(engine)
    running = changing(open_page(partner="GH-0001"), "会画图")
    assert not running.exception
    assert people.fields(engine)["GH-0001"] == replace(PLANNER, specialty="会画图")
    assert "会画图" in said(running)


def test_a_change_of_what_somebody_else_changed_meanwhile_is_refused_and_keeps_what_was_typed(engine, open_page):
    people.two(engine)
    running = open_page(partner="GH-0001")
    other = replace(PLANNER, term_to=date(2027, 1, 1))
    partners.change(engine, number="GH-0001", version=1, given=other, by=MANAGER, at=NOW)
    running = changing(running, "会画图")
    assert people.fields(engine)["GH-0001"] == other
    assert "会画图" in [box.value for box in running.text_input]
    assert "刚刚被别人改过，您的修改没有存入" in said(running)
    [fresh] = [button for button in running.button if button.label == "换成新内容，放弃我写的"]
    running = changing(fresh.click().run(), "会画图")
    assert people.fields(engine)["GH-0001"] == replace(other, specialty="会画图")


def test_an_import_shows_every_cell_before_it_is_stored(engine, open_page):
    people.two(engine)
    content = people.edited(
        people.exported(engine),
        (2, "organisation", "北城社区"),
        (3, "term_to", "去年"),
        new=({"kind": "志愿者", "name": "刘志", "phone": "13700002222"},),
    )
    running = open_page()
    [uploader] = running.get("file_uploader")
    running = uploader.upload(FILE, content, EXCEL_TYPE).run()
    assert not running.exception
    shown = said(running)
    for word in ("南城社区", "北城社区", "刘志", "“任期止”“去年”不是日期"):
        assert word in shown
    assert people.listed(engine) == ["GC-0001", "GH-0001"]
    [store] = [button for button in running.button if button.label.startswith("存入 ")]
    running = store.click().run()
    assert not running.exception
    stored = people.fields(engine)
    assert stored["GC-0001"] == replace(OBSERVER, organisation="北城社区")
    assert stored["GH-0001"] == PLANNER
    assert stored["ZY-0001"].phone == "13700002222"
    assert FILE in said(running)


def statements_of(engine, run) -> int:
    """Statements of the last run: each begins by asking who is signed in."""
    with counted_statements(connect(engine.url.render_as_string(hide_password=False))) as statements:
        assert not run().exception
    starts = [place for place, sql in enumerate(statements) if sql.startswith("SELECT sign_in_session")]
    return len(statements) - starts[-1]


@pytest.mark.parametrize("query", [{}, {"partner": "GC-0001"}], ids=["roster", "card"])
def test_the_page_sends_the_same_few_statements_however_many_partners(engine, open_page, query):
    people.two(engine)
    few = statements_of(engine, lambda: open_page(**query))
    new = tuple({"kind": "志愿者", "name": f"志愿者{position}", "skills": "住房"} for position in range(120))
    people.store(engine, people.edited(people.exported(engine), new=new))
    assert statements_of(engine, lambda: open_page(**query)) == few <= 10
