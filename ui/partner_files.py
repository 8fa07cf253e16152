"""Rosters as files: a workbook to edit, what everybody gave, and the import, looked at before anything is stored."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial

import pandas as pd
import streamlit as st

from actions import partner_files as actions
from actions.imports import ImportRefused
from actions.returned_workbooks import EditedFile, RowsRefused
from data_access import partner_contributions
from data_access.import_records import RejectedRow
from data_access.partner_layout import PartnerRows
from glossary import PartnerKind, labels
from permissions import Person
from ui import clock, loaders, outcomes, partner_words, session
from ui.partner_loaders import PartnerFilter
from ui.tables import EXCEL_TYPE, to_excel
from ui.text import escaped, number

MEGABYTES = 16
EMPTY = "（空）"
SHOWN = 500
ABOUT_IMPORTS = (
    "在下载的名册上修改，存成 .xlsx 后选在这里：只存改过的格子；编号和版本留空的行新登记；"
    "下载以后别人改过的行不会被覆盖。存入前先列给您核对。"
)


# What a download button makes is made when it is pressed, outside the run: nothing of the session is there then.


def exporting(asked: PartnerFilter, as_of: date, total: int, *, write: Callable[[PartnerRows], bytes]) -> None:
    """The roster of the filter in the layout that can be imported again, and what everybody gave.

    `write`: reports.partner_workbook.partner_workbook.
    """
    today, who = f"{clock.shanghai(clock.now()):%Y-%m-%d}", loaders.reader()
    with st.container(horizontal=True):
        make = partial(_exported, asked, as_of, who, write)
        st.download_button(
            f"下载名册（{number(total)} 位）", make, f"社会力量名册 {today}.xlsx", EXCEL_TYPE,
            key="partner_files.roster", on_click="ignore",
        )  # fmt: skip
        make = partial(_contributions, as_of, who, loaders.names("township"))
        st.download_button(
            "下载贡献统计（全部）", make, f"社会力量贡献统计 {today}.xlsx", EXCEL_TYPE,
            key="partner_files.contributions", on_click="ignore",
        )  # fmt: skip


def _exported(asked: PartnerFilter, as_of: date, by: Person, write: Callable[[PartnerRows], bytes]) -> bytes:
    return write(actions.export(session.engine(), asked=asked, by=by, as_of=as_of))


def _contributions(as_of: date, by: Person, places: Mapping[str, str]) -> bytes:
    found = partner_contributions.contributions(session.engine(), by=by, as_of=as_of)
    return to_excel(partner_words.contributions_in_chinese(found, places))


def importing(*, write_left_out: Callable[[Sequence[str], Sequence[RejectedRow]], bytes]) -> None:
    """An edited workbook: choose, look at what it changes, store it.

    `write_left_out`: reports.rejected_rows.rejected_rows_workbook.
    """
    key = "partner_files"
    st.caption(ABOUT_IMPORTS)
    upload = st.file_uploader(
        "改好的名册（.xlsx）", type="xlsx", max_upload_size=MEGABYTES, key=f"{key}.file.{outcomes.turn()}"
    )
    if upload is None:
        st.session_state.pop(f"{key}.seen", None)
        return
    _show_refused(key)
    try:
        seen = _looked_at(upload, key)
    except ImportRefused as refused:
        st.error(str(refused))
        return
    _show_changes(seen, key)
    _show_left_out(seen, key, write_left_out)
    if seen.new or seen.changed:
        rest = f"（另有 {number(len(seen.left_out))} 行不存入）" if seen.left_out else ""
        if st.button(f"存入 {_counted(seen)}{rest}", type="primary", key=f"{key}.store"):
            _store(seen, key)
    elif not seen.left_out:
        st.info("这个文件里没有改动，不需要存入。")


def _looked_at(upload, key: str) -> EditedFile:
    """What the file would change, as first shown: that is what is stored, or nothing is."""
    place = f"{key}.seen"
    kept = st.session_state.get(place)
    if kept is None or kept[0] != upload.file_id:
        with st.spinner("正在与名册逐格比较……"):
            chosen = {"content": upload.getvalue(), "file_name": upload.name}
            seen = actions.read_file(session.engine(), **chosen, by=session.current_person())
        kept = st.session_state[place] = upload.file_id, seen
    return kept[1]


def _counted(seen: EditedFile) -> str:
    cells = sum(len(row.cells) for row in seen.changed)
    parts = [f"{number(len(seen.changed))} 位的 {number(cells)} 处修改"] if seen.changed else []
    return "和".join([*parts, *([f"新登记 {number(len(seen.new))} 位"] if seen.new else [])])


def _show_changes(seen: EditedFile, key: str) -> None:
    counts = {"修改": len(seen.changed), "新登记": len(seen.new), "没有变化": seen.unchanged}
    counts["不能存入"] = len(seen.left_out)
    st.write("，".join(f"{what} {number(count)} 行" for what, count in counts.items()) + "。")
    if seen.ignored:
        st.info(f"这些列不是名册的列，没有读：{escaped('、'.join(seen.ignored))}。")
    changed = [
        (row.row_number, row.number, row.given.name, cell.label, cell.before or EMPTY, cell.after or EMPTY)
        for row in seen.changed
        for cell in row.cells
    ]
    if changed:
        _list(changed, ("行号", "编号", "姓名（名称）", "列", "原来", "改成"), f"{key}.changed")
        cleared = sum(cell[-1] == EMPTY for cell in changed)
        if cleared:
            st.warning(f"其中 {number(cleared)} 格会被清空。如果不是您的意思，请改好表格再导入。")
    if seen.new:
        _show_new(seen, key)


def _show_new(seen: EditedFile, key: str) -> None:
    st.write("新登记的：")
    kinds = labels(PartnerKind)
    new = [
        (
            row.row_number,
            row.given.name,
            kinds[row.given.kind.value],
            partner_words.township(row.given.township_code),
        )
        + (
            row.given.organisation or EMPTY,
            partner_words.skills(row.given.skills) or EMPTY,
            row.given.phone or EMPTY,
        )
        for row in seen.new
    ]
    columns = ("行号", "姓名（名称）", "类型", "镇办区", "单位", "擅长领域", "电话")
    _list(new, columns, f"{key}.new")


def _show_left_out(seen: EditedFile, key: str, write: Callable) -> None:
    if seen.stale:
        st.warning(f"有 {number(len(seen.stale))} 行在您下载以后别人改过，您的修改不会存入，别人的内容保持不变。")
        stale = [
            (row.row_number, row.number, cell.label, cell.before or EMPTY, cell.after or EMPTY, cell.now or EMPTY)
            + (row.changed_by, clock.moment(row.changed_at))
            for row in seen.stale
            for cell in row.cells
        ]
        columns = ("行号", "编号", "列", "下载时", "您改成", "现在是", "谁先改的", "什么时候")
        _list(stale, columns, f"{key}.stale")
    if seen.problems:
        st.warning(f"有 {number(len(seen.problems))} 行填得不对，不会存入。")
        bad = [(row.row_number, row.column_name, row.value, row.reason) for row in seen.problems]
        _list(bad, ("行号", "列", "填的是", "原因"), f"{key}.problems")
    if seen.left_out:
        st.caption("不能存入的行可以下载，改好后原样再导入；别人先改过的，请重新下载名册再改。")
        make = partial(write, seen.header, seen.left_out)
        name = "没有存入的行.xlsx"
        st.download_button("下载没有存入的行", make, name, EXCEL_TYPE, key=f"{key}.left_out", on_click="ignore")


def _store(seen: EditedFile, key: str) -> None:
    st.session_state.pop(f"{key}.seen", None)
    try:
        with st.spinner("正在存入……"):
            actions.apply(session.engine(), file=seen, by=session.current_person(), at=clock.now())
    except RowsRefused as refused:
        st.session_state[f"{key}.refused"] = str(refused), refused.rows
        st.rerun()
    outcomes.say(f"已从“{escaped(seen.file_name)}”存入 {_counted(seen)}。")


def _show_refused(key: str) -> None:
    """Why the confirmation just now stored nothing; what follows below is the file looked at anew."""
    if f"{key}.refused" in st.session_state:
        sentence, rows = st.session_state.pop(f"{key}.refused")
        st.error(sentence)
        _list([(row.row_number, row.value, row.reason) for row in rows], ("行号", "编号或姓名", "原因"), f"{key}.why")


def _list(rows: list[tuple], columns: tuple[str, ...], key: str) -> None:
    st.dataframe(pd.DataFrame(rows[:SHOWN], columns=list(columns)), hide_index=True, key=key)
    if len(rows) > SHOWN:
        st.caption(f"列出前 {SHOWN} 条，共 {number(len(rows))} 条；存入的是全部。")
