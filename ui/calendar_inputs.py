"""Parts of 工作日历: the year at a glance, and the forms that describe a change."""

from dataclasses import dataclass
from datetime import date

import pandas as pd
import streamlit as st

from actions.calendar import Covered, Day, ImportRefused, Notice, notice_of, notice_of_lines
from ui import calendar_words as words
from ui import clock

MONTH_WIDTH = 345  # pixels: as wide as the table; two or three beside each other on a desk, one on a phone
EXAMPLE = "2027-01-01 至 2027-01-03 休息 元旦\n2027-01-09 上班 调休上班"


@dataclass(frozen=True)
class GivenNotice:
    """A notice as read, whether it is the whole year's, and on what ground."""

    notice: Notice
    filled: bool
    reason: str


def year(covered: Covered) -> int:
    """Which year to look at; this year at first, those only computed marked."""
    years = list(range(covered.first, covered.last + 1))
    # Kept by ourselves: the control is not drawn while a change is being confirmed.
    shown = st.session_state.get("working_days.shown", clock.shanghai(clock.now()).year)
    chosen = st.selectbox(
        "年份",
        years,
        index=years.index(min(max(shown, years[0]), years[-1])),
        format_func=lambda choice: f"{choice} 年（暂按周末推算）" if choice in covered.provisional else f"{choice} 年",
        width=260,
        key="working_days.year",
    )
    st.session_state["working_days.shown"] = chosen
    return chosen


def months(chosen: int, days: dict[date, Day]) -> None:
    """Twelve small months with their holidays and make-up days by name."""
    working = sum(entry.working for entry in days.values())
    st.caption(f"全年 {working} 个工作日。休：工作日放假或节假日；班：周末调休上班；灰色为周末。")
    with st.container(horizontal=True):
        for number in range(1, 13):
            with st.container(width=MONTH_WIDTH):
                st.markdown(words.month(chosen, number, days))
                st.caption(words.named_days(number, days))


def day_form(chosen: int, *, key: str) -> dict | None:
    """A day or a span to change; the arguments of plan_days once it is sent."""
    with st.form(key, border=False, width=480):
        bounds = {"min_value": date(chosen, 1, 1), "max_value": date(chosen, 12, 31), "format": "YYYY-MM-DD"}
        first, last = st.columns(2)
        start = first.date_input("日期", None, key=f"{key}.start", **bounds)
        end = last.date_input("到（只改一天可不填）", None, key=f"{key}.end", **bounds)
        kind = st.radio("改为", ["休息", "上班"], horizontal=True, key=f"{key}.kind")
        name = st.text_input("名称（可不填）", max_chars=40, placeholder="例如：春节、调休上班", key=f"{key}.name")
        reason = _reason(key)
        if not st.form_submit_button("预览影响", type="primary"):
            return None
    if start is None:
        st.error("请先选择日期，日历没有改动。")
        return None
    return {"start": start, "end": end or start, "working": kind == "上班", "name": name, "reason": reason}


def notice_form(*, provisional: bool, key: str) -> GivenNotice | None:
    """A file or pasted lines; given once every row can be read. The whole year's by default while it is provisional."""
    with st.form(key, border=False, width=640):
        st.write("每行一天或一段：日期、上班或休息、名称。可以上传表格，也可以直接粘贴。")
        upload = st.file_uploader("表格（.xlsx、.xls 或 .csv）", max_upload_size=4, key=f"{key}.file")
        text = st.text_area("或粘贴在这里", placeholder=EXAMPLE, height=140, key=f"{key}.text")
        filled = st.checkbox("这是全年安排：其余日子按周末，该年标为已核定", value=provisional, key=f"{key}.filled")
        reason = _reason(key)
        if not st.form_submit_button("预览影响", type="primary"):
            return None
    try:
        notice = notice_of(upload.getvalue(), upload.name) if upload else notice_of_lines(text)
    except ImportRefused as refused:
        st.error(str(refused))
        return None
    if notice.problems:
        st.error(f"有 {len(notice.problems)} 行读不懂，日历没有改动。请改好后再预览。")
        rows = [(row.row_number, row.text, row.reason) for row in notice.problems]
        st.dataframe(pd.DataFrame(rows, columns=["行号", "内容", "原因"]), hide_index=True, key=f"{key}.problems")
        return None
    return GivenNotice(notice, filled, reason)


def settle_form(chosen: int, *, key: str) -> str | None:
    """On what ground the year as it stands is final; the reason once it is sent."""
    with st.form(key, border=False, width=480):
        st.write(f"{chosen} 年的放假和调休都已逐日录入、与国务院办公厅通知一致时，标为已核定。")
        reason = _reason(key)
        return reason if st.form_submit_button("预览影响", type="primary") else None


def pick_change(changes: pd.DataFrame) -> int | None:
    """Earlier changes to choose one from."""
    if changes.empty:
        st.info("日历还没有改动过。")
        return None
    picked = st.dataframe(
        words.changes_table(changes),
        hide_index=True,
        key="working_days.changes",
        on_select="rerun",
        selection_mode="single-row",
    )
    return next((int(number) for number in changes["id"].iloc[picked.selection.rows]), None)


def _reason(key: str) -> str:
    return st.text_input("依据（必填）", max_chars=200, placeholder="例如：国办发明电〔2026〕7号", key=f"{key}.reason")
