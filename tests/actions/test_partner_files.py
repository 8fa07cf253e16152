"""Rosters out and in again: exactly the edited cells change, nothing changed meanwhile is overwritten."""

import io
from dataclasses import replace
from datetime import date, datetime, timedelta

import openpyxl
import pytest

from actions import partner_files, partners
from actions.partner_files import StoredPartners
from actions.returned_workbooks import RowsRefused
from data_access.journal import entries, first_broken_entry
from data_access.partners import PartnerFields
from data_access.statements import counted_statements
from data_access.workbook_errors import ImportRefused
from glossary import PartnerKind, Role, SubjectKind
from reports.rejected_rows import rejected_rows_workbook
from tests.actions import idea_factories as made
from tests.actions import partner_factories as people
from tests.actions.idea_factories import MANAGER, NOW
from tests.actions.partner_factories import FILE, OBSERVER, PHONE, PLANNER

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def city(engine):
    """GC-0001 王秀兰 in row 2 and GH-0001 周明 in row 3."""
    return people.two(people.city(engine))


def sheet(content: bytes):
    return openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]


def problems(file) -> list[tuple[int, str, str, str]]:
    return [(row.row_number, row.column_name, row.value, row.reason) for row in file.left_out]


def test_the_workbook_has_one_row_each_in_the_agreed_columns(city):
    lines = [[cell.value for cell in line] for line in sheet(people.exported(city)).iter_rows()]
    assert lines == [
        ["编号", "版本", "类型", "姓名（名称）", "镇办区", "单位", "擅长领域（一级分类，、分隔）", "专长说明", "电话",
         "任期起", "任期止", "状态"],
        ["GC-0001", 1, "民意观察员", "王秀兰", "南城街道", "南城社区", "住房", "老旧小区", PHONE,
         datetime(2025, 1, 1), datetime(2025, 12, 31), "在用"],
        ["GH-0001", 1, "社区规划师", "周明", "全市", None, "住房、交通出行", None, "0710-6312345", None, None, "在用"],
    ]  # fmt: skip


def test_exactly_the_edited_cells_change(city):
    before, content = people.tables(city), people.exported(city)
    edits = [(2, "specialty", "加装电梯"), (3, "skills", "交通出行"), (3, "term_to", datetime(2026, 12, 31))]
    seen = people.read(city, people.edited(content, *edits))
    shown = [(row.number, [(cell.label, cell.before, cell.after) for cell in row.cells]) for row in seen.changed]
    assert shown == [
        ("GC-0001", [("专长说明", "老旧小区", "加装电梯")]),
        ("GH-0001", [("擅长领域", "住房、交通出行", "交通出行"), ("任期止", "", "2026-12-31")]),
    ]
    assert (seen.unchanged, seen.new, seen.stale, seen.problems, seen.ignored) == (0, (), (), (), ())
    assert people.tables(city) == before
    stored = partner_files.apply(city, file=seen, by=MANAGER, at=LATER)
    assert stored == StoredPartners((), ("GC-0001", "GH-0001"))
    assert people.fields(city) == {
        "GC-0001": replace(OBSERVER, specialty="加装电梯"),
        "GH-0001": replace(PLANNER, skills=("traffic",), term_to=date(2026, 12, 31)),
    }
    after = people.tables(city)["work_history"]
    assert [row for row in after if row in before["work_history"]] == before["work_history"]
    assert len(after) == len(before["work_history"]) + 2
    newest = entries(city, kind=SubjectKind.PARTNER, subject_ids=(1,)).iloc[0]
    assert (newest["step"], newest["reason"]) == ("changed", f"导入 {FILE}")
    assert newest["details"] == {"version": 2, "changed": {"specialty": ["老旧小区", "加装电梯"]}}
    assert first_broken_entry(city) is None


def test_an_unedited_file_changes_nothing_and_neither_does_one_imported_twice(city):
    content = people.exported(city)
    edited = people.edited(content, (2, "name", "王秀芝"), new=({"kind": "志愿者", "name": "新人"},))
    people.store(city, edited)
    before = people.tables(city)
    for again in (people.exported(city), edited):
        seen = people.read(city, again)
        assert (seen.new, seen.changed, seen.stale, seen.problems) == ((), (), (), ())
        assert partner_files.apply(city, file=seen, by=MANAGER, at=LATER) == StoredPartners((), ())
    assert people.tables(city) == before


def test_only_edited_cells_count_when_somebody_changed_others_meanwhile(city):
    content = people.exported(city)
    change = {"number": "GC-0001", "version": 1, "by": made.person(Role.PROJECT_MANAGER), "at": LATER}
    partners.change(city, given=replace(OBSERVER, specialty="物业", term_to=date(2026, 6, 30)), **change)
    assert people.read(city, content).unchanged == 2

    seen = people.read(city, people.edited(content, (2, "specialty", "电梯"), (3, "name", "周敏")))
    assert [row.number for row in seen.changed] == ["GH-0001"]
    [stale] = seen.stale
    assert [(cell.label, cell.before, cell.after, cell.now) for cell in stale.cells] == [
        ("专长说明", "老旧小区", "电梯", "物业")
    ]
    told = "项目经理 在 2025-06-03 11:00 改过，这一行的修改没有存入；请重新导出，在新内容上修改"
    assert problems(seen) == [(2, "专长说明", "GC-0001", told)]
    partner_files.apply(city, file=seen, by=MANAGER, at=LATER)
    assert people.fields(city)["GC-0001"] == replace(OBSERVER, specialty="物业", term_to=date(2026, 6, 30))
    assert people.fields(city)["GH-0001"].name == "周敏"
    agreed = people.read(city, people.edited(content, (2, "specialty", "物业")))
    assert (agreed.stale, agreed.unchanged) == ((), 2)


def test_a_row_that_goes_stale_after_it_was_looked_at_stops_the_whole_file(city):
    content = people.edited(people.exported(city), (2, "name", "王秀芝"), new=({"kind": "志愿者", "name": "新人"},))
    seen = people.read(city, content)
    partners.set_active(city, number="GC-0001", version=1, active=False, by=MANAGER, at=LATER)
    before = people.tables(city)
    with pytest.raises(RowsRefused, match="有 1 行在您核对之后变了，没有存入任何内容") as refused:
        partner_files.apply(city, file=seen, by=MANAGER, at=LATER)
    assert [row.row_number for row in refused.value.rows] == [2]
    assert people.tables(city) == before


def test_the_same_file_confirmed_twice_takes_everybody_on_once(city):
    seen = people.read(city, people.edited(people.exported(city), new=({"kind": "志愿者", "name": "新人"},)))
    assert partner_files.apply(city, file=seen, by=MANAGER, at=LATER).created == ("ZY-0001",)
    with pytest.raises(RowsRefused):
        partner_files.apply(city, file=seen, by=MANAGER, at=LATER)
    assert people.listed(city, text="新人") == ["ZY-0001"]


def test_new_rows_are_taken_on_with_numbers_of_their_kind(city):
    new = (
        {"kind": "民意观察员", "name": "李明", "phone": 13900001111}
        | {"township_code": "吴店镇", "skills": "住房，交通出行"},
        {"kind": "专业机构", "name": "=规划院", "phone": "07106000000"}
        | {"term_from": "2025/1/5", "term_to": "2025年12月5日"},
        {"kind": "志愿者", "name": "赵", "active": "已停用", "organisation": "一队\n二组"},
    )  # fmt: skip
    seen = people.read(city, _as_text(people.edited(people.exported(city), new=new)))
    assert [row.row_number for row in seen.new] == [4, 5, 6]
    stored = partner_files.apply(city, file=seen, by=MANAGER, at=LATER)
    assert stored == StoredPartners(("GC-0002", "JG-0001", "ZY-0001"), ())
    found = people.fields(city)
    assert found["GC-0002"] == PartnerFields(
        PartnerKind.OBSERVER, "李明", "wudian", skills=("housing", "traffic"), phone="13900001111"
    )
    assert found["JG-0001"] == PartnerFields(
        PartnerKind.INSTITUTION, "=规划院", phone="07106000000", term_from=date(2025, 1, 5), term_to=date(2025, 12, 5)
    )
    assert found["ZY-0001"] == PartnerFields(PartnerKind.VOLUNTEER, "赵", organisation="一队 二组", active=False)
    assert first_broken_entry(city) is None
    assert people.read(city, people.exported(city)).unchanged == 5


def _as_text(content: bytes) -> bytes:
    """A name that looks like a formula, typed into a cell marked as text."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    book.worksheets[0]["D5"].data_type = "s"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


BAD = [
    ({"kind": "观察员"}, "类型", "观察员", "“类型”“观察员”不是民意观察员、社区规划师、专业机构、志愿者之一"),
    ({"name": None}, "姓名（名称）", "", "“姓名（名称）”没有填写"),
    ({"township_code": "东城"}, "镇办区", "东城", "“镇办区”“东城”不在字典里，请照“可选项”一页填写"),
    ({"skills": "住房、电梯"}, "擅长领域", "住房、电梯", "“擅长领域”“电梯”是二级分类，请写一级分类"),
    ({"phone": "1.38E+10"}, "电话", "1.38E+10", "“电话”被表格写成了科学记数，请把这一列设为文本后重新填写完整的号码"),
    ({"term_to": "年底"}, "任期止", "年底", "“任期止”“年底”不是日期，请写成 2025-01-31"),
    ({"term_from": date(2026, 1, 1), "term_to": date(2025, 1, 1)}, "任期止", "2025-01-01",
     "“任期止”早于任期起，请核对两个日期"),
    ({"active": "在岗"}, "状态", "在岗", "“状态”“在岗”不是“在用”或“已停用”"),
    ({"version": 1}, "编号", "", "“编号”是空的，却有版本；新登记的请把版本也留空，原有的请补上编号"),
    ({"number": "GC-0009", "version": 1}, "编号", "GC-0009", "“编号”在名册里没有；新登记的请把编号和版本都留空"),
    ({"number": "GC-0001", "version": 2}, "版本", "2", "“版本”不是导出时的版本，请照导出时的写，不要改动"),
    ({"number": "GC-0001", "version": None}, "版本", "", "“版本”不是导出时的版本，请照导出时的写，不要改动"),
    ({"name": "王秀兰", "phone": "138 1234 5678", "specialty": "另一个"}, "姓名（名称）", "王秀兰",
     "“姓名（名称）”与 GC-0001 同类型、同姓名、同电话；要修改它请填上它的编号和版本，另一个请填不同的电话"),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "column", "value", "reason"), BAD)
def test_a_bad_row_is_named_with_its_cell_and_the_good_ones_are_stored(sqlite_engine, cells, column, value, reason):
    city = people.two(people.city(sqlite_engine))
    content = people.exported(city, kinds=("planner",))
    good, bad = {"kind": "志愿者", "name": "好的"}, {"kind": "民意观察员", "name": "坏的"} | cells
    seen = people.read(city, people.edited(content, new=(good, bad)))
    assert problems(seen) == [(4, column, value, reason)]
    assert partner_files.apply(city, file=seen, by=MANAGER, at=LATER).created == ("ZY-0001",)


def test_rows_left_out_can_be_put_right_and_sent_again(city):
    new = ({"kind": "志愿者", "name": "甲", "phone": "12"}, {"kind": "志愿者", "name": "乙"})
    seen = people.read(city, people.edited(people.exported(city), new=new))
    partner_files.apply(city, file=seen, by=MANAGER, at=LATER)
    content = rejected_rows_workbook(seen.header, seen.left_out)
    assert [cell.value for cell in sheet(content)[2]][-4:] == ["4", "电话", "12", seen.left_out[0].reason]
    corrected = people.edited(content, (2, "phone", "13800000001"))
    assert people.store(city, corrected).created == ("ZY-0002",)


def test_twice_in_one_file_is_refused(city):
    content = people.exported(city)
    same = {"number": "GC-0001", "version": 1, "kind": "民意观察员", "name": "王秀芝"}
    new = {"kind": "志愿者", "name": "甲"}
    seen = people.read(city, people.edited(content, new=(same, new, new)))
    assert [(row.row_number, row.reason[:22]) for row in seen.left_out] == [
        (2, "“编号”在文件里出现了 2 次，分不清以哪一"),
        (4, "“编号”在文件里出现了 2 次，分不清以哪一"),
        (6, "“姓名（名称）”与第 5 行同类型、同姓名、"),
    ]


def test_what_a_spreadsheet_does_to_cells_by_itself_is_no_change(city):
    partners.add(city, given=replace(OBSERVER, name="2025-03", phone="07101234567"), by=MANAGER, at=NOW)
    content = people.exported(city)
    assert [cell.value for cell in sheet(content)["I"]][2] == "07101234567"
    edits = [
        (2, "phone", int(PHONE)),
        (2, "term_from", "2025-1-1"),
        (2, "name", " 王秀兰 "),
        (3, "phone", 7101234567),
        (3, "version", "1"),
        (4, "township_code", None),
        (4, "skills", "交通出行, 住房"),
        (4, "number", "gh-0001"),
    ]
    seen = people.read(city, people.edited(content, *edits))
    assert (seen.unchanged, seen.changed, problems(seen)) == (3, (), [])


def test_masked_numbers_of_a_readers_export_are_no_change_and_never_stored(city):
    given = replace(OBSERVER, organisation="居委会 13711112222")
    partners.change(city, number="GC-0001", version=1, given=given, by=MANAGER, at=NOW)
    content = people.exported(city, by=made.person(Role.OFFICER))
    assert people.read(city, content).unchanged == 2
    edits = [(2, "organisation", "社区 137****2222"), (3, "phone", "137****2222")]
    seen = people.read(city, people.edited(content, *edits))
    assert seen.changed == ()
    assert [row.reason for row in seen.problems] == [
        "“单位”里有遮去中间几位的号码，存入会丢掉原来的号码，请在系统中修改",
        "“电话”是遮去中间几位的号码，存入会丢掉原来的号码，请填写完整的号码",
    ]


def test_an_entry_set_aside_may_stay_but_not_be_chosen(city):
    with partners.writing(city) as connection:
        connection.exec_driver_sql("UPDATE township SET active = false WHERE code = 'nancheng'")
    content = people.exported(city)
    seen = people.read(city, people.edited(content, (2, "name", "王秀芝"), (3, "township_code", "南城街道")))
    assert [row.number for row in seen.changed] == ["GC-0001"]
    assert [row.reason for row in seen.problems] == ["“镇办区”“南城街道”已停用，不能再选"]


def test_missing_columns_are_left_as_they_are_and_unknown_ones_named(city):
    book = openpyxl.load_workbook(io.BytesIO(people.exported(city)))
    page = book.worksheets[0]
    page.delete_cols(5, 8)
    page["D1"], page["E1"], page["D2"] = "姓名", "备注", "王秀芝"
    stream = io.BytesIO()
    book.save(stream)
    seen = people.read(city, stream.getvalue())
    assert seen.ignored == ("备注",)
    partner_files.apply(city, file=seen, by=MANAGER, at=LATER)
    assert people.fields(city)["GC-0001"] == replace(OBSERVER, name="王秀芝")


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"PK", "a.xls", "只能导入 .xlsx"),
        (b"PK\x03\x04", "a.xlsx", "打不开"),
        (None, "a.xlsx", "没有“编号、版本、类型”这一列"),
    ],
)
def test_a_file_that_is_no_roster_is_refused_as_a_whole(sqlite_engine, content, name, said):
    if content is None:
        book = openpyxl.Workbook()
        for line in (("姓名", "电话"), ("甲", "13800000001")):
            book.active.append(line)
        stream = io.BytesIO()
        book.save(stream)
        content = stream.getvalue()
    with pytest.raises(ImportRefused, match=said):
        partner_files.read_file(sqlite_engine, content=content, file_name=name, by=MANAGER)


def test_an_import_takes_as_many_statements_for_many_rows_as_for_few(city):
    def statements(start: int, count: int) -> int:
        new = tuple({"kind": "志愿者", "name": f"志愿者{start + each}", "skills": "住房"} for each in range(count))
        edits = [(2, "specialty", f"第{start}次"), (3, "specialty", f"第{start}次")]
        content = people.edited(people.exported(city, kinds=("observer", "planner")), *edits, new=new)
        with counted_statements(city) as sent:
            people.store(city, content)
        # SQLite's executemany and PostgreSQL's COPY of new rows go past the counter; updates are one statement here.
        return len(sent)

    assert statements(0, 2) == statements(100, 60)
