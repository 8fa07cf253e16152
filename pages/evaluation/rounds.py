"""评审轮次: who reviews what, how far is the round, and what do closed rounds say?"""

import streamlit as st

from glossary import QuarterState
from ui import address, outcomes, session
from ui.evaluation import evaluation_loaders
from ui.rounds import rounds_conclusions, rounds_figures, rounds_loaders, rounds_panels, rounds_progress

PARTS = {"progress": "进度", "panels": "分组与分派", "closed": "已关闭轮次", "conclusions": "评审结论"}

person = session.current_person()
st.title("评审轮次")
outcomes.show()
quarters = {each.quarter: each for each in evaluation_loaders.quarters()}
if not quarters:
    st.info("还没有开展三评的季度。请先到“评估组织”建立一个季度。")
    session.stop()
running = [name for name, each in quarters.items() if each.state is QuarterState.OPEN]
names = {name: f"{name}（{each.state.label}）" for name, each in quarters.items()}
with st.container(horizontal=True, vertical_alignment="center"):
    default = (running or list(names))[0]
    quarter = address.one("季度", "quarter", names, key="rounds.quarter", default=default)
found = rounds_loaders.organisation(quarter)
part = address.one("部分", "part", PARTS, key=f"rounds.part.{quarter}", default="progress")
if part == "progress":
    rounds_progress.show(found, person)
elif part == "panels":
    rounds_panels.show(found, person)
elif part == "closed":
    rounds_figures.show(found, person)
else:
    rounds_conclusions.show(found, person)
