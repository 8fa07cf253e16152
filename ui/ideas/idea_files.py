"""Ideas as files: one on paper, many in a workbook to edit, and its import, looked at before anything is stored."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from actions import idea_files as actions
from actions.idea_files import IdeaFile
from data_access import idea_sheets
from data_access.idea_bank import IdeaFilter
from data_access.idea_layout import IdeaRows
from permissions import Person
from ui import clock, loaders, session
from ui.ideas import idea_words
from ui.returned_workbooks import EMPTY, Upload, WriteLeftOut, store_label
from ui.tables import EXCEL_TYPE
from ui.text import number

WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
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


def importing(*, write_left_out: WriteLeftOut, key: str) -> None:
    """An edited workbook: choose, look at what it changes, store it."""
    st.caption(ABOUT_IMPORTS)
    upload = Upload(key, "改好的表格（.xlsx）", actions.read_file, write_left_out)
    seen = upload.looked_at()
    if seen is None:
        return
    counts = {"修改": len(seen.changed), "新增": len(seen.new), "没有变化": seen.unchanged}
    upload.summary(counts | {"不能存入": len(seen.left_out)}, seen.ignored)
    upload.changed(seen.changed, {"编号": lambda row: row.number})
    _show_new(seen, upload)
    upload.stale(seen.stale)
    upload.problems(seen.problems, seen)
    _show_remarks(seen, upload)
    counted = _counted(seen)
    upload.confirm(seen, store_label(counted, len(seen.left_out)), actions.apply, lambda _done: f"{counted}。")


def _counted(seen: IdeaFile) -> str:
    cells = sum(len(row.cells) for row in seen.changed)
    parts = [f"{number(len(seen.changed))} 个金点子的 {number(cells)} 处修改"] if seen.changed else []
    return " 和 ".join([*parts, *([f"{number(len(seen.new))} 个新金点子"] if seen.new else [])])


def _show_new(seen: IdeaFile, upload: Upload) -> None:
    if seen.new:
        st.write("新的金点子：")
        names = loaders.names("category")
        new = [
            (row.row_number, row.given.title, row.given.problem or EMPTY, names.get(row.given.category_code, EMPTY))
            + (idea_words.yuan(row.given.cost_yuan),)
            for row in seen.new
        ]
        upload.table(new, ("行号", "标题", "问题", "分类", "预计费用"), "new")


def _show_remarks(seen: IdeaFile, upload: Upload) -> None:
    for row_number, other in seen.same_titles.items():
        st.info(f"第 {row_number} 行的标题与 {other} 相同。如果是同一件事，请改 {other}，不要新建。")
    if seen.hints:
        with st.expander(f"只读的列有 {number(len(seen.hints))} 格与现在不同，不会存入", key=f"{upload.key}.remarks"):
            hints = [(hint.row_number, hint.label, hint.typed or EMPTY, hint.now or EMPTY) for hint in seen.hints]
            upload.table(hints, ("行号", "列", "表中", "现在是"), "hints")
