"""`manage.py import`: store a file of citizens' messages from the command line."""

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from actions import imports
from data_access.engine import connect
from data_access.importing import ImportResult
from data_access.workbook_errors import ImportRefused
from data_access.workbooks import MAX_BYTES
from permissions import SYSTEM
from working_time import utc_now

_SHOWN = 20


def import_file(
    file: Annotated[Path, typer.Argument(help=".xlsx、.xls 或 .csv 文件")],
    channel: Annotated[str, typer.Option(help="渠道代码")],
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 打印结果")] = False,
    received_on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="没有收到时间的行按哪一天算；不填则这些行不存入")
    ] = None,
    open_categories: Annotated[
        bool, typer.Option("--open-categories", help="分类不在字典里的存为未分类，原词记入办理记录")
    ] = False,
    answers_reviewed: Annotated[bool, typer.Option("--answers-reviewed", help="有实质答复的算作已审核办结")] = False,
) -> None:
    """导入群众来信文件；重复的不再存，不能存的逐行说明原因。"""
    options = imports.ImportOptions(answers_reviewed, received_on.date() if received_on else None, open_categories)
    try:
        result = _store(file, channel, options)
    except ImportRefused as refusal:
        if as_json:
            typer.echo(json.dumps({"error": str(refusal)}, ensure_ascii=False))
        typer.echo(str(refusal), err=True)
        raise typer.Exit(1) from refusal
    if as_json:
        typer.echo(json.dumps(_as_json(result), ensure_ascii=False))
    else:
        _print(result)


def _store(file: Path, channel: str, options: imports.ImportOptions) -> ImportResult:
    at = utc_now()
    given = {"content": _read(file), "file_name": file.name, "channel_code": channel}
    return imports.import_file(connect(), **given, options=options, by=SYSTEM, at=at)


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(MAX_BYTES + 1)
    except OSError as error:
        raise ImportRefused(f"读不到文件 {file.name}，没有存入任何内容。请核对路径和权限后再导入。") from error


def _as_json(result: ImportResult) -> dict:
    rejected = [
        {
            "row": row.row_number,
            "column": row.column_name,
            "value": row.value,
            "reason": row.reason,
        }
        for row in result.rejected_rows
    ]
    return {
        "stored": result.stored,
        "repeated": result.repeated,
        "rejected": result.rejected,
        "batch": result.batch_id,
        "rejected_rows": rejected,
    }


def _print(result: ImportResult) -> None:
    typer.echo(
        f"第 {result.batch_id} 批：存入 {result.stored} 条，重复未存 {result.repeated} 条，"
        f"不能存入 {result.rejected} 条。"
    )
    for row in result.rejected_rows[:_SHOWN]:
        typer.echo(f"第 {row.row_number} 行：{row.reason}")
    if result.rejected > _SHOWN:
        typer.echo(f"另有 {result.rejected - _SHOWN} 行，加 --json 可看全部。")
