"""Accounts: who may manage them, what is noted, and what ends sessions."""

import pytest

from actions import accounts as actions
from actions import sign_in
from actions.accounts import (
    AccountError,
    LastAdministrator,
    NoSuchAccount,
    StaleVersion,
    UsernameTaken,
    WrongPassword,
)
from actions.passwords import PasswordTooWeak, check_strength
from data_access.accounts import account_history, accounts
from data_access.to_do import done_to_dos, open_to_dos
from glossary import Role
from permissions import NotPermitted
from tests import factories
from tests.factories import NOW, PASSWORD

FIRST = "from the office"


@pytest.fixture
def administrator(engine):
    return factories.account(engine, role=Role.ADMINISTRATOR).person()


def create(engine, by, **fields):
    chosen = {"username": "wang.li", "name": "王丽", "role": Role.OFFICER, "password": FIRST, **fields}
    return actions.create(engine, **chosen, by=by, at=NOW)


def signed_in(engine, username, password=PASSWORD):
    return sign_in.sign_in(engine, username=username, password=password, address="10.0.0.1", browser="T", at=NOW)


def whats(engine, account_id, by):
    return list(account_history(engine, account_id=account_id, by=by)["what"])


def test_a_new_account_must_change_its_password_and_finds_that_among_its_to_dos(engine, administrator):
    account = create(engine, administrator, username="Wang.Li")

    assert (account.username, account.must_change_password, account.active) == ("wang.li", True, True)
    assert list(open_to_dos(engine, by=account.person())["what"]) == ["修改初始密码"]
    assert whats(engine, account.id, administrator) == ["created"]


def test_the_history_never_holds_a_password(engine, administrator):
    account = create(engine, administrator)
    actions.set_password(engine, account_id=account.id, password="another first one", by=administrator, at=NOW)

    kept = str(account_history(engine, account_id=account.id, by=administrator).to_dict())
    assert "another first one" not in kept
    assert FIRST not in kept
    assert "argon2" not in kept


def test_changing_ones_password_finishes_the_to_do_and_ends_every_session(engine, administrator):
    account = create(engine, administrator)
    token = signed_in(engine, "wang.li", FIRST)

    actions.change_own_password(engine, current=FIRST, new="known to me alone", by=account.person(), at=NOW)

    assert sign_in.person_of(engine, token=token, at=NOW) is None
    person = sign_in.person_of(engine, token=signed_in(engine, "wang.li", "known to me alone"), at=NOW)
    assert not person.must_change_password
    assert open_to_dos(engine, by=person).empty
    assert list(done_to_dos(engine, by=person, since=NOW)["done_by_name"]) == ["王丽"]


@pytest.mark.parametrize("new", ["short", "1234567890123", "aaaaaaaaaaaa", "x" * 129, "my wang.li password", FIRST])
def test_a_weak_or_unchanged_password_changes_nothing(engine, administrator, new):
    account = create(engine, administrator)

    with pytest.raises(PasswordTooWeak):
        actions.change_own_password(engine, current=FIRST, new=new, by=account.person(), at=NOW)

    assert signed_in(engine, "wang.li", FIRST)


def test_changing_ones_password_needs_the_current_one(engine, administrator):
    account = create(engine, administrator)
    with pytest.raises(WrongPassword):
        actions.change_own_password(engine, current="guess", new="known to me alone", by=account.person(), at=NOW)


def test_setting_a_password_ends_every_session_and_asks_for_a_change_once(engine, administrator):
    account = factories.account(engine)
    token = signed_in(engine, "officer")

    for _ in range(2):
        actions.set_password(engine, account_id=account.id, password=FIRST, by=administrator, at=NOW)

    assert sign_in.person_of(engine, token=token, at=NOW) is None
    assert len(open_to_dos(engine, by=account.person())) == 1


def test_deactivation_ends_every_session_and_can_be_taken_back(engine, administrator):
    account = factories.account(engine)
    token = signed_in(engine, "officer")

    actions.deactivate(engine, account_id=account.id, by=administrator, at=NOW)
    assert sign_in.person_of(engine, token=token, at=NOW) is None
    actions.activate(engine, account_id=account.id, by=administrator, at=NOW)

    assert signed_in(engine, "officer")
    assert sign_in.person_of(engine, token=token, at=NOW) is None
    assert whats(engine, account.id, administrator) == ["activated", "deactivated"]


def test_a_change_notes_before_and_after_of_what_changed_only(engine, administrator):
    account = factories.account(engine)

    chosen = {"account_id": account.id, "version": account.version, "name": account.name, "role": Role.LEADER}
    changed = actions.change(engine, **chosen, by=administrator, at=NOW)

    assert (changed.role, changed.version) == (Role.LEADER, account.version + 1)
    noted = account_history(engine, account_id=account.id, by=administrator).iloc[0]
    assert noted["details"] == {"role": ["officer", "leader"]}


def test_a_change_built_on_an_older_version_is_refused(engine, administrator):
    account = factories.account(engine)
    chosen = {"account_id": account.id, "version": account.version, "role": Role.OFFICER}
    actions.change(engine, **chosen, name="甲", by=administrator, at=NOW)

    with pytest.raises(StaleVersion):
        actions.change(engine, **chosen, name="乙", by=administrator, at=NOW)


def test_the_last_administrator_stays(engine, administrator):
    own = {"account_id": administrator.account_id}
    with pytest.raises(LastAdministrator):
        actions.deactivate(engine, **own, by=administrator, at=NOW)
    with pytest.raises(LastAdministrator):
        actions.change(engine, **own, version=1, name="甲", role=Role.LEADER, by=administrator, at=NOW)

    factories.account(engine, role=Role.ADMINISTRATOR, username="second")
    actions.deactivate(engine, **own, by=administrator, at=NOW)


def test_usernames_are_unique_whatever_their_case(engine, administrator):
    create(engine, administrator)
    with pytest.raises(UsernameTaken):
        create(engine, administrator, username="WANG.LI")


@pytest.mark.parametrize("wrong", [{"username": "王丽"}, {"username": "a"}, {"name": " "}, {"role": Role.HANDLER}])
def test_an_impossible_account_is_refused(engine, administrator, wrong):
    with pytest.raises(AccountError):
        create(engine, administrator, **wrong)


def test_only_a_handler_has_a_department(engine, administrator):
    factories.department(engine)
    handler = create(engine, administrator, username="one", role=Role.HANDLER, department_code="housing")
    officer = create(engine, administrator, username="two", role=Role.OFFICER, department_code="housing")
    assert (handler.department_code, officer.department_code) == ("housing", None)


def test_there_is_no_account_to_change(engine, administrator):
    with pytest.raises(NoSuchAccount):
        actions.deactivate(engine, account_id=12345, by=administrator, at=NOW)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_only_administrators_manage_or_see_accounts(sqlite_engine, role):
    engine, by = sqlite_engine, factories.person(role)
    account = factories.account(engine)
    on = {"account_id": account.id, "by": by, "at": NOW}
    tries = [
        lambda: create(engine, by),
        lambda: actions.change(engine, version=1, name="甲", role=Role.LEADER, **on),
        lambda: actions.set_password(engine, password=FIRST, **on),
        lambda: actions.deactivate(engine, **on),
        lambda: actions.activate(engine, **on),
        lambda: accounts(engine, by=by),
        lambda: account_history(engine, account_id=account.id, by=by),
    ]
    for attempt in tries:
        with pytest.raises(NotPermitted):
            attempt()


def test_a_list_without_sign_ins_has_the_same_columns_and_types(engine, administrator):
    listed = accounts(engine, by=administrator)
    assert str(listed["last_signed_in_at"].dtype) == "datetime64[us]"
    signed_in(engine, "administrator")
    assert list(accounts(engine, by=administrator)["last_signed_in_at"]) == [NOW]
    assert account_history(engine, account_id=999, by=administrator).empty


def test_the_first_administrator_is_made_once_and_need_not_change_the_password(engine):
    first = {"username": "admin", "password": "three plain words", "at": NOW}
    actions.create_first_administrator(engine, **first)
    person = sign_in.person_of(engine, token=signed_in(engine, "admin"), at=NOW)
    assert (person.role, person.must_change_password) == (Role.ADMINISTRATOR, False)
    with pytest.raises(AccountError, match="没有再建"):
        actions.create_first_administrator(engine, **first)


def test_a_password_of_several_words_is_acceptable():
    check_strength("three plain words", username="wang.li")
