"""办理规则: versions, confirmation, two administrators at once, and that what is shown is what is used."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest

from actions import imports
from actions import settings as actions
from actions.settings import SettingRefused, StaleSetting
from data_access import calendar, dictionaries, schema, settings
from data_access.calendar import working_calendar
from data_access.engine import writing
from data_access.history import first_broken_link
from glossary import Role
from permissions import SYSTEM, NotPermitted
from tests import factories

NOW = datetime(2026, 1, 30, 2, 0)
ROOT = Path(__file__).resolve().parents[2]
FILE = "留言时间,留言详情,办理等级\n2026-01-05 14:10,甲,限期办\n2026-01-06 10:00,乙,即可办\n"
SUMMER = [["08:30", "12:00"], ["14:00", "17:00"]]


@pytest.fixture
def administrator(engine):
    return factories.account(engine, role=Role.ADMINISTRATOR).person()


@pytest.fixture
def city(engine):
    with writing(engine) as connection:
        calendar.fill_calendar(connection)
        dictionaries.fill_channels(connection)
        settings.fill_settings(connection, at=NOW)
    return engine


def bring(engine, channel="wechat"):
    file = {"content": FILE.encode(), "file_name": "a.csv", "channel_code": channel}
    imports.import_file(engine, **file, by=SYSTEM, at=NOW)
    table = schema.suggestion
    query = table.select().where(table.c.channel_code == channel).order_by(table.c.id)
    with engine.connect() as connection:
        return [(str(row.due_on), row.received_minute) for row in connection.execute(query)]


def change(engine, by, key="tier_limits", value=None, version=1, reason="会议纪要"):
    value = value or {"immediate": 3, "time_limited": 10, "study": 30}
    return actions.change(engine, key=key, value=value, version=version, reason=reason, by=by, at=NOW)


def setting(engine, by, key="tier_limits"):
    return next(found for found in actions.every_setting(engine, by=by) if found.key == key)


def test_every_default_waits_for_the_city_until_it_is_confirmed_with_a_document(city, administrator):
    assert all(found.confirmed_by is None for found in actions.every_setting(city, by=administrator))

    actions.confirm(city, key="tier_limits", version=1, document="枣办发〔2026〕3号", by=administrator, at=NOW)

    found = setting(city, administrator)
    assert (found.confirmed_by, found.confirmed_at, found.confirmed_with) == (
        administrator.name,
        NOW,
        "枣办发〔2026〕3号",
    )


def test_a_changed_limit_holds_for_what_comes_in_afterwards_only(city, administrator):
    before = bring(city)
    assert change(city, administrator) == 2
    after = bring(city, "mayor_mailbox")
    assert [due for due, _ in before] == ["2026-01-20", "2026-01-08"]
    assert [due for due, _ in after] == ["2026-01-20", "2026-01-09"]


def test_a_new_version_waits_for_the_city_again_and_the_old_one_stays_readable(city, administrator):
    actions.confirm(city, key="tier_limits", version=1, document="3号文", by=administrator, at=NOW)
    change(city, administrator)

    kept = actions.versions(city, key="tier_limits", by=administrator)
    assert list(kept["version"]) == [2, 1]
    assert list(kept["reason"]) == ["会议纪要", "产品默认值"]
    assert [isinstance(name, str) for name in kept["confirmed_by"]] == [False, True]
    assert kept["value"][1] == {"immediate": 2, "time_limited": 10, "study": 30}


def test_a_second_administrator_is_told_and_overwrites_nothing(city, administrator):
    change(city, administrator)
    with pytest.raises(StaleSetting, match="刚被.*改过，您的修改没有存入"):
        change(city, administrator, value={"immediate": 1, "time_limited": 5, "study": 20})
    with pytest.raises(StaleSetting, match="没有登记确认"):
        actions.confirm(city, key="tier_limits", version=1, document="3号文", by=administrator, at=NOW)
    assert setting(city, administrator).value["immediate"] == 3


def test_of_two_administrators_at_the_same_moment_one_is_told(city, administrator):
    def outcome(limit):
        try:
            return change(city, administrator, value={"immediate": limit, "time_limited": 10, "study": 30})
        except StaleSetting as told:
            return str(told)[-18:]

    with ThreadPoolExecutor(2) as both:
        outcomes = sorted(str(done) for done in both.map(outcome, (3, 4)))

    assert outcomes == ["2", "您的修改没有存入。请看过新内容再改。"]
    assert list(actions.versions(city, key="tier_limits", by=administrator)["version"]) == [2, 1]


def test_a_version_is_confirmed_once(city, administrator):
    confirmation = {"key": "sign_limit", "version": 1, "document": "3号文", "by": administrator, "at": NOW}
    actions.confirm(city, **confirmation)
    with pytest.raises(SettingRefused, match="登记过确认"):
        actions.confirm(city, **confirmation)


def test_a_database_without_stored_settings_shows_the_defaults_and_can_change_and_confirm_them(engine, administrator):
    assert setting(engine, administrator).version == 0
    actions.confirm(engine, key="sign_limit", version=0, document="3号文", by=administrator, at=NOW)
    change(engine, administrator, version=0)
    assert setting(engine, administrator, "sign_limit").confirmed_with == "3号文"
    assert setting(engine, administrator).version == 1


def test_new_office_hours_change_every_clock_as_if_they_had_always_been_so_and_no_date(city, administrator):
    before = bring(city)
    change(city, administrator, key="office_hours", value=SUMMER)
    clocks = bring(city, "mayor_mailbox")

    table = schema.suggestion
    with city.connect() as connection:
        rows = connection.execute(table.select().where(table.c.channel_code == "wechat").order_by(table.c.id)).all()
    assert [row.received_minute for row in rows] == [minute for _, minute in clocks]
    assert rows[0].received_minute == before[0][1] + 10  # 14:10 lies in the afternoon's hours now
    assert [str(row.due_on) for row in rows] == [due for due, _ in before]
    assert working_calendar(city).hours.minutes == 390
    assert first_broken_link(city) is None


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        ("tier_limits", {"immediate": 0, "time_limited": 10, "study": 30}, "即可办应是 1 至 10 的整数"),
        ("tier_limits", {"immediate": 9, "time_limited": 5, "study": 30}, "即可办 ≤ 限期办 ≤ 研究办"),
        ("tier_limits", {"immediate": 2}, "填写不完整"),
        ("tier_limits", {"immediate": 2, "time_limited": 10, "study": 30}, "与现行规则相同"),
        ("sign_limit", 1.5, "应是 1 至 10 的整数"),
        ("extension_times", 9, "应是 0 至 3 的整数"),
        ("office_hours", [["08:30", "12:00"], ["11:00", "14:00"]], "互不重叠"),
        ("office_hours", [["08:30", "12:00"]], "各段合计 3.5 小时"),
        ("office_hours", [["早上", "12:00"]], "08:30 这样的时刻"),
    ],
)
def test_an_impossible_value_is_refused_with_a_sentence(city, administrator, key, value, sentence):
    with pytest.raises(SettingRefused, match=sentence):
        change(city, administrator, key=key, value=value)
    assert setting(city, administrator, key).version == 1


def test_a_change_needs_a_reason_and_a_confirmation_its_document(city, administrator):
    with pytest.raises(SettingRefused, match="请填写修改原因"):
        change(city, administrator, reason=" ")
    with pytest.raises(SettingRefused, match="请填写确认依据"):
        actions.confirm(city, key="sign_limit", version=1, document="", by=administrator, at=NOW)


def test_what_the_page_calls_in_use_is_what_the_product_reads():
    """A setting that is shown but never read must say 尚未启用, and one that is read must not."""
    homes = [
        path
        for folder in ("actions", "data_access", "scoring", "ui", "pages")
        for path in (ROOT / folder).rglob("*.py")
    ]
    source = "\n".join(path.read_text(encoding="utf-8") for path in homes)
    read = {key for key in settings.DEFAULTS if re.search(rf'\["{key}"\]', source)}
    assert read == settings.IN_USE


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_only_administrators_see_change_or_confirm_settings(sqlite_engine, role):
    engine, by = sqlite_engine, factories.person(role)
    tries = [
        lambda: actions.every_setting(engine, by=by),
        lambda: actions.versions(engine, key="sign_limit", by=by),
        lambda: change(engine, by),
        lambda: actions.confirm(engine, key="sign_limit", version=1, document="3号文", by=by, at=NOW),
    ]
    for attempt in tries:
        with pytest.raises(NotPermitted):
            attempt()
