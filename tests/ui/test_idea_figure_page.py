"""金点子成效 as people meet it: empty, filled, filtered, opened, and closed to who may not read ideas."""

from datetime import datetime

import pytest
from streamlit.testing.v1 import AppTest

from data_access.engine import connect
from data_access.statements import counted_statements
from glossary import IdeaState, Role
from tests import idea_rows
from tests.idea_rows import Idea, moves

PAGE = "pages/dashboard/ideas.py"
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
    running = open_page(PAGE)
    assert not running.exception
    assert [title.value for title in running.title] == ["金点子成效"]
    assert [info for info in running.info if "所选范围内没有金点子" in info.value]


def test_the_cards_answer_how_many_what_came_of_them_and_what_waits(bank, open_page):
    running = open_page(PAGE)
    assert not running.exception
    assert cards(running) == {"采纳": "3 个", "转化": "2 个", "见效": "1 个", "研究中": "2 个"}
    told = captions(running)
    assert "采纳率 75.0 %  \n3 / 4 个有结论的" in told
    assert "转化率 66.7 %  \n2 / 3 个采纳的" in told
    assert "见效率 50.0 %  \n1 / 2 个已转化的" in told
    assert "停留最久  \n272 天（征集）" in told
    assert "已并入其他点子的不重复计数" in told
    assert "这些点子来自 2 件建议" in told


def test_the_tables_say_what_is_stuck_and_how_long_stays_take(bank, open_page):
    tables = [table.value for table in open_page(PAGE).dataframe]
    [stuck] = [table for table in tables if list(table.columns[:3]) == ["编号", "停留（天）", "状态"]]
    assert list(stuck["停留（天）"]) == [272, 262, 262]
    assert list(stuck["编号"])[0] == "/idea?idea=JDZ-2025-0006"
    [stays] = [table for table in tables if "usual" in table.columns]
    assert list(stays["now"]) == [1, 1, 0, 1, 1, 1, 0, 1]
    # Five of six left 征集 after ten days; one left 入库 after 141, the other after 141, the third is still there.
    assert list(stays["usual"].fillna(-1)) == [10, -1, -1, 141, 0, -1, -1, -1]


def test_a_figure_of_the_list_opens_the_ideas_it_counts(bank, open_page):
    running = open_page(PAGE)
    running.selectbox(key="ideas.figure.0").select("采纳").run()
    assert not running.exception
    [listed] = [table.value for table in running.dataframe if "点题" in table.value.columns]
    assert sorted(listed["状态"]) == ["入库", "见效", "转化"]
    assert "共 3 个。" in captions(running)


def test_filters_come_from_the_address_and_others_stay_in_it(bank, open_page):
    # The manager's first page is this one: no other has read the address before.
    running = open_page(PAGE, Role.PROJECT_MANAGER, township="wudian", raised="2025", period="month")
    assert cards(running)["转化"] == "1 个"
    assert "建立年份：2025 年　镇办区：吴店镇" in captions(running)
    assert "month" in running.query_params["period"]
    other = open_page(PAGE, Role.PROJECT_MANAGER, category="traffic", raised="2024")
    assert "一级分类：交通。" in captions(other)  # no idea is of that year, so it is no choice


@pytest.mark.parametrize("role", list(Role))
def test_the_page_is_there_for_who_reads_ideas(engine, open_page, role):
    idea_rows.city(engine)
    allowed = role in (Role.LEADER, Role.OFFICER, Role.PROJECT_MANAGER, Role.COORDINATOR)
    if allowed:
        assert [title.value for title in open_page(PAGE, role).title] == ["金点子成效"]
    else:
        with pytest.raises(Exception, match="Could not find a navigation page"):
            open_page(PAGE, role)


def test_the_page_sends_the_same_statements_however_many_ideas(bank, open_page, of_the_page):
    address = bank.url.render_as_string(hide_password=False)
    with counted_statements(connect(address)) as few:
        assert not open_page(PAGE).exception
    idea_rows.store(bank, *IDEAS * 8)
    with counted_statements(connect(address)) as many:
        assert not open_page(PAGE, Role.OFFICER).exception
    assert of_the_page(few) == of_the_page(many) <= 16
