"""金点子库: which ideas are there, where does each stand, and which one do I want to move or open?"""

import streamlit as st

from glossary import IdeaState, labels
from permissions import Permission
from reports.idea_workbook import idea_workbook
from reports.rejected_rows import rejected_rows_workbook
from ui import address, outcomes, session
from ui.ideas import idea_board, idea_filters, idea_loaders, idea_new, idea_tables
from ui.ideas.idea_loaders import IdeaFilter
from ui.text import number

VIEWS = {"board": "看板", "table": "表格"}

person = session.current_person()

st.title("金点子库")
outcomes.show()
with st.container(horizontal=True, vertical_alignment="bottom"):
    view = address.one("样式", "view", VIEWS, key="bank.view", default="board")
    query = address.words("查找", "q", key="bank.q", placeholder="标题、问题、方案中的词，或编号", width=260)
    asked = idea_filters.more(key="bank")
    if person.may(Permission.MANAGE_IDEAS):
        st.button("新建金点子", type="primary", key="bank.new", on_click=idea_new.begin, args=("bank",))
if person.may(Permission.MANAGE_IDEAS):
    idea_new.show(person, key="bank")
found = idea_filters.searched(asked, query)
idea_filters.remember()
counts = idea_loaders.state_counts(found)
total = sum(counts.values())
if not total and (query or asked != IdeaFilter()):
    st.info("没有符合条件的金点子，请换个词或放宽条件。")
elif not total:
    st.info("还没有金点子。可以在“点题”里由群众建议提出，也可以新建。")
else:
    told = "、".join(
        f"{label} {number(counts[state])}" for state, label in labels(IdeaState).items() if state in counts
    )
    st.caption(f"共 {number(total)} 个：{told}。")
    if view == "board":
        idea_board.board(idea_loaders.cards(found, idea_board.PER_STATE), counts, person)
    else:
        idea_tables.table(found, total, key="bank.table")
idea_tables.files(person, found, write=idea_workbook, write_left_out=rejected_rows_workbook, key="bank.files")
