"""The workbook of ideas opens as a person expects: frozen, filtered, lists to choose from, texts as texts."""

import io

import openpyxl
import pandas as pd

from data_access.idea_layout import COLUMNS, IdeaRows
from reports.idea_workbook import idea_workbook

HEADER = [
    "编号", "版本", "标题", "问题", "建议方案", "预期效益", "预计费用（元）", "分类（一级/二级）", "镇办区",
    "状态（只读）", "点题（只读）", "来源件数（只读）", "主责单位（只读）", "最近修改（只读）",
]  # fmt: skip
FIELDS = [column.field for column in COLUMNS]
ROW = ["JDZ-2025-0001", 3, "=1+1", "甲\n乙", "+86", "-5", 1200, "住房/电梯", "", "征集", "群众点题", 2, "", "今天"]


def opened(*rows: list) -> openpyxl.Workbook:
    ideas = pd.DataFrame([dict(zip(FIELDS, row, strict=True)) for row in rows], columns=FIELDS, dtype=object)
    content = idea_workbook(IdeaRows(ideas, ("住房", "住房/电梯"), ("南城街道",)))
    return openpyxl.load_workbook(io.BytesIO(content))


def test_the_layout_is_what_the_import_reads():
    sheet = opened(ROW).worksheets[0]
    assert [cell.value for cell in sheet[1]] == HEADER
    assert [cell.value for cell in sheet[2]] == [value if value != "" else None for value in ROW]


def test_texts_that_look_like_formulas_are_texts_and_stay_so_when_edited():
    sheet = opened(ROW).worksheets[0]
    for position in (3, 5, 6):
        cell = sheet.cell(2, position)
        assert (cell.data_type, cell.quotePrefix) == ("s", 1)
    assert not sheet.cell(2, 4).quotePrefix


def test_read_only_columns_are_grey_and_the_rest_is_not():
    sheet = opened(ROW).worksheets[0]
    grey = [cell.value for cell in sheet[1] if cell.fill.fgColor.rgb == "FFEDEDED"]
    assert grey == ["编号", "版本", *HEADER[9:]]


def test_header_and_title_stay_in_sight_and_columns_can_be_filtered():
    sheet = opened(ROW, [*ROW[:3], *ROW[3:]]).worksheets[0]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("D2", "A1:N3")
    assert sheet.cell(2, 4).alignment.wrap_text


def test_category_and_township_offer_the_dictionary_also_below_the_last_row():
    book = opened(ROW)
    offered = {str(each.sqref): each.formula1 for each in book.worksheets[0].data_validations.dataValidation}
    assert offered == {"H2:H502": "'可选项'!$A$2:$A$3", "I2:I502": "'可选项'!$B$2:$B$2"}
    choices = [[cell.value for cell in row] for row in book["可选项"].iter_rows()]
    assert choices == [["分类（一级/二级）", "镇办区"], ["住房", "南城街道"], ["住房/电梯", None]]


def test_a_second_sheet_says_how_to_fill_it_in():
    book = opened(ROW)
    assert book.sheetnames == ["金点子", "填写说明", "可选项"]
    assert "编号和版本留空" in book["填写说明"]["B3"].value


def test_no_ideas_and_empty_dictionaries_make_a_workbook_to_fill_in():
    content = idea_workbook(IdeaRows(pd.DataFrame([], columns=FIELDS, dtype=object), (), ()))
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    assert [cell.value for cell in sheet[1]] == HEADER
    assert sheet.max_row == 1
