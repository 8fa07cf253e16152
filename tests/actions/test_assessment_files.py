"""第三方评估 out to a workbook and in again: only edited rows change, what is wrong is said by row and column."""

import io
from datetime import timedelta

import openpyxl
import pytest

from actions import assessment_files, assessment_reads
from actions.assessment_cells import BadEntry, number_text, read_number
from actions.assessment_files import Stored
from actions.assessments import Value
from actions.quarter_checks import QuarterClosed
from actions.returned_workbooks import RowsRefused
from data_access.assessment_layout import COLUMNS
from data_access.workbook_errors import ImportRefused
from glossary import QuarterState, Role, ValueKind
from permissions import NotPermitted
from reports.assessment_workbook import assessment_workbook
from reports.rejected_rows import rejected_rows_workbook
from tests.actions.assessment_factories import BEST, FIRST, SECOND, Assessed
from tests.evaluation_factories import NOW, QUARTER

LATER = NOW + timedelta(hours=1)
PLACES = {column.field: at for at, column in enumerate(COLUMNS, start=1)}
METHOD_ROW, FIRST_ROW, SECOND_METHOD = 2, 3, 13


@pytest.fixture
def quarter(engine) -> Assessed:
    return Assessed(engine)


def exported(quarter: Assessed) -> bytes:
    return assessment_workbook(assessment_files.export(quarter.engine, quarter=QUARTER, by=quarter.assessor))


def edited(content: bytes, *cells: tuple[int, str, object]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content))
    for row, field, value in cells:
        cell = book.worksheets[0].cell(row, PLACES[field])
        cell.value = value
        if isinstance(value, str) and not value.startswith("=1/0"):
            cell.data_type = "s"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def read(quarter: Assessed, content: bytes, by=None, name="评估.xlsx"):
    asked = {"quarter": QUARTER, "content": content, "file_name": name}
    return assessment_files.read_file(quarter.engine, **asked, by=by or quarter.assessor)


def apply(quarter: Assessed, file) -> Stored:
    return assessment_files.apply(quarter.engine, file=file, by=quarter.assessor, at=LATER)


def problems(file) -> list[tuple]:
    return [(row.row_number, row.column_name, row.value, row.reason) for row in file.problems]


def test_the_workbook_holds_every_assigned_project_and_nobody_elses(quarter):
    quarter.project(3)
    quarter.record(values=quarter.values(61.25, *BEST[1:9], None))
    lines = [
        [cell.value for cell in line] for line in openpyxl.load_workbook(io.BytesIO(exported(quarter)))["第三方评估"]
    ]
    assert len(lines) == 1 + 2 * 11
    assert lines[0] == [column.header for column in COLUMNS]
    assert lines[1][:5] + lines[1][11:] == [QUARTER, FIRST, "项目1", 0, None, None, None, "现场核查和台账比对", None]
    assert lines[2] == [
        QUARTER, FIRST, "项目1", 1, 1, "决策", "群众意见采纳比例", "%", "≥ 90 % 得 100 分，≤ 40 % 得 0 分", 8,
        "意见汇总表与采纳说明", "有数值", "61.25", "台账第3页", None,
    ]  # fmt: skip
    assert lines[11][8] == "90—110 % 得 100 分，≤ 70 或 ≥ 130 % 得 0 分"
    assert lines[11][11:13] == ["未提供", None]
    assert {line[1] for line in lines[1:]} == {FIRST, SECOND}


def test_what_was_not_edited_changes_nothing(quarter):
    quarter.record()
    seen = read(quarter, edited(exported(quarter)))
    assert (seen.changed, seen.unchanged, seen.problems, seen.ignored) == ((), 22, (), ())


def test_a_whole_template_is_filled_in_off_line_and_stored(quarter):
    content = exported(quarter)
    cells = [(METHOD_ROW, "evidence", "查阅台账"), (SECOND_METHOD, "evidence", "现场走访")]
    for first in (FIRST_ROW, SECOND_METHOD + 1):
        for place, value in enumerate(BEST):
            cells += [(first + place, "value", value), (first + place, "evidence", f"材料{place}")]
    seen = read(quarter, edited(content, *cells))
    assert (len(seen.changed), seen.unchanged, seen.problems) == (22, 0, ())
    assert apply(quarter, seen) == Stored(20, (FIRST, SECOND))
    sheet = assessment_reads.sheet(quarter.engine, quarter=QUARTER, number=SECOND, by=quarter.assessor)
    assert list(sheet.indicators["value"]) == list(BEST)
    assert sheet.project["method"] == "现场走访"
    assert not sheet.is_submitted
    again = read(quarter, exported(quarter))
    assert again.changed == ()


def test_exactly_the_edited_rows_are_stored(quarter):
    quarter.record()
    changes = [(FIRST_ROW, "value", "80%"), (FIRST_ROW + 1, "kind", "不适用"), (FIRST_ROW + 1, "value", None)]
    seen = read(quarter, edited(exported(quarter), *changes, (FIRST_ROW + 1, "evidence", "没有方案")))
    shown = [(row.indicator, [(cell.label, cell.before, cell.after) for cell in row.cells]) for row in seen.changed]
    assert shown == [
        ("群众意见采纳比例", [("数值", "90", "80")]),
        ("方案公开征求意见天数", [("情况", "有数值", "不适用"), ("数值", "7", ""), ("依据", "台账第3页", "没有方案")]),
    ]
    apply(quarter, seen)
    assert [row[:4] for row in quarter.rows()[10:]] == [(1, 2, "provided", 80.0), (2, 2, "not_applicable", None)]


def test_what_is_wrong_is_said_by_row_and_column_and_the_rest_is_stored(quarter):
    cells = [
        (FIRST_ROW, "value", "九十"),
        (FIRST_ROW + 1, "value", 5),
        (FIRST_ROW + 2, "kind", "大概"),
        (FIRST_ROW + 3, "kind", "不适用"),
        (FIRST_ROW + 4, "evidence", "有依据没有数"),
        (FIRST_ROW + 5, "kind", "有数值"),
        (FIRST_ROW + 6, "position", 6),
        (FIRST_ROW + 7, "project", "XM-1999-0001"),
        (FIRST_ROW + 8, "quarter", "2025Q3"),
        (FIRST_ROW + 9, "kind", "未提供"),
    ]
    seen = read(quarter, edited(exported(quarter), *cells))
    assert problems(seen) == [
        (3, "数值", "九十", "“九十”不是数，请只写以“%”为单位的数字"),
        (4, "依据", "", "有数值，还要写明依据"),
        (5, "情况", "大概", "“大概”不认识，请写：有数值、不适用、未提供"),
        (6, "依据", "", "选了“不适用”，要写明原因"),
        (7, "情况", "", "写了依据，还没有写情况"),
        (8, "数值", "", "没有填数值"),
        (9, "序号", "6", "与第 8 行是同一项，请只留一行"),
        (10, "项目编号", "XM-1999-0001", "没有分派给您这个项目，请不要改动编号"),
        (11, "季度", "2025Q3", f"这里导入的是 {QUARTER}，这一行不是；请到那个季度导入"),
    ]
    assert quarter.rows() == []
    apply(quarter, seen)
    assert [row[:3] for row in quarter.rows()] == [(10, 1, "not_provided")]
    returned = rejected_rows_workbook(seen.header, seen.problems)
    assert len(read(quarter, returned).problems) == 9


def test_a_row_changed_elsewhere_since_the_download_is_not_overwritten(quarter):
    quarter.record()
    content = edited(exported(quarter), (FIRST_ROW, "value", "80"), (FIRST_ROW + 1, "value", "6"))
    quarter.record(values=quarter.values(85.0, *BEST[1:]))
    seen = read(quarter, content)
    assert problems(seen)[0][:2] == (3, "数值")
    assert "已在别处改成“85”" in problems(seen)[0][3]
    assert [row.indicator for row in seen.changed] == ["方案公开征求意见天数"]
    quarter.record(values=quarter.values(85.0, 5.0, *BEST[2:]))
    count = len(quarter.rows())
    with pytest.raises(RowsRefused) as refused:
        apply(quarter, seen)
    assert [(row.row_number, row.value) for row in refused.value.rows] == [(4, f"{FIRST} 方案公开征求意见天数")]
    assert len(quarter.rows()) == count


def test_a_submitted_project_wants_a_reason_in_the_row(quarter):
    quarter.record()
    quarter.submit()
    content = exported(quarter)
    assert "更正原因" in problems(read(quarter, edited(content, (FIRST_ROW, "value", "80"))))[0][3]
    seen = read(quarter, edited(content, (FIRST_ROW, "value", "80"), (FIRST_ROW, "reason", "抄错一行")))
    apply(quarter, seen)
    assert quarter.rows()[-1] == (1, 2, "provided", 80.0, False, "抄错一行")


def test_an_invented_version_is_refused(quarter):
    for version in (7, "x", -1):
        seen = read(quarter, edited(exported(quarter), (FIRST_ROW, "sequence", version), (FIRST_ROW, "value", 1)))
        assert problems(seen)[0][1] == "版本"


def test_a_file_that_is_none_of_ours_is_refused_with_a_sentence(quarter):
    with pytest.raises(ImportRefused, match="只能导入 .xlsx"):
        read(quarter, b"x", name="评估.csv")
    book = openpyxl.Workbook()
    book.active.append(["甲", "乙"])
    book.active.append(["1", "2"])
    stream = io.BytesIO()
    book.save(stream)
    with pytest.raises(ImportRefused, match="没有“季度、项目编号"):
        read(quarter, stream.getvalue())


def test_nobody_else_exports_or_imports(quarter):
    content = exported(quarter)
    for role in set(Role) - {Role.ASSESSOR, Role.EXPERT}:
        with pytest.raises(NotPermitted):
            assessment_files.export(quarter.engine, quarter=QUARTER, by=quarter.people[role])
        with pytest.raises(NotPermitted):
            read(quarter, content, quarter.people[role])
    other = quarter.account(Role.ASSESSOR, "other")
    assert assessment_files.export(quarter.engine, quarter=QUARTER, by=other).rows.empty
    seen = read(quarter, edited(content, (FIRST_ROW, "value", 1)), other)
    assert {row.column_name for row in seen.problems} == {"项目编号"}


def test_a_closed_quarter_stores_nothing_of_a_file(quarter):
    seen = read(quarter, edited(exported(quarter), (FIRST_ROW, "kind", "未提供")))
    quarter.move(QuarterState.PUBLISHED)
    with pytest.raises(QuarterClosed):
        apply(quarter, seen)


def test_text_that_looks_like_a_formula_stays_text(quarter):
    values = [Value(quarter.indicators()[0], ValueKind.PROVIDED, -0.5, "=1+1")]
    quarter.record(values=values)
    content = exported(quarter)
    assert read(quarter, edited(content)).changed == ()
    row = next(iter(openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(min_row=FIRST_ROW)))
    assert row[PLACES["evidence"] - 1].data_type == "s"


@pytest.mark.parametrize(
    ("typed", "number"),
    [("95", 95.0), ("95 %", 95.0), ("９５．５", 95.5), ("1,234.5", 1234.5), ("-3", -3.0), ("", None), (".5", 0.5)],
)
def test_a_number_is_read_as_people_write_it(typed, number):
    assert read_number(typed, "%") == number
    assert read_number(number_text(number), "%") == number


@pytest.mark.parametrize("typed", ["九", "1e5", "nan", "inf", "1.2.3", "95 天", "--1", "１２/３"])
def test_what_is_no_number_is_said_so(typed):
    with pytest.raises(BadEntry, match="不是数"):
        read_number(typed, "%")


@pytest.mark.parametrize("value", [0.1 + 0.2, 1e15, 123456789.123, 1 / 3, -0.0])
def test_a_stored_number_comes_back_to_the_last_digit(value):
    assert read_number(number_text(value)) == value
