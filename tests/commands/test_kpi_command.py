"""`manage.py kpi`: judged by the day the installation stands on: today, or what a demonstration notes."""

import json
from datetime import date, timedelta

import pytest
from typer.testing import CliRunner

from data_access import schema
from data_access.engine import connect, writing
from data_access.installation import AS_OF
from manage import app
from tests.actions import idea_factories
from working_time import local, utc_now

DUE = date(2025, 5, 12)
MAY = ["kpi", "--from", "2025-05-01", "--to", "2025-06-01"]


@pytest.fixture
def city(engine, monkeypatch):
    """One open case of May 2025; the command finds the database by its address, as it does for people."""
    address = engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("DATABASE_URL", address)
    idea_factories.city(engine, suggestions=0)
    with writing(engine) as connection:
        idea_factories.suggestion(connection, 1, due_on=DUE)
    yield engine
    connect(address).dispose()


def overdue(*options: str) -> int:
    run = CliRunner().invoke(app, [*MAY, *options, "--json"])
    assert run.exit_code == 0, run.output
    return json.loads(run.output)["overdue_open"]


def stands_on(engine, day: date) -> None:
    with writing(engine) as connection:
        connection.execute(schema.installation.insert().values(key=AS_OF, value=f"{day}"))


def test_without_a_day_it_is_today_in_shanghai(city):
    assert overdue() == overdue("--as-of", f"{local(utc_now()).date()}") == 1


def test_a_demonstration_is_judged_by_its_own_day(city):
    stands_on(city, DUE)
    assert overdue() == 0
    assert overdue("--as-of", f"{DUE + timedelta(days=1)}") == 1


def test_a_period_that_ends_before_it_begins_is_refused(city):
    run = CliRunner().invoke(app, ["kpi", "--from", "2025-05-01", "--to", "2025-05-01"])
    assert (run.exit_code, run.output) == (1, "止日（--to）不含在内，须晚于起日（--from）。\n")


def test_an_unknown_channel_is_refused_with_the_known_ones(city):
    run = CliRunner().invoke(app, [*MAY, "--channel", "fax"])
    assert run.exit_code == 1
    assert run.output.startswith("没有渠道“fax”。可用：government_app、")
