"""Drafts: only one's own, each open page apart, merged field by field, and never a reason to count anything anew."""

import threading
from datetime import timedelta

import pytest

from actions import drafts
from actions.draft_rules import LARGEST
from actions.drafts import DraftRefused, DraftTooLarge, Source
from data_access import schema
from data_access.engine import version
from glossary import Role
from tests import factories
from tests.factories import NOW

SUBJECT = "idea-12-text"
ONE, TWO = "first0-0", "second-0"


def later(seconds: float):
    return NOW + timedelta(seconds=seconds)


@pytest.fixture
def manager(engine):
    return factories.account(engine, role=Role.PROJECT_MANAGER).person()


@pytest.fixture
def save(engine, manager):
    """save(seconds, tab, **fields): what one page of the manager sends."""

    def saved(seconds, tab=ONE, *, by=manager, source=None, based_on=None, **fields):
        where = {"subject": SUBJECT, "tab": tab, "source": source, "based_on": based_on}
        return drafts.save(engine, **where, fields=fields, by=by, at=later(seconds))

    return saved


@pytest.fixture
def kept(engine, manager):
    """kept(): every row as tab → (fields, whether it is open), the last saved first."""

    def rows(by=manager):
        query = schema.draft.select().where(schema.draft.c.account_id == by.account_id)
        with engine.connect() as connection:
            found = connection.execute(query.order_by(schema.draft.c.saved_at.desc(), schema.draft.c.tab)).all()
        return {row.tab: (row.fields, row.closed_at is None) for row in found}

    return rows


def test_nothing_is_kept_before_anybody_types(engine, manager):
    assert drafts.kept_drafts(engine, subject=SUBJECT, by=manager) == []


def test_each_saving_changes_only_the_fields_that_were_sent(save, engine, manager):
    save(0, problem="没有电梯", based_on=3)
    save(1, proposal="加装")
    answer = save(2, problem="旧楼没有电梯", based_on=4)

    (draft,) = drafts.open_drafts(engine, subject=SUBJECT, by=manager)
    assert draft.fields == {"problem": "旧楼没有电梯", "proposal": "加装"}
    assert (draft.based_on, draft.saved_at) == (3, later(2))
    assert (answer.saved_at, answer.other_saved_at) == (later(2), None)


def test_saving_drafts_leaves_every_cached_figure_valid(save, engine, manager):
    before = version(engine, "data_version")

    save(0, problem="没有电梯")
    finish(engine, manager, 1, problem="没有电梯")
    drafts.discard(engine, subject=SUBJECT, tab=ONE, by=manager, at=later(2))
    drafts.take_back(engine, subject=SUBJECT, tab=ONE, by=manager, at=later(3))

    assert version(engine, "data_version") == before


def test_nobody_reaches_anothers_drafts_even_by_the_same_names(save, kept, engine, manager):
    officer = factories.account(engine).person()
    save(0, problem="没有电梯")

    assert kept(officer) == {}
    drafts.discard(engine, subject=SUBJECT, tab=ONE, by=officer, at=later(1))
    finish(engine, officer, 2, tab=TWO, problem="没有电梯")
    with pytest.raises(DraftRefused):
        drafts.take_back(engine, subject=SUBJECT, tab="unknown", by=officer, at=later(3))
    went_on = save(4, "third-0", by=officer, source=Source(ONE, NOW), proposal="加装")

    assert went_on.other_saved_at is None
    assert kept(officer)["third-0"] == ({"proposal": "加装"}, True)
    assert kept() == {ONE: ({"problem": "没有电梯"}, True)}


def test_two_pages_never_overwrite_each_other_and_each_is_told_of_the_other(save, kept):
    assert save(0, ONE, problem="没有电梯").other_saved_at is None
    assert save(5, TWO, problem="电梯太旧").other_saved_at == NOW
    assert save(9, ONE, problem="没有电梯，也没有坡道").other_saved_at == later(5)

    assert list(kept().items()) == [
        (ONE, ({"problem": "没有电梯，也没有坡道"}, True)),
        (TWO, ({"problem": "电梯太旧"}, True)),
    ]


def test_a_page_is_not_told_of_another_that_says_nothing_else(save):
    save(0, ONE, problem="没有电梯")
    assert save(5, TWO, problem="没有电梯", proposal="加装").other_saved_at is None


def test_a_page_that_goes_on_from_a_draft_begins_with_all_of_it_and_takes_its_place(save, kept):
    save(0, ONE, problem="没有电梯", proposal="加装")

    answer = save(60, TWO, source=Source(ONE, NOW), proposal="加装，政府补一半")

    assert kept() == {
        TWO: ({"problem": "没有电梯", "proposal": "加装，政府补一半"}, True),
        ONE: ({"problem": "没有电梯", "proposal": "加装"}, False),
    }
    assert answer.other_saved_at is None


def test_a_draft_that_was_typed_in_again_meanwhile_stays_open_beside_the_one_that_went_on(save, kept):
    save(0, ONE, problem="没有电梯", proposal="加装")
    save(30, ONE, problem="没有电梯和坡道")

    answer = save(60, TWO, source=Source(ONE, NOW), problem="电梯太旧")

    assert kept() == {
        TWO: ({"problem": "电梯太旧", "proposal": "加装"}, True),
        ONE: ({"problem": "没有电梯和坡道", "proposal": "加装"}, True),
    }
    assert answer.other_saved_at == later(30)


def test_it_stays_open_even_when_the_one_that_went_on_has_its_text_without_having_shown_it(save, kept):
    save(0, ONE, problem="没有电梯")
    save(30, ONE, problem="没有电梯和坡道")

    assert save(60, TWO, source=Source(ONE, NOW), proposal="加装").other_saved_at is None
    assert kept()[ONE] == ({"problem": "没有电梯和坡道"}, True)
    assert save(90, TWO, problem="没有电梯").other_saved_at == later(30)


def test_it_is_closed_when_the_one_that_went_on_was_given_the_same_text(save, kept):
    save(0, ONE, problem="没有电梯")
    save(30, ONE, problem="没有电梯和坡道")

    save(60, TWO, source=Source(ONE, NOW), problem="没有电梯和坡道")

    assert kept() == {TWO: ({"problem": "没有电梯和坡道"}, True), ONE: ({"problem": "没有电梯和坡道"}, False)}


def test_typing_on_where_another_page_took_over_opens_the_draft_again(save, kept):
    save(0, ONE, problem="没有电梯")
    save(60, TWO, source=Source(ONE, NOW), problem="电梯太旧")

    assert save(90, ONE, problem="没有电梯和坡道").other_saved_at == later(60)
    assert kept() == {ONE: ({"problem": "没有电梯和坡道"}, True), TWO: ({"problem": "电梯太旧"}, True)}


def finish(engine, manager, seconds, tab=ONE, source=None, **fields):
    at = later(seconds)
    drafts.finish(engine, subject=SUBJECT, tab=tab, fields=fields, source=source, read_at=at, by=manager, at=at)


def test_what_is_stored_for_good_is_no_draft_any_more_and_different_text_elsewhere_still_is(
    save, kept, engine, manager
):
    save(0, ONE, problem="没有电梯")
    save(1, TWO, problem="没有电梯", proposal="加装")
    save(2, "third-0", problem="电梯太旧")

    finish(engine, manager, 5, tab=TWO, problem="没有电梯", proposal="加装")

    assert {tab: is_open for tab, (_fields, is_open) in kept().items()} == {TWO: False, "third-0": True, ONE: False}
    assert [draft.tab for draft in drafts.kept_drafts(engine, subject=SUBJECT, by=manager)] == ["third-0"]


def test_storing_closes_the_draft_it_went_on_from_even_when_nothing_more_was_typed(save, kept, engine, manager):
    save(0, ONE, problem="没有电梯")

    finish(engine, manager, 5, tab=TWO, source=Source(ONE, NOW), problem="没有电梯，已核对")

    assert kept() == {TWO: ({"problem": "没有电梯，已核对"}, False), ONE: ({"problem": "没有电梯"}, False)}


def test_a_last_keystroke_that_arrives_after_storing_opens_nothing_unless_it_is_new(save, kept, engine, manager):
    finish(engine, manager, 5, problem="没有电梯", proposal="加装")

    save(6, ONE, problem="没有电梯")
    assert kept() == {ONE: ({"problem": "没有电梯", "proposal": "加装"}, False)}

    save(7, ONE, problem="没有电梯，又想到一点")
    assert kept() == {ONE: ({"problem": "没有电梯，又想到一点", "proposal": "加装"}, True)}


@pytest.mark.parametrize(
    ("read_after", "typed", "stays_open"),
    [(3, "没有电梯，又想到一点", True), (3, "没有电梯", False), (5, "没有", False)],
)
def test_what_is_typed_while_the_rest_is_being_stored_stays_a_draft(
    save, kept, engine, manager, read_after, typed, stays_open
):
    save(4, ONE, problem=typed)

    what = {"subject": SUBJECT, "tab": ONE, "fields": {"problem": "没有电梯"}}
    drafts.finish(engine, **what, read_at=later(read_after), by=manager, at=later(6))

    assert kept() == {ONE: ({"problem": typed if stays_open else "没有电梯"}, stays_open)}


def test_a_discarded_draft_can_be_taken_back(save, kept, engine, manager):
    save(0, ONE, problem="没有电梯")
    save(1, TWO, source=Source("none-0", NOW), problem="电梯太旧")

    tab = drafts.discard(engine, subject=SUBJECT, tab=ONE, by=manager, at=later(5))
    assert (tab, kept()[ONE], kept()[TWO][1]) == (ONE, ({"problem": "没有电梯"}, False), True)
    discarded = drafts.kept_drafts(engine, subject=SUBJECT, by=manager)[1]
    assert (discarded.tab, discarded.was_discarded) == (ONE, True)

    drafts.take_back(engine, subject=SUBJECT, tab=tab, by=manager, at=later(9))
    newest = drafts.open_drafts(engine, subject=SUBJECT, by=manager)[0]
    assert (newest.tab, newest.saved_at, newest.fields) == (ONE, later(9), {"problem": "没有电梯"})


def test_discarding_what_was_only_shown_discards_the_draft_it_came_from(save, kept, engine, manager):
    save(0, ONE, problem="没有电梯")
    came_from = Source(ONE, NOW)

    assert drafts.discard(engine, subject=SUBJECT, tab=TWO, source=came_from, by=manager, at=later(5)) == ONE
    assert drafts.discard(engine, subject=SUBJECT, tab=TWO, source=came_from, by=manager, at=later(6)) is None
    assert kept()[ONE] == ({"problem": "没有电梯"}, False)


def test_discarding_leaves_what_was_typed_in_the_other_page_meanwhile(save, kept, engine, manager):
    save(0, ONE, problem="没有电梯")
    save(3, ONE, problem="没有电梯和坡道")

    assert drafts.discard(engine, subject=SUBJECT, tab=TWO, source=Source(ONE, NOW), by=manager, at=later(5)) is None
    assert kept()[ONE][1]


def test_closed_drafts_are_kept_thirty_days_and_open_ones_until_they_are_closed(save, kept, engine, manager):
    days = 86400
    save(0, "open-0", problem="写了一半")
    save(0, ONE, proposal="加装")
    drafts.discard(engine, subject=SUBJECT, tab=ONE, by=manager, at=later(1))

    finish(engine, manager, 30 * days + 1, tab=TWO)
    assert set(kept()) == {TWO, ONE, "open-0"}

    finish(engine, manager, 30 * days + 1.5, tab=TWO)
    assert set(kept()) == {TWO, "open-0"}
    with pytest.raises(DraftRefused, match="30 天"):
        drafts.take_back(engine, subject=SUBJECT, tab=ONE, by=manager, at=later(31 * days))


def test_all_fields_together_may_be_256_kilobytes(save, kept):
    fits = "民" * ((LARGEST - len('{"problem": "", "proposal": ""}')) // 3)
    save(0, problem=fits, proposal="")

    with pytest.raises(DraftTooLarge, match="256 KB"):
        save(1, proposal="民声")
    assert kept()[ONE] == ({"problem": fits, "proposal": ""}, True)


@pytest.mark.parametrize(
    ("subject", "tab", "fields"),
    [
        ("", ONE, {"problem": "x"}),
        ("Idea 12", ONE, {"problem": "x"}),
        ("idea__12", ONE, {"problem": "x"}),
        ("a" * 81, ONE, {"problem": "x"}),
        (12, ONE, {"problem": "x"}),
        (SUBJECT, "", {"problem": "x"}),
        (SUBJECT, "a" * 41, {"problem": "x"}),
        (SUBJECT, "../x", {"problem": "x"}),
        (SUBJECT, ONE, ["problem"]),
        (SUBJECT, ONE, {"Problem": "x"}),
        (SUBJECT, ONE, {"a" * 41: "x"}),
        (SUBJECT, ONE, {"problem": {"x": 1}}),
        (SUBJECT, ONE, {"problem": [1]}),
        (SUBJECT, ONE, {"problem": float("nan")}),
        (SUBJECT, ONE, {f"field{number}": "x" for number in range(101)}),
    ],
)
def test_what_no_page_of_ours_would_send_is_refused(engine, manager, subject, tab, fields):
    with pytest.raises(DraftRefused):
        drafts.save(engine, subject=subject, tab=tab, fields=fields, by=manager, at=NOW)
    with engine.connect() as connection:
        assert connection.execute(schema.draft.select()).all() == []


def test_every_kind_of_value_comes_back_and_characters_no_database_holds_are_left_out(save, kept):
    save(0, problem="a\0b\ud800c", cost=12.5, count=3, urgent=True, category=None, townships=("a", "b"))

    expected = {"problem": "abc", "cost": 12.5, "count": 3, "urgent": True, "category": None, "townships": ["a", "b"]}
    assert kept() == {ONE: (expected, True)}


def test_a_person_can_keep_only_so_many(save, engine, manager, monkeypatch):
    monkeypatch.setattr(drafts, "MOST_DRAFTS", 2)
    save(0, ONE, problem="x")
    save(1, TWO, problem="x")

    with pytest.raises(DraftRefused, match="超过 2 份"):
        save(2, "third-0", problem="x")
    assert save(3, TWO, problem="y").saved_at == later(3)


def test_two_pages_that_type_at_once_lose_nothing(engine, manager):
    def typing(tab):
        for number in range(20):
            drafts.save(engine, subject=SUBJECT, tab=tab, fields={f"field{number}": tab}, by=manager, at=later(number))

    threads = [threading.Thread(target=typing, args=(tab,)) for tab in (ONE, TWO, TWO, "third-0")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    found = {draft.tab: draft.fields for draft in drafts.open_drafts(engine, subject=SUBJECT, by=manager)}
    assert found == {tab: {f"field{n}": tab for n in range(20)} for tab in (ONE, TWO, "third-0")}
