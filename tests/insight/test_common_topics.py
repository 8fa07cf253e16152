"""Suggestions on one matter are found by category and shared telling words, and nothing else joins them."""

import pandas as pd

from insight.common_topics import common_topics, similar, telling_words


def suggestions(*rows: tuple[str | None, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["category_code", "title"])


LIFTS = [
    ("lifts", "建议老旧小区加装电梯"),
    ("lifts", "老旧小区能否加装电梯"),
    ("lifts", "希望给老旧小区加装电梯"),
]


def test_three_titles_sharing_telling_words_in_one_category_are_one_topic():
    found = common_topics(suggestions(*LIFTS, ("lifts", "公交站台没有座椅")))
    assert [(topic.category_code, topic.rows) for topic in found] == [("lifts", (0, 1, 2))]
    assert {"电梯", "加装"} <= set(found[0].words)


def test_another_category_or_none_does_not_belong():
    assert common_topics(suggestions(*LIFTS[:2], ("parking", LIFTS[2][1]))) == []
    assert common_topics(suggestions(*((None, title) for _code, title in LIFTS))) == []


def test_words_of_every_letter_join_nothing():
    rows = [
        ("lifts", "建议政府尽快解决路灯问题"),
        ("lifts", "建议政府尽快解决井盖问题"),
        ("lifts", "建议政府尽快解决水管问题"),
    ]
    assert common_topics(suggestions(*rows)) == []


def test_the_largest_topic_comes_first_and_small_ones_are_left_out():
    rows = [*LIFTS, *(("bus", f"增加夜间公交班次 {i}") for i in range(4)), ("bus", "学校门口拥堵")]
    assert [topic.category_code for topic in common_topics(suggestions(*rows))] == ["bus", "lifts"]
    assert common_topics(suggestions(*LIFTS), smallest=4) == []


def test_nothing_gives_nothing():
    assert common_topics(suggestions()) == []
    assert similar("加装电梯", suggestions()).empty


def test_a_title_finds_what_shares_its_rare_words_first_and_says_which():
    rows = suggestions(
        ("c", "老旧小区停车难"), ("c", "老旧小区加装电梯补助"), ("c", "河道有异味"), ("c", "老旧小区外墙")
    )
    found = similar("老旧小区加装电梯", rows)
    assert list(found.index) == [1, 0, 3]
    assert set(found["shared"].iloc[0].split("、")) >= {"加装", "电梯"}


def test_one_character_words_and_numbers_tell_nothing():
    assert telling_words("在3号楼") <= {"号楼"}
