"""`manage.py kpi`: every figure of the KPI table for a period, as text or JSON."""

import json
from datetime import datetime
from typing import Annotated

import typer

from actions.figures import UnknownCode, kpi_table, scope_for
from data_access.engine import connect
from data_access.installation import installation, standing_moment
from permissions import SYSTEM
from working_time import utc_now


def kpi(
    start: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="收到日期，含")],
    end: Annotated[datetime, typer.Option("--to", formats=["%Y-%m-%d"], help="收到日期，不含")],
    as_of: Annotated[
        datetime | None,
        typer.Option("--as-of", formats=["%Y-%m-%d"], help="统计时点；不填为今天，演示数据为它的统计日"),
    ] = None,
    channel: Annotated[list[str] | None, typer.Option(help="渠道代码，可重复")] = None,
    nature: Annotated[str, typer.Option(help="性质代码；all 为全部")] = "suggestion_proper",
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """打印指标表全部指标。默认只计意见建议。"""
    if end <= start:
        typer.echo("止日（--to）不含在内，须晚于起日（--from）。", err=True)
        raise typer.Exit(1)
    engine = connect()
    day = as_of.date() if as_of else standing_moment(installation(engine), utc_now()).date()
    try:
        scope = scope_for(engine, start=start.date(), end=end.date(), as_of=day, channels=channel or [], nature=nature)
    except UnknownCode as problem:
        typer.echo(str(problem), err=True)
        raise typer.Exit(1) from problem
    table = kpi_table(engine, scope=scope, by=SYSTEM)
    if as_json:
        typer.echo(json.dumps(table, ensure_ascii=False, indent=2))
        return
    for code, figure in table.items():
        typer.echo(f"{code}: {json.dumps(figure, ensure_ascii=False)}")
