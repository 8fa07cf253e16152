"""The frame of every page: who is signed in, what they may open, and whether the data are real."""

import streamlit as st

from data_access.to_do import open_to_do_count
from ui import charts, loaders, navigation, session

st.set_page_config(page_title="民声工作台", layout="wide")

person = session.current_person()
engine = session.engine()
loaders.begin(person)
charts.prepare()
demonstration = loaders.is_demonstration()
pages = navigation.pages_for(person, open_to_dos=open_to_do_count(engine, by=person))
page = st.navigation(pages, expanded=True)

with st.sidebar:
    st.caption(f"{person.name} · {person.role.label}")
    if demonstration:
        st.badge("演示数据", color="gray")
    if st.button("退出登录", key="app.sign_out"):
        session.sign_out()

if demonstration:
    st.caption("演示数据：本页内容均为虚构，不是真实建议。")

session.run_to_the_end(page)
