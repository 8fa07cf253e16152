"""manage.py user: accounts from the command line, for the first administrator and for emergencies."""

import sys
from dataclasses import replace
from typing import Annotated

import typer

from actions import accounts as actions
from actions.accounts import AccountError
from actions.passwords import PasswordTooWeak
from data_access import accounts
from data_access.engine import connect, database_url, reading
from glossary import Role, code_of, labels
from permissions import SYSTEM
from working_time import utc_now

app = typer.Typer(help="账户：列出、开通、重设密码、停用。", no_args_is_help=True)

# Whoever can run this can write the database anyway.
COMMAND_LINE = replace(SYSTEM, name="命令行", role=Role.ADMINISTRATOR)

FromStdin = Annotated[bool, typer.Option("--password-stdin", help="从标准输入读取密码，不提示。")]


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    return typer.prompt("密码", hide_input=True, confirmation_prompt="再输一次")


def _refuse(sentence: str) -> None:
    typer.echo(sentence, err=True)
    raise typer.Exit(1)


def _account_id(username: str) -> int:
    with reading(connect(database_url())) as connection:
        found = accounts.account_by_username(connection, username=username)
    if found is None:
        _refuse(f"没有用户名为“{username}”的账户。")
    return found.id


@app.command("list")
def list_accounts() -> None:
    """列出全部账户。"""
    for row in accounts.accounts(connect(database_url()), by=COMMAND_LINE).itertuples():
        state = "在用" if row.active else "已停用"
        typer.echo("\t".join([row.username, row.name, Role(row.role).label, row.department or "—", state]))


@app.command()
def add(
    username: str,
    name: Annotated[str, typer.Option(help="姓名")],
    role: Annotated[str, typer.Option(help="身份：" + "、".join(labels(Role).values()))],
    department: Annotated[str | None, typer.Option(help="所属单位代码，承办单位经办人必填")] = None,
    password_stdin: FromStdin = False,
    oidc_only: Annotated[bool, typer.Option("--oidc-only", help="不设密码，只能统一认证登录。")] = False,
) -> None:
    """开通账户；初始密码首次登录后必须修改。"""
    code = code_of(Role, role)
    if code is None:
        _refuse(f"没有“{role}”这种身份。可用：{'、'.join(labels(Role).values())}。")
    engine = connect(database_url())
    if department is not None and department not in accounts.department_names(engine):
        _refuse(f"没有代码为“{department}”的单位。")
    password = None if oidc_only else _password(password_stdin)
    chosen = {"username": username, "name": name, "role": Role(code), "department_code": department}
    try:
        actions.create(engine, **chosen, password=password, by=COMMAND_LINE, at=utc_now())
    except AccountError as refused:
        _refuse(str(refused))
    typer.echo(f"已开通 {username}。")


@app.command("set-password")
def set_password(username: str, password_stdin: FromStdin = False) -> None:
    """重设密码；该账户的登录全部结束，下次登录后必须修改。"""
    account_id = _account_id(username)
    password = _password(password_stdin)
    try:
        actions.set_password(
            connect(database_url()), account_id=account_id, password=password, by=COMMAND_LINE, at=utc_now()
        )
    except PasswordTooWeak as refused:
        _refuse(str(refused))
    typer.echo(f"已重设 {username} 的密码。")


@app.command()
def deactivate(username: str) -> None:
    """停用账户；该账户的登录全部结束。"""
    try:
        actions.deactivate(connect(database_url()), account_id=_account_id(username), by=COMMAND_LINE, at=utc_now())
    except AccountError as refused:
        _refuse(str(refused))
    typer.echo(f"已停用 {username}。")
