"""Panels of experts: who sits on them, who reviews what, and who steps back because of an interest."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

import pandas as pd

from actions import review_to_dos
from actions.quarter_checks import Quarter, QuarterRefused, held_quarter
from actions.recusals import recuse, unassign
from actions.review_conflicts import Conflict, conflicts
from actions.review_words import LONGEST_NAME, REFUSALS, UNTIL_PUBLISHED, needed
from data_access import evaluation_quarters, review_panels
from data_access.engine import Connection, Engine, writing
from data_access.installation import day_now
from data_access.journal import Entry
from data_access.review_panels import Panel
from glossary import WorkStep
from permissions import Permission, Person, require

__all__ = [
    "REFUSALS",
    "Assigned",
    "Conflict",
    "add_panel",
    "assign",
    "assign_panel",
    "position_of",
    "recuse",
    "rename_panel",
    "unassign",
]

LARGEST_POSITION = 2**31


@dataclass(frozen=True)
class Assigned:
    """What an assignment stored (`added` pairs) and what it left out because of an interest."""

    added: int
    skipped: tuple[Conflict, ...] = ()


def add_panel(engine: Engine, *, quarter: str, name: str, by: Person, at: datetime) -> int:
    """A new panel; returns its id.

    Raises: NotPermitted, NoSuchQuarter, QuarterClosed, QuarterRefused.
    """
    require(by, Permission.MANAGE_EVALUATION, "设立专家组")
    with writing(engine) as connection:
        held = held_quarter(connection, quarter, states=UNTIL_PUBLISHED)
        name = _free_name(connection, held, name)
        panel_id = review_panels.add_panel(connection, held, name)
        entry = Entry(WorkStep.PANEL_SET, details={"panel": name})
        evaluation_quarters.note(connection, held, entry, by=by, at=at)
    return panel_id


def rename_panel(engine: Engine, *, quarter: str, panel: int, name: str, by: Person, at: datetime) -> None:
    """Another name for a panel.

    Raises: NotPermitted, NoSuchQuarter, QuarterClosed, QuarterRefused.
    """
    require(by, Permission.MANAGE_EVALUATION, "修改专家组名称")
    with writing(engine) as connection:
        held = held_quarter(connection, quarter, states=UNTIL_PUBLISHED)
        before = _panel(connection, held, panel)
        name = _free_name(connection, held, name)
        review_panels.rename_panel(connection, panel, name)
        entry = Entry(WorkStep.PANEL_SET, details={"panel": name, "before": before.name})
        evaluation_quarters.note(connection, held, entry, by=by, at=at)


def assign(
    engine: Engine, *, quarter: str, panel: int, expert: int, projects: Collection[str], by: Person, at: datetime
) -> Assigned:
    """An expert (account id) reviews these projects on a panel: all of them, or none when one is ruled out.

    Raises: NotPermitted, NoSuchQuarter, QuarterClosed, QuarterRefused.
    """
    require(by, Permission.MANAGE_EVALUATION, "分派专家")
    with writing(engine) as connection:
        held = held_quarter(connection, quarter, states=UNTIL_PUBLISHED)
        pairs, ruled_out = _pairs(connection, held, panel, [expert], projects, at)
        if ruled_out:
            told = "；".join(str(each) for each in ruled_out[:5]) + ("等" if len(ruled_out) > 5 else "")
            raise QuarterRefused(f"有利害关系的不能分派：{told}。没有存入任何内容，请去掉这些项目再分派。")
        if not pairs:
            raise QuarterRefused("这些项目都已分派给这位专家，没有改动任何内容。")
        _store(connection, held, panel, pairs, by, at)
    return Assigned(len(pairs))


def assign_panel(
    engine: Engine,
    *,
    quarter: str,
    panel: int,
    experts: Collection[int] | None = None,
    projects: Collection[str] | None = None,
    by: Person,
    at: datetime,
) -> Assigned:
    """Every expert (those already on the panel by default) reviews every project (all evaluated ones by default).

    Pairs ruled out by an interest are left out and returned.
    Raises: NotPermitted, NoSuchQuarter, QuarterClosed, QuarterRefused.
    """
    require(by, Permission.MANAGE_EVALUATION, "分派专家")
    with writing(engine) as connection:
        held = held_quarter(connection, quarter, states=UNTIL_PUBLISHED)
        if experts is None:
            seated = review_panels.assignments(connection, held)
            experts = sorted(set(seated.loc[seated["panel_id"] == panel, "account_id"]))
        if projects is None:
            projects = list(evaluation_quarters.projects_of(connection, held)["number"])
        pairs, ruled_out = _pairs(connection, held, panel, experts, projects, at)
        if pairs:
            _store(connection, held, panel, pairs, by, at)
    return Assigned(len(pairs), tuple(ruled_out))


def position_of(quarter: Quarter, account_id: int, project: str) -> int:
    """Where a project stands in an expert's list: drawn once from the quarter's seed, telling nothing of it."""
    drawn = sha256(f"{quarter.seed}:{account_id}:{project}".encode()).digest()
    return int.from_bytes(drawn[:8]) % LARGEST_POSITION


def _pairs(
    connection: Connection, quarter: Quarter, panel: int, experts: Collection[int], projects: Collection[str], at
) -> tuple[list[tuple[int, str, int]], list[Conflict]]:
    """(account, project number, project id) still to be stored, and what is ruled out."""
    _panel(connection, quarter, panel)
    members = evaluation_quarters.projects_of(connection, quarter).set_index("number")["project_id"]
    if unknown := sorted(set(projects) - set(members.index)):
        raise QuarterRefused(f"{'、'.join(unknown[:5])} 不在 {quarter.quarter} 的参评项目中，没有存入任何内容。")
    if not experts or not projects:
        raise QuarterRefused("请选择专家和项目，没有存入任何内容。")
    people = _people(connection, experts)
    seated = review_panels.assignments(connection, quarter)
    _check_one_panel(seated, people, panel)
    there = set(zip(seated["account_id"], seated["project"], strict=True))
    asked = {"experts": people, "projects": projects, "on": day_now(connection, at)}
    ruled_out = conflicts(connection, quarter, **asked)
    wanted = [(int(a), p) for a in people["account_id"] for p in sorted(set(projects)) if (a, p) not in there]
    pairs = [
        (account, number, int(members[number])) for account, number in wanted if (account, number) not in ruled_out
    ]
    return pairs, [ruled_out[pair] for pair in wanted if pair in ruled_out]


def _people(connection: Connection, experts: Collection[int]) -> pd.DataFrame:
    roster = review_panels.roster(connection)
    people = roster[roster["account_id"].isin(list(experts))]
    if len(people) < len(set(experts)):
        raise QuarterRefused(
            "只能分派专家名册里的在用专家账户，没有存入任何内容。请先在“评估组织”登记专家的单位和任职经历。"
        )
    return people


def _check_one_panel(seated: pd.DataFrame, people: pd.DataFrame, panel: int) -> None:
    elsewhere = seated[seated["account_id"].isin(people["account_id"]) & (seated["panel_id"] != panel)]
    if not elsewhere.empty:
        first = elsewhere.iloc[0]
        name = people.set_index("account_id")["name"][first["account_id"]]
        raise QuarterRefused(
            f"{name} 本季度已在“{first['panel']}”，一位专家只在一个组，两组才彼此独立。没有存入任何内容。"
        )


def _store(connection: Connection, quarter: Quarter, panel: int, pairs: list, by: Person, at: datetime) -> None:
    rows = [
        {"project_id": project_id, "account_id": a, "panel_id": panel, "position": position_of(quarter, a, number)}
        for a, number, project_id in pairs
    ]
    review_panels.put_assignments(connection, quarter, rows, by_name=by.name, at=at)
    for account in sorted({pair[0] for pair in pairs}):
        details = {"panel": panel, "expert": account, "projects": [number for a, number, _id in pairs if a == account]}
        evaluation_quarters.note(connection, quarter, Entry(WorkStep.EXPERT_ASSIGNED, details=details), by=by, at=at)
    review_to_dos.settle(connection, quarter, {pair[0] for pair in pairs}, by=by, at=at)
    review_to_dos.no_successor_needed(connection, quarter, {pair[2] for pair in pairs}, by=by, at=at)


def _panel(connection: Connection, quarter: Quarter, panel: int) -> Panel:
    for each in review_panels.panels(connection, quarter):
        if each.id == panel:
            return each
    raise QuarterRefused("没有这个专家组，没有改动任何内容。请刷新后再看。")


def _free_name(connection: Connection, quarter: Quarter, name: str) -> str:
    name = needed(name, LONGEST_NAME, "组名")
    if name in [each.name for each in review_panels.panels(connection, quarter)]:
        raise QuarterRefused(f"本季度已有“{name}”，没有改动任何内容。请换个名称。")
    return name
