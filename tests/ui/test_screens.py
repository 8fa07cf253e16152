"""The three screens on both databases: empty, full, per role, and with a fixed number of SQL statements."""

from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from actions import sign_in
from benchmarks.synthetic import fill
from data_access import calendar, dictionaries, schema
from data_access.engine import connect, writing
from data_access.statements import counted_statements
from glossary import Role
from tests import factories
from tests.factories import PASSWORD
from ui import clock
from ui.session import TOKEN

ROOT = Path(__file__).resolve().parents[2]
SCREENS = ["overview", "intake", "completion"]
MOST_STATEMENTS = 12


@pytest.fixture
def open_screen(engine, monkeypatch):
    """open_screen(name, role) runs a screen as somebody of this role; its figures are counted anew."""
    address = engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("DATABASE_URL", address)
    with writing(engine) as connection:
        connection.execute(schema.installation.insert().values(key="as_of", value="2025-11-30"))

    def run(name: str, role: Role = Role.LEADER, **account) -> AppTest:
        person = factories.account(engine, role=role, username=f"{role.value}_{name}", **account)
        running = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        who = {"username": person.username, "password": PASSWORD, "address": "a", "browser": "b"}
        running.session_state[TOKEN] = sign_in.sign_in(engine, **who, at=clock.now())
        running.run()
        st.cache_data.clear()
        return running.switch_page(f"pages/dashboard/{name}.py").run()

    yield run
    connect(address).dispose()


@pytest.mark.parametrize("name", SCREENS)
def test_an_empty_database_says_what_to_do(engine, open_screen, name):
    with writing(engine) as connection:
        calendar.fill_calendar(connection)
        dictionaries.fill_channels(connection)
    running = open_screen(name)
    assert not running.exception
    assert [info.value for info in running.info if "请放宽时间或条件" in info.value]


@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_sends_the_same_few_statements_however_many_rows(engine, open_screen, name):
    fill(engine, 60)
    with counted_statements(connect(engine.url.render_as_string(hide_password=False))) as few:
        assert not open_screen(name).exception
    fill_more(engine, 600)
    with counted_statements(connect(engine.url.render_as_string(hide_password=False))) as many:
        assert not open_screen(name, Role.OFFICER).exception
    first, second = (screen_statements(statements) for statements in (few, many))
    assert first == second
    assert 3 < first <= MOST_STATEMENTS


def fill_more(engine, suggestions: int) -> None:
    fill(engine, suggestions, first=1_000)


def screen_statements(statements: list[str]) -> int:
    """Those of the last run: each run begins by asking who is signed in."""
    starts = [position for position, sql in enumerate(statements) if sql.startswith("SELECT sign_in_session")]
    return len(statements) - starts[-1]


def test_a_handler_counts_the_own_department_only(engine, open_screen):
    fill(engine, 300)
    whole = open_screen("overview").metric[0].value
    own = open_screen("overview", Role.HANDLER, department_code="d1").metric[0].value
    assert 0 < int(own.removesuffix(" 件")) < int(whole.removesuffix(" 件"))
