"""`manage.py report`: the quarterly report as Word, PDF and Excel files; also what a background job runs."""

import os
import sys
import time
import traceback
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from actions.quarter_reports import QuarterMaterial, assembled
from actions.report_jobs import FAILED
from data_access import report_files
from data_access.engine import Engine, connect
from data_access.evaluation_quarters import NoSuchQuarter
from data_access.report_files import PRODUCTS, ReportJob
from working_time import utc_now

# How often a job says how far it is.
EVERY_SECONDS = 0.3
# A job gives way to the screens.
NICENESS = 5


def report(
    quarter: Annotated[str, typer.Argument(help="季度，如 2025Q3")],
    out: Annotated[Path | None, typer.Option("--out", help="存放文件的文件夹，没有则建立", file_okay=False)] = None,
    only: Annotated[list[str] | None, typer.Option(help="只要其中几种：word、pdf、excel，可重复")] = None,
    job: Annotated[str | None, typer.Option(hidden=True)] = None,
) -> None:
    """生成季度三评报告：Word、PDF 和 Excel 计算底稿。未定稿的季度在每一页注明。"""
    engine = connect()
    if job is not None:
        _run(engine, job)
        return
    products = only or list(PRODUCTS)
    if unknown := [product for product in products if product not in PRODUCTS]:
        _refuse(f"没有“{unknown[0]}”这种文件，可选 {'、'.join(PRODUCTS)}。没有生成任何文件。")
    if out is None:
        _refuse("请用 --out 给出存放文件的文件夹。没有生成任何文件。")
    try:
        found = assembled(engine, quarter=quarter, at=utc_now())
    except NoSuchQuarter as problem:
        _refuse(str(problem))
    _save(found, products, out)


def _save(found: QuarterMaterial, products: list[str], out: Path) -> None:
    # The writers load typst and the chart renderer: only who writes waits for them.
    from reports.quarter_files import file_name, written

    try:
        out.mkdir(parents=True, exist_ok=True)
        for product in products:
            began = time.monotonic()
            path = out / file_name(found, product)
            path.write_bytes(written(found, product))
            typer.echo(f"{path}（{time.monotonic() - began:.1f} 秒）")
    except OSError as problem:
        _refuse(f"文件没有写成：{problem.strerror}（{out}）。请检查文件夹和磁盘空间，再执行一次。")


def _run(engine: Engine, job_id: str) -> None:
    """Write what a job asks for, saying how far it is; whatever goes wrong is said in the job."""
    job = report_files.find(engine, job_id)
    if job is None:
        _refuse(f"没有任务 {job_id}。")
    os.nice(NICENESS)
    teller = _Teller(engine, job)
    try:
        _write(engine, teller)
    except Exception as problem:  # the page must learn of it, whatever it is; the log has the details
        traceback.print_exc(file=sys.stderr)
        words = str(problem) if isinstance(problem, NoSuchQuarter) else FAILED.format(job_id)
        teller.tell(failed=words)
        raise typer.Exit(1) from problem


def _write(engine: Engine, teller: "_Teller") -> None:
    from reports.quarter_files import file_name, written

    teller.tell(doing="正在汇总各项目的数据")
    found = assembled(engine, quarter=teller.job.quarter, at=utc_now())
    teller.tell(sealed=found.sealed, done=0.1)
    products = teller.job.products
    for position, product in enumerate(products):
        label = PRODUCTS[product].label

        def progress(done: int, of: int, position: int = position, label: str = label) -> None:
            share = (position + done / of) / len(products)
            teller.step(
                done=0.1 + 0.9 * share, doing=f"正在写{label}：{len(found.projects)} 个项目，{done} / {of} 部分"
            )

        content = written(found, product, progress)
        report_files.put(engine, teller.job.id, product, content)
        teller.tell(files={**teller.job.files, product: file_name(found, product)})
    teller.tell(done=1.0, doing="已完成")


class _Teller:
    """Keeps the state of a job up to date, not more often than anybody looks."""

    def __init__(self, engine: Engine, job: ReportJob) -> None:
        self.engine, self.job, self.said = engine, job, 0.0

    def tell(self, **changed: object) -> None:
        """Store it now."""
        self.job = replace(self.job, touched=utc_now(), **changed)
        self.said = time.monotonic()
        report_files.keep(self.engine, self.job)

    def step(self, **changed: object) -> None:
        """Store it unless it was stored a moment ago."""
        if time.monotonic() - self.said >= EVERY_SECONDS:
            self.tell(**changed)


def _refuse(sentence: str) -> None:
    typer.echo(sentence, err=True)
    raise typer.Exit(1)
