"""专家评审 on screen: what stands beside the form when a review came in another way, or may not come in at all."""

from datetime import timedelta

import pytest

from actions import drafts, review_drafts
from data_access import accounts, schema
from data_access.engine import writing
from glossary import Role
from tests.actions.expert_factories import Workplace
from tests.evaluation_factories import NOW

PAGE = "pages/evaluation/expert_review.py"


@pytest.fixture
def work(engine) -> Workplace:
    return Workplace(engine)


@pytest.fixture
def opened(work, open_page):
    """opened(project): the page of an expert of its own, and the assignment it is about; None for the list."""
    running = open_page(PAGE, Role.EXPERT)
    with work.engine.connect() as connection:
        expert = accounts.account_by_username(connection, username="expert0").person()
    with writing(work.engine) as connection:
        connection.execute(schema.expert.insert().values(account_id=expert.account_id))
    pairs = {number: work.assign(expert, number) for number in work.projects}

    def show(number: str | None = None):
        if number is not None:
            running.query_params["assignment"] = str(pairs[number])
        with writing(work.engine):  # whatever was written past the actions is read anew
            pass
        running.run()
        assert not running.exception
        return running

    show.expert, show.pairs = expert, pairs
    return show


def said(running) -> str:
    kinds = ("info", "warning", "error", "success", "caption", "text", "markdown")
    words = [str(element.value) for kind in kinds for element in running.get(kind)]
    return "\n".join([*words, *(expander.label for expander in running.expander)]).replace("\\", "")


def test_what_was_typed_elsewhere_and_not_handed_in_stands_under_what_was(work, opened):
    pair = opened.pairs[work.projects[0]]
    about = {"subject": review_drafts.subject(pair, 1), "tab": "phone0-0", "by": opened.expert}
    typed = {"mark_1": "40", "comment": "造价偏高"}
    drafts.save(work.engine, **about, fields=typed, at=NOW - timedelta(minutes=5))
    work.submit(pair, by=opened.expert)
    shown = said(opened(work.projects[0]))
    for words in ("第 1 轮已提交", "没有提交的草稿（1）", "公共性：40\n意见：造价偏高"):
        assert words in shown


def test_when_everything_typed_was_handed_in_nothing_more_is_said(work, opened):
    work.submit(opened.pairs[work.projects[0]], by=opened.expert)
    assert "没有提交的草稿" not in said(opened(work.projects[0]))


def test_a_known_interest_stands_in_the_place_of_the_form_with_the_way_to_step_back(work, opened):
    work.works_for(opened.expert, "housing")
    running = opened(work.projects[0])
    assert "应当回避 XM-2025-0001：材料不再开放，也不能提交评审" in said(running)
    assert "建设内容与预算" not in said(running)
    assert running.text_input(key="review_declaration.note.later." + str(opened.pairs[work.projects[0]])) is not None
    assert [button.label for button in running.button if button.label.startswith("提交")] == []


def test_two_questions_are_answered_on_one_page(work, opened):
    reviews = [work.review(opened.pairs[number], 80.0) for number in work.projects[:2]]
    work.close_round()
    row = {"asked_at": NOW, "asked_by_name": "评估专员"}
    with writing(work.engine) as connection:
        for review in reviews:
            connection.execute(schema.review_question.insert().values(review_id=review, question="为什么？", **row))
    running = opened()
    first, second = running.text_area
    first.input("造价依据不足").run()
    second.input("选点没有调查").run()
    assert not running.exception
    assert [each.value for each in running.text_area] == ["造价依据不足", "选点没有调查"]
