"""The material of a report: who may have it, nothing of an open round, and of a 定稿 exactly what was sealed."""

import io
import zipfile
from datetime import date, datetime

import numpy as np
import openpyxl
import pypdf
import pytest
from docx import Document

from actions import publications, quarter_reports
from data_access import schema
from data_access.engine import writing
from data_access.report_files import PRODUCTS
from data_access.statements import counted_statements
from glossary import FollowUpResult, Grade, QuarterState, Role
from permissions import NotPermitted
from reports.quarter_files import written
from tests.evaluation_factories import NOW, QUARTER, Evaluation

AFTER = datetime(2026, 1, 5, 2, 0)
HIDDEN = 37.7  # a mark of the open round: no figure of the closed ones comes near it
LEVELS = (FollowUpResult.VERY_SATISFIED, FollowUpResult.SATISFIED, FollowUpResult.DISSATISFIED)


@pytest.fixture
def evaluation(engine) -> Evaluation:
    """Round 1 closed with marks from 81 to 88, round 2 open with HIDDEN throughout."""
    made = Evaluation(engine, projects=3, experts=5)
    made.open_round()
    seats = made.assign_all()
    for (username, number), seat in seats.items():
        made.review(seat, 80.0 + int(username[-1]) + int(number[-1]), comment="第一轮意见")
    made.close_round()
    made.open_round(2, due_on=date(2025, 12, 20))
    for seat in seats.values():
        made.review(seat, HIDDEN, round=2, comment="看不得的意见", change_reason="看不得的理由")
    for number in made.projects:
        for person in range(12):
            made.rate(number, LEVELS[person % 3], f"{number}{person}")
        made.invite(number, 20)
        made.assess(number, [80.0, 5.0, 90.0, 8.0, 2.0, 90.0, 95.0, 20.0, 70.0, None])
    return made


def found(evaluation: Evaluation, by=None, at=NOW):
    return quarter_reports.material(evaluation.engine, quarter=QUARTER, by=by or evaluation.leader, at=at)


def everything_in(content: bytes) -> str:
    """All text of a package, tags taken away; of a PDF the text of its pages."""
    if content.startswith(b"%PDF"):
        return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return "\n".join(package.read(name).decode("utf-8", "replace") for name in package.namelist())


def test_only_leaders_and_coordinators_have_it(evaluation):
    for by in (evaluation.experts[0], *evaluation.people.values()):
        if by.role in (Role.LEADER, Role.COORDINATOR):
            assert found(evaluation, by=by).quarter.quarter == QUARTER
        else:
            with pytest.raises(NotPermitted):
                found(evaluation, by=by)


def files_of(evaluation: Evaluation) -> list[str]:
    """The text of each file."""
    given = found(evaluation)
    return [everything_in(written(given, product)) for product in PRODUCTS]


def test_no_file_holds_anything_of_an_open_round(evaluation):
    for text in files_of(evaluation):
        for secret in (str(HIDDEN), "看不得"):
            assert secret not in text


def test_files_stay_the_same_whatever_is_marked_in_an_open_round(sqlite_engine):
    made = Evaluation(sqlite_engine, projects=3, experts=4)
    made.open_round()
    seats = made.assign_all()
    for (username, number), seat in seats.items():
        made.review(seat, 60.0 + 5 * int(number[-1]) + int(username[-1]))
    made.close_round()
    made.open_round(2)
    before = files_of(made)
    for place, seat in enumerate(list(seats.values())[:7]):
        made.review(seat, 99.0 - 11 * place, round=2, comment="变了")
    assert files_of(made) == before


def test_names_of_experts_and_citizens_are_in_no_file(evaluation):
    for text in files_of(evaluation):
        assert "expert1" not in text
        assert evaluation.experts[0].name not in text


def test_marks_carry_the_numbers_of_seats_and_belong_to_closed_rounds(evaluation):
    marks = found(evaluation).marks
    assert set(marks["round"]) == {1}
    assert set(marks["expert"]) == {1, 2, 3, 4, 5}
    assert "account_id" not in marks


def test_a_missed_deadline_counts_from_the_day_after(evaluation):
    due = datetime(2025, 12, 20, 15, 59)  # 23:59 on the last day in 枣阳
    assert not found(evaluation, at=due).inputs.assessment_closed
    assert found(evaluation, at=datetime(2025, 12, 20, 16, 0)).inputs.assessment_closed


def publish(evaluation: Evaluation):
    evaluation.close_round(2)
    given = {"quarter": QUARTER, "version": 1, "by": evaluation.leader, "at": AFTER}
    return publications.publish(evaluation.engine, **given)


def test_a_published_report_is_of_the_seal_whatever_is_set_aside_afterwards(evaluation):
    seal = publish(evaluation)
    before = found(evaluation)
    assert (before.sealed, before.details.seal.sha256) == (True, seal.sha256)
    assert before.results.composites["experts"].round(6).tolist() == [HIDDEN] * 3
    seat = schema.review_assignment
    with writing(evaluation.engine) as connection:
        connection.execute(
            seat.update().where(seat.c.account_id == evaluation.experts[0].account_id).values(recused_at=AFTER)
        )
    after = found(evaluation)
    assert np.array_equal(after.results.composites["score"], before.results.composites["score"])
    assert len(after.marks) == len(before.marks)
    text = everything_in(written(after, "pdf"))
    assert seal.sha256[:32] in text.replace("\n", "")
    assert "未定稿" not in text


def test_the_seal_gives_the_same_figures_as_the_rows(evaluation):
    evaluation.close_round(2)
    live = found(evaluation, at=AFTER)
    publications.publish(evaluation.engine, quarter=QUARTER, version=1, by=evaluation.leader, at=AFTER)
    sealed = found(evaluation, at=AFTER)
    assert (live.sealed, sealed.sealed) == (False, True)
    for name in ("score", "rank", "low", "high"):
        np.testing.assert_allclose(
            sealed.results.composites[name].astype(float), live.results.composites[name].astype(float), atol=1e-5
        )


def test_the_last_published_quarter_is_what_it_is_compared_with(evaluation):
    assert found(evaluation).earlier is None
    publish(evaluation)
    table = schema.evaluation_quarter
    with writing(evaluation.engine) as connection:
        connection.execute(table.update().values(quarter="2025Q2"))
        row = {**connection.execute(table.select()).mappings().one(), "id": 2, "quarter": QUARTER, "version": 1}
        connection.execute(table.insert().values({**row, "state": QuarterState.OPEN}))
    earlier = found(evaluation).earlier
    assert earlier.quarter == "2025Q2"
    assert list(earlier.composites.index) == evaluation.projects


def test_the_last_self_assessment_and_every_comment_come_along(evaluation):
    project = evaluation.id_of(evaluation.projects[0])
    own, said = schema.self_assessment, schema.leader_comment
    head = {"quarter_id": evaluation.quarter_id, "project_id": project, "at": NOW, "by_name": "某人"}
    with writing(evaluation.engine) as connection:
        for place, score in ((1, 70.0), (2, 91.5)):
            row = {**head, "sequence": place, "department_code": "housing", "score": score, "content": f"第{place}次"}
            connection.execute(own.insert().values(row))
            connection.execute(
                said.insert().values({**head, "sequence": place, "grade": Grade.GOOD, "content": f"点评{place}"})
            )
    details = found(evaluation).details
    assert details.self_assessments.to_dict("records") == [
        {"project": evaluation.projects[0], "score": 91.5, "content": "第2次"}
    ]
    assert list(details.comments["content"]) == ["点评2", "点评1"]
    cells = [
        cell.text for table in Document(io.BytesIO(written(found(evaluation), "word"))).tables for cell in table._cells
    ]
    assert "点评2" in cells


def test_quarters_being_prepared_are_not_offered(engine):
    made = Evaluation(engine, projects=1, experts=1, state=QuarterState.PREPARING)
    assert quarter_reports.reportable(engine, by=made.leader) == []
    table = schema.evaluation_quarter
    with writing(engine) as connection:
        connection.execute(table.update().values(state=QuarterState.OPEN))
    assert [each.quarter for each in quarter_reports.reportable(engine, by=made.coordinator)] == [QUARTER]
    with pytest.raises(NotPermitted):
        quarter_reports.reportable(engine, by=made.people[Role.OFFICER])


def test_the_number_of_statements_does_not_grow(evaluation):
    with counted_statements(evaluation.engine) as few:
        found(evaluation)
    for place in (4, 5, 6):
        evaluation.project(place)
    with counted_statements(evaluation.engine) as many:
        found(evaluation)
    assert len(many) == len(few)


def test_the_workbook_shows_the_database_marks_digit_by_digit(evaluation):
    sheet = openpyxl.load_workbook(io.BytesIO(written(found(evaluation), "excel")))["专家评审"]
    shown = sorted(row[5].value for row in sheet.iter_rows(min_row=5))
    assert shown == sorted(80.0 + expert + project for expert in range(1, 6) for project in range(1, 4))
