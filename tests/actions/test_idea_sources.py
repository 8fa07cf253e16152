"""Sources come and go without a trace being lost; merged ideas keep theirs; all of it can be undone."""

import pytest
from sqlalchemy import select

from actions.idea_merging import merge, unmerge
from actions.idea_sources import add_sources, dismiss_topics, remove_source, restore_topics
from actions.idea_words import IdeaRefused
from data_access import idea_sources, ideas, schema, topics
from data_access.history import first_broken_link
from data_access.ideas import StaleIdea
from data_access.journal import entries, first_broken_entry
from glossary import IdeaState, Role, SubjectKind
from tests.actions import idea_factories as made
from tests.actions.idea_factories import MANAGER, NOW


@pytest.fixture
def city(engine):
    return made.city(engine)


def live(engine, number):
    found = idea_sources.sources(engine, idea_id=made.row(engine, number).id)
    return sorted(found[found["removed_at"].isna()]["number"])


def joined(engine, number, into, **changed):
    asked = {"number": number, "version": made.row(engine, number).version, "into": into, "reason": "同一件事"}
    merge(engine, **(asked | changed), by=MANAGER, at=NOW)


def test_an_officer_adds_sources_and_repeating_adds_nothing(city):
    number = made.idea(city)
    asked = {"number": number, "suggestion_numbers": ("2025-000001", "2025-000002"), "at": NOW}
    assert add_sources(city, by=made.person(Role.OFFICER), **asked) == ["2025-000002"]
    assert add_sources(city, by=made.person(Role.OFFICER), **asked) == []
    assert live(city, number) == ["2025-000001", "2025-000002"]


def test_a_source_taken_out_keeps_its_row_and_can_come_back(city):
    number = made.idea(city)
    where = {"number": number, "suggestion_number": "2025-000001", "by": MANAGER, "at": NOW}
    with pytest.raises(IdeaRefused, match="写明移出的原因"):
        remove_source(city, reason=" ", **where)
    remove_source(city, reason="不是同一件事", **where)
    assert live(city, number) == []
    with pytest.raises(IdeaRefused, match="不是 JDZ-2025-0001 自己的来源"):
        remove_source(city, reason="再来", **where)
    add_sources(city, number=number, suggestion_numbers=("2025-000001",), by=MANAGER, at=NOW)
    assert live(city, number) == ["2025-000001"]
    assert first_broken_link(city) is None


def test_the_last_source_stays_while_the_idea_needs_it(city):
    number = made.idea(city, IdeaState.APPRAISED)
    with pytest.raises(IdeaRefused, match="至少一件来源建议"):
        remove_source(city, number=number, suggestion_number="2025-000001", reason="x", by=MANAGER, at=NOW)
    assert live(city, number) == ["2025-000001"]


def test_merging_keeps_every_source_both_histories_and_both_proposers(city):
    main = made.idea(city, sources=("2025-000001", "2025-000002"))
    small = made.idea(city, sources=("2025-000002", "2025-000003"))
    joined(city, small, main)
    assert live(city, main) == ["2025-000001", "2025-000002", "2025-000002", "2025-000003"]
    group = ideas.merged_ids(city, idea_id=made.row(city, main).id)
    history = entries(city, kind=SubjectKind.IDEA, subject_ids=group)
    assert sorted(history["step"]).count("created") == 2
    assert {"merged", "merged_from"} <= set(history["step"])
    unmerge(city, number=small, reason="看错了", by=MANAGER, at=NOW)
    assert (live(city, main), live(city, small)) == (["2025-000001", "2025-000002"], ["2025-000002", "2025-000003"])
    assert made.row(city, small).main_id == made.row(city, small).id
    assert first_broken_entry(city) is None


def test_a_chain_of_merges_is_taken_apart_where_it_was_joined(city):
    first, second, third = (made.idea(city, sources=(f"2025-00000{at}",)) for at in (1, 2, 3))
    joined(city, first, second)
    joined(city, second, third)
    assert live(city, third) == ["2025-000001", "2025-000002", "2025-000003"]
    unmerge(city, number=second, reason="分开", by=MANAGER, at=NOW)
    assert (live(city, third), live(city, second)) == (["2025-000003"], ["2025-000001", "2025-000002"])


def test_what_is_merged_away_cannot_be_changed_nor_merged_again(city):
    main, small, other = (made.idea(city, sources=(f"2025-00000{at}",)) for at in (1, 2, 3))
    joined(city, small, main)
    with pytest.raises(IdeaRefused, match="已并入另一个金点子"):
        made.move(city, small, IdeaState.REFINED)
    with pytest.raises(IdeaRefused, match="没有再合并"):
        joined(city, small, other)
    with pytest.raises(IdeaRefused, match="没有再合并"):
        joined(city, other, small)


def test_merging_needs_the_newest_version_a_reason_and_another_idea(city):
    main, small = made.idea(city), made.idea(city, sources=("2025-000002",))
    with pytest.raises(StaleIdea):
        joined(city, small, main, version=77)
    with pytest.raises(IdeaRefused, match="写明原因"):
        joined(city, small, main, reason="")
    with pytest.raises(IdeaRefused, match="不能并入自己"):
        joined(city, small, small)


def test_an_idea_that_lives_on_merged_sources_is_not_left_without_them(city):
    main, small = made.idea(city), made.idea(city, sources=("2025-000002",))
    joined(city, small, main)
    remove_source(city, number=main, suggestion_number="2025-000001", reason="撤", by=MANAGER, at=NOW)
    made.move(city, main, IdeaState.REFINED)
    made.gate(city, main)
    made.move(city, main, IdeaState.APPRAISED)
    with pytest.raises(IdeaRefused, match="至少一件来源建议"):
        unmerge(city, number=small, reason="分开", by=MANAGER, at=NOW)


def candidates(engine):
    asked = {"start": NOW.date().replace(month=1), "end": NOW.date(), "by": MANAGER}
    return sorted(topics.candidates(engine, **asked)[0]["number"])


def test_topics_are_what_is_in_no_idea_and_not_set_aside(city):
    assert candidates(city) == [f"2025-00000{at}" for at in range(1, 6)]
    made.idea(city)
    assert dismiss_topics(city, suggestion_numbers=("2025-000002",), reason="个案", by=MANAGER, at=NOW) == 1
    assert candidates(city) == ["2025-000003", "2025-000004", "2025-000005"]
    assert restore_topics(city, suggestion_numbers=("2025-000002",), by=MANAGER, at=NOW) == 1
    assert candidates(city) == ["2025-000002", "2025-000003", "2025-000004", "2025-000005"]


@pytest.mark.parametrize("fields", [{"confidential": True}, {"nature": "report"}, {"nature": "praise", "tier": None}])
def test_reports_confidential_ones_and_what_asks_for_nothing_are_no_topics(city, fields):
    with city.begin() as connection:
        made.suggestion(connection, 90, **fields)
    assert "2025-000090" not in candidates(city)


def test_a_candidate_of_a_second_level_category_is_found_by_its_first_level(city):
    asked = {"start": NOW.date().replace(month=1), "end": NOW.date(), "by": MANAGER}
    assert topics.candidates(city, **asked, category_codes=("housing",))[1] == 5
    with city.connect() as connection:
        assert connection.execute(select(schema.topic_decision)).all() == []
