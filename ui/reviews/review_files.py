"""Scoring off line: the Excel form of the open round, and what comes back, looked at before it is handed in."""

from collections.abc import Callable
from functools import partial

import pandas as pd
import streamlit as st

from actions import review_files as actions
from actions.review_files import ReviewFile
from data_access.review_layout import ReviewRows
from permissions import Person
from ui import clock, loaders, session
from ui.returned_workbooks import Upload, WriteLeftOut
from ui.reviews import review_words
from ui.reviews.review_loaders import Workbench
from ui.tables import EXCEL_TYPE
from ui.text import number

KEY = "review_files"
ABOUT = (
    "没有网络时，可以下载评分表填写，存成 .xlsx 后选在这里；检查与在线评分相同，核对后才提交，提交后锁定。"
    "表里只有您已声明无利害关系的项目；在线写的草稿不带到表里。"
)


def show(
    bench: Workbench,
    *,
    write: Callable[[ReviewRows], bytes],
    write_left_out: WriteLeftOut,
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


def _sent_back(write_left_out: WriteLeftOut) -> None:
    upload = Upload(
        KEY,
        "填好的评分表（.xlsx）",
        partial(actions.preview, at=clock.now()),
        write_left_out,
        refusals=review_words.REFUSALS,
        verb="提交",
    )
    seen = upload.looked_at()
    if seen is None:
        return
    _show(seen, upload)
    label = ""
    if seen.ready:
        label = f"提交这 {number(len(seen.ready))} 项"
        st.warning(f"提交后锁定，不能撤销。共 {number(len(seen.ready))} 项：请核对上面的分数。")
    nothing = "评分表里没有新的内容，不需要提交。"
    upload.confirm(seen, label, actions.apply, lambda done: f"{number(done)} 项。", nothing)


def _show(seen: ReviewFile, upload: Upload) -> None:
    counts = {"可以提交": len(seen.ready), "没有新内容": seen.unchanged, "已经锁定": len(seen.locked)}
    upload.summary(counts | {"不能提交": len(seen.problems)}, ())
    if seen.ready:
        ready = _ready(seen)
        upload.table([tuple(row) for row in ready.to_numpy()], list(ready.columns), "ready")
    if seen.drafted:
        st.info(
            f"{'、'.join(seen.drafted)} 在网页上还有没提交的草稿，与评分表不同。提交后以评分表为准；"
            "草稿不再自动带出，打开这个项目仍可查看。"
        )
    if seen.locked:
        locked = [(row.row_number, row.number, row.title, row.said) for row in seen.locked]
        upload.table(locked, ("行号", "编号", "项目", "情况"), "locked")
    upload.problems(seen.problems, seen)


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
