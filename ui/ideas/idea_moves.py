"""Moving an idea: what is possible from where it stands, what is lacking, and the words a move needs."""

import pandas as pd
import streamlit as st

from actions import ideas
from actions.idea_rules import MOVES, WAY, is_backward
from actions.idea_words import IdeaRefused
from data_access.ideas import NoSuchIdea, StaleIdea
from glossary import BESIDE_THE_WAY, IdeaState
from permissions import NotPermitted, Person
from ui import outcomes
from ui.ideas import idea_words
from ui.text import escaped

REFUSALS = (IdeaRefused, NoSuchIdea, StaleIdea, NotPermitted)
EXPLAINED = {
    IdeaState.CONVERTED: "转化由“立项”或“登记政策文件”带来，请在“转化”中办理。",
    IdeaState.EFFECTIVE: "见效需要写明成效，并且转化项目已见效或已有政策采用。",
}


def targets(state: IdeaState) -> list[IdeaState]:
    """Where an idea may go from a state: on first, then back, then beside the way."""
    order = {to: (to in BESIDE_THE_WAY, is_backward(state, to), to not in WAY or WAY.index(to)) for to in MOVES[state]}
    return sorted(MOVES[state], key=order.__getitem__)


def dialog(idea: pd.Series, by: Person) -> None:
    """The window to move one idea; call it from the run in which its button was pressed."""
    window = st.dialog(f"流转：{idea['title'][:30]}", width="medium")
    window(_form)(idea, by)


def _form(idea: pd.Series, by: Person) -> None:
    state, key = IdeaState(idea["state"]), f"idea_moves.{idea['number']}.{idea['version']}"
    st.caption(f"{idea['number']}　现在：{state.label}")
    options = targets(state)
    to = st.radio("流转到", options, format_func=lambda each: _option(state, each), key=f"{key}.to", horizontal=True)
    if to in EXPLAINED:
        st.caption(EXPLAINED[to])
    if to is IdeaState.CONVERTED and state is IdeaState.BANKED:
        idea_words.link(idea["number"], "去“转化”办理", part="conversion")
        return
    backward = is_backward(state, to)
    words = {}
    if backward:
        words["reason"] = st.text_area("原因（必填）", max_chars=200, height=80, key=f"{key}.reason")
    if to is IdeaState.NOT_ADOPTED:
        label = "答复建议人（必填）"
        help_text = "记入每件来源建议的办理记录，由分办员告知建议人。"
        words["answer"] = st.text_area(label, max_chars=2000, height=120, key=f"{key}.answer", help=help_text)
    if to is IdeaState.EFFECTIVE:
        words["effect"] = st.text_area("成效（必填）", value=idea["effect"], max_chars=2000, key=f"{key}.effect")
    if st.button("退回" if backward and to in WAY else "确定", type="primary", key=f"{key}.go"):
        said = f"“{escaped(idea['title'])}”已到{to.label}。"
        place = {"number": idea["number"], "version": int(idea["version"]), "to": to}
        outcomes.attempt(said, ideas.move, refusals=REFUSALS, by=by, **place, **words)


def _option(state: IdeaState, to: IdeaState) -> str:
    if to in BESIDE_THE_WAY:
        return to.label
    return f"退回{to.label}" if is_backward(state, to) and state not in BESIDE_THE_WAY else to.label
