"""The three screens on both databases: empty, full, per role, and with a fixed number of SQL statements."""

from datetime import timedelta
from pathlib import Path

import pandas as pd
import pytest
import streamlit as st
from chinese_calendar import is_workday
from streamlit.testing.v1 import AppTest

from actions import sign_in
from actions.imports import import_file
from benchmarks.synthetic import fill
from data_access import calendar, dictionaries, schema, settings
from data_access.engine import connect, writing
from data_access.statements import counted_statements
from glossary import Role
from permissions import SYSTEM
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

    def run(name: str, role: Role = Role.LEADER, query: dict | None = None, **account) -> AppTest:
        person = factories.account(engine, role=role, username=f"{role.value}_{name}", **account)
        running = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        who = {"username": person.username, "password": PASSWORD, "address": "a", "browser": "b"}
        running.session_state[TOKEN] = sign_in.sign_in(engine, **who, at=clock.now())
        for parameter, value in (query or {}).items():
            running.query_params[parameter] = value
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
    fill(engine, 300)
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


@pytest.mark.parametrize("figure", ["在办超期", "在办", "已办结", "收到"])
def test_a_listed_figure_opens_exactly_the_rows_it_counted(engine, open_screen, figure):
    fill(engine, 400)
    running = open_screen("overview")
    running.selectbox(key="overview.figure.0").select(figure).run()
    assert not running.exception
    [listed] = [table.value for table in running.dataframe if "环节" in table.value]
    assert f"共 {len(listed)} 件。" in [caption.value for caption in running.caption]
    counted = {metric.label: metric.value for metric in running.metric}
    if figure in counted:
        assert counted[figure] == f"{len(listed)} 件"
    running.run()
    assert not [table for table in running.dataframe if "环节" in table.value]


def test_the_smallest_ranked_group_is_the_one_in_force(engine, open_screen):
    fill(engine, 300)
    shown = [caption.value for caption in open_screen("completion").caption]
    assert "空心灰点：到期不足 30 件，只列出，不排名。" in shown
    with writing(engine) as connection:
        settings.add_version(connection, key="smallest_ranked_group", value=5, by_name="市办", at=clock.now())
    shown = [caption.value for caption in open_screen("completion", Role.OFFICER).caption]
    assert "空心灰点：到期不足 5 件，只列出，不排名。" in shown


def test_what_the_city_has_not_confirmed_is_named_beside_the_definitions(engine, open_screen):
    fill(engine, 60)
    [waiting] = [caption.value for caption in open_screen("overview").caption if "待市里确认" in caption.value]
    assert "办理等级时限" in waiting
    assert "回访" not in waiting


@pytest.mark.parametrize("name", SCREENS)
def test_a_reporting_day_in_a_year_not_yet_announced_is_marked(engine, open_screen, name):
    fill(engine, 60)
    assert not [caption for caption in open_screen(name).caption if "2027" in caption.value]
    later = open_screen(name, Role.OFFICER, query={"as_of": "2027-01-04"})
    assert [caption for caption in later.caption if "2027" in caption.value and "周末" in caption.value]


def test_a_handler_counts_the_own_department_only(engine, open_screen):
    fill(engine, 300)
    whole = open_screen("overview").metric[0].value
    handlers = open_screen("overview", Role.HANDLER, department_code="d1")
    assert [caption for caption in handlers.caption if "只含本单位（局1）" in caption.value]
    own = handlers.metric[0].value
    assert 0 < int(own.removesuffix(" 件")) < int(whole.removesuffix(" 件"))


def test_shares_answered_within_n_working_days_equal_an_independent_recomputation(engine, open_screen, shared_data):
    with writing(engine) as connection:
        calendar.fill_calendar(connection)
        dictionaries.fill_channels(connection)
    file = shared_data / "messages_with_replies.xlsx"
    imported = {"file_name": file.name, "channel_code": "online_inquiry", "by": SYSTEM, "at": clock.now()}
    assert import_file(engine, content=file.read_bytes(), **imported).stored == 1_400

    running = open_screen("completion", query={"period": "everything", "nature": "all"})

    shown = {metric.label: metric.value for metric in running.metric}
    taken = pd.read_excel(file, engine="calamine").apply(working_days_of_answer, axis=1)
    for days in (5, 10, 15, 30):
        assert shown[f"{days} 个工作日内"] == f"{100 * (taken <= days).sum() / len(taken):.1f} %"


def working_days_of_answer(message: pd.Series) -> int:
    """Counted day by day with chinese_calendar: from the day after receipt, out of hours from the next working day."""
    received, answered = pd.to_datetime(message["留言时间"]), pd.to_datetime(message["答复时间"]).date()
    day, clock_time = received.date(), f"{received:%H:%M}"
    in_hours = "08:30" <= clock_time < "12:00" or "14:30" <= clock_time < "17:30"
    if not (in_hours and is_workday(day)):
        day += timedelta(days=1)
        while not is_workday(day):
            day += timedelta(days=1)
    return sum(is_workday(day + timedelta(days=ahead)) for ahead in range(1, (answered - day).days + 1))
