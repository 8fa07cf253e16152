"""Export, edit in a spreadsheet, import: exactly the edited cells change, and nobody's words are overwritten."""

import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import openpyxl
import pytest

from actions import idea_files, idea_merging
from actions.returned_workbooks import RowsRefused
from data_access.idea_bank import IdeaFilter
from data_access.journal import entries, first_broken_entry
from data_access.statements import counted_statements
from data_access.workbook_errors import ImportRefused
from glossary import IdeaState, Role, SubjectKind, WorkStep
from permissions import NotPermitted
from reports.rejected_rows import rejected_rows_workbook
from tests.actions import idea_books as books
from tests.actions import idea_factories as made
from tests.actions.idea_factories import MANAGER, NOW, TEXT

OTHER = replace(
    TEXT, title="幸福食堂", problem="老人做饭难。", cost_yuan=120_000, township_codes=("nancheng", "wudian")
)


@pytest.fixture
def city(engine):
    """Two ideas: JDZ-2025-0001 in row 2 and JDZ-2025-0002 in row 3."""
    made.city(engine)
    made.idea(engine)
    made.idea(engine, text=OTHER)
    return engine


def store(engine, content):
    return idea_files.apply(engine, file=books.read(engine, content), by=MANAGER, at=NOW)


def test_exactly_the_edited_cells_change(city):
    before, content = books.rows(city), books.exported(city)
    edits = [(2, "benefit", "一栋楼一部"), (3, "cost_yuan", 150_000), (3, "township_codes", "吴店镇")]
    seen = books.read(city, books.edited(content, *edits))
    shown = [(row.number, [(cell.label, cell.before, cell.after) for cell in row.cells]) for row in seen.changed]
    assert shown == [
        ("JDZ-2025-0001", [("预期效益", "", "一栋楼一部")]),
        ("JDZ-2025-0002", [("预计费用（元）", "120,000", "150,000"), ("镇办区", "南城街道、吴店镇", "吴店镇")]),
    ]
    assert (seen.unchanged, seen.new, seen.stale, seen.problems, seen.hints) == (0, (), (), (), ())
    stored = idea_files.apply(city, file=seen, by=MANAGER, at=NOW)
    assert stored.changed == ("JDZ-2025-0001", "JDZ-2025-0002")
    assert books.texts(city) == {
        "JDZ-2025-0001": vars(replace(TEXT, benefit="一栋楼一部")) | {"township_codes": ["nancheng"]},
        "JDZ-2025-0002": vars(replace(OTHER, cost_yuan=150_000)) | {"township_codes": ["wudian"]},
    }
    after = books.rows(city)
    for untouched in ("idea_source", "suggestion", "suggestion_history", "idea_department", "to_do"):
        assert after[untouched] == before[untouched]
    for growing in ("idea_version", "work_history"):
        assert [row for row in after[growing] if row in before[growing]] == before[growing]
        assert len(after[growing]) == len(before[growing]) + 2


def test_the_history_says_which_file_it_was(city):
    store(city, books.edited(books.exported(city), (2, "title", "加装电梯")))
    history = entries(city, kind=SubjectKind.IDEA, subject_ids=(1,))
    newest = history.iloc[0]
    assert (newest["step"], newest["reason"], newest["by_name"]) == (WorkStep.TEXT_SAVED, "导入 金点子.xlsx", "沈若兰")
    assert newest["details"] == {"text": 2, "changed": ["title"]}
    assert first_broken_entry(city) is None


def test_an_unedited_file_changes_nothing(city):
    before = books.rows(city)
    seen = books.read(city, books.exported(city))
    assert (seen.unchanged, seen.changed, seen.new, seen.stale, seen.problems) == (2, (), (), (), ())
    assert idea_files.apply(city, file=seen, by=MANAGER, at=NOW) == idea_files.StoredIdeas((), ())
    assert books.rows(city) == before


def test_a_file_imported_twice_changes_nothing_the_second_time(city):
    new = {"title": "课后托管", "problem": "放学早"}
    content = books.edited(books.exported(city), (2, "title", "加装电梯"), new=(new,))
    store(city, content)
    before = books.rows(city)
    seen = books.read(city, content)
    assert (seen.unchanged, seen.changed, seen.new, seen.stale) == (3, (), (), ())
    store(city, content)
    assert books.rows(city) == before


def test_a_row_without_a_number_is_raised_in_collected(city):
    new = {
        "title": "课后托管", "problem": "放学早", "proposal": "学校托管", "benefit": "安心", "cost_yuan": "3,000 元",
        "category_code": "住房", "township_codes": "吴店镇，南城街道",
    }  # fmt: skip
    stored = store(city, books.edited(books.exported(city), new=(new,)))
    assert stored == idea_files.StoredIdeas(("JDZ-2025-0003",), ())
    assert books.texts(city)["JDZ-2025-0003"] == {
        "title": "课后托管", "problem": "放学早", "proposal": "学校托管", "benefit": "安心", "cost_yuan": 3000,
        "category_code": "housing", "township_codes": ["nancheng", "wudian"],
    }  # fmt: skip
    assert made.row(city, "JDZ-2025-0003").state == IdeaState.COLLECTED


def test_a_new_row_with_a_known_title_is_said_and_one_just_the_same_is_not_raised(city):
    again = {"title": OTHER.title, "problem": OTHER.problem, "proposal": OTHER.proposal, "cost_yuan": 120_000}
    again |= {"category_code": "住房/电梯", "township_codes": "南城街道、吴店镇"}
    similar = {"title": OTHER.title, "problem": "别的问题"}
    seen = books.read(city, books.edited(books.exported(city), new=(again, similar, similar)))
    assert [row.row_number for row in seen.new] == [5]
    assert (seen.unchanged, dict(seen.same_titles)) == (4, {5: "JDZ-2025-0002"})


def test_a_file_confirmed_twice_at_once_raises_its_ideas_once(city):
    seen = books.read(city, books.edited(books.exported(city), new=({"title": "课后托管"},)))
    idea_files.apply(city, file=seen, by=MANAGER, at=NOW)
    before = books.rows(city)
    with pytest.raises(RowsRefused) as refused:
        idea_files.apply(city, file=seen, by=MANAGER, at=NOW)
    assert [row.reason for row in refused.value.rows] == ["与 JDZ-2025-0003 完全相同，没有再建"]
    assert books.rows(city) == before


def test_a_file_confirmed_in_two_windows_at_once_raises_its_ideas_once(city):
    seen = books.read(city, books.edited(books.exported(city), new=({"title": "课后托管"},)))
    ready = Barrier(2)

    def confirm(_window: int) -> type:
        ready.wait(timeout=30)
        try:
            return type(idea_files.apply(city, file=seen, by=MANAGER, at=NOW))
        except RowsRefused as refused:
            return type(refused)

    with ThreadPoolExecutor(2) as windows:
        assert set(windows.map(confirm, range(2))) == {idea_files.StoredIdeas, RowsRefused}
    assert sorted(books.texts(city)) == ["JDZ-2025-0001", "JDZ-2025-0002", "JDZ-2025-0003"]


def test_a_row_changed_meanwhile_is_reported_and_not_overwritten(city):
    content = books.exported(city)
    made.write(city, "JDZ-2025-0001", replace(TEXT, problem="别人写的"))
    seen = books.read(city, books.edited(content, (2, "problem", "我写的"), (3, "title", "食堂")))
    row = seen.stale[0]
    assert (row.row_number, row.number, row.changed_by, row.changed_at) == (2, "JDZ-2025-0001", "沈若兰", NOW)
    assert [(each.before, each.after, each.now) for each in row.cells] == [(TEXT.problem, "我写的", "别人写的")]
    assert seen.left_out[0].reason == (
        "沈若兰 在 2025-06-03 10:00 改过，这一行的修改没有存入；请重新导出，在新内容上修改"
    )
    assert idea_files.apply(city, file=seen, by=MANAGER, at=NOW).changed == ("JDZ-2025-0002",)
    assert books.texts(city)["JDZ-2025-0001"]["problem"] == "别人写的"


def test_a_row_changed_meanwhile_but_not_edited_is_unchanged(city):
    content = books.exported(city)
    made.write(city, "JDZ-2025-0001", replace(TEXT, problem="别人写的"))
    seen = books.read(city, books.edited(content))
    assert (seen.unchanged, seen.stale, seen.hints) == (2, (), ())


def test_rows_that_go_stale_between_looking_and_confirming_stop_the_whole_import(city):
    edits = [(2, "problem", "我写的"), (3, "title", "食堂")]
    seen = books.read(city, books.edited(books.exported(city), *edits, new=({"title": "课后托管"},)))
    made.write(city, "JDZ-2025-0002", replace(OTHER, problem="别人写的"))
    before = books.rows(city)
    with pytest.raises(RowsRefused, match="有 1 行在您核对之后变了，没有存入任何内容") as refused:
        idea_files.apply(city, file=seen, by=MANAGER, at=NOW)
    assert [(row.row_number, row.value) for row in refused.value.rows] == [(3, "JDZ-2025-0002")]
    assert books.rows(city) == before


def test_what_a_state_needs_is_missed_before_and_at_confirming(city):
    number = made.idea(city, IdeaState.APPRAISED, replace(TEXT, title="第三个"))
    content = books.edited(books.exported(city), (4, "proposal", ""))
    problem = books.read(city, content).problems[0]
    assert (problem.row_number, problem.reason) == (4, "“编号”是“论证”的金点子，不能缺少：写明建议方案")
    made.move(city, number, IdeaState.REFINED, reason="再改改")
    made.move(city, number, IdeaState.COLLECTED, reason="再改改")
    seen = books.read(city, content)
    made.move(city, number, IdeaState.REFINED)
    made.move(city, number, IdeaState.APPRAISED)
    before = books.rows(city)
    with pytest.raises(RowsRefused) as refused:
        idea_files.apply(city, file=seen, by=MANAGER, at=NOW)
    assert "写明建议方案" in refused.value.rows[0].reason
    assert books.rows(city) == before


def test_an_idea_merged_away_is_not_changed(city):
    content = books.edited(books.exported(city), (2, "title", "加装电梯"))
    seen = books.read(city, content)
    version = made.row(city, "JDZ-2025-0001").version
    merged = {"number": "JDZ-2025-0001", "version": version, "into": "JDZ-2025-0002"}
    idea_merging.merge(city, **merged, reason="同一件事", by=MANAGER, at=NOW)
    with pytest.raises(RowsRefused) as refused:
        idea_files.apply(city, file=seen, by=MANAGER, at=NOW)
    assert "已并入另一个金点子" in refused.value.rows[0].reason
    assert [row.reason for row in books.read(city, content).problems] == ["“编号”已并入另一个金点子，不能再修改"]
    assert [
        row["number"] for row in idea_files.export(city, asked=IdeaFilter(), by=MANAGER).ideas.to_dict("records")
    ] == ["JDZ-2025-0002"]


def test_rows_left_out_can_be_corrected_and_sent_again(city):
    seen = books.read(city, books.edited(books.exported(city), (2, "cost_yuan", "十万"), (3, "title", "食堂")))
    left_out = rejected_rows_workbook(seen.header, seen.left_out)
    corrected = books.edited(left_out, (2, "cost_yuan", "100000"))
    again = books.read(city, corrected)
    assert [(row.number, row.given.cost_yuan) for row in again.changed] == [("JDZ-2025-0001", 100_000)]
    assert (again.unchanged, again.problems, again.ignored) == (0, (), ())


def test_edited_read_only_cells_are_said_and_not_stored(city):
    seen = books.read(city, books.edited(books.exported(city), (2, "state", "入库"), (3, "sources", 9)))
    hints = [(hint.row_number, hint.label, hint.typed, hint.now) for hint in seen.hints]
    assert hints == [(2, "状态", "入库", "征集"), (3, "来源件数", "9", "1")]
    assert (seen.unchanged, seen.changed) == (2, ())


def test_the_columns_a_file_lacks_stay_as_they_are(city):
    book = openpyxl.load_workbook(io.BytesIO(books.edited(books.exported(city), (2, "title", "加装电梯"))))
    book.worksheets[0].delete_cols(books.POSITIONS["problem"])
    book.worksheets[0].cell(1, 20).value, book.worksheets[0].cell(2, 20).value = "备注", "给科长看"
    stream = io.BytesIO()
    book.save(stream)
    seen = books.read(city, stream.getvalue())
    assert [[cell.label for cell in row.cells] for row in seen.changed] == [["标题"]]
    assert "备注" in seen.ignored


@pytest.mark.parametrize(
    ("file_name", "content", "sentence"),
    [("a.csv", b"1", "只能导入 .xlsx"), ("a.xlsx", b"", "空的"), ("a.xlsx", b"PK\x03\x04", "打不开")],
)
def test_other_files_are_refused(city, file_name, content, sentence):
    with pytest.raises(ImportRefused, match=sentence):
        idea_files.read_file(city, content=content, file_name=file_name, by=MANAGER)


def test_a_table_of_something_else_is_refused(city):
    other = rejected_rows_workbook(["姓名", "电话"], [])
    with pytest.raises(ImportRefused, match="没有读到金点子"):
        books.read(city, other)
    filled = books.edited(other, (2, "number", "张三"), (2, "sequence", "1"))
    with pytest.raises(ImportRefused, match="没有“编号、版本、标题”这一列"):
        books.read(city, filled)


@pytest.mark.parametrize("role", list(Role))
def test_who_may_export_and_who_may_import(city, role):
    person = made.person(role, **({"department_code": "housing"} if role is Role.HANDLER else {}))
    made.lead(city, "JDZ-2025-0002")
    readers = {Role.LEADER: 2, Role.OFFICER: 2, Role.PROJECT_MANAGER: 2, Role.COORDINATOR: 2, Role.HANDLER: 1}
    if role in readers:
        assert len(idea_files.export(city, asked=IdeaFilter(), by=person).ideas) == readers[role]
    else:
        with pytest.raises(NotPermitted):
            idea_files.export(city, asked=IdeaFilter(), by=person)
    content = books.edited(books.exported(city), (2, "title", "加装电梯"))
    seen = books.read(city, content)
    if role is Role.PROJECT_MANAGER:
        assert idea_files.apply(city, file=seen, by=person, at=NOW).changed == ("JDZ-2025-0001",)
        return
    before = books.rows(city)
    with pytest.raises(NotPermitted):
        books.read(city, content, by=person)
    with pytest.raises(NotPermitted):
        idea_files.apply(city, file=seen, by=person, at=NOW)
    assert books.rows(city) == before


def test_numbers_of_people_are_masked_for_who_may_not_write_and_never_stored_masked(city):
    made.write(city, "JDZ-2025-0001", replace(TEXT, problem="请致电13812345678"))
    officer = books.exported(city, by=made.person(Role.OFFICER))
    assert (
        idea_files.export(city, asked=IdeaFilter(), by=made.person(Role.LEADER)).ideas["problem"][0]
        == "请致电138****5678"
    )
    assert books.read(city, officer).unchanged == 2
    seen = books.read(city, books.edited(officer, (2, "problem", "请致电138****5678，急")))
    assert "遮去中间几位" in seen.problems[0].reason


def test_a_filter_narrows_the_export(city):
    found = idea_files.export(city, asked=IdeaFilter(numbers=("JDZ-2025-0002",)), by=MANAGER)
    assert found.ideas.to_dict("records") == [
        {
            "number": "JDZ-2025-0002", "sequence": 1, "title": "幸福食堂", "problem": "老人做饭难。",
            "proposal": TEXT.proposal, "benefit": "", "cost_yuan": 120_000, "category_code": "住房/电梯",
            "township_codes": "南城街道、吴店镇", "state": "征集", "origin": "群众点题", "sources": 1, "lead": "",
            "saved": "2025-06-03 10:00 沈若兰",
        }
    ]  # fmt: skip
    assert (found.categories, found.townships) == (("住房", "住房/电梯"), ("南城街道", "吴店镇"))
    assert idea_files.export(city, asked=IdeaFilter(states=("banked",)), by=MANAGER).ideas.empty


def test_the_number_of_statements_does_not_grow_with_the_rows(city):
    def counted():
        content = books.edited(
            books.exported(city), *((row, "title", f"新标题{row}") for row in range(2, 2 + len(books.texts(city))))
        )
        with counted_statements(city) as export:
            idea_files.export(city, asked=IdeaFilter(), by=MANAGER)
        with counted_statements(city) as look:
            books.read(city, content)
        return len(export), len(look)

    few = counted()
    for position in range(20):
        made.idea(city, text=replace(TEXT, title=f"第 {position} 个"), sources=())
    assert counted() == few == (4, 6)
