"""The template of ratings: filled in as it says, it is read again without a question."""

import io
from datetime import datetime

import openpyxl
import pytest

from data_access.rating_layout import COLUMNS
from glossary import RATED, RatingSource, RatingStage, Role
from reports.rating_workbook import rating_workbook
from tests.actions.rating_books import PHONE, read
from tests.evaluation_factories import Evaluation

PROJECTS = (("XM-2025-0001", "=加装电梯", "反馈"), ("XM-2025-0002", "路灯", "办理"))


@pytest.fixture
def template():
    return openpyxl.load_workbook(io.BytesIO(rating_workbook(PROJECTS)))


def test_it_has_the_columns_how_to_fill_them_and_the_projects(template):
    sheet, help_sheet, choices = template.worksheets
    assert [cell.value for cell in sheet[1]] == [column.header for column in COLUMNS]
    assert [[cell.value for cell in line] for line in choices.iter_rows(min_row=2)] == [list(each) for each in PROJECTS]
    words = " ".join(str(cell.value) for line in help_sheet.iter_rows() for cell in line)
    for term in (*RATED, *RatingStage, *RatingSource):
        assert term.label in words


def test_a_title_that_looks_like_a_formula_is_text(template):
    assert template["可选项"]["B2"].data_type == "s"


def test_filled_in_it_is_read_as_it_says(engine, template):
    evaluation = Evaluation(engine)
    cells = ("XM-2025-0001", "办理", PHONE, "满意", datetime(2025, 11, 20, 10, 30), "短信回访", "A1", 12, "好")
    for position, value in enumerate(cells, start=1):
        template.worksheets[0].cell(2, position).value = value
    stream = io.BytesIO()
    template.save(stream)
    seen = read(engine, stream.getvalue(), evaluation.people[Role.OFFICER])
    assert seen.problems == ()
    [found] = seen.rows
    assert (found.number, found.stage, found.level) == ("XM-2025-0001", "handling", "satisfied")
    assert (found.person, found.rated_at, found.source) == (PHONE, datetime(2025, 11, 20, 10, 30), "sms")
    assert (found.device, found.seconds, found.remark) == ("A1", 12.0, "好")


def test_without_projects_there_is_still_a_template():
    assert openpyxl.load_workbook(io.BytesIO(rating_workbook(()))).sheetnames == ["群众评议", "填写说明", "可选项"]
