"""Reports made in the background: each job is a folder under var/ with its state and its files.

A folder outlives the page, the session and the server; it belongs to one database. The writing process keeps the
state up to date; a job that has not been heard of for long was interrupted.
"""

import hashlib
import json
import os
import re
import secrets
import shutil
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from data_access.engine import ROOT, Engine
from data_access.files import write

DEFAULT_FOLDER = ROOT / "var" / "reports"
JOB = re.compile(r"\d{4}Q[1-4]-\d{14}-[0-9a-f]{16}", re.ASCII)
# The longest step without a sign of life takes seconds even for many projects.
SILENT_FOR = timedelta(minutes=3)
# Earlier ones are removed when a new one begins.
KEPT = 20


@dataclass(frozen=True)
class Product:
    """One kind of file: what it is called on screen and in its name."""

    label: str
    title: str
    suffix: str
    media_type: str


_OFFICE = "application/vnd.openxmlformats-officedocument"
PRODUCTS = {
    "word": Product("Word 报告", "报告", ".docx", f"{_OFFICE}.wordprocessingml.document"),
    "pdf": Product("PDF 报告", "报告", ".pdf", "application/pdf"),
    "excel": Product("Excel 计算底稿", "计算底稿", ".xlsx", f"{_OFFICE}.spreadsheetml.sheet"),
}


@dataclass(frozen=True)
class ReportJob:
    """One job. done: share in [0, 1]; files: product → name; `at`, `touched` UTC; sealed: of a 定稿."""

    id: str
    quarter: str
    products: tuple[str, ...]
    by_name: str
    at: datetime
    touched: datetime
    done: float = 0.0
    doing: str = "正在准备"
    failed: str = ""
    sealed: bool = False
    files: dict[str, str] = field(default_factory=dict)

    @property
    def is_finished(self) -> bool:
        """Whether every file is there."""
        return set(self.files) == set(self.products) and not self.failed

    def as_of(self, now: datetime) -> "ReportJob":
        """The same, failed if it has been silent for too long."""
        if self.is_finished or self.failed or now - self.touched < SILENT_FOR:
            return self
        return replace(self, failed="生成中断了，可能是服务器重新启动。三评数据没有受影响，请重新生成。")


def folder_of(engine: Engine) -> Path:
    """REPORTS_DIR or var/reports, and in it a folder for this database."""
    base = Path(os.environ.get("REPORTS_DIR") or DEFAULT_FOLDER)
    return base / hashlib.sha256(str(engine.url).encode()).hexdigest()[:16]


def new_id(quarter: str, at: datetime) -> str:
    """An id nobody guesses; ids in order are jobs in order."""
    return f"{quarter}-{at:%Y%m%d%H%M%S}-{secrets.token_hex(8)}"


def keep(engine: Engine, job: ReportJob) -> None:
    """Store the state of a job: all of it or nothing."""
    told = {**asdict(job), "at": job.at.isoformat(), "touched": job.touched.isoformat()}
    write(_state_path(engine, job.id), json.dumps(told, ensure_ascii=False).encode())


def find(engine: Engine, job_id: str) -> ReportJob | None:
    """The job, or None when there is none of this id."""
    if not JOB.fullmatch(job_id):
        return None
    try:
        told = json.loads(_state_path(engine, job_id).read_bytes())
    except FileNotFoundError:
        return None
    moments = {name: datetime.fromisoformat(told[name]) for name in ("at", "touched")}
    return ReportJob(**{**told, **moments, "products": tuple(told["products"])})


def every_job(engine: Engine) -> list[ReportJob]:
    """All that are kept, the newest first."""
    base = folder_of(engine)
    ids = [path.name for path in base.iterdir()] if base.is_dir() else []
    found = [find(engine, job_id) for job_id in ids]
    return sorted(filter(None, found), key=lambda job: (job.at, job.id), reverse=True)


def put(engine: Engine, job_id: str, product: str, content: bytes) -> None:
    """Keep the file of a product."""
    write(_file_path(engine, job_id, product), content)


def content(engine: Engine, job: ReportJob, product: str) -> bytes | None:
    """The file of a product, or None when it is not there."""
    if product not in job.files:
        return None
    path = _file_path(engine, job.id, product)
    return path.read_bytes() if path.is_file() else None


def log_path(engine: Engine, job_id: str) -> Path:
    """Where the writing process says what went wrong, for the administrator."""
    return folder_of(engine) / job_id / "log.txt"


def forget_old(engine: Engine) -> None:
    """Remove all but the latest jobs."""
    for job in every_job(engine)[KEPT:]:
        shutil.rmtree(folder_of(engine) / job.id, ignore_errors=True)


def _state_path(engine: Engine, job_id: str) -> Path:
    return folder_of(engine) / job_id / "state.json"


def _file_path(engine: Engine, job_id: str, product: str) -> Path:
    return folder_of(engine) / job_id / f"{product}{PRODUCTS[product].suffix}"
