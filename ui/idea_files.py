"""Ideas as files: one on paper, many in a workbook to edit, and its import, looked at before anything is stored."""

from collections.abc import Callable
from functools import partial

import pandas as pd
import streamlit as st

from actions import idea_files as actions
from actions.idea_files import IdeaFile
from actions.imports import ImportRefused
from actions.returned_workbooks import RowsRefused
from data_access import idea_sheets
from data_access.idea_bank import IdeaFilter
from data_access.idea_layout import LABELS, IdeaRows
from data_access.import_records import RejectedRow
from data_access.workbooks import EXTRA_COLUMNS
from permissions import Person
from ui import clock, idea_words, loaders, outcomes, session
from ui.tables import EXCEL_TYPE, to_excel
from ui.text import escaped, number

WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MEGABYTES = 16
EMPTY = "（空）"
WIDTHS = {"行号": 56, "编号": 120, "列": 90, "原因": 520}
ABOUT_IMPORTS = (
    "在下载的表格上修改，存成 .xlsx 后选在这里：只存改过的格子；编号和版本留空的行建成新的金点子；"
    "下载以后别人改过的行不会被覆盖。存入前先列给您核对。"
)


def exporting(asked: IdeaFilter, *, write: Callable[[IdeaRows], bytes], key: str) -> None:
    """The ideas of a filter as the workbook that can be imported again; read and made when pressed.

    `write`: reports.idea_workbook.idea_workbook.
    """
    name = f"金点子 {clock.shanghai(clock.now()):%Y-%m-%d}.xlsx"
    make = partial(_exported, asked, write, loaders.reader())
    st.download_button("下载 Excel", make, name, EXCEL_TYPE, key=f"{key}.excel", on_click="ignore")


def _exported(asked: IdeaFilter, write: Callable[[IdeaRows], bytes], by: Person) -> bytes:
    return write(actions.export(session.engine(), asked=asked, by=by))


def sheet(number_of_idea: str, *, write: Callable[..., bytes], key: str) -> None:
    """One idea as a Word document; read and made when pressed. `write`: reports.idea_sheet.idea_sheet."""
    make = partial(_sheet, number_of_idea, write, loaders.reader())
    st.download_button("下载 Word", make, f"{number_of_idea}.docx", WORD_TYPE, key=f"{key}.word", on_click="ignore")


def _sheet(number_of_idea: str, write: Callable[..., bytes], by: Person) -> bytes:
    return write(idea_sheets.sheet(session.engine(), number=number_of_idea, by=by), at=clock.now())


def importing(*, key: str) -> None:
    """An edited workbook: choose, look at what it changes, store it."""
    st.caption(ABOUT_IMPORTS)
    upload = st.file_uploader(
        "改好的表格（.xlsx）", type="xlsx", max_upload_size=MEGABYTES, key=f"{key}.file.{outcomes.turn()}"
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
    _show_new_and_changed(seen, key)
    _show_left_out(seen, key)
    _show_remarks(seen, key)
    if seen.new or seen.changed:
        rest = f"（另有 {number(len(seen.left_out))} 行不存入）" if seen.left_out else ""
        if st.button(f"存入 {_counted(seen)}{rest}", type="primary", key=f"{key}.store"):
            _store(seen, key)
    elif not seen.left_out:
        st.info("这个文件里没有改动，不需要存入。")


def _looked_at(upload, key: str) -> IdeaFile:
    """What the file would change, as first shown: that is what is stored, or nothing is."""
    place = f"{key}.seen"
    kept = st.session_state.get(place)
    if kept is None or kept[0] != upload.file_id:
        with st.spinner("正在与现有内容逐格比较……"):
            chosen = {"content": upload.getvalue(), "file_name": upload.name}
            seen = actions.read_file(session.engine(), **chosen, by=session.current_person())
        kept = st.session_state[place] = upload.file_id, seen
    return kept[1]


def _counted(seen: IdeaFile) -> str:
    cells = sum(len(row.cells) for row in seen.changed)
    parts = [f"{number(len(seen.changed))} 个金点子的 {number(cells)} 处修改"] if seen.changed else []
    return " 和 ".join([*parts, *([f"{number(len(seen.new))} 个新金点子"] if seen.new else [])])


def _show_new_and_changed(seen: IdeaFile, key: str) -> None:
    st.write(
        f"修改 {number(len(seen.changed))} 行，新增 {number(len(seen.new))} 行，没有变化 {number(seen.unchanged)} 行，"
        f"不能存入 {number(len(seen.left_out))} 行。"
    )
    changed = [
        (row.row_number, row.number, cell.label, cell.before or EMPTY, cell.after or EMPTY)
        for row in seen.changed
        for cell in row.cells
    ]
    if changed:
        _list(changed, ("行号", "编号", "列", "原来", "改成"), f"{key}.changed")
        cleared = sum(cell[4] == EMPTY for cell in changed)
        if cleared:
            st.warning(f"其中 {number(cleared)} 格会被清空。如果不是您的意思，请改好表格再导入。")
    if seen.new:
        st.write("新的金点子：")
        names = loaders.names("category")
        new = [
            (row.row_number, row.given.title, row.given.problem or EMPTY, names.get(row.given.category_code, EMPTY))
            + (idea_words.yuan(row.given.cost_yuan),)
            for row in seen.new
        ]
        _list(new, ("行号", "标题", "问题", "分类", "预计费用"), f"{key}.new")


def _show_left_out(seen: IdeaFile, key: str) -> None:
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
        _list([(row.row_number, row.reason) for row in seen.problems], ("行号", "原因"), f"{key}.problems")
    if seen.left_out:
        st.caption("不能存入的行可以下载，改好后原样再导入；别人先改过的，请重新下载最新内容再改。")
        make = partial(_left_out_file, seen.header, seen.left_out)
        name = "没有存入的行.xlsx"
        st.download_button("下载没有存入的行", make, name, EXCEL_TYPE, key=f"{key}.left_out", on_click="ignore")


def _left_out_file(header: list[str], rows: list[RejectedRow]) -> bytes:
    """The rows as they were, with why; an import reads past the added columns."""
    filled = [
        [*row.cells, *[""] * (len(header) - len(row.cells)), row.row_number, row.column_name, row.value, row.reason]
        for row in rows
    ]
    return to_excel(pd.DataFrame(filled, columns=[*header, *EXTRA_COLUMNS], dtype=object))


def _show_remarks(seen: IdeaFile, key: str) -> None:
    for row_number, other in seen.same_titles.items():
        st.info(f"第 {row_number} 行的标题与 {other} 相同。如果是同一件事，请改 {other}，不要新建。")
    if seen.ignored:
        st.info(f"这些列不是导出的列，没有读：{escaped('、'.join(seen.ignored))}。")
    if seen.hints:
        with st.expander(f"只读的列有 {number(len(seen.hints))} 格与现在不同，不会存入", key=f"{key}.remarks"):
            hints = [(hint.row_number, hint.label, hint.typed or EMPTY, hint.now or EMPTY) for hint in seen.hints]
            _list(hints, ("行号", "列", "表中", "现在是"), f"{key}.hints")


def _store(seen: IdeaFile, key: str) -> None:
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
        _list(
            [(row.row_number, row.value, row.reason) for row in rows], ("行号", LABELS["number"], "原因"), f"{key}.why"
        )


def _list(rows: list[tuple], columns: tuple[str, ...], key: str) -> None:
    narrow = {name: st.column_config.Column(width=WIDTHS[name]) for name in columns if name in WIDTHS}
    st.dataframe(pd.DataFrame(rows, columns=list(columns)), hide_index=True, column_config=narrow, key=key)
