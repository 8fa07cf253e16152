"""`manage.py index`: everything stored can be found afterwards, and a second run has nothing to do."""

import pytest
from typer.testing import CliRunner

from data_access import search, search_index
from data_access.engine import connect
from manage import app
from tests import factories
from tests.actions import idea_factories


@pytest.fixture
def city(engine, monkeypatch):
    """Four suggestions; the command finds the database by its address, as it does for people."""
    address = engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("DATABASE_URL", address)
    yield idea_factories.city(engine, suggestions=4)
    connect(address).dispose()


def test_it_indexes_what_is_waiting_and_says_how_much(city):
    first = CliRunner().invoke(app, ["index"])
    assert (first.exit_code, first.output.splitlines()[-1]) == (0, "已编入 4 件，全部建议都能检索。")
    assert search.find_suggestions(city, reader=factories.person(), query="电梯", limit=9).total == 4
    assert CliRunner().invoke(app, ["index"]).output.splitlines()[-1] == "全部建议都能检索，没有要编入的。"


def test_it_says_what_another_process_keeps_from_it(postgres_engine, monkeypatch):
    address = postgres_engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("DATABASE_URL", address)
    idea_factories.city(postgres_engine, suggestions=2)
    with postgres_engine.connect() as other:
        assert search_index._is_mine(other)
        output = CliRunner().invoke(app, ["index"]).output
    connect(address).dispose()
    assert output.splitlines()[-1].startswith("已编入 0 件，还有 2 件：另一个进程正在编入")
