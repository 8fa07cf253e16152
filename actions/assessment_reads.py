"""What each side may see of 第三方评估: the assessor the own projects, a department its own ones once submitted.

Before the submission nobody but the assessor reads a value; the coordinator and the leader read how far it is. Nothing
here comes from another source: an assessor learns neither ratings nor marks nor results.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from actions.quarter_checks import Quarter, QuarterRefused
from data_access import assessment_objections, assessments, evaluation_quarters
from data_access.engine import Connection, Engine, reading
from data_access.evaluation_quarters import every_quarter
from data_access.installation import noted_day, standing_moment
from glossary import QuarterState, ValueKind
from permissions import NotPermitted, Permission, Person

__all__ = ["Sheet", "assessors", "objections", "overview", "quarters", "sheet"]

COUNTS = ("indicators", "answered", "answered_weight", "not_applicable", "not_provided", "late", "open_objections")
NOBODYS = "没有这个项目，或不对您的身份开放。请从列表中选择。"


@dataclass(frozen=True)
class Sheet:
    """One project's assessment. `indicators`: see data_access.assessments.latest_values; `recorded`: every value ever
    said; `objections`: those of the project; `submitted_late`: after the last day. Times are UTC."""

    quarter: Quarter
    project: pd.Series
    indicators: pd.DataFrame
    recorded: pd.DataFrame
    objections: pd.DataFrame
    submitted_late: bool

    @property
    def is_submitted(self) -> bool:
        """Whether it counts."""
        return pd.notna(self.project["submitted_at"])


def quarters(engine: Engine, *, by: Person) -> list[Quarter]:
    """The quarters in which this person has to do with assessments, the newest first. Raises: NotPermitted."""
    found = every_quarter(engine)
    if by.may(Permission.READ_EVALUATION) or by.may(Permission.ASSESS_PROJECTS):
        return found
    if by.may(Permission.READ_OWN_DEPARTMENT_EVALUATION):
        return [each for each in found if each.state is not QuarterState.PREPARING]
    _refuse(by)


def overview(engine: Engine, *, quarter: str, by: Person) -> pd.DataFrame:
    """The projects this person may see, by number, with who assesses them and how far that is.

    Columns: data_access.assessments.PROJECT_COLUMNS, and indicators, answered, not_applicable, not_provided, late,
    open_objections (counts), answered_weight (share of the weight that was answered), submitted_late. A department
    sees nothing but 0 in the counts, and no method, before the submission.
    Raises: NotPermitted, NoSuchQuarter.
    """
    scope = _scope(by)
    with reading(engine) as connection:
        held = evaluation_quarters.find(connection, quarter)
        _check_state(held, by)
        found = assessments.projects(connection, held, **scope)
        return _counted(connection, held, found, is_department="department" in scope)


def sheet(engine: Engine, *, quarter: str, number: str, by: Person) -> Sheet:
    """Everything of one project's assessment that this person may see.

    Raises: NotPermitted, NoSuchQuarter, QuarterRefused: not this person's, not assigned, or not submitted yet.
    """
    scope = _scope(by)
    with reading(engine) as connection:
        held = evaluation_quarters.find(connection, quarter)
        _check_state(held, by)
        found = assessments.projects(connection, held, **scope, number=number)
        if found.empty:
            raise QuarterRefused(NOBODYS)
        project = found.iloc[0]
        if pd.isna(project["assessment_id"]):
            raise QuarterRefused(f"{number} 还没有分派第三方评估。")
        if pd.isna(project["submitted_at"]) and not by.may(Permission.ASSESS_PROJECTS):
            raise QuarterRefused(f"{number} 的第三方评估还没有提交，提交后可以查看。")
        ids = [int(project["assessment_id"])]
        listed = assessment_objections.objections(connection, held, number=number)
        values = assessments.latest_values(connection, held, ids), assessments.recorded(connection, ids)
        late = _late(connection, held, [project["submitted_at"]])[0]
        return Sheet(held, project, *values, listed[listed["assessment_id"] == ids[0]], late)


def objections(engine: Engine, *, quarter: str, by: Person) -> pd.DataFrame:
    """The objections this person may see, open ones first; Columns: data_access.assessment_objections.COLUMNS.

    Raises: NotPermitted, NoSuchQuarter.
    """
    scope = _scope(by)
    with reading(engine) as connection:
        held = evaluation_quarters.find(connection, quarter)
        _check_state(held, by)
        return assessment_objections.objections(connection, held, **scope)


def assessors(engine: Engine, *, by: Person) -> pd.DataFrame:
    """Accounts of third parties to choose from; Columns: account_id, name. Raises: NotPermitted."""
    if not by.may(Permission.MANAGE_EVALUATION):
        _refuse(by)
    with reading(engine) as connection:
        return assessments.assessors(connection)


def _scope(by: Person) -> dict:
    """Which projects: all, those of one assessor, or those of one department."""
    if by.may(Permission.READ_EVALUATION):
        return {}
    if by.may(Permission.ASSESS_PROJECTS):
        return {"account_id": by.account_id}
    if by.may(Permission.READ_OWN_DEPARTMENT_EVALUATION):
        return {"department": by.department_code or ""}
    if by.may(Permission.READ_PUBLISHED_EVALUATION):
        return {}
    _refuse(by)


def _check_state(quarter: Quarter, by: Person) -> None:
    if by.may(Permission.READ_EVALUATION) or by.may(Permission.ASSESS_PROJECTS):
        return
    if by.may(Permission.READ_OWN_DEPARTMENT_EVALUATION):
        if quarter.state is QuarterState.PREPARING:
            raise NotPermitted(f"{quarter.quarter} 三评还在筹备，开启评估后可以查看。")
    elif quarter.state is not QuarterState.PUBLISHED:
        raise NotPermitted(f"{quarter.quarter} 三评还没有定稿发布，发布后可以在这里查看。")


def _refuse(by: Person) -> None:
    raise NotPermitted(f"您的身份“{by.role.label}”不能查看第三方评估。如确有需要，请联系系统管理员。")


def _counted(connection: Connection, quarter: Quarter, found: pd.DataFrame, *, is_department: bool) -> pd.DataFrame:
    ids = [int(each) for each in found["assessment_id"].dropna()]
    values = assessments.latest_values(connection, quarter, ids)
    if is_department:
        shown = found["submitted_at"].notna()
        values = values[values["assessment_id"].isin(set(found.loc[shown, "assessment_id"]))]
        found = found.assign(method=found["method"].where(shown, ""))
    told = values["kind"].notna()
    weight = values["weight"].astype(float)
    by_project = pd.DataFrame(
        {
            "indicators": 1,
            "answered": told.astype(int),
            "answered_weight": weight.where(told, 0.0) / weight.groupby(values["assessment_id"]).transform("sum"),
            "not_applicable": values["kind"].eq(ValueKind.NOT_APPLICABLE).astype(int),
            "not_provided": values["kind"].eq(ValueKind.NOT_PROVIDED).astype(int),
            "late": values["late"].astype(int),
        }
    ).groupby(values["assessment_id"].astype("int64"))
    listed = assessment_objections.objections(connection, quarter)
    waiting = listed[listed["outcome"].isna()].groupby("assessment_id").size()
    sums = by_project.sum().assign(open_objections=waiting).reindex(ids)
    counts = sums.reindex(found["assessment_id"].astype("Int64")).fillna(0)
    counts = counts.astype(dict.fromkeys(set(COUNTS) - {"answered_weight"}, int)).set_axis(found.index)
    late = _late(connection, quarter, found["submitted_at"])
    return found.join(counts[list(COUNTS)]).assign(submitted_late=pd.Series(late, index=found.index, dtype=bool))


def _late(connection: Connection, quarter: Quarter, submitted: Iterable[datetime | None]) -> list[bool]:
    noted, due = noted_day(connection), quarter.assessment_due_on
    return [pd.notna(each) and standing_moment(noted, each).date() > due for each in submitted]
