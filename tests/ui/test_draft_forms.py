"""Forms with drafts without a browser: what they begin with, what is saved, and what a run costs."""

import pytest
from streamlit.testing.v1 import AppTest

from actions import drafts, sign_in
from data_access import schema
from data_access.engine import connect
from data_access.statements import counted_statements
from glossary import Role
from tests import factories
from tests.factories import PASSWORD
from ui import clock
from ui.session import TOKEN

SUBJECT = "idea-12-text"


def page():
    """One form on a page; `stored` and `version` are what the test says has been stored."""
    import streamlit as st

    from ui import drafts, loaders, session

    loaders.begin(session.current_person())
    stored = st.session_state.get("test.stored", {"problem": "旧楼没有电梯", "category": None})
    version = st.session_state.get("test.version", 3)
    labels = {"problem": "问题", "category": "分类"}
    texts, choices = {"problem": stored["problem"]}, {"category": stored["category"]}
    if st.session_state.get("test.away"):
        st.stop()
    with drafts.drafting("idea-12-text", texts=texts, choices=choices, labels=labels, based_on=version) as form:
        st.text_area("问题", key=form.key("problem"))
        st.selectbox("分类", ["住房", "交通"], index=None, key=form.key("category"))
        st.text(f"写于第 {form.based_on} 版")
        if st.button("保存", key="test.save"):
            st.session_state["test.stored"], st.session_state["test.version"] = form.values(), version + 1
            drafts.finish("idea-12-text")
            st.rerun()
    if "test.second" in st.session_state:
        texts = {"problem": st.session_state["test.second"]}
        with drafts.drafting("idea-13-text", texts=texts, labels=labels) as form:
            st.text_area("问题", key=form.key("problem"))


@pytest.fixture
def manager(engine):
    return factories.account(engine, role=Role.PROJECT_MANAGER).person()


@pytest.fixture
def opened(engine, manager, monkeypatch):
    """opened(): one more tab of the manager, without the door."""
    address = engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("DATABASE_URL", address)

    def tab():
        running = AppTest.from_function(page, default_timeout=30)
        chosen = {"username": manager.username, "password": PASSWORD, "address": "a", "browser": "b"}
        running.session_state[TOKEN] = sign_in.sign_in(engine, **chosen, at=clock.now())
        return running.run()

    yield tab
    connect(address).dispose()  # the app's own engine


@pytest.fixture
def kept(engine, manager):
    return lambda: drafts.open_drafts(engine, subject=SUBJECT, by=manager)


def save(engine, manager, tab="other-0", based_on=3, **fields):
    what = {"subject": SUBJECT, "tab": tab, "based_on": based_on, "fields": fields}
    return drafts.save(engine, **what, by=manager, at=clock.now())


def problem(tab) -> str:
    return tab.text_area[0].value


def said(tab) -> str:
    kinds = ("info", "warning", "caption", "text", "markdown", "error")
    assert not tab.exception
    return "\n".join(str(element.value) for kind in kinds for element in tab.get(kind))


def press(tab, label):
    return next(button for button in tab.button if button.label == label).click().run()


def test_without_a_draft_a_form_begins_as_stored_and_saves_nothing(opened, kept):
    tab = opened()
    assert (problem(tab), tab.selectbox[0].value) == ("旧楼没有电梯", None)
    assert "离开输入框后，内容存为草稿。" in said(tab)
    assert kept() == []


def test_each_change_is_saved_and_stays_from_run_to_run(opened, kept):
    tab = opened()
    tab.text_area[0].input("没有电梯").run()
    tab.selectbox[0].select("交通").run()

    assert [(each.fields, each.based_on) for each in kept()] == [({"problem": "没有电梯", "category": "交通"}, 3)]
    assert (problem(tab), tab.selectbox[0].value) == ("没有电梯", "交通")
    assert "草稿已保存" in said(tab)


def test_another_tab_begins_with_the_newest_open_draft_and_the_version_it_was_written_on(opened, engine, manager):
    save(engine, manager, tab="older-0", problem="电梯太旧", category="住房")
    save(engine, manager, tab="newer-0", based_on=2, problem="没有电梯", category="交通")

    tab = opened()

    assert (problem(tab), tab.selectbox[0].value) == ("没有电梯", "交通")
    assert "的未提交草稿，已为您恢复。开始写以后，内容已有人改过，提交时请比较。" in said(tab)
    assert "您在另一台设备或另一个标签页还有 1 份草稿" in said(tab)
    assert "写于第 2 版" in said(tab)


def test_a_draft_that_says_what_is_stored_is_none_and_does_not_come_up_later(opened, engine, manager, kept):
    save(engine, manager, problem="旧楼没有电梯")
    save(engine, manager, tab="more-0", problem="旧楼没有电梯", category="交通")

    assert "未提交" in said(opened())
    assert [each.tab for each in kept()] == ["more-0"]


def test_a_field_that_the_draft_does_not_have_begins_as_stored(opened, engine, manager):
    save(engine, manager, category="交通", gone="x")
    tab = opened()
    assert (problem(tab), tab.selectbox[0].value) == ("旧楼没有电梯", "交通")


def test_a_choice_that_is_no_longer_on_offer_begins_empty(opened, engine, manager):
    save(engine, manager, category="殡葬")
    tab = opened()
    assert "未提交" in said(tab)
    assert tab.selectbox[0].value is None


def test_finishing_closes_the_draft_and_begins_anew_as_stored(opened, kept):
    tab = opened()
    tab.text_area[0].input("没有电梯").run()
    press(tab, "保存")

    assert kept() == []
    assert problem(tab) == "没有电梯"
    assert "写于第 4 版" in said(tab)
    assert "未提交" not in said(tab)


def test_storing_a_recovered_draft_as_it_is_closes_it(opened, engine, manager, kept):
    save(engine, manager, problem="没有电梯")
    press(opened(), "保存")
    assert kept() == []


def test_after_finishing_a_different_draft_from_elsewhere_is_offered_and_not_taken(opened, engine, manager):
    tab = opened()
    tab.text_area[0].input("没有电梯").run()
    save(engine, manager, problem="电梯太旧")
    press(tab, "保存")

    assert problem(tab) == "没有电梯"
    assert "您在另一台设备或另一个标签页还有 1 份草稿" in said(tab)


def test_a_discarded_draft_can_be_taken_back(opened, engine, manager, kept):
    save(engine, manager, problem="没有电梯")
    tab = opened()
    press(tab, "确认放弃")
    assert (problem(tab), kept()) == ("旧楼没有电梯", [])
    assert "草稿已放弃，30 天内可以恢复。" in said(tab)

    press(tab, "恢复")
    assert (problem(tab), len(kept())) == ("没有电梯", 1)
    assert "草稿已放弃" not in said(tab)


def test_a_newer_version_replaces_what_nobody_touched_and_nothing_else(opened):
    untouched, touched = opened(), opened()
    touched.text_area[0].input("没有电梯").run()
    for tab in (untouched, touched):
        tab.session_state["test.stored"] = {"problem": "电梯太旧", "category": None}
        tab.session_state["test.version"] = 4
        tab.run()

    assert (problem(untouched), "写于第 4 版" in said(untouched)) == ("电梯太旧", True)
    assert (problem(touched), "写于第 3 版" in said(touched)) == ("没有电梯", True)
    assert "开始写以后，内容已有人改过" in said(touched)


def test_coming_back_to_the_page_brings_the_draft_back(opened):
    tab = opened()
    tab.text_area[0].input("没有电梯").run()
    tab.session_state["test.away"] = True
    tab.run()
    tab.session_state["test.away"] = False
    tab.run()

    assert problem(tab) == "没有电梯"


def test_nobody_sees_anothers_draft(opened, engine):
    officer = factories.account(engine).person()
    save(engine, officer, problem="别人的话")
    tab = opened()
    assert problem(tab) == "旧楼没有电梯"
    assert "草稿（" not in said(tab)


def test_a_text_too_long_for_a_draft_is_told_and_kept_on_screen(opened, kept):
    tab = opened()
    tab.text_area[0].input("x" * 270_000).run()
    assert "草稿超过 256 KB" in said(tab)
    assert (problem(tab), kept()) == ("x" * 270_000, [])


def test_two_forms_on_one_page_each_say_and_keep_their_own_draft(opened, engine, manager, kept):
    tab = opened()
    tab.session_state["test.second"] = "旧楼没有车位"
    tab.run()
    tab.text_area[0].input("没有电梯").run()
    tab.text_area[1].input("没有车位").run()

    assert [each.value for each in tab.text_area] == ["没有电梯", "没有车位"]
    assert said(tab).count("草稿已保存") == 2
    second = drafts.open_drafts(engine, subject="idea-13-text", by=manager)
    assert [each.fields for each in (*kept(), *second)] == [{"problem": "没有电梯"}, {"problem": "没有车位"}]


def test_a_run_costs_one_statement_however_many_drafts_there_are(opened, engine, manager):
    tab = opened()

    def statements_about_drafts():
        with counted_statements(connect()) as counted:
            tab.run()
        assert not tab.exception
        return sum(schema.draft.name in statement.lower() for statement in counted)

    few = statements_about_drafts()
    for number in range(20):
        save(engine, manager, tab=f"other-{number}", problem=f"第 {number} 份")
    assert (few, statements_about_drafts()) == (1, 1)
