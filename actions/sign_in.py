"""Signing in and out: who is asking, and for how long we believe it."""

import hashlib
import secrets
from dataclasses import replace
from datetime import datetime, timedelta

from actions.passwords import is_password
from actions.sign_in_locks import LockedOut, SignInRefused, refuse_when_locked
from data_access import accounts, sign_ins
from data_access.accounts import Account
from data_access.engine import Connection, Engine, noting, reading
from permissions import Person

__all__ = [
    "LockedOut",
    "NotYourSession",
    "SignInRefused",
    "UnknownIdentity",
    "WrongCredentials",
    "close_session",
    "open_after_password_change",
    "person_of",
    "sign_in",
    "sign_in_by_oidc",
    "sign_out",
    "token_hash",
    "was_signed_in",
]

IDLE_LIMIT = timedelta(minutes=60)
TOUCHED_EVERY = timedelta(minutes=1)
# 网络安全法 asks for at least six months of such logs; a year serves the yearly audit.
KEPT_FOR = timedelta(days=366)


class WrongCredentials(SignInRefused):
    """Unknown username, wrong password or inactive account: deliberately not told apart."""


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
    username, address = username.strip().lower()[:40], address[:64]
    with reading(engine) as connection:
        refuse_when_locked(connection, username=username, address=address, at=at)
        known = accounts.account_by_username(connection, username=username, hold=False)
    # Slow on purpose, so in no transaction: it would keep everybody else from writing.
    fits = is_password(known.password_hash if known else None, password)
    with noting(engine) as connection:
        sign_ins.hold_attempts(connection)
        # Once more, now one by one: of many guesses made at once only the first five learn anything.
        refuse_when_locked(connection, username=username, address=address, at=at)
        found = accounts.account_by_username(connection, username=username)
        fits = fits and found is not None and found.active and found.password_hash == known.password_hash
        sign_ins.add_attempt(connection, username=username, address=address, at=at, succeeded=fits)
        sign_ins.forget_attempts(connection, before=at - KEPT_FOR)
        token = _open(connection, found, address=address, browser=browser, at=at) if fits else None
    if token is None:
        raise WrongCredentials(
            "用户名或密码不对，请检查大小写和输入法。五次不对，该用户名和您所在的网络都将暂停登录 15 分钟。"
        )
    return token


def sign_in_by_oidc(
    engine: Engine, *, subject: str, email: str | None, address: str, browser: str, at: datetime
) -> str:
    """Open a session for whom the identity provider vouches; `email` only when the provider verified it.

    The first time the account is found by its username being the e-mail; from then on by the subject alone.
    Raises: UnknownIdentity.
    """
    with noting(engine) as connection:
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
    with noting(engine) as connection:
        found = accounts.account(connection, account_id=by.account_id)
        return _open(connection, found, address=address, browser=browser, at=at)


def _open(connection: Connection, account: Account, *, address: str, browser: str, at: datetime) -> str:
    token = secrets.token_urlsafe(32)
    sign_ins.add_session(
        connection, token_hash=token_hash(token), account_id=account.id, address=address, browser=browser, at=at
    )
    sign_ins.forget_sessions(connection, account_id=account.id, before=at - KEPT_FOR)
    return token


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
    with noting(engine) as connection:
        sign_ins.end_session(connection, token_hash=token_hash(token), at=at)


def close_session(engine: Engine, *, session: str, by: Person, at: datetime) -> None:
    """End one of one's own sessions, on this or another device, named by its hash.

    Raises: NotYourSession.
    """
    with noting(engine) as connection:
        if not sign_ins.end_session(connection, token_hash=session, account_id=by.account_id, at=at):
            raise NotYourSession("这个登录已经结束，或不是您的。")
