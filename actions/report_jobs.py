"""季度报告 in the background: begun from a page, written by a process of its own, fetched from any page later."""

import os
import subprocess
import sys
import threading
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from data_access import report_files
from data_access.engine import ROOT, Engine, reading
from data_access.evaluation_quarters import NoSuchQuarter, find
from data_access.report_files import PRODUCTS, ReportJob
from glossary import QuarterState
from permissions import Permission, Person, require
from working_time import utc_now

__all__ = ["PRODUCTS", "NoSuchQuarter", "ReportJob", "ReportRefused", "content", "every_job", "job", "start"]

DOING = "生成季度报告"
LONGEST_SECONDS = 900
FAILED = "生成没有完成。三评数据没有受影响，请重新生成；再次失败时，请把任务编号 {} 告诉系统管理员。"


class ReportRefused(Exception):
    """Nothing was begun; the message is a sentence for the screen."""


def start(engine: Engine, *, quarter: str, products: Collection[str], by: Person, at: datetime) -> ReportJob:
    """Begin to write these products of a quarter; returns the job as it begins.

    Raises: NotPermitted, NoSuchQuarter, ReportRefused.
    """
    require(by, Permission.READ_EVALUATION, DOING)
    chosen = tuple(product for product in PRODUCTS if product in products)
    if not chosen:
        raise ReportRefused("请至少选择一种文件，没有开始生成。")
    with reading(engine) as connection:
        found = find(connection, quarter)
    if found.state is QuarterState.PREPARING:
        raise ReportRefused(f"{quarter} 三评还在筹备，没有可写的结果，没有开始生成。请等评估开启以后再来。")
    for other in every_job(engine, by=by, at=at):
        if not other.is_finished and not other.failed:
            raise ReportRefused(f"{other.quarter} 的报告正在生成（{other.by_name}），请等它完成，没有开始新的。")
    begun = ReportJob(report_files.new_id(quarter, at), quarter, chosen, by.name, at, at)
    report_files.keep(engine, begun)
    report_files.forget_old(engine)
    _begin(engine, begun)
    return begun


def job(engine: Engine, *, job_id: str, by: Person, at: datetime) -> ReportJob | None:
    """How far a job is. Raises: NotPermitted."""
    require(by, Permission.READ_EVALUATION, DOING)
    found = report_files.find(engine, job_id)
    return found.as_of(at) if found else None


def every_job(engine: Engine, *, by: Person, at: datetime) -> list[ReportJob]:
    """The jobs that are kept, the newest first. Raises: NotPermitted."""
    require(by, Permission.READ_EVALUATION, DOING)
    return [each.as_of(at) for each in report_files.every_job(engine)]


def content(engine: Engine, *, job_id: str, product: str, by: Person) -> bytes:
    """A file to download: it holds unsigned single marks, so leaders and coordinators only.

    Raises: NotPermitted, ReportRefused.
    """
    require(by, Permission.READ_EVALUATION, "下载季度报告")
    found = report_files.find(engine, job_id)
    file = report_files.content(engine, found, product) if found else None
    if file is None:
        raise ReportRefused("这份文件已经不在了（只保留最近的若干份）。请重新生成。")
    return file


def _begin(engine: Engine, begun: ReportJob) -> None:
    """A process of its own: writing files never holds up a screen, and outlives a restart of the server."""
    address = engine.url.render_as_string(hide_password=False)
    command = [sys.executable, str(ROOT / "manage.py"), "report", begun.quarter, "--job", begun.id]
    path = report_files.log_path(engine, begun.id)
    with path.open("wb") as log:
        process = subprocess.Popen(
            command,
            env={**os.environ, "DATABASE_URL": address, "PYTHONUTF8": "1"},
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    threading.Thread(target=_watch, args=(engine, begun.id, process), name="report", daemon=True).start()


def _watch(engine: Engine, job_id: str, process: subprocess.Popen) -> None:
    """Say so when the process ends without having finished."""
    try:
        process.wait(LONGEST_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    found = report_files.find(engine, job_id)
    if found and not found.is_finished and not found.failed:
        now = utc_now()
        report_files.keep(engine, replace(found, failed=FAILED.format(job_id), touched=now))
