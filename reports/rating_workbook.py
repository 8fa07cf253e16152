"""群众评议导入模板: an empty table of ratings to fill in, with how to, and the projects that can be rated."""

from collections.abc import Sequence
from io import BytesIO

import xlsxwriter

from data_access.rating_layout import COLUMNS, LEVEL_WORDS, NEEDED, SOURCE_WORDS, STAGE_WORDS
from glossary import RATED, RatingSource, RatingStage
from reports.form_workbook import A4, GREY, HELP_HEADER, column_of, lay_out, offer, write_table

SHEET, HELP, CHOICES = "群众评议", "填写说明", "可选项"
ROWS = 2_000


def _words(words: dict) -> str:
    return "；".join(f"{term.label}也可写{'、'.join(others)}" for term, others in words.items())


INSTRUCTIONS = (
    ("一行一条", "一个人对一个项目的一个环节评一次，写一行。同一个人再评，以评议时间最晚的为准，以前的保留、不计分。"),
    ("项目编号", "例如 XM-2025-0001，照“可选项”一页填写；不参评的项目不能导入。"),
    ("环节", f"{'、'.join(stage.label for stage in RatingStage)}；只能写项目已经到了的环节。{_words(STAGE_WORDS)}。"),
    ("评议人", "手机号，没有手机号的写固定的编号。系统只存不可还原的密文，不存号码和姓名；各次写法要一致。"),
    ("满意度", f"{'、'.join(level.label for level in RATED)}。{_words(LEVEL_WORDS)}。不写分数。"),
    ("没有评的", "未评价、拒访、未接通的不要写进来，他们算在应评人数里。"),
    ("评议时间", "写 2025-11-28 10:30；只知道哪一天的写 2025-11-28。要在本季度内，不能晚于现在。"),
    ("方式", f"{'、'.join(source.label for source in RatingSource)}；不写算表格导入。{_words(SOURCE_WORDS)}。"),
    ("设备编号", "平台给出的设备标识，没有的留空；也只存密文。同一设备上评同一项目超过三人的会先隔离。"),
    ("作答秒数", "从打开到提交用了几秒，没有的留空。不足 3 秒的会先隔离。"),
    ("备注", "群众说了什么，不写姓名电话，最多 500 个字。写了的手机号和身份证号会打码。"),
    ("隔离", "隔离的评议不计分，也不删除，核实以后可以解除。"),
)


def rating_workbook(projects: Sequence[tuple[str, str, str]]) -> bytes:
    """The template as .xlsx; `projects`: number, title and label of the last stage that can be rated."""
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet, instructions, choices = (book.add_worksheet(name) for name in (SHEET, HELP, CHOICES))
        _write_header(book, sheet)
        write_table(book, instructions, HELP_HEADER, INSTRUCTIONS, (12, 100))
        write_table(book, choices, ("项目编号", "项目名称", "可以评到"), projects, (16, 50, 12))
        _offer_choices(sheet, len(projects))
    return stream.getvalue()


def _write_header(book, sheet) -> None:
    text, moment = book.add_format({"num_format": "@"}), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    number = book.add_format({"num_format": "0.0"})
    look = {"bold": True, "bottom": 1}
    needed, other = book.add_format(look | {"bg_color": GREY}), book.add_format(look)
    formats = {"rated_at": moment, "seconds": number}
    for position, column in enumerate(COLUMNS):
        # A phone number typed into a text cell keeps its digits; a date stays a date.
        sheet.set_column(position, position, column.width, formats.get(column.field, text))
        sheet.write_string(0, position, column.header, needed if column.field in NEEDED else other)
    sheet.freeze_panes(1, 0)
    lay_out(sheet, paper=A4)
    sheet.repeat_rows(0)


def _offer_choices(sheet, projects: int) -> None:
    fields = [column.field for column in COLUMNS]
    lists = {
        "stage": [stage.label for stage in RatingStage],
        "level": [level.label for level in RATED],
        "source": [source.label for source in RatingSource],
        "number": column_of(CHOICES, 0, projects),
    }
    for field, source in lists.items():
        if field != "number" or projects:
            offer(sheet, fields.index(field), ROWS, source)
