"""What a spreadsheet does to a cell by itself is no change; what a person types is checked cell by cell."""

import io
from dataclasses import replace
from datetime import date, datetime, time

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions import dictionaries, idea_files
from actions.returned_cells import is_same
from data_access.idea_layout import clean, in_cell
from glossary import IdeaState, Role
from tests.actions import idea_books as books
from tests.actions import idea_factories as made
from tests.actions.idea_factories import MANAGER, NOW, TEXT

AWKWARD = [
    "=1+1", "+86 0710", "-5 度", "@所有人", "'引号", "\t制表", "2025", "007", "12.0", "1e5", "TRUE", "是", "#REF!",
    "2025-11-28", "2025年11月28日", "第一行\r\n第二行  \r\n\r\n第四行", "竖\x0b线", "段\u2028落",
    "控\x01制", "非\uffff字", "　全角空格　里 外", "😀𠮷", "<b>&amp;</b>", "A" * 300, "长" * 20_000, "𠮷" * 20_000,
]  # fmt: skip


@pytest.fixture
def city(engine):
    return made.city(engine)


@pytest.mark.parametrize("text", AWKWARD, ids=lambda text: repr(text[:12]))
def test_any_text_comes_back_as_it_went_out(sqlite_engine, text):
    made.city(sqlite_engine)
    awkward = replace(TEXT, title=text[:200], problem=text, proposal=text, benefit=text)
    made.idea(sqlite_engine, text=awkward, sources=())
    seen = books.read(sqlite_engine, books.edited(books.exported(sqlite_engine)))
    assert (seen.unchanged, seen.changed, seen.problems) == (1, (), ())


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (2025, "2025"),
        (2025.0, "2025"),
        (12, "12.0"),
        (7.0, "007"),
        (1234, "1,234"),
        (100000.0, "1e5"),
        (datetime(2025, 11, 28), "2025-11-28"),
        (date(2025, 11, 28), "2025年11月28日"),
        (datetime(2025, 11, 28), "2025/11/28"),
        (datetime(2025, 11, 28, 8, 30), "2025-11-28 08:30"),
        (time(8, 30), "8:30"),
        (True, "TRUE"),
        (False, "false"),
        ("甲\r\n乙  \n", "甲\n乙"),
        ("  甲\u3000", "甲"),
        ("前后", "前\t后"),
    ],
)
def test_what_a_spreadsheet_makes_of_a_text_is_no_change(cell, text):
    assert is_same(cell, text)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (2024, "2025"),
        (datetime(2025, 11, 29), "2025-11-28"),
        (True, "1"),
        (time(9), "8:30"),
        ("甲 乙", "甲乙"),
        ("", "0"),
    ],
)
def test_another_value_is_a_change(cell, text):
    assert not is_same(cell, text)


@given(st.text())
def test_what_was_cleaned_stays_as_it_is(text):
    assert clean(clean(text)) == clean(text)


def test_a_text_too_long_for_a_cell_is_said_and_cannot_be_edited_there(city):
    made.idea(city, text=replace(TEXT, problem="𠮷" * 20_000), sources=())
    content = books.exported(city)
    shown = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].cell(2, books.POSITIONS["problem"]).value
    assert shown == in_cell("𠮷" * 20_000) == "【原文 20,000 字，超过一格的上限，没有导出；请在系统中查看和修改】"
    seen = books.read(city, books.edited(content, (2, "problem", "短的")))
    assert seen.problems[0].reason == "“问题”的原文太长，没有导出，不能在表格里改，请在系统中修改"


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("number", "JDZ-2025-9999", "“编号”没有这个编号的金点子，或不对您的身份开放；新的金点子请把编号和版本都留空"),
        ("number", None, "“编号”是空的，却有版本；新的金点子请把版本也留空，原有的请补上编号"),
        ("sequence", None, "“版本”不是这个金点子的版本，请照导出时的写，不要改动"),
        ("sequence", 7, "“版本”不是这个金点子的版本，请照导出时的写，不要改动"),
        ("sequence", "一", "“版本”不是这个金点子的版本，请照导出时的写，不要改动"),
        ("title", None, "“标题”没有填写"),
        ("title", "长" * 201, "“标题”不能超过 200 个字（现有 201 个）"),
        ("benefit", "长" * 20_001, "“预期效益”不能超过 20,000 个字（现有 20,001 个）"),
        ("benefit", "=A1", "“预期效益”是公式错误，或公式还没有算出结果"),
        ("benefit", "#REF!", "“预期效益”是公式错误，或公式还没有算出结果"),
        ("cost_yuan", "十二万", "“预计费用（元）”“十二万”不是整数的元，请写成 120000 这样的数字"),
        ("cost_yuan", "12万", "“预计费用（元）”“12万”不是整数的元，请写成 120000 这样的数字"),
        ("cost_yuan", 12.5, "“预计费用（元）”“12.5”不是整数的元，请写成 120000 这样的数字"),
        ("cost_yuan", -3, "“预计费用（元）”“-3”不是整数的元，请写成 120000 这样的数字"),
        ("cost_yuan", True, "“预计费用（元）”“是”不是整数的元，请写成 120000 这样的数字"),
        ("cost_yuan", date(2025, 1, 1), "“预计费用（元）”“2025-01-01”不是整数的元，请写成 120000 这样的数字"),
        ("cost_yuan", 100_000_000_001, "“预计费用（元）”要在 0 到一千亿元之间"),
        ("category_code", "航天", "“分类（一级/二级）”“航天”不在字典里，请照“可选项”一页填写"),
        ("township_codes", "南城街道、月球", "“镇办区”“月球”不在字典里，请照“可选项”一页填写"),
    ],
)
def test_every_bad_cell_is_named_with_its_row_and_reason(city, field, value, reason):
    made.idea(city)
    content = books.exported(city)
    if value in ("=A1", "#REF!"):
        book = openpyxl.load_workbook(io.BytesIO(content))
        book.worksheets[0].cell(2, books.POSITIONS[field]).value = value
        stream = io.BytesIO()
        book.save(stream)
        content = stream.getvalue()
    else:
        content = books.edited(content, (2, field, value))
    seen = books.read(city, content)
    assert [(row.row_number, row.column_name, row.reason) for row in seen.problems] == [
        (2, idea_files.LABELS[field], reason)
    ]
    assert (seen.unchanged, seen.changed, seen.new, seen.stale) == (0, (), (), ())


def test_every_bad_cell_of_a_row_is_named_at_once(city):
    made.idea(city)
    seen = books.read(city, books.edited(books.exported(city), (2, "title", None), (2, "cost_yuan", "多")))
    assert seen.problems[0].reason.count("“") == 3
    assert seen.problems[0].reason.startswith("“标题”没有填写；“预计费用（元）”")


def test_a_number_that_stands_in_two_rows_is_refused_in_both(city):
    made.idea(city)
    made.idea(city, text=replace(TEXT, title="第二个"))
    seen = books.read(city, books.edited(books.exported(city), (3, "number", "JDZ-2025-0001")))
    reasons = [(row.row_number, row.reason) for row in seen.problems]
    sentence = "“编号”在文件里出现了 2 次，分不清以哪一行为准"
    assert reasons == [(2, sentence), (3, sentence)]


@pytest.mark.parametrize(
    ("field", "typed", "stored"),
    [
        ("cost_yuan", "１２,０００ 元", 12_000),
        ("cost_yuan", 12_000.0, 12_000),
        ("cost_yuan", 0, 0),
        ("cost_yuan", None, None),
        ("category_code", "住房", "housing"),
        ("category_code", "住房 ／ 电梯", "housing.lifts"),
        ("category_code", "电梯", "housing.lifts"),
        ("category_code", None, None),
        ("township_codes", "吴店镇,南城街道", ["nancheng", "wudian"]),
        ("township_codes", "吴店镇；\n吴店镇", ["wudian"]),
        ("township_codes", None, []),
        ("problem", "=SUM(A1)", "=SUM(A1)"),
        ("problem", 2025, "2025"),
        ("problem", datetime(2025, 11, 28), "2025-11-28"),
        ("problem", None, ""),
        ("title", "两行\n标题", "两行 标题"),
    ],
)
def test_what_is_typed_is_stored_as_meant(city, field, typed, stored):
    number = made.idea(city, text=replace(TEXT, cost_yuan=5))
    before = books.texts(city)[number]
    seen = books.read(city, books.edited(books.exported(city), (2, field, typed)))
    idea_files.apply(city, file=seen, by=MANAGER, at=NOW)
    assert books.texts(city)[number] == before | {field: stored}


def test_the_order_of_townships_is_no_change(city):
    made.idea(city, text=replace(TEXT, township_codes=("nancheng", "wudian")))
    assert (
        books.read(city, books.edited(books.exported(city), (2, "township_codes", "吴店镇 、 南城街道"))).unchanged == 1
    )


def test_an_entry_renamed_or_set_aside_since_the_export_is_no_change(city):
    made.idea(city)
    content = books.exported(city)
    change = {"by": made.person(Role.ADMINISTRATOR), "at": NOW}
    dictionaries.rename(city, dictionary="category", code="housing", was="住房", name="住房物业", **change)
    dictionaries.rename(city, dictionary="category", code="housing.lifts", was="电梯", name="电梯安全", **change)
    dictionaries.rename(city, dictionary="township", code="nancheng", was="南城街道", name="南城", **change)
    dictionaries.set_active(city, dictionary="category", code="housing.lifts", active=False, **change)
    seen = books.read(city, books.edited(content, (2, "benefit", "更好")))
    assert [[cell.label for cell in row.cells] for row in seen.changed] == [["预期效益"]]
    new = books.edited(content, new=({"title": "新的", "category_code": "电梯安全"},))
    assert books.read(city, new).problems[0].reason == "“分类（一级/二级）”“电梯安全”已停用，不能再选"


# --- any edits of any cells ----------------------------------------------------------------------

VALUES = {
    "title": st.text(min_size=1, max_size=30).filter(lambda text: clean(text) != ""),
    "problem": st.text(min_size=1, max_size=60).filter(lambda text: clean(text) != ""),
    "proposal": st.text(max_size=60),
    "benefit": st.sampled_from(AWKWARD[:-1]) | st.text(max_size=60),
    "cost_yuan": st.none() | st.integers(0, 100_000_000_000),
    "category_code": st.sampled_from(["住房", "住房/电梯"]),
    "township_codes": st.sampled_from(["", "南城街道", "吴店镇", "吴店镇、南城街道"]),
}
CODES = {
    "住房": "housing", "住房/电梯": "housing.lifts", "": [], "南城街道": ["nancheng"], "吴店镇": ["wudian"],
    "吴店镇、南城街道": ["nancheng", "wudian"],
}  # fmt: skip
EDITS = st.lists(
    st.sampled_from(sorted(VALUES)).flatmap(lambda field: st.tuples(st.integers(2, 4), st.just(field), VALUES[field])),
    max_size=6,
    unique_by=lambda edit: edit[:2],
)


def stored(field: str, value: object) -> object:
    """What a cell so typed means, worked out without the code under test but for blanks and control characters."""
    if field in ("category_code", "township_codes"):
        return CODES[value]
    if field == "cost_yuan":
        return value
    text = clean(writable(value))
    return " ".join(text.split("\n")) if field == "title" else text


def writable(text: str) -> str:
    """Without what openpyxl refuses to write."""
    return "".join(sign for sign in text if sign in "\t\n\r" or (sign >= " " and sign not in "\ufffe\uffff"))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=EDITS)
def test_any_edits_change_exactly_the_edited_cells(city, edits):
    for title in ("甲", "乙", "丙")[len(books.texts(city)) :]:
        made.idea(city, text=replace(TEXT, title=title), sources=())
    numbers, before = [f"JDZ-2025-000{row}" for row in (1, 2, 3)], books.texts(city)
    typed = [(row, field, writable(value) if isinstance(value, str) else value) for row, field, value in edits]
    typed = [edit for edit in typed if edit[1] not in ("title", "problem") or clean(edit[2])]
    seen = books.read(city, books.edited(books.exported(city), *typed))
    assert (seen.problems, seen.stale, seen.new) == ((), (), ())
    idea_files.apply(city, file=seen, by=MANAGER, at=NOW)
    wanted = {number: dict(before[number]) for number in numbers}
    for row, field, value in typed:
        wanted[numbers[row - 2]][field] = stored(field, value)
    assert books.texts(city) == wanted
    different = {number for number in numbers if wanted[number] != before[number]}
    assert {row.number for row in seen.changed} == different
    assert seen.unchanged == 3 - len(different)
    assert made.row(city, numbers[0]).state == IdeaState.COLLECTED
