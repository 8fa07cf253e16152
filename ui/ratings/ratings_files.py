"""导入 of ratings: the template, what a file would store, and earlier batches with their undoing."""

from collections.abc import Callable, Sequence
from functools import partial

import pandas as pd
import streamlit as st

from actions import rating_files as actions
from actions.rating_checks import LONGEST_NOTE
from actions.rating_files import MAX_ROWS, RatingFile, StoredRatings
from data_access.masking import masked, masked_phone
from permissions import Person
from ui import clock, outcomes
from ui.ratings import ratings_loaders, ratings_words
from ui.ratings.ratings_loaders import CitizenFigures
from ui.returned_workbooks import SHOWN, Upload, WriteLeftOut
from ui.tables import EXCEL_TYPE
from ui.text import escaped, number

REFUSALS = ratings_words.REFUSALS


def template(found: CitizenFigures, *, write: Callable[[Sequence[tuple[str, str, str]]], bytes]) -> None:
    """The empty table to fill in. `write`: reports.rating_workbook.rating_workbook."""
    stages = found.projects["reached_stage"].map(ratings_words.STAGES)
    projects = tuple(zip(found.projects.index, found.projects["title"], stages, strict=True))
    name = f"群众评议导入模板 {found.quarter.quarter}.xlsx"
    st.download_button(
        "下载模板", partial(write, projects), name, EXCEL_TYPE, key="ratings.template", on_click="ignore"
    )


def importing(found: CitizenFigures, *, write_left_out: WriteLeftOut) -> None:
    """A file, what it would store row by row, and the confirmation; who rated stays in this tab's memory only."""
    quarter = found.quarter.quarter
    upload = Upload(
        "ratings.import",
        f"评议表（.xlsx、.xls 或 .csv，不超过 {MAX_ROWS:,} 行）",
        partial(actions.read_file, quarter=quarter, at=clock.now()),
        write_left_out,
        refusals=REFUSALS,
        about=(quarter, ratings_loaders.batches(quarter)["undone_at"].count()),
        type=None,
    )
    seen = upload.looked_at()
    st.caption("手机号和设备编号只存成不可还原的密文。存入前逐行检查，存入后马上查刷票，可疑的先隔离。")
    if seen is None:
        return
    _show(seen, upload)
    upload.problems(seen.problems, seen)
    upload.confirm(seen, f"存入 {number(len(seen.rows))} 条" if seen.rows else "", actions.apply, _told)


def _show(seen: RatingFile, upload: Upload) -> None:
    projects = len({row.number for row in seen.rows})
    st.markdown(
        f"**{escaped(seen.file_name)}**：可以存入 {number(len(seen.rows))} 条，涉及 {number(projects)} 个项目；"
        f"不能存入 {number(len(seen.problems))} 条。"
    )
    upload.ignored(seen.ignored)
    rows = [
        (row.row_number, row.number, row.stage.label, masked_phone(row.person), row.level.label)
        + (f"{row.rated_at:%Y-%m-%d %H:%M}" if row.rated_at.time() != row.rated_at.min.time() else f"{row.rated_on}",)
        + (row.source.label, masked_phone(row.device or ""), row.seconds, row.remark)
        for row in seen.rows[:SHOWN]
    ]
    columns = ("行号", "项目编号", "环节", "评议人", "满意度", "评议时间", "方式", "设备编号", "作答秒数", "备注")
    if rows:
        upload.table(rows, columns, "preview", len(seen.rows))


def _told(done: StoredRatings) -> str:
    apart = f"检查后隔离 {number(done.held)} 条，请到“隔离”里核实。" if done.held else "没有发现可疑的评议。"
    return f"{number(done.stored)} 条（第 {done.batch_id} 批）。{apart}"


def batches(found: CitizenFigures, by: Person, *, is_open: bool) -> None:
    """Earlier files, and taking one back."""
    st.subheader("以往的导入")
    known = ratings_loaders.batches(found.quarter.quarter)
    if known.empty:
        st.caption("还没有导入过。")
        return
    shown = pd.DataFrame(
        {
            "批次": known["batch_id"],
            "导入时间": [clock.moment(at) for at in known["at"]],
            "文件": [masked(name) for name in known["file_name"]],
            "经办人": known["by_name"],
            "存入": known["stored"],
            "隔离中": known["held"],
            "已撤销": known["withdrawn"],
            "整批撤销": [clock.moment(at) for at in known["undone_at"]],
        }
    )
    options = {"on_select": "rerun", "selection_mode": "single-row"} if is_open else {}
    picked = st.dataframe(shown, hide_index=True, key=f"ratings.batches.{outcomes.turn()}", **options)
    if not is_open:
        return
    st.caption("点一行左边的方框，可以撤销整批。")
    for position in picked.selection.rows:
        batch = known.iloc[position]
        if pd.isna(batch["undone_at"]):
            with st.popover("撤销这一批"):
                _confirm_undo(found.quarter.quarter, int(batch["batch_id"]), int(batch["stored"]), by)


def _confirm_undo(quarter: str, batch_id: int, stored: int, by: Person) -> None:
    st.write(
        f"确定撤销？第 {batch_id} 批的 {number(stored)} 条将全部撤销：留在列表里，不再计分，不能恢复。"
        "撤销后同一个文件可以重新导入。"
    )
    reason = st.text_input("撤销的原因（必填）", max_chars=LONGEST_NOTE, key=f"ratings.undo.reason.{batch_id}")
    if st.button("确认撤销", type="primary", key="ratings.undo.confirmed"):
        what = {"quarter": quarter, "batch_id": batch_id, "reason": reason}
        outcomes.attempt(f"已撤销第 {batch_id} 批。", actions.undo, refusals=REFUSALS, by=by, **what)
