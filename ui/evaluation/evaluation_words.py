"""自评 beside 点评 of one project in a quarter, with an entry for the leader's comment and the department's own."""

import pandas as pd
import streamlit as st

from actions import evaluation_words as actions
from actions.evaluation_words import LONGEST, REFUSALS
from glossary import Grade, QuarterState, labels
from permissions import Permission, Person
from ui import clock, drafts, loaders, outcomes, session
from ui.assessments import assessment_loaders
from ui.projects import project_words
from ui.text import escaped, points

GRADES = labels(Grade)
SELF_HINT = "做了什么、效果怎样、还差什么，用事实和数字说"
COMMENT_HINT = "肯定什么、要改什么、下一步怎么办"


def show(quarter: str, number: str) -> None:
    """Both side by side, on a phone one below the other; leaders may add a comment."""
    try:
        words = assessment_loaders.words(quarter, number)
    except REFUSALS as refused:
        st.info(str(refused))
        return
    own, theirs = st.columns(2, gap="large")
    with own:
        st.subheader("单位自评")
        self_assessments(words.self_assessments)
    with theirs:
        st.subheader("领导点评")
        comments(words.comments)
        person = loaders.reader()
        if person.may(Permission.COMMENT_ON_PROJECTS):
            _comment_form(quarter, number, person)
    st.caption("自评和点评都不计入得分，只与三评结果并列，供比较。")


def self_assessments(rows: pd.DataFrame) -> None:
    """The one that counts, and the earlier ones folded away."""
    if rows.empty:
        st.caption("单位还没有自评。")
        return
    latest, *earlier = rows.itertuples()
    _self_assessment(latest)
    if earlier:
        with st.expander(f"以前的自评（{len(earlier)}）"):
            for row in earlier:
                _self_assessment(row)


def _self_assessment(row) -> None:
    with st.container(border=True, gap="xsmall"):
        st.markdown(f"**{points(row.score)} 分**　{escaped(project_words.department(row.department_code))}")
        st.text(row.content, width="stretch")
        st.caption(f"{escaped(row.by_name)}　{clock.moment(row.at)}")


def comments(rows: pd.DataFrame, *, empty: str = "还没有点评。") -> None:
    """Every comment, the newest first."""
    if rows.empty:
        st.caption(empty)
    for row in rows.itertuples():
        with st.container(border=True, gap="xsmall"):
            if row.grade is not None:
                st.markdown(f"**{GRADES[row.grade]}**")
            st.text(row.content, width="stretch")
            st.caption(f"{escaped(row.by_name)}　{clock.moment(row.at)}")


def _comment_form(quarter: str, number: str, by: Person) -> None:
    subject = f"comment-{quarter}-{number}".lower()
    named = {"content": "点评", "grade": "等级"}
    with drafts.drafting(subject, texts={"content": ""}, choices={"grade": None}, labels=named) as form:
        content = st.text_area(
            "写点评", key=form.key("content"), height=120, max_chars=LONGEST, placeholder=COMMENT_HINT
        )
        grade = st.selectbox(
            "等级（可不选）", list(GRADES), index=None, format_func=GRADES.get, key=form.key("grade"),
            placeholder="只写意见，不定等级", width=260,
        )  # fmt: skip
        sent = st.button("提交点评", type="primary", key="evaluation_words.comment")
    if not sent:
        return
    what = {"quarter": quarter, "number": number, "content": content, "grade": Grade(grade) if grade else None}
    _store(actions.comment, subject, "点评已存入；存入后不能修改，可以再写一条。", by, what)


def self_assessment_form(quarter: assessment_loaders.Quarter, number: str, by: Person, last: pd.DataFrame) -> None:
    """A department writes its own assessment while the quarter is open; a new one counts instead of the last."""
    if quarter.state is not QuarterState.OPEN:
        st.caption(
            "三评已定稿发布，自评不再改动。" if quarter.state is QuarterState.PUBLISHED else "开启评估后可以自评。"
        )
        return
    subject = f"self-{quarter.quarter}-{number}".lower()
    named = {"content": "自评说明", "score": "自评分"}
    with drafts.drafting(subject, texts={"content": ""}, choices={"score": None}, labels=named) as form:
        score = st.number_input(
            "自评分（0 至 100）", min_value=0.0, max_value=100.0, value=None, step=1.0, format="%.10g",
            key=form.key("score"), width=220,
        )  # fmt: skip
        content = st.text_area(
            "自评说明", key=form.key("content"), height=150, max_chars=LONGEST, placeholder=SELF_HINT
        )
        label = "提交自评" if last.empty else "重新提交自评"
        sent = st.button(label, type="primary", key="evaluation_words.self")
        st.caption("定稿前可以重新提交，以最后一次为准，以前的保留。")
    if sent:
        what = {"quarter": quarter.quarter, "number": number, "score": score, "content": content}
        _store(actions.self_assess, subject, "自评已提交。", by, what)


def _store(action, subject: str, said: str, by: Person, what: dict) -> None:
    try:
        action(session.engine(), **what, by=by, at=clock.now())
    except REFUSALS as refused:
        st.error(str(refused))
        return
    drafts.finish(subject)
    outcomes.say(said)
