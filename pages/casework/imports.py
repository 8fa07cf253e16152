"""导入: what is in this file, what of it is stored, and what has to be corrected?"""

import streamlit as st

from actions import imports as actions
from actions.imports import ImportRefused, UndoRefused
from permissions import Permission, require
from reports.rejected_rows import rejected_rows_workbook
from ui import clock, outcomes, session
from ui import imports as parts
from ui.tables import EXCEL_TYPE
from ui.text import number

person = session.current_person()
require(person, Permission.IMPORT, "导入")
engine = session.engine()
channels = parts.channel_names(engine)
SHOWN = 200


def offer_rejected(batch_id: int, key: str) -> None:
    """The rejected rows of a batch to look at and to download."""
    header, rows = actions.rejected_rows(engine, batch_id=batch_id, by=person)
    st.write(f"第 {batch_id} 批有 {number(len(rows))} 行不能存入。下载后改好，原样再导入即可，已存入的不会重复。")
    st.dataframe(parts.rejected_summary(rows), hide_index=True, key=f"{key}.kinds")
    with st.expander(f"逐行的原因（前 {number(min(len(rows), SHOWN))} 行）"):
        st.dataframe(parts.rejected_table(rows[:SHOWN]), hide_index=True, key=f"{key}.rows")
    file = rejected_rows_workbook(header, rows)
    name = f"第{batch_id}批未存入的行.xlsx"
    st.download_button("下载未存入的行", file, name, EXCEL_TYPE, key=f"{key}.download", on_click="ignore")


def store(arguments: dict) -> None:
    """Import with a bar, then show the result after the rerun."""
    bar = st.progress(0.0, text="正在检查每一行……")
    try:
        done = actions.import_file(
            engine,
            **arguments,
            at=clock.now(),
            progress=lambda n, total: bar.progress(n / total, text=f"已存入 {n:,} / {total:,} 条"),
        )
    except ImportRefused as refused:
        st.error(str(refused))
        return
    st.session_state["imports.done"] = done, arguments["file_name"]
    st.session_state["imports.round"] = st.session_state.get("imports.round", 0) + 1
    st.rerun()


@st.dialog("撤销这一批导入？")
def confirm_undo(batch_id: int, stored: int) -> None:
    """Ask once more; nothing happens until the button is pressed."""
    st.write(f"第 {batch_id} 批存入的 {number(stored)} 条将被删除，编号不再使用。已经有人办理的批次不能撤销。")
    if st.button("确认撤销", type="primary", key="imports.undo_confirmed"):
        try:
            removed = actions.undo_batch(engine, batch_id=batch_id, by=person, at=clock.now())
        except UndoRefused as refused:
            st.error(str(refused))
            return
        outcomes.say(f"已撤销第 {batch_id} 批，删除 {number(removed)} 条。")


st.title("导入")
outcomes.show()
if "imports.done" in st.session_state:
    done, file_name = st.session_state["imports.done"]
    parts.show_result(done, file_name)
    if done.rejected:
        offer_rejected(done.batch_id, "imports.result")

key = f"imports.{st.session_state.get('imports.round', 0)}"
channel = st.selectbox("渠道", list(channels), format_func=channels.get, key="imports.channel")
upload = st.file_uploader(
    "留言文件（.xlsx、.xls 或 .csv，不超过 20 万行）",
    key=f"{key}.file",
    max_upload_size=64,
    on_change=lambda: st.session_state.pop("imports.done", None),  # the next file, no longer the last one's result
)
if upload is not None and channel:
    arguments = {"content": upload.getvalue(), "file_name": upload.name, "channel_code": channel, "by": person}
    place = f"{key}.{upload.file_id}.{channel}"
    try:
        # Reading a large file takes seconds: its beginning is kept while the columns are being chosen.
        if place not in st.session_state:
            st.session_state[place] = actions.open_file(engine, **arguments)
        opened = st.session_state[place]
        with st.expander("各列的含义", expanded=not {"received_at", "content"} <= set(opened.mapping)):
            arguments["mapping"] = parts.choose_columns(opened.sheet.header, opened.mapping, place)
        with st.expander("文件里没有写明的，怎么存"):
            arguments["options"] = parts.choose_options(place, arguments["mapping"])
        decided = {"mapping": arguments["mapping"], "options": arguments["options"]}
        seen = actions.preview(engine, opened=opened, **decided, by=person, at=clock.now())
    except ImportRefused as refused:
        st.error(str(refused))
        session.stop()
    st.write(f"共 {number(seen.total)} 行。前 {len(seen.rows) + len(seen.rejected)} 行存入后是这样：")
    if seen.rows:
        st.dataframe(parts.preview_table(engine, seen), hide_index=True, key="imports.preview")
    if seen.rejected:
        st.warning(
            f"前几行中有 {len(seen.rejected)} 行不能存入，其余各行仍可导入。没有收到时间、分类不认识的，可在上面决定。"
        )
        st.dataframe(parts.rejected_table(seen.rejected), hide_index=True, key="imports.preview_rejected")
    if st.button("导入", type="primary", key="imports.store"):
        store(arguments)

st.subheader("以往的导入")
batches = actions.batches(engine, by=person)
if batches.empty:
    st.info("还没有导入过文件。请在上面选择渠道和文件。")
    session.stop()
for batch in parts.pick_batch(batches):
    if batch.rejected:
        offer_rejected(int(batch.batch_id), "imports.earlier")
    if batch.stored and not isinstance(batch.undone_by_name, str) and st.button("撤销这一批", key="imports.undo"):
        confirm_undo(int(batch.batch_id), int(batch.stored))
