"""manage.py calendar: what it does to a database without a calendar."""

from typer.testing import CliRunner

from data_access.calendar import working_calendar
from data_access.engine import connect
from manage import app


def test_a_missing_calendar_is_filled_once(engine, monkeypatch):
    address = engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("DATABASE_URL", address)
    outputs = [CliRunner().invoke(app, ["calendar"]).output for _ in range(2)]
    connect(address).dispose()  # the command's own engine

    assert outputs == ["已补充 9497 天。\n", "工作日历已是完整的，没有改动。\n"]
    assert working_calendar(engine).last.year == 2029
