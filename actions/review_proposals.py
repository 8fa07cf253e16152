"""What the coordinator decides on next: the projects of the next round, conclusions, interests found afterwards."""

from datetime import date

import pandas as pd

from actions.review_conflicts import Conflict, conflicts
from actions.review_figures import unstable
from data_access import evaluation_quarters, review_panels, review_progress, review_rounds
from data_access.engine import Engine, reading
from glossary import ProjectState
from permissions import Permission, Person, require
from scoring.experts import panel_values

CONCLUSIONS = ("project", "title", "round", "n", "value", "raw_mean", "rule", "is_open", "conclusion")


def next_projects(engine: Engine, *, quarter: str, by: Person) -> list[str]:
    """Numbers of the projects the next round is about unless a reason is given: see rounds.open_round.

    Raises: NotPermitted, NoSuchQuarter.
    """
    require(by, Permission.MANAGE_EVALUATION, "开启评审轮次")
    with reading(engine) as connection:
        held = evaluation_quarters.find(connection, quarter)
        rounds = review_rounds.rounds(connection, held)
        members = review_progress.projects_with_experts(connection, held)
        able = sorted(members.loc[members["experts"] > 0, "number"])
        if not rounds:
            return able
        return [number for number in unstable(connection, held, rounds[-1].number) if number in able]


def conclusions(engine: Engine, *, quarter: str, by: Person) -> pd.DataFrame:
    """Evaluated projects in 评审 with what their last closed round came to, by number; Columns: CONCLUSIONS.

    is_open: a round about it is open, whose marks nobody reads; conclusion: of the review that stands, or None.
    Raises: NotPermitted, NoSuchQuarter.
    """
    require(by, Permission.MANAGE_EVALUATION, "登记评审结论")
    with reading(engine) as connection:
        held = evaluation_quarters.find(connection, quarter)
        members = review_progress.projects_with_experts(connection, held)
        totals = review_rounds.closed_totals(connection, held)
        standing = review_progress.concluded(connection, held)
        busy = [
            project
            for each in review_rounds.rounds(connection, held)
            if each.is_open
            for project in review_rounds.projects_in_round(connection, held, each.number)
        ]
    last = totals["round"] == totals.groupby("project")["round"].transform("max")
    kept = totals[last].rename(columns={"account_id": "expert", "total": "score"})
    values = panel_values(kept).assign(round=kept.groupby("project")["round"].max())
    found = members[members["state"] == ProjectState.UNDER_REVIEW.value].set_index("number")
    found = found.assign(is_open=found["project_id"].isin(busy), conclusion=[standing.get(n) for n in found.index])
    found = found.join(values[["round", "n", "value", "raw_mean", "rule"]])
    return found.rename_axis("project").reset_index()[list(CONCLUSIONS)]


def standing_conflicts(engine: Engine, *, quarter: str, on: date, by: Person) -> list[Conflict]:
    """Pairs assigned and not recused that may not be assigned any more: somebody changed jobs, or departments did.

    Raises: NotPermitted, NoSuchQuarter.
    """
    require(by, Permission.MANAGE_EVALUATION, "查看专家利害关系")
    with reading(engine) as connection:
        held = evaluation_quarters.find(connection, quarter)
        pairs = review_panels.assignments(connection, held)
        kept = pairs[pairs["recused_at"].isna() & (pairs["relation"].isna() | (pairs["relation"] == "none"))]
        people = review_panels.roster(connection)
        people = people[people["account_id"].isin(kept["account_id"])]
        asked = {"experts": people, "projects": sorted(set(kept["project"])), "on": on}
        ruled_out = conflicts(connection, held, **asked)
    return [ruled_out[pair] for pair in zip(kept["account_id"], kept["project"], strict=True) if pair in ruled_out]
