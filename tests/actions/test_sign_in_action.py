"""Signing in: who gets a session, for how long, and what ends it."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from actions import accounts as account_actions
from actions import sign_in as actions
from actions.passwords import hash_password
from actions.sign_in import LockedOut, NotYourSession, UnknownIdentity, WrongCredentials
from data_access import schema
from data_access.engine import version, writing
from data_access.sign_ins import open_sessions
from glossary import Role
from tests import factories
from tests.factories import NOW, PASSWORD

MINUTE = timedelta(minutes=1)


def sign_in(engine, username="officer", password=PASSWORD, address="10.0.0.1", at=NOW):
    return actions.sign_in(engine, username=username, password=password, address=address, browser="Test", at=at)


def fail(engine, times, **where):
    for second in range(times):
        with pytest.raises(WrongCredentials):
            sign_in(engine, password="wrong", at=NOW + timedelta(seconds=second), **where)


def test_the_right_password_opens_a_session_for_that_person(engine):
    account = factories.account(engine, role=Role.OFFICER)

    token = sign_in(engine, username="  OFFICER ")

    assert actions.person_of(engine, token=token, at=NOW) == account.person()


def test_the_database_keeps_only_a_hash_of_the_token(engine):
    factories.account(engine)
    token = sign_in(engine)

    with engine.connect() as connection:
        stored = connection.execute(select(schema.sign_in_session)).one()

    assert stored.token_hash == actions.token_hash(token)
    assert token not in str(stored)
    assert len(token) == 43  # 256 bits


@pytest.mark.parametrize(("username", "password"), [("officer", "wrong"), ("nobody", PASSWORD), ("closed", PASSWORD)])
def test_wrong_unknown_and_closed_are_refused_with_the_same_sentence(engine, username, password):
    factories.account(engine)
    factories.account(engine, username="closed", active=False)

    with pytest.raises(WrongCredentials, match="用户名或密码不对"):
        sign_in(engine, username=username, password=password)


def test_an_account_without_a_password_cannot_be_entered_with_one(engine):
    factories.account(engine, password_hash=None)
    with pytest.raises(WrongCredentials):
        sign_in(engine, password="")


def work_of_a_refusal(engine, username, number):
    """Processor seconds of this thread: other programs on the machine do not count."""
    start = time.thread_time()
    with pytest.raises(WrongCredentials):
        sign_in(engine, username=username, password="wrong", address=f"10.1.0.{number}")
    return time.thread_time() - start


def test_an_unknown_username_costs_as_much_work_as_a_known_one(engine):
    factories.account(engine, password_hash=hash_password(PASSWORD))
    known = min(work_of_a_refusal(engine, "officer", number) for number in range(4))
    unknown = min(work_of_a_refusal(engine, f"nobody{number}", number) for number in range(10, 14))
    # Without a comparison it is twenty times less.
    assert known / 2 < unknown < known * 2


def test_the_fifth_failure_locks_the_account_from_everywhere_for_fifteen_minutes(engine):
    factories.account(engine)
    fail(engine, 5)
    fifth = NOW + timedelta(seconds=4)

    with pytest.raises(LockedOut, match="15 分钟后"):
        sign_in(engine, address="10.0.0.2", at=fifth)
    with pytest.raises(LockedOut):
        sign_in(engine, address="10.0.0.2", at=fifth + 15 * MINUTE - timedelta(seconds=1))
    assert sign_in(engine, address="10.0.0.2", at=fifth + 15 * MINUTE)


def test_the_fifth_failure_locks_the_address_for_every_account(engine):
    factories.account(engine)
    for number in range(5):
        with pytest.raises(WrongCredentials):
            sign_in(engine, username=f"guess{number}")

    with pytest.raises(LockedOut):
        sign_in(engine)
    assert sign_in(engine, address="10.0.0.2")


def test_guesses_made_at_once_are_counted_one_by_one(engine):
    factories.account(engine)

    def guess(_number):
        try:
            sign_in(engine, password="wrong")
        except actions.SignInRefused as refused:
            return type(refused)

    with ThreadPoolExecutor(8) as at_once:
        outcomes = list(at_once.map(guess, range(16)))

    assert (outcomes.count(WrongCredentials), outcomes.count(LockedOut)) == (5, 11)


def test_four_failures_lock_nothing_and_a_success_forgets_those_of_the_account(engine):
    factories.account(engine)
    fail(engine, 4, address="10.0.0.2")
    assert sign_in(engine, at=NOW + MINUTE)
    with pytest.raises(WrongCredentials):
        sign_in(engine, password="wrong", at=NOW + 2 * MINUTE)
    assert sign_in(engine, at=NOW + 3 * MINUTE)


def test_an_unknown_username_is_locked_like_a_known_one(engine):
    fail(engine, 5, username="nobody")
    with pytest.raises(LockedOut):
        sign_in(engine, username="nobody", address="10.0.0.2", at=NOW + MINUTE)


def test_nobody_waits_for_the_database_while_a_password_is_compared(sqlite_engine):
    slow = hash_password(PASSWORD, passes=60)
    factories.account(sqlite_engine, password_hash=slow)
    with ThreadPoolExecutor(1) as elsewhere:
        comparing = elsewhere.submit(sign_in, sqlite_engine)
        written = 0
        while not comparing.done():
            start = time.perf_counter()
            factories.account(sqlite_engine, username=f"other{written}", password_hash=None)
            longest = time.perf_counter() - start
            written += 1
            assert longest < 0.5
        assert comparing.result()
    # Had the comparison held the only writer, one account at the most could have been written meanwhile.
    assert written > 3


def test_fifty_colleagues_of_one_address_may_sign_in_at_once(engine):
    factories.account(engine)
    with ThreadPoolExecutor(8) as at_once:
        tokens = set(at_once.map(lambda _number: sign_in(engine), range(50)))
    assert len(tokens) == 50


def test_a_year_of_attempts_and_sessions_is_kept_and_older_ones_go_a_few_at_a_time(engine):
    account = factories.account(engine)
    year_ago = NOW - actions.KEPT_FOR
    old = [{"username": "x", "address": "y", "at": year_ago - MINUTE, "succeeded": False} for _ in range(300)]
    with writing(engine) as connection:
        connection.execute(schema.sign_in_attempt.insert(), [*old, old[0] | {"at": year_ago}])
    sign_in(engine, at=year_ago - MINUTE)
    sign_in(engine, at=year_ago)

    def kept():
        with engine.connect() as connection:
            attempts = connection.execute(select(schema.sign_in_attempt.c.at)).scalars().all()
            sessions = connection.execute(select(schema.sign_in_session.c.created_at)).scalars().all()
        return sum(at < year_ago for at in attempts), len(attempts), sorted(sessions)

    assert kept() == (301, 303, [year_ago - MINUTE, year_ago])
    sign_in(engine)
    assert kept() == (101, 104, [year_ago, NOW])
    sign_in(engine, at=NOW + MINUTE)
    assert kept() == (0, 2, [NOW, NOW + MINUTE])
    assert len(open_sessions(engine, account_id=account.id, since=NOW)) == 2


def test_a_session_ends_after_sixty_minutes_without_use(engine):
    factories.account(engine)
    token = sign_in(engine)

    assert actions.person_of(engine, token=token, at=NOW + 59 * MINUTE)
    assert actions.person_of(engine, token=token, at=NOW + 118 * MINUTE)
    assert actions.person_of(engine, token=token, at=NOW + 178 * MINUTE) is None
    assert actions.person_of(engine, token=token, at=NOW + 119 * MINUTE) is None


def test_signing_out_ends_the_session_and_no_other(engine):
    factories.account(engine)
    here, elsewhere = sign_in(engine), sign_in(engine)

    actions.sign_out(engine, token=here, at=NOW)

    assert actions.person_of(engine, token=here, at=NOW) is None
    assert actions.person_of(engine, token=elsewhere, at=NOW)
    assert actions.was_signed_in(engine, token=here)


@pytest.mark.parametrize("token", [None, "", "made-up"])
def test_a_token_nobody_was_given_is_nobody(engine, token):
    assert actions.person_of(engine, token=token, at=NOW) is None
    assert not actions.was_signed_in(engine, token=token)


def test_only_ones_own_sessions_can_be_closed(engine):
    owner = factories.account(engine).person()
    other = factories.account(engine, role=Role.EXPERT).person()
    token = sign_in(engine)
    session = actions.token_hash(token)

    with pytest.raises(NotYourSession):
        actions.close_session(engine, session=session, by=other, at=NOW)
    assert list(open_sessions(engine, account_id=owner.account_id, since=NOW)["token_hash"]) == [session]
    actions.close_session(engine, session=session, by=owner, at=NOW)
    assert actions.person_of(engine, token=token, at=NOW) is None


def test_a_change_of_role_holds_in_open_sessions(engine):
    administrator = factories.account(engine, role=Role.ADMINISTRATOR).person()
    account = factories.account(engine)
    token = sign_in(engine)

    fields = {"account_id": account.id, "version": account.version, "name": account.name, "role": Role.EXPERT}
    account_actions.change(engine, **fields, by=administrator, at=NOW)

    assert actions.person_of(engine, token=token, at=NOW).role == Role.EXPERT


def test_signing_in_leaves_cached_figures_valid(engine):
    factories.account(engine)
    before = version(engine, "data_version")
    actions.person_of(engine, token=sign_in(engine), at=NOW + 2 * MINUTE)
    assert version(engine, "data_version") == before


def oidc(engine, subject="s-1", email="officer@example.org"):
    return actions.sign_in_by_oidc(engine, subject=subject, email=email, address="10.0.0.1", browser="T", at=NOW)


def test_oidc_finds_the_account_by_mail_once_and_then_by_subject_alone(engine):
    account = factories.account(engine, username="officer@example.org")

    assert actions.person_of(engine, token=oidc(engine), at=NOW).account_id == account.id
    assert actions.person_of(engine, token=oidc(engine, email=None), at=NOW).account_id == account.id
    with pytest.raises(UnknownIdentity):
        oidc(engine, subject="somebody-else")


@pytest.mark.parametrize("email", [None, "stranger@example.org"])
def test_oidc_never_makes_an_account(engine, email):
    factories.account(engine)
    with pytest.raises(UnknownIdentity, match="没有与您对应的账户"):
        oidc(engine, email=email)


def test_oidc_does_not_open_a_closed_account(engine):
    factories.account(engine, username="officer@example.org", active=False)
    with pytest.raises(UnknownIdentity):
        oidc(engine)
