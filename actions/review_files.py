"""The Excel form of the expert review: handed out for the open round, sent back, checked like the form on screen."""

from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from actions import review_drafts, review_to_dos
from actions.expert_feedback import feedback
from actions.expert_submissions import NoSuchAssignment, earlier_marks, put, standing
from actions.quarter_checks import Quarter, QuarterRefused, held_quarter
from actions.returned_workbooks import Form, Returned, read, refuse
from actions.review_conflicts import Conflict, own_conflicts
from actions.review_rows import LockedRow, OpenProject, ReadyRow, sort_rows
from data_access import evaluation_rules, expert_lists, expert_reviews, review_layout, review_rounds
from data_access.engine import Connection, Engine, reading, writing
from data_access.expert_reviews import OwnReview
from data_access.import_records import RejectedRow
from data_access.installation import day_now
from data_access.review_layout import BEFORE_COLUMNS, FormRow, ReviewRows, RowKey
from data_access.review_rounds import Round
from data_access.workbook_errors import ImportRefused
from data_access.workbooks import every_column
from glossary import ReviewState
from permissions import Permission, Person, require

DOING = "离线填写专家评审"
FORM = Form(
    rows="评分表",
    how="在下载的评分表上填写",
    places_of=every_column,
    needed={review_layout.KEY: review_layout.KEY},
    most_rows=2000,
)
# Columns for the eye: not read, and no loss.
SHOWN = (review_layout.TITLE, review_layout.STATE, review_layout.TOTAL)
NO_ROUND = "现在没有进行中的评审轮次，没有存入任何内容。下一轮开始后，待办里会有提醒。"


@dataclass(frozen=True)
class ReviewFile:
    """What a form sent back holds, before anything is handed in. unchanged: rows that are empty or say nothing new.

    drafted: numbers of projects of `ready` about which a draft on screen says something else.
    """

    file_name: str
    header: list[str]
    quarter: str
    round: int
    criteria: pd.DataFrame
    ready: tuple[ReadyRow, ...]
    locked: tuple[LockedRow, ...]
    problems: tuple[RejectedRow, ...]
    unchanged: int
    drafted: tuple[str, ...] = ()

    @property
    def left_out(self) -> tuple[RejectedRow, ...]:
        """Rows that will not be handed in; those that are locked were handed in before."""
        return self.problems


def export(engine: Engine, *, quarter: str, by: Person) -> ReviewRows:
    """The form with every declared project of the open round.

    Raises: NotPermitted, QuarterRefused when there is none.
    """
    require(by, Permission.REVIEW_PROJECTS, DOING)
    with reading(engine) as connection:
        found, each = _open_round(connection, quarter, by)
        criteria = evaluation_rules.criteria(connection, found.criteria_version_id)
        mine, given = _mine(connection, found, each, by)
    if mine.empty:
        raise QuarterRefused("还没有声明过利害关系的项目，没有可以下载的评分表。请先逐项声明。")
    rows = tuple(_form_row(row, found, each, by, given[row.assignment_id]) for row in mine.itertuples())
    before, comments = _before(engine, mine, by)
    return ReviewRows(found.quarter, each.number, each.due_on, by.name, criteria, rows, before, comments)


def _open_round(connection: Connection, quarter: str, by: Person) -> tuple[Quarter, Round]:
    chosen = next((q for q in expert_reviews.open_quarters(connection, by.account_id) if q.quarter == quarter), None)
    rounds = review_rounds.rounds(connection, chosen) if chosen else []
    if not rounds or not rounds[-1].is_open:
        raise QuarterRefused(NO_ROUND)
    return chosen, rounds[-1]


def _mine(
    connection: Connection, quarter: Quarter, each: Round, by: Person
) -> tuple[pd.DataFrame, dict[int, list[OwnReview]]]:
    """Declared projects of the round in the expert's order, and all the expert ever gave them."""
    listed = expert_lists.projects(connection, quarter, by.account_id, each)
    mine = listed[listed["declared"] & listed["in_round"]]
    return mine, expert_reviews.reviews(connection, [int(which) for which in mine["assignment_id"]])


def _form_row(row, quarter: Quarter, each: Round, by: Person, every: list[OwnReview]) -> FormRow:
    given = standing(every, each.number)
    key = RowKey(quarter.quarter, each.number, by.account_id, row.assignment_id, quarter.criteria_version_id)
    what = {} if given is None else {"marks": given.marks, "abstain_reason": given.abstain_reason}
    what |= {} if given is None else {"comment": given.comment, "change_reason": given.change_reason}
    return FormRow(key, row.number, row.title, ReviewState(row.state).label, given is not None, **what)


def _before(engine: Engine, mine: pd.DataFrame, by: Person) -> tuple[pd.DataFrame, pd.DataFrame]:
    figures, comments = [pd.DataFrame(columns=list(BEFORE_COLUMNS))], []
    for row in mine.itertuples():
        found = feedback(engine, assignment_id=row.assignment_id, by=by)
        if found is not None:
            named = found.figures.assign(number=row.number, title=row.title)
            figures.append(named[list(BEFORE_COLUMNS)])
            comments += [(row.number, row.title, comment) for comment in found.comments]
    told = figures[0] if len(figures) == 1 else pd.concat(figures[1:], ignore_index=True)
    return told, pd.DataFrame(comments, columns=["number", "title", "comment"])


def preview(engine: Engine, *, content: bytes, file_name: str, by: Person, at: datetime) -> ReviewFile:
    """What a form sent back would hand in at this moment; stores nothing.

    Raises: NotPermitted, ImportRefused, QuarterRefused.
    """
    require(by, Permission.REVIEW_PROJECTS, DOING)
    returned = read(content, file_name, FORM)
    key = _one_key(returned, by)
    with reading(engine) as connection:
        found, each = _open_round(connection, key.quarter, by)
        if key.round != each.number:
            now = f"这是第 {key.round} 轮的评分表，现在是第 {each.number} 轮"
            raise ImportRefused(f"{now}，没有存入任何内容。请重新下载。")
        criteria = evaluation_rules.criteria(connection, found.criteria_version_id)
        mine, given = _mine(connection, found, each, by)
        asked = {"account_id": by.account_id, "projects": list(mine["number"]), "on": day_now(connection, at)}
        ruled_out = own_conflicts(connection, found, **asked)
    missing = [name for name in review_layout.headers(criteria) if name not in (*SHOWN, *returned.header)]
    if missing or key.criteria_version_id != found.criteria_version_id:
        named = f"没有“{'、'.join(missing)}”这一列" if missing else "评审标准与下载时不同"
        raise ImportRefused(f"{named}，没有存入任何内容。请重新下载评分表，在上面填写。")
    sorted_rows = sort_rows(returned.rows, criteria, _known(mine, given, each, ruled_out))
    kinds = (ReadyRow, LockedRow, RejectedRow)
    ready, locked, problems = (tuple(row for row in sorted_rows if isinstance(row, kind)) for kind in kinds)
    told = {"unchanged": sorted_rows.count(None), "drafted": _drafted(engine, ready, each.number, by)}
    return ReviewFile(file_name, returned.header, found.quarter, each.number, criteria, ready, locked, problems, **told)


def _drafted(engine: Engine, ready: tuple[ReadyRow, ...], number: int, by: Person) -> tuple[str, ...]:
    given = {row.assignment_id: row.given for row in ready}
    with reading(engine) as connection:
        found = review_drafts.differing(connection, given, account_id=by.account_id, number=number)
    return tuple(row.number for row in ready if row.assignment_id in found)


def _known(
    mine: pd.DataFrame, given: dict[int, list[OwnReview]], each: Round, ruled_out: dict[str, Conflict]
) -> dict[int, OpenProject]:
    found = {}
    for row in mine.itertuples():
        every = given[row.assignment_id]
        marks = standing(every, each.number), earlier_marks(every, each.number)
        words = ruled_out[row.number].words if row.number in ruled_out else ""
        found[int(row.assignment_id)] = OpenProject(row.number, row.title, *marks, words)
    return found


def _one_key(returned: Returned, by: Person) -> RowKey:
    """What all rows of the file are about. Raises: ImportRefused for a form of somebody else."""
    found = [key for row in returned.rows if (key := RowKey.of(row.text(review_layout.KEY))) is not None]
    if not found:
        raise ImportRefused("评分表里的识别码都不见了，没有存入任何内容。请重新下载评分表，在上面填写。")
    if any(key.account_id != by.account_id for key in found):
        raise ImportRefused("这是另一位专家的评分表，没有存入任何内容。请用您自己下载的评分表。")
    if len({(key.quarter, key.round, key.criteria_version_id) for key in found}) > 1:
        raise ImportRefused("评分表里混有不同季度或轮次的行，没有存入任何内容。请重新下载评分表。")
    return found[0]


def apply(engine: Engine, *, file: ReviewFile, by: Person, at: datetime) -> int:
    """Hand in every good row of a form that was looked at: all of them, or none; returns how many.

    Raises: NotPermitted, NoSuchQuarter, QuarterClosed; RowsRefused when a row cannot be handed in any more.
    """
    require(by, Permission.REVIEW_PROJECTS, DOING)
    refused = []
    with writing(engine) as connection:
        held = held_quarter(connection, file.quarter)
        for row in file.ready:
            try:
                own = expert_reviews.own_assignment(connection, row.assignment_id, by.account_id)
                if own is None:
                    raise NoSuchAssignment
                put(connection, held, own, file.round, row.given, by=by, at=at, from_file=True)
            except QuarterRefused as why:
                refused.append(RejectedRow(row.row_number, review_layout.NUMBER, row.number, str(why), row.texts))
        refuse(refused)
        review_to_dos.settle(connection, held, [by.account_id], by=by, at=at)
    return len(file.ready)
