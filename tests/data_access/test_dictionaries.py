"""Dictionaries: what a file may call an entry."""

from data_access import schema
from data_access.dictionaries import dictionary, fill_channels, lookups
from data_access.engine import writing


def test_channels_are_those_of_the_glossary_in_its_order(engine):
    with writing(engine) as connection:
        fill_channels(connection)
        fill_channels(connection)
    channels = dictionary(engine, "channel")
    assert channels.iloc[0].to_dict() == {"code": "government_app", "name": "政务APP"}
    assert len(channels) == 12


def test_an_empty_dictionary_has_the_same_columns(engine):
    assert list(dictionary(engine, "township").columns) == ["code", "name"]


def test_entries_are_found_by_code_or_name_unless_two_share_the_name(engine):
    entries = [("a", "道路", None), ("b", "其他", "a"), ("c", "环境", None), ("d", "其他", "c")]
    with writing(engine) as connection:
        for position, (code, name, parent) in enumerate(entries):
            connection.execute(
                schema.category.insert().values(
                    code=code, name=name, parent_code=parent, position=position, active=code != "c"
                )
            )
    found = lookups(engine)["category"]
    assert found.codes == {"a": "a", "道路": "a", "b": "b", "d": "d"}
    assert found.ambiguous == {"其他"}
    assert found.names == ("道路", "其他")
