"""`manage.py calendar`: the published working days into a database that lacks them."""

import typer

from data_access.calendar import fill_calendar
from data_access.engine import connect, database_url, migrate, writing


def fill() -> None:
    """填入国务院办公厅已公布的工作日历；已有的日期不动。"""
    engine = connect(database_url())
    migrate(engine)
    with writing(engine) as connection:
        added = fill_calendar(connection)
    typer.echo(f"已补充 {added} 天。" if added else "工作日历已是完整的，没有改动。")
