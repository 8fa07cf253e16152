"""金点子成效 as people meet it: empty, filled, filtered, opened, and closed to who may not read ideas."""

from datetime import datetime
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from actions import sign_in
from data_access import schema
from data_access.engine import connect, writing
from data_access.statements import counted_statements
from glossary import IdeaState, Role
from tests import factories, idea_rows
from tests.factories import PASSWORD
from tests.idea_rows import Idea, moves
from ui import clock
from ui.session import TOKEN

ROOT = Path(__file__).resolve().parents[2]
REFINED_AT, TAKEN_AT = datetime(2025, 3, 13, 2, 0), datetime(2025, 8, 1, 2, 0)
TAKEN_UP = moves((IdeaState.BANKED, REFINED_AT), (IdeaState.CONVERTED, TAKEN_AT))
IDEAS = (
    Idea((*TAKEN_UP, (IdeaState.EFFECTIVE, TAKEN_AT)), sources=(1, 2), policies=("实施意见",)),
    Idea(TAKEN_UP, projects=(("试点", "implementing"),), category_code="traffic", townships=("nancheng", "wudian")),
    Idea(moves((IdeaState.BANKED, REFINED_AT))),
    Idea(moves((IdeaState.NOT_ADOPTED, REFINED_AT))),
    Idea(moves((IdeaState.REFINED, REFINED_AT)), title="夜间公交*延时*到十点"),
    Idea(townships=()),
)


@pytest.fixture
def open_page(engine, monkeypatch):
    """open_page(role, query) runs 金点子成效 as somebody of this role; its figures are read anew."""
    address = engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("DATABASE_URL", address)
    with writing(engine) as connection:
        connection.execute(schema.installation.insert().values(key="as_of", value="2025-11-30"))

    def run(role: Role = Role.LEADER, page: str = "pages/dashboard/ideas.py", **query: str) -> AppTest:
        person = factories.account(engine, role=role, username=f"{role.value}{len(query)}{clock.now():%f}")
        running = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        who = {"username": person.username, "password": PASSWORD, "address": "a", "browser": "b"}
        running.session_state[TOKEN] = sign_in.sign_in(engine, **who, at=clock.now())
        for name, value in query.items():
            running.query_params[name] = value
        running.run()
        st.cache_data.clear()
        return running.switch_page(page).run()

    yield run
    connect(address).dispose()


@pytest.fixture
def bank(engine):
    idea_rows.city(engine)
    idea_rows.suggestions(engine, ("a", "b"))
    idea_rows.store(engine, *IDEAS)
    idea_rows.store(engine, Idea(merged_into=1))
    return engine


def cards(running: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in running.metric}


def captions(running: AppTest) -> str:
    return "\n".join(caption.value for caption in running.caption)


def test_an_empty_bank_has_its_title_and_says_what_to_do(open_page):
    running = open_page()
    assert not running.exception
    assert [title.value for title in running.title] == ["金点子成效"]
    assert [info for info in running.info if "所选范围内没有金点子" in info.value]


def test_the_cards_answer_how_many_what_came_of_them_and_what_waits(bank, open_page):
    running = open_page()
    assert not running.exception
    assert cards(running) == {"采纳": "3 个", "转化": "2 个", "见效": "1 个", "研究中": "2 个"}
    told = captions(running)
    assert "采纳率 75.0 %  \n3 / 4 个有结论的" in told
    assert "转化率 66.7 %  \n2 / 3 个采纳的" in told
    assert "见效率 50.0 %  \n1 / 2 个已转化的" in told
    assert "停留最久  \n272 天（征集）" in told
    assert "已并入其他点子的不重复计数" in told
    assert "来自 2 件建议" in told


def test_the_tables_say_what_is_stuck_and_how_long_stays_take(bank, open_page):
    tables = [table.value for table in open_page().dataframe]
    [stuck] = [table for table in tables if list(table.columns[:3]) == ["编号", "停留（天）", "状态"]]
    assert list(stuck["停留（天）"]) == [272, 262, 262, 121]
    assert list(stuck["编号"])[0] == "/idea?idea=JDZ-2025-0006"
    [stays] = [table for table in tables if "usual" in table.columns]
    assert list(stays["now"]) == [1, 1, 0, 1, 1, 1, 0, 1]
    # Five of six left 征集 after ten days; one left 入库 after 141, the other after 141, the third is still there.
    assert list(stays["usual"].fillna(-1)) == [10, -1, -1, 141, 0, -1, -1, -1]


def test_a_figure_of_the_list_opens_the_ideas_it_counts(bank, open_page):
    running = open_page()
    running.selectbox(key="ideas.figure.0").select("采纳").run()
    assert not running.exception
    [listed] = [table.value for table in running.dataframe if "点题" in table.value.columns]
    assert sorted(listed["状态"]) == ["入库", "见效", "转化"]
    assert "共 3 个。" in captions(running)


def test_filters_come_from_the_address_and_others_stay_in_it(bank, open_page):
    # The manager's first page is this one: no other has read the address before.
    running = open_page(Role.PROJECT_MANAGER, township="wudian", raised="2025", period="month")
    assert cards(running)["转化"] == "1 个"
    assert "建立年份：2025 年　镇办区：吴店镇" in captions(running)
    assert "month" in running.query_params["period"]
    other = open_page(Role.PROJECT_MANAGER, category="traffic", raised="2024")
    assert "一级分类：交通。" in captions(other)  # no idea is of that year, so it is no choice


@pytest.mark.parametrize("role", list(Role))
def test_the_page_is_there_for_who_reads_ideas(engine, open_page, role):
    idea_rows.city(engine)
    allowed = role in (Role.LEADER, Role.OFFICER, Role.PROJECT_MANAGER, Role.COORDINATOR)
    if allowed:
        assert [title.value for title in open_page(role).title] == ["金点子成效"]
    else:
        with pytest.raises(Exception, match="Could not find a navigation page"):
            open_page(role)


def test_the_page_sends_the_same_statements_however_many_ideas(bank, open_page):
    address = bank.url.render_as_string(hide_password=False)
    with counted_statements(connect(address)) as few:
        assert not open_page().exception
    idea_rows.store(bank, *IDEAS * 8)
    with counted_statements(connect(address)) as many:
        assert not open_page(Role.OFFICER).exception
    assert of_the_page(few) == of_the_page(many)


def of_the_page(statements: list[str]) -> int:
    """Those of the last run: each run begins by asking who is signed in."""
    starts = [place for place, sql in enumerate(statements) if sql.startswith("SELECT sign_in_session")]
    assert len(statements) - starts[-1] <= 16
    return len(statements) - starts[-1]
