"""第三方评估表: every assigned project with its indicators, to be filled in off line and imported again."""

from io import BytesIO

import xlsxwriter

from data_access.assessment_layout import COLUMNS, METHOD_POSITION, AssessmentRows
from glossary import ValueKind, labels
from reports.form_workbook import A4, FORMULA_STARTS, GREY, HELP_HEADER, lay_out, offer, write_table

SHEET, HELP = "第三方评估", "填写说明"
YELLOW = "#FFF8E1"
NUMBERS = ("position", "sequence", "weight")
INSTRUCTIONS = (
    ("填哪里", "浅黄色的列：情况、数值、依据、更正原因。灰色的列不要改，系统靠它们认出这一行。"),
    ("情况", f"从下拉中选：{'、'.join(kind.label for kind in ValueKind)}。填了数值的可以不选。"),
    ("数值", "只写数字，单位看“单位”一列；写 95 或 95% 都行。这一列是文本，写什么就是什么。"),
    ("依据", "有数值的必须写依据：材料名称、页码、文号或网址。“不适用”在这里写原因。"),
    ("未提供", "要了材料、对方没有给的写“未提供”；截止日以后仍未提供的按 0 分计。"),
    ("评估方法", "每个项目第一行是评估方法，写在“依据”一列：怎么核查、查了哪些材料、走访了谁。"),
    ("更正原因", "已经提交的项目，改动哪一行就在哪一行写明原因；没有提交的不用写。"),
    ("导入", "存成 .xlsx，在系统“第三方评估”页面导入。存入前先列给您核对，只存改过的行；导入不等于提交。"),
    ("别处先改了", "下载以后在系统里改过的行不会被覆盖，导入时会列出来。"),
    ("删去一行", "只是这次不导入它，系统里的记录不变。"),
)


def assessment_workbook(rows: AssessmentRows) -> bytes:
    """An .xlsx with one row per indicator in the layout of COLUMNS; what is typed stays what is typed."""
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet, instructions = book.add_worksheet(SHEET), book.add_worksheet(HELP)
        _write_rows(book, sheet, rows)
        due = f"{rows.quarter}，请在 {rows.due_on}（含）前填报提交；以后登记的标为逾期。"
        write_table(book, instructions, HELP_HEADER, (("季度和期限", due), *INSTRUCTIONS), (16, 90))
    return stream.getvalue()


def _write_rows(book, sheet, rows: AssessmentRows) -> None:
    header = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter"})
    looks = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#D0D0D0"}
    given = book.add_format({**looks, "bg_color": GREY})
    bold = book.add_format({**looks, "bg_color": GREY, "bold": True})
    open_, quoted = (
        book.add_format({**looks, "bg_color": YELLOW, "num_format": "@", **more})
        for more in ({}, {"quote_prefix": True})
    )
    for at, column in enumerate(COLUMNS):
        sheet.set_column(at, at, column.width)
        sheet.write_string(0, at, column.header, header)
        for line, cell in enumerate(rows.rows[column.field].tolist(), start=1):
            is_method = rows.rows["position"].iloc[line - 1] == METHOD_POSITION
            usual = open_ if column.is_filled_in else bold if is_method else given
            if column.field in NUMBERS and cell != "":
                sheet.write_number(line, at, cell, usual)
            elif isinstance(cell, str) and cell:
                sheet.write_string(
                    line, at, cell, quoted if usual is open_ and cell.startswith(FORMULA_STARTS) else usual
                )
            else:
                sheet.write_blank(line, at, None, usual)
    _lay_out(sheet, max(len(rows.rows), 1))


def _lay_out(sheet, last: int) -> None:
    sheet.set_row(0, 32)
    sheet.autofilter(0, 0, last, len(COLUMNS) - 1)
    sheet.freeze_panes(1, 3)
    lay_out(sheet, paper=A4)
    sheet.repeat_rows(0)
    kind = [column.field for column in COLUMNS].index("kind")
    offer(sheet, kind, last, list(labels(ValueKind).values()))
