"""Drafts of a review that came in another way: not offered again, not in the place of what was handed in, not lost."""

from datetime import timedelta

import pytest

from actions import drafts, expert_reviews, review_drafts, review_files, round_reviews
from actions.drafts import DraftRefused
from actions.quarter_checks import QuarterRefused
from actions.review_marks import GivenReview
from actions.review_rows import ReadyRow
from data_access import evaluation_rules
from data_access.engine import reading
from tests.actions.expert_factories import MARKS, Workplace
from tests.evaluation_factories import NOW, QUARTER

DESK, PHONE = "desk00-0", "phone0-0"
SAME = {f"mark_{place}": f"{mark:g}" for place, mark in enumerate(MARKS, start=1)}


@pytest.fixture
def work(engine) -> Workplace:
    return Workplace(engine)


@pytest.fixture
def pair(work) -> int:
    return work.mine[work.projects[0]]


def typed(work, pair: int, tab: str, *, minutes: int = -5, **fields: str) -> None:
    """What one open page of the expert sent, by default before NOW, when reviews are handed in."""
    asked = {"subject": review_drafts.subject(pair, 1), "tab": tab, "fields": fields}
    drafts.save(work.engine, **asked, by=work.expert1, at=NOW + timedelta(minutes=minutes))


def offered(work, pair: int) -> list[str]:
    """Pages whose draft the form would go on from."""
    found = drafts.open_drafts(work.engine, subject=review_drafts.subject(pair, 1), by=work.expert1)
    return [each.tab for each in found]


def left(work, pair: int) -> list[dict]:
    given = expert_reviews.form(work.engine, assignment_id=pair, by=work.expert1).given
    asked = {"assignment_id": pair, "round": 1, "given": given, "by": work.expert1}
    return [dict(fields) for _saved_at, fields in review_drafts.left_over(work.engine, **asked)]


def from_file(work, pair: int, **given: object) -> None:
    review = GivenReview(**({"marks": work.marks()} | given))
    with reading(work.engine) as connection:
        criteria = evaluation_rules.criteria(connection, 1)
    ready = (ReadyRow(3, pair, work.projects[0], "项目1", review, []),)
    file = review_files.ReviewFile("评分表.xlsx", [], QUARTER, 1, criteria, ready, (), (), 0)
    review_files.apply(work.engine, file=file, by=work.expert1, at=NOW)


def on_screen(work, pair: int) -> None:
    work.submit(pair)


def give_back(work, pair: int, *, minutes: int = 10) -> None:
    asked = {"quarter": QUARTER, "assignment_id": pair, "reason": "请再看", "by": work.coordinator}
    round_reviews.return_review(work.engine, **asked, at=NOW + timedelta(minutes=minutes))


@pytest.mark.parametrize("hand_in", [from_file, on_screen])
def test_a_draft_that_says_what_was_handed_in_is_closed_and_nothing_is_left_over(work, pair, hand_in):
    typed(work, pair, PHONE, **SAME)
    hand_in(work, pair)
    assert (offered(work, pair), left(work, pair)) == ([], [])


@pytest.mark.parametrize("hand_in", [from_file, on_screen])
def test_a_draft_that_says_something_else_is_closed_and_what_differs_can_still_be_read(work, pair, hand_in):
    typed(work, pair, PHONE, **{**SAME, "mark_1": "40", "comment": "造价偏高"})
    hand_in(work, pair)
    assert offered(work, pair) == []
    assert left(work, pair) == [{"mark_1": "40", "comment": "造价偏高"}]
    assert expert_reviews.form(work.engine, assignment_id=pair, by=work.expert1).given.marks == work.marks()


def test_how_a_mark_is_written_and_what_is_tidied_makes_no_difference(work, pair):
    typed(work, pair, PHONE, mark_1="８５", mark_2=" 80。5", mark_3="", comment=" 可行，问 13812345678 \n")
    from_file(work, pair, comment="可行，问 138****5678")
    assert left(work, pair) == []


def test_what_is_no_mark_is_told_as_it_was_typed(work, pair):
    typed(work, pair, PHONE, mark_1="八十")
    work.submit(pair)
    assert left(work, pair) == [{"mark_1": "八十"}]


def test_marks_typed_before_abstaining_are_left_over(work, pair):
    typed(work, pair, DESK, mark_1="85", abstain_reason="不熟悉")
    expert_reviews.abstain(work.engine, assignment_id=pair, round=1, reason="不熟悉", by=work.expert1, at=NOW)
    page = {
        "subject": review_drafts.subject(pair, 1),
        "tab": DESK,
        "fields": {"mark_1": "85", "abstain_reason": "不熟悉"},
    }
    # The page says afterwards that its text is stored for good.
    drafts.finish(work.engine, **page, read_at=NOW, by=work.expert1, at=NOW + timedelta(seconds=1))
    assert left(work, pair) == [{"mark_1": "85"}]


def test_given_back_the_form_begins_with_what_was_handed_in_not_with_an_older_draft(work, pair):
    typed(work, pair, PHONE, mark_1="40")
    from_file(work, pair)
    give_back(work, pair)
    assert offered(work, pair) == []
    begun = expert_reviews.form(work.engine, assignment_id=pair, by=work.expert1)
    assert begun.returned.marks == work.marks()


def test_what_a_page_left_open_sends_afterwards_is_not_offered_after_the_return_either(work, pair):
    work.submit(pair)
    typed(work, pair, PHONE, mark_1="40", minutes=5)
    assert left(work, pair) == [{"mark_1": "40"}]
    give_back(work, pair)
    assert offered(work, pair) == []


def test_what_is_typed_after_the_return_is_a_draft_like_any_other(work, pair):
    typed(work, pair, PHONE, mark_1="40")
    work.submit(pair)
    give_back(work, pair)
    typed(work, pair, DESK, mark_1="60", minutes=20)
    assert offered(work, pair) == [DESK]


def test_a_draft_of_a_review_that_stands_never_replaces_it(work, pair):
    from_file(work, pair)
    typed(work, pair, PHONE, minutes=5, **{**SAME, "mark_1": "40"})
    with pytest.raises(QuarterRefused, match="已经提交并锁定"):
        work.submit(pair, 40.0)
    assert expert_reviews.form(work.engine, assignment_id=pair, by=work.expert1).given.marks == work.marks()


def test_a_refused_submission_leaves_the_draft_where_it_is(work, pair):
    typed(work, pair, PHONE, mark_1="40")
    with pytest.raises(QuarterRefused, match="没有打分"):
        expert_reviews.submit(work.engine, assignment_id=pair, round=1, marks={1: 40.0}, by=work.expert1, at=NOW)
    assert offered(work, pair) == [PHONE]


def test_drafts_of_another_project_and_of_another_expert_stay_open(work, pair):
    other = work.mine[work.projects[1]]
    typed(work, other, PHONE, mark_1="40")
    drafts.save(
        work.engine, subject=review_drafts.subject(pair, 1), tab=DESK, fields={"mark_1": "1"}, by=work.expert2, at=NOW
    )
    work.submit(pair)
    assert offered(work, other) == [PHONE]
    assert len(drafts.open_drafts(work.engine, subject=review_drafts.subject(pair, 1), by=work.expert2)) == 1


def test_a_round_that_closed_without_a_review_still_shows_what_was_typed(work, pair):
    typed(work, pair, PHONE, mark_1="40", comment="还没写完")
    work.close_round()
    assert left(work, pair) == [{"mark_1": "40", "comment": "还没写完"}]


def test_looking_at_a_file_names_the_projects_with_a_different_draft(work, pair):
    same, other = work.mine[work.projects[1]], work.mine[work.projects[2]]
    typed(work, pair, PHONE, mark_1="40")
    typed(work, same, PHONE, **SAME)
    given = {each: GivenReview(work.marks()) for each in (pair, same, other)}
    with reading(work.engine) as connection:
        found = review_drafts.differing(connection, given, account_id=work.expert1.account_id, number=1)
    assert found == {pair}


def test_a_discarded_draft_can_be_taken_back_into_a_form_that_was_given_back(work, pair):
    typed(work, pair, PHONE, mark_1="40")
    from_file(work, pair)
    give_back(work, pair)
    about = {"subject": review_drafts.subject(pair, 1), "by": work.expert1}
    drafts.take_back(work.engine, **about, tab=PHONE, at=NOW + timedelta(minutes=30))
    assert offered(work, pair) == [PHONE]
    with pytest.raises(DraftRefused):
        drafts.take_back(work.engine, **about, tab="nobody-0", at=NOW)
