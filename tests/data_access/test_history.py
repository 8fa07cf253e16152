"""The chain of history: intact as written, and any later change is found and named."""

from datetime import datetime

import pytest

from actions import imports
from data_access import calendar, dictionaries, history, schema
from data_access.engine import writing
from data_access.history import BrokenLink, Change, first_broken_link
from glossary import State, Step
from permissions import SYSTEM

NOW = datetime(2026, 7, 1, 1, 0)
TABLE = schema.suggestion_history


@pytest.fixture
def chains(engine):
    """Two suggestions; the first has three history rows."""
    with writing(engine) as connection:
        calendar.fill_calendar(connection)
        dictionaries.fill_channels(connection)
    content = "留言时间,留言详情\n2019-02-28,甲\n2019-02-28,乙\n".encode()
    imports.import_file(engine, content=content, file_name="a.csv", channel_code="wechat", by=SYSTEM, at=NOW)
    with writing(engine) as connection:
        for _ in range(2):
            history.append(
                connection,
                suggestion_id=1,
                change=Change(Step.CHANGED, State.ACCEPTED, State.ACCEPTED, "性质：未定 → 投诉"),
                by=SYSTEM,
                at=datetime(2026, 7, 1, 2, 0, 0, 123456),
            )
    return engine


def test_what_was_written_is_intact(chains):
    assert first_broken_link(chains) is None


@pytest.mark.parametrize(
    ("sequence", "values", "broken"),
    [
        (2, {"reason": "别的"}, (2, "内容与存入时不一致")),
        (2, {"at": datetime(2020, 1, 1)}, (2, "内容与存入时不一致")),
        (3, {"previous_hash": "x"}, (3, "与上一条记录不衔接")),
        (1, {"hash": "x"}, (1, "内容与存入时不一致")),
        (3, {"sequence": 5}, (3, "缺少这一条记录")),
    ],
)
def test_a_changed_row_is_named(chains, sequence, values, broken):
    with writing(chains) as connection:
        connection.execute(
            TABLE.update().where(TABLE.c.suggestion_id == 1, TABLE.c.sequence == sequence).values(values)
        )
    assert first_broken_link(chains) == BrokenLink(1, "2019-000001", *broken)


def test_a_missing_row_is_named_in_the_middle_and_when_nothing_is_left(chains):
    with writing(chains) as connection:
        connection.execute(TABLE.delete().where(TABLE.c.suggestion_id == 2))
    assert first_broken_link(chains) == BrokenLink(2, "2019-000002", 1, "缺少这一条记录")
    with writing(chains) as connection:
        connection.execute(TABLE.delete().where(TABLE.c.suggestion_id == 1, TABLE.c.sequence == 2))
    assert first_broken_link(chains) == BrokenLink(1, "2019-000001", 2, "缺少这一条记录")
