"""Marks that stand out in a closed round: listed, asked about, answered; never removed."""

import pandas as pd
import streamlit as st

from actions import rounds
from actions.review_figures import RoundFigures
from data_access.review_progress import Organisation
from glossary import QuarterState
from permissions import Permission, Person
from ui import clock, outcomes
from ui.evaluation import evaluation_definitions
from ui.rounds import rounds_words
from ui.text import UNDEFINED, number, points


def show(found: Organisation, figures: RoundFigures, by: Person) -> None:
    """Outstanding marks with the way to ask, experts with one mark for all, questions with answers."""
    st.subheader("明显突出的评分")
    listed = figures.outstanding
    first, rest = listed[listed["stands_out"].astype(bool)], listed[~listed["stands_out"].astype(bool)]
    st.markdown(_told(int(figures.values["n"].sum()), len(first), len(rest)))
    if len(first):
        _outstanding(found, figures, first, by, "first")
    if len(rest):
        with st.expander(f"只与本项目其余评分相差大的（{number(len(rest))}）", expanded=first.empty):
            _outstanding(found, figures, rest, by, "rest")
    if len(listed):
        st.caption("超出得最多的在前。列出的评分照样计入，不会自动剔除；可以请专家说明理由。")
    evaluation_definitions.explained("突出的评分")
    for row in figures.same_marks.itertuples():
        st.warning(f"评委{row.expert} 给全部 {number(row.projects)} 个项目同样的 {points(row.score)} 分。")
    if not figures.questions.empty:
        _questions(figures)


def _told(total: int, first: int, rest: int) -> str:
    """How many of all marks are listed, and why apart."""
    if not first + rest:
        return f"{number(total)} 份评分里，没有与同组相差很大的。"
    also = f"另有 {number(rest)} 份只与本项目其余评分相差大，按本组平常的差距并不突出，列在后面。" if rest else ""
    return f"{number(total)} 份评分里，{number(first)} 份明显突出。{also}"


def _outstanding(found: Organisation, figures: RoundFigures, listed: pd.DataFrame, by: Person, which: str) -> None:
    asked = figures.questions.groupby("review_id")["answered_at"].agg(lambda at: at.isna().any())
    may_ask = by.may(Permission.MANAGE_EVALUATION) and found.quarter.state is QuarterState.OPEN
    picked = st.dataframe(
        _in_chinese(listed, asked),
        hide_index=True,
        column_config={"为什么列出": st.column_config.TextColumn(width=390)},
        key=f"rounds.outstanding.{which}.{figures.number}.{outcomes.turn()}",
        on_select="rerun" if may_ask else "ignore",
        selection_mode="single-row",
    )
    if may_ask:
        row = next(listed.iloc[picked.selection.rows[:1]].itertuples(), None)
        waiting = row is not None and bool(asked.get(row.review_id, False))
        with st.container(horizontal=True, vertical_alignment="center"):
            if st.button("请专家说明", disabled=row is None or waiting, key=f"rounds.ask.{which}"):
                _ask(found.quarter.quarter, row, by)
            st.caption("已请说明，还没有答复。" if waiting else "先在表里选一行。" if row is None else "")


def _in_chinese(listed: pd.DataFrame, asked: pd.Series) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "项目": listed["project"],
            "专家组": listed["panel"],
            "评委": [f"评委{each}" for each in listed["expert"]],
            "总分": [points(value) for value in listed["score"]],
            "同组中位数": [points(value) for value in listed["median"]],
            "说明": [_asked(asked, review_id) for review_id in listed["review_id"]],
            "为什么列出": [rounds_words.why_outstanding(row) for row in listed.itertuples()],
        }
    )


def _asked(asked: pd.Series, review_id: int) -> str:
    if review_id not in asked.index:
        return UNDEFINED
    return "等待说明" if asked[review_id] else "已说明"


@st.dialog("请专家说明", width="medium")
def _ask(quarter: str, row, by: Person) -> None:
    """The question goes to the expert's to-do list; who it is stays unsaid here."""
    st.write(f"问题会列入评委{row.expert} 的待办。评分不因说明而改变。")
    key = f"rounds.question.{row.review_id}"
    question = st.text_area("问题", rounds_words.question_for(row), max_chars=400, key=key)
    if st.button("发给专家", type="primary", key=f"{key}.sure"):
        given = {"quarter": quarter, "review_id": int(row.review_id), "question": question}
        outcomes.attempt("已请专家说明。", rounds.ask_reason, refusals=rounds.REFUSALS, by=by, **given)


def _questions(figures: RoundFigures) -> None:
    st.markdown("**已请说明的**")
    rows = figures.questions
    shown = pd.DataFrame(
        {
            "项目": rows["project"],
            "评委": [f"评委{each}" for each in rows["expert"]],
            "问题": rows["question"],
            "提出": [clock.moment(at) for at in rows["asked_at"]],
            "专家说明": [answer or "等待说明" for answer in rows["answer"]],
            "答复": [clock.moment(at) for at in rows["answered_at"]],
        }
    )
    wide = {"问题": st.column_config.TextColumn(width=280)}
    st.dataframe(shown, hide_index=True, column_config=wide, key=f"rounds.questions.{figures.number}")
