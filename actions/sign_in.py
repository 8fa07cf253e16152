"""Signing in and out: who is asking, and for how long we believe it."""

import hashlib
import secrets
from dataclasses import replace
from datetime import datetime, timedelta

from actions.passwords import is_password
from data_access import accounts, sign_ins
from data_access.accounts import Account
from data_access.engine import Connection, Engine
from permissions import Person

# 待市里确认: five failures within a quarter of an hour close account and address for another quarter.
FAILURES_ALLOWED = 5
FAILURE_WINDOW = timedelta(minutes=15)
LOCKED_FOR = timedelta(minutes=15)
IDLE_LIMIT = timedelta(minutes=60)
TOUCHED_EVERY = timedelta(minutes=1)


class SignInRefused(Exception):
    """Not signed in; the message is a sentence for the screen."""


class WrongCredentials(SignInRefused):
    """Unknown username, wrong password or inactive account: deliberately not told apart."""


class LockedOut(SignInRefused):
    """Too many failures; nothing is even compared."""


class UnknownIdentity(SignInRefused):
    """The identity provider vouches for somebody who has no account here."""


class NotYourSession(Exception):
    """Only one's own sessions can be closed."""


def token_hash(token: str) -> str:
    """What the database keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def sign_in(engine: Engine, *, username: str, password: str, address: str, browser: str, at: datetime) -> str:
    """Open a session and return its token, 256 random bits.

    Raises: WrongCredentials, LockedOut.
    """
    username = username.strip().lower()[:40]
    # Counted as a failure before the slow comparison, so that guesses made at once count too.
    with sign_ins.noting(engine) as connection:
        sign_ins.hold_attempts(connection)
        _refuse_when_locked(connection, username=username, address=address, at=at)
        attempt_id = sign_ins.add_attempt(connection, username=username, address=address[:64], at=at)
        found = accounts.account_by_username(connection, username=username)
    fits = is_password(found.password_hash if found else None, password)
    if found is None or not fits or not found.active:
        raise WrongCredentials("用户名或密码不对。请检查大小写和输入法；连续五次不对，将暂停登录 15 分钟。")
    with sign_ins.noting(engine) as connection:
        sign_ins.mark_succeeded(connection, attempt_id=attempt_id)
        return _open(connection, found, address=address, browser=browser, at=at)


def sign_in_by_oidc(
    engine: Engine, *, subject: str, email: str | None, address: str, browser: str, at: datetime
) -> str:
    """Open a session for whom the identity provider vouches; `email` only when the provider verified it.

    The first time the account is found by its username being the e-mail; from then on by the subject alone.
    Raises: UnknownIdentity.
    """
    with sign_ins.noting(engine) as connection:
        found = accounts.account_by_oidc_subject(connection, subject=subject)
        if found is None and email:
            found = accounts.account_by_username(connection, username=email)
            if found is not None and found.oidc_subject is None:
                accounts.update_account(connection, account_id=found.id, oidc_subject=subject)
                accounts.add_account_history(
                    connection, account_id=found.id, what="oidc_bound", details={}, by=found.person(), at=at
                )
            else:
                found = None
        if found is None or not found.active:
            raise UnknownIdentity("统一认证已通过，但本系统没有与您对应的账户。请联系系统管理员开通。")
        return _open(connection, found, address=address, browser=browser, at=at)


def open_after_password_change(engine: Engine, *, by: Person, address: str, browser: str, at: datetime) -> str:
    """A fresh session for somebody who has just proved the old password and set a new one."""
    with sign_ins.noting(engine) as connection:
        found = accounts.account(connection, account_id=by.account_id)
        return _open(connection, found, address=address, browser=browser, at=at)


def _open(connection: Connection, account: Account, *, address: str, browser: str, at: datetime) -> str:
    token = secrets.token_urlsafe(32)
    sign_ins.add_session(
        connection, token_hash=token_hash(token), account_id=account.id, address=address, browser=browser, at=at
    )
    return token


def _refuse_when_locked(connection: Connection, *, username: str, address: str, at: datetime) -> None:
    since = at - FAILURE_WINDOW - LOCKED_FOR
    ends = [
        locked_until(sign_ins.failures_of_username(connection, username=username, since=since)),
        locked_until(sign_ins.failures_of_address(connection, address=address[:64], since=since)),
    ]
    end = max((end for end in ends if end is not None and end > at), default=None)
    if end is not None:
        minutes = -(-(end - at) // timedelta(minutes=1))
        raise LockedOut(f"登录失败次数过多，已暂停登录。请 {minutes} 分钟后再试，或联系系统管理员重设密码。")


def locked_until(failures: list[datetime]) -> datetime | None:
    """When the lock that these failures caused ends; None when there were never five close together."""
    end = None
    for first, fifth in zip(failures, failures[FAILURES_ALLOWED - 1 :], strict=False):
        if fifth - first <= FAILURE_WINDOW:
            end = fifth + LOCKED_FOR
    return end


def person_of(engine: Engine, *, token: str | None, at: datetime) -> Person | None:
    """Who holds this token; None when the session was ended, idle too long or never was.

    Asking counts as using the session, noted at most once a minute.
    """
    if not token:
        return None
    found = sign_ins.open_session(engine, token_hash=token_hash(token))
    if found is None:
        return None
    idle = at - found.last_seen_at
    if idle >= IDLE_LIMIT:
        sign_out(engine, token=token, at=at)
        return None
    if idle >= TOUCHED_EVERY:
        sign_ins.touch_session(engine, token_hash=found.token_hash, at=at)
    person = found.account.person()
    # Whoever is vouched for elsewhere has no password here to change.
    return person if found.account.password_hash else replace(person, must_change_password=False)


def was_signed_in(engine: Engine, *, token: str | None) -> bool:
    """Whether this token belongs, or ever belonged, to somebody: no stranger, though perhaps signed out."""
    return bool(token) and sign_ins.is_known(engine, token_hash=token_hash(token))


def sign_out(engine: Engine, *, token: str, at: datetime) -> None:
    """End the session behind the token, in every tab that shares it."""
    with sign_ins.noting(engine) as connection:
        sign_ins.end_session(connection, token_hash=token_hash(token), at=at)


def close_session(engine: Engine, *, session: str, by: Person, at: datetime) -> None:
    """End one of one's own sessions, on this or another device, named by its hash.

    Raises: NotYourSession.
    """
    with sign_ins.noting(engine) as connection:
        if not sign_ins.end_session(connection, token_hash=session, account_id=by.account_id, at=at):
            raise NotYourSession("这个登录已经结束，或不是您的。")
