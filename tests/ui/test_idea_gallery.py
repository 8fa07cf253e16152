"""金点子展示 on screen: cards with people's words as they wrote them, filters, pages, and who may see it."""

from datetime import datetime

import pytest

from data_access.engine import connect
from data_access.statements import counted_statements
from glossary import IdeaState, Role
from tests import idea_rows
from tests.idea_rows import Idea, moves

GALLERY = "pages/ideas/gallery.py"
BANKED = moves((IdeaState.BANKED, datetime(2025, 4, 2, 2, 0)))


@pytest.fixture
def gallery(engine, open_page):
    """gallery(role, query) runs the page."""
    idea_rows.city(engine)
    return lambda role=Role.LEADER, **query: open_page(GALLERY, role, **query)


def texts(running) -> str:
    return "\n".join(each.value for kind in ("markdown", "caption", "info", "title") for each in running.get(kind))


def test_an_empty_gallery_has_its_title_and_says_what_to_do(gallery):
    running = gallery()
    assert not running.exception
    assert [title.value for title in running.title] == ["金点子展示"]
    assert "还没有采纳的金点子" in running.info[0].value


def test_cards_show_the_question_what_was_done_and_the_facts_as_they_were_typed(engine, gallery):
    idea_rows.store(engine, Idea(BANKED, problem="*老人*下不了[楼](x)。", policies=("# 通知",)), Idea(title="征集中"))
    running = gallery()
    assert not running.exception
    shown = texts(running)
    assert "全部金点子，共 1 个：入库 1。" in shown
    assert "**群众的问题**　\\*老人\\*下不了\\[楼\\]\\(x\\)。" in shown
    assert "**做了什么**　政策：《\\# 通知》" in shown
    assert "单位：住建局（主责）" in shown
    assert "征集中" not in shown
    assert "打印和照片要用完整的服务" in shown  # a test runs without the server's door


def test_many_ideas_come_twenty_at_a_time(engine, gallery):
    idea_rows.store(engine, *(Idea(BANKED, problem=f"第{place}个问题。") for place in range(1, 26)))
    running = gallery()
    assert ("第20个问题" in texts(running), "第21个问题" in texts(running)) == (True, False)
    running.number_input(key="gallery.page").set_value(2).run()
    assert ("第20个问题" in texts(running), "第25个问题" in texts(running)) == (False, True)


def test_filters_narrow_the_gallery_and_say_so(engine, gallery):
    idea_rows.store(engine, Idea(BANKED), Idea(BANKED, category_code="traffic", problem="公交太早收车。"))
    running = gallery()
    running.multiselect(key="gallery.category").select("traffic").run()
    shown = texts(running)
    assert "一级分类：交通，共 1 个：入库 1。" in shown
    assert ("公交太早收车" in shown, "六层老楼" in shown) == (True, False)
    assert "traffic" in running.query_params["category"]


@pytest.mark.parametrize("role", list(Role))
def test_the_gallery_is_there_for_who_reads_ideas(gallery, role):
    if role in (Role.LEADER, Role.OFFICER, Role.PROJECT_MANAGER, Role.COORDINATOR):
        assert [title.value for title in gallery(role).title] == ["金点子展示"]
        return
    with pytest.raises(Exception, match="Could not find a navigation page"):
        gallery(role)


def test_the_gallery_sends_the_same_statements_however_many_ideas(engine, gallery, of_the_page):
    idea_rows.store(engine, Idea(BANKED))
    address = engine.url.render_as_string(hide_password=False)
    with counted_statements(connect(address)) as few:
        assert not gallery().exception
    idea_rows.store(engine, *(Idea(BANKED) for _ in range(10)))
    with counted_statements(connect(address)) as many:
        assert not gallery(Role.OFFICER).exception
    assert of_the_page(few) == of_the_page(many)
