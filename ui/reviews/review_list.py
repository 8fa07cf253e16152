"""An expert's projects of a round: how far they have come, what is next, what was asked, and each to be opened."""

import streamlit as st

from data_access import quarters
from ui import address, loaders
from ui.projects import project_words
from ui.reviews import review_words
from ui.reviews.review_loaders import Workbench
from ui.text import day, escaped

NOTHING = "目前没有请您评审的项目。分派给您以后，会出现在这里和“待办”里。"
STALE = "没有分派给您的这项评审，或这一季度的评审已结束。请从下面的项目中选择。"


def opened(bench: Workbench):
    """The row of the project named in the address; None for the list."""
    wanted = st.query_params.get(review_words.PARAMETER, "")
    for row in bench.projects.itertuples():
        if str(row.assignment_id) == wanted:
            return row
    return None


def head(bench: Workbench) -> None:
    """Quarter, round, deadline and how many are done."""
    if st.query_params.get(review_words.PARAMETER):
        st.warning(STALE)
    if bench.quarter is None:
        st.info(NOTHING)
        return
    if len(bench.quarters) > 1:
        options = {quarter: quarters.in_words(quarter) for quarter in bench.quarters}
        address.one("季度", "quarter", options, key="expert_review.quarter", default=bench.quarters[0])
    progress(bench)
    following = bench.next_after()
    if following is not None:
        label = "继续评审" if bench.done else "开始评审"
        # A button, so that it is one key away: the cursor begins here.
        begin = {"on_click": review_words.show_project, "args": (following,)}
        st.button(label, type="primary", key="expert_review.next", **begin)
        review_words.begin_in(".st-key-expert_review-next button", f"list {following}")


def progress(bench: Workbench) -> None:
    """The round in words, and done of all."""
    name = quarters.in_words(bench.quarter)
    if bench.round is None:
        st.info(f"{name}：评审还没有开始。可以先声明利害关系；开始后，待办里会有提醒。")
        return
    if not bench.round.is_open:
        st.info(f"{name}：第 {bench.round.number} 轮已关闭，不再提交。如有下一轮，待办里会有提醒。")
        return
    st.markdown(_round(bench))
    share = bench.done / bench.total if bench.total else 1.0
    st.progress(share, text=_done(bench) + ("，全部评完，谢谢您。" if share == 1 else ""))


def line(bench: Workbench) -> None:
    """The same in one line, over a project."""
    if bench.round is not None and bench.round.is_open:
        st.markdown(f"{_round(bench)}　{_done(bench)}")
    else:
        progress(bench)


def _round(bench: Workbench) -> str:
    said, colour = project_words.countdown(bench.round.due_on, loaders.reporting_day())
    name = f"**{quarters.in_words(bench.quarter)}　第 {bench.round.number} 轮**"
    return f"{name}　{day(bench.round.due_on)} 截止　:{colour}-badge[{said}]"


def _done(bench: Workbench) -> str:
    return f"已完成 {bench.done} / {bench.total} 项"


def rows(bench: Workbench) -> None:
    """Every project, unfinished ones first; of an undeclared one no more than its number, title and departments."""
    for row in bench.projects.itertuples():
        with st.container(border=True, gap="xxsmall"):
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                with st.container(width="stretch"):
                    opens = {"on_click": review_words.show_project, "args": (row.assignment_id,)}
                    key = f"expert_review.open.{row.assignment_id}"
                    st.button(f"**{escaped(row.title)}**", type="tertiary", key=key, **opens)
                review_words.state_badge(row.state if bench.round or row.recused else _before(row))
            st.caption(f"{row.number}　{review_words.departments(row)}")
            if row.returned:
                st.caption(f":orange[退回重评：{escaped(row.returned)}]")


def _before(row) -> str:
    """Before the first round: whether a declaration is due."""
    return "waiting" if row.declared else "undeclared"
