"""While a round is open nothing of an expert's marks reaches anybody else: no read, order, to-do or history."""

import io
import json

import openpyxl
import pytest

from actions import expert_reviews, review_files
from data_access import journal, schema, to_do
from glossary import SubjectKind
from reports.review_workbook import review_workbook
from tests.actions.expert_factories import Workplace
from tests.evaluation_factories import NOW, QUARTER

SECRETS = ("12.3", "绝密意见", "绝密理由")


@pytest.fixture
def work(engine) -> Workplace:
    """The first expert has handed in three marks of 12.3 each; the second reviews the same and is watching."""
    work = Workplace(engine, experts=3)
    for number in work.projects:
        work.assign(work.expert2, number, position=work.projects.index(number))
    for number in work.projects[:2]:
        work.submit(work.mine[number], 12.3, comment="绝密意见")
    about = {"assignment_id": work.mine[work.projects[2]], "round": 1, "reason": "绝密理由"}
    expert_reviews.abstain(engine, **about, by=work.expert1, at=NOW)
    return work


def clean(told: object) -> None:
    written = told if isinstance(told, str) else json.dumps(told, default=str, ensure_ascii=False)
    assert not [secret for secret in SECRETS if secret in written]


def test_another_expert_of_the_panel_sees_the_same_list_as_if_nothing_had_been_given(engine, work):
    bench = expert_reviews.assigned(engine, by=work.expert2)
    assert list(bench.projects["number"]) == work.projects
    assert set(bench.projects["state"]) == {"waiting"}
    assert (bench.done, bench.questions.empty) == (0, True)
    clean(bench.projects.to_csv())


def test_another_experts_form_file_and_feedback_tell_nothing(engine, work):
    for assignment in work.assigned(work.expert2).projects["assignment_id"]:
        which = {"assignment_id": assignment, "by": work.expert2}
        assert expert_reviews.feedback(engine, **which) is None
        form = expert_reviews.form(engine, **which)
        assert (form.given, form.returned, dict(form.earlier)) == (None, None, {})
        clean(str(vars(expert_reviews.case_file(engine, **which, on=NOW.date()))))


def test_another_experts_excel_form_tells_nothing(engine, work):
    rows = review_files.export(engine, quarter=QUARTER, by=work.expert2)
    assert all(not row.marks and not row.is_done for row in rows.rows)
    assert (rows.before.empty, rows.comments.empty) == (True, True)
    book = openpyxl.load_workbook(io.BytesIO(review_workbook(rows)))
    clean([cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row])


def test_the_history_says_that_something_was_given_and_never_what(engine, work):
    told = journal.entries(engine, kind=SubjectKind.QUARTER, subject_ids=(work.quarter_id,))
    assert sorted(told["step"]) == ["review_abstained", "review_submitted", "review_submitted"]
    clean(told.to_csv())
    assert all(set(details) == {"assignment", "expert", "project", "round"} for details in told["details"])


def test_no_to_do_of_anybody_says_what_was_given(engine, work):
    for person in (*work.people.values(), *work.experts):
        clean(to_do.open_to_dos(engine, by=person).to_csv())
    clean([row.what + row.query for row in work.rows(schema.to_do)])


def test_the_feedback_of_round_two_tells_nothing_of_what_is_given_in_round_two(engine, work):
    for number, assignment in zip(work.projects, work.assigned(work.expert2).projects["assignment_id"], strict=True):
        work.review(int(assignment), 80.0)
        work.review(work.assign(work.experts[2], number), 70.0)
    work.close_round()
    work.open_round(2)
    mine, theirs = work.mine[work.projects[0]], work.assigned(work.expert2).projects["assignment_id"].iloc[0]
    before = expert_reviews.feedback(engine, assignment_id=int(theirs), by=work.expert2)
    work.submit(mine, 99.9, round=2, comment="第二轮绝密", change_reason="绝密理由")
    after = expert_reviews.feedback(engine, assignment_id=int(theirs), by=work.expert2)
    assert after.figures.equals(before.figures)
    assert (after.count, after.comments) == (before.count, before.comments) == (3, ("绝密意见",))
    assert set(after.figures["median"]) == {70.0}  # of 12.3, 70 and 80


def test_the_order_of_comments_does_not_follow_accounts(engine):
    orders = set()
    work = Workplace(engine, projects=8, experts=4)
    for number in work.projects:
        for expert in work.experts[1:]:
            work.review(work.assign(expert, number), 50.0, comment=expert.username)
        work.submit(work.mine[number])
    work.close_round()
    work.open_round(2)
    for number in work.projects:
        found = expert_reviews.feedback(engine, assignment_id=work.mine[number], by=work.expert1)
        again = expert_reviews.feedback(engine, assignment_id=work.mine[number], by=work.expert1)
        assert found.comments == again.comments
        orders.add(found.comments)
    assert len(orders) > 1
