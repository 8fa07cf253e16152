"""What an import stores, stores once, and takes back; on both databases, and with real files."""

import csv
from datetime import date, datetime, timedelta

import chinese_calendar
import pytest
from sqlalchemy import func, select

from actions import imports
from actions.imports import ImportOptions
from data_access import calendar, dictionaries, import_batches, schema, settings
from data_access.engine import writing
from data_access.history import first_broken_link
from data_access.import_batches import UndoRefused
from permissions import SYSTEM

NOW = datetime(2026, 7, 1, 1, 0)
REPLY = "经查，该路段路灯因线路老化不亮，已于三日内全部更换并恢复照明。"


@pytest.fixture
def office(engine):
    with writing(engine) as connection:
        calendar.fill_calendar(connection)
        dictionaries.fill_channels(connection)
        settings.fill_settings(connection, at=NOW)
    return engine


def send(engine, text: str, *, channel="wechat", name="a.csv", **options):
    return imports.import_file(
        engine,
        content=text.encode(),
        file_name=name,
        channel_code=channel,
        options=ImportOptions(**options),
        by=SYSTEM,
        at=NOW,
    )


def counts(result) -> tuple[int, int, int]:
    return result.stored, result.repeated, result.rejected


def stored(engine, *names: str) -> list[tuple]:
    table = schema.suggestion
    with engine.connect() as connection:
        query = select(*(table.c[name] for name in names)).order_by(table.c.number)
        return [tuple(row) for row in connection.execute(query)]


def rows_in(engine, table) -> int:
    with engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def test_a_message_gets_a_number_of_its_year_and_waits_for_its_nature(office):
    send(office, "留言时间,留言详情\n2019-02-28 11:25:05,甲\n2018-12-31,乙\n2019-03-01,丙\n")
    assert stored(office, "number", "state", "nature", "tier", "due_on", "received_at", "accepted_on") == [
        ("2018-000001", "accepted", None, None, None, datetime(2018, 12, 31, 1, 0), date(2018, 12, 31)),
        ("2019-000001", "accepted", None, None, None, datetime(2019, 2, 28, 3, 25, 5), date(2019, 2, 28)),
        ("2019-000002", "accepted", None, None, None, datetime(2019, 3, 1, 1, 0), date(2019, 3, 1)),
    ]


def test_numbers_go_on_where_the_last_import_ended(office):
    send(office, "留言时间,留言详情\n2019-02-28,甲\n")
    send(office, "留言时间,留言详情\n2019-02-28,乙\n")
    assert stored(office, "number") == [("2019-000001",), ("2019-000002",)]


def test_a_tier_sets_the_deadline_from_the_citys_limit(office):
    # Thursday 2019-02-28 in office hours; the second working day after it is Monday 03-04.
    send(office, "留言时间,留言详情,办理等级\n2019-02-28 11:25,甲,即可办\n")
    assert stored(office, "tier", "due_on", "first_due_on") == [("immediate", date(2019, 3, 4), date(2019, 3, 4))]


def test_a_reply_makes_it_answered_and_counts_working_days(office):
    send(office, f"留言时间,留言详情,答复意见,答复时间\n2019-02-28 11:25,甲,{REPLY},2019-03-05 09:00\n")
    assert stored(office, "state", "answered_on", "answer_working_days", "completed_on") == [
        ("answered", date(2019, 3, 5), 3, None)
    ]
    assert rows_in(office, schema.suggestion_answer) == 1


def test_only_substantive_answers_count_as_completed_and_only_when_said_to_be_reviewed(office):
    head = "留言时间,留言详情,答复意见,答复时间\n"
    send(
        office,
        f"{head}2019-02-28,甲,{REPLY},2019-03-05 09:00\n2019-02-28,乙,留言已收悉,2019-03-05\n",
        answers_are_reviewed=True,
    )
    assert stored(office, "state", "completed_on") == [("completed", date(2019, 3, 5)), ("answered", None)]


def test_what_counts_as_substantive_follows_the_rule_in_force(office):
    with writing(office) as connection:
        settings.add_version(connection, key="substantive_answer_characters", value=200, by_name="市办", at=NOW)
    text = f"留言时间,留言详情,答复意见,答复时间\n2019-02-28,甲,{REPLY},2019-03-05 09:00\n"
    send(office, text, answers_are_reviewed=True)
    assert stored(office, "state") == [("answered",)]


def test_a_time_of_completion_makes_it_completed(office):
    send(office, "opendate,closedate,descriptor\n2019-02-28,2019-03-01,a\n2019-02-28,,b\n")
    assert stored(office, "state", "completed_on") == [("completed", date(2019, 3, 1)), ("accepted", None)]


def test_a_report_is_confidential_from_the_start(office):
    send(office, "留言时间,留言详情,性质\n2019-02-28,甲,举报\n")
    assert stored(office, "nature", "confidential") == [("report", True)]


def test_the_same_number_of_the_same_channel_is_stored_once(office):
    text = "留言编号,留言时间,留言详情\n7,2019-02-28,甲\n7,2019-03-01,乙\n8,2019-02-28,甲\n"
    assert counts(send(office, text)) == (2, 1, 0)
    assert counts(send(office, text)) == (0, 3, 0)
    assert counts(send(office, text, channel="mayor_mailbox")) == (2, 1, 0)


def test_without_a_number_the_same_message_is_stored_once(office):
    text = "留言用户,留言时间,留言详情\n张,2019-02-28,甲\n张,2019-02-28,甲\n李,2019-02-28,甲\n"
    assert counts(send(office, text)) == (2, 1, 0)
    assert counts(send(office, text)) == (0, 3, 0)


def test_people_are_kept_apart_from_the_message_under_a_key(office):
    send(office, "留言用户,联系电话,留言时间,留言详情\n张,13900000000,2019-02-28,甲\n,,2019-02-28,乙\n")
    with office.connect() as connection:
        [person] = connection.execute(select(schema.personal_data)).all()
    assert (person.name, person.phone, len(person.person_key)) == ("张", "13900000000", 64)


def test_rejected_rows_are_kept_with_the_batch(office):
    result = send(office, "留言时间,留言详情\n昨天,甲\n2019-02-28,乙\n")
    assert counts(result) == (1, 0, 1)
    header, [row] = import_batches.rejected_rows(office, batch_id=result.batch_id)
    assert header == ["留言时间", "留言详情"]
    assert (row.row_number, row.column_name, row.value, row.cells) == (2, "留言时间", "昨天", ["昨天", "甲"])


def test_the_columns_used_are_remembered_for_the_channel(office):
    send(office, "留言时间,留言详情\n2019-02-28,甲\n")
    assert import_batches.remembered_mapping(office, channel_code="wechat") == (
        {"content": "留言详情", "received_at": "留言时间"},
        ["留言时间", "留言详情"],
    )
    assert import_batches.remembered_mapping(office, channel_code="mayor_mailbox") == ({}, [])


def test_history_is_one_intact_chain_for_each(office):
    send(office, "留言时间,留言详情\n2019-02-28,甲\n2019-02-28,乙\n")
    assert rows_in(office, schema.suggestion_history) == 2
    assert first_broken_link(office) is None


def test_a_batch_nobody_worked_on_can_be_taken_back_and_sent_again(office):
    text = "留言用户,留言时间,留言详情\n张,2019-02-28,甲\n"
    first = send(office, text)
    assert import_batches.undo(office, batch_id=first.batch_id, by=SYSTEM, at=NOW) == 1
    tables = (schema.suggestion, schema.suggestion_text, schema.personal_data, schema.suggestion_history)
    assert [rows_in(office, table) for table in tables] == [0, 0, 0, 0]
    [batch] = import_batches.batches(office).to_dict("records")
    assert (batch["stored"], batch["undone_at"], batch["undone_by_name"]) == (1, NOW, "系统")
    with pytest.raises(UndoRefused, match="已由系统撤销"):
        import_batches.undo(office, batch_id=first.batch_id, by=SYSTEM, at=NOW)
    assert counts(send(office, text)) == (1, 0, 0)
    assert stored(office, "number") == [("2019-000002",)]


def test_a_batch_somebody_worked_on_stays_whole(office):
    batch = send(office, "留言时间,留言详情\n2019-02-28,甲\n2019-02-28,乙\n").batch_id
    with writing(office) as connection:
        table = schema.suggestion
        connection.execute(table.update().where(table.c.number == "2019-000001").values(version=2))
    with pytest.raises(UndoRefused, match="1 件已经有人办理"):
        import_batches.undo(office, batch_id=batch, by=SYSTEM, at=NOW)
    assert rows_in(office, schema.suggestion) == 2


def test_what_the_person_decided_is_kept_with_the_batch_and_in_the_history_of_each_row(office):
    text = "留言时间,留言详情,分类\n,甲,城乡建设\n2019-02-28,乙,\n"
    decided = {"received_on": date(2019, 3, 1), "unknown_category_is_open": True}
    assert counts(send(office, text, **decided)) == (2, 0, 0)
    with office.connect() as connection:
        [options] = connection.execute(select(schema.import_batch.c.options)).scalars()
        query = select(schema.suggestion_history.c.reason).order_by(schema.suggestion_history.c.suggestion_id)
        reasons = connection.execute(query).scalars().all()
    assert options == {"received_on": "2019-03-01", "unknown_category_is_open": True, "answers_are_reviewed": False}
    assert reasons == [
        "来自文件 a.csv；原文件没有收到时间，按导入时指定的 2019-03-01 计；原分类“城乡建设”不在分类字典里，未分类",
        "来自文件 a.csv",
    ]


def test_a_message_without_a_time_is_stored_once_whatever_day_is_stated(office):
    text = "留言用户,留言详情\n张,甲\n"
    assert counts(send(office, text, received_on=date(2019, 3, 1))) == (1, 0, 0)
    assert counts(send(office, text, received_on=date(2019, 3, 2))) == (0, 1, 0)


def test_a_fault_half_way_leaves_nothing(office):
    text = "留言时间,留言详情\n2019-02-28,甲\n"
    with pytest.raises(ZeroDivisionError):
        imports.import_file(
            office,
            content=text.encode(),
            file_name="a.csv",
            channel_code="wechat",
            by=SYSTEM,
            at=NOW,
            progress=lambda _done, _total: 1 / 0,  # once the rows are written, before the transaction ends
        )
    assert [rows_in(office, table) for table in (schema.suggestion, schema.import_batch)] == [0, 0]


def test_progress_ends_at_the_number_of_rows(office):
    seen = []
    imports.import_file(
        office,
        content="留言时间,留言详情\n2019-02-28,甲\n2019-02-28,乙\n".encode(),
        file_name="a.csv",
        channel_code="wechat",
        by=SYSTEM,
        at=NOW,
        progress=lambda done, total: seen.append((done, total)),
    )
    assert seen == [(2, 2)]


def send_real(engine, path, options=None):
    return imports.import_file(
        engine,
        content=path.read_bytes(),
        file_name=path.name,
        channel_code="online_inquiry",
        options=options,
        by=SYSTEM,
        at=NOW,
    )


@pytest.mark.real_data
def test_a_real_file_is_stored_whole_and_only_once(office, shared_data):
    first = send_real(office, shared_data / "messages_2019.xlsx")
    assert counts(first) == (4326, 0, 0)
    assert counts(send_real(office, shared_data / "messages_2019.xlsx")) == (0, 4326, 0)
    assert first_broken_link(office) is None


def working_days_to_answer(received: datetime, answered: datetime) -> int:
    """Counted day by day, without the product's calendar."""
    minute = received.hour * 60 + received.minute
    in_office_hours = 510 <= minute < 720 or 870 <= minute < 1050
    day = received.date()
    if not (chinese_calendar.is_workday(day) and in_office_hours):
        day += timedelta(days=1)
        while not chinese_calendar.is_workday(day):
            day += timedelta(days=1)
    days = 0
    while day < answered.date():
        day += timedelta(days=1)
        days += chinese_calendar.is_workday(day)
    return days


@pytest.mark.real_data
def test_a_real_file_mostly_without_times_is_rejected_row_by_row_unless_a_day_is_stated(office, shared_data):
    path = shared_data / "messages_labelled.csv"
    assert counts(send_real(office, path)) == (0, 0, 5960)
    decided = ImportOptions(received_on=date(2020, 5, 1), unknown_category_is_open=True)
    result = send_real(office, path, options=decided)
    with path.open(encoding="utf-8-sig", newline="") as file:
        messages = list(csv.DictReader(file))
    timed = {message["留言编号"] for message in messages if message["留言时间"]}
    untimed = {message["留言详情"].strip() for message in messages if not message["留言时间"]}
    assert counts(result) == (len(timed) + len(untimed), 5960 - len(timed) - len(untimed), 0)
    assert sum(day == date(2020, 5, 1) for (day,) in stored(office, "received_on")) == len(untimed)
    assert first_broken_link(office) is None


@pytest.mark.real_data
def test_share_answered_in_time_of_a_real_file_equals_a_count_by_hand(office, shared_data):
    assert counts(send_real(office, shared_data / "messages_with_replies.xlsx")) == (1400, 0, 0)
    rows = stored(office, "received_at", "answered_at", "answer_working_days")
    local = timedelta(hours=8)
    by_hand = [working_days_to_answer(received + local, answered + local) for received, answered, _ in rows]
    taken = [days for _, _, days in rows]
    for limit in (5, 10, 15, 30):
        assert sum(days <= limit for days in taken) == sum(days <= limit for days in by_hand)
    assert taken == by_hand
