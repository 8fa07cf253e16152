"""Interests that rule a review out before anybody declares them: evaluation.md § 2, recusal."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

import pandas as pd

from data_access import evaluation_quarters, review_panels
from data_access.engine import Connection
from data_access.evaluation_quarters import Quarter
from glossary import Relation

YEARS_AFTER_LEAVING = 3
CITY = "枣阳市"


@dataclass(frozen=True)
class Conflict:
    """An expert who must not review a project; `words` say why, naming the department."""

    account_id: int
    expert: str
    project: str
    relation: Relation
    words: str

    def __str__(self) -> str:
        return f"{self.expert} 与 {self.project}：{self.words}"


def conflicts(
    connection: Connection, quarter: Quarter, *, experts: pd.DataFrame, projects: Collection[str], on: date
) -> dict[tuple[int, str], Conflict]:
    """The pairs that may not be assigned on a day, by account and project number; three statements.

    `experts`: rows of review_panels.roster. A pair with several reasons is listed with the first of: 本单位,
    任职单位, 三年内曾任职, an interest declared or found in any quarter.
    """
    accounts = [int(account) for account in experts["account_id"]]
    carried = review_panels.departments(connection, quarter)
    jobs, known = review_panels.employments(connection, accounts), review_panels.relations(connection, accounts)
    members = _members(connection, quarter, projects)
    names = ["department_code", "department", "is_lead"]
    parts = {project: rows[names].values.tolist() for project, rows in carried.groupby("project_id")}
    found: dict[tuple[int, str], Conflict] = {}
    for expert in experts.itertuples():
        left = _left(jobs[jobs["account_id"] == expert.account_id])
        declared = known[known["account_id"] == expert.account_id]
        declared = declared.set_index("project_id")["relation"].fillna(Relation.OTHER.value).to_dict()
        for project_id, number in members.items():
            about = parts.get(project_id, []), left, declared.get(project_id)
            reason = next(_reasons(expert, *about, on), None)
            if reason:
                found[expert.account_id, number] = Conflict(expert.account_id, expert.name, number, *reason)
    return found


def own_conflicts(
    connection: Connection, quarter: Quarter, *, account_id: int, projects: Collection[str], on: date
) -> dict[str, Conflict]:
    """The same for one expert, by project number."""
    roster = review_panels.roster(connection)
    about = {"experts": roster[roster["account_id"] == account_id], "projects": projects, "on": on}
    return {number: found for (_account, number), found in conflicts(connection, quarter, **about).items()}


def _members(connection: Connection, quarter: Quarter, projects: Collection[str]) -> dict[int, str]:
    members = evaluation_quarters.projects_of(connection, quarter)
    wanted = members[members["number"].isin(list(projects))]
    return dict(zip(wanted["project_id"], wanted["number"], strict=True))


def _left(jobs: pd.DataFrame) -> dict[str, date]:
    """The last day at each former employer."""
    left: dict[str, date] = {}
    for job in jobs.itertuples():
        left[job.department_code] = max(job.left_on, left.get(job.department_code, job.left_on))
    return left


def _reasons(
    expert, parts: list, left: dict[str, date], declared: str | None, on: date
) -> Iterator[tuple[Relation, str]]:
    """Why this expert may not review a project carried by `parts` (code, name, is_lead)."""
    unit = str(expert.unit or "").strip().removeprefix(CITY)
    for code, name, is_lead in parts:
        part = "主责" if is_lead else "配合"
        if unit and unit == name.removeprefix(CITY):
            yield Relation.OWN_UNIT, f"所在单位“{name}”是{part}单位"
        if expert.department_code == code:
            yield Relation.DEPARTMENT, f"任职于{part}单位“{name}”"
    for code, name, is_lead in parts:
        part = "主责" if is_lead else "配合"
        if code in left and on < free_from(left[code]):
            yield Relation.FORMER_EMPLOYER, f"{left[code]:%Y-%m-%d} 离开{part}单位“{name}”，未满三年"
    if declared is not None:
        relation = Relation(declared)
        yield relation, f"曾声明或登记“{relation.label}”"


def free_from(left_on: date) -> date:
    """The first day on which a former employer no longer rules a review out."""
    year = left_on.year + YEARS_AFTER_LEAVING
    if (left_on.month, left_on.day) == (2, 29):
        return date(year, 3, 1)
    return left_on.replace(year=year)
