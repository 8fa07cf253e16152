"""`manage.py evaluate`: compute a quarter of the 三评 from its rows, and say whether its seal still holds."""

from typing import Annotated

import typer

from actions.evaluation import evaluated
from actions.publications import document
from data_access import evaluation_inputs
from data_access.engine import Engine, connect, reading
from data_access.evaluation_quarters import NoSuchQuarter, find
from data_access.installation import installation, standing_moment
from data_access.snapshots import hash_of, snapshots
from glossary import Grade
from working_time import local, utc_now

COLUMNS = ("citizens", "experts", "third_party", "score")


def evaluate(
    quarter: Annotated[str, typer.Argument(help="季度，如 2025Q3")],
    as_json: Annotated[bool, typer.Option("--json", help="打印定稿用的完整数据：输入、规则、种子和结果")] = False,
) -> None:
    """从原始数据重新计算一个季度的三评；已定稿的，核对与最近一次定稿是否一致。"""
    engine = connect()
    try:
        found = evaluation_inputs.quarter_frames(engine, quarter=quarter)
    except NoSuchQuarter as problem:
        typer.echo(str(problem), err=True)
        raise typer.Exit(1) from problem
    now = utc_now()
    closed = found.quarter.counts_missing(standing_moment(installation(engine), now).date())
    text = document(engine, quarter=quarter, closed=closed)
    if as_json:
        typer.echo(text)
        return
    _print(evaluated(found, closed=closed).results.composites)
    holds = _seal(engine, quarter, text)
    typer.echo(holds or f"还没有定稿。现在的数据：SHA-256 {hash_of(text)}")


def _print(composites) -> None:
    typer.echo("项目\t群众\t专家\t第三方\t综合\t等级\t名次")
    for number, row in composites.iterrows():
        points = "\t".join("—" if row[name] != row[name] else f"{row[name]:.2f}" for name in COLUMNS)
        rank = "—" if row["rank"] != row["rank"] else f"{row['rank']:.0f}"
        typer.echo(f"{number}\t{points}\t{Grade(row['grade']).label if row['grade'] else '—'}\t{rank}")


def _seal(engine: Engine, quarter: str, text: str) -> str:
    """What there is to say about the last sealing; empty when there was none."""
    with reading(engine) as connection:
        sealed = snapshots(connection, find(connection, quarter))
    if not sealed:
        return ""
    last = sealed[0]
    same = "一致" if last.sha256 == hash_of(text) else f"不一致：现在是 {hash_of(text)}"
    return f"第 {last.sequence} 次定稿 {local(last.at):%Y-%m-%d %H:%M}，SHA-256 {last.sha256}，与现在的数据{same}。"
