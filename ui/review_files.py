"""Scoring off line: the Excel form of the open round, and what comes back, looked at before it is handed in."""

from collections.abc import Callable, Sequence
from functools import partial

import pandas as pd
import streamlit as st

from actions import review_files as actions
from actions.review_files import ImportRefused, ReviewFile, ReviewsChanged
from data_access.import_records import RejectedRow
from data_access.review_layout import ReviewRows
from permissions import Person
from ui import clock, loaders, outcomes, review_words, session
from ui.review_loaders import Workbench
from ui.tables import EXCEL_TYPE
from ui.text import escaped, number

KEY = "review_files"
MEGABYTES = 8
ABOUT = (
    "没有网络时，可以下载评分表填写，存成 .xlsx 后选在这里；检查与在线评分相同，核对后才提交，提交后锁定。"
    "表里只有您已声明无利害关系的项目；在线写的草稿不带到表里。"
)


def show(
    bench: Workbench,
    *,
    write: Callable[[ReviewRows], bytes],
    write_left_out: Callable[[Sequence[str], Sequence[RejectedRow]], bytes],
) -> None:
    """`write`: reports.review_workbook.review_workbook; `write_left_out`: rejected_rows_workbook."""
    if bench.round is None or not bench.round.is_open:
        return
    with st.expander("离线填写"):
        st.caption(ABOUT)
        if bench.projects["declared"].any():
            make = partial(_form, bench.quarter, loaders.reader(), write)
            name = f"专家评分表 {bench.quarter} 第{bench.round.number}轮.xlsx"
            st.download_button("下载评分表", make, name, EXCEL_TYPE, key=f"{KEY}.form", on_click="ignore")
        else:
            st.info("先声明利害关系，才有可以下载的评分表。")
        _sent_back(write_left_out)


# What a download button makes is made when it is pressed, outside the run: nothing of the session is there then.
def _form(quarter: str, by: Person, write: Callable[[ReviewRows], bytes]) -> bytes:
    return write(actions.export(session.engine(), quarter=quarter, by=by))


def _sent_back(write_left_out: Callable) -> None:
    place = {"type": "xlsx", "max_upload_size": MEGABYTES, "key": f"{KEY}.file.{outcomes.turn()}"}
    upload = st.file_uploader("填好的评分表（.xlsx）", **place)
    if upload is None:
        st.session_state.pop(f"{KEY}.seen", None)
        return
    _show_refused()
    try:
        seen = _looked_at(upload)
    except (ImportRefused, *review_words.REFUSALS) as refused:
        st.error(str(refused))
        return
    _show(seen, write_left_out)
    if seen.ready:
        st.warning(f"提交后锁定，不能撤销。共 {number(len(seen.ready))} 项：请核对上面的分数。")
        if st.button(f"提交这 {number(len(seen.ready))} 项", type="primary", key=f"{KEY}.send"):
            _hand_in(seen)
    elif not seen.problems:
        st.info("评分表里没有新的内容，不需要提交。")


def _looked_at(upload) -> ReviewFile:
    """What the file would hand in, as first shown: that is what is handed in, or nothing is."""
    kept = st.session_state.get(f"{KEY}.seen")
    if kept is None or kept[0] != upload.file_id:
        what = {"content": upload.getvalue(), "file_name": upload.name}
        with st.spinner("正在逐行检查……"):
            what |= {"by": session.current_person(), "at": clock.now()}
            kept = upload.file_id, actions.preview(session.engine(), **what)
        st.session_state[f"{KEY}.seen"] = kept
    return kept[1]


def _show(seen: ReviewFile, write_left_out: Callable) -> None:
    counts = {"可以提交": len(seen.ready), "没有新内容": seen.unchanged, "已经锁定": len(seen.locked)}
    counts["填得不对"] = len(seen.problems)
    st.write("，".join(f"{what} {number(count)} 行" for what, count in counts.items()) + "。")
    if seen.ready:
        st.dataframe(_ready(seen), hide_index=True, key=f"{KEY}.ready")
    if seen.drafted:
        st.info(
            f"{'、'.join(seen.drafted)} 在网页上还有没提交的草稿，与评分表不同。提交后以评分表为准；"
            "草稿不再自动带出，打开这个项目仍可查看。"
        )
    if seen.locked:
        locked = [(row.row_number, row.number, row.title, row.said) for row in seen.locked]
        _list(locked, ("行号", "编号", "项目", "情况"), "locked")
    if seen.problems:
        st.warning(f"有 {number(len(seen.problems))} 行填得不对，不会提交；其余的不受影响。")
        bad = [(row.row_number, row.column_name, row.value, row.reason) for row in seen.problems]
        _list(bad, ("行号", "列", "填的是", "原因"), "problems")
        make = partial(write_left_out, seen.header, seen.problems)
        name = "没有提交的行.xlsx"
        st.download_button("下载没有提交的行", make, name, EXCEL_TYPE, key=f"{KEY}.left_out", on_click="ignore")


def _ready(seen: ReviewFile) -> pd.DataFrame:
    """What would be handed in, mark by mark."""
    names = seen.criteria.set_index("id")["name"]
    rows = []
    for row in seen.ready:
        marks = {name: review_words.mark(row.given.marks.get(which)) for which, name in names.items()}
        words = {
            "意见": row.given.comment,
            "调整理由": row.given.change_reason,
            "弃权原因": row.given.abstain_reason or "",
        }
        rows.append({"行号": row.row_number, "编号": row.number, "项目": row.title, **marks, **words})
    return pd.DataFrame(rows)


def _hand_in(seen: ReviewFile) -> None:
    st.session_state.pop(f"{KEY}.seen", None)
    try:
        done = actions.apply(session.engine(), file=seen, by=session.current_person(), at=clock.now())
    except ReviewsChanged as refused:
        st.session_state[f"{KEY}.refused"] = str(refused), refused.rows
        st.rerun()
    except review_words.REFUSALS as refused:
        st.error(str(refused))
        return
    outcomes.say(f"已从“{escaped(seen.file_name)}”提交 {number(done)} 项。")


def _show_refused() -> None:
    """Why the confirmation just now handed nothing in; what follows below is the file looked at anew."""
    if f"{KEY}.refused" in st.session_state:
        sentence, rows = st.session_state.pop(f"{KEY}.refused")
        st.error(sentence)
        _list([(row.row_number, row.value, row.reason) for row in rows], ("行号", "编号", "原因"), "why")


def _list(rows: list[tuple], columns: tuple[str, ...], key: str) -> None:
    st.dataframe(pd.DataFrame(rows, columns=list(columns)), hide_index=True, key=f"{KEY}.{key}")
