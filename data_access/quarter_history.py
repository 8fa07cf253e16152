"""What happened in a quarter of the 三评, for those who organise it; never what an expert judged or wrote.

Of what experts, assessors and departments hand in only the fact is read: their words and reasons stay behind the
rules of their own pages, and asking an expert for reasons would tell by name whose mark stands out.
"""

import pandas as pd
from sqlalchemy import Engine

from data_access import evaluation_quarters, journal
from data_access.engine import reading
from glossary import SubjectKind, WorkStep
from permissions import Permission, Person, require

COLUMNS = ("sequence", "step", "at", "by_name", "from_state", "to_state", "reason", "details")
# Steps told in full: what the coordinator and the leaders decided.
TOLD = frozenset(
    {
        WorkStep.CREATED,
        WorkStep.RULES_CHOSEN,
        WorkStep.PROJECTS_CHOSEN,
        WorkStep.VETOED,
        WorkStep.MOVED,
        WorkStep.MOVED_BACK,
        WorkStep.CHANGED,
        WorkStep.PANEL_SET,
        WorkStep.ROUND_OPENED,
        WorkStep.ROUND_DEADLINE,
        WorkStep.ROUND_CLOSED,
        WorkStep.PUBLISHED,
        WorkStep.RESTATED,
    }
)
# Of all others these say what they were about, and nothing of what was judged.
ABOUT = ("project", "round", "count", "projects")
SOMEBODY = "评委"


def history(engine: Engine, *, quarter: str, by: Person) -> pd.DataFrame:
    """The steps of a quarter, the latest first; Columns: COLUMNS, at in UTC, details a dict.

    Raises: NotPermitted, NoSuchQuarter.
    """
    require(by, Permission.READ_EVALUATION, "查看三评历史")
    with reading(engine) as connection:
        found = evaluation_quarters.find(connection, quarter)
    rows = journal.entries(engine, kind=SubjectKind.QUARTER, subject_ids=(found.id,))
    rows = rows.sort_values("sequence", ascending=False, ignore_index=True)
    told = rows["step"].isin([step.value for step in TOLD])
    given = rows["step"].eq(WorkStep.REASON_GIVEN.value)
    about = [{name: each[name] for name in ABOUT if name in each} for each in rows["details"]]
    return rows.assign(
        reason=rows["reason"].where(told, ""),
        details=rows["details"].where(told, pd.Series(about, index=rows.index, dtype=object)),
        by_name=rows["by_name"].mask(given, SOMEBODY),
    )[list(COLUMNS)]
