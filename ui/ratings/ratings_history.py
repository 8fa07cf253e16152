"""历史 of 群众评议: every step with who and when, newest first."""

import streamlit as st

from ui import history_lines
from ui.ratings import ratings_words
from ui.ratings.ratings_loaders import Quarter, history
from ui.text import number


def show(quarter: Quarter) -> None:
    """The latest steps, and the others when asked for."""
    rows = history(quarter)
    if rows.empty:
        st.info("还没有登记过评议。")
        return
    st.caption(f"共 {number(len(rows))} 步，最近的在前。每一步都留痕，不能删改；不记满意度和评议人。")
    history_lines.show(
        rows,
        steps=ratings_words.STEPS,
        states={},
        said=lambda row: ratings_words.step_said(row.step, row.reason, row.details),
        key="ratings.history.all",
    )
