"""字典: added, renamed, ordered, set aside; what was counted stays; every change is kept; administrators only."""

from datetime import datetime

import pytest

from actions import dictionaries as actions
from actions.dictionaries import DictionaryRefused, StaleEntry
from actions.dictionary_files import read_file
from data_access import dictionaries, schema
from data_access.engine import writing
from data_access.workbook_errors import ImportRefused
from glossary import Role
from permissions import NotPermitted
from tests import factories
from ui import dictionary_parts as parts
from ui.tables import to_excel

NOW = datetime(2026, 1, 30, 2, 0)


@pytest.fixture
def administrator(engine):
    return factories.account(engine, role=Role.ADMINISTRATOR).person()


@pytest.fixture
def do(engine, administrator):
    """do(action, …) as the administrator."""
    return lambda action, **given: action(engine, **given, by=administrator, at=NOW)


def names(engine, by, dictionary="department"):
    found = actions.entries(engine, dictionary=dictionary, by=by)
    return list(zip(found["name"], found["active"], strict=True))


def add(do, name, dictionary="department", **fields):
    return do(actions.add, dictionary=dictionary, name=name, **fields)


def test_entries_are_added_renamed_and_set_aside_and_every_change_is_kept(engine, administrator, do):
    code = add(do, "住建局", reason="机构改革")
    do(actions.rename, dictionary="department", code=code, was="住建局", name="住房和城乡建设局", reason="更名")
    do(actions.set_active, dictionary="department", code=code, active=False, reason="并入城建局")
    do(actions.set_active, dictionary="department", code=code, active=True)

    kept = actions.changes(engine, dictionary="department", by=administrator)
    assert list(kept["what"]) == ["activated", "deactivated", "renamed", "added"]
    assert list(kept["reason"]) == ["", "并入城建局", "更名", "机构改革"]
    assert kept["details"][2] == {"name": ["住建局", "住房和城乡建设局"]}
    assert set(kept["by_name"]) == {administrator.name}
    assert names(engine, administrator) == [("住房和城乡建设局", True)]


def test_an_entry_set_aside_keeps_its_code_and_its_name_for_earlier_cases_but_takes_no_new_ones(engine, do):
    code = add(do, "住建局")
    do(actions.set_active, dictionary="department", code=code, active=False)

    assert dictionaries.lookups(engine)["department"].codes == {}
    assert dictionaries.every_name(engine).values.tolist() == [["department", code, "住建局（已停用）"]]


def test_order_is_changed_one_place_at_a_time_among_those_beside_it(engine, administrator, do):
    for name in ("甲", "乙", "丙"):
        code = add(do, name)
    do(actions.move, dictionary="department", code=code, up=True)
    assert [name for name, _ in names(engine, administrator)] == ["甲", "丙", "乙"]
    do(actions.move, dictionary="department", code=code, up=True)
    with pytest.raises(DictionaryRefused, match="已经在最前"):
        do(actions.move, dictionary="department", code=code, up=True)


def test_categories_have_two_levels_and_an_upper_one_is_kept_while_lower_ones_are_in_use(engine, do):
    upper = add(do, "交通", "category")
    lower = add(do, "道路", "category", parent_code=upper)
    with pytest.raises(DictionaryRefused, match="不是在用的一级分类"):
        add(do, "路面", "category", parent_code=lower)
    with pytest.raises(DictionaryRefused, match="1 个在用的二级分类"):
        do(actions.set_active, dictionary="category", code=upper, active=False)
    do(actions.set_active, dictionary="category", code=lower, active=False)
    do(actions.set_active, dictionary="category", code=upper, active=False)


def test_a_department_with_accounts_is_not_set_aside(engine, do):
    code = add(do, "住建局")
    factories.account(engine, role=Role.HANDLER, department_code=code)
    with pytest.raises(DictionaryRefused, match="1 个在用账户"):
        do(actions.set_active, dictionary="department", code=code, active=False)


def test_a_second_administrator_is_told_of_the_first_ones_name(engine, do):
    code = add(do, "甲")
    do(actions.rename, dictionary="department", code=code, was="甲", name="乙")
    with pytest.raises(StaleEntry, match="刚被别人改为“乙”"):
        do(actions.rename, dictionary="department", code=code, was="甲", name="丙")


def test_channels_are_closed_only_their_names_change(engine, administrator, do):
    with writing(engine) as connection:
        dictionaries.fill_channels(connection)
    do(actions.rename, dictionary="channel", code="wechat", was="微信公众号", name="枣阳发布公众号")
    assert ("枣阳发布公众号", True) in names(engine, administrator, "channel")
    for refused in (
        lambda: add(do, "邮件", "channel"),
        lambda: do(actions.set_active, dictionary="channel", code="wechat", active=False),
    ):
        with pytest.raises(DictionaryRefused, match="只能改名称"):
            refused()


def test_stations_and_collectors_need_what_belongs_to_them(engine, administrator, do):
    township = add(do, "北城街道", "township")
    station = add(do, "书院驿站", "station", kind="community", township_code=township)
    for _ in range(2):  # two people may have the same name
        add(do, "王丽", "collector", kind="volunteer", station_code=station)
    assert names(engine, administrator, "collector") == [("王丽", True), ("王丽", True)]
    for wrong in ({}, {"kind": "community"}, {"kind": "shop", "township_code": township}):
        with pytest.raises(DictionaryRefused):
            add(do, "新驿站", "station", **wrong)


@pytest.mark.parametrize(("name", "sentence"), [(" ", "请填写名称"), ("长" * 61, "不超过 60 个字"), ("甲", "已有名为")])
def test_an_impossible_name_is_refused(engine, do, name, sentence):
    add(do, "甲")
    with pytest.raises(DictionaryRefused, match=sentence):
        add(do, name)


def test_several_are_added_together_or_not_at_all(engine, administrator, do):
    with pytest.raises(DictionaryRefused):
        do(actions.add_many, dictionary="department", rows=[{"name": "甲"}, {"name": "甲"}])
    assert names(engine, administrator) == []
    do(actions.add_many, dictionary="department", rows=[{"name": "甲"}, {"name": "乙"}])
    assert len(names(engine, administrator)) == 2


def test_a_file_gives_what_is_new_counts_what_is_known_and_names_what_cannot_be_used(engine, administrator, do):
    township = add(do, "北城街道", "township")
    add(do, "书院驿站", "station", kind="community", township_code=township)
    rows = (",书院驿站,社区,北城街道", ",滨河驿站,园区,北城街道", ",东驿站,社区,东城", ",西驿站,,北城街道")
    text = "\n".join(["编号,名称,类型,镇办区", *rows])
    read = read_file(engine, dictionary="station", content=text.encode(), file_name="a.csv", by=administrator)
    assert read.new == [{"name": "滨河驿站", "kind": "industrial_park", "township_code": township}]
    assert read.known == 1
    assert [(row.row_number, row.reason) for row in read.problems] == [(4, "镇办区“东城”不在字典里"), (5, "请填写类型")]
    do(actions.add_many, dictionary="station", rows=read.new)


@pytest.mark.parametrize("dictionary", ["category", "station", "collector"])
def test_what_is_downloaded_can_be_imported_again_and_is_known(engine, administrator, do, dictionary):
    township = add(do, "北城街道", "township")
    station = add(do, "书院驿站", "station", kind="community", township_code=township)
    upper = add(do, "交通", "category")
    add(do, "道路", "category", parent_code=upper)
    add(do, "王丽", "collector", kind="volunteer", station_code=station)
    entries = {name: actions.entries(engine, dictionary=name, by=administrator) for name in actions.DICTIONARIES}

    shown = parts.table(dictionary, entries[dictionary], parts.names_of(entries))
    read = read_file(engine, dictionary=dictionary, content=to_excel(shown), file_name="a.xlsx", by=administrator)

    assert (read.new, read.known, read.problems) == ([], len(entries[dictionary]), [])


def test_a_file_without_names_is_refused(engine, administrator):
    with pytest.raises(ImportRefused, match="没有“名称”这一列"):
        read_file(engine, dictionary="station", content=b"a,b\n1,2\n", file_name="a.csv", by=administrator)


def test_nothing_is_ever_deleted(engine, do):
    """The whole action layer of the dictionaries has no way to remove an entry."""
    add(do, "甲")
    do(actions.set_active, dictionary="department", code="department_001", active=False)
    assert add(do, "乙") == "department_002"
    with engine.connect() as connection:
        assert len(connection.execute(schema.department.select()).all()) == 2


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_only_administrators_see_or_change_dictionaries(sqlite_engine, role):
    engine, on = sqlite_engine, {"dictionary": "department", "by": factories.person(role)}
    tries = [
        lambda: actions.entries(engine, **on),
        lambda: actions.changes(engine, **on),
        lambda: actions.add(engine, name="甲", at=NOW, **on),
        lambda: actions.add_many(engine, rows=[], at=NOW, **on),
        lambda: actions.rename(engine, code="a", was="甲", name="乙", at=NOW, **on),
        lambda: actions.set_active(engine, code="a", active=False, at=NOW, **on),
        lambda: actions.move(engine, code="a", up=True, at=NOW, **on),
        lambda: read_file(engine, content=b"", file_name="a.csv", **on),
    ]
    for attempt in tries:
        with pytest.raises(NotPermitted):
            attempt()
