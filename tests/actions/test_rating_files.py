"""Ratings from files: every wrong cell is named, the good rows are stored together, once, and undone together."""

from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import select

from actions import rating_files
from actions.quarter_checks import QuarterClosed
from actions.rating_checks import RatingRefused
from actions.rating_overview import citizen_figures
from data_access import evaluation_quarters, journal, rating_reads, schema
from data_access.engine import writing
from data_access.workbook_errors import ImportRefused, NotAWorkbook
from glossary import QuarterState, Role, SubjectKind
from tests.actions.rating_books import FILE, PHONE, book, csv_of, read, row, store
from tests.actions.test_ratings import everything
from tests.evaluation_factories import NOW, QUARTER, Evaluation


@pytest.fixture
def evaluation(engine) -> Evaluation:
    return Evaluation(engine)


@pytest.fixture
def officer(evaluation):
    return evaluation.people[Role.OFFICER]


def stored(engine) -> list:
    with engine.connect() as connection:
        return connection.execute(select(schema.citizen_rating).order_by(schema.citizen_rating.c.id)).all()


def test_a_row_is_stored_as_it_says(engine, evaluation, officer):
    cells = row(source="短信回访", device="A-1", seconds=12.5, remark="路灯亮了")
    done = store(engine, [cells], officer)
    [found] = stored(engine)
    assert (done.stored, done.held, found.batch_id) == (1, 0, done.batch_id)
    assert (found.level, found.stage, found.source) == ("satisfied", "handling", "sms")
    assert (found.rated_at, str(found.rated_on)) == (datetime(2025, 11, 20, 2, 30), "2025-11-20")
    assert (found.seconds, found.remark, found.recorded_by_name) == (12.5, "路灯亮了", "测试分办员")
    assert len(found.device_key) == 64


def test_the_same_rows_as_csv_from_excel_and_from_wps(engine, evaluation, officer):
    for encoding in ("utf-8-sig", "gb18030"):
        seen = read(engine, csv_of([row()], encoding), officer, file_name="评议.csv")
        assert len(seen.rows) == 1
        assert seen.problems == ()


def test_dates_phones_and_seconds_may_be_numbers_of_the_spreadsheet(engine, evaluation, officer):
    [found] = read(
        engine, [row(person=13812345678, rated_at=datetime(2025, 11, 20, 10, 30), seconds="３ 秒")], officer
    ).rows
    assert (found.person, found.seconds, found.rated_at) == (PHONE, 3.0, datetime(2025, 11, 20, 10, 30))
    [day] = read(engine, [row(rated_at="2025年11月20日")], officer).rows
    assert day.rated_at == datetime(2025, 11, 20)


def test_other_words_for_levels_stages_sources_and_headers_are_understood(engine, evaluation, officer):
    header = {"number": "编号", "stage": "评议环节", "person": "手机号", "level": "评价", "rated_at": "时间"}
    words = [
        ("很满意", "very_satisfied"),
        ("比较满意", "satisfied"),
        ("一般", "basically_satisfied"),
        ("不太满意", "dissatisfied"),
        ("极不满意", "very_dissatisfied"),
    ]
    rows = [row(level=word, stage="办理环节", number=" xm-2025-0001 ") for word, _code in words]
    seen = read(engine, book(rows, header), officer)
    assert [each.level.value for each in seen.rows] == [code for _word, code in words]
    assert {each.stage.value for each in seen.rows} == {"handling"}
    assert {each.source.value for each in seen.rows} == {"imported"}


WRONG = [
    ({"number": "XM-2025-0099"}, "项目编号", "不在 2025Q4 的参评项目中"),
    ({"number": ""}, "项目编号", "没有填写"),
    ({"stage": "成果"}, "环节", "可以写：收集、交办、办理、反馈、效果"),
    ({"stage": "效果"}, "环节", "XM-2025-0001 现在可以评到“反馈”"),
    ({"person": ""}, "评议人", "没有填写"),
    ({"person": "123"}, "评议人", "不够区分是谁"),
    ({"level": "5"}, "满意度", "不认识，可以写：非常满意、满意、基本满意、不满意、非常不满意"),
    ({"level": "未接通"}, "满意度", "已经算在应评人数里"),
    ({"rated_at": "上周"}, "评议时间", "不是日期"),
    ({"rated_at": ""}, "评议时间", "没有填写"),
    ({"rated_at": "2025-09-30 10:00"}, "评议时间", "要在 2025-10-01 到 2025-12-31 之间"),
    ({"rated_at": "2025-11-29 10:00"}, "评议时间", "还没有到"),
    ({"source": "飞鸽"}, "方式", "不认识"),
    ({"device": "x" * 201}, "设备编号", "超过 200 个字"),
    ({"seconds": "很快"}, "作答秒数", "不是秒数"),
    ({"seconds": -1}, "作答秒数", "不是秒数"),
    ({"remark": "字" * 501}, "备注", "不能超过 500 个字"),
]


@pytest.mark.parametrize(("cells", "column", "sentence"), WRONG, ids=[f"{w[1]}-{w[2][:8]}" for w in WRONG])
def test_a_wrong_cell_is_named_by_row_column_and_sentence(engine, evaluation, officer, cells, column, sentence):
    seen = read(engine, [row(), row(**cells)], officer)
    assert [each.row_number for each in seen.rows] == [2]
    [problem] = seen.problems
    assert (problem.row_number, problem.column_name) == (3, column)
    assert sentence in problem.reason
    assert problem.reason.startswith(f"“{column}”")


def test_what_the_screen_shows_of_a_wrong_row_masks_the_number(engine, evaluation, officer):
    seen = read(engine, [row(person="1381234")], officer)
    assert len(seen.rows) == 1
    [problem] = read(engine, [row(person="1" * 90)], officer).problems
    assert "1" * 9 not in problem.reason + problem.value


def test_an_error_cell_is_not_taken_for_an_empty_one(engine, evaluation, officer):
    [problem] = read(engine, [row(seconds="=1/0")], officer).problems
    assert (problem.column_name, "公式" in problem.reason) == ("作答秒数", True)


def test_good_rows_are_stored_without_the_wrong_ones(engine, evaluation, officer):
    done = store(engine, [row(), row(level="5"), row(person="13900000001")], officer)
    assert done.stored == len(stored(engine)) == 2


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"no workbook", FILE, "打不开"),
        (b"", FILE, "空的"),
        (b"x", "评议.docx", "不能导入"),
        (book([]), FILE, "没有读到评议"),
        (book([row()], {"number": "项目编号", "person": "手机号"}), FILE, "没有“环节、满意度、评议时间”这一列"),
    ],
)
def test_a_file_that_is_no_table_of_ratings_is_refused(engine, evaluation, officer, content, name, sentence):
    with pytest.raises(ImportRefused, match=sentence):
        read(engine, content, officer, file_name=name)


def test_columns_that_are_not_read_are_named(engine, evaluation, officer):
    header = {"number": "项目编号", "stage": "环节", "person": "手机号", "level": "满意度", "rated_at": "时间"}
    seen = read(engine, book([row(extra="男")], header | {"extra": "性别"}), officer)
    assert seen.ignored == ("性别",)


def test_a_file_of_too_many_rows_is_refused(engine, evaluation, officer, monkeypatch):
    monkeypatch.setattr(rating_files, "FORM", replace(rating_files.FORM, most_rows=1))
    with pytest.raises(ImportRefused, match="超过 1 行"):
        read(engine, [row(), row()], officer)


def test_the_same_file_is_not_taken_twice_under_any_name(engine, evaluation, officer):
    content = book([row()])
    seen = read(engine, content, officer)
    store(engine, content, officer)
    with pytest.raises(RatingRefused, match="测试分办员 在 2025-11-28 10:00 导入过（第 1 批）"):
        read(engine, content, officer, file_name="又一次.xlsx")
    with pytest.raises(RatingRefused, match="导入过"):
        rating_files.apply(engine, file=seen, by=officer, at=NOW)
    assert len(stored(engine)) == 1


def test_a_batch_is_undone_whole_and_its_file_can_then_come_again(engine, evaluation, officer):
    content = book([row(), row(person="13900000001", level="不满意")])
    evaluation.rate("XM-2025-0001", "very_satisfied", "somebody")
    done = store(engine, content, officer)
    what = {"quarter": QUARTER, "batch_id": done.batch_id, "reason": "选错了文件"}
    assert rating_files.undo(engine, **what, by=officer, at=NOW) == 2
    assert [each.withdrawn_reason for each in stored(engine)] == [None, "选错了文件", "选错了文件"]
    figures = citizen_figures(engine, quarter=QUARTER, by=officer)
    assert figures.table.loc["XM-2025-0001", ["raters", "raw"]].tolist() == [1, 100]
    batches = rating_reads.rating_batches(engine, quarter=QUARTER, by=officer)
    assert batches[["batch_id", "stored", "withdrawn"]].to_numpy().tolist() == [[done.batch_id, 2, 2]]
    assert batches["undone_at"].notna().all()
    with pytest.raises(RatingRefused, match="已经撤销过"):
        rating_files.undo(engine, **what, by=officer, at=NOW)
    assert store(engine, content, officer).stored == 2


def test_a_batch_of_a_published_quarter_stays(engine, evaluation, officer):
    done = store(engine, [row()], officer)
    with writing(engine) as connection:
        quarter = evaluation_quarters.find(connection, QUARTER)
        evaluation_quarters.change(connection, quarter, state=QuarterState.PUBLISHED)
    what = {"quarter": QUARTER, "batch_id": done.batch_id, "reason": "选错了文件"}
    with pytest.raises(QuarterClosed, match="已发布"):
        rating_files.undo(engine, **what, by=officer, at=NOW)
    assert stored(engine)[0].withdrawn_at is None


def test_nothing_is_stored_when_a_project_left_the_quarter_meanwhile(engine, evaluation, officer):
    seen = read(engine, [row(), row(number="XM-2025-0002")], officer)
    with writing(engine) as connection:
        quarter = evaluation_quarters.find(connection, QUARTER)
        project = evaluation.id_of("XM-2025-0002")
        evaluation_quarters.remove_project(connection, quarter, project, reason="撤项", at=NOW)
    with pytest.raises(RatingRefused, match="XM-2025-0002 不在"):
        rating_files.apply(engine, file=seen, by=officer, at=NOW)
    assert stored(engine) == []
    assert rating_reads.rating_batches(engine, quarter=QUARTER, by=officer).empty


def test_a_file_without_a_good_row_stores_nothing(engine, evaluation, officer):
    with pytest.raises(RatingRefused, match="没有可以存入的评议"):
        store(engine, [row(level="5")], officer)


def test_of_rows_of_one_person_the_latest_in_time_counts_whatever_their_order(engine, evaluation, officer):
    early, late = row(rated_at="2025-11-01", level="不满意"), row(rated_at="2025-11-20 08:00", level="非常满意")
    store(engine, [late, early], officer)
    figures = citizen_figures(engine, quarter=QUARTER, by=officer)
    assert figures.table.loc["XM-2025-0001", ["raters", "raw"]].tolist() == [1, 100]


def test_no_number_name_or_device_of_a_file_is_stored_anywhere(engine, evaluation, officer):
    rows = [
        row(person="王秀兰 13812345678", device="iPhone-77AB", remark="王秀兰：13812345678，身份证 420683196001011234"),
        row(person="0710-6312345", device="MAC-00:1A", remark="请回 0710-6312345"),
        row(person="13900001111", level="王秀兰"),
    ]
    store(engine, rows, officer, file_name="13812345678的评议.xlsx")
    text = everything(engine)
    for word in ("13812345678", "王秀兰", "6312345", "13900001111", "77AB", "77ab", "00:1A", "420683196001011234"):
        assert word not in text


def test_the_history_tells_of_the_batch(engine, evaluation, officer):
    store(engine, [row(), row(number="XM-2025-0002")], officer)
    found = journal.entries(engine, kind=SubjectKind.QUARTER, subject_ids=(evaluation.quarter_id,))
    assert found["details"].tolist() == [{"batch": 1, "file": FILE, "count": 2, "projects": 2}]


def test_a_broken_package_is_refused(engine, evaluation, officer):
    with pytest.raises(NotAWorkbook):
        read(engine, book([row()])[:500], officer)


def test_the_file_of_another_quarter_is_asked_for_by_name(engine, evaluation, officer):
    seen = read(engine, [row()], officer)
    with pytest.raises(Exception, match="没有 2024Q1 的三评"):
        rating_files.apply(engine, file=replace(seen, quarter="2024Q1"), by=officer, at=NOW)


def test_a_word_that_is_wrong_in_many_rows_is_told_of_each_and_a_right_one_counts_in_each(engine, evaluation, officer):
    rows = [row(person=f"1381234567{place}", level="还行" if place % 2 else "满意") for place in range(6)]
    seen = read(engine, rows, officer)
    assert [each.row_number for each in seen.problems] == [3, 5, 7]
    assert {each.reason.partition("不认识")[0] for each in seen.problems} == {"“满意度”“还行”"}
    assert [each.person[-1] for each in seen.rows] == ["0", "2", "4"]


def test_numbers_that_only_look_alike_are_not_taken_for_each_other(engine, evaluation, officer):
    rows = [
        row(person=f"1381234567{place}", seconds=seconds) for place, seconds in enumerate((1, 1.0, "1", "1 秒", True))
    ]
    seen = read(engine, rows, officer)
    assert [each.seconds for each in seen.rows] == [1.0, 1.0, 1.0, 1.0]
    assert [each.value for each in seen.problems] == ["是"]
