"""第三方评估 out to a spreadsheet and in again: all assigned projects at once, only edited rows are stored."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

import pandas as pd

from actions.assessment_cells import number_text, scale
from actions.assessment_checks import own
from actions.assessment_rows import EditedIndicator, Known, sort_rows
from actions.assessments import recorded
from actions.quarter_checks import QuarterRefused, held_quarter
from actions.returned_workbooks import EditedFile, Form, read, refuse
from data_access import assessments, evaluation_quarters
from data_access.assessment_layout import COLUMNS, LABELS, METHOD_NAME, METHOD_POSITION, NEEDED, AssessmentRows
from data_access.engine import Connection, Engine, reading, writing
from data_access.import_records import RejectedRow
from data_access.workbooks import places_of
from glossary import IndicatorFamily, ValueKind, labels
from permissions import Permission, Person, require

FORM = Form(
    rows="指标",
    how="在下载的表格上填写",
    places_of=partial(places_of, wanted={column.field: column.header for column in COLUMNS}),
    needed={field: LABELS[field] for field in NEEDED},
    most_rows=20_000,
)


@dataclass(frozen=True, kw_only=True)
class AssessmentFile(EditedFile):
    """What a file holds, before anything is stored; rows changed elsewhere meanwhile are among its problems."""

    quarter: str


@dataclass(frozen=True)
class Stored:
    """How many indicators changed in which projects."""

    values: int
    projects: tuple[str, ...]


def export(engine: Engine, *, quarter: str, by: Person) -> AssessmentRows:
    """Every project assigned to this person, by number, as rows. Raises: NotPermitted, NoSuchQuarter."""
    require(by, Permission.ASSESS_PROJECTS, "下载第三方评估表格")
    with reading(engine) as connection:
        held = evaluation_quarters.find(connection, quarter)
        found = assessments.projects(connection, held, account_id=by.account_id)
        latest = assessments.latest_values(connection, held, [int(each) for each in found["assessment_id"]])
    kinds, families = labels(ValueKind), labels(IndicatorFamily)
    rows = []
    for project in found.itertuples():
        named = {"quarter": quarter, "project": project.project, "title": project.title}
        method = {"position": METHOD_POSITION, "indicator": METHOD_NAME, "evidence": project.method}
        rows.append(named | method)
        for row in latest[latest["project"] == project.project].itertuples():
            about = {name: getattr(row, name) for name in ("position", "sequence", "unit", "weight", "wanted_evidence")}
            about |= {"indicator": row.name, "family": families[row.family], "scale": scale(row)}
            told = {"kind": kinds.get(row.kind, ""), "value": number_text(row.value), "evidence": row.evidence or ""}
            rows.append(named | about | told)
    frame = pd.DataFrame(rows, columns=[column.field for column in COLUMNS], dtype=object)
    return AssessmentRows(quarter, frame.where(frame.notna(), ""), f"{held.assessment_due_on:%Y-%m-%d}")


def read_file(engine: Engine, *, quarter: str, content: bytes, file_name: str, by: Person) -> AssessmentFile:
    """What a filled-in workbook would change; stores nothing.

    Raises: NotPermitted, NoSuchQuarter, ImportRefused.
    """
    require(by, Permission.ASSESS_PROJECTS, "导入第三方评估")
    returned = read(content, file_name, FORM)
    with reading(engine) as connection:
        found = sort_rows(returned.rows, _known(connection, quarter, by))
    return AssessmentFile.of(returned, found, quarter=quarter)


def apply(engine: Engine, *, file: AssessmentFile, by: Person, at: datetime) -> Stored:
    """Store the edited rows of a file that was looked at: all of them, or none.

    Raises: NotPermitted, NoSuchQuarter, QuarterClosed; RowsRefused when a row cannot be stored any more.
    """
    require(by, Permission.ASSESS_PROJECTS, "导入第三方评估")
    refused: list[RejectedRow] = []
    count, projects = 0, sorted({row.project for row in file.changed})
    with writing(engine) as connection:
        held = held_quarter(connection, file.quarter)
        for project in projects:
            rows = [row for row in file.changed if row.project == project]
            try:
                found = own(connection, held, project, by)
                latest = assessments.latest_values(connection, held, [found.id]).set_index("indicator_id")["sequence"]
                stale = [each for each in rows if each.value and latest[each.value.indicator_id] != each.based_on]
                refused += [_rejected(each, "您核对以后又在别处改过，没有覆盖；请重新下载再改") for each in stale]
                values = [each.value for each in rows if each.value]
                method = next((each.method for each in rows if each.method is not None), None)
                count += recorded(connection, held, found, project, values=values, method=method, by=by, at=at)
            except QuarterRefused as problem:
                refused.append(_rejected(rows[0], str(problem)))
        refuse(refused)
    return Stored(count, tuple(projects))


def _rejected(row: EditedIndicator, reason: str) -> RejectedRow:
    told = "、".join(cell.label for cell in row.cells)
    return RejectedRow(row.row_number, told, f"{row.project} {row.indicator}", reason, row.texts)


def _known(connection: Connection, quarter: str, by: Person) -> Known:
    held = evaluation_quarters.find(connection, quarter)
    mine = assessments.projects(connection, held, account_id=by.account_id)
    ids = [int(each) for each in mine["assessment_id"]]
    latest = assessments.latest_values(connection, held, ids)
    said = assessments.recorded(connection, ids)
    return Known(
        quarter,
        mine.set_index("project"),
        {(row.project, int(row.position)): row for row in latest.itertuples()},
        {(row.assessment_id, row.indicator_id, row.sequence): row for row in said.itertuples()},
    )
