"""内容 on an idea's page: the text in force, its editing, and texts that wait for a comparison."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from data_access.idea_texts import text_of
from permissions import Person
from ui import clock
from ui.ideas import idea_files, idea_loaders, idea_writing
from ui.ideas.idea_writing import LABELS, OPEN, shown
from ui.text import escaped


def show(idea: pd.Series, by: Person, *, may_write: bool, write_sheet: Callable) -> None:
    """The text field by field, or the form over it; `write_sheet`: reports.idea_sheet.idea_sheet."""
    versions = idea_loaders.versions(idea["id"])
    if may_write:
        idea_writing.compare(idea, versions, by)
    is_open = may_write and st.session_state.get(OPEN) == idea["number"]
    if is_open:
        idea_writing.edit(idea, versions, by)
        if st.button("不改了", key="idea_text.close", help="没有提交的内容留作草稿。"):
            st.session_state[OPEN] = None
            st.rerun()
        return
    row = next(versions[versions["sequence"] == idea["text_sequence"]].itertuples())
    text = text_of(row)
    if idea["effect"]:
        st.markdown("**成效**")
        st.text(idea["effect"], width="stretch")
    for name, label in LABELS.items():
        if name != "title":
            st.markdown(f"**{label.removesuffix('（元）')}**")
            st.text(shown(name, getattr(text, name)), width="stretch")
    st.caption(f"第 {row.sequence} 版　{escaped(row.by_name)}　{clock.moment(row.at)}")
    if may_write:
        idea_writing.say_what_waits(idea, text)
    with st.container(horizontal=True):
        if may_write and st.button(idea_writing.EDIT, key="idea_text.edit"):
            st.session_state[OPEN] = idea["number"]
            st.rerun()
        idea_files.sheet(idea["number"], write=write_sheet, key="idea_text.sheet")
