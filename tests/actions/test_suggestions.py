"""分类 of one suggestion: versions, deadlines, and two people at once."""

import multiprocessing
from datetime import date, datetime

import pytest
from sqlalchemy import func, select

from actions import imports
from actions.suggestions import NoSuchSuggestion, StaleVersion, WrongStage, reclassify
from data_access import calendar, dictionaries, schema
from data_access.engine import connect, writing
from data_access.history import first_broken_link
from glossary import Nature, Role, State, Tier
from permissions import SYSTEM, NotPermitted
from tests import processes
from tests.factories import person

NOW = datetime(2026, 7, 1, 1, 0)
NUMBER = "2019-000001"
EACH = 200


@pytest.fixture
def office(engine):
    with writing(engine) as connection:
        calendar.fill_calendar(connection)
        dictionaries.fill_channels(connection)
        connection.execute(schema.category.insert().values(code="roads", name="道路", position=1, active=True))
    content = "留言时间,留言详情\n2019-02-28 11:25,甲\n".encode()
    imports.import_file(engine, content=content, file_name="a.csv", channel_code="wechat", by=SYSTEM, at=NOW)
    return engine


def suggestion(engine):
    with engine.connect() as connection:
        return connection.execute(schema.suggestion.select()).one()


def test_a_tier_sets_the_deadline_and_a_later_tier_keeps_the_first_one(office):
    reclassify(office, number=NUMBER, version=1, tier=Tier.IMMEDIATE, by=SYSTEM, at=NOW)
    reclassify(office, number=NUMBER, version=2, tier=Tier.TIME_LIMITED, by=SYSTEM, at=NOW)
    row = suggestion(office)
    assert (row.due_on, row.first_due_on, row.version) == (date(2019, 3, 14), date(2019, 3, 4), 3)


def test_once_everything_is_decided_it_is_triaged(office):
    first = reclassify(office, number=NUMBER, version=1, nature=Nature.COMPLAINT, by=SYSTEM, at=NOW)
    done = reclassify(office, number=NUMBER, version=2, tier=Tier.STUDY, category_code="roads", by=SYSTEM, at=NOW)
    assert (first.state, done.state, done.version) == (State.ACCEPTED, State.TRIAGED, 3)
    with office.connect() as connection:
        steps = connection.execute(
            select(schema.suggestion_history.c.step).order_by(schema.suggestion_history.c.sequence)
        )
        assert list(steps.scalars()) == ["imported", "changed", "triaged"]


def test_a_report_becomes_confidential(office):
    reclassify(office, number=NUMBER, version=1, nature=Nature.REPORT, by=SYSTEM, at=NOW)
    assert suggestion(office).confidential


def test_who_saw_an_older_version_is_told_and_nothing_changes(office):
    reclassify(office, number=NUMBER, version=1, nature=Nature.COMPLAINT, by=SYSTEM, at=NOW)
    with pytest.raises(StaleVersion, match="刚刚被别人改过"):
        reclassify(office, number=NUMBER, version=1, nature=Nature.PRAISE, by=SYSTEM, at=NOW)
    assert (suggestion(office).nature, suggestion(office).version) == ("complaint", 2)


def test_an_unknown_number_and_an_extended_case_are_refused(office):
    with pytest.raises(NoSuchSuggestion):
        reclassify(office, number="2019-999999", version=1, by=SYSTEM, at=NOW)
    with writing(office) as connection:
        connection.execute(schema.suggestion.update().values(extended_on=date(2019, 3, 1)))
    with pytest.raises(WrongStage, match="已经延期"):
        reclassify(office, number=NUMBER, version=1, tier=Tier.STUDY, by=SYSTEM, at=NOW)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OFFICER])
def test_only_the_office_classifies(sqlite_engine, role):
    with pytest.raises(NotPermitted):
        reclassify(sqlite_engine, number=NUMBER, version=1, by=person(role), at=NOW)


def version_read(engine) -> int:
    with engine.connect() as connection:
        return connection.execute(select(schema.suggestion.c.version)).scalar_one()


def change_often(url: str, nature: Nature, ready, told: multiprocessing.Queue) -> None:
    """Change the suggestion EACH times, each time having read it at the same moment as the other process.

    Whoever is told it is stale looks again and retries.
    """
    engine = connect(url)
    stale = 0
    for _ in range(EACH):
        version = version_read(engine)
        ready.wait(timeout=60)
        while True:
            try:
                reclassify(engine, number=NUMBER, version=version, nature=nature, by=SYSTEM, at=NOW)
                break
            except StaleVersion:
                stale += 1
                version = version_read(engine)
        ready.wait(timeout=60)
    engine.dispose()
    told.put(stale)


def test_two_processes_changing_one_suggestion_lose_nothing(office):
    url = office.url.render_as_string(hide_password=False)
    spawning = multiprocessing.get_context("spawn")
    told, ready = spawning.Queue(), spawning.Barrier(2)
    people = [
        spawning.Process(target=change_often, args=(url, nature, ready, told))
        for nature in (Nature.COMPLAINT, Nature.PRAISE)
    ]
    processes.start(people)
    stale = sum(told.get(timeout=120) for _ in people)
    for process in people:
        process.join()
        process.close()
    told.close()
    with office.connect() as connection:
        rows = connection.execute(select(func.count()).select_from(schema.suggestion_history)).scalar_one()
    assert (suggestion(office).version, rows) == (1 + 2 * EACH, 1 + 2 * EACH)
    assert stale == EACH
    assert first_broken_link(office) is None
