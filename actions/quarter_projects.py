"""Which projects a quarter evaluates, how far citizens could follow each, and 一票否决 beside the score."""

from collections.abc import Collection, Mapping
from datetime import date, datetime

import pandas as pd

from actions import assessment_to_dos, review_to_dos
from actions.quarter_checks import Quarter, QuarterRefused, held_quarter, seen
from actions.review_words import LONGEST_REASON, UNTIL_PUBLISHED, needed
from data_access import assessments, evaluation_quarters, quarter_members
from data_access.engine import Connection, Engine, writing
from data_access.journal import Entry
from data_access.quarters import in_words, last_day
from glossary import ProjectState, QuarterState, RatingStage, WorkStep
from permissions import Permission, Person, require

__all__ = ["DUE", "REACHED", "choose_projects", "lift_veto", "remove_project", "set_veto"]

# Proposed by themselves; 立项 and 归档 can be added by hand.
DUE = (ProjectState.UNDER_REVIEW, ProjectState.IMPLEMENTING, ProjectState.COMPLETED, ProjectState.EFFECTIVE)
# The last stage citizens could rate, by the state of the project; the coordinator may know better.
REACHED = {
    ProjectState.ESTABLISHED: RatingStage.ASSIGNMENT,
    ProjectState.UNDER_REVIEW: RatingStage.ASSIGNMENT,
    ProjectState.IMPLEMENTING: RatingStage.HANDLING,
    ProjectState.COMPLETED: RatingStage.FEEDBACK,
    ProjectState.EFFECTIVE: RatingStage.EFFECT,
    ProjectState.ARCHIVED: RatingStage.EFFECT,
}


def choose_projects(
    engine: Engine,
    *,
    quarter: str,
    version: int,
    numbers: Collection[str],
    reached: Mapping[str, RatingStage] | None = None,
    by: Person,
    at: datetime,
) -> int:
    """Add projects to a quarter in 筹备, or set another stage for those in it; returns the quarter's new version.

    `reached`: stages by number where they differ from what the project's state says. Others stay as they are.
    Raises: NotPermitted, NoSuchQuarter, QuarterClosed, StaleQuarter, QuarterRefused.
    """
    require(by, Permission.MANAGE_EVALUATION, "确定参评项目")
    numbers, reached = sorted(set(numbers)), dict(reached or {})
    if not numbers:
        raise QuarterRefused("还没有选择项目，没有存入任何内容。")
    with writing(engine) as connection:
        held = held_quarter(connection, quarter, states=(QuarterState.PREPARING,))
        seen(held, version)
        found = quarter_members.found_projects(connection, numbers)
        _check(found, numbers, quarter)
        now = evaluation_quarters.projects_of(connection, held).set_index("number")["reached_stage"].to_dict()
        wanted = {row.number: _stage(row, reached, now) for row in found.itertuples()}
        changed = {number: stage for number, stage in wanted.items() if now.get(number) != stage.value}
        if not changed:
            raise QuarterRefused("这些项目都已在本季度，没有改动任何内容。")
        for row in found[found["number"].isin(list(changed))].itertuples():
            placed = {"reached": changed[row.number], "by": by, "at": at}
            evaluation_quarters.put_project(connection, held, row.project_id, **placed)
        details = {
            "added": {number: stage for number, stage in changed.items() if number not in now},
            "stages": {number: [now[number], stage] for number, stage in changed.items() if number in now},
        }
        return _noted(connection, held, Entry(WorkStep.PROJECTS_CHOSEN, details=details), by, at)


def _stage(row, reached: Mapping[str, RatingStage], now: Mapping[str, str]) -> RatingStage:
    known = reached.get(row.number) or now.get(row.number) or REACHED[ProjectState(row.state)]
    return RatingStage(known)


def remove_project(
    engine: Engine, *, quarter: str, version: int, number: str, reason: str, by: Person, at: datetime
) -> int:
    """Take a project out of a quarter in 筹备, with every expert and assessor assigned to it; returns the new version.

    Raises: NotPermitted, NoSuchQuarter, QuarterClosed, StaleQuarter, QuarterRefused.
    """
    require(by, Permission.MANAGE_EVALUATION, "移出参评项目")
    reason = needed(reason, LONGEST_REASON, "移出原因")
    with writing(engine) as connection:
        held = held_quarter(connection, quarter, states=(QuarterState.PREPARING,))
        seen(held, version)
        project = evaluation_quarters.project_id(connection, held, number)
        assessors = assessments.projects(connection, held)["account_id"].dropna()
        evaluation_quarters.remove_project(connection, held, project, reason=reason, at=at)
        seats = quarter_members.take_back_seats(connection, held, project, reason="项目移出参评", at=at)
        review_to_dos.no_successor_needed(connection, held, [project], by=by, at=at)
        for account in sorted({int(each) for each in assessors}):
            assessment_to_dos.settle(connection, held, account, by=by, at=at)
        details = {"removed": number, "experts": seats[0], "assessors": seats[1]}
        return _noted(connection, held, Entry(WorkStep.PROJECTS_CHOSEN, reason=reason, details=details), by, at)


def set_veto(engine: Engine, *, quarter: str, version: int, number: str, reason: str, by: Person, at: datetime) -> int:
    """一票否决: a flag beside the score, which stays what it is; returns the quarter's new version.

    Raises: NotPermitted, NoSuchQuarter, QuarterClosed, StaleQuarter, QuarterRefused.
    """
    require(by, Permission.MANAGE_EVALUATION, "作一票否决")
    reason = needed(reason, LONGEST_REASON, "一票否决的原因")
    return _flag(engine, quarter, version, number, reason, by=by, at=at)


def lift_veto(engine: Engine, *, quarter: str, version: int, number: str, reason: str, by: Person, at: datetime) -> int:
    """The flag no longer holds, said why; returns the quarter's new version.

    Raises: NotPermitted, NoSuchQuarter, QuarterClosed, StaleQuarter, QuarterRefused.
    """
    require(by, Permission.MANAGE_EVALUATION, "解除一票否决")
    reason = needed(reason, LONGEST_REASON, "解除原因")
    return _flag(engine, quarter, version, number, reason, lifted=True, by=by, at=at)


def _flag(
    engine: Engine,
    quarter: str,
    version: int,
    number: str,
    reason: str,
    *,
    lifted: bool = False,
    by: Person,
    at: datetime,
) -> int:
    with writing(engine) as connection:
        held = held_quarter(connection, quarter, states=UNTIL_PUBLISHED)
        seen(held, version)
        project = evaluation_quarters.project_id(connection, held, number)
        rows = evaluation_quarters.projects_of(connection, held).set_index("number")["veto_reason"]
        if pd.isna(rows[number]) is lifted:
            said = "没有被一票否决" if lifted else "已经被一票否决"
            raise QuarterRefused(f"{number} {said}，没有改动任何内容。")
        flag = {"reason": None, "by_name": None} if lifted else {"reason": reason, "by_name": by.name}
        quarter_members.set_veto(connection, held, project, **flag)
        entry = Entry(WorkStep.VETOED, reason=reason, details={"project": number, "lifted": lifted})
        return _noted(connection, held, entry, by, at)


def _check(found: pd.DataFrame, numbers: list[str], quarter: str) -> None:
    unknown = sorted(set(numbers) - set(found["number"]))
    withdrawn = found.loc[found["state"] == ProjectState.WITHDRAWN.value, "number"]
    end: date = last_day(quarter)
    later = found.loc[[each > end for each in found["established_on"]], "number"]
    faults = [f"没有项目 {'、'.join(unknown[:5])}"] if unknown else []
    faults += [f"{number} 已撤项" for number in withdrawn]
    faults += [f"{number} 在{in_words(quarter)}以后才立项" for number in later]
    if faults:
        raise QuarterRefused(f"{'；'.join(faults)}。没有存入任何内容，请去掉这些项目再存。")


def _noted(connection: Connection, held: Quarter, entry: Entry, by: Person, at: datetime) -> int:
    evaluation_quarters.note(connection, held, entry, by=by, at=at)
    return evaluation_quarters.change(connection, held)
