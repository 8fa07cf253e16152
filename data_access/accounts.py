"""Accounts and their history: who may sign in, and who changed what about them."""

from dataclasses import dataclass
from datetime import datetime

import pandas as pd
from sqlalchemy import ColumnElement, Connection, Engine, func, select, update

from data_access import schema
from data_access.engine import reading
from glossary import Role
from permissions import Permission, Person, require


@dataclass(frozen=True)
class Account:
    """One row of `account`."""

    id: int
    username: str
    name: str
    role: Role
    department_code: str | None
    collector_id: int | None
    password_hash: str | None
    oidc_subject: str | None
    must_change_password: bool
    active: bool
    demonstration: bool
    version: int

    def person(self) -> Person:
        """The account as actions and queries know it."""
        return Person(
            account_id=self.id,
            username=self.username,
            name=self.name,
            role=self.role,
            department_code=self.department_code,
            collector_id=self.collector_id,
            must_change_password=self.must_change_password,
        )


FIELDS = [schema.account.c[field] for field in Account.__dataclass_fields__]


def account_from(row: object) -> Account:
    """The dataclass for a row of FIELDS."""
    values = {column.name: getattr(row, column.name) for column in FIELDS}
    return Account(**{**values, "role": Role(values["role"])})


def _one(connection: Connection, condition: ColumnElement[bool], *, hold: bool = True) -> Account | None:
    query = select(*FIELDS).where(condition)
    row = connection.execute(query.with_for_update() if hold else query).one_or_none()
    return None if row is None else account_from(row)


def account(connection: Connection, *, account_id: int, hold: bool = True) -> Account | None:
    """The account with this id; unless only looked at, locked until the transaction ends."""
    return _one(connection, schema.account.c.id == account_id, hold=hold)


def account_by_username(connection: Connection, *, username: str, hold: bool = True) -> Account | None:
    """The account with this username, however it was capitalised; locked as in `account`."""
    return _one(connection, schema.account.c.username == username.strip().lower(), hold=hold)


def account_by_oidc_subject(connection: Connection, *, subject: str) -> Account | None:
    """The account an identity provider's `sub` was bound to."""
    return _one(connection, schema.account.c.oidc_subject == subject)


def active_administrators(connection: Connection) -> set[int]:
    """Ids of the administrators who can still sign in; locked, so that two cannot leave at once."""
    table = schema.account
    chosen = select(table.c.id).where(table.c.role == Role.ADMINISTRATOR, table.c.active).with_for_update()
    return set(connection.execute(chosen).scalars())


def insert_account(connection: Connection, *, at: datetime, **fields: object) -> int:
    """Store a new account; returns its id."""
    statement = schema.account.insert().values(created_at=at, **fields)
    return connection.execute(statement).inserted_primary_key[0]


def update_account(connection: Connection, *, account_id: int, **fields: object) -> None:
    """Change fields of one account; its version grows."""
    table = schema.account
    statement = update(table).where(table.c.id == account_id).values(version=table.c.version + 1, **fields)
    connection.execute(statement)


def add_account_history(
    connection: Connection, *, account_id: int, what: str, details: dict, by: Person, at: datetime
) -> None:
    """Note what was done to an account, in the transaction that did it."""
    row = {
        "account_id": account_id,
        "at": at,
        "by_name": by.name,
        "by_account_id": by.account_id or None,
        "what": what,
        "details": details,
    }
    connection.execute(schema.account_history.insert().values(**row))


def accounts(engine: Engine, *, by: Person) -> pd.DataFrame:
    """Every account, by role and username. For administrators.

    Columns: id, username, name, role, department_code, department, collector_id, active,
    must_change_password, demonstration, version, last_signed_in_at (UTC, NaT: never).
    """
    require(by, Permission.MANAGE_ACCOUNTS, "查看账户")
    account_table, session = schema.account, schema.sign_in_session
    last = (
        select(session.c.account_id, func.max(session.c.created_at).label("last_signed_in_at"))
        .group_by(session.c.account_id)
        .subquery()
    )
    shown = ["id", "username", "name", "role", "department_code", "collector_id"]
    shown += ["active", "must_change_password", "demonstration", "version"]
    columns = [account_table.c[name] for name in shown]
    query = (
        select(*columns, schema.department.c.name.label("department"), last.c.last_signed_in_at)
        .outerjoin(schema.department, schema.department.c.code == account_table.c.department_code)
        .outerjoin(last, last.c.account_id == account_table.c.id)
        .order_by(account_table.c.active.desc(), account_table.c.role, account_table.c.username)
    )
    with reading(engine) as connection:
        listed = pd.DataFrame(connection.execute(query).all(), columns=[*shown, "department", "last_signed_in_at"])
    return listed.astype({"last_signed_in_at": "datetime64[us]"})


def account_history(engine: Engine, *, account_id: int, by: Person) -> pd.DataFrame:
    """What was done to one account, newest first. For administrators.

    Columns: at (UTC), by_name, what, details (dict).
    """
    require(by, Permission.MANAGE_ACCOUNTS, "查看账户")
    table = schema.account_history
    query = (
        select(table.c.at, table.c.by_name, table.c.what, table.c.details)
        .where(table.c.account_id == account_id)
        .order_by(table.c.at.desc(), table.c.id.desc())
    )
    with reading(engine) as connection:
        return pd.DataFrame(connection.execute(query).all(), columns=["at", "by_name", "what", "details"])


def department_names(engine: Engine) -> dict[str, str]:
    """Active departments: code → name, in the office's order."""
    table = schema.department
    query = select(table.c.code, table.c.name).where(table.c.active).order_by(table.c.position, table.c.code)
    with reading(engine) as connection:
        return dict(connection.execute(query).all())


def collector_names(engine: Engine) -> dict[int, str]:
    """Active collectors: id → name, by name."""
    table = schema.collector
    query = select(table.c.id, table.c.name).where(table.c.active).order_by(table.c.name, table.c.id)
    with reading(engine) as connection:
        return dict(connection.execute(query).all())
