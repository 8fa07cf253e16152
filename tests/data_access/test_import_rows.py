"""A row is stored or rejected with every reason; labels are translated at the door."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from data_access.import_rows import ImportRow, Lookup, RejectedRow, Rules, parse_rows
from data_access.workbooks import Sheet
from working_time import WorkingCalendar

DAYS = WorkingCalendar(date(2018, 1, 1), [(date(2018, 1, 1) + timedelta(n)).weekday() < 5 for n in range(3650)])
RULES = Rules(
    {"township": Lookup({"北城": "beicheng", "beicheng": "beicheng"}, frozenset({"南城"}), ("北城", "南城"))},
    DAYS,
    datetime(2020, 1, 1, 8, 0),
)
LABELS = {
    "received_at": "时间",
    "content": "内容",
    "title": "标题",
    "outside_number": "编号",
    "id_number": "身份证",
    "nature": "性质",
    "category": "类",
    "township": "镇",
    "likes": "赞",
    "answer": "答复",
    "answered_at": "答复时间",
    "completed_at": "办结时间",
}


def parse(rules=RULES, **cells):
    cells = {"received_at": "2019-02-28 11:25", "content": "路灯不亮"} | cells
    sheet = Sheet([LABELS[field] for field in cells], [(2, list(cells.values()))])
    rows, rejected = parse_rows(sheet, {field: LABELS[field] for field in cells}, rules)
    return (rows or rejected)[0]


def test_a_full_row_is_translated():
    row = parse(outside_number=188006.0, nature="投诉", township=" 北城", likes=3.0, title="\n\t\t\t灯")
    assert row == ImportRow(
        row_number=2,
        received_at=datetime(2019, 2, 28, 11, 25),
        content="路灯不亮",
        title="灯",
        outside_number="188006",
        nature="complaint",
        township="beicheng",
        likes=3,
    )


def test_empty_optional_cells_stay_empty_and_a_title_alone_is_enough():
    row = parse(content="", title="灯", outside_number="", nature="", township="", likes="")
    assert (row.content, row.title, row.outside_number, row.nature, row.likes) == ("", "灯", None, None, 0)


@pytest.mark.parametrize(
    ("cells", "column", "value", "reason"),
    [
        ({"received_at": ""}, "时间", "", "“时间”是空的，每条留言都要有收到时间"),
        ({"content": " \n"}, "内容", "", "“内容”是空的，每条留言都要有内容或标题"),
        ({"received_at": "昨天"}, "时间", "昨天", "“时间”“昨天”不是日期，请写成 2019-02-28 11:25:05 这样"),
        (
            {"nature": "牢骚"},
            "性质",
            "牢骚",
            "“性质”不认识“牢骚”，可填：意见建议、求助、投诉、咨询、举报、表扬",
        ),
        ({"township": "西城"}, "镇", "西城", "“镇”不认识“西城”，可填：北城、南城"),
        ({"township": "南城"}, "镇", "南城", "“镇”“南城”不止一个，请改填代码"),
        ({"likes": "-1"}, "赞", "-1", "“赞”“-1”不是个数，请填 0 或正整数"),
        (
            {"received_at": "2020-01-01 08:01"},
            "时间",
            "2020-01-01 08:01",
            "“时间”2020-01-01 08:01 晚于现在（2020-01-01 08:00）",
        ),
        (
            {"received_at": "2017-12-31"},
            "时间",
            "2017-12-31",
            "“时间”2017-12-31 不在工作日历范围（2018-01-01 至 2027-12-29）内",
        ),
        (
            {"answer": "好", "answered_at": "2019-02-28 11:24"},
            "答复时间",
            "2019-02-28 11:24",
            "“答复时间”2019-02-28 11:24 早于收到时间 2019-02-28 11:25",
        ),
        (
            {"completed_at": "2019-02-27"},
            "办结时间",
            "2019-02-27",
            "“办结时间”2019-02-27 09:00 早于收到时间 2019-02-28 11:25",
        ),
        ({"answer": "好"}, "答复", "好", "“答复”：有答复内容但没有答复时间，请补上答复时间"),
        ({"title": "长" * 401}, "标题", "长" * 400, "“标题”太长，最多 400 个字"),
        (
            {"id_number": 420683199001011234.0},
            "身份证",
            "420683199001011264",
            "“身份证”被存成了数字，末几位已丢失，请把这一列设为文本后重新导出",
        ),
    ],
)
def test_a_row_that_cannot_be_stored_says_where_and_why(cells, column, value, reason):
    rejected = parse(**cells)
    assert isinstance(rejected, RejectedRow)
    assert (rejected.row_number, rejected.column_name, rejected.value, rejected.reason) == (2, column, value, reason)


def test_all_reasons_are_collected_and_the_first_column_is_named():
    rejected = parse(received_at="昨天", nature="牢骚", likes="多")
    assert rejected.column_name == "时间"
    assert [part.partition("”")[0] for part in rejected.reason.split("；")] == ["“时间", "“性质", "“赞"]
    assert rejected.cells == ["昨天", "路灯不亮", "牢骚", "多"]


STATED = replace(RULES, received_on=date(2019, 3, 1))


def test_a_row_without_a_time_is_taken_as_of_the_day_stated_and_says_so():
    row = parse(STATED, received_at="")
    assert (row.received_at, row.has_received_at) == (datetime(2019, 3, 1, 9, 0), False)
    assert row.remarks == "原文件没有收到时间，按导入时指定的 2019-03-01 计"


def test_a_day_stated_changes_no_row_that_has_a_time_and_mends_no_wrong_one():
    assert parse(STATED) == parse()
    assert parse(STATED, received_at="昨天") == parse(received_at="昨天")


def test_a_day_stated_must_be_possible_and_not_after_the_answer():
    rejected = parse(replace(RULES, received_on=date(2020, 1, 2)), received_at="")
    assert rejected.reason == "“时间”2020-01-02 09:00 晚于现在（2020-01-01 08:00）"
    rejected = parse(STATED, received_at="", answer="好", answered_at="2019-02-28")
    assert rejected.column_name == "答复时间"


def test_an_unknown_category_stays_open_only_when_said_so_and_keeps_its_word_in_the_remarks():
    rules = replace(RULES, lookups={**RULES.lookups, "category": Lookup({"供水": "water"}, frozenset(), ("供水",))})
    open_rules = replace(rules, unknown_category_is_open=True)
    assert parse(rules, category="城乡建设").reason == "“类”不认识“城乡建设”，可填：供水"
    row = parse(open_rules, category="城乡建设")
    assert (row.category, row.remarks) == (None, "原分类“城乡建设”不在分类字典里，未分类")
    assert (parse(open_rules, category="供水").category, parse(open_rules, category="供水").remarks) == ("water", "")
    assert isinstance(parse(open_rules, township="西城"), RejectedRow)


def test_a_day_without_time_is_nine_and_today_is_not_the_future():
    assert parse(received_at="2020-01-01").received_at == datetime(2020, 1, 1, 9, 0)


def test_an_answer_on_the_day_of_receipt_without_a_time_is_not_before_it():
    row = parse(answer="好", answered_at="2019-02-28")
    assert row.answered_at == datetime(2019, 2, 28, 11, 25)


def test_an_answer_without_its_own_time_was_given_at_completion():
    row = parse(answer="好", completed_at="2019-03-05 10:00")
    assert row.answered_at == row.completed_at == datetime(2019, 3, 5, 10, 0)


def test_a_time_of_answer_beside_an_empty_answer_is_no_answer():
    assert parse(answer=" ", answered_at="2019-03-05").answered_at is None


def test_a_short_row_reads_as_empty_cells():
    sheet = Sheet(["时间", "内容", "赞"], [(7, ["2019-02-28", "灯"])])
    rows, rejected = parse_rows(sheet, {"received_at": "时间", "content": "内容", "likes": "赞"}, RULES)
    assert ([row.row_number for row in rows], rejected) == ([7], [])
