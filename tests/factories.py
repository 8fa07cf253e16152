"""Rows with boring defaults, so that a test shows only what it is about."""

from datetime import datetime

from actions.passwords import hash_password
from data_access import accounts, schema
from data_access.accounts import Account
from data_access.engine import Engine, writing
from glossary import Role
from permissions import Person

NOW = datetime(2025, 11, 28, 2, 0)  # 10:00 in 枣阳
PASSWORD = "three plain words"
_CHEAP_HASH = hash_password(PASSWORD, memory_kib=8, passes=1)


def department(engine: Engine, code: str = "housing", name: str = "住建局") -> str:
    """A department; returns its code."""
    with writing(engine) as connection:
        connection.execute(schema.department.insert().values(code=code, name=name, position=1, active=True))
    return code


def account(engine: Engine, *, role: Role = Role.OFFICER, username: str | None = None, **fields: object) -> Account:
    """An active account whose password is PASSWORD; `username` defaults to the role."""
    username = username or str(role.value)
    row = {"username": username, "name": f"测试{role.label}"[:40], "role": role, "password_hash": _CHEAP_HASH}
    with writing(engine) as connection:
        account_id = accounts.insert_account(connection, at=NOW, **{**row, **fields})
        return accounts.account(connection, account_id=account_id)


def person(role: Role = Role.OFFICER, account_id: int = 999, **fields: object) -> Person:
    """Somebody signed in, without an account behind; for permission checks."""
    return Person(account_id=account_id, username=str(role.value), name=role.label, role=role, **fields)


def demonstration(engine: Engine) -> None:
    """Mark the database as made with demonstration data."""
    with writing(engine) as connection:
        connection.execute(schema.installation.insert().values(key="demonstration", value="1"))
