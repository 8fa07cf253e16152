"""Marks as people type them, and what counts as a change."""

import pytest

from actions.review_marks import BadMark, changed, is_mark, parse_mark


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("85", 85.0),
        ("85.5", 85.5),
        (" 85 ", 85.0),
        ("８５", 85.0),
        ("８５．５", 85.5),
        ("85。5", 85.5),
        ("0", 0.0),
        ("100", 100.0),
        ("100.0", 100.0),
        ("", None),
        ("　", None),
    ],
)
def test_what_is_a_mark(text, mark):
    assert parse_mark(text) == mark


@pytest.mark.parametrize(
    "text", ["100.1", "101", "-1", "85.55", "85.", ".5", "8 5", "85分", "优", "1e2", "nan", "８５，５", "1000", "٨٥"]
)
def test_what_is_none_is_said_with_what_was_typed(text):
    with pytest.raises(BadMark) as error:
        parse_mark(text)
    assert str(error.value).startswith(f"“{text[:12]}”不是分数，请写 0 到 100 的数")


def test_every_tenth_from_0_to_100_survives_being_written_and_read():
    for tenths in range(1001):
        mark = parse_mark(f"{tenths / 10:.1f}")
        assert is_mark(mark)
        assert mark == tenths / 10
        assert parse_mark(f"{mark:g}") == mark


def test_a_change_is_another_mark_than_before_where_there_was_one():
    assert changed({1: 80.0, 2: 70.5, 3: 60.0}, {1: 80.0, 2: 70.0}) == [2]
    assert changed({1: 80.0}, {}) == []
