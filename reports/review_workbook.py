"""专家评分表: one workbook to score the open round off line, with anchors, a total that forms itself, and how to."""

from io import BytesIO

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from data_access import quarters, review_layout
from data_access.review_layout import ABSTAIN, CHANGE, COMMENT, KEY, NUMBER, STATE, TITLE, TOTAL, FormRow, ReviewRows
from reports.form_workbook import A3, FORMULA_STARTS, GREY, HELP_HEADER, lay_out, write_table

SHEET, STANDARDS, BEFORE, HELP = "评分表", "评分标准", "上一轮", "填写说明"
HEAD = 1  # a caption stands above the header
WIDTHS = {NUMBER: 14, TITLE: 32, STATE: 9, TOTAL: 14, COMMENT: 50, CHANGE: 30, ABSTAIN: 30, KEY: 4}
MARK_WIDTH = 11
INSTRUCTIONS = (
    ("打分", "每项 0 到 100 分，最多一位小数，例如 85 或 85.5。标准和各档含义见“评分标准”，也在列名的批注里。"),
    ("一行填全", "一个项目的各项都打了分才能提交；整行空着表示这次不交这个项目。"),
    ("加权总分", "自动计算，只供您查看，交回时不读。"),
    ("意见", "下一轮不署名给本组评委看；请不要写出自己和他人的姓名、电话。"),
    ("调整理由", "第二轮起，分数与自己上一轮不同的，要写明理由；上一轮的情况见“上一轮”。"),
    ("弃权原因", "不熟悉或材料不足时弃权，写明原因，不要打分。有利害关系的请在系统里回避，不要弃权。"),
    ("已提交的行", "灰底，已经锁定，改了也不会存入；确需修改的，请评估专员在系统里退回。"),
    ("不要改动", "不要增删列、改列名或改动隐藏的识别码，系统靠它认出是谁的哪个项目。"),
    ("交回", "存成 .xlsx，在“专家评审”页面“离线填写”里选择，核对后确认提交；提交后锁定。"),
)


def review_workbook(rows: ReviewRows) -> bytes:
    """An .xlsx with one row per project of the open round; only its owner can send it back."""
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        _write_form(book, book.add_worksheet(SHEET), rows)
        _write_standards(book, book.add_worksheet(STANDARDS), rows)
        if len(rows.before):
            _write_before(book, book.add_worksheet(BEFORE), rows)
        write_table(book, book.add_worksheet(HELP), HELP_HEADER, INSTRUCTIONS, (16, 90))
    return stream.getvalue()


def _write_form(book, sheet, rows: ReviewRows) -> None:
    columns = review_layout.headers(rows.criteria)
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter"})
    name = f"{quarters.in_words(rows.quarter)}专家评审 第 {rows.round} 轮评分表"
    sheet.write_string(0, 0, f"{name}（{rows.expert}），{rows.due_on:%Y-%m-%d} 前交回", book.add_format({"bold": True}))
    sheet.set_row(HEAD, 34)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, WIDTHS.get(column, MARK_WIDTH), None, {"hidden": column == KEY})
        sheet.write_string(HEAD, place, column, bold)
    for place, criterion in enumerate(rows.criteria.itertuples(), start=columns.index(STATE) + 1):
        sheet.write_comment(HEAD, place, _anchors(criterion), {"x_scale": 3, "y_scale": 2.2})
    for line, row in enumerate(rows.rows, start=HEAD + 1):
        _write_row(book, sheet, line, row, rows, columns)
    sheet.freeze_panes(HEAD + 1, 2)
    lay_out(sheet, paper=A3)
    sheet.repeat_rows(HEAD)


def _anchors(criterion) -> str:
    bands = [f"{low:g}–{high:g}：{words}" for low, high, words in criterion.anchors]
    return "\n".join([criterion.question, *bands])


def _write_row(book, sheet, line: int, row: FormRow, rows: ReviewRows, columns: list[str]) -> None:
    texts = {NUMBER: row.number, TITLE: row.title, STATE: row.state, KEY: str(row.key)}
    texts |= {COMMENT: row.comment, CHANGE: row.change_reason, ABSTAIN: row.abstain_reason}
    for place, column in enumerate(columns):
        if column in texts:
            fixed = row.is_done or column in (NUMBER, TITLE, STATE, KEY)
            _write_text(book, sheet, line, place, texts[column], fixed)
    first = columns.index(STATE) + 1
    look = book.add_format({"num_format": "0.0", "align": "center", "bg_color": GREY} if row.is_done else
                           {"num_format": "0.0", "align": "center", "border": 7})  # fmt: skip
    for place, criterion in enumerate(rows.criteria.itertuples(), start=first):
        if criterion.id in row.marks:
            sheet.write_number(line, place, row.marks[criterion.id], look)
        else:
            sheet.write_blank(line, place, None, look)
    last = first + len(rows.criteria) - 1
    if not row.is_done:
        sheet.data_validation(line, first, line, last, _validation())
    _write_total(book, sheet, line, columns.index(TOTAL), (first, last), row, rows)


def _write_text(book, sheet, line: int, place: int, text: str, fixed: bool) -> None:
    look = {"text_wrap": True, "valign": "top", "num_format": "@"} | ({"bg_color": GREY} if fixed else {})
    if text.startswith(FORMULA_STARTS):
        look |= {"quote_prefix": True}
    if text:
        sheet.write_string(line, place, text, book.add_format(look))
    else:
        sheet.write_blank(line, place, None, book.add_format(look))


def _validation() -> dict:
    sentence = "请写 0 到 100 的数，最多一位小数，例如 85 或 85.5。"
    says = {"error_title": "不是分数", "error_message": sentence}
    return {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 100, **says}


def _write_total(book, sheet, line: int, place: int, marks: tuple[int, int], row: FormRow, rows: ReviewRows) -> None:
    """Σ weight × mark ÷ Σ weight once every mark is there, before that what is lacking."""
    first, last = (xl_rowcol_to_cell(line, column) for column in marks)
    weights = [f"{criterion.weight:g}" for criterion in rows.criteria.itertuples()]
    parts = [f"{weight}*{xl_rowcol_to_cell(line, marks[0] + at)}" for at, weight in enumerate(weights)]
    count, counted = len(weights), f"COUNT({first}:{last})"
    total = f"ROUND(({'+'.join(parts)})/({'+'.join(weights)}),2)"
    formula = f'=IF({counted}={count},{total},IF({counted}=0,"","还差 "&({count}-{counted})&" 项"))'
    value: object = ""
    if len(row.marks) == count:
        pairs = [(criterion.weight, row.marks[criterion.id]) for criterion in rows.criteria.itertuples()]
        value = round(sum(weight * mark for weight, mark in pairs) / sum(weight for weight, _mark in pairs), 2)
    sheet.write_formula(line, place, formula, book.add_format({"bg_color": GREY, "align": "center"}), value)


def _write_standards(book, sheet, rows: ReviewRows) -> None:
    lines = []
    for criterion in rows.criteria.itertuples():
        for at, (low, high, words) in enumerate(criterion.anchors):
            named = (criterion.name, f"{criterion.weight:g}", criterion.question) if at == 0 else ("", "", "")
            lines.append((*named, f"{low:g}–{high:g}", words))
    write_table(book, sheet, ("标准", "权重", "看什么", "分数", "含义"), lines, (14, 8, 46, 10, 52))


def _write_before(book, sheet, rows: ReviewRows) -> None:
    def points(value: float) -> str:
        return "" if value != value else f"{value:.2f}"

    points_of = ("own", "lower_quartile", "median", "upper_quartile")
    lines = [
        (row.number, row.title, row.criterion, *(points(getattr(row, name)) for name in points_of))
        for row in rows.before.itertuples()
    ]
    lines += [(row.number, row.title, "其他评委的意见", row.comment, "", "", "") for row in rows.comments.itertuples()]
    header = ("项目编号", "项目", "标准", "我上一轮", "本组下四分位", "本组中位数", "本组上四分位")
    write_table(book, sheet, header, lines, (14, 30, 16, 18, 14, 14, 14))
