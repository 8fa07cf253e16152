"""历史 of 群众评议: every step with who and when, newest first."""

import streamlit as st

from ui import clock
from ui.ratings import ratings_words
from ui.ratings.ratings_loaders import Quarter, history
from ui.text import escaped, number

AT_ONCE = 40


def show(quarter: Quarter) -> None:
    """The latest steps, and the others when asked for."""
    rows = history(quarter)
    if rows.empty:
        st.info("还没有登记过评议。")
        return
    earlier = len(rows) - AT_ONCE
    st.caption(f"共 {number(len(rows))} 步，最近的在前。每一步都留痕，不能删改；不记满意度和评议人。")
    everything = earlier > 0 and st.toggle(f"显示更早的 {number(earlier)} 步", key="ratings.history.all")
    for row in (rows if everything else rows.head(AT_ONCE)).itertuples():
        said = ratings_words.step_said(row.step, row.reason, row.details)
        who = f":gray[{escaped(row.by_name)}　{clock.moment(row.at)}]"
        st.markdown(f"**{ratings_words.STEPS[row.step]}**　{who}  \n{escaped(said)}")
