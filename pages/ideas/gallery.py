"""金点子展示: which ideas did the city adopt, whose question was it, and what came of it?"""

import streamlit as st

from actions.gallery import counted
from ui import loaders, session
from ui.ideas import idea_figure_filters, idea_gallery

st.title("金点子展示")
options = {"category": loaders.names("category_parent"), "township": loaders.names("township")}
above = st.container(horizontal=True, vertical_alignment="center")
with above:
    chosen = idea_figure_filters.drawn(options, "gallery")
shown = idea_gallery.cards(chosen["category"], chosen["township"])
if not shown:
    st.info("所选范围内还没有采纳的金点子（入库、转化、见效），请放宽条件。")
    session.stop()
with above:
    st.caption(f"{idea_figure_filters.words(options, chosen)}，{counted(shown)}。")
    idea_gallery.print_button(chosen["category"], chosen["township"])
idea_gallery.show(shown, key="gallery")
