"""Forms whose text is saved as a draft while it is typed. What pages use:

    with drafts.drafting(
        f"idea-{idea.id}-text",                                    # what is being written: a-z, 0-9 and hyphens
        texts={"problem": text.problem, "proposal": text.proposal},  # stored text, for text_area and text_input
        choices={"category": text.category_code},                  # stored values of all other widgets
        labels={"problem": "问题", "proposal": "建议", "category": "分类"},
        based_on=idea.text_sequence,                               # the stored version, when there are versions
    ) as form:
        problem = st.text_area("问题", key=form.key("problem"))    # no value=: it is in place already
        ...
        if st.button("保存", key="idea.save"):
            ...                                                    # store, with based_on=form.based_on
            drafts.finish(f"idea-{idea.id}-text")                  # only once it is stored
            outcomes.say("已保存。")

The form begins with the person's newest open draft, else as stored; it keeps what is typed from run to run, and begins
anew as stored after `finish`. A recovered draft says so and can be discarded and taken back; different drafts of other
tabs and devices are told and can be looked at and chosen. `form.based_on` is the version the text shown was written on:
store with that one, never with the newest. Labels name the fields where drafts are compared. Where a form is closed at
first, `drafts.waiting` says that somebody began to write in it.

Texts reach the database from the browser as they are typed (web/drafts.js); choices, numbers and switches with the run
they cause, so no st.form around them. Values are text, numbers, yes/no, None or lists of text; a choice that is no
longer on offer begins empty. Without the door everything is saved when a field is left.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import streamlit as st

from actions import drafts as actions
from actions.drafts import Draft, DraftRefused, SavedDraft
from ui import clock, draft_forms, draft_notices, loaders, session
from ui.draft_forms import Fields, Form

__all__ = ["drafting", "finish", "waiting"]


@contextmanager
def drafting(
    subject: str,
    *,
    texts: Mapping[str, str],
    choices: Fields | None = None,
    labels: Mapping[str, str],
    based_on: int | None = None,
) -> Iterator[Form]:
    """The place of a form; see above. One statement per run, more when something was chosen or is stored by now."""
    read_at = clock.now()
    kept = actions.kept_drafts(session.engine(), subject=subject, by=loaders.reader())
    form = _form(subject, dict(texts), dict(choices or {}), based_on, kept)
    form.read_at = read_at
    with st.container(key=form.place):
        draft_notices.above(form, kept, labels, is_behind=form.based_on != based_on)
        yield form
        saved = _save_changes(form)
        draft_notices.below(form, kept, labels, saved)


def waiting(subject: str, *, stored: Fields, opened_by: str) -> None:
    """Say beside the button that opens a form, whose label is `opened_by`, that a draft of it waits; else nothing."""
    draft_notices.waiting(subject, stored, opened_by)


def finish(subject: str) -> None:
    """What the form holds is stored for good: its draft is closed, and the next run begins it anew."""
    form = draft_forms.current(subject)
    if form is not None:
        what = {"subject": subject, "tab": form.tab, "fields": form.values(), "source": form.source}
        actions.finish(session.engine(), **what, read_at=form.read_at, by=loaders.reader(), at=clock.now())
        draft_forms.end(subject)


def _form(subject: str, texts: Fields, choices: Fields, based_on: int | None, kept: list[Draft]) -> Form:
    form = draft_forms.current(subject)
    if form is not None and not _is_outdated(form, {**texts, **choices}, based_on, kept):
        draft_forms.put_values_in_place(form)
        return form
    if form is not None:
        draft_forms.end(subject, following=form.tab)  # its own draft if it has one, never that of another tab
    wanted = draft_forms.following(subject)

    def choose(stored: Fields) -> Draft | None:
        _close_what_is_stored(subject, stored, kept)
        if wanted is None:
            return next((each for each in kept if each.is_open and draft_forms.differs(each, stored)), None)
        return next((each for each in kept if each.tab == wanted), None)

    form = draft_forms.begin(
        subject, texts=texts, choices=choices, page_version=based_on, read_at=clock.now(), choose=choose
    )
    # A page that outlived its server remembers what its fields were last left with. What was typed since has reached
    # the draft, and the screen must not fall behind it; web/drafts.js adds what has not.
    draft_forms.put_values_in_place(form, again=form.texts if session.has_door() else ())
    return form


def _close_what_is_stored(subject: str, stored: Fields, kept: list[Draft]) -> None:
    """A draft that says what is stored anyway must not come up as a draft once something else is stored."""
    settled = next((each for each in kept if each.is_open and not draft_forms.differs(each, stored)), None)
    if settled is not None:  # and all others like it
        what = {"subject": subject, "tab": settled.tab, "fields": stored, "read_at": settled.saved_at}
        actions.finish(session.engine(), **what, by=loaders.reader(), at=clock.now())


def _is_outdated(form: Form, stored: Fields, based_on: int | None, kept: list[Draft]) -> bool:
    """Somebody else stored a newer version and nothing has been typed on the older one; or the fields are others."""
    if set(stored) != set(form.began_with):
        return True
    has_draft = any(each.tab == form.tab for each in kept)
    return based_on != form.page_version and form.is_untouched() and not has_draft


def _save_changes(form: Form) -> SavedDraft | DraftRefused | None:
    """Save what the browser does not send by itself; None when there is nothing new."""
    if draft_forms.current(form.subject) is not form:  # finished in this very run
        return None
    names = form.choices if session.has_door() else (*form.texts, *form.choices)
    changed = {name: value for name, value in form.values().items() if name in names and value != form.noted[name]}
    if not changed:
        return None
    what = {"subject": form.subject, "tab": form.tab, "based_on": form.based_on, "source": form.source}
    try:
        saved = actions.save(session.engine(), **what, fields=changed, by=loaders.reader(), at=clock.now())
    except DraftRefused as refused:
        return refused
    form.noted |= changed
    return saved
