"""专家名册: who is an expert, where each works and worked, every change noted, and what a change rules out."""

from datetime import date

import pytest

from actions import experts
from actions.experts import Employment, Profile, StaleExpert
from actions.quarter_checks import QuarterRefused
from data_access import expert_registry, schema
from data_access.engine import writing
from glossary import QuarterState, Relation, Role
from tests.actions.quarter_factories import Preparation
from tests.evaluation_factories import NOW

PROFILE = Profile("湖北文理学院", None, "城乡规划", (Employment("housing", date(2024, 3, 31)),))


@pytest.fixture
def made(engine) -> Preparation:
    return Preparation(engine)


@pytest.fixture
def prepared(sqlite_engine) -> Preparation:
    return Preparation(sqlite_engine)


def unregistered(made) -> int:
    """An account of the role 专家 without an entry."""
    return made.account(Role.EXPERT, "newcomer").account_id


def set_profile(made, account_id: int, profile: Profile = PROFILE, seen: Profile | None = None, **given):
    asked = {"account_id": account_id, "profile": profile, "seen": seen, "by": made.coordinator, "at": NOW} | given
    return experts.set_profile(made.engine, **asked)


def profiles(made) -> dict[int, Profile]:
    return expert_registry.profiles(made.engine, by=made.leader)


def test_an_expert_is_entered_and_changed_and_both_are_noted(made):
    account = unregistered(made)
    assert set_profile(made, account) == ()
    assert profiles(made)[account] == PROFILE
    later = Profile("湖北文理学院", "education", "城乡规划", ())
    set_profile(made, account, later, PROFILE)
    assert profiles(made)[account] == later
    told = expert_registry.history(made.engine, account_id=account, by=made.leader)
    assert list(told["details"]) == [
        {"department_code": [None, "education"], "employments": ["housing 2024-03-31", None]},
        {
            "unit": [None, "湖北文理学院"],
            "field": [None, "城乡规划"],
            "employments": [None, "housing 2024-03-31"],
        },
    ]
    assert set(told["by_name"]) == {made.coordinator.name}


def test_former_employers_are_kept_the_last_left_first_and_once(prepared):
    account = unregistered(prepared)
    jobs = (
        Employment("education", date(2020, 1, 31)),
        Employment("housing", date(2024, 3, 31)),
        Employment("education", date(2020, 1, 31)),
    )
    set_profile(prepared, account, Profile("学院", None, "规划", jobs))
    assert profiles(prepared)[account].employments == (jobs[1], jobs[0])


def test_nobody_writes_over_what_somebody_else_entered(prepared):
    account = unregistered(prepared)
    set_profile(prepared, account)
    with pytest.raises(StaleExpert, match="刚被别人改过"):
        set_profile(prepared, account, Profile("别处", None, "法律"), None)
    assert profiles(prepared)[account] == PROFILE


@pytest.mark.parametrize(
    ("profile", "said"),
    [
        (Profile("", None, "规划"), "工作单位没有填写"),
        (Profile("院" * 81, None, "规划"), "工作单位超过 80 个字"),
        (Profile("学院", None, " "), "专业领域没有填写"),
        (Profile("学院", "nowhere", "规划"), "不在承办单位字典里"),
        (Profile("学院", None, "规划", (Employment("housing", date(2025, 11, 29)),)), "今天以前"),
        (Profile("学院", None, "规划", (Employment("housing", date(1949, 1, 1)),)), "1950 年以后"),
    ],
)
def test_what_cannot_be_is_refused(prepared, profile, said):
    account = unregistered(prepared)
    with pytest.raises(QuarterRefused, match=said):
        set_profile(prepared, account, profile)
    assert account not in profiles(prepared)


def test_only_accounts_of_experts_are_entered(prepared):
    for account in (prepared.leader.account_id, 9999):
        with pytest.raises(QuarterRefused, match="没有这位专家"):
            set_profile(prepared, account)


def test_the_same_again_is_not_stored(prepared):
    account = unregistered(prepared)
    set_profile(prepared, account)
    with pytest.raises(QuarterRefused, match="与现在的内容相同"):
        set_profile(prepared, account, PROFILE, PROFILE)
    assert len(expert_registry.history(prepared.engine, account_id=account, by=prepared.leader)) == 1


def test_the_register_lists_experts_with_and_without_an_entry_and_those_who_left(made):
    unregistered(made)
    made.seat()
    gone = made.expert("gone", unit="原单位")
    with writing(made.engine) as connection:
        table = schema.account
        connection.execute(table.update().where(table.c.id == gone.account_id).values(active=False))
    found = expert_registry.registry(made.engine, by=made.leader)
    assert list(found.columns) == list(expert_registry.LISTED)
    assert found[["username", "active", "unit", "registered", "assigned"]].values.tolist() == [
        ["expert1", True, "", True, 1],
        ["newcomer", True, "", False, 0],
        ["gone", False, "原单位", True, 0],
    ]


def test_an_entry_tells_which_assignments_it_rules_out(made):
    made.seat()
    account = made.experts[0].account_id
    found = set_profile(made, account, PROFILE, Profile())
    assert [(each.project, each.relation) for each in found] == [(made.projects[0], Relation.FORMER_EMPLOYER)]
    assert "未满三年" in found[0].words


def test_an_entry_rules_nothing_out_in_published_quarters(sqlite_engine):
    made = Preparation(sqlite_engine, state=QuarterState.PUBLISHED)
    made.seat()
    assert set_profile(made, made.experts[0].account_id, PROFILE, Profile()) == ()


def test_an_empty_register_has_the_same_columns(sqlite_engine):
    made = Preparation(sqlite_engine, experts=0)
    found = expert_registry.registry(sqlite_engine, by=made.leader)
    assert found.empty
    assert list(found.columns) == list(expert_registry.LISTED)
