"""Workbooks that were downloaded, edited and come back: what every such import shows before anything is stored."""

from collections.abc import Callable, Iterable
from functools import partial

import pandas as pd
import streamlit as st

from data_access.import_records import RejectedRow
from data_access.workbooks import EXTRA_COLUMNS
from ui import outcomes
from ui.tables import EXCEL_TYPE, to_excel
from ui.text import escaped, number

MEGABYTES = 16
EMPTY = "（空）"
WIDTHS = {"行号": 56, "编号": 120, "列": 90, "原因": 520}
STALE_COLUMNS = ("行号", "编号", "列", "下载时", "您改成", "现在是", "谁先改的", "什么时候")


def chosen(label: str, *, key: str):
    """The file a person chose; None while there is none, and nothing of the one before is kept."""
    upload = st.file_uploader(label, type="xlsx", max_upload_size=MEGABYTES, key=f"{key}.file.{outcomes.turn()}")
    if upload is None:
        forget(key)
    return upload


def looked_at(upload, read: Callable, *, key: str):
    """What the file would change, as first shown: that is what is stored, or nothing is."""
    place = f"{key}.seen"
    kept = st.session_state.get(place)
    if kept is None or kept[0] != upload.file_id:
        with st.spinner("正在与现有内容逐格比较……"):
            kept = st.session_state[place] = upload.file_id, read(content=upload.getvalue(), file_name=upload.name)
    return kept[1]


def forget(key: str) -> None:
    """The next run looks at the file anew."""
    st.session_state.pop(f"{key}.seen", None)


def show_counts(seen) -> None:
    """How many rows of each kind there are."""
    st.write(
        f"修改 {number(len(seen.changed))} 行，新增 {number(len(seen.new))} 行，没有变化 {number(seen.unchanged)} 行，"
        f"不能存入 {number(len(seen.left_out))} 行。"
    )


def show_changed(seen, *, key: str) -> None:
    """Every edited cell, before and after; a warning when cells are to be emptied."""
    cells = [
        (row.row_number, row.number, cell.label, cell.before or EMPTY, cell.after or EMPTY)
        for row in seen.changed
        for cell in row.cells
    ]
    if cells:
        listed(cells, ("行号", "编号", "列", "原来", "改成"), key=f"{key}.changed")
        cleared = sum(cell[4] == EMPTY for cell in cells)
        if cleared:
            st.warning(f"其中 {number(cleared)} 格会被清空。如果不是您的意思，请改好表格再导入。")


def show_left_out(seen, stale: list[tuple], *, key: str) -> None:
    """Rows that will not be stored. `stale`: the cells of those changed meanwhile, as STALE_COLUMNS."""
    if stale:
        st.warning(f"有 {number(len(seen.stale))} 行在您下载以后别人改过，您的修改不会存入，别人的内容保持不变。")
        listed(stale, STALE_COLUMNS, key=f"{key}.stale")
    if seen.problems:
        st.warning(f"有 {number(len(seen.problems))} 行填得不对，不会存入。")
        listed([(row.row_number, row.reason) for row in seen.problems], ("行号", "原因"), key=f"{key}.problems")
    if seen.left_out:
        st.caption("不能存入的行可以下载，改好后原样再导入；别人先改过的，请重新下载最新内容再改。")
        make = partial(_left_out_file, seen.header, seen.left_out)
        name = "没有存入的行.xlsx"
        st.download_button("下载没有存入的行", make, name, EXCEL_TYPE, key=f"{key}.left_out", on_click="ignore")


def _left_out_file(header: list[str], rows: Iterable[RejectedRow]) -> bytes:
    """The rows as they were, with why; an import reads past the added columns."""
    filled = [
        [*row.cells, *[""] * (len(header) - len(row.cells)), row.row_number, row.column_name, row.value, row.reason]
        for row in rows
    ]
    return to_excel(pd.DataFrame(filled, columns=[*header, *EXTRA_COLUMNS], dtype=object))


def show_ignored(names: tuple[str, ...]) -> None:
    """Columns that were not read."""
    if names:
        st.info(f"这些列不是导出的列，没有读：{escaped('、'.join(names))}。")


def refuse(sentence: str, rows: list[RejectedRow], *, key: str) -> None:
    """Nothing was stored: run again and look at the file anew, with why on top."""
    st.session_state[f"{key}.refused"] = sentence, rows
    st.rerun()


def show_refused(*, key: str) -> None:
    """Why the confirmation just now stored nothing; what follows below is the file looked at anew."""
    if f"{key}.refused" in st.session_state:
        sentence, rows = st.session_state.pop(f"{key}.refused")
        st.error(sentence)
        named = [(row.row_number, row.column_name, row.value, row.reason) for row in rows]
        listed(named, ("行号", "列", "内容", "原因"), key=f"{key}.why")


def listed(rows: list[tuple], columns: tuple[str, ...], *, key: str) -> None:
    """Rows of a file as a table."""
    narrow = {name: st.column_config.Column(width=WIDTHS[name]) for name in columns if name in WIDTHS}
    st.dataframe(pd.DataFrame(rows, columns=list(columns)), hide_index=True, column_config=narrow, key=key)
