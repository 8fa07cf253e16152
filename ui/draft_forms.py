"""One form with drafts, as this tab knows it between two runs: what it began with, and from where."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import streamlit as st

from actions.drafts import Draft, Source

SESSION = "drafts.session"
Fields = dict[str, object]


@dataclass
class Form:
    """A form from its beginning to its being finished, discarded or exchanged for another draft."""

    subject: str
    turn: int
    texts: tuple[str, ...]
    choices: tuple[str, ...]
    began_with: Fields
    page_version: int | None
    based_on: int | None  # the version that what it shows was written on
    source: Source | None
    read_at: datetime  # when this run was told what the fields hold
    noted: Fields = field(default_factory=dict)  # values that need not be sent any more

    @property
    def tab(self) -> str:
        """The name of its row: the same session is known by its beginning."""
        return f"{_session()}-{self.turn}"

    @property
    def place(self) -> str:
        """The key of its container, where web/drafts.js finds what belongs to a draft."""
        version = "none" if self.based_on is None else self.based_on
        source = "none" if self.source is None else self.source.token
        return f"draft__{self.subject}__{version}__{self.tab}__{source}"

    def key(self, name: str) -> str:
        """The key of a field's widget; texts are watched in the browser, choices are saved by the run they cause."""
        kind = {**dict.fromkeys(self.texts, "text"), **dict.fromkeys(self.choices, "choice")}[name]
        return f"draft_{kind}__{self.subject}__{name}__{self.turn}"

    def values(self) -> Fields:
        """What the fields hold now, as far as this run has been told."""
        return {name: st.session_state.get(self.key(name), value) for name, value in self.began_with.items()}

    def differs_from(self, draft: Draft) -> bool:
        """Whether a draft says something else in a field that is on this form."""
        return differs(draft, self.values())

    def is_untouched(self) -> bool:
        """Whether nothing was recovered and nothing changed."""
        return self.source is None and self.values() == self.began_with


def differs(draft: Draft, values: Fields) -> bool:
    """Whether a draft says something else in one of these fields."""
    return any(name in values and values[name] != value for name, value in draft.fields.items())


def current(subject: str) -> Form | None:
    """The form as the run before left it; None before the first, and when its widgets were forgotten meanwhile."""
    form = st.session_state.get(_name("form", subject))
    if form is not None and any(form.key(name) in st.session_state for name in form.began_with):
        return form
    return None


def begin(
    subject: str,
    *,
    texts: Fields,
    choices: Fields,
    page_version: int | None,
    read_at: datetime,
    choose: Callable[[Fields], Draft | None],
) -> Form:
    """A form anew: from the draft that `choose` picks, else as stored. Its widgets find their values in place."""
    stored = as_kept(texts | choices)
    draft = choose(stored)
    values = stored if draft is None else stored | {name: draft.fields[name] for name in stored if name in draft.fields}
    form = Form(
        subject=subject,
        turn=st.session_state.get(_name("turn", subject), -1) + 1,
        texts=tuple(texts),
        choices=tuple(choices),
        began_with=values,
        page_version=page_version,
        based_on=page_version if draft is None or draft.based_on is None else draft.based_on,
        source=None if draft is None else Source(draft.tab, draft.saved_at),
        read_at=read_at,
        noted=dict(values),
    )
    st.session_state[_name("turn", subject)] = form.turn
    st.session_state[_name("form", subject)] = form
    st.session_state.pop(_name("next", subject), None)
    return form


def as_kept(stored: Fields) -> Fields:
    """Stored values as a draft keeps them: lists for tuples."""
    return {name: list(value) if isinstance(value, tuple) else value for name, value in stored.items()}


def put_values_in_place(form: Form, *, again: tuple[str, ...] = ()) -> None:
    """Give every widget that has no value yet the one the form began with, and those named `again` in any case."""
    for name, value in form.began_with.items():
        if name in again:
            st.session_state[form.key(name)] = value
        else:
            st.session_state.setdefault(form.key(name), value)


def end(subject: str, *, following: str = "") -> None:
    """The next run begins the form anew: from the draft of tab `following`, or as stored."""
    st.session_state.pop(_name("form", subject), None)
    st.session_state[_name("next", subject)] = following


def following(subject: str) -> str | None:
    """What `end` asked for; None when the page has just been opened."""
    return st.session_state.get(_name("next", subject))


def _name(what: str, subject: str) -> str:
    return f"drafts.{what}.{subject}"


def _session() -> str:
    return st.session_state.setdefault(SESSION, secrets.token_hex(6))
