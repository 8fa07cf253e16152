"""第三方评估 as files: the template of all assigned projects, and the import, looked at before anything is stored."""

from collections.abc import Callable, Sequence
from functools import partial

import pandas as pd
import streamlit as st

from actions import assessment_files as actions
from actions.assessment_checks import REFUSALS
from actions.assessment_files import AssessmentFile
from actions.imports import ImportRefused
from actions.returned_workbooks import RowsRefused
from data_access.assessment_layout import AssessmentRows
from data_access.import_records import RejectedRow
from glossary import QuarterState
from permissions import Person
from ui import assessment_loaders, clock, loaders, outcomes, session
from ui.assessment_loaders import Quarter
from ui.tables import EXCEL_TYPE
from ui.text import escaped, number

MEGABYTES = 16
EMPTY, SHOWN, KEY = "（空）", 500, "assessment_files"
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
    st.download_button("下载填报表格", make, name, EXCEL_TYPE, key=f"{KEY}.template", on_click="ignore")


def _exported(quarter: str, by: Person, write: Callable[[AssessmentRows], bytes]) -> bytes:
    return write(actions.export(session.engine(), quarter=quarter, by=by))


def importing(quarter: str, *, write_left_out: Callable[[Sequence[str], Sequence[RejectedRow]], bytes]) -> None:
    """A filled-in workbook: choose, look at what it changes, store it.

    `write_left_out`: reports.rejected_rows.rejected_rows_workbook.
    """
    key = f"{KEY}.file.{quarter}.{outcomes.turn()}"
    upload = st.file_uploader("填好的表格（.xlsx）", type="xlsx", max_upload_size=MEGABYTES, key=key)
    if upload is None:
        st.session_state.pop(f"{KEY}.seen", None)
        return
    _show_refused()
    try:
        seen = _looked_at(upload, quarter)
    except (ImportRefused, *REFUSALS) as refused:
        st.error(str(refused))
        return
    _show_changes(seen)
    _show_problems(seen, write_left_out)
    if seen.changed:
        rest = f"（另有 {number(len(seen.problems))} 行不存入）" if seen.problems else ""
        if st.button(f"存入 {_counted(seen)}{rest}", type="primary", key=f"{KEY}.store"):
            _store(seen)
    elif not seen.problems:
        st.info("这个文件里没有改动，不需要存入。")


def _looked_at(upload, quarter: str) -> AssessmentFile:
    """What the file would change, as first shown: that is what is stored, or nothing is."""
    place, token = f"{KEY}.seen", (upload.file_id, quarter)
    kept = st.session_state.get(place)
    if kept is None or kept[0] != token:
        with st.spinner("正在与已存的数值逐格比较……"):
            chosen = {"quarter": quarter, "content": upload.getvalue(), "file_name": upload.name}
            seen = actions.read_file(session.engine(), **chosen, by=session.current_person())
        kept = st.session_state[place] = token, seen
    return kept[1]


def _counted(seen: AssessmentFile) -> str:
    projects = len({row.project for row in seen.changed})
    return f"{number(projects)} 个项目的 {number(len(seen.changed))} 行"


def _show_changes(seen: AssessmentFile) -> None:
    counts = {"改动": len(seen.changed), "没有变化": seen.unchanged, "不能存入": len(seen.problems)}
    st.write("，".join(f"{what} {number(count)} 行" for what, count in counts.items()) + "。")
    if seen.ignored:
        st.info(f"这些列不是填报表格的列，没有读：{escaped('、'.join(seen.ignored))}。")
    changed = [
        (row.row_number, row.project, row.indicator, cell.label, cell.before or EMPTY, cell.after or EMPTY)
        for row in seen.changed
        for cell in row.cells
    ]
    if changed:
        _list(changed, ("行号", "项目编号", "指标", "列", "原来", "改成"), f"{KEY}.changed")


def _show_problems(seen: AssessmentFile, write: Callable) -> None:
    if not seen.problems:
        return
    st.warning(f"有 {number(len(seen.problems))} 行不能存入，原因如下；其余的不受影响。")
    bad = [(row.row_number, row.column_name, row.value, row.reason) for row in seen.problems]
    _list(bad, ("行号", "列", "填的是", "原因"), f"{KEY}.problems")
    make = partial(write, seen.header, seen.problems)
    name = "没有存入的行.xlsx"
    st.download_button("下载没有存入的行", make, name, EXCEL_TYPE, key=f"{KEY}.left_out", on_click="ignore")
    st.caption("改好后原样再导入即可。")


def _store(seen: AssessmentFile) -> None:
    st.session_state.pop(f"{KEY}.seen", None)
    try:
        with st.spinner("正在存入……"):
            done = actions.apply(session.engine(), file=seen, by=session.current_person(), at=clock.now())
    except RowsRefused as refused:
        st.session_state[f"{KEY}.refused"] = str(refused), refused.rows
        st.rerun()
    except REFUSALS as refused:
        st.error(str(refused))
        return
    told = f"{number(len(done.projects))} 个项目的 {number(done.values)} 项指标"
    outcomes.say(f"已从“{escaped(seen.file_name)}”存入 {told}。还没有提交的，请逐个打开核对后提交。")


def _show_refused() -> None:
    """Why the confirmation just now stored nothing; what follows below is the file looked at anew."""
    if f"{KEY}.refused" in st.session_state:
        sentence, rows = st.session_state.pop(f"{KEY}.refused")
        st.error(sentence)
        why = [(row.row_number, row.value, row.reason) for row in rows]
        _list(why, ("行号", "项目和指标", "原因"), f"{KEY}.why")


def _list(rows: list[tuple], columns: tuple[str, ...], key: str) -> None:
    shown = pd.DataFrame(rows[:SHOWN], columns=list(columns)).astype(str)
    st.dataframe(shown, hide_index=True, key=key)
    if len(rows) > SHOWN:
        st.caption(f"列出前 {SHOWN} 条，共 {number(len(rows))} 条；存入的是全部。")
