"""Every role, every action and read of organising a quarter: done or refused, as the table of rights says."""

from datetime import date

import pytest

from actions import evaluation_rules, experts, quarter_projects, quarter_start, quarters
from actions.experts import Profile
from data_access import expert_registry, quarter_history, quarter_members, rule_versions, schema
from data_access.evaluation_defaults import LEVEL_POINTS
from glossary import Role
from permissions import NotPermitted
from tests.actions.quarter_factories import DEFAULT_CRITERIA, DEFAULT_INDICATORS, Preparation
from tests.evaluation_factories import NOW, QUARTER

COORDINATORS, LEADERS = {Role.COORDINATOR}, {Role.LEADER}
READERS = COORDINATORS | LEADERS
LATER = {
    "ratings_until": date(2026, 1, 10),
    "assessment_due_on": date(2026, 1, 5),
    "objection_until": date(2026, 1, 8),
}
RULES = {"weight_version_id": 1, "criteria_version_id": 1, "indicator_version_id": 1, "level_points": LEVEL_POINTS}


def create(made):
    days = {name: date(2026, 3, 31) for name in LATER}
    return quarters.create, {"quarter": "2026Q1", **days}


def choose_rules(made):
    return quarters.choose_rules, made.its() | RULES | LATER


def choose_projects(made):
    return quarter_projects.choose_projects, made.its() | {"numbers": [made.project(9, evaluated=False)]}


def remove_project(made):
    return quarter_projects.remove_project, made.its() | {"number": made.projects[0], "reason": "不评"}


def set_veto(made):
    return quarter_projects.set_veto, made.its() | {"number": made.projects[0], "reason": "事故"}


def lift_veto(made):
    made.do(quarter_projects.set_veto, number=made.projects[0], reason="事故")
    return quarter_projects.lift_veto, made.its() | {"number": made.projects[0], "reason": "查明"}


def start(made):
    return quarter_start.start, made.its()


def reopen_preparation(made):
    made.do(quarter_start.start)
    return quarter_start.reopen_preparation, made.its() | {"reason": "漏了项目"}


def move_deadlines(made):
    made.do(quarter_start.start)
    return quarters.move_deadlines, made.its() | LATER | {"reason": "延期"}


def add_weights(made):
    return evaluation_rules.add_weights, {"citizens": 50, "experts": 25, "third_party": 25, "note": "市里要求"}


def approve_weights(made):
    return evaluation_rules.approve_weights, {"version": 1, "document": "9号"}


def add_criteria(made):
    return evaluation_rules.add_criteria, {"name": "新", "criteria": DEFAULT_CRITERIA, "note": "改"}


def add_indicators(made):
    return evaluation_rules.add_indicators, {"name": "新", "indicators": DEFAULT_INDICATORS, "note": "改"}


def set_profile(made):
    account = made.experts[0].account_id
    return experts.set_profile, {"account_id": account, "profile": Profile("学院", None, "规划"), "seen": Profile()}


ACTIONS = {
    create: COORDINATORS,
    choose_rules: COORDINATORS,
    choose_projects: COORDINATORS,
    remove_project: COORDINATORS,
    set_veto: COORDINATORS,
    lift_veto: COORDINATORS,
    start: COORDINATORS,
    reopen_preparation: COORDINATORS,
    move_deadlines: COORDINATORS,
    add_weights: COORDINATORS,
    approve_weights: LEADERS,
    add_criteria: COORDINATORS,
    add_indicators: COORDINATORS,
    set_profile: COORDINATORS,
}
READS = {
    quarter_start.standing: {"quarter": QUARTER},
    quarter_members.candidates: {"quarter": QUARTER},
    quarter_members.members: {"quarter": QUARTER},
    quarter_history.history: {"quarter": QUARTER},
    rule_versions.rules: {},
    rule_versions.criteria: {"version": 1},
    rule_versions.indicators: {"version": 1},
    expert_registry.registry: {},
    expert_registry.profiles: {},
    expert_registry.history: {"account_id": 1},
}


def everything(made) -> list:
    tables = (
        schema.evaluation_quarter,
        schema.evaluation_project,
        schema.weight_version,
        schema.criteria_version,
        schema.indicator_version,
        schema.expert,
        schema.work_history,
        schema.account_history,
        schema.to_do,
    )
    return [made.rows(table) for table in tables]


def somebody(made, role: Role):
    return made.experts[0] if role is Role.EXPERT else made.people[role]


@pytest.mark.parametrize("prepared", list(ACTIONS), ids=lambda prepared: prepared.__name__)
def test_every_role_does_what_the_table_grants_and_nothing_else(engine, prepared):
    made = Preparation(engine)
    action, arguments = prepared(made)
    before = everything(made)
    for role in Role:
        if role not in ACTIONS[prepared]:
            with pytest.raises(NotPermitted, match="不能"):
                action(engine, **arguments, by=somebody(made, role), at=NOW)
    assert everything(made) == before
    (allowed,) = ACTIONS[prepared]
    action(engine, **arguments, by=somebody(made, allowed), at=NOW)
    assert everything(made) != before


@pytest.mark.parametrize("read", list(READS), ids=lambda read: f"{read.__module__}.{read.__name__}")
@pytest.mark.parametrize("role", list(Role))
def test_only_coordinators_and_leaders_read(sqlite_engine, read, role):
    made = Preparation(sqlite_engine)
    if role in READERS:
        read(sqlite_engine, **READS[read], by=somebody(made, role))
    else:
        with pytest.raises(NotPermitted, match="不能查看"):
            read(sqlite_engine, **READS[read], by=somebody(made, role))
