"""点题: what do many people ask for that is no idea yet, and which of it becomes one?"""

from datetime import timedelta

import streamlit as st

from insight.common_topics import common_topics
from permissions import Permission
from ui import address, loaders, outcomes, session
from ui.ideas import idea_loaders, idea_new, topic_parts
from ui.text import number

PERIODS = {"90": "近90天", "365": "近一年"}
AT_ONCE = 10

person = session.current_person()
picks = person.may(Permission.PICK_TOPICS)

st.title("点题")
outcomes.show()
if person.may(Permission.SET_TOPICS):
    st.write("领导点题：提出一个题目，项目经理会在待办里看到，由他们梳理、论证并反馈。")
    st.button("领导点题", type="primary", key="topics.leader", on_click=idea_new.begin, args=("topics",))
    idea_new.show(person, key="topics")
if not picks:
    st.page_link("pages/ideas/bank.py", label="查看领导点题的进展", query_params={"origin": "leader", "view": "table"})
    session.stop()

with st.container(horizontal=True, vertical_alignment="bottom"):
    period = address.one("时间", "days", PERIODS, key="topics.days", default="90")
    categories = address.many(
        "一级分类", "category", loaders.names("category_parent"), key="topics.category", width=240
    )
    townships = address.many("镇办区", "township", loaders.names("township"), key="topics.township", width=240)
end = loaders.reporting_day() + timedelta(days=1)
asked = {"start": end - timedelta(days=int(period)), "end": end}
candidates, total = idea_loaders.candidates(**asked, category_codes=categories, township_codes=townships)
st.caption(
    f"研究办和意见建议中，尚未列入金点子的 {number(total)} 件"
    + (f"，以下从最近 {number(len(candidates))} 件中找出。" if total > len(candidates) else "。")
    + "举报和保密件不在其中。"
)
together, one_by_one, aside = st.tabs(["共性问题", "逐件挑选", "已搁置"])
with together:
    topics = common_topics(candidates)
    if not topics:
        st.info("所选范围内没有三件以上相近的建议。可以放宽时间，或逐件挑选。")
    else:
        st.caption(f"同一分类里用词相近的三件以上归为一组，共 {number(len(topics))} 组，件数多的在前。")
    shown = st.session_state.get("topics.shown", AT_ONCE)
    for position, topic in enumerate(topics[:shown]):
        topic_parts.topic(topic, candidates, person, key=f"topics.{position}.{outcomes.turn()}")
    if len(topics) > shown and st.button("再看十组", key="topics.more"):
        st.session_state["topics.shown"] = shown + AT_ONCE
        st.rerun()
with one_by_one:
    if candidates.empty:
        st.info("所选范围内没有可以挑选的建议。")
    else:
        topic_parts.single(candidates, person, key=f"topics.single.{outcomes.turn()}")
with aside:
    topic_parts.set_aside(person, key="topics.aside")
