"""第三方评估 out to a spreadsheet and in again: all assigned projects at once, only edited rows are stored."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

import pandas as pd

from actions.assessment_cells import number_text, scale
from actions.assessment_checks import own
from actions.assessment_rows import ChangedRow, FileRow, Known, sort_rows
from actions.assessments import recorded
from actions.idea_cells import FAULT
from actions.quarter_checks import QuarterRefused, held_quarter
from data_access import assessments, evaluation_quarters, workbook_faults
from data_access.assessment_layout import (
    COLUMNS,
    LABELS,
    METHOD_NAME,
    METHOD_POSITION,
    NEEDED,
    AssessmentRows,
    places_of,
)
from data_access.engine import Connection, Engine, reading, writing
from data_access.import_records import RejectedRow
from data_access.workbook_errors import ImportRefused, NoHeader, OnlyHeader
from data_access.workbooks import Sheet, read_workbook, text_of
from glossary import IndicatorFamily, ValueKind, labels
from permissions import Permission, Person, require

__all__ = ["AssessmentFile", "ImportRefused", "RowsRefused", "Stored", "apply", "export", "read_file"]

MAX_ROWS = 20_000


class RowsRefused(Exception):
    """Nothing of a file was stored, for rows that are not what they were when it was looked at."""

    def __init__(self, rows: list[RejectedRow]) -> None:
        self.rows = rows
        super().__init__(f"有 {len(rows)} 行在您核对之后变了，没有存入任何内容。请看过下面的情况，再核对一次。")


@dataclass(frozen=True)
class AssessmentFile:
    """What a file holds, before anything is stored."""

    quarter: str
    file_name: str
    header: list[str]
    changed: tuple[ChangedRow, ...]
    unchanged: int
    problems: tuple[RejectedRow, ...]
    ignored: tuple[str, ...]  # headers of columns that are not part of the layout


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
    sheet = _sheet(content, file_name)
    places = places_of(sheet.header)
    missing = [LABELS[field] for field in NEEDED if field not in places]
    if missing:
        raise ImportRefused(f"没有“{'、'.join(missing)}”这一列，没有存入任何内容。请在下载的表格上填写，保留列名。")
    rows = _rows(sheet, places, workbook_faults.faulty_cells(content))
    with reading(engine) as connection:
        found = sort_rows(rows, _known(connection, quarter, by))
    return AssessmentFile(
        quarter=quarter,
        file_name=file_name,
        header=sheet.header,
        changed=tuple(row for row in found if isinstance(row, ChangedRow)),
        unchanged=found.count(None),
        problems=tuple(row for row in found if isinstance(row, RejectedRow)),
        ignored=tuple(name for at, name in enumerate(sheet.header) if at not in places.values()),
    )


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
        if refused:
            raise RowsRefused(sorted(refused, key=lambda row: row.row_number))
    return Stored(count, tuple(projects))


def _rejected(row: ChangedRow, reason: str) -> RejectedRow:
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


def _sheet(content: bytes, file_name: str) -> Sheet:
    if PurePath(file_name).suffix.lower() != ".xlsx":
        raise ImportRefused("只能导入 .xlsx 文件，没有存入任何内容。请把下载的表格填好后另存为 .xlsx 再导入。")
    try:
        sheet = read_workbook(content, file_name)
    except (NoHeader, OnlyHeader) as problem:
        raise ImportRefused("没有读到指标，没有存入任何内容。请在下载的表格上填写，第一行是列名。") from problem
    if len(sheet.rows) > MAX_ROWS:
        raise ImportRefused(f"这个文件超过 {MAX_ROWS:,} 行，没有存入任何内容。请分成几个文件。")
    return sheet


def _rows(sheet: Sheet, places: dict[str, int], faults: set[tuple[int, int]]) -> list[FileRow]:
    rows = []
    for number, row in sheet.rows:
        cells = {
            field: FAULT if (number, at) in faults else row[at] if at < len(row) else "" for field, at in places.items()
        }
        rows.append(FileRow(number, cells, [text_of(cell) for cell in row[: len(sheet.header)]]))
    return rows
