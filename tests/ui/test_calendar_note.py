"""The caption about provisional years: where it shows and where not."""

from datetime import date, datetime

import pytest
from streamlit.testing.v1 import AppTest

from actions import imports
from data_access import calendar, dictionaries
from data_access.engine import connect, writing
from permissions import SYSTEM

NOW = datetime(2026, 12, 30, 2, 0)
ASK = """
from datetime import date
from data_access.calendar import working_calendar
from data_access.scope import scope_of
from permissions import SYSTEM
from ui import calendar_note, loaders, session
loaders.begin(SYSTEM)
subjects = {subjects}
calendar_note.show(*subjects)
"""
YEAR_2026 = (
    "[scope_of(working_calendar(session.engine()), start=date(2026, 1, 1), end=date(2027, 1, 1), as_of=date({}))]"
)


@pytest.fixture
def captions(engine, monkeypatch):
    """captions("[date(2027, 1, 4)]") is what a page shows about these subjects."""
    address = engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("DATABASE_URL", address)

    def shown(subjects):
        running = AppTest.from_string(ASK.format(subjects=subjects)).run()
        assert not running.exception
        return [caption.value for caption in running.caption]

    yield shown
    connect(address).dispose()  # the app's own engine


@pytest.fixture
def filled(engine):
    with writing(engine) as connection:
        calendar.fill_calendar(connection)
        dictionaries.fill_channels(connection)
    return engine


def receive(engine, on):
    content = f"留言时间,留言详情,办理等级\n{on:%Y-%m-%d} 09:00,甲,限期办\n".encode()
    imports.import_file(engine, content=content, file_name="a.csv", channel_code="wechat", by=SYSTEM, at=NOW)


def test_a_date_in_a_provisional_year_is_marked_and_others_are_not(filled, captions):
    assert captions("[date(2026, 12, 31), None]") == []
    (said,) = captions("[date(2027, 1, 4), date(2028, 1, 4)]")
    assert "2027 至 2028 年的工作日暂按周末推算，待国务院办公厅通知" in said


def test_a_scope_is_marked_once_its_reporting_day_or_a_due_date_lies_in_such_a_year(filled, captions):
    receive(filled, date(2026, 6, 1))
    assert captions(YEAR_2026.format("2026, 12, 31")) == []
    assert len(captions(YEAR_2026.format("2027, 1, 4"))) == 1

    receive(filled, date(2026, 12, 25))
    assert len(captions(YEAR_2026.format("2026, 12, 31"))) == 1


def test_a_database_without_a_calendar_has_nothing_to_mark(engine, captions):
    assert captions("[date(2027, 1, 4)]") == []
