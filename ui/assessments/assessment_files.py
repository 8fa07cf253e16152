"""第三方评估 as files: the template of all assigned projects, and the import, looked at before anything is stored."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from actions import assessment_files as actions
from actions.assessment_checks import REFUSALS
from actions.assessment_files import Stored
from data_access.assessment_layout import AssessmentRows
from glossary import QuarterState
from permissions import Person
from ui import loaders, session
from ui.assessments import assessment_loaders
from ui.assessments.assessment_loaders import Quarter
from ui.returned_workbooks import Upload, WriteLeftOut, store_label
from ui.tables import EXCEL_TYPE
from ui.text import number

ABOUT = (
    "下载的表格含分派给您的全部项目，可以带走离线填写，填好后存成 .xlsx 选在这里。只存改过的行，存入前先列给您核对；"
    "下载以后在别处改过的行不会被覆盖。导入只是保存，不等于提交。"
)


def is_offered(quarter: Quarter) -> bool:
    """Whether there is something to fill in now."""
    return quarter.state is QuarterState.OPEN and not assessment_loaders.overview(quarter.quarter).empty


def template(quarter: str, *, write: Callable[[AssessmentRows], bytes]) -> None:
    """The workbook to fill in. `write`: reports.assessment_workbook.assessment_workbook."""
    st.caption(ABOUT)
    make = partial(_exported, quarter, loaders.reader(), write)
    name = f"第三方评估 {quarter}.xlsx"
    st.download_button("下载填报表格", make, name, EXCEL_TYPE, key="assessment_files.template", on_click="ignore")


def _exported(quarter: str, by: Person, write: Callable[[AssessmentRows], bytes]) -> bytes:
    return write(actions.export(session.engine(), quarter=quarter, by=by))


def importing(quarter: str, *, write_left_out: WriteLeftOut) -> None:
    """A filled-in workbook: choose, look at what it changes, store it."""
    read, key = partial(actions.read_file, quarter=quarter), f"assessment_files.{quarter}"
    upload = Upload(key, "填好的表格（.xlsx）", read, write_left_out, refusals=REFUSALS)
    seen = upload.looked_at()
    if seen is None:
        return
    counts = {"改动": len(seen.changed), "没有变化": seen.unchanged, "不能存入": len(seen.left_out)}
    upload.summary(counts, seen.ignored)
    upload.changed(seen.changed, {"项目编号": lambda row: row.project, "指标": lambda row: row.indicator})
    upload.problems(seen.problems, seen)
    projects = number(len({row.project for row in seen.changed}))
    counted = f"{projects} 个项目的 {number(len(seen.changed))} 行" if seen.changed else ""
    upload.confirm(seen, store_label(counted, len(seen.left_out)), actions.apply, _told)


def _told(done: Stored) -> str:
    stored = f"{number(len(done.projects))} 个项目的 {number(done.values)} 项指标"
    return f"{stored}。还没有提交的，请逐个打开核对后提交。"
