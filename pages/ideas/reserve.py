"""政策点子储备库: how many ideas become policy, which are kept for it, and which documents took one up?"""

import streamlit as st

from permissions import Permission
from ui import outcomes, session
from ui.ideas import reserve_parts
from ui.projects import project_loaders
from ui.text import number

person = session.current_person()
may_write = person.may(Permission.MANAGE_IDEAS)

st.title("政策点子储备库")
outcomes.show()
counted = project_loaders.idea_counts()
reserve_parts.rates(counted)
st.caption("按金点子现在所处的状态计算；并入别的金点子的不重复计。")

kept = project_loaders.reserved_ideas()
st.subheader(f"储备中的金点子（{number(len(kept))}）")
if may_write:
    with st.container(horizontal=True):
        if st.button("列入储备", type="primary", key="reserve.add"):
            reserve_parts.reserve(person)
        if st.button("登记政策采用", key="reserve.add_document"):
            reserve_parts.link_any(person)
if kept.empty:
    st.info("储备库里还没有金点子。论证以后或留存参考的金点子可以列入，等适合的政策来采用。")
reserve_parts.reserved(kept, person, may_write)

linked = project_loaders.policies()
st.subheader(f"采用金点子的政策文件（{number(int(linked['removed_at'].isna().sum()))}）")
if linked.empty:
    st.info("还没有登记过政策文件。文件印发后在这里登记：标题、文号、日期、印发单位、采用了什么。")
reserve_parts.documents(linked, person, may_write)
