"""导入 of ratings: the template, what a file would store, and earlier batches with their undoing."""

from collections.abc import Callable, Sequence
from functools import partial

import pandas as pd
import streamlit as st

from actions import rating_files as actions
from actions.rating_checks import LONGEST_NOTE
from actions.rating_files import MAX_ROWS, ImportRefused, RatingFile
from data_access.import_records import RejectedRow
from data_access.masking import masked, masked_phone
from permissions import Person
from ui import clock, outcomes, ratings_loaders, ratings_words, session
from ui.ratings_loaders import CitizenFigures
from ui.tables import EXCEL_TYPE
from ui.text import UNDEFINED, escaped, number

SHOWN = 200
REFUSALS = (*ratings_words.REFUSALS, ImportRefused)


def template(found: CitizenFigures, *, write: Callable[[Sequence[tuple[str, str, str]]], bytes]) -> None:
    """The empty table to fill in. `write`: reports.rating_workbook.rating_workbook."""
    stages = found.projects["reached_stage"].map(ratings_words.STAGES)
    projects = tuple(zip(found.projects.index, found.projects["title"], stages, strict=True))
    name = f"群众评议导入模板 {found.quarter.quarter}.xlsx"
    st.download_button(
        "下载模板", partial(write, projects), name, EXCEL_TYPE, key="ratings.template", on_click="ignore"
    )


def importing(
    found: CitizenFigures, by: Person, *, write_left_out: Callable[[list[str], list[RejectedRow]], bytes]
) -> None:
    """A file, what it would store row by row, and the confirmation. `write_left_out`: reports.rejected_rows."""
    upload = st.file_uploader(
        f"评议表（.xlsx、.xls 或 .csv，不超过 {MAX_ROWS:,} 行）",
        key=f"ratings.upload.{outcomes.turn()}",
        max_upload_size=16,
    )
    st.caption("手机号和设备编号只存成不可还原的密文。存入前逐行检查，存入后马上查刷票，可疑的先隔离。")
    if upload is None:
        st.session_state.pop("ratings.seen", None)
        return
    try:
        seen = _read(upload, found.quarter.quarter, by)
    except REFUSALS as refused:
        st.error(str(refused))
        return
    _show(seen)
    if seen.problems:
        _show_problems(seen, write_left_out)
    label = f"存入 {number(len(seen.rows))} 条"
    if seen.rows and st.button(label, type="primary", key="ratings.store"):
        _store(seen, by)


def _read(upload, quarter: str, by: Person) -> RatingFile:
    """Read once for each file; what it says of persons stays in this tab's memory only."""
    place, asked = "ratings.seen", (upload.file_id, quarter, ratings_loaders.batches(quarter)["undone_at"].count())
    kept = st.session_state.get(place)
    if kept is None or kept[0] != asked:
        with st.spinner("正在逐行检查……"):
            what = {"content": upload.getvalue(), "file_name": upload.name, "quarter": quarter}
            kept = asked, actions.read_file(session.engine(), **what, by=by, at=clock.now())
        st.session_state[place] = kept
    return kept[1]


def _show(seen: RatingFile) -> None:
    projects = len({row.number for row in seen.rows})
    st.markdown(
        f"**{escaped(seen.file_name)}**：可以存入 {number(len(seen.rows))} 条，涉及 {number(projects)} 个项目；"
        f"不能存入 {number(len(seen.problems))} 条。"
    )
    if seen.ignored:
        st.info(f"这些列没有读：{escaped('、'.join(seen.ignored))}。")
    if not seen.rows:
        return
    rows = [
        (row.row_number, row.number, row.stage.label, masked_phone(row.person), row.level.label)
        + (f"{row.rated_at:%Y-%m-%d %H:%M}" if row.rated_at.time() != row.rated_at.min.time() else f"{row.rated_on}",)
        + (row.source.label, masked_phone(row.device or ""), row.seconds, row.remark)
        for row in seen.rows[:SHOWN]
    ]
    columns = ["行号", "项目编号", "环节", "评议人", "满意度", "评议时间", "方式", "设备编号", "作答秒数", "备注"]
    st.dataframe(pd.DataFrame(rows, columns=columns), hide_index=True, key="ratings.preview", placeholder=UNDEFINED)
    if len(seen.rows) > SHOWN:
        st.caption(f"列出前 {SHOWN} 条；存入的是全部 {number(len(seen.rows))} 条。")


def _show_problems(seen: RatingFile, write: Callable) -> None:
    st.warning(f"有 {number(len(seen.problems))} 行填得不对，不会存入；其余各行仍可存入。")
    bad = [(row.row_number, row.column_name, row.value, row.reason) for row in seen.problems[:SHOWN]]
    columns = ["行号", "列", "填的是", "原因"]
    st.dataframe(pd.DataFrame(bad, columns=columns), hide_index=True, key="ratings.problems")
    make = partial(write, seen.header, list(seen.problems))
    st.download_button(
        "下载没有存入的行", make, "没有存入的评议.xlsx", EXCEL_TYPE, key="ratings.left_out", on_click="ignore"
    )
    st.caption("下载后改好，原样再导入即可，只会存改好的这些行。")


def _store(seen: RatingFile, by: Person) -> None:
    try:
        with st.spinner("正在存入并检查……"):
            done = actions.apply(session.engine(), file=seen, by=by, at=clock.now())
    except REFUSALS as refused:
        st.error(str(refused))
        return
    st.session_state.pop("ratings.seen", None)
    apart = f"检查后隔离 {number(done.held)} 条，请到“隔离”里核实。" if done.held else "没有发现可疑的评议。"
    outcomes.say(f"第 {done.batch_id} 批已存入 {number(done.stored)} 条。{apart}")


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
