"""导入 as a person does it: permission first, a look before storing, refusals that store nothing."""

from datetime import datetime

import pytest

from actions import imports
from data_access import calendar, dictionaries, schema
from data_access.engine import writing
from data_access.workbook_errors import MissingColumns, UnknownChannel
from data_access.workbooks import read_workbook
from glossary import Role
from permissions import SYSTEM, NotPermitted
from reports.rejected_rows import rejected_rows_workbook
from tests.factories import account, person

NOW = datetime(2026, 7, 1, 1, 0)
FILE = {"file_name": "a.csv", "channel_code": "wechat"}
TEXT = "留言时间,留言详情,备注\n2019-02-28,甲,=1+1\n昨天,乙,=1+1\n".encode()


@pytest.fixture
def office(engine):
    with writing(engine) as connection:
        calendar.fill_calendar(connection)
        dictionaries.fill_channels(connection)
    return engine


def batches_in(engine) -> int:
    with engine.connect() as connection:
        return len(connection.execute(schema.import_batch.select()).all())


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OFFICER])
def test_only_the_office_may_import_look_and_undo(sqlite_engine, role):
    by = person(role)
    with pytest.raises(NotPermitted):
        imports.open_file(sqlite_engine, content=TEXT, **FILE, by=by)
    with pytest.raises(NotPermitted):
        imports.import_file(sqlite_engine, content=TEXT, **FILE, by=by, at=NOW)
    with pytest.raises(NotPermitted):
        imports.undo_batch(sqlite_engine, batch_id=1, by=by, at=NOW)
    with pytest.raises(NotPermitted):
        imports.rejected_rows(sqlite_engine, batch_id=1, by=by)
    with pytest.raises(NotPermitted):
        imports.batches(sqlite_engine, by=by)


def test_a_preview_shows_rows_as_they_would_be_stored_and_stores_nothing(office):
    opened = imports.open_file(office, content=TEXT, **FILE, by=SYSTEM)
    seen = imports.preview(office, opened=opened, by=SYSTEM, at=NOW)
    assert (seen.header, seen.total) == (["留言时间", "留言详情", "备注"], 2)
    assert seen.mapping == {"content": "留言详情", "received_at": "留言时间"}
    assert [(row.received_at, row.content) for row in seen.rows] == [(datetime(2019, 2, 28, 9, 0), "甲")]
    assert [row.row_number for row in seen.rejected] == [3]
    assert batches_in(office) == 0


def test_a_corrected_mapping_is_used_and_remembered(office):
    mapping = {"content": "备注", "received_at": "留言时间"}
    imports.import_file(office, content=TEXT, **FILE, mapping=mapping, by=SYSTEM, at=NOW)
    assert imports.open_file(office, content=TEXT, **FILE, by=SYSTEM).mapping == mapping


def test_who_imported_is_kept_with_the_batch_and_the_history(office):
    officer = account(office)
    by = person(account_id=officer.id)
    imports.import_file(office, content=TEXT, **FILE, by=by, at=NOW)
    with office.connect() as connection:
        [batch] = connection.execute(schema.import_batch.select()).all()
        [row] = connection.execute(schema.suggestion_history.select()).all()
    assert (batch.by_account_id, row.by_account_id, row.step) == (officer.id, officer.id, "imported")


def test_an_unknown_channel_is_refused_with_those_allowed(office):
    with pytest.raises(UnknownChannel, match="wechat（微信公众号）"):
        imports.import_file(office, content=TEXT, file_name="a.csv", channel_code="fax", by=SYSTEM, at=NOW)
    assert batches_in(office) == 0


def test_a_file_without_a_column_for_the_time_is_refused(office):
    with pytest.raises(MissingColumns, match="收到时间"):
        imports.import_file(office, content="内容,备注\n甲,乙\n".encode(), **FILE, by=SYSTEM, at=NOW)
    assert batches_in(office) == 0


def test_rejected_rows_come_back_in_the_files_layout_and_are_stored_once_corrected(office):
    batch = imports.import_file(office, content=TEXT, **FILE, by=SYSTEM, at=NOW).batch_id
    header, rows = imports.rejected_rows(office, batch_id=batch, by=SYSTEM)
    download = rejected_rows_workbook(header, [rows[0]])
    sheet = read_workbook(download, "a.xlsx")
    assert (sheet.header, sheet.rows) == (header, [(2, ["昨天", "乙", "=1+1"])])
    corrected = rejected_rows_workbook(header, [type(rows[0])(2, "留言时间", "昨天", "", ["2019-03-01", "乙", "=1+1"])])
    again = imports.import_file(office, content=corrected, file_name="a.xlsx", channel_code="wechat", by=SYSTEM, at=NOW)
    assert (again.stored, again.repeated, again.rejected) == (1, 0, 0)
