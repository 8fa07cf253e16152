"""The server keeps the index up by itself: what is stored is found within seconds, and it stops when told."""

import logging
import threading
import time

import pytest
from sqlalchemy import delete

from data_access import schema, search_catch_up, search_index
from data_access.engine import connect, writing
from tests.actions import idea_factories


@pytest.fixture(autouse=True)
def _hurried(monkeypatch):
    monkeypatch.setattr(search_catch_up, "EVERY_SECONDS", 0.02)
    monkeypatch.setattr(search_catch_up, "PAUSE_SECONDS", 0)


def nothing_waits(engine, seconds: float = 20) -> bool:
    """Whether everything is indexed before the time is over."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if search_index.pending_count(engine) == 0:
            return True
        time.sleep(0.02)
    return False


def store(engine, *positions: int) -> None:
    with writing(engine) as connection:
        for position in positions:
            idea_factories.suggestion(connection, position)


def threads() -> list[str]:
    return [each.name for each in threading.enumerate() if each.name == "search"]


def test_what_was_stored_before_and_meanwhile_becomes_searchable(engine):
    idea_factories.city(engine, suggestions=3)
    with search_catch_up.in_background(engine):
        assert nothing_waits(engine)
        store(engine, 4, 5)
        assert nothing_waits(engine)
    assert threads() == []
    store(engine, 6)
    assert not nothing_waits(engine, seconds=0.2)


def test_two_servers_on_one_database_index_everything_once(engine, monkeypatch):
    monkeypatch.setattr(search_index, "AT_ONCE", 3)
    idea_factories.city(engine, suggestions=40)
    with search_catch_up.in_background(engine), search_catch_up.in_background(engine):
        store(engine, *range(41, 61))
        assert nothing_waits(engine)
    with engine.connect() as connection:
        indexed = connection.execute(schema.search_suggestion.select()).all()
    assert sorted(row.suggestion_id for row in indexed) == list(range(1, 61))


def test_deleted_while_it_works_is_not_left_in_the_index(engine, monkeypatch):
    monkeypatch.setattr(search_index, "AT_ONCE", 2)
    idea_factories.city(engine, suggestions=20)
    with search_catch_up.in_background(engine):
        with writing(engine) as connection:
            connection.execute(delete(schema.suggestion).where(schema.suggestion.c.id <= 10))
        assert nothing_waits(engine)
    with engine.connect() as connection:
        indexed = connection.execute(schema.search_suggestion.select()).all()
    assert sorted(row.suggestion_id for row in indexed) == list(range(11, 21))


def test_it_stops_in_the_middle_of_a_long_work(engine, monkeypatch):
    monkeypatch.setattr(search_index, "AT_ONCE", 1)
    monkeypatch.setattr(search_catch_up, "PAUSE_SECONDS", 0.2)
    idea_factories.city(engine, suggestions=30)
    start = time.monotonic()
    with search_catch_up.in_background(engine):
        pass
    assert time.monotonic() - start < 3
    assert search_index.pending_count(engine) > 20


def test_a_database_that_is_not_ready_is_noted_and_does_not_stop_the_server(tmp_path, caplog):
    engine = connect(f"sqlite:///{tmp_path}/empty.db")
    with caplog.at_level(logging.ERROR, logger="workbench"), search_catch_up.in_background(engine):
        while not caplog.records:
            time.sleep(0.02)
        assert threads() == ["search"]
    engine.dispose()
    assert [record.message for record in caplog.records] == ["search index"]
