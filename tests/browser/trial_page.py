"""One page with everything that hangs on an idea; served by trial_server."""

import streamlit as st

from actions.attachments import may_attach
from glossary import SubjectKind
from ui import attachments, comments, loaders, outcomes, session


def trial() -> None:
    """Attachments and comments of the idea in the address."""
    person, number = session.current_person(), st.query_params["idea"]
    loaders.begin(person)
    st.title("附件与评论")
    outcomes.show()
    may_add = may_attach(person, SubjectKind.IDEA)
    attachments.show(SubjectKind.IDEA, number, may_add=may_add, key="trial.files")
    comments.show(SubjectKind.IDEA, number, key="trial.comments")


pages = [st.Page(lambda: None, title="-", default=True), st.Page(trial, url_path="trial", title="试用")]
session.run_to_the_end(st.navigation(pages))
