"""The frame: nobody unknown sees a page, everybody finds their own pages, demonstration data are marked."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from actions import accounts as account_actions
from actions import sign_in
from data_access.engine import connect
from glossary import Role
from tests import factories
from tests.factories import PASSWORD
from ui import clock, navigation
from ui.session import TOKEN

ROOT = Path(__file__).resolve().parents[2]
DASHBOARD = ["pages/dashboard/overview.py", "pages/dashboard/intake.py", "pages/dashboard/completion.py"]
IMPORTS, ACCOUNTS = "pages/casework/imports.py", "pages/admin/accounts.py"
ADMINISTRATION = [ACCOUNTS, *(f"pages/admin/{name}.py" for name in ("settings", "working_days", "dictionaries"))]
BANK = [*(f"pages/ideas/{name}.py" for name in ("bank", "idea", "projects", "project"))]
READ_IDEAS = [
    "pages/dashboard/ideas.py",
    *BANK,
    *(f"pages/ideas/{name}.py" for name in ("partners", "reserve", "gallery")),
]
TOPICS, SEARCH = "pages/ideas/topics.py", "pages/casework/search.py"


def evaluation(*names: str) -> list[str]:
    return [f"pages/evaluation/{name}.py" for name in names]


EVALUATED = evaluation("quarter", "project_evaluation")
ORGANISED = evaluation("quarter_setup", "publication", "reports")
EVERYONES = ["pages/casework/to_do.py", "pages/admin/own_account.py"]


@pytest.fixture
def start(engine, monkeypatch):
    """start(account) is the app as this person sees it at first; start(None) as a stranger does."""
    address = engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("DATABASE_URL", address)

    def app(account=None, path=None, password=PASSWORD):
        running = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
        if account is not None:
            chosen = {"username": account.username, "password": password, "address": "a", "browser": "b"}
            running.session_state[TOKEN] = sign_in.sign_in(engine, **chosen, at=clock.now())
        if path is not None:
            running.switch_page(path)
        return running.run()

    yield app
    connect(address).dispose()  # the app's own engine


def texts(running) -> str:
    kinds = ("markdown", "caption", "info", "success", "error", "warning", "title", "subheader")
    return "\n".join(str(element.value) for kind in kinds for element in running.get(kind))


def test_without_the_door_a_stranger_meets_a_form_and_nothing_else(start):
    running = start()
    assert [title.value for title in running.title] == ["民声工作台"]
    assert [text.label for text in running.text_input] == ["用户名", "密码"]
    assert "退出登录" not in [button.label for button in running.button]


def test_the_form_lets_in_who_knows_the_password(start, engine):
    factories.account(engine, role=Role.COLLECTOR)
    running = start()
    running.text_input(key="session.username").input("collector")
    running.text_input(key="session.password").input("wrong")
    running.button[0].click().run()
    assert "用户名或密码不对" in texts(running)

    running.text_input(key="session.password").input(PASSWORD)
    running.button[0].click().run()
    assert [title.value for title in running.title] == ["待办"]


@pytest.mark.parametrize("role", list(Role))
def test_each_role_finds_its_pages_and_no_others(role):
    expected = {
        Role.LEADER: [*DASHBOARD, *READ_IDEAS, TOPICS, SEARCH, *EVALUATED, *ORGANISED],
        Role.OFFICER: [*DASHBOARD, *READ_IDEAS, TOPICS, SEARCH, IMPORTS, *EVALUATED, *evaluation("ratings")],
        Role.HANDLER: [*DASHBOARD, *BANK, SEARCH, *evaluation("own_evaluation")],
        Role.PROJECT_MANAGER: [*READ_IDEAS, TOPICS, SEARCH, *EVALUATED],
        Role.COORDINATOR: [
            *READ_IDEAS,
            *EVALUATED,
            *ORGANISED,
            *evaluation("assessment", "ratings", "rounds"),
        ],
        Role.EXPERT: evaluation("expert_review"),
        Role.ASSESSOR: evaluation("assessment"),
        Role.ADMINISTRATOR: ADMINISTRATION,
    }.get(role, [])
    assert set(navigation.paths_for(factories.person(role))) == {*expected, *EVERYONES}


@pytest.mark.parametrize("role", [Role.COLLECTOR])
def test_who_sees_no_figures_and_no_ideas_starts_with_the_to_dos(start, engine, role):
    running = start(factories.account(engine, role=role))
    assert not running.exception
    assert [title.value for title in running.title] == ["待办"]
    assert "现在没有需要您处理的事项" in texts(running)


def test_a_session_that_was_ended_shows_nothing_at_the_next_click(start, engine):
    running = start(factories.account(engine, role=Role.COLLECTOR))
    sign_in.sign_out(engine, token=running.session_state[TOKEN], at=clock.now())
    running.run()
    assert [title.value for title in running.title] == ["民声工作台"]


def test_the_button_signs_out(start, engine):
    running = start(factories.account(engine, role=Role.COLLECTOR))
    token = running.session_state[TOKEN]
    running.button(key="app.sign_out").click().run()
    assert [title.value for title in running.title] == ["民声工作台"]
    assert sign_in.person_of(engine, token=token, at=clock.now()) is None


def test_demonstration_data_are_marked_in_the_sidebar_and_on_the_page(start, engine):
    account = factories.account(engine, role=Role.COLLECTOR)
    assert "演示数据" not in texts(start(account))
    factories.demonstration(engine)
    running = start(account)
    assert any("演示数据" in element.value for element in running.sidebar.markdown)
    assert any("演示数据" in element.value for element in running.main.caption)


def test_an_open_to_do_is_listed_with_the_page_where_it_is_done(start, engine):
    administrator = factories.account(engine, role=Role.ADMINISTRATOR).person()
    account = factories.account(engine, role=Role.COLLECTOR)
    account_actions.set_password(
        engine, account_id=account.id, password="from the office", by=administrator, at=clock.now()
    )
    running = start(account, password="from the office")
    assert [title.value for title in running.title] == ["修改密码"]

    for key, text in (("current", "from the office"), ("new", "known to me alone"), ("again", "known to me alone")):
        running.text_input(key=f"session.{key}").input(text)
    running.button[0].click().run()
    assert "密码已修改" in texts(running)
    assert "近 30 天已办（1）" in [expander.label for expander in start(account, password="known to me alone").expander]


def test_an_administrator_opens_an_account_on_the_page(start, engine):
    factories.department(engine)
    running = start(factories.account(engine, role=Role.ADMINISTRATOR), ACCOUNTS)
    assert not running.exception
    running.text_input(key="accounts.username").input("wang.li")
    running.text_input(key="accounts.name").input("王丽")
    running.text_input(key="accounts.password").input("short")
    opening = next(button for button in running.button if button.label == "开通")
    opening.click().run()
    assert "密码至少 10 个字符" in texts(running)

    running.text_input(key="accounts.password").input("from the office")
    next(button for button in running.button if button.label == "开通").click().run()
    assert "已开通 wang.li。" in texts(running)
    assert "wang.li" in list(running.dataframe[0].value["用户名"])


def test_an_administrator_closes_an_account_on_the_page(start, engine):
    account = factories.account(engine)
    running = start(factories.account(engine, role=Role.ADMINISTRATOR), ACCOUNTS)
    running.selectbox(key="accounts.chosen").select(account.id).run()
    assert not running.exception
    running.checkbox(key=f"accounts.sure.{account.id}.{account.version}").check().run()
    running.button(key="accounts.deactivate").click().run()
    assert "已停用 officer。" in texts(running)


def test_ones_own_account_shows_ones_sessions_and_ends_another(start, engine):
    account = factories.account(engine, role=Role.COLLECTOR)
    other = start(account).session_state[TOKEN]
    running = start(account, EVERYONES[1])
    assert not running.exception
    next(button for button in running.button if button.label == "结束").click().run()
    assert sign_in.person_of(engine, token=other, at=clock.now()) is None
    assert sign_in.person_of(engine, token=running.session_state[TOKEN], at=clock.now())
