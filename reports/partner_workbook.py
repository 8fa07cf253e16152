"""社会力量名册: partners as a workbook that can be edited and imported again, with how to fill it in."""

from datetime import date, datetime
from io import BytesIO

import xlsxwriter

from data_access.partner_layout import ACTIVE_NAMES, COLUMNS, DAYS, KEYS, WHOLE_CITY_NAME, PartnerRows
from glossary import PartnerKind, labels
from reports.form_workbook import (
    A4,
    FORMULA_STARTS,
    GREY,
    HELP_HEADER,
    lay_out,
    offer_lists,
    write_choices,
    write_table,
)

SHEET, HELP, CHOICES = "社会力量", "填写说明", "可选项"
# Rows below the last that can be filled with new partners and still offer the lists.
NEW_ROWS = 500
INSTRUCTIONS = (
    ("修改", "直接改单元格，存成 .xlsx，再在系统里导入。只有改过的格子会存入，没有改的一律不动。"),
    ("新增", "在最后一行下面接着写，编号和版本留空；编号在导入时给出。"),
    ("编号、版本", "不要改。系统靠它们认出这一行，并发现您改的时候有没有别人也改过。"),
    ("别人先改了", "导出以后别人改过的，您对这一行的修改不会覆盖别人的，导入时会列出来。"),
    ("类型", f"{'、'.join(kind.label for kind in PartnerKind)}；已有的不能改类型。"),
    ("镇办区", f"从下拉中选；不限于一个镇办区的写“{WHOLE_CITY_NAME}”。"),
    ("擅长领域", "写一级分类，几个之间用顿号“、”隔开，照“可选项”一页填写。"),
    ("电话", "这一列是文本，开头的 0 不会丢；同一类型里姓名和电话都相同的算同一个，不重复登记。"),
    ("任期起、任期止", "写日期，例如 2025-01-31；任期止当天仍在任期内；没有期限的留空。"),
    ("状态", f"{'或'.join(ACTIVE_NAMES.values())}；停用的不再推荐和邀请，记录都保留。"),
    ("删去一行", "只是这次不导入它，系统里的记录不会删除。"),
    ("清空一格", "会清空系统里的这一项；导入前会让您核对。"),
)


def partner_workbook(rows: PartnerRows) -> bytes:
    """An .xlsx with one row per partner in the layout of COLUMNS; texts are texts, days are days."""
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet, instructions, choices = (book.add_worksheet(name) for name in (SHEET, HELP, CHOICES))
        _write_partners(book, sheet, rows)
        write_table(book, instructions, HELP_HEADER, INSTRUCTIONS, (18, 90))
        lists = _lists(rows)
        write_choices(book, choices, lists, (18,) * len(lists))
    return stream.getvalue()


def _lists(rows: PartnerRows) -> dict[str, tuple[str, ...]]:
    """Column label → what may stand in it."""
    return {
        "类型": tuple(labels(PartnerKind).values()),
        "镇办区": (WHOLE_CITY_NAME, *rows.townships),
        "擅长领域": rows.skills,
        "状态": tuple(ACTIVE_NAMES.values()),
    }


def _write_partners(book, sheet, rows: PartnerRows) -> None:
    plain, quoted, key, day = (
        book.add_format({"num_format": "@"}),
        book.add_format({"num_format": "@", "quote_prefix": True}),
        book.add_format({"bg_color": GREY}),
        book.add_format({"num_format": "yyyy-mm-dd"}),
    )
    header = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter"})
    sheet.set_row(0, 30)
    for position, column in enumerate(COLUMNS):
        usual = key if column.field in KEYS else day if column.field in DAYS else plain
        sheet.set_column(position, position, column.width, usual)
        sheet.write_string(0, position, column.header, header)
        for line, cell in enumerate(rows.partners[column.field].tolist(), start=1):
            if isinstance(cell, date):
                sheet.write_datetime(line, position, datetime.combine(cell, datetime.min.time()), day)
            elif isinstance(cell, str) and cell:
                is_formula = cell.startswith(FORMULA_STARTS)
                sheet.write_string(line, position, cell, quoted if is_formula else usual)
            elif column.field == "version":
                sheet.write_number(line, position, cell, key)
    last = max(len(rows.partners), 1)
    sheet.autofilter(0, 0, last, len(COLUMNS) - 1)
    sheet.freeze_panes(1, 4)
    lay_out(sheet, paper=A4)
    sheet.repeat_rows(0)
    offer_lists(sheet, [column.label for column in COLUMNS], _lists(rows), last + NEW_ROWS, CHOICES)
