"""Two people writing one idea: every text stays, one is in force, and a person compares and decides."""

import multiprocessing
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from actions.idea_texts import proposed_merge, save_text, settle
from actions.idea_words import IdeaRefused
from data_access import idea_texts, schema
from data_access.engine import connect
from data_access.journal import first_broken_entry
from glossary import IdeaState
from tests import processes
from tests.actions import idea_factories as made
from tests.actions.idea_factories import MANAGER, NOW, TEXT

TIMES = 100


@pytest.fixture
def city(engine):
    return made.city(engine)


def texts(engine):
    with engine.connect() as connection:
        version = schema.idea_version
        query = select(version.c.sequence, version.c.problem, version.c.set_aside).order_by(version.c.sequence)
        return [tuple(row) for row in connection.execute(query)]


def test_each_saving_is_a_version_and_the_last_is_in_force(city):
    number = made.idea(city)
    saved = made.write(city, number, replace(TEXT, problem="乙", cost_yuan=50_000), reason="补充")
    assert (saved.sequence, saved.in_force, saved.changed) == (2, True, ("problem", "cost_yuan"))
    row = made.row(city, number)
    assert (row.text_sequence, row.cost_yuan) == (2, 50_000)
    assert texts(city) == [(1, TEXT.problem, False), (2, "乙", False)]


def test_saving_without_a_change_stores_nothing(city):
    number = made.idea(city)
    assert made.write(city, number, replace(TEXT, problem=f" {TEXT.problem} ")).changed == ()
    assert len(texts(city)) == 1


def test_who_saves_second_finds_both_texts_kept_and_decides(city):
    number = made.idea(city)
    made.write(city, number, replace(TEXT, problem="先存的"), based_on=1)
    late = made.write(city, number, replace(TEXT, problem="后存的"), based_on=1)
    assert (late.in_force, late.sequence, late.current) == (False, 3, 2)
    assert texts(city) == [(1, TEXT.problem, False), (2, "先存的", False), (3, "后存的", True)]
    merged = made.write(city, number, replace(TEXT, problem="两人的"), based_on=2, settles=3)
    assert (merged.in_force, merged.sequence) == (True, 4)
    with city.connect() as connection:
        settled = connection.execute(
            select(schema.idea_version.c.settled_at).where(schema.idea_version.c.sequence == 3)
        )
        assert settled.scalar_one() == NOW
    with pytest.raises(IdeaRefused, match="已有人处理过"):
        settle(city, number=number, sequence=3, by=MANAGER, at=NOW)


def test_two_people_who_wrote_the_same_have_nothing_to_compare(city):
    number = made.idea(city)
    made.write(city, number, replace(TEXT, problem="同样"), based_on=1)
    again = made.write(city, number, replace(TEXT, problem="同样"), based_on=1)
    assert (again.in_force, again.changed) == (True, ())


def test_a_field_only_one_of_two_changed_is_proposed_from_who_changed_it():
    theirs, mine = replace(TEXT, problem="甲", benefit="甲"), replace(TEXT, proposal="乙", benefit="乙")
    assert proposed_merge(TEXT, theirs, mine) == {"problem": "theirs", "proposal": "mine", "benefit": "mine"}


def test_what_the_state_needs_cannot_be_deleted_while_it_is_there(city):
    number = made.idea(city, IdeaState.APPRAISED)
    with pytest.raises(IdeaRefused, match="写明建议方案"):
        made.write(city, number, replace(TEXT, proposal=""))
    assert len(texts(city)) == 1


def test_townships_follow_the_text_in_force(city):
    number = made.idea(city)
    made.write(city, number, replace(TEXT, township_codes=("wudian", "nancheng")))
    with city.connect() as connection:
        assert set(connection.execute(select(schema.idea_township.c.township_code)).scalars()) == {"wudian", "nancheng"}


def write_often(url: str, number: str, who: str, ready, told: multiprocessing.Queue) -> None:
    """Save TIMES texts, each based on the text in force a moment ago, at the same moments as the other process."""
    engine, late = connect(url), 0
    for turn in range(TIMES):
        sequence = made.row(engine, number).text_sequence
        ready.wait(timeout=60)
        text = replace(TEXT, problem=f"{who}{turn}")
        saved = save_text(engine, number=number, based_on=sequence, text=text, by=MANAGER, at=NOW)
        late += not saved.in_force
        ready.wait(timeout=60)
    engine.dispose()
    told.put(late)


def test_two_sessions_saving_at_once_a_hundred_times_keep_both_texts_every_time(city):
    number, url = made.idea(city), city.url.render_as_string(hide_password=False)
    spawning = multiprocessing.get_context("spawn")
    told, ready = spawning.Queue(), spawning.Barrier(2)
    people = [spawning.Process(target=write_often, args=(url, number, who, ready, told)) for who in "甲乙"]
    processes.start(people)
    late = sum(told.get(timeout=120) for _ in people)
    for process in people:
        process.join()
        process.close()
    told.close()
    with city.connect() as connection:
        kept = set(connection.execute(select(schema.idea_version.c.problem)).scalars())
        aside = connection.execute(
            select(func.count()).select_from(schema.idea_version).where(schema.idea_version.c.set_aside)
        ).scalar_one()
    assert kept == {TEXT.problem, *(f"{who}{turn}" for who in "甲乙" for turn in range(TIMES))}
    assert late == aside == TIMES
    assert first_broken_entry(city) is None


def test_every_version_can_be_read_with_who_and_when(city):
    number = made.idea(city)
    made.write(city, number, replace(TEXT, problem="乙"), reason="补充")
    found = idea_texts.versions(city, idea_id=made.row(city, number).id)
    assert list(found["sequence"]) == [2, 1]
    assert list(found["by_name"]) == ["沈若兰", "沈若兰"]
    assert idea_texts.text_of(found.iloc[1]) == TEXT
