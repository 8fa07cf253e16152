"""`manage.py files`: do the contents of attachments and the rows that point to them still belong together?"""

import json
from typing import Annotated

import typer

from data_access import files as contents
from data_access.engine import connect, database_url
from data_access.stored_files import Inventory, inventory, remove
from working_time import local, utc_now

SHOWN = 20


def files(
    remove_orphans: Annotated[
        bool, typer.Option("--remove-orphans", help="删除没有附件引用、已放了一天以上的内容")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="不再询问（供脚本用）")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="只打印数目")] = False,
) -> None:
    """清点附件内容：存了多少、有多少附件引用、多少没有附件引用、缺多少。缺内容时以 1 退出。"""
    engine, at = connect(database_url()), utc_now()
    found = inventory(engine)
    removable = found.removable(at)
    removed = 0
    if not as_json:
        _tell(found, len(removable))
    if remove_orphans and removable:
        # Another database may keep its contents in the same folder, so a person looks at both names first.
        where = f"文件夹 {contents.folder()} 里有 {len(removable)} 个文件在数据库 {engine.url.database} 中没有附件引用"
        if yes or typer.confirm(f"{where}。确认只有这个数据库使用该文件夹，删除它们？", err=True):
            removed = remove(removable, at=at)
            typer.echo(f"已删除 {removed} 个文件。", err=as_json)
    if as_json:
        typer.echo(json.dumps(_counts(found, len(removable), removed)))
    if found.missing:
        raise typer.Exit(1)


def _counts(found: Inventory, removable: int, removed: int) -> dict[str, int]:
    counts = {"stored": found.stored, "stored_bytes": found.stored_bytes, "referred": found.referred}
    counts |= {"orphaned": len(found.orphans), "removable": removable, "removed": removed}
    return counts | {"missing": len({each.sha256 for each in found.missing})}


def _tell(found: Inventory, removable: int) -> None:
    typer.echo(f"文件夹：{contents.folder()}")
    told = f"，其中 {found.referred_when_removed} 份只属于已移除、可恢复的附件" if found.referred_when_removed else ""
    typer.echo(
        f"存有内容 {found.stored} 份，共 {_megabytes(found.stored_bytes)}；有附件引用 {found.referred} 份{told}。"
    )
    if found.orphans:
        size = _megabytes(sum(each.size_bytes for each in found.orphans))
        how = "，可用 --remove-orphans 删除" if removable else ""
        typer.echo(f"没有附件引用的文件 {len(found.orphans)} 个，共 {size}；放了一天以上的 {removable} 个{how}。")
    else:
        typer.echo("没有无人引用的文件。")
    if not found.missing:
        typer.echo("附件的内容都在。")
        return
    typer.echo(f"有 {len(found.missing)} 个附件缺内容，打不开；请从备份恢复到上面的文件夹：", err=True)
    for each in found.missing[:SHOWN]:
        state = "，已移除" if each.is_removed else ""
        day = f"{local(each.at):%Y-%m-%d}"
        typer.echo(f"  {each.kind.label} {each.number}，{day} 上传{state}，内容 {each.sha256}", err=True)
    if len(found.missing) > SHOWN:
        typer.echo(f"  还有 {len(found.missing) - SHOWN} 个。", err=True)


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:,.1f} MB"
