"""Locks: whom five failures shut out, for how long, and whom nobody can shut out for ever."""

from datetime import timedelta

import pytest

from actions import sign_in as actions
from actions.sign_in import LockedOut, WrongCredentials
from actions.sign_in_locks import locks
from data_access.sign_ins import Attempt
from glossary import Role
from tests import factories
from tests.factories import NOW, PASSWORD

MINUTE = timedelta(minutes=1)
OFFICE, ATTACKER = "10.0.0.1", "203.0.113.9"


def sign_in(engine, username="officer", password=PASSWORD, address=OFFICE, at=NOW):
    return actions.sign_in(engine, username=username, password=password, address=address, browser="Test", at=at)


def lock(engine, at, *, username=None, address=ATTACKER):
    """Five failures at one moment, with one username or five that are unknown."""
    for number in range(5):
        with pytest.raises(WrongCredentials):
            sign_in(engine, username=username or f"guess{number}", password="wrong", address=address, at=at)


def attempts(*minutes, username="officer", succeeded=False):
    return [Attempt(username, OFFICE, NOW + minute * MINUTE, succeeded) for minute in minutes]


@pytest.mark.parametrize(
    ("known", "ends"),
    [
        ([], []),
        (attempts(0, 4, 8, 12, 16), []),
        (attempts(0, 0, 0, 0, 15), [30]),
        (attempts(0, 0, 0, 0, 1), [16]),
        (attempts(0, 0, 0, 0, 1, 16, 16, 16, 16), [16]),
        (attempts(0, 0, 0, 0, 1, 16, 16, 16, 16, 16), [16, 31]),
        (attempts(0, 0, 0, 0) + attempts(1, succeeded=True) + attempts(2), []),
        (attempts(0, 0, 0, 0) + attempts(1, username="other", succeeded=True) + attempts(2), [17]),
    ],
)
def test_five_failures_within_fifteen_minutes_lock_for_fifteen_unless_that_username_got_in(known, ends):
    assert locks(known) == [NOW + minute * MINUTE for minute in ends]


def test_the_sentence_says_what_is_locked_and_for_how_long(engine):
    lock(engine, NOW, username="officer")
    with pytest.raises(LockedOut, match="这个用户名登录失败次数过多，已暂停登录。请 15 分钟后再试；忘记密码"):
        sign_in(engine, address="10.0.0.2")
    with pytest.raises(LockedOut, match="您所在的网络登录失败次数过多，已暂停从这里登录。请 6 分钟后再试"):
        sign_in(engine, username="leader", address=ATTACKER, at=NOW + 9.5 * MINUTE)


def test_colleagues_who_mistyped_before_they_got_in_do_not_lock_their_office(engine):
    for role in (Role.OFFICER, Role.LEADER, Role.EXPERT):
        factories.account(engine, role=role)
        for _ in range(2):
            with pytest.raises(WrongCredentials):
                sign_in(engine, username=role.value, password="wrong")
        assert sign_in(engine, username=role.value)


def test_an_account_is_locked_everywhere_the_first_time_and_at_home_not_again_that_day(engine):
    factories.account(engine, role=Role.ADMINISTRATOR)
    administrator = {"username": "administrator"}
    sign_in(engine, **administrator, at=NOW - timedelta(days=20))
    lock(engine, NOW, **administrator)
    with pytest.raises(LockedOut):
        sign_in(engine, **administrator, at=NOW + 14 * MINUTE)

    for again in range(15, 200, 15):
        lock(engine, NOW + again * MINUTE, **administrator)
        assert sign_in(engine, **administrator, at=NOW + again * MINUTE)
        with pytest.raises(LockedOut):
            sign_in(engine, **administrator, address="10.0.0.2", at=NOW + again * MINUTE)


def test_an_office_is_locked_whole_the_first_time_and_its_own_people_not_again_that_day(engine):
    factories.account(engine)
    factories.account(engine, role=Role.LEADER)
    sign_in(engine, at=NOW - MINUTE)
    lock(engine, NOW, address=OFFICE)
    with pytest.raises(LockedOut):
        sign_in(engine, at=NOW + 14 * MINUTE)

    lock(engine, NOW + 15 * MINUTE, address=OFFICE)
    assert sign_in(engine, at=NOW + 16 * MINUTE)
    with pytest.raises(LockedOut):  # never signed in from here
        sign_in(engine, username="leader", at=NOW + 16 * MINUTE)


def test_at_home_an_account_still_answers_for_its_own_failures(engine):
    factories.account(engine)
    sign_in(engine, at=NOW - MINUTE)
    lock(engine, NOW, username="officer", address=OFFICE)
    lock(engine, NOW + 15 * MINUTE, username="officer", address=OFFICE)
    with pytest.raises(LockedOut, match="这个用户名"):
        sign_in(engine, at=NOW + 16 * MINUTE)
