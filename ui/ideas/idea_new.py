"""Raising an idea, perhaps from suggestions that were picked: a form on the page, saved as a draft while it is written.

On the page and not in a window: a press beside a window closes it, and drafts of other devices open in their own.
"""

import streamlit as st

from actions import ideas
from actions.idea_texts import IdeaText
from actions.idea_words import LONGEST_TEXT, LONGEST_TITLE
from glossary import IdeaOrigin
from permissions import Person
from ui import clock, drafts, outcomes, session
from ui.ideas import idea_words
from ui.ideas.idea_writing import LABELS, LONG, REFUSALS, places

OPEN = "idea_new.open"  # where on which page the form stands open


def begin(key: str) -> None:
    """From a callback: open the form at this place, where `show` stands."""
    st.session_state[OPEN] = key


def show(by: Person, *, key: str, numbers: tuple[str, ...] = (), title: str = "", category: str | None = None) -> None:
    """The form, where it was opened; before, that a draft of it waits, except of the many forms of proposed topics."""
    subject = _subject(numbers)
    fields = {
        "texts": {"title": title[:LONGEST_TITLE], "problem": ""},
        "choices": {"category_code": category, "township_codes": ()},
    }
    name = "领导点题" if ideas.origin_for(by) is IdeaOrigin.LEADER else "新建金点子"
    if st.session_state.get(OPEN) != key:
        if not numbers:
            drafts.waiting(subject, stored=fields["texts"] | fields["choices"], opened_by=name)
        return
    with st.container(border=True):
        st.markdown(f"**{name}**")
        if numbers:
            st.caption(f"来源建议 {len(numbers)} 件：{'、'.join(numbers[:8])}{'……' if len(numbers) > 8 else ''}")
        with drafts.drafting(subject, **fields, labels=LABELS) as form:
            given: dict = {"title": st.text_input(LABELS["title"], max_chars=LONGEST_TITLE, key=form.key("title"))}
            box = {"max_chars": LONGEST_TEXT, "height": 140, "placeholder": LONG["problem"]}
            given["problem"] = st.text_area(LABELS["problem"], **box, key=form.key("problem"))
            given |= places(form.key("category_code"), form.key("township_codes"))
            st.caption("先写标题和问题即可，其余内容建立后再补。")
            with st.container(horizontal=True):
                sent = st.button("建立", type="primary", key="idea_new.create")
                st.button("收起", key="idea_new.close", on_click=begin, args=("",))
    if sent:
        _create(IdeaText(**given), numbers, subject, by)


def _subject(numbers: tuple[str, ...]) -> str:
    """The draft goes with the earliest suggestion: a group that grows meanwhile is still about the same matter."""
    return f"idea-new-{min(numbers).lower()}" if numbers else "idea-new"


def _create(text: IdeaText, numbers: tuple[str, ...], subject: str, by: Person) -> None:
    try:
        number = ideas.create(session.engine(), text=text, suggestion_numbers=numbers, by=by, at=clock.now())
    except REFUSALS as refused:
        st.error(str(refused))
        return
    drafts.finish(subject)
    begin("")
    st.session_state[outcomes.SAID] = f"金点子 {number} 已建立。"
    st.switch_page(idea_words.PAGE, query_params={"idea": number})
