"""`manage.py index`: make every stored suggestion searchable now, instead of waiting for the server to do it."""

import typer

from data_access.engine import connect, database_url, migrate
from data_access.search_index import catch_up, pending_count


def index() -> None:
    """把还不能检索的建议编入检索。服务器运行时会自动编入，不必执行本命令。"""
    engine = connect(database_url())
    migrate(engine)
    waiting = pending_count(engine)
    added = 0
    with typer.progressbar(length=max(waiting, 1), label="编入检索") as bar:
        for count in catch_up(engine):
            added += count
            bar.update(count)
    left = pending_count(engine)
    if left:
        typer.echo(f"已编入 {added} 件，还有 {left} 件：另一个进程正在编入，或有人正在改动它们。请稍后再执行一次。")
    else:
        typer.echo(f"已编入 {added} 件，全部建议都能检索。" if added else "全部建议都能检索，没有要编入的。")
