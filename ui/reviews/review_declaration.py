"""利害关系声明: asked before anything of a project is shown; an interest can also be declared later."""

import streamlit as st

from actions import expert_reviews as actions
from actions.review_words import LONGEST_REASON
from glossary import Relation
from ui import outcomes, session
from ui.reviews import review_words
from ui.text import escaped

KEY = "review_declaration"
ABOUT = (
    "声明以前不显示项目材料。与主责、配合单位有任职（含三年内曾任职）、亲属、有偿服务，"
    "或有其他可能影响公正的关系的，都应当回避。"
)
RECUSES = "提交后即回避这个项目：不再显示材料，您给它的评分不计入任何统计，不能撤回。"


def show(row) -> None:
    """The question before the file."""
    st.subheader("利害关系声明")
    st.caption(ABOUT)
    with st.container(key=KEY):
        options = {"format_func": lambda each: each.label, "index": None, "key": f"{KEY}.{row.assignment_id}"}
        relation = st.radio("您与这个项目的关系", list(Relation), **options)
        is_interest = relation not in (None, Relation.NONE)
        note = _note(row.assignment_id) if is_interest else ""
        if is_interest:
            st.warning(RECUSES)
        label = "声明并回避" if is_interest else "声明无利害关系，查看材料"
        if st.button(label, type="primary", disabled=relation is None, key=f"{KEY}.send"):
            if relation is Relation.NONE:
                _declare(row, relation, note, "已声明无利害关系。")
            else:
                _confirm(row, relation, note)
    review_words.begin_in(f".st-key-{KEY} input[type=radio]", f"declaration {row.assignment_id}")


def later(row) -> None:
    """An interest found after the declaration."""
    with st.popover("发现有利害关系", type="tertiary"):
        interests = [each for each in Relation if each is not Relation.NONE]
        relation = st.selectbox(
            "关系", interests, index=None, format_func=lambda each: each.label, placeholder="请选择", key=f"{KEY}.later"
        )
        note = _note(f"later.{row.assignment_id}")
        st.caption(RECUSES)
        if st.button("回避这个项目", disabled=relation is None, key=f"{KEY}.later_send"):
            _confirm(row, relation, note)


def _note(which: object) -> str:
    return st.text_input("说明（其他关系必填）", max_chars=LONGEST_REASON, key=f"{KEY}.note.{which}")


@st.dialog("确认回避？")
def _confirm(row, relation: Relation, note: str) -> None:
    st.markdown(f"**{escaped(row.title)}**　{row.number}")
    st.write(f"关系：{relation.label}。{RECUSES}")
    if st.button("确认回避", type="primary", key=f"{KEY}.confirmed"):
        _declare(row, relation, note, f"已回避 {row.number}，评估专员会收到提醒。")


def _declare(row, relation: Relation, note: str, said: str) -> None:
    what = {"assignment_id": int(row.assignment_id), "relation": relation, "note": note}
    outcomes.attempt(said, actions.declare, refusals=review_words.REFUSALS, by=session.current_person(), **what)
