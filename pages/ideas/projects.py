"""民声转化项目: which projects are there, where does each stand, and which must be urged on?"""

import streamlit as st

from permissions import Permission
from ui import loaders, outcomes, session
from ui.projects import project_list, project_loaders, project_new
from ui.projects.project_loaders import ProjectFilter

person = session.current_person()
today = loaders.reporting_day()

st.title("民声转化项目")
outcomes.show()
with st.container(horizontal=True, vertical_alignment="bottom"):
    wanted = project_list.filters(key="projects")
    if person.may(Permission.MANAGE_PROJECTS):
        st.button("新建项目", type="primary", key="projects.new", on_click=project_new.begin)
if person.may(Permission.MANAGE_PROJECTS):
    project_new.show(person)
project_list.remember()
if not person.may(Permission.READ_IDEAS):
    st.caption("只列出本单位主责或配合的项目。")
counts = project_loaders.state_counts(wanted, today)
if not counts["count"].sum() and wanted == ProjectFilter():
    st.info("还没有项目。金点子入库后可以立项，建议也可以直接立项。")
    session.stop()
project_list.headline_counts(counts)
found = project_loaders.projects(wanted, today)
if found.empty:
    st.info("没有符合条件的项目，请换个词或放宽条件。")
    session.stop()
project_list.table(found, today, key="projects.table")
