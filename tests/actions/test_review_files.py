"""The Excel form: what is handed out, and what comes of each row that is sent back."""

from dataclasses import replace
from io import BytesIO

import openpyxl
import pytest

from actions import expert_reviews, review_files
from actions.quarter_checks import QuarterRefused
from actions.returned_workbooks import RowsRefused
from data_access import schema
from data_access.review_layout import ABSTAIN, CHANGE, COMMENT, KEY, NUMBER, STATE, TITLE, TOTAL, RowKey
from data_access.workbook_errors import ImportRefused
from glossary import Relation, Role
from permissions import NotPermitted
from reports.review_workbook import review_workbook
from tests.actions.expert_factories import MARKS, Workplace
from tests.evaluation_factories import NOW, QUARTER


@pytest.fixture
def work(engine) -> Workplace:
    return Workplace(engine)


def handed_out(work, by=None) -> bytes:
    return review_workbook(review_files.export(work.engine, quarter=QUARTER, by=by or work.expert1))


class Form:
    """A form on somebody's computer: cells by number of the project and column."""

    def __init__(self, content: bytes):
        self.book = openpyxl.load_workbook(BytesIO(content))
        self.sheet = self.book.worksheets[0]
        self.header = [cell.value for cell in self.sheet[2]]
        self.lines = {self.sheet.cell(line, 1).value: line for line in range(3, self.sheet.max_row + 1)}

    @property
    def criteria(self) -> list[str]:
        return self.header[self.header.index(STATE) + 1 : self.header.index(TOTAL)]

    def put(self, number: str, column: str, value: object) -> "Form":
        self.sheet.cell(self.lines[number], self.header.index(column) + 1).value = value
        return self

    def value(self, number: str, column: str) -> object:
        return self.sheet.cell(self.lines[number], self.header.index(column) + 1).value

    def fill(self, number: str, values=MARKS) -> "Form":
        for column, value in zip(self.criteria, values, strict=True):
            self.put(number, column, value)
        return self

    def content(self) -> bytes:
        stream = BytesIO()
        self.book.save(stream)
        return stream.getvalue()


def seen(work, form: Form, by=None) -> review_files.ReviewFile:
    what = {"content": form.content(), "file_name": "评分表.xlsx"}
    return review_files.preview(work.engine, **what, by=by or work.expert1, at=NOW)


def test_the_form_has_every_declared_project_of_the_round_in_the_drawn_order(work):
    work.declare(work.mine[work.projects[0]], Relation.PAID)
    form = Form(handed_out(work))
    assert list(form.lines) == [work.projects[2], work.projects[1]]
    assert form.header[:3] == [NUMBER, TITLE, STATE]
    assert form.criteria[0] == "公共性（权重 15）"
    assert form.header[-5:] == [TOTAL, COMMENT, CHANGE, ABSTAIN, KEY]
    assert form.sheet.column_dimensions[openpyxl.utils.get_column_letter(len(form.header))].hidden
    assert form.value(work.projects[1], STATE) == "待评分"
    assert "90–100：全市或多个镇办区普遍存在" in form.sheet.cell(2, 4).comment.text
    rules = {(each.type, each.formula1, each.formula2) for each in form.sheet.data_validations.dataValidation}
    assert rules == {("decimal", "0", "100")}  # between, which is the default
    assert [sheet.title for sheet in form.book.worksheets] == ["评分表", "评分标准", "填写说明"]


def test_good_rows_are_handed_in_digit_by_digit_and_marked_as_from_a_file(work):
    form = Form(handed_out(work)).fill(work.projects[0]).put(work.projects[0], COMMENT, "可行，电话 13812345678")
    form.put(work.projects[1], ABSTAIN, "不熟悉")
    file = seen(work, form)
    assert [row.number for row in file.ready] == [work.projects[1], work.projects[0]]
    assert (file.problems, file.locked, file.unchanged, work.rows(schema.expert_review)) == ((), (), 1, [])

    assert review_files.apply(work.engine, file=file, by=work.expert1, at=NOW) == 2

    assert [row.mark for row in work.rows(schema.expert_mark)] == MARKS
    first, second = work.rows(schema.expert_review)
    assert (first.abstained, first.abstain_reason, first.from_file) == (True, "不熟悉", True)
    assert (second.comment, second.from_file, second.submitted_at) == ("可行，电话 138****5678", True, NOW)
    assert work.assigned().done == 2
    assert [row.details.get("from_file") for row in work.rows(schema.work_history)] == [True, True]


def test_an_untouched_form_holds_nothing(work):
    work.submit(work.mine[work.projects[0]])
    file = seen(work, Form(handed_out(work)))
    assert (file.ready, file.locked, file.problems, file.unchanged) == ((), (), (), 3)


@pytest.mark.parametrize("cell", ["８５．５", "85.5", " 85。5 ", 85.5])
def test_marks_are_read_as_people_write_them(work, cell):
    file = seen(work, Form(handed_out(work)).fill(work.projects[0], [cell, *MARKS[1:]]))
    assert file.ready[0].given.marks[1] == 85.5


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        (101, "不是分数，请写 0 到 100 的数"),
        (-1, "不是分数"),
        (85.55, "最多一位小数"),
        ("优", "“优”不是分数"),
        ("=1/0", "公式错误"),
        (True, "不是分数"),
        (None, "还差 1 项没有打分：公共性"),
    ],
)
def test_a_bad_mark_is_told_with_row_column_and_reason_and_the_other_rows_still_go_in(work, cell, reason):
    form = Form(handed_out(work)).fill(work.projects[0], [cell, *MARKS[1:]]).fill(work.projects[1])
    file = seen(work, form)
    [problem] = file.problems
    assert (problem.row_number, problem.column_name) == (form.lines[work.projects[0]], "公共性（权重 15）")
    assert reason in problem.reason
    assert [row.number for row in file.ready] == [work.projects[1]]


def test_marks_and_a_reason_to_abstain_exclude_each_other(work):
    file = seen(work, Form(handed_out(work)).fill(work.projects[0]).put(work.projects[0], ABSTAIN, "不熟"))
    assert "只留一样" in file.problems[0].reason


def test_only_words_are_no_review(work):
    file = seen(work, Form(handed_out(work)).put(work.projects[0], COMMENT, "先放着"))
    assert "还差 7 项" in file.problems[0].reason


def test_what_was_handed_in_meanwhile_is_said_and_never_overwritten(work):
    form = Form(handed_out(work)).fill(work.projects[0], [50.0] * 7).fill(work.projects[1])
    work.submit(work.mine[work.projects[0]])
    work.submit(work.mine[work.projects[1]])
    file = seen(work, form)
    assert [(row.number, row.said) for row in file.locked] == [
        (work.projects[0], "已提交并锁定，这一行没有再存；要改请评估专员退回")
    ]
    assert (file.ready, file.unchanged) == ((), 2)  # the same marks again are nothing new


def test_what_changes_between_looking_and_confirming_stores_no_row_at_all(work):
    file = seen(work, Form(handed_out(work)).fill(work.projects[0]).fill(work.projects[1]))
    work.submit(work.mine[work.projects[1]])
    with pytest.raises(RowsRefused) as refused:
        review_files.apply(work.engine, file=file, by=work.expert1, at=NOW)
    assert [row.value for row in refused.value.rows] == [work.projects[1]]
    assert len(work.rows(schema.expert_review)) == 1


def test_a_row_about_a_project_the_expert_has_an_interest_in_by_now_is_told_and_never_handed_in(work):
    form = Form(handed_out(work)).fill(work.projects[0])
    earlier = seen(work, form)
    work.works_for(work.expert1, "housing")
    file = seen(work, form)
    assert (file.ready, file.problems[0].column_name) == ((), NUMBER)
    assert file.problems[0].reason == "名册上现在记着您任职于主责单位“住建局”，应当回避，不能提交评审"
    with pytest.raises(RowsRefused) as refused:
        review_files.apply(work.engine, file=earlier, by=work.expert1, at=NOW)
    assert "应当回避" in refused.value.rows[0].reason
    assert work.rows(schema.expert_review) == []


def test_a_form_of_somebody_else_is_refused(work):
    work.assign(work.expert2, work.projects[0])
    theirs = Form(handed_out(work, work.expert2)).fill(work.projects[0])
    with pytest.raises(ImportRefused, match="另一位专家"):
        seen(work, theirs)
    # nor does another person's own look at a file help
    file = seen(work, theirs, work.expert2)
    with pytest.raises(RowsRefused):
        review_files.apply(work.engine, file=file, by=work.expert1, at=NOW)
    assert work.rows(schema.expert_review) == []


def test_a_key_bent_to_another_project_finds_nothing(work):
    stranger = work.assign(work.expert2, work.projects[0])
    form = Form(handed_out(work)).fill(work.projects[0])
    key = RowKey.of(form.value(work.projects[0], KEY))
    for bent in (str(replace(key, assignment_id=stranger)), "随便写的"):
        file = seen(work, form.put(work.projects[0], KEY, bent))
        assert (len(file.problems), file.ready) == (1, ())


def test_a_row_copied_twice_counts_once(work):
    form = Form(handed_out(work)).fill(work.projects[0])
    line = form.lines[work.projects[0]]
    for place in range(1, len(form.header) + 1):
        form.sheet.cell(9, place).value = form.sheet.cell(line, place).value
    file = seen(work, form)
    assert (len(file.ready), file.problems[0].reason) == (1, f"与第 {line} 行重复")


def test_the_form_of_a_round_before_is_refused(work):
    form = Form(handed_out(work)).fill(work.projects[0])
    work.close_round()
    with pytest.raises(QuarterRefused, match="没有进行中的评审轮次"):
        seen(work, form)
    work.open_round(2)
    with pytest.raises(ImportRefused, match="第 1 轮的评分表，现在是第 2 轮"):
        seen(work, form)


@pytest.mark.parametrize("column", ["公共性（权重 15）", KEY, NUMBER, COMMENT])
def test_a_form_without_one_of_its_columns_is_refused(work, column):
    form = Form(handed_out(work)).fill(work.projects[0])
    form.sheet.cell(2, form.header.index(column) + 1).value = "别的"
    with pytest.raises(ImportRefused):
        seen(work, form)


@pytest.mark.parametrize(("content", "name"), [(b"not a workbook", "a.xlsx"), (b"a,b", "a.csv"), (b"", "a.xlsx")])
def test_other_files_are_refused(work, content, name):
    with pytest.raises(ImportRefused):
        review_files.preview(work.engine, content=content, file_name=name, by=work.expert1, at=NOW)


def test_the_next_round_tells_what_the_last_came_to_and_asks_why_a_mark_changes(engine):
    work = Workplace(engine, projects=2, experts=4)
    number = work.projects[0]
    for expert, mark in zip(work.experts[1:], (60.0, 80.0, 90.0), strict=True):
        work.review(work.assign(expert, number), mark, comment=f"意见{mark:g}")
    work.submit(work.mine[number], 70.0)
    work.close_round()
    work.open_round(2, projects=[number])
    form = Form(handed_out(work))
    assert list(form.lines) == [number]
    before = form.book["上一轮"]
    assert [cell.value for cell in before[2]] == [number, "项目1", "公共性", "70.00", "67.50", "75.00", "82.50"]
    told = {row[3] for row in before.iter_rows(values_only=True) if row[2] == "其他评委的意见"}
    assert told == {"意见60", "意见80", "意见90"}
    changed = [70.0] * 6 + [75.0]
    file = seen(work, form.fill(number, changed))
    assert (file.problems[0].column_name, "请写明调整理由" in file.problems[0].reason) == (CHANGE, True)
    file = seen(work, form.put(number, CHANGE, "看了验收记录"))
    assert review_files.apply(engine, file=file, by=work.expert1, at=NOW) == 1


def test_nothing_of_others_is_in_the_form_while_the_round_is_open(work):
    work.review(work.assign(work.expert2, work.projects[0]), 12.3, comment="绝密意见")
    form = Form(handed_out(work))
    cells = [str(cell.value) for sheet in form.book for row in sheet.iter_rows() for cell in row]
    assert not any("12.3" in cell or "绝密" in cell for cell in cells)


def test_a_comment_that_looks_like_a_formula_stays_text(work):
    work.submit(work.mine[work.projects[0]], comment="=1+1")
    form = Form(handed_out(work))
    line = form.lines[work.projects[0]]
    cell = form.sheet.cell(line, form.header.index(COMMENT) + 1)
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_without_a_round_or_a_declared_project_there_is_no_form(engine):
    work = Workplace(engine, declared=False, round=False)
    with pytest.raises(QuarterRefused, match="没有进行中"):
        handed_out(work)
    work.open_round()
    with pytest.raises(QuarterRefused, match="请先逐项声明"):
        handed_out(work)
    assert expert_reviews.assigned(engine, by=work.expert1).total == 3


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.EXPERT])
def test_nobody_but_experts_gets_or_sends_a_form(work, role):
    file, content = seen(work, Form(handed_out(work)).fill(work.projects[0])), handed_out(work)
    by = work.people[role]
    for call in (
        lambda: review_files.export(work.engine, quarter=QUARTER, by=by),
        lambda: review_files.preview(work.engine, content=content, file_name="a.xlsx", by=by, at=NOW),
        lambda: review_files.apply(work.engine, file=file, by=by, at=NOW),
    ):
        with pytest.raises(NotPermitted):
            call()
