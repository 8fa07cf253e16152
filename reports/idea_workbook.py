"""金点子表格: ideas as a workbook that can be edited and imported again, with how to fill it in and what to choose."""

from io import BytesIO

import xlsxwriter

from data_access.idea_layout import COLUMNS, KEYS, LABELS, IdeaColumn, IdeaRows
from reports.form_workbook import (
    A3,
    FORMULA_STARTS,
    GREY,
    HELP_HEADER,
    lay_out,
    offer_lists,
    write_choices,
    write_table,
)

SHEET, HELP, CHOICES = "金点子", "填写说明", "可选项"
LINE_POINTS, MOST_LINES = 15, 12
# Rows below the last that can be filled with new ideas and still offer the lists.
NEW_ROWS = 500
SHORT = ("number", "title", "category_code", "township_codes")
INSTRUCTIONS = (
    ("修改", "直接改单元格，存成 .xlsx，再在系统里导入。只有改过的格子会存入，没有改的一律不动。"),
    ("新增", "在最后一行下面接着写，编号和版本留空；导入后进入“征集”。"),
    ("编号、版本", "不要改。系统靠它们认出这一行，并发现您改的时候有没有别人也改过。"),
    ("别人先改了", "导出以后别人改过的，您对这一行的修改不会覆盖别人的，导入时会列出来。"),
    ("标（只读）的列", "只供查看，导入时不读；改了会提示您。"),
    ("预计费用", "以元为单位的整数，例如 120000；不知道就留空。"),
    ("分类", "写成“一级分类/二级分类”，可从下拉中选，或照“可选项”一页填写。"),
    ("镇办区", "几个之间用顿号“、”隔开；全市性的留空。"),
    ("删去一行", "只是这次不导入它，系统里的金点子不会删除。"),
    ("清空一格", "会清空系统里的这一项；导入前会让您核对。"),
)


def idea_workbook(rows: IdeaRows) -> bytes:
    """An .xlsx with one row per idea in the layout of COLUMNS; texts are texts, whatever they begin with."""
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet, instructions, choices = (book.add_worksheet(name) for name in (SHEET, HELP, CHOICES))
        _write_ideas(book, sheet, rows)
        write_table(book, instructions, HELP_HEADER, INSTRUCTIONS, (18, 90))
        write_choices(book, choices, _lists(rows), (32, 24))
    return stream.getvalue()


def _lists(rows: IdeaRows) -> dict[str, tuple[str, ...]]:
    """Column label → what may stand in it."""
    return {LABELS["category_code"]: rows.categories, LABELS["township_codes"]: rows.townships}


def _write_ideas(book, sheet, rows: IdeaRows) -> None:
    header = {"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter"}
    headers = {True: book.add_format(header), False: book.add_format(header | {"bg_color": GREY})}
    formats = {column.field: _formats(book, column) for column in COLUMNS}
    sheet.set_row(0, 2 * LINE_POINTS)
    for position, column in enumerate(COLUMNS):
        sheet.set_column(position, position, column.width, formats[column.field][False])
        sheet.write_string(0, position, column.header, headers[column.is_read and column.field not in KEYS])
    for line, idea in enumerate(rows.ideas.to_dict("records"), start=1):
        sheet.set_row(
            line, LINE_POINTS * min(MOST_LINES, max(_lines(idea[each.field], each.width) for each in COLUMNS))
        )
        for position, column in enumerate(COLUMNS):
            _write_cell(sheet, line, position, idea[column.field], formats[column.field])
    last = max(len(rows.ideas), 1)
    sheet.autofilter(0, 0, last, len(COLUMNS) - 1)
    sheet.freeze_panes(1, 3)
    lay_out(sheet, paper=A3)
    sheet.repeat_rows(0)
    offer_lists(sheet, [column.label for column in COLUMNS], _lists(rows), last + NEW_ROWS, CHOICES)


def _formats(book, column: IdeaColumn) -> dict[bool, object]:
    """For a usual text, and for one that a spreadsheet would take for a formula."""
    look = {"text_wrap": True, "valign": "top"}
    if not column.is_read or column.field in KEYS:
        look |= {"bg_color": GREY}
    if column.field in SHORT:  # long texts stay general: older spreadsheets show #### for long cells marked as text
        look |= {"num_format": "@"}
    if column.field == "cost_yuan":
        look |= {"num_format": "#,##0"}
    if column.field == "sequence":
        look |= {"align": "center"}
    return {False: book.add_format(look), True: book.add_format(look | {"quote_prefix": True})}


def _write_cell(sheet, line: int, position: int, value: object, formats: dict[bool, object]) -> None:
    if isinstance(value, int):
        sheet.write_number(line, position, value, formats[False])
    elif value:
        sheet.write_string(line, position, value, formats[value.startswith(FORMULA_STARTS)])


def _lines(value: object, width: int) -> int:
    """About how many lines a text takes in a column so wide, a Chinese character counting two."""
    if not isinstance(value, str):
        return 1
    return sum(1 + sum(2 if ord(sign) > 0x2E7F else 1 for sign in part) // width for part in value.split("\n"))
