"""What search takes for the same, what a query asks for, and which part of a text is shown as found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_access.search_tokens import _with_origins, canonical, highlights, indexed, looked_up, pairs, phrases, snippet


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("", " "),
        ("，。！", " "),
        ("小区停车难", " 小区停车难 "),
        ("\n\t\t小区，停车\r\n难　 ", " 小区 停车 难 "),
        ("A7县的WiFi", " a7 县的 wifi "),
        ("Ａ７县的ＷｉＦｉ", " a7 县的 wifi "),
        ("电话０７１０-6222222", " 电话 0710 6222222 "),
        ("②号楼、３㎡", " 2 号楼 3m2 "),
        ("停\u200b车\ufeff位", " 停车位 "),  # joiners that come along when copying from a chat
        ("二〇一九年", " 二〇一九年 "),
        ("𠮷野家😀", " 𠮷野家 "),
    ],
)
def test_width_case_and_punctuation_make_no_difference(text, seen):
    assert canonical(text) == seen


def test_pairs_reach_over_the_ends_of_runs():
    assert pairs(" a7 县 ") == {" a", "a7", "7 ", " 县", "县 "}
    assert pairs(" ") == set()


def test_the_index_keeps_pairs_and_single_chinese_signs_and_a_single_sign_is_looked_up_as_it_is():
    assert indexed(" a7 县 ") == {" a", "a7", "7 ", " 县", "县 ", "县"}
    assert looked_up("县") == {"县"}
    assert looked_up("县里的") == {"县里", "里的"}
    assert looked_up(" a ") == {" a", "a "}


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        ("", ()),
        ("  　", ()),
        ("！？…—", ()),
        ("停车", ("停车",)),
        ("停车 充电", ("停车", "充电")),
        ("停车，充电、停车；电梯", ("停车", "充电", "电梯")),
        ("Ａ７县", (" a7 县",)),
        ("县2019", ("县 2019 ",)),
        ("2019/2/28", (" 2019 2 28 ",)),
        ('"小区 停车"', ("小区 停车",)),
        ("“小区，停车”充电", ("小区 停车", "充电")),
        ("《物业管理条例》", ("物业管理条例",)),
        ('停车"充电 桩', ("停车", "充电 桩")),  # a quotation left open
        ("枣", ("枣",)),
        ("a", (" a ",)),
        ("停车" * 80, ("停车" * 50,)),  # 100 signs are read
    ],
)
def test_a_query_asks_for_phrases(query, asked):
    assert phrases(query) == asked


@pytest.mark.parametrize(
    ("text", "query", "pieces"),
    [
        ("", "停车", []),
        ("停车难", "停车", [("停车", True), ("难", False)]),
        ("停车难", "充电", [("停车难", False)]),
        ("停车难", "", [("停车难", False)]),
        ("在Ａ７县，停　车", "a7县 车", [("在", False), ("Ａ７县", True), ("，停　", False), ("车", True)]),
        ("小区，停车", '"小区停车" "小区 停车"', [("小区，停车", True)]),
        ("12路和2路", "2路", [("12路和", False), ("2路", True)]),
        ("哈哈哈", "哈哈", [("哈哈哈", True)]),
        ("停\u200b车", "停车", [("停\u200b车", True)]),
        ("面积3㎡", "3m2", [("面积", False), ("3㎡", True)]),
        ("<b>*停车*</b>", "停车", [("<b>*", False), ("停车", True), ("*</b>", False)]),
    ],
)
def test_hits_are_marked_in_the_text_as_it_was_written(text, query, pieces):
    assert highlights(text, query) == pieces


def test_a_short_text_is_shown_whole_with_its_lines_run_together():
    assert snippet("\n\t\t小区\n停车难 ", "停车") == [("小区 ", False), ("停车", True), ("难", False)]


def test_a_long_text_is_cut_around_its_hits():
    text = "一" * 100 + "停车" + "二" * 100
    assert snippet(text, "停车", length=40) == [
        ("……", False), ("一" * 20, False), ("停车", True), ("二" * 18, False), ("……", False),
    ]  # fmt: skip


def test_the_part_with_most_of_the_query_is_shown():
    text = "停车停车停车" + "一" * 100 + "停车" + "二" * 5 + "充电" + "三" * 100
    shown = "".join(piece for piece, _is_hit in snippet(text, "停车 充电", length=40))
    assert "停车二二二二二充电" in shown


def test_without_a_hit_the_beginning_is_shown():
    assert snippet("一" * 50, "停车", length=40) == [("一" * 40, False), ("……", False)]


@given(st.text())
def test_the_walk_that_remembers_positions_sees_the_same_text(text):
    seen, origins = _with_origins(text)
    assert seen == canonical(text)
    assert len(origins) == len(seen)


@given(st.text(), st.text())
def test_any_text_and_any_query_are_taken_and_nothing_is_lost(text, query):
    assert "".join(piece for piece, _is_hit in highlights(text, query)) == text
    assert all(piece for piece, _is_hit in snippet(text, query))


@given(st.text(max_size=90))
def test_whatever_a_text_says_finds_it(text):
    assert all(phrase in canonical(text) for phrase in phrases(text))
