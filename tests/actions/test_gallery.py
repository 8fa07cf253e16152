"""金点子展示: adopted ideas only, in the order of how far they came, each with everything that is shown of it."""

from datetime import datetime

import pytest

from actions import attachments, gallery
from data_access import schema
from data_access.engine import writing
from data_access.statements import counted_statements
from glossary import IdeaOrigin, IdeaState, Role, SubjectKind
from permissions import NotPermitted
from tests import attachment_files as samples
from tests import factories, idea_rows
from tests.idea_rows import Idea, moves

LEADER, MANAGER = factories.person(Role.LEADER), factories.person(Role.PROJECT_MANAGER, account_id=0)
BANKED_AT, TAKEN_AT, EFFECT_AT = datetime(2025, 4, 2, 2, 0), datetime(2025, 8, 1, 2, 0), datetime(2025, 11, 1, 18, 0)
BANKED = moves((IdeaState.BANKED, BANKED_AT))
CONVERTED = (*BANKED, (IdeaState.CONVERTED, TAKEN_AT))
EFFECTIVE = (*CONVERTED, (IdeaState.EFFECTIVE, EFFECT_AT))


@pytest.fixture
def bank(engine, tmp_path, monkeypatch):
    monkeypatch.setenv("FILES_DIR", str(tmp_path / "files"))
    idea_rows.city(engine)
    idea_rows.suggestions(engine, ("a", "a", None, None, "b"))
    return engine


def numbers(engine, **asked) -> list[str]:
    return [card.number for card in gallery.cards(engine, by=LEADER, **asked)]


def test_adopted_ideas_stand_in_the_order_of_how_far_they_came_the_first_banked_first(bank):
    early = moves((IdeaState.BANKED, datetime(2025, 3, 10)))
    states = [BANKED, CONVERTED, EFFECTIVE, early, moves(), moves((IdeaState.RETAINED, BANKED_AT)), EFFECTIVE]
    idea_rows.store(bank, *(Idea(each) for each in states))
    idea_rows.store(bank, Idea(BANKED, merged_into=1))
    assert numbers(bank) == [f"JDZ-2025-{place:04d}" for place in (3, 7, 2, 4, 1)]
    assert gallery.counted(gallery.cards(bank, by=LEADER)) == "共 5 个：见效 2、转化 1、入库 2"


def test_a_card_tells_whose_question_it_was_what_was_done_and_what_came_of_it(bank):
    what = Idea(
        EFFECTIVE,
        title="加装电梯",
        problem="老人下不了楼。\n几户谈不拢！还有管线。",
        effect="装上 21 部电梯。",
        townships=("wudian", "nancheng"),
        supporting=("finance",),
        sources=(1, 2, 3),
        policies=("实施意见",),
        projects=(("试点", "effective"), ("二期", "withdrawn")),
    )
    idea_rows.store(bank, what)
    idea_rows.store(bank, Idea(sources=(3, 4), merged_into=1))
    [card] = gallery.cards(bank, by=LEADER)
    assert (card.state, card.question) == (IdeaState.EFFECTIVE, "老人下不了楼。几户谈不拢！……")
    assert card.done == (
        "政策：《实施意见》（枣政办〔2025〕7号，住建局2025年8月1日印发），采用：补贴标准",
        "项目：试点（XM-1-0，2025年8月4日立项，现在：见效）",
    )
    assert (card.effect, card.has_effect) == ("装上 21 部电梯。", True)
    assert card.facts == {
        "来自": "3 位群众的 4 件建议",  # one wrote twice, of two nobody knows who they are
        "单位": "住建局（主责）、财政局",
        "时间": "2025年4月2日入库，2025年11月2日见效",
        "镇办区": "南城街道、吴店镇",
        "分类": "住房",
    }


def test_what_is_not_known_is_left_out_or_said(bank):
    bare = {"category_code": None, "townships": (), "lead": None}
    idea_rows.store(bank, Idea(BANKED, origin=IdeaOrigin.LEADER, **bare), Idea(CONVERTED, sources=(5,)))
    converted, banked = gallery.cards(bank, by=LEADER)
    assert banked.facts == {"来自": "领导点题", "单位": "—", "时间": "2025年4月2日入库"}
    assert (banked.effect, banked.has_effect, banked.done) == ("已入库，等待转化。", False, ())
    assert (converted.effect, converted.has_effect) == ("正在推进，见效后登记。", False)
    assert converted.facts["来自"] == "1 位群众的 1 件建议"


def test_categories_include_those_below_and_a_township_finds_ideas_of_several(bank):
    idea_rows.store(bank, Idea(BANKED), Idea(BANKED, category_code="traffic", townships=("nancheng", "wudian")))
    assert numbers(bank, categories=("housing",)) == ["JDZ-2025-0001"]
    assert numbers(bank, townships=("wudian",)) == ["JDZ-2025-0002"]
    assert numbers(bank, categories=("housing",), townships=("wudian",)) == []


def test_the_photo_is_the_first_one_still_there(bank):
    idea_rows.store(bank, Idea(BANKED))
    place = {"kind": SubjectKind.IDEA, "number": "JDZ-2025-0001", "by": MANAGER, "at": BANKED_AT}
    attachments.attach(bank, **place, file_name="a.pdf", content=samples.PDF)
    first = attachments.attach(bank, **place, file_name="a.png", content=samples.photo("PNG"))
    second = attachments.attach(bank, **place, file_name="a.jpg", content=samples.photo())
    assert [card.photo for card in gallery.cards(bank, by=LEADER)] == [first.token]
    attachments.remove(bank, attachment_id=first.id, reason="拍错了", by=MANAGER, at=BANKED_AT)
    assert [card.photo for card in gallery.cards(bank, by=LEADER)] == [second.token]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("没有句号", "没有句号"),
        ("一句。两句。", "一句。两句。"),
        ("一句。两句。三句。", "一句。两句。……"),
        ("他说：“装吧。”好。再看。", "他说：“装吧。”好。……"),
        ("一二三四五六七八九十，一二三四五六七八九十一二三", "一二三四五六七八九十，一二三四五六七……"),
        ("一句。这一句比二十个字还要长得多，放不下的。", "一句。……"),
        ("电话13800138000。", "电话138****8000。"),
    ],
)
def test_long_words_are_cut_at_whole_sentences_and_say_so(text, shown):
    assert gallery.shortened(text, sentences=2, signs=20) == shown


@pytest.mark.parametrize("role", list(Role))
def test_the_gallery_is_for_those_who_read_ideas(engine, role):
    if role in (Role.LEADER, Role.OFFICER, Role.PROJECT_MANAGER, Role.COORDINATOR):
        assert gallery.cards(engine, by=factories.person(role)) == ()
        return
    with pytest.raises(NotPermitted):
        gallery.cards(engine, by=factories.person(role))


def test_it_takes_the_same_statements_however_many_ideas(bank):
    idea_rows.store(bank, Idea(BANKED))
    with counted_statements(bank) as few:
        gallery.cards(bank, by=LEADER)
    idea_rows.store(bank, *(Idea(EFFECTIVE, policies=("通知",), sources=(1,)) for _ in range(30)))
    with counted_statements(bank) as many:
        assert len(gallery.cards(bank, by=LEADER)) == 31
    assert len(few) == len(many) == 7


def test_an_entry_set_aside_in_a_dictionary_still_has_its_name(bank):
    idea_rows.store(bank, Idea(BANKED))
    with writing(bank) as connection:
        connection.execute(schema.township.update().values(active=False))
    assert gallery.cards(bank, by=LEADER)[0].facts["镇办区"] == "南城街道"
