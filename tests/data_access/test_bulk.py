"""Bulk inserts store what an ordinary insert stores, on both databases."""

from datetime import datetime

import pytest
from sqlalchemy import Engine, select

from data_access import schema
from data_access.bulk import insert_rows
from data_access.engine import reading, writing
from glossary import Role

AT = datetime.fromisoformat("2025-11-30T08:00")


def an_account(number: int) -> dict:
    return {"id": number, "username": f"person{number}", "name": "张三", "role": Role.OFFICER, "created_at": AT}


def test_rows_equal_those_of_an_ordinary_insert(engine: Engine):
    table = schema.account
    with writing(engine) as connection:
        insert_rows(connection, table, [an_account(1)])
        connection.execute(table.insert().values(an_account(2)))
    with reading(engine) as connection:
        first, second = connection.execute(select(table).order_by(table.c.id)).mappings().all()
        same_instant = connection.execute(select(table.c.id).where(table.c.created_at == AT)).all()
    assert {**first, "id": 0, "username": ""} == {**second, "id": 0, "username": ""}
    assert len(same_instant) == 2


def test_json_comes_back_as_it_went_in(engine: Engine):
    row = {"key": "limits", "version": 1, "value": {"限期办": 10}, "by_name": "系统", "at": AT}
    with writing(engine) as connection:
        insert_rows(connection, schema.setting, [row])
    with reading(engine) as connection:
        assert connection.execute(select(schema.setting.c.value)).scalar_one() == {"限期办": 10}


def test_the_next_id_lies_beyond_those_given(engine: Engine):
    with writing(engine) as connection:
        insert_rows(connection, schema.account, [an_account(7)])
        later = {key: value for key, value in an_account(8).items() if key != "id"}
        assert connection.execute(schema.account.insert().values(later)).inserted_primary_key[0] == 8


def test_an_unknown_term_is_refused(engine: Engine):
    with pytest.raises(LookupError), writing(engine) as connection:
        insert_rows(connection, schema.account, [{**an_account(1), "role": "emperor"}])


def test_no_rows_do_nothing(engine: Engine):
    with writing(engine) as connection:
        insert_rows(connection, schema.account, [])
