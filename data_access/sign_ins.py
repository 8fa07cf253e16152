"""Sessions and attempts to sign in. No figure depends on them, so writing here keeps caches valid."""

from dataclasses import dataclass
from datetime import datetime

import pandas as pd
from sqlalchemy import Connection, Engine, delete, or_, select, update

from data_access import schema
from data_access.accounts import FIELDS, Account, account_from
from data_access.engine import noting, reading

session = schema.sign_in_session
attempt = schema.sign_in_attempt

# Old rows go a few at every sign-in: nobody waits for it, and more go than come.
FORGOTTEN_AT_ONCE = 200


@dataclass(frozen=True)
class Attempt:
    """One try to sign in with a password."""

    username: str
    address: str
    at: datetime
    succeeded: bool


@dataclass(frozen=True)
class OpenSession:
    """A session that has not been ended, with its account."""

    token_hash: str
    last_seen_at: datetime
    account: Account


# --- attempts ---------------------------------------------------------------------------------


def hold_attempts(connection: Connection) -> None:
    """Let nobody else count or add attempts until this transaction ends."""
    if connection.dialect.name == "postgresql":  # SQLite has one writer anyway
        connection.exec_driver_sql("LOCK TABLE sign_in_attempt IN EXCLUSIVE MODE")


def attempts(connection: Connection, *, username: str, address: str, since: datetime) -> list[Attempt]:
    """Attempts with this username or from this address, from `since` on; oldest first."""
    either = or_(attempt.c.username == username, attempt.c.address == address)
    query = (
        select(attempt.c.username, attempt.c.address, attempt.c.at, attempt.c.succeeded)
        .where(either, attempt.c.at >= since)
        .order_by(attempt.c.at, attempt.c.id)
    )
    return [Attempt(*row) for row in connection.execute(query)]


def add_attempt(connection: Connection, *, username: str, address: str, at: datetime, succeeded: bool) -> None:
    """Note an attempt and how it ended."""
    row = {"username": username, "address": address, "at": at, "succeeded": succeeded}
    connection.execute(attempt.insert().values(**row))


def forget_attempts(connection: Connection, *, before: datetime) -> int:
    """Delete attempts older than `before`, looking only at the oldest few hundred; how many went."""
    oldest = select(attempt.c.id).order_by(attempt.c.id).limit(FORGOTTEN_AT_ONCE)
    return connection.execute(delete(attempt).where(attempt.c.id.in_(oldest), attempt.c.at < before)).rowcount


# --- sessions ---------------------------------------------------------------------------------


def add_session(
    connection: Connection, *, token_hash: str, account_id: int, address: str, browser: str, at: datetime
) -> None:
    """Open a session."""
    row = {
        "token_hash": token_hash,
        "account_id": account_id,
        "created_at": at,
        "last_seen_at": at,
        "address": address[:64],
        "browser": browser[:200],
    }
    connection.execute(session.insert().values(**row))


def forget_sessions(connection: Connection, *, account_id: int, before: datetime) -> int:
    """Delete sessions of one account last used before `before`, a few hundred at the most; how many went."""
    old = (
        select(session.c.token_hash)
        .where(session.c.account_id == account_id, session.c.last_seen_at < before)
        .limit(FORGOTTEN_AT_ONCE)
    )
    return connection.execute(delete(session).where(session.c.token_hash.in_(old))).rowcount


def has_signed_in_from(connection: Connection, *, username: str, address: str, since: datetime) -> bool:
    """Whether this account opened a session from this address, from `since` on."""
    query = (
        select(session.c.token_hash)
        .join(schema.account, schema.account.c.id == session.c.account_id)
        .where(schema.account.c.username == username, session.c.address == address, session.c.created_at >= since)
        .limit(1)
    )
    return connection.execute(query).first() is not None


def open_session(engine: Engine, *, token_hash: str) -> OpenSession | None:
    """The session behind a token, when neither it nor its account has been ended."""
    query = (
        select(session.c.token_hash, session.c.last_seen_at, *FIELDS)
        .join(schema.account, schema.account.c.id == session.c.account_id)
        .where(session.c.token_hash == token_hash, session.c.ended_at.is_(None), schema.account.c.active)
    )
    with reading(engine) as connection:
        row = connection.execute(query).one_or_none()
    return None if row is None else OpenSession(row.token_hash, row.last_seen_at, account_from(row))


def is_known(engine: Engine, *, token_hash: str) -> bool:
    """Whether there ever was such a session, open or ended."""
    with reading(engine) as connection:
        query = select(session.c.token_hash).where(session.c.token_hash == token_hash)
        return connection.execute(query).first() is not None


def touch_session(engine: Engine, *, token_hash: str, at: datetime) -> None:
    """The session was used."""
    with noting(engine) as connection:
        connection.execute(update(session).where(session.c.token_hash == token_hash).values(last_seen_at=at))


def end_session(connection: Connection, *, token_hash: str, at: datetime, account_id: int | None = None) -> bool:
    """End one session, only if it belongs to `account_id` when given; whether there was one to end."""
    chosen = update(session).where(session.c.token_hash == token_hash, session.c.ended_at.is_(None))
    if account_id is not None:
        chosen = chosen.where(session.c.account_id == account_id)
    return connection.execute(chosen.values(ended_at=at)).rowcount == 1


def end_sessions_of(connection: Connection, *, account_id: int, at: datetime) -> int:
    """End every open session of an account; how many there were."""
    chosen = update(session).where(session.c.account_id == account_id, session.c.ended_at.is_(None))
    return connection.execute(chosen.values(ended_at=at)).rowcount


def open_sessions(engine: Engine, *, account_id: int, since: datetime) -> pd.DataFrame:
    """Sessions of one account that are open and were used at `since` or later, latest first.

    Columns: token_hash, created_at (UTC), last_seen_at (UTC), address, browser.
    """
    columns = [session.c[name] for name in ("token_hash", "created_at", "last_seen_at", "address", "browser")]
    query = (
        select(*columns)
        .where(session.c.account_id == account_id, session.c.ended_at.is_(None), session.c.last_seen_at >= since)
        .order_by(session.c.last_seen_at.desc(), session.c.token_hash)
    )
    with reading(engine) as connection:
        return pd.DataFrame(connection.execute(query).all(), columns=[column.name for column in columns])
