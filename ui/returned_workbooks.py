"""A workbook that comes back: choose it, look at what it would change, confirm; what was shown is what is stored."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

import pandas as pd
import streamlit as st

from actions.returned_rows import ChangedRow, StaleRow
from actions.returned_workbooks import RowsRefused
from data_access.import_records import RejectedRow
from data_access.workbook_errors import ImportRefused
from ui import clock, outcomes, phones, session
from ui.tables import EXCEL_TYPE
from ui.text import UNDEFINED, escaped, number

MEGABYTES = 16
EMPTY = "（空）"
SHOWN = 500
PHONE_ROWS, PHONE_HEIGHT, PHONE_LONGEST = 4, 420, 120
WriteLeftOut = Callable[[Sequence[str], Sequence[RejectedRow]], bytes]
# Long texts would push the columns beside them off the screen.
WIDTHS = {"行号": "small"} | dict.fromkeys(("原来", "改成", "下载时", "您改成", "现在是"), "medium")


class Seen(Protocol):
    """A file that was looked at."""

    file_name: str
    header: list[str]
    left_out: Sequence[RejectedRow]


@dataclass(frozen=True)
class Upload:
    """What comes back where, and how: `key` of its controls, what the upload is called, `read` looks at the file.

    read: engine, content=, file_name=, by= → what was seen; about: what else the look depends on; write_left_out:
    reports.rejected_rows.rejected_rows_workbook; verb: what is done with good rows.
    """

    key: str
    label: str
    read: Callable[..., Seen]
    write_left_out: WriteLeftOut
    refusals: tuple[type[Exception], ...] = ()
    about: object = None
    type: str | None = "xlsx"
    verb: str = "存入"

    def looked_at(self) -> Seen | None:
        """What the chosen file would change, as first shown; None without one, or with the reason on the page."""
        place = f"{self.key}.seen"
        key = f"{self.key}.file.{outcomes.turn()}"
        upload = st.file_uploader(self.label, type=self.type, max_upload_size=MEGABYTES, key=key)
        if upload is None:
            st.session_state.pop(place, None)
            return None
        self._show_refused()
        kept, asked = st.session_state.get(place), (upload.file_id, self.about)
        try:
            if kept is None or kept[0] != asked:
                chosen = {"content": upload.getvalue(), "file_name": upload.name}
                with st.spinner("正在逐行核对……"):
                    kept = asked, self.read(session.engine(), **chosen, by=session.current_person())
                st.session_state[place] = kept
        except (ImportRefused, *self.refusals) as refused:
            st.error(str(refused))
            return None
        return kept[1]

    def summary(self, counts: Mapping[str, int], ignored: Sequence[str]) -> None:
        """How many rows of each kind, and the columns that were not read."""
        st.write("，".join(f"{what} {number(count)} 行" for what, count in counts.items()) + "。")
        self.ignored(ignored)

    def ignored(self, names: Sequence[str]) -> None:
        """The columns that were not read."""
        if names:
            st.info(f"这些列不在表格的样式里，没有读：{escaped('、'.join(names))}。")

    def table(self, rows: Sequence[tuple], columns: Sequence[str], name: str, total: int | None = None) -> None:
        """The first rows of a table, with how many there are."""
        widths = {each: st.column_config.Column(width=WIDTHS[each]) for each in columns if each in WIDTHS}
        shown, key = pd.DataFrame(rows[:SHOWN], columns=list(columns)), f"{self.key}.{name}"
        if phones.is_phone():
            _lines(rows[:SHOWN], columns, key=key)
        else:
            st.dataframe(shown, hide_index=True, column_config=widths, placeholder=UNDEFINED, key=key)
        total = len(rows) if total is None else total
        if total > SHOWN:
            st.caption(f"列出前 {SHOWN} 条，共 {number(total)} 条；{self.verb}的是全部。")

    def changed(self, rows: Sequence[ChangedRow], named: Mapping[str, Callable]) -> None:
        """Every edited cell; `named`: column → what of the row says which one it is."""
        cells = [
            (row.row_number, *(name(row) for name in named.values()))
            + (cell.label, cell.before or EMPTY, cell.after or EMPTY)
            for row in rows
            for cell in row.cells
        ]
        if cells:
            self.table(cells, ("行号", *named, "列", "原来", "改成"), "changed")
        cleared = sum(cell[-1] == EMPTY for cell in cells)
        if cleared:
            st.warning(f"其中 {number(cleared)} 格会被清空。如果不是您的意思，请改好表格再导入。")

    def stale(self, rows: Sequence[StaleRow]) -> None:
        """Edited rows that somebody else changed first."""
        if not rows:
            return
        told = "您的修改不会存入，别人的内容保持不变；请重新下载最新内容再改"
        st.warning(f"有 {number(len(rows))} 行在您下载以后别人改过，{told}。")
        cells = [
            (row.row_number, row.number, cell.label, cell.before or EMPTY, cell.after or EMPTY, cell.now or EMPTY)
            + (row.changed_by, clock.moment(row.changed_at))
            for row in rows
            for cell in row.cells
        ]
        self.table(cells, ("行号", "编号", "列", "下载时", "您改成", "现在是", "谁先改的", "什么时候"), "stale")

    def problems(self, rows: Sequence[RejectedRow], seen: Seen) -> None:
        """Rows that cannot be stored and why; all that is left out as a file to be put right."""
        if rows:
            st.warning(f"有 {number(len(rows))} 行不能{self.verb}，原因如下；其余的不受影响。")
            bad = [(row.row_number, row.column_name, row.value, row.reason) for row in rows]
            self.table(bad, ("行号", "列", "填的是", "原因"), "problems")
        if seen.left_out:
            label = f"没有{self.verb}的行"
            make = partial(self.write_left_out, seen.header, seen.left_out)
            key = f"{self.key}.left_out"
            st.download_button(f"下载{label}", make, f"{label}.xlsx", EXCEL_TYPE, key=key, on_click="ignore")
            st.caption("下载后改好，原样再导入即可。")

    def confirm(
        self,
        seen: Seen,
        label: str,
        store: Callable[..., object],
        told: Callable[[object], str],
        nothing: str = "这个文件里没有改动，不需要存入。",
    ) -> None:
        """The button that stores what was shown; without a label there is `nothing` to store.

        store: engine, file=, by=, at=; told: what it returned → what was stored, to the end of the sentence.
        """
        if not label:
            if not seen.left_out:
                st.info(nothing)
        elif st.button(label, type="primary", key=f"{self.key}.store"):
            st.session_state.pop(f"{self.key}.seen", None)
            try:
                with st.spinner(f"正在{self.verb}……"):
                    done = store(session.engine(), file=seen, by=session.current_person(), at=clock.now())
            except RowsRefused as refused:
                st.session_state[f"{self.key}.refused"] = str(refused), refused.rows
                st.rerun()
            except self.refusals as refused:
                st.error(str(refused))
                return
            outcomes.say(f"已从“{escaped(seen.file_name)}”{self.verb} {told(done)}", from_below=True)

    def _show_refused(self) -> None:
        """Why the confirmation just now stored nothing; what follows below is the file looked at anew."""
        if f"{self.key}.refused" in st.session_state:
            sentence, rows = st.session_state.pop(f"{self.key}.refused")
            st.error(sentence)
            self.table([(row.row_number, row.value, row.reason) for row in rows], ("行号", "哪一条", "原因"), "refused")


def _lines(rows: Sequence[tuple], columns: Sequence[str], *, key: str) -> None:
    """The same for a phone, where a table would cut what is said last: why a row is refused, what a cell becomes."""
    height = PHONE_HEIGHT if len(rows) > PHONE_ROWS else "content"
    with st.container(height=height, key=key):
        for first, *rest in rows:
            told = [
                f":gray[{column}]　{escaped(_short(value))}"
                for column, value in zip(columns[1:], rest, strict=True)
                if value not in (None, "")
            ]
            st.markdown("  \n".join([f"**{columns[0]} {first}**", *told]))


def _short(value: object) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= PHONE_LONGEST else f"{text[:PHONE_LONGEST]}……"


def store_label(counted: str, left_out: int) -> str:
    """存入 2 位的 3 处修改（另有 1 行不存入）; empty when there is nothing to store."""
    rest = f"（另有 {number(left_out)} 行不存入）" if left_out else ""
    return f"存入 {counted}{rest}" if counted else ""
