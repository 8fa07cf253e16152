"""检索 on both databases: what each role sees of it, how it says what it found, and what stands in the address."""

from pathlib import Path

import pytest
import streamlit as st
from sqlalchemy import update
from streamlit.testing.v1 import AppTest

from actions import sign_in
from data_access import schema, search, search_index
from data_access.engine import connect, writing
from data_access.idea_texts import IdeaText
from data_access.statements import counted_statements
from glossary import Role
from tests import factories
from tests.actions import idea_factories as made
from tests.factories import PASSWORD
from ui import clock, search_results
from ui.session import TOKEN

ROOT = Path(__file__).resolve().parents[2]
READERS = [Role.LEADER, Role.OFFICER, Role.HANDLER, Role.PROJECT_MANAGER]


@pytest.fixture
def open_page(engine, monkeypatch):
    """open_page(role, **query) runs 检索 with this address as somebody of this role."""
    address = engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("DATABASE_URL", address)
    made.city(engine, suggestions=0)
    opened = []

    def run(role: Role = Role.LEADER, **query: str) -> AppTest:
        opened.append(role)
        belongs = {"department_code": "housing"} if role is Role.HANDLER else {}
        person = factories.account(engine, role=role, username=f"{role.value}_{len(opened)}", **belongs)
        running = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        who = {"username": person.username, "password": PASSWORD, "address": "a", "browser": "b"}
        running.session_state[TOKEN] = sign_in.sign_in(engine, **who, at=clock.now())
        running.run()
        st.cache_data.clear()
        running.switch_page("pages/casework/search.py")
        for parameter, value in query.items():
            running.query_params[parameter] = value
        return running.run()

    yield run
    connect(address).dispose()


def told(
    engine, count: int, title: str = "停车难", content: str = "小区停车难", *, indexed: bool = True, **fields
) -> None:
    with writing(engine) as connection:
        first = len(connection.execute(schema.suggestion.select()).all()) + 1
        for position in range(first, first + count):
            made.suggestion(connection, position, **fields)
            chosen = update(schema.suggestion_text).where(schema.suggestion_text.c.suggestion_id == position)
            connection.execute(chosen.values(title=title, content=content))
    if indexed:
        sum(search_index.catch_up(engine))


def said(running: AppTest) -> str:
    kinds = ("title", "info", "warning", "caption", "markdown")
    return "\n".join(str(element.value) for kind in kinds for element in running.get(kind))


def test_without_a_question_it_says_how_to_search_and_keeps_the_address(open_page):
    running = open_page(period="month")
    assert [title.value for title in running.title] == ["检索"]
    assert "几个词用空格分开" in said(running)
    assert running.query_params["period"] == "month"
    assert "只有标点找不到内容" in said(open_page(q="，。"))


def test_results_show_their_hits_and_what_a_reader_may_know(engine, open_page):
    title, content = "*停车*难", "电话13812345678，小区\n停　车，停车"
    told(engine, 1, title, content, department_code="housing")
    for role in READERS:
        shown = said(open_page(role, q="停车"))
        assert r"**\*:blue-background[停车]\*难**" in shown
        assert r"电话138\*\*\*\*5678，小区 停 车，:blue-background[停车]" in shown
        assert "2025-000001　2025-05-06 收到　意见建议　南城街道　住建局　已受理" in shown
        assert "共 1 件" in shown
        assert "13812345678" not in shown


def test_what_a_handler_may_not_read_is_not_found_and_the_limit_is_said(engine, open_page):
    told(engine, 1, department_code="finance")
    told(engine, 1, department_code="housing")
    shown = said(open_page(Role.HANDLER, q="停车"))
    assert "只找本单位主责的建议。" in shown
    assert "共 1 件" in shown
    assert "2025-000001" not in shown


def test_a_phone_number_is_no_question_for_a_leader(open_page):
    assert "手机号和身份证号属于个人信息" in said(open_page(q="13812345678"))


def test_nothing_found_says_what_to_try_and_what_is_not_indexed_yet(engine, open_page):
    told(engine, 3, indexed=False)
    shown = said(open_page(q="停车"))
    assert "没有找到" in shown
    assert "还有 3 件建议正在编入检索" in shown
    told(engine, 1)
    shown = said(open_page(q="停车"))
    assert "共 4 件" in shown
    assert "正在编入检索" not in shown


def test_too_many_hits_are_said_to_be_a_lower_bound(engine, open_page, monkeypatch):
    monkeypatch.setattr(search, "MOST_RANKED", 2)
    told(engine, 3)
    assert "不少于 2 件，这里是最近存入的 2 件" in said(open_page(q="停车"))


def test_pages_are_turned_and_a_new_question_begins_at_the_first(engine, open_page, monkeypatch):
    monkeypatch.setattr(search_results, "AT_ONCE", 2)
    told(engine, 5)
    running = open_page(q="停车", page="2")
    assert "第 2 / 3 页" in said(running)
    assert [label in said(running) for label in ("2025-000003", "2025-000005")] == [True, False]
    running.button(key="search_results.True").click().run()
    assert running.query_params["page"] == "3"
    assert "第 3 / 3 页" in said(running)
    assert running.button(key="search_results.True").disabled
    running.text_input(key="search.q").input("小区").run()
    assert "第 1 / 3 页" in said(running)
    assert (running.query_params["q"], "page" in running.query_params) == ("小区", False)


def test_a_page_that_is_not_there_shows_the_nearest(engine, open_page, monkeypatch):
    monkeypatch.setattr(search_results, "AT_ONCE", 2)
    told(engine, 5)
    for asked, shown in {"99": 3, "0": 1, "-1": 1, "x": 1, "9" * 30: 1}.items():
        assert f"第 {shown} / 3 页" in said(open_page(q="停车", page=asked))


def test_ideas_are_found_beside_suggestions_and_open_from_the_list(engine, open_page):
    number = made.idea(engine, text=IdeaText(title="加装电梯", problem="老人下不了楼"), sources=())
    running = open_page(Role.PROJECT_MANAGER, q="电梯")
    assert "建议里没有找到" in said(running)
    running.segmented_control(key="search.kind").set_value("ideas").run()
    assert running.query_params["kind"] == "ideas"
    assert "**加装:blue-background[电梯]**" in said(running)
    assert f"{number}　征集　未分类" in said(running)
    assert "共 1 个" in said(running)


def test_the_statements_of_a_page_do_not_grow_with_what_it_finds(engine, open_page):
    counts = []
    for more in (1, 30):
        told(engine, more)
        with counted_statements(connect(engine.url.render_as_string(hide_password=False))) as statements:
            assert not open_page(q="停车").exception
        starts = [place for place, sql in enumerate(statements) if sql.startswith("SELECT sign_in_session")]
        counts.append(len(statements) - starts[-1])
    assert counts[0] == counts[1] <= 8
