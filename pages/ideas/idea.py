"""金点子: what is this idea, where does it stand, who said what about it, and what came of it?"""

import streamlit as st

from glossary import SubjectKind
from permissions import Permission
from reports.idea_sheet import idea_sheet
from ui import address, attachments, comments, session
from ui.ideas import (
    idea_answer_part,
    idea_conversion_part,
    idea_head,
    idea_history_part,
    idea_loaders,
    idea_partners,
    idea_source_part,
    idea_text_part,
)
from ui.text import escaped

PARTS = {
    "text": "内容",
    "sources": "点题",
    "partners": "破题",
    "answers": "答题",
    "conversion": "转化",
    "talk": "讨论与附件",
    "history": "历史",
}

person = session.current_person()
number = st.query_params.get("idea", "")
if not number:
    st.title("金点子")
    idea_head.choose(person)
    session.stop()
idea = idea_loaders.head(number)
if idea is None:
    st.title("金点子")
    st.warning(f"没有编号为 {escaped(number[:24])} 的金点子，或不对您的身份开放。请核对编号。")
    idea_head.choose(person)
    session.stop()

idea_head.show(idea, person)
part = address.one("部分", "part", PARTS, key=f"idea.part.{number}", default="text")
is_live = idea["merged_into"] is None
manages = person.may(Permission.MANAGE_IDEAS) and is_live
if part == "text":
    idea_text_part.show(idea, person, may_write=manages, write_sheet=idea_sheet)
elif part == "sources":
    idea_source_part.show(idea, person)
elif part == "partners":
    idea_partners.show(idea, may_write=manages)
elif part == "answers":
    idea_answer_part.show(idea, person)
elif part == "conversion":
    idea_conversion_part.show(idea, person)
elif part == "talk":
    st.subheader("讨论")
    comments.show(SubjectKind.IDEA, number, key="idea.comments")
    st.subheader("附件")
    may_add = (manages or person.may(Permission.ANSWER_IDEAS)) and is_live
    attachments.show(SubjectKind.IDEA, number, may_add=may_add, key="idea.attachments")
else:
    idea_history_part.show(idea)
