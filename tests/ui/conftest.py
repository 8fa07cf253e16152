"""A page of the app as somebody of some role sees it."""

from itertools import count
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from actions import sign_in
from data_access import schema
from data_access.engine import connect, writing
from glossary import Role
from tests import factories
from tests.factories import PASSWORD
from ui import clock
from ui.session import TOKEN

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def open_page(engine, monkeypatch):
    """open_page(path, role, **query) runs a page on 2025-11-30, its reads made anew, as somebody new of this role."""
    address = engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("DATABASE_URL", address)
    with writing(engine) as connection:
        connection.execute(schema.installation.insert().values(key="as_of", value="2025-11-30"))
    people = count()

    def run(path: str, role: Role = Role.LEADER, **query: str) -> AppTest:
        person = factories.account(engine, role=role, username=f"{role.value}{next(people)}")
        running = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        who = {"username": person.username, "password": PASSWORD, "address": "a", "browser": "b"}
        running.session_state[TOKEN] = sign_in.sign_in(engine, **who, at=clock.now())
        for name, value in query.items():
            running.query_params[name] = value
        running.run()
        st.cache_data.clear()
        return running.switch_page(path).run()

    yield run
    connect(address).dispose()


@pytest.fixture
def of_the_page():
    """of_the_page(statements): how many of them the last run sent; each run begins by asking who is signed in."""

    def counted(statements: list[str]) -> int:
        starts = [place for place, sql in enumerate(statements) if sql.startswith("SELECT sign_in_session")]
        return len(statements) - starts[-1]

    return counted
