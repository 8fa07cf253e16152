"""Partners are taken on, changed, renewed and set aside; who may, what the history keeps, and whose phone it is."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier

import pytest

from actions import partner_files, partners
from actions.partners import PartnerRefused, StalePartner
from data_access import partner_contributions, partner_roster
from data_access.journal import entries, first_broken_entry
from data_access.partner_roster import PartnerFilter
from data_access.statements import counted_statements
from glossary import PartnerKind, Role, SubjectKind
from permissions import NotPermitted
from tests.actions import idea_factories as made
from tests.actions import partner_factories as people
from tests.actions.idea_factories import MANAGER, NOW
from tests.actions.partner_factories import OBSERVER, PHONE, PLANNER, TODAY

READERS = {Role.LEADER, Role.OFFICER, Role.PROJECT_MANAGER, Role.COORDINATOR}


@pytest.fixture
def city(engine):
    return people.two(people.city(engine))


def change(engine, number="GC-0001", version=1, **fields):
    given = replace(OBSERVER if number == "GC-0001" else PLANNER, **fields)
    return partners.change(engine, number=number, version=version, given=given, by=MANAGER, at=NOW)


def history(engine, number="GC-0001"):
    found = entries(engine, kind=SubjectKind.PARTNER, subject_ids=(people.row(engine, number).id,))
    return [(row.step, row.reason, row.details) for row in found.itertuples()]


def test_each_kind_has_numbers_of_its_own(city):
    for kind, name in ((PartnerKind.INSTITUTION, "甲"), (PartnerKind.VOLUNTEER, "乙"), (PartnerKind.OBSERVER, "丙")):
        partners.add(city, given=replace(OBSERVER, kind=kind, name=name), by=MANAGER, at=NOW)
    assert people.listed(city) == ["GC-0001", "GC-0002", "GH-0001", "JG-0001", "ZY-0001"]
    assert people.fields(city)["GC-0001"] == OBSERVER


def test_numbers_beyond_four_digits_stay_in_order(city):
    with partners.writing(city) as connection:
        connection.exec_driver_sql("UPDATE installation SET value = '9998' WHERE key = 'last_number_GC-'")
    for name in ("甲", "乙"):
        partners.add(city, given=replace(OBSERVER, name=name), by=MANAGER, at=NOW)
    assert people.listed(city) == ["GC-0001", "GC-9999", "GC-10000", "GH-0001"]


def test_what_is_typed_is_stored_plain(city):
    given = replace(
        OBSERVER, name=" 李  明\n", phone="+86 139-0000-1111", organisation="\t北城", skills=("traffic",) * 2
    )
    number = partners.add(city, given=given, by=MANAGER, at=NOW)
    stored = people.fields(city)[number]
    assert (stored.name, stored.phone, stored.organisation) == ("李 明", "13900001111", "北城")
    assert stored.skills == ("traffic",)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": " "}, "“姓名（名称）”没有填写"),
        ({"name": "王" * 81}, "不能超过 80 个字"),
        ({"name": "甲", "phone": "一三八"}, "“电话”不是电话号码"),
        ({"name": "甲", "phone": "138****5678"}, "遮去中间几位"),
        ({"name": "甲", "term_to": date(2024, 12, 31)}, "早于任期起"),
        ({"name": "甲", "skills": ("housing.lifts",)}, "不是在用的一级分类"),
        ({"name": "甲", "township_code": "nowhere"}, "不在字典里或已停用"),
        ({}, "已有同名同电话的 GC-0001"),
        ({"phone": " 138 1234 5678"}, "已有同名同电话的 GC-0001"),
    ],
)
def test_what_cannot_be_stored_is_named_and_leaves_nothing_behind(city, fields, said):
    before = people.tables(city)
    with pytest.raises(PartnerRefused, match=said) as refused:
        partners.add(city, given=replace(OBSERVER, **fields), by=MANAGER, at=NOW)
    assert "没有存入任何内容" in str(refused.value)
    assert people.tables(city) == before


def test_the_same_name_with_another_phone_or_in_another_kind_is_another(city):
    partners.add(city, given=replace(OBSERVER, phone="13900001111"), by=MANAGER, at=NOW)
    partners.add(city, given=replace(OBSERVER, kind=PartnerKind.VOLUNTEER), by=MANAGER, at=NOW)
    assert people.listed(city, text="王秀兰") == ["GC-0001", "GC-0002", "ZY-0001"]
    with pytest.raises(PartnerRefused, match="GC-0002"):
        change(city, phone="13900001111")


def test_a_change_keeps_before_and_after_and_of_the_phone_only_that_it_changed(city):
    assert change(city, name="王秀芝", phone="13900001111", skills=("traffic",), term_to=date(2026, 6, 30)) == 2
    step, _reason, details = history(city)[0]
    assert (step, details["version"]) == ("changed", 2)
    assert details["changed"] == {
        "name": ["王秀兰", "王秀芝"],
        "skills": [["housing"], ["traffic"]],
        "phone": None,
        "term_to": ["2025-12-31", "2026-06-30"],
    }
    assert first_broken_entry(city) is None


def test_no_number_a_person_types_anywhere_reaches_the_history(city):
    change(city, organisation="居委会（联系人 13711112222）", specialty="13711112222", phone="13711112222")
    change(city, version=2, organisation="居委会", specialty="", phone="")
    told_why = {"active": False, "reason": "改打 13711112222 联系", "by": MANAGER, "at": NOW}
    partners.set_active(city, number="GC-0001", version=3, **told_why)
    told = str(history(city))
    for number in (PHONE, "13711112222"):
        assert number not in told
    assert "137****2222" in told


def test_a_change_on_an_older_version_is_refused_and_one_of_nothing_is_none(city):
    assert change(city) == 1
    assert change(city, specialty="电梯") == 2
    with pytest.raises(StalePartner, match="刚刚被别人改过"):
        change(city, specialty="物业")
    assert [step for step, *_ in history(city)] == ["changed", "created"]
    with pytest.raises(PartnerRefused, match="类型不能改"):
        change(city, version=2, kind=PartnerKind.VOLUNTEER)


def test_a_term_is_renewed_to_a_later_day_only(city):
    asked = {"number": "GC-0001", "version": 1, "by": MANAGER, "at": NOW}
    for too_early in (date(2025, 12, 31), date(2025, 6, 2)):
        with pytest.raises(PartnerRefused, match="要晚于 2025-12-31"):
            partners.renew_term(city, term_to=too_early, **asked)
    assert partners.renew_term(city, term_to=date(2026, 12, 31), **asked) == 2
    assert history(city)[0][:2] == ("changed", "续任")
    with pytest.raises(PartnerRefused, match="没有任期止"):
        partners.renew_term(city, **asked | {"number": "GH-0001"}, term_to=date(2026, 12, 31))


def test_set_aside_and_taken_back(city):
    asked = {"number": "GC-0001", "by": MANAGER, "at": NOW}
    assert partners.set_active(city, version=1, active=False, reason="已调离", **asked) == 2
    assert people.listed(city, standings=("set_aside",)) == ["GC-0001"]
    assert history(city)[0] == ("changed", "已调离", {"version": 2, "changed": {"active": [True, False]}})
    assert partners.set_active(city, version=2, active=True, **asked) == 3
    assert people.listed(city, standings=("in_term",)) == ["GC-0001", "GH-0001"]


@pytest.mark.parametrize(
    ("from_today", "to_today", "standing"),
    [
        (None, None, "in_term"),
        (0, 61, "in_term"),
        (0, 60, "ending"),
        (0, 0, "ending"),
        (-9, -1, "out_of_term"),
        (1, 90, "out_of_term"),
    ],
)
def test_a_term_holds_from_its_first_to_its_last_day_and_ends_soon_within_sixty(city, from_today, to_today, standing):
    days = [None if each is None else TODAY + timedelta(days=each) for each in (from_today, to_today)]
    change(city, "GH-0001", term_from=days[0], term_to=days[1])
    assert partner_roster.card(city, number="GH-0001", by=MANAGER, as_of=TODAY)["standing"] == standing


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["GC-0001", "GH-0001"]),
        ({"kinds": ("planner",)}, ["GH-0001"]),
        ({"townships": ("nancheng",)}, ["GC-0001"]),
        ({"townships": ("wudian", "*")}, ["GH-0001"]),
        ({"skills": ("traffic",)}, ["GH-0001"]),
        ({"skills": ("traffic", "housing")}, ["GC-0001", "GH-0001"]),
        ({"text": "秀兰 社区"}, ["GC-0001"]),
        ({"text": "gh-0001"}, ["GH-0001"]),
        ({"text": "%"}, []),
        ({"text": "6312345"}, ["GH-0001"]),
    ],
)
def test_a_roster_is_narrowed_by_its_filters(city, asked, found):
    assert people.listed(city, **asked) == found


def test_a_page_of_the_roster_says_how_many_there_are_in_all(city):
    found, total = partner_roster.roster(city, by=MANAGER, asked=PartnerFilter(), as_of=TODAY, limit=1, offset=1)
    assert (list(found["number"]), total) == (["GH-0001"], 2)
    empty, none = partner_roster.roster(city, by=MANAGER, asked=PartnerFilter(text="无"), as_of=TODAY)
    assert (list(empty.columns), len(empty), none) == (list(found.columns), 0, 0)


@pytest.mark.parametrize("role", list(Role), ids=lambda role: role.value)
def test_a_role_reads_and_keeps_the_rosters_as_the_table_says(sqlite_engine, role):
    city, who = people.two(people.city(sqlite_engine)), made.person(role, department_code="housing")
    seen = {"number": "GC-0001", "version": 1, "by": who, "at": NOW}
    reading = {
        "roster": lambda: partner_roster.roster(city, by=who, asked=PartnerFilter(), as_of=TODAY),
        "card": lambda: partner_roster.card(city, number="GC-0001", by=who, as_of=TODAY),
        "headline": lambda: partner_roster.headline(city, by=who, as_of=TODAY),
        "contributions": lambda: partner_contributions.contributions(city, by=who, as_of=TODAY),
        "invitations_of": lambda: partner_contributions.invitations_of(city, partner_id=1, by=who, as_of=TODAY),
        "given_by": lambda: partner_contributions.given_by(city, partner_id=1, by=who),
        "export": lambda: partner_files.export(city, asked=PartnerFilter(), by=who, as_of=TODAY),
    }
    content = people.exported(city)
    writing = {
        "add": lambda: partners.add(city, given=replace(PLANNER, name="甲"), by=who, at=NOW),
        "renew_term": lambda: partners.renew_term(city, **seen, term_to=date(2027, 1, 1)),
        "change": lambda: partners.change(city, **seen | {"version": 2}, given=replace(OBSERVER, name="乙")),
        "set_active": lambda: partners.set_active(city, **seen | {"version": 3}, active=False),
        "read_file": lambda: people.read(city, content, by=who),
        "apply": lambda: partner_files.apply(
            city, file=people.read(city, people.exported(city)), by=who, at=NOW
        ),
    }  # fmt: skip
    for calls, may in ((reading, role in READERS), (writing, role is Role.PROJECT_MANAGER)):
        for call in calls.values():
            if may:
                call()
            else:
                with pytest.raises(NotPermitted):
                    call()


@pytest.mark.parametrize("role", sorted(READERS - {Role.PROJECT_MANAGER}), ids=lambda role: role.value)
def test_phones_leave_masked_for_everybody_but_project_managers(city, role):
    who = made.person(role)
    change(city, organisation="居委会 13711112222", specialty="找 13711112222", phone="13711112222")
    card = partner_roster.card(city, number="GC-0001", by=who, as_of=TODAY)
    assert (card["phone"], card["organisation"]) == ("137****2222", "居委会 137****2222")
    assert partner_roster.card(city, number="GH-0001", by=who, as_of=TODAY)["phone"] == "071****2345"
    told = partner_files.export(city, asked=PartnerFilter(), by=who, as_of=TODAY).partners.to_string()
    told += partner_contributions.contributions(city, by=who, as_of=TODAY).to_string()
    told += partner_roster.roster(city, by=who, asked=PartnerFilter(), as_of=TODAY)[0].to_string()
    assert "13711112222" not in told
    assert "6312345" not in told
    assert people.listed(city, by=who, text="0710") == []
    assert people.listed(city, text="0710") == ["GH-0001"]


def test_reading_the_rosters_takes_as_many_statements_for_many_as_for_few(city):
    def statements() -> list[int]:
        asked = {"by": MANAGER, "as_of": TODAY}
        reads = [
            lambda: partner_roster.roster(city, **asked, asked=PartnerFilter(), limit=50),
            lambda: partner_roster.headline(city, **asked),
            lambda: partner_contributions.contributions(city, **asked),
            lambda: partner_files.export(city, **asked, asked=PartnerFilter()),
        ]
        counted = []
        for read in reads:
            with counted_statements(city) as sent:
                read()
            counted.append(len(sent))
        return counted

    few = statements()
    new = tuple({"kind": "志愿者", "name": f"志愿者{position}"} for position in range(60))
    people.store(city, people.edited(people.exported(city), new=new))
    assert statements() == few == [3, 1, 1, 7]


def test_two_who_take_the_same_partner_on_at_once_get_one(city):
    given, both = replace(OBSERVER, name="同一人"), Barrier(2)

    def attempt(_turn: int) -> str:
        both.wait()
        try:
            return partners.add(city, given=given, by=MANAGER, at=NOW)
        except PartnerRefused as refused:
            return str(refused)[:14]

    with ThreadPoolExecutor(2) as pool:
        told = sorted(pool.map(attempt, range(2)))
    assert told == ["GC-0002", "民意观察员里已有同名同电话的"]
    assert people.listed(city, text="同一人") == ["GC-0002"]
