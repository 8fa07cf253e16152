"""本单位三评: what a published quarter comes to for the projects of one department, and for no others."""

from dataclasses import dataclass

import pandas as pd

from actions.evaluation import as_published
from data_access import assessments, evaluation_inputs, evaluation_quarters, snapshots
from data_access.engine import Engine, reading
from data_access.snapshots import Snapshot
from glossary import QuarterState
from permissions import Permission, Person, require

COLUMNS = (
    "citizens",
    "experts",
    "third_party",
    "score",
    "low",
    "high",
    "status",
    "missing",
    "grade",
    "borderline",
    "rank",
)


@dataclass(frozen=True)
class OwnResults:
    """`projects`: the department's, by number. Columns: project, title, citizens, experts, third_party, score, low,
    high (points 0–100, NaN undefined), status, missing, grade, borderline, rank (NaN: not ranked), vetoed,
    veto_reason, ranked (number of ranked projects of all departments). `corrected`: the last 定稿, which these results
    are while the quarter is being corrected."""

    projects: pd.DataFrame
    corrected: Snapshot | None


def own_results(engine: Engine, *, quarter: str, by: Person) -> OwnResults | None:
    """The published results of the projects that this person's department carries; None before the first 定稿.

    Raises: NotPermitted, NoSuchQuarter.
    """
    require(by, Permission.READ_OWN_DEPARTMENT_EVALUATION, "查看本单位项目的三评结果")
    with reading(engine) as connection:
        held = evaluation_quarters.find(connection, quarter)
        if held.state is not QuarterState.PUBLISHED and snapshots.last(connection, held) is None:
            return None
        frames = evaluation_inputs.frames_of(connection, held)
        mine = list(assessments.projects(connection, held, department=by.department_code or "")["project"])
    found = as_published(engine, frames)
    table, about = found.results.composites, found.projects
    shown = table.loc[table.index.isin(mine), [*COLUMNS, "vetoed"]].copy()
    shown.insert(0, "title", about["title"].reindex(shown.index))
    shown["veto_reason"] = about["veto_reason"].reindex(shown.index)
    shown["ranked"] = int(table["rank"].notna().sum())
    return OwnResults(shown.rename_axis("project").reset_index(), found.corrected)
