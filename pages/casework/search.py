"""检索: which suggestions or ideas speak of this?"""

import streamlit as st

from permissions import Permission
from ui import address, search_results, session
from ui.search_results import KINDS, PersonalNumberAsked

person = session.current_person()

st.title("检索")
kind = address.one("找什么", "kind", KINDS, key="search.kind", default="suggestions")
query = address.words(
    "检索词", "q", key="search.q", max_chars=100, placeholder="例如：小区 停车", label_visibility="collapsed"
)
if kind == "suggestions" and person.may(Permission.READ_OWN_DEPARTMENT_FIGURES):
    st.caption("只找本单位主责的建议。")
elif kind == "ideas" and person.may(Permission.READ_OWN_DEPARTMENT_IDEAS):
    st.caption("只找本单位参与答题的金点子。")

if not search_results.asks_something(query):
    if query:
        st.warning("请输入要找的字、字母或数字，只有标点找不到内容。")
    st.info(
        "在标题和内容里找。两个字以上的词更准：\n\n"
        "- 几个词用空格分开，每个词都要出现：小区 停车\n"
        "- 加引号的按原样连着找，可以跨过标点：“充电桩，不足”\n"
        "- 全角半角、大小写都一样；字母和数字按整个词找，例如 12345\n"
        "- 知道编号的，直接写编号：2025-000123、JDZ-2025-0003\n\n"
        "举报和保密件不在其中；手机号、身份证号不显示全。"
    )
    session.stop()
try:
    found, page = search_results.find(kind, query)
except PersonalNumberAsked as refused:
    st.warning(str(refused))
    session.stop()
if not found.total:
    search_results.say_nothing_found(kind, found)
    session.stop()
search_results.show(kind, found, query)
search_results.pages(found, page)
