"""Handing a review in: the buttons, a last look at what will be locked, and on to the next project."""

from collections.abc import Callable, Mapping

import pandas as pd
import streamlit as st

from actions import expert_reviews as actions
from actions.review_marks import changed
from ui import clock, drafts, outcomes, phones, session
from ui.reviews import review_declaration, review_words
from ui.reviews.review_loaders import OwnReview, ReviewForm, Workbench
from ui.text import escaped

KEY = "review_submission"
LOCKS = "提交后锁定，自己不能修改，也不能撤销；确需修改的，请评估专员退回。"


def buttons(
    bench: Workbench, row, begun: ReviewForm, subject: str, *, marks: Mapping[int, float], texts: dict, bad: int
) -> None:
    """Below the form, always in sight; Ctrl+Enter hands in from within any field."""
    is_last = bench.next_after(row.assignment_id) is None
    with st.container(horizontal=True, vertical_alignment="center", key=KEY):
        label = "提交" if is_last else "提交并到下一个"
        shortcut = None if phones.is_phone() else "Ctrl+Enter"  # written on the button, where no such key is
        sent = st.button(label, type="primary", shortcut=shortcut, key=f"{KEY}.send")
        if texts["abstain_reason"].strip() and st.button("弃权", key=f"{KEY}.abstain"):
            _confirm_abstention(bench, row, begun, subject, texts["abstain_reason"])
        review_declaration.later(row)
    if not sent:
        return
    lacking = len(begun.criteria) - len(marks)
    if lacking:
        wrong = f"，其中 {bad} 项写的不是分数" if bad else ""
        st.error(f"还差 {lacking} 项{wrong}，没有提交。写的内容都在。")
    elif changed(marks, begun.earlier) and not texts["change_reason"].strip():
        st.error("有的分数与上一轮不同，请写明调整理由；没有提交。写的内容都在。")
    else:
        _confirm(bench, row, begun, subject, marks, texts)


@st.dialog("提交这项评审？")
def _confirm(bench: Workbench, row, begun: ReviewForm, subject: str, marks: Mapping[int, float], texts: dict) -> None:
    st.markdown(f"**{escaped(row.title)}**　:gray[{row.number}　第 {begun.round.number} 轮]")
    st.table(as_table(begun, marks))
    st.markdown(LOCKS)
    if st.button("确认提交", type="primary", key=f"{KEY}.confirmed"):
        what = {"marks": dict(marks), "comment": texts["comment"], "change_reason": texts["change_reason"]}
        said = f"已提交 {row.number}，总分 {review_words.points(begun.total(marks))}。"
        _finish(bench, row, begun, subject, actions.submit, said, what)
    review_words.begin_in(f".st-key-{KEY}-confirmed button", f"confirm {subject}")


@st.dialog("弃权？")
def _confirm_abstention(bench: Workbench, row, begun: ReviewForm, subject: str, reason: str) -> None:
    st.markdown(f"**{escaped(row.title)}**　:gray[{row.number}　第 {begun.round.number} 轮]")
    st.text(f"原因：{reason}")
    st.markdown(f"弃权不计分，已写的分数不提交。{LOCKS}")
    if st.button("确认弃权", type="primary", key=f"{KEY}.abstained"):
        said = f"已对 {row.number} 弃权。"
        _finish(bench, row, begun, subject, actions.abstain, said, {"reason": reason})


def _finish(bench: Workbench, row, begun: ReviewForm, subject: str, action: Callable, said: str, what: Mapping) -> None:
    place = {"assignment_id": int(row.assignment_id), "round": begun.round.number}
    try:
        action(session.engine(), **place, **what, by=session.current_person(), at=clock.now())
    except review_words.REFUSALS as refused:
        st.error(str(refused))
        return
    drafts.finish(subject)
    following = bench.next_after(row.assignment_id)
    if following is None:
        review_words.show_list()
        outcomes.say(f"{said}本轮您的项目已全部评完。")
    review_words.show_project(following)
    outcomes.say(f"{said}下面是下一个项目。")


def as_table(begun: ReviewForm, marks: Mapping[int, float]) -> pd.DataFrame:
    """Criteria with their marks and the total, as a person checks them."""
    rows = [(each.name, review_words.mark(marks[each.id])) for each in begun.criteria.itertuples()]
    rows.append(("加权总分", review_words.points(begun.total(marks))))
    return pd.DataFrame(rows, columns=["标准", "分数"]).set_index("标准")


def given(begun: ReviewForm, what: OwnReview) -> None:
    """What was handed in, to read only."""
    said = "弃权" if what.abstained else "提交"
    st.success(f"第 {what.round} 轮已{said}，{clock.moment(what.submitted_at)}。{LOCKS}")
    if what.abstained:
        st.text(f"原因：{what.abstain_reason}")
        return
    st.table(as_table(begun, what.marks))
    for label, text in (("意见", what.comment), ("调整理由", what.change_reason)):
        if text:
            st.markdown(f":gray[{label}]")
            st.text(text, width="stretch")
