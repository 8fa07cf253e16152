"""What the coordinator asks an expert about a mark that stands out, and the answer."""

import streamlit as st

from actions import expert_reviews as actions
from actions.review_marks import LONGEST_COMMENT
from ui import clock, drafts, outcomes, session
from ui.reviews import review_words
from ui.reviews.review_loaders import Workbench
from ui.text import escaped


def show(bench: Workbench) -> None:
    """Open questions with a box each; answered ones below."""
    waiting = bench.questions["answer"].isna()
    for row in bench.questions[waiting].itertuples():
        with st.container(border=True):
            st.markdown(f"**请您说明**　{escaped(row.title)}　:gray[{row.number}　第 {row.round} 轮]")
            st.text(row.question, width="stretch")
            _answer(row)
    answered = bench.questions[~waiting]
    if len(answered):
        with st.expander(f"已说明的（{len(answered)}）"):
            for row in answered.itertuples():
                st.markdown(f"**{escaped(row.title)}**　:gray[第 {row.round} 轮　{clock.moment(row.asked_at)}]")
                st.text(f"问：{row.question}\n答：{row.answer}", width="stretch")


def _answer(row) -> None:
    subject = f"review-question-{row.question_id}"
    with drafts.drafting(subject, texts={"answer": ""}, labels={"answer": "说明"}) as form:
        hint = "依据是什么、看了哪些材料；评分不会因此改变"
        written = {"max_chars": LONGEST_COMMENT, "height": 100, "placeholder": hint}
        answer = st.text_area("说明", key=form.key("answer"), **written)
    if not st.button("提交说明", key=f"expert_review.answer.{row.question_id}"):
        return
    what = {"question_id": int(row.question_id), "answer": answer}
    try:
        actions.answer_question(session.engine(), **what, by=session.current_person(), at=clock.now())
    except review_words.REFUSALS as refused:
        st.error(str(refused))
        return
    drafts.finish(subject)
    outcomes.say("说明已提交，评估专员可以看到。")
