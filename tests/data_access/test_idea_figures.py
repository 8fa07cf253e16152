"""金点子成效: every figure worked by hand, merged ideas left out, and each list exactly what was counted."""

from datetime import date, datetime

import pytest

from data_access import idea_figures
from data_access.idea_figures import MEASURES, IdeaScope
from data_access.statements import counted_statements
from glossary import IdeaOrigin, IdeaState, Role
from permissions import NotPermitted
from tests import factories, idea_rows
from tests.idea_rows import RAISED, Idea, moves

LEADER = factories.person(Role.LEADER)
ALL = IdeaScope()
REFINED_AT, BANKED_AT = datetime(2025, 3, 13, 2, 0), datetime(2025, 4, 2, 2, 0)
TAKEN_AT, EFFECT_AT = datetime(2025, 8, 1, 2, 0), datetime(2025, 11, 1, 2, 0)
BANKED = moves((IdeaState.REFINED, REFINED_AT), (IdeaState.APPRAISED, REFINED_AT), (IdeaState.BANKED, BANKED_AT))
CONVERTED = (*BANKED, (IdeaState.CONVERTED, TAKEN_AT))
EFFECTIVE = (*CONVERTED, (IdeaState.EFFECTIVE, EFFECT_AT))


@pytest.fixture
def bank(engine):
    """Eight ideas that count and one that was merged away."""
    idea_rows.city(engine)
    idea_rows.suggestions(engine, ("a", "b", None, "a", "c"))
    ideas = [
        Idea(EFFECTIVE, sources=(1, 2), policies=("实施意见",)),  # 1
        Idea(EFFECTIVE, sources=(2,), projects=(("试点", "archived"),), townships=("nancheng", "wudian")),  # 2
        Idea(CONVERTED, policies=("通知",), projects=(("二期", "implementing"),), category_code="traffic"),  # 3
        Idea(CONVERTED, origin=IdeaOrigin.LEADER, projects=(("三期", "established"), ("四期", "withdrawn"))),  # 4
        Idea(BANKED, projects=(("五期", "withdrawn"),), category_code="housing"),  # 5
        Idea(sources=(3,), category_code=None, townships=()),  # 6
        Idea(moves((IdeaState.RETAINED, REFINED_AT))),  # 7
        Idea(((IdeaState.COLLECTED, datetime(2024, 12, 31, 17, 0)),), townships=("wudian",)),  # 8: 2025 in 枣阳
    ]
    idea_rows.store(engine, *ideas)
    idea_rows.store(engine, Idea(moves((IdeaState.REFINED, REFINED_AT)), sources=(4,), merged_into=1))
    return engine


def counted(engine, asked=ALL, dimension=None) -> dict:
    """Measure → count of the first row, or code → measures."""
    found = idea_figures.counts(engine, by=LEADER, asked=asked, dimension=dimension).to_dict("records")
    return {row.pop("code"): row for row in found} if dimension else found[0]


def test_ideas_count_where_they_stand_and_merged_ones_do_not(bank):
    found = counted(bank)
    wanted = {"ideas": 8, "open": 2, "adopted": 5, "concluded": 6, "set_aside": 1, "taken_up": 4, "unconverted": 3}
    states = {"collected": 2, "refined": 0, "appraised": 0, "banked": 1, "converted": 2, "effective": 2}
    assert found == wanted | states | {"retained": 1, "not_adopted": 0, "with_policy": 2}


def test_an_empty_bank_counts_nothing_and_has_the_same_columns(engine):
    assert counted(engine) == dict.fromkeys([*MEASURES, "with_policy"], 0)
    for dimension in ("origin", "category", "township"):
        found = idea_figures.counts(engine, by=LEADER, asked=ALL, dimension=dimension)
        assert list(found.columns) == ["code", *MEASURES, "with_policy"]
        assert found.empty
    assert idea_figures.paths(engine, by=LEADER, asked=ALL).empty
    assert idea_figures.source_counts(engine, by=LEADER, asked=ALL) == {"ideas": 0, "citizens": 0, "leader": 0}
    stays = idea_figures.stays(engine, by=LEADER, asked=ALL, as_of=date(2025, 11, 30))
    assert (list(stays.columns), len(stays)) == (["state", "days", "finished"], 0)
    assert idea_figures.listed(engine, by=LEADER, asked=ALL, measure="ideas").empty
    assert idea_figures.years(engine, by=LEADER) == ()


def test_what_took_an_idea_up_is_what_was_not_given_up_again(bank):
    found = idea_figures.paths(bank, by=LEADER, asked=ALL)
    assert [tuple(row) for row in found.itertuples(index=False)] == [
        ("citizens", "banked", "none", 1),
        ("citizens", "collected", "none", 2),
        ("citizens", "converted", "both", 1),
        ("citizens", "effective", "policy", 1),
        ("citizens", "effective", "project", 1),
        ("citizens", "retained", "none", 1),
        ("leader", "converted", "project", 1),
    ]


def test_a_policy_of_an_idea_merged_into_it_counts_for_the_idea(engine):
    idea_rows.city(engine)
    idea_rows.store(engine, Idea(CONVERTED))
    idea_rows.store(engine, Idea(moves(), policies=("通知",), merged_into=1))
    assert list(idea_figures.paths(engine, by=LEADER, asked=ALL)["outcome"]) == ["policy"]


def test_a_suggestion_behind_two_ideas_counts_once_and_those_of_merged_ideas_count(bank):
    # 1: 1, 2 and, by the merged one, 4; 2: 2; 6: 3.
    assert idea_figures.source_counts(bank, by=LEADER, asked=ALL) == {"ideas": 4, "citizens": 4, "leader": 0}


def test_categories_are_those_of_the_first_level(bank):
    found = counted(bank, dimension="category")
    assert {code: row["ideas"] for code, row in found.items()} == {"housing": 6, "traffic": 1, None: 1}
    assert (found["housing"]["adopted"], found["housing"]["concluded"]) == (4, 5)


def test_an_idea_of_several_townships_counts_in_each(bank):
    found = counted(bank, dimension="township")
    assert {code: row["ideas"] for code, row in found.items()} == {"nancheng": 6, "wudian": 2, None: 1}
    assert found["wudian"]["effective"] == 1


@pytest.mark.parametrize(
    ("asked", "ideas"),
    [
        (IdeaScope(years=(2025,)), 8),  # 17:00 UTC on 31 December is the new year in 枣阳
        (IdeaScope(years=(2024,)), 0),
        (IdeaScope(years=(2024, 2025)), 8),
        (IdeaScope(categories=("traffic",)), 1),
        (IdeaScope(townships=("wudian",)), 2),
        (IdeaScope(categories=("traffic",), townships=("wudian",)), 0),
    ],
)
def test_filters_narrow_every_figure(bank, asked, ideas):
    assert counted(bank, asked)["ideas"] == ideas
    assert idea_figures.paths(bank, by=LEADER, asked=asked)["count"].sum() == ideas
    stays = idea_figures.stays(bank, by=LEADER, asked=asked, as_of=date(2025, 11, 30))
    assert (~stays["finished"]).sum() == ideas


def test_only_the_townships_asked_for_are_shown(bank):
    found = counted(bank, IdeaScope(townships=("wudian",)), "township")
    assert {code: row["ideas"] for code, row in found.items()} == {"wudian": 2}


def test_stays_are_calendar_days_of_the_city_and_open_ones_run_to_the_reporting_day(engine):
    idea_rows.city(engine)
    late, later = datetime(2025, 3, 10, 15, 59), datetime(2025, 3, 10, 16, 0)  # 23:59 and, the next day, 00:00
    idea_rows.store(
        engine,
        Idea(moves((IdeaState.REFINED, late))),
        Idea(moves((IdeaState.REFINED, later))),
        Idea(moves((IdeaState.REFINED, late), (IdeaState.COLLECTED, EFFECT_AT))),
        Idea(((IdeaState.COLLECTED, datetime(2025, 12, 24, 2, 0)),)),  # after the reporting day
    )
    idea_rows.store(engine, Idea(moves((IdeaState.REFINED, late)), merged_into=1))
    found = idea_figures.stays(engine, by=LEADER, asked=ALL, as_of=date(2025, 11, 30))
    assert sorted(tuple(row) for row in found.itertuples(index=False)) == [
        ("collected", 0, False),
        ("collected", 7, True),
        ("collected", 7, True),
        ("collected", 8, True),
        ("collected", 29, False),
        ("refined", 236, True),
        ("refined", 264, False),
        ("refined", 265, False),
    ]


def test_a_list_holds_exactly_what_its_figure_counts(bank):
    for dimension in (None, "origin", "category", "township"):
        rows = counted(bank, dimension=dimension) if dimension else {"": counted(bank)}
        for code, row in rows.items():
            for measure in MEASURES:
                group = ((dimension, code),) if dimension else ()
                listed = idea_figures.listed(bank, by=LEADER, asked=ALL, measure=measure, group=group)
                assert (len(listed), set(listed["total"])) == (row[measure], {row[measure]} if row[measure] else set())


def test_a_list_begins_with_what_has_waited_longest_and_says_how_many_there_are(bank):
    found = idea_figures.listed(bank, by=LEADER, asked=ALL, measure="ideas", limit=3)
    assert list(found["number"]) == ["JDZ-2025-0008", "JDZ-2025-0006", "JDZ-2025-0007"]
    assert (list(found["total"]), list(found["lead_code"])) == ([8] * 3, ["housing"] * 3)
    policy = idea_figures.listed(bank, by=LEADER, asked=ALL, measure="taken_up", group=(("outcome", "both"),))
    assert list(policy["number"]) == ["JDZ-2025-0003"]


def test_years_run_from_the_first_idea_to_the_latest(bank):
    idea_rows.store(bank, Idea(((IdeaState.COLLECTED, datetime(2023, 6, 1)),)))
    assert idea_figures.years(bank, by=LEADER) == (2025, 2024, 2023)


READS = {
    "years": {},
    "counts": {"asked": ALL},
    "paths": {"asked": ALL},
    "source_counts": {"asked": ALL},
    "stays": {"asked": ALL, "as_of": RAISED.date()},
    "listed": {"asked": ALL, "measure": "ideas"},
}


@pytest.mark.parametrize("name", READS)
@pytest.mark.parametrize("role", list(Role))
def test_every_read_is_for_those_who_read_ideas_only(engine, name, role):
    read = getattr(idea_figures, name)
    if role in (Role.LEADER, Role.OFFICER, Role.PROJECT_MANAGER, Role.COORDINATOR):
        read(engine, by=factories.person(role), **READS[name])
        return
    with pytest.raises(NotPermitted):
        read(engine, by=factories.person(role), **READS[name])


def test_every_read_sends_the_same_statements_however_many_ideas(bank):
    def statements() -> list[int]:
        sent = []
        for name, asked in READS.items():
            with counted_statements(bank) as seen:
                getattr(idea_figures, name)(bank, by=LEADER, **asked)
            sent.append(len(seen))
        return sent

    few = statements()
    idea_rows.store(bank, *[Idea(EFFECTIVE, townships=("nancheng", "wudian")) for _ in range(30)])
    assert statements() == few == [1, 1, 1, 1, 2, 1]
