"""A name in a file means one entry: no two share one, and what an entry was called before still means it."""

import pytest

from data_access import dictionary_labels, schema
from data_access.engine import writing
from tests.factories import NOW

CATEGORIES = [
    ("edu", "教育", None),
    ("edu.other", "其他", "edu"),
    ("city", "城管", None),
    ("city.other", "其他", "city"),
    ("slash", "教育/其他", None),
    ("two", "水、电", None),
]


@pytest.fixture
def read(engine):
    """labels() after storing renames (dictionary, code, was, now)."""
    with writing(engine) as connection:
        for position, (code, name, parent) in enumerate(CATEGORIES):
            row = {"code": code, "name": name, "parent_code": parent, "position": position, "active": code != "two"}
            connection.execute(schema.category.insert().values(row))
        connection.execute(schema.township.insert().values(code="n", name="南城", position=1, active=True))

    def labels(*renames):
        with writing(engine) as connection:
            for dictionary, code, was, now in renames:
                row = {"dictionary": dictionary, "code": code, "what": "renamed", "details": {"name": [was, now]}}
                connection.execute(schema.dictionary_change.insert().values(**row, at=NOW, by_name="管理员"))
        with engine.connect() as connection:
            return dictionary_labels.labels(connection)

    return labels


def test_names_that_would_mean_two_entries_carry_their_codes(read):
    assert read()["category"].names == {
        "edu": "教育",
        "edu.other": "教育/其他（edu.other）",
        "city": "城管",
        "city.other": "城管/其他",
        "slash": "教育/其他（slash）",
        "two": "水 电（two）",
    }


def test_every_name_given_means_its_entry_alone(read):
    known = read()["category"]
    assert {code: known.meant(name) for code, name in known.names.items()} == {code: {code} for code in known.names}


def test_short_names_and_codes_are_understood_and_those_of_several_said(read):
    known = read()["category"]
    assert known.meant(" 城管 ／ 其他 ") == {"city.other"}
    assert known.meant("city.other") == {"city.other"}
    assert known.meant("其他") == {"edu.other", "city.other"}
    assert known.meant("航天") == set()


def test_what_an_entry_was_called_before_still_means_it(read):
    known = read(("category", "city", "城市管理", "城管"), ("category", "city.other", "杂项", "其他"))["category"]
    assert known.meant("城市管理/杂项") == known.meant("城市管理/其他") == known.meant("杂项") == {"city.other"}
    assert known.meant("城市管理") == {"city"}


def test_a_name_given_to_another_entry_since_means_that_one(read):
    known = read(("category", "edu", "城管", "教育"))["category"]
    assert known.meant("城管") == {"city"}


def test_entries_set_aside_cannot_be_chosen(read):
    assert "水 电（two）" not in read()["category"].in_use
    assert read()["township"].in_use == ("南城",)


@pytest.mark.parametrize("text", ["南城、北城", "南城,北城", " 南城； 北城 ", "南城\n北城、"])
def test_several_names_in_one_cell(text):
    assert dictionary_labels.split(text) == ["南城", "北城"]
