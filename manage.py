"""The command line: make a database, import, print figures, keep accounts, check the history."""

import json
import sys
from typing import Annotated

import typer

from actions.accounts import create_first_administrator
from actions.passwords import AccountError
from commands import calendar, evaluate, files, imports, index, kpi, report, user
from data_access import installation, schema
from data_access.bulk import insert_rows
from data_access.calendar import fill_calendar
from data_access.dictionaries import fill_channels
from data_access.engine import connect, migrate, settle, writing
from data_access.evaluation_rules import fill_rules
from data_access.history import first_broken_link
from data_access.journal import first_broken_entry
from data_access.settings import fill_settings
from seed_data.load import load_demonstration
from seed_data.places import township_rows
from working_time import utc_now

app = typer.Typer(
    help="民声工作台命令行。数据库取自环境变量 DATABASE_URL，默认 var/workbench.db。", no_args_is_help=True
)
app.add_typer(user.app, name="user", help="账户")
app.command(name="import")(imports.import_file)
app.command(name="kpi")(kpi.kpi)
app.command(name="calendar")(calendar.fill)
app.command(name="index")(index.index)
app.command(name="files")(files.files)
app.command(name="evaluate")(evaluate.evaluate)
app.command(name="report")(report.report)


@app.command()
def init(
    empty: Annotated[bool, typer.Option(help="建立正式使用的空库，不装入演示数据")] = False,
    admin: Annotated[str | None, typer.Option(help="首位系统管理员的登录名（与 --empty 同用）")] = None,
    password_stdin: Annotated[bool, typer.Option(help="从标准输入读管理员密码")] = False,
    if_missing: Annotated[bool, typer.Option(help="已有数据时只升级结构，不报错")] = False,
) -> None:
    """建立数据库：默认装入演示数据；--empty --admin 登录名 建立正式库。"""
    engine = connect()
    migrate(engine)
    if installation.is_filled(engine):
        if if_missing and not empty:
            return
        typer.echo("数据库里已有数据，未作任何改动。要重新建库，请先备份并移走原数据库。", err=True)
        raise typer.Exit(1)
    if empty:
        _init_empty(engine, admin, password_stdin)
        return
    typer.echo("首次启动：正在装入演示数据（约二十秒）……")
    load_demonstration(engine)
    settle(engine)
    typer.echo("演示数据已装入。")


def _init_empty(engine, admin: str | None, password_stdin: bool) -> None:
    if not admin:
        typer.echo("请用 --admin 给出首位系统管理员的登录名。", err=True)
        raise typer.Exit(1)
    password = sys.stdin.readline().rstrip("\n") if password_stdin else typer.prompt("管理员密码", hide_input=True)
    try:
        create_first_administrator(engine, username=admin, password=password, at=utc_now())
    except AccountError as problem:
        typer.echo(str(problem), err=True)
        raise typer.Exit(1) from problem
    with writing(engine) as connection:
        fill_channels(connection)
        fill_calendar(connection)
        fill_settings(connection, at=utc_now())
        fill_rules(connection, at=utc_now())
        insert_rows(connection, schema.township, township_rows())
    typer.echo(f"正式库已建立，系统管理员：{admin}。")


@app.command()
def audit(as_json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """核对每件建议、金点子、项目和社会力量的记录链，指出第一处断裂。"""
    engine = connect()
    broken = first_broken_link(engine) or first_broken_entry(engine)
    if as_json:
        typer.echo(json.dumps({"intact": broken is None, "first_broken": broken and str(broken)}, ensure_ascii=False))
    elif broken is None:
        typer.echo("记录完整，没有断裂。")
    else:
        typer.echo(f"记录在此处断裂：{broken}", err=True)
    if broken is not None:
        raise typer.Exit(1)


if __name__ == "__main__":
    app()
