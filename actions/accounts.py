"""Accounts: opened, changed and closed by an administrator; the password changed by its owner."""

import re
from dataclasses import replace
from datetime import datetime

from actions.passwords import AccountError, PasswordTooWeak, check_strength, hash_password, is_password
from actions.to_do import ToDo, add_to_do, finish_to_dos
from data_access import accounts, sign_ins
from data_access.accounts import Account
from data_access.engine import Connection, Engine, reading, writing
from glossary import Role
from permissions import SYSTEM, Permission, Person, require

OWN_ACCOUNT_PAGE = "pages/admin/own_account.py"
USERNAME = re.compile(r"[a-z0-9][a-z0-9._@-]{1,39}")


class UsernameTaken(AccountError):
    """Usernames are unique."""


class NoSuchAccount(AccountError):
    """There is no such account."""


class StaleVersion(AccountError):
    """Somebody changed the account first."""


class LastAdministrator(AccountError):
    """Without an administrator nobody could manage accounts any more."""


class WrongPassword(AccountError):
    """The current password was not given rightly."""


def create(
    engine: Engine,
    *,
    username: str,
    name: str,
    role: Role,
    password: str | None,
    department_code: str | None = None,
    collector_id: int | None = None,
    demonstration: bool = False,
    by: Person,
    at: datetime,
) -> Account:
    """Open an account; its first password must be changed, without one only OIDC signs in.

    Raises: NotPermitted, AccountError, UsernameTaken, PasswordTooWeak.
    """
    require(by, Permission.MANAGE_ACCOUNTS, "开通账户")
    username, fields = _username(username), _fields(name, role, department_code, collector_id)
    if password is not None:
        check_strength(password, username=username)
    hashed = None if password is None else hash_password(password)
    with writing(engine) as connection:
        if accounts.account_by_username(connection, username=username):
            raise UsernameTaken(f"用户名“{username}”已被使用，请换一个。")
        account_id = accounts.insert_account(
            connection, username=username, password_hash=hashed, demonstration=demonstration, at=at, **fields
        )
        _note(connection, account_id, "created", {"username": username, **fields}, by, at)
        if hashed:
            _ask_for_new_password(connection, account_id, at)
        return accounts.account(connection, account_id=account_id)


def create_first_administrator(engine: Engine, *, username: str, password: str, at: datetime) -> None:
    """The account that opens all others, from the command line; its password was chosen by its owner.

    Raises: AccountError (there is one already), PasswordTooWeak.
    """
    username = _username(username)
    check_strength(password, username=username)
    fields = {"username": username, "name": "系统管理员", "role": Role.ADMINISTRATOR}
    with writing(engine) as connection:
        if accounts.active_administrators(connection) or accounts.account_by_username(connection, username=username):
            raise AccountError("已有系统管理员账户或同名账户，没有再建。请由管理员在“账户管理”开通。")
        account_id = accounts.insert_account(connection, password_hash=hash_password(password), at=at, **fields)
        _note(connection, account_id, "created", {**fields}, replace(SYSTEM, name="命令行"), at)


def change(
    engine: Engine,
    *,
    account_id: int,
    version: int,
    name: str,
    role: Role,
    department_code: str | None = None,
    collector_id: int | None = None,
    by: Person,
    at: datetime,
) -> Account:
    """Change what an account is called and may do; open sessions go on with the new role.

    Raises: NotPermitted, AccountError, NoSuchAccount, StaleVersion, LastAdministrator.
    """
    require(by, Permission.MANAGE_ACCOUNTS, "修改账户")
    fields = _fields(name, role, department_code, collector_id)
    with writing(engine) as connection:
        before = _existing(connection, account_id)
        if before.version != version:
            raise StaleVersion("这个账户刚被别人改过，您的修改没有保存。请刷新后重新填写。")
        if role != Role.ADMINISTRATOR:
            _keep_an_administrator(connection, before)
        changed = {field: value for field, value in fields.items() if getattr(before, field) != value}
        if changed:
            accounts.update_account(connection, account_id=account_id, **changed)
            details = {field: [getattr(before, field), value] for field, value in changed.items()}
            _note(connection, account_id, "changed", details, by, at)
        return accounts.account(connection, account_id=account_id)


def deactivate(engine: Engine, *, account_id: int, by: Person, at: datetime) -> None:
    """Close an account and end all its sessions; what it did stays in the histories.

    Raises: NotPermitted, NoSuchAccount, LastAdministrator.
    """
    require(by, Permission.MANAGE_ACCOUNTS, "停用账户")
    with writing(engine) as connection:
        before = _existing(connection, account_id)
        _keep_an_administrator(connection, before)
        if before.active:
            accounts.update_account(connection, account_id=account_id, active=False)
            _note(connection, account_id, "deactivated", {}, by, at)
        sign_ins.end_sessions_of(connection, account_id=account_id, at=at)


def activate(engine: Engine, *, account_id: int, by: Person, at: datetime) -> None:
    """Open a closed account again, with the password it had.

    Raises: NotPermitted, NoSuchAccount.
    """
    require(by, Permission.MANAGE_ACCOUNTS, "启用账户")
    with writing(engine) as connection:
        if not _existing(connection, account_id).active:
            accounts.update_account(connection, account_id=account_id, active=True)
            _note(connection, account_id, "activated", {}, by, at)


def set_password(engine: Engine, *, account_id: int, password: str, by: Person, at: datetime) -> None:
    """Give somebody a new first password; ends their sessions, they must change it.

    Raises: NotPermitted, NoSuchAccount, PasswordTooWeak.
    """
    require(by, Permission.MANAGE_ACCOUNTS, "重设密码")
    with reading(engine) as connection:
        check_strength(password, username=_existing(connection, account_id, hold=False).username)
    hashed = hash_password(password)  # slow on purpose, so before anybody is kept from writing
    with writing(engine) as connection:
        _existing(connection, account_id)
        accounts.update_account(connection, account_id=account_id, password_hash=hashed)
        _note(connection, account_id, "password_set", {}, by, at)
        _ask_for_new_password(connection, account_id, at)
        sign_ins.end_sessions_of(connection, account_id=account_id, at=at)


def change_own_password(engine: Engine, *, current: str, new: str, by: Person, at: datetime) -> None:
    """Change one's own password; ends all one's sessions, this one too.

    Raises: NoSuchAccount, WrongPassword, PasswordTooWeak.
    """
    with reading(engine) as connection:
        before = _existing(connection, by.account_id, hold=False)
    if not is_password(before.password_hash, current):
        raise WrongPassword("当前密码不对，密码没有修改。")
    check_strength(new, username=before.username)
    if new == current:
        raise PasswordTooWeak("新密码不能与当前密码相同。")
    hashed = hash_password(new)
    with writing(engine) as connection:
        if _existing(connection, by.account_id).password_hash != before.password_hash:
            raise WrongPassword("密码刚刚被重设过，这次没有修改。请用新的密码重新登录。")
        accounts.update_account(connection, account_id=before.id, password_hash=hashed, must_change_password=False)
        _note(connection, before.id, "own_password_changed", {}, by, at)
        finish_to_dos(connection, subject=_password_subject(before.id), by_name=by.name, at=at)
        sign_ins.end_sessions_of(connection, account_id=before.id, at=at)


def _username(typed: str) -> str:
    username = typed.strip().lower()
    if not USERNAME.fullmatch(username):
        raise AccountError("用户名由 2 至 40 个小写字母、数字或 . _ @ - 组成，以字母或数字开头。")
    return username


def _fields(name: str, role: Role, department_code: str | None, collector_id: int | None) -> dict:
    if not 1 <= len(name.strip()) <= 40:
        raise AccountError("请填写姓名，不超过 40 个字。")
    if role == Role.HANDLER and not department_code:
        raise AccountError("承办单位经办人必须选择所属单位。")
    return {
        "name": name.strip(),
        "role": role,
        "department_code": department_code if role == Role.HANDLER else None,
        "collector_id": collector_id if role == Role.COLLECTOR else None,
    }


def _existing(connection: Connection, account_id: int, *, hold: bool = True) -> Account:
    found = accounts.account(connection, account_id=account_id, hold=hold)
    if found is None:
        raise NoSuchAccount("没有这个账户。")
    return found


def _keep_an_administrator(connection: Connection, leaving: Account) -> None:
    if accounts.active_administrators(connection) == {leaving.id}:
        raise LastAdministrator("这是最后一个可用的系统管理员账户，不能停用或改为其他身份。请先开通另一个管理员。")


def _note(connection: Connection, account_id: int, what: str, details: dict, by: Person, at: datetime) -> None:
    accounts.add_account_history(connection, account_id=account_id, what=what, details=details, by=by, at=at)


def _password_subject(account_id: int) -> str:
    return f"account:{account_id}:password"


def _ask_for_new_password(connection: Connection, account_id: int, at: datetime) -> None:
    accounts.update_account(connection, account_id=account_id, must_change_password=True)
    asked = ToDo("修改初始密码", OWN_ACCOUNT_PAGE, _password_subject(account_id), account_id=account_id)
    add_to_do(connection, asked, at=at)
