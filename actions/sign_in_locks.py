"""When signing in is paused: for an account, and for an address, after five failures.

A first lock holds for everybody. Whoever then keeps on guessing, only to shut out an account or an office that shares
one address, shuts out strangers alone: an account that has lately signed in from an address may still do so there.
"""

from datetime import datetime, timedelta

from data_access import sign_ins
from data_access.engine import Connection
from data_access.sign_ins import Attempt

# 待市里确认: five failures within a quarter of an hour close account and address for another quarter.
FAILURES_ALLOWED = 5
FAILURE_WINDOW = timedelta(minutes=15)
LOCKED_FOR = timedelta(minutes=15)
# A lock within a day of an earlier one is a repeated one.
REPEATED_WITHIN = timedelta(hours=24)
# An account is at home where it signed in during the last month.
AT_HOME_FOR = timedelta(days=30)


class SignInRefused(Exception):
    """Not signed in; the message is a sentence for the screen."""


class LockedOut(SignInRefused):
    """Too many failures; nothing is even compared."""


def refuse_when_locked(connection: Connection, *, username: str, address: str, at: datetime) -> None:
    """Raise LockedOut, saying for how long, while the account or the address is locked."""
    since = at - REPEATED_WITHIN - LOCKED_FOR - FAILURE_WINDOW
    known = sign_ins.attempts(connection, username=username, address=address, since=since)
    of_account = [attempt for attempt in known if attempt.username == username]
    from_here = [attempt for attempt in known if attempt.address == address]
    account_locks, address_locks = locks(of_account), locks(from_here)
    if not (_ends(account_locks, at) or _ends(address_locks, at)):
        return
    home_since = at - AT_HOME_FOR
    if sign_ins.has_signed_in_from(connection, username=username, address=address, since=home_since):
        # Here the account answers for its own failures, and for others' only the first time in a day.
        own = locks([attempt for attempt in of_account if attempt.address == address])
        account_locks = own if _is_repeated(account_locks, at) else account_locks
        address_locks = [] if _is_repeated(address_locks, at) else address_locks
    _refuse(_ends(account_locks, at), "这个用户名登录失败次数过多，已暂停登录", "忘记密码请联系系统管理员重设", at)
    _refuse(_ends(address_locks, at), "您所在的网络登录失败次数过多，已暂停从这里登录", "已登录的同事不受影响", at)


def locks(attempts: list[Attempt]) -> list[datetime]:
    """When each lock that these attempts caused ends, oldest first.

    A success forgets the failures of its own username and no others: otherwise one known account would free an
    address to guess the rest, and colleagues who mistyped before they got in would count against their office.
    """
    ends: list[datetime] = []
    failures: list[Attempt] = []
    for attempt in attempts:
        if attempt.succeeded:
            failures = [failure for failure in failures if failure.username != attempt.username]
            continue
        failures = [failure for failure in failures if attempt.at - failure.at <= FAILURE_WINDOW] + [attempt]
        if len(failures) >= FAILURES_ALLOWED:
            ends.append(attempt.at + LOCKED_FOR)
            failures = []
    return ends


def _ends(ends: list[datetime], at: datetime) -> datetime | None:
    return ends[-1] if ends and ends[-1] > at else None


def _is_repeated(ends: list[datetime], at: datetime) -> bool:
    return any(at - REPEATED_WITHIN < end <= at for end in ends)


def _refuse(end: datetime | None, what: str, advice: str, at: datetime) -> None:
    if end is not None:
        minutes = -(-(end - at) // timedelta(minutes=1))
        raise LockedOut(f"{what}。请 {minutes} 分钟后再试；{advice}。")
