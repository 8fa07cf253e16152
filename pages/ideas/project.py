"""转化项目: where does this project stand, what is lacking for the next step, and what has been reached?"""

import streamlit as st

from actions.attachments import may_attach
from glossary import SubjectKind
from ui import address, attachments, comments, outcomes, session
from ui.projects import project_head, project_history, project_loaders, project_parts, project_review
from ui.text import escaped

PARTS = {
    "overview": "概况与目标",
    "plan": "节点与进展",
    "review": "评审",
    "talk": "讨论与附件",
    "history": "历史",
}

person = session.current_person()
number = st.query_params.get("project", "")
project = project_loaders.sheet(number) if number else None
if project is None:
    project_head.way_back()
    st.title("转化项目")
    outcomes.show()
    if number:
        st.warning(f"没有编号为 {escaped(number[:24])} 的项目，或不对您的身份开放。请核对编号。")
    else:
        st.info("请从“民声转化项目”里打开一个项目。")
    session.stop()

project_head.show(project, person)
part = address.one("部分", "part", PARTS, key=f"project.part.{number}", default="overview")
if part == "overview":
    project_parts.overview(project, person)
elif part == "plan":
    project_parts.plan(project, person)
elif part == "review":
    project_review.show(project, person)
elif part == "talk":
    st.subheader("讨论")
    comments.show(SubjectKind.PROJECT, number, key="project.comments")
    st.subheader("证据和照片")
    attachments.show(
        SubjectKind.PROJECT, number, may_add=may_attach(person, SubjectKind.PROJECT), key="project.attachments"
    )
else:
    project_history.show(project)
