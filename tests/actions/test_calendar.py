"""工作日历: what a change moves, what it leaves, what is kept of it, and who may make it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time

import pytest

from actions import calendar as actions
from actions import imports
from actions.calendar import CalendarRefused, StaleCalendar
from data_access import calendar, dictionaries, schema, settings
from data_access.calendar import read_calendar, working_calendar
from data_access.calendar_changes import Day
from data_access.engine import reading, writing
from data_access.history import first_broken_link
from data_access.workbook_errors import ImportRefused
from glossary import Role
from permissions import SYSTEM, NotPermitted
from tests import factories
from working_time import CalendarBusy, CalendarMissing, OutsideCalendar

NOW = datetime(2026, 1, 30, 2, 0)
# The second and the fourth were received outside office hours.
FILE = """留言时间,留言详情,办理等级,答复时间,答复内容
2026-01-05 09:00,甲,限期办,2026-01-12 10:00,已安排养护队到现场修复路面并于当日恢复通行请监督
2026-01-09 20:00,乙,限期办,2026-01-21 16:00,已协调供水公司更换老旧管道目前水压恢复正常请监督
2026-01-12 10:00,丙,即可办,,
2026-01-10 08:00,丁,研究办,,
2026-01-20 10:00,戊,,,
""".encode()
DERIVED = ("received_minute", "completed_minute", "due_on", "first_due_on", "sign_due_on", "answer_working_days")


@pytest.fixture
def administrator(engine):
    return factories.account(engine, role=Role.ADMINISTRATOR).person()


@pytest.fixture
def city(engine):
    with writing(engine) as connection:
        calendar.fill_calendar(connection)
        dictionaries.fill_channels(connection)
    return engine


def bring(engine, channel="wechat"):
    options = imports.ImportOptions(answers_are_reviewed=True)
    file = {"content": FILE, "file_name": "a.csv", "channel_code": channel, "options": options}
    assert imports.import_file(engine, **file, by=SYSTEM, at=NOW).stored == 5


def derived(engine, channel="wechat"):
    table = schema.suggestion
    query = table.select().where(table.c.channel_code == channel).order_by(table.c.id)
    with engine.connect() as connection:
        return [tuple(getattr(row, name) for name in DERIVED) for row in connection.execute(query)]


def rest(day, end=None, reason="市政府通知 1 号", **fields):
    return actions.plan_days(
        start=day, end=end or day, **{"working": False, "name": "临时放假", **fields}, reason=reason
    )


def change(engine, plan, by):
    seen = actions.preview(engine, plan=plan, by=by)
    return actions.apply(engine, plan=seen.plan, seen=seen.seen, by=by, at=NOW)


def test_a_changed_day_moves_dates_and_clocks_as_if_the_calendar_had_always_been_so(city, administrator):
    bring(city)
    before = derived(city)

    moved = change(city, rest(date(2026, 1, 12), date(2026, 1, 14)), administrator)
    bring(city, "mayor_mailbox")

    assert derived(city) == derived(city, "mayor_mailbox") != before
    assert (moved.recomputed, moved.due_moved) == (5, 4)
    assert sum(moved.open_by_days.values()) == 2
    assert sum(moved.done_by_days.values()) == 2


def test_the_calendar_kept_in_memory_is_the_one_in_force_and_other_changes_leave_it_there(city, administrator):
    monday = date(2026, 1, 12)
    before = working_calendar(city)
    bring(city)
    assert working_calendar(city) is before
    change(city, rest(monday), administrator)
    assert before.is_working(monday)
    assert not working_calendar(city).is_working(monday)
    longer = [["08:30", "12:00"], ["14:00", "17:00"]]
    with writing(city) as connection:
        settings.add_version(connection, key="office_hours", value=longer, by_name="市办", at=NOW)
    assert working_calendar(city).hours.elapsed(time(14, 30)) == 240


def test_changing_back_restores_every_date_and_clock(city, administrator):
    bring(city)
    before, days = derived(city), actions.year_days(city, year=2026, by=administrator)
    change(city, rest(date(2026, 1, 12), date(2026, 1, 14)), administrator)

    noted = actions.changed_days(city, change_id=1, by=administrator)
    assert noted[date(2026, 1, 12)] == (Day(True), Day(False, "临时放假"))
    plan = actions.plan_reverse(city, change_id=1, by=administrator)
    change(city, plan, administrator)

    assert derived(city) == before
    assert actions.year_days(city, year=2026, by=administrator) == days
    assert list(actions.changes(city, by=administrator)["reason"]) == [
        "改回第 1 次变更：市政府通知 1 号",
        "市政府通知 1 号",
    ]


def test_what_is_previewed_is_what_happens_and_previewing_changes_nothing(city, administrator):
    bring(city)
    before = derived(city)
    seen = actions.preview(city, plan=rest(date(2026, 1, 13)), by=administrator)
    assert derived(city) == before
    assert actions.apply(city, plan=seen.plan, seen=seen.seen, by=administrator, at=NOW) == seen.moves


def test_every_moved_due_date_has_a_row_in_an_intact_history(city, administrator):
    bring(city)
    change(city, rest(date(2026, 1, 13)), administrator)

    table, suggestion = schema.suggestion_history, schema.suggestion
    with city.connect() as connection:
        rows = connection.execute(table.select().where(table.c.sequence == 2).order_by(table.c.suggestion_id)).all()
        versions = dict(
            connection.execute(suggestion.select().with_only_columns(suggestion.c.id, suggestion.c.version)).all()
        )
    assert first_broken_link(city) is None
    assert [row.step for row in rows] == ["changed"] * 4
    assert rows[0].reason == (
        "工作日历变更：到期日 2026-01-19 → 2026-01-20；首次到期日 2026-01-19 → 2026-01-20。市政府通知 1 号"
    )
    assert (rows[0].by_name, rows[0].by_account_id) == (administrator.name, administrator.account_id)
    assert sorted(versions.values()) == [1, 2, 2, 2, 2]


def test_extension_redo_and_signing_keep_their_working_days_and_a_date_set_by_hand_stays(city, administrator):
    bring(city)
    table = schema.suggestion
    with writing(city) as connection:
        of = {row.id: row for row in connection.execute(table.select())}
        first, second, third, fourth, fifth = sorted(of)
        set_to = {
            first: {"due_on": date(2026, 1, 22), "extended_on": date(2026, 1, 9)},  # 13 working days instead of 10
            second: {"redone_on": date(2026, 1, 9), "due_on": date(2026, 1, 23)},  # 10 from the day it was redone
            third: {"assigned_on": date(2026, 1, 12), "sign_due_on": date(2026, 1, 13)},
            fourth: {"due_on": date(2026, 1, 18), "first_due_on": date(2026, 1, 18)},  # a Sunday: no calendar made it
        }
        for key, values in set_to.items():
            connection.execute(table.update().where(table.c.id == key).values(values))

    change(city, rest(date(2026, 1, 13)), administrator)

    with city.connect() as connection:
        now = {row.id: row for row in connection.execute(table.select())}
    assert (now[first].due_on, now[first].first_due_on) == (date(2026, 1, 23), date(2026, 1, 20))
    assert now[second].due_on == date(2026, 1, 26)
    assert now[third].sign_due_on == date(2026, 1, 14)
    assert now[fourth].due_on == date(2026, 1, 18)


def test_days_before_anything_was_received_move_dates_of_nobody_but_the_clock_of_all(city, administrator):
    bring(city)
    before = derived(city)
    moved = change(city, rest(date(2025, 12, 1)), administrator)
    assert (moved.recomputed, moved.due_moved) == (5, 0)
    assert [row[0] for row in derived(city)] == [row[0] - 390 for row in before]


def test_a_second_administrator_is_told_and_nothing_of_the_first_is_overwritten(city, administrator):
    mine = actions.preview(city, plan=rest(date(2026, 3, 2)), by=administrator)
    change(city, rest(date(2026, 3, 3)), administrator)

    with pytest.raises(StaleCalendar, match="日历没有改动"):
        actions.apply(city, plan=mine.plan, seen=mine.seen, by=administrator, at=NOW)

    days = actions.year_days(city, year=2026, by=administrator)
    assert (days[date(2026, 3, 2)].working, days[date(2026, 3, 3)].working) == (True, False)


def test_of_two_administrators_at_the_same_moment_one_is_told(city, administrator):
    bring(city)
    plans = [actions.preview(city, plan=rest(date(2026, 1, day)), by=administrator) for day in (13, 14)]

    def outcome(seen):
        try:
            return actions.apply(city, plan=seen.plan, seen=seen.seen, by=administrator, at=NOW).recomputed
        except StaleCalendar as told:
            return str(told)

    with ThreadPoolExecutor(2) as both:
        outcomes = sorted(str(done) for done in both.map(outcome, plans))

    assert outcomes == ["5", "工作日历刚被别人改过，日历没有改动。请重新预览后再确认。"]
    assert len(actions.changes(city, by=administrator)) == 1
    assert first_broken_link(city) is None


def test_while_the_calendar_is_being_changed_nothing_new_is_computed_with_the_old_one(postgres_engine):
    engine = postgres_engine
    with writing(engine) as connection:
        calendar.fill_calendar(connection)
        dictionaries.fill_channels(connection)
    with writing(engine) as connection:
        calendar.hold(connection)
        with pytest.raises(CalendarBusy, match="没有存入任何内容"):
            bring(engine)
    bring(engine)


def test_the_years_after_the_last_notice_are_provisional_until_marked_as_filled(city, administrator):
    assert actions.covered(city, by=administrator) == actions.Covered(2004, 2029, frozenset({2027, 2028, 2029}))
    with pytest.raises(CalendarRefused, match="还没有录入任何节假日"):
        actions.plan_year_filled(city, year=2027, reason="国办发明电", by=administrator)

    change(city, rest(date(2027, 1, 1), name="元旦"), administrator)
    assert 2027 in working_calendar(city).provisional_years
    change(city, actions.plan_year_filled(city, year=2027, reason="国办发明电", by=administrator), administrator)

    assert working_calendar(city).provisional_years == {2028, 2029}


def test_a_whole_years_notice_settles_the_year_and_leaves_no_day_of_an_earlier_draft(city, administrator):
    change(city, rest(date(2027, 3, 1)), administrator)
    notice = actions.notice_of_lines("日期 安排 名称\n2027-01-01 至 2027-01-03 休息 元旦\n2027年1月9日，上班\n")
    assert notice.problems == []

    change(city, actions.plan_notice(notice, filled=True, reason="国办发明电"), administrator)

    days = actions.year_days(city, year=2027, by=administrator)
    assert days[date(2027, 1, 3)] == Day(False, "元旦")
    assert days[date(2027, 1, 9)] == Day(True, "调休上班")
    assert days[date(2027, 3, 1)] == Day(True)
    assert not any(entry.provisional for entry in days.values())


def test_rows_of_a_notice_that_cannot_be_used_are_named_and_the_others_kept():
    content = "日期,安排,名称\n2027-01-01,休息,元旦\n2027-02-30,休息,\n2027-02-08,也许,\n2027-01-01,上班,\n"
    notice = actions.notice_of(content.encode(), "2027.csv")
    assert notice.days == {date(2027, 1, 1): Day(False, "元旦")}
    assert [(row.row_number, row.reason) for row in notice.problems] == [
        (3, "“2027-02-30”不是日期，请写成 2027-01-01 或 2027-01-01 至 2027-01-03"),
        (4, "“也许”不是“上班”或“休息”"),
        (5, "2027-01-01 在前面已经出现过"),
    ]


def test_a_paste_without_days_is_refused_with_a_sentence():
    with pytest.raises(ImportRefused, match="没有读到放假安排"):
        actions.notice_of_lines("\n")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"end": date(2026, 1, 12)}, "早于开始日期"),
        ({"end": date(2026, 6, 1)}, "一次最多改 62 天"),
        ({"reason": " "}, "请写明变更依据"),
        ({"name": "长" * 41}, "不能超过 40 个字"),
    ],
)
def test_an_impossible_change_is_refused_before_anything_is_read(wrong, sentence):
    with pytest.raises(CalendarRefused, match=sentence):
        rest(date(2026, 1, 13), **wrong)


def test_a_change_that_changes_nothing_or_lies_outside_is_refused(city, administrator):
    with pytest.raises(CalendarRefused, match="相同"):
        actions.preview(city, plan=rest(date(2026, 1, 1), name="元旦"), by=administrator)
    with pytest.raises(CalendarRefused, match="不在工作日历的年份内"):
        actions.preview(city, plan=rest(date(2030, 1, 1)), by=administrator)


def test_the_next_year_can_be_added_and_is_provisional(city, administrator):
    assert actions.add_year(city, by=administrator, at=NOW) == 2030
    found = actions.covered(city, by=administrator)
    assert (found.last, 2030 in found.provisional) == (2030, True)


def test_a_database_without_a_calendar_says_so_and_can_be_filled(engine, administrator):
    with pytest.raises(CalendarMissing, match="还没有工作日历"), reading(engine) as connection:
        read_calendar(connection)
    assert actions.covered(engine, by=administrator) is None

    assert actions.fill(engine, by=administrator, at=NOW) == 9497
    assert actions.fill(engine, by=administrator, at=NOW) == 0

    assert working_calendar(engine).last == date(2029, 12, 31)
    assert list(actions.changes(engine, by=administrator)["days"]) == [0]


def test_a_day_beyond_the_calendar_is_a_sentence_with_what_to_do(city):
    days = working_calendar(city)
    for ask in (
        lambda: days.day_number(date(2031, 1, 1)),
        lambda: days.add(date(2029, 12, 28), 5),
        lambda: days.counted_day(datetime(2029, 12, 31, 20, 0)),
    ):
        with pytest.raises(OutsideCalendar, match="已保存的内容都在。请系统管理员"):
            ask()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_only_administrators_see_or_change_the_calendar(sqlite_engine, role):
    engine, by = sqlite_engine, factories.person(role)
    plan = rest(date(2026, 1, 13))
    tries = [
        lambda: actions.covered(engine, by=by),
        lambda: actions.year_days(engine, year=2026, by=by),
        lambda: actions.changes(engine, by=by),
        lambda: actions.changed_days(engine, change_id=1, by=by),
        lambda: actions.plan_year_filled(engine, year=2027, reason="通知", by=by),
        lambda: actions.plan_reverse(engine, change_id=1, by=by),
        lambda: actions.preview(engine, plan=plan, by=by),
        lambda: actions.apply(engine, plan=plan, seen=0, by=by, at=NOW),
        lambda: actions.fill(engine, by=by, at=NOW),
        lambda: actions.add_year(engine, by=by, at=NOW),
    ]
    for attempt in tries:
        with pytest.raises(NotPermitted):
            attempt()
