"""本单位三评: what a published quarter comes to for the projects of one department, and for no others."""

import pandas as pd

from actions.evaluation import evaluated, not_published
from data_access import assessments, evaluation_inputs, evaluation_quarters
from data_access.engine import Engine, reading
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


def own_results(engine: Engine, *, quarter: str, by: Person) -> pd.DataFrame:
    """The results of the projects that this person's department carries, by number, of a published quarter.

    Columns: project, title, citizens, experts, third_party, score, low, high (points 0–100, NaN undefined), status,
    missing, grade, borderline, rank (NaN: not ranked), vetoed, veto_reason, ranked (number of ranked projects of all
    departments). Raises: NotPermitted, NoSuchQuarter.
    """
    require(by, Permission.READ_OWN_DEPARTMENT_EVALUATION, "查看本单位项目的三评结果")
    with reading(engine) as connection:
        held = evaluation_quarters.find(connection, quarter)
        if held.state is not QuarterState.PUBLISHED:
            raise not_published(connection, held)
        frames = evaluation_inputs.frames_of(connection, held)
        mine = list(assessments.projects(connection, held, department=by.department_code or "")["project"])
    if not mine:
        return pd.DataFrame(columns=["project", "title", *COLUMNS, "vetoed", "veto_reason", "ranked"])
    found = evaluated(frames, closed=True)
    table, about = found.results.composites, found.projects
    shown = table.loc[table.index.isin(mine), [*COLUMNS, "vetoed"]].copy()
    shown.insert(0, "title", about["title"].reindex(shown.index))
    shown["veto_reason"] = about["veto_reason"].reindex(shown.index)
    shown["ranked"] = int(table["rank"].notna().sum())
    return shown.rename_axis("project").reset_index()
