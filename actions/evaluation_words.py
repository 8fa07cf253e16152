"""自评 of the departments and 点评 of the leaders: what people say beside the scores; appended, never changed."""

import math
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from actions.assessment_checks import NOTHING_STORED, REFUSALS, carried, written
from actions.evaluation import not_published
from actions.quarter_checks import QuarterRefused, held_quarter
from data_access import assessments, evaluation_quarters, evaluation_words
from data_access.engine import Connection, Engine, reading, writing
from data_access.evaluation_quarters import Quarter
from data_access.journal import Entry
from glossary import Grade, QuarterState, WorkStep
from permissions import Permission, Person, require

__all__ = ["LONGEST", "REFUSALS", "Words", "comment", "self_assess", "words"]

LONGEST, SHORTEST_SELF, SHORTEST_COMMENT = 2000, 10, 2


@dataclass(frozen=True)
class Words:
    """By project, the newest first: of the 自评 the first of each project counts, of the 点评 all are shown.

    Columns: data_access.evaluation_words.SELF_COLUMNS and COMMENT_COLUMNS.
    """

    self_assessments: pd.DataFrame
    comments: pd.DataFrame


def self_assess(
    engine: Engine, *, quarter: str, number: str, score: float, content: str, by: Person, at: datetime
) -> int:
    """自评 of a project by one of its departments while the quarter is open; returns its sequence, the last counts.

    Raises: NotPermitted, NoSuchQuarter, QuarterClosed, QuarterRefused.
    """
    require(by, Permission.SELF_ASSESS, "填报自评")
    with writing(engine) as connection:
        held = held_quarter(connection, quarter)
        project_id = carried(connection, held, number, by)
        if score is None or not math.isfinite(score) or not 0 <= score <= 100:
            raise QuarterRefused(f"自评分请填 0 至 100 的数，{NOTHING_STORED}。")
        content = written(content, LONGEST, "自评说明", shortest=SHORTEST_SELF)
        what = {"department_code": by.department_code, "score": float(score), "content": content}
        made = evaluation_words.add_self_assessment(connection, held, project_id, **what, at=at, by_name=by.name)
        details = {"project": number, "department": by.department_code, "sequence": made}
        evaluation_quarters.note(connection, held, Entry(WorkStep.SELF_ASSESSED, details=details), by=by, at=at)
        return made


def comment(
    engine: Engine, *, quarter: str, number: str, grade: Grade | None = None, content: str, by: Person, at: datetime
) -> int:
    """点评 of a leader, also after the publication, for it is no input of any figure; returns its sequence.

    Raises: NotPermitted, NoSuchQuarter, QuarterClosed, QuarterRefused.
    """
    require(by, Permission.COMMENT_ON_PROJECTS, "点评项目")
    with writing(engine) as connection:
        held = held_quarter(connection, quarter, states=(QuarterState.OPEN, QuarterState.PUBLISHED))
        project_id = evaluation_quarters.project_id(connection, held, number)
        content = written(content, LONGEST, "点评内容", shortest=SHORTEST_COMMENT)
        what = {"grade": grade, "content": content, "at": at, "by_name": by.name}
        made = evaluation_words.add_comment(connection, held, project_id, **what)
        details = {"project": number, "sequence": made}
        evaluation_quarters.note(connection, held, Entry(WorkStep.LEADER_COMMENTED, details=details), by=by, at=at)
        return made


def words(engine: Engine, *, quarter: str, number: str | None = None, by: Person) -> Words:
    """What was said in a quarter, or about one project of it.

    Leaders and coordinators read everything, a department what is about its own projects (点评 only once published),
    the others read once published. Raises: NotPermitted, NoSuchQuarter.
    """
    with reading(engine) as connection:
        held = evaluation_quarters.find(connection, quarter)
        is_department = _reads_own_only(connection, held, by)
        asked = {"number": number}
        own = evaluation_words.self_assessments(connection, held, **asked)
        comments = evaluation_words.leader_comments(connection, held, **asked)
        if not is_department:
            return Words(own, comments)
        mine = _projects_of(connection, held, by)
        if held.state is not QuarterState.PUBLISHED:
            comments = comments.head(0)
        return Words(*(each[each["project"].isin(mine)].reset_index(drop=True) for each in (own, comments)))


def _reads_own_only(connection: Connection, quarter: Quarter, by: Person) -> bool:
    if by.may(Permission.READ_EVALUATION):
        return False
    if by.may(Permission.READ_OWN_DEPARTMENT_EVALUATION):
        return True
    require(by, Permission.READ_PUBLISHED_EVALUATION, "查看自评和点评")
    if quarter.state is not QuarterState.PUBLISHED:
        raise not_published(connection, quarter)
    return False


def _projects_of(connection: Connection, quarter: Quarter, by: Person) -> set[str]:
    return set(assessments.projects(connection, quarter, department=by.department_code or "")["project"])
