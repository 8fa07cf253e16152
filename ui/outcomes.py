"""What came of an action: said on the page after the rerun, or why it was refused, where the button is."""

from collections.abc import Callable

import streamlit as st

from permissions import Person
from ui import clock, session

SAID, TURN, FROM_BELOW = "outcomes.said", "outcomes.turn", "outcomes.from_below"
Refusals = type[Exception] | tuple[type[Exception], ...]


def attempt(said: str, action: Callable, *, refusals: Refusals, by: Person, **arguments: object) -> None:
    """Do it and say so after the rerun; a refusal is shown here, with everything typed still in place."""
    try:
        action(session.engine(), by=by, at=clock.now(), **arguments)
    except refusals as refused:
        st.error(str(refused))
        return
    say(said)


def say(sentence: str, *, from_below: bool = False) -> None:
    """Run the page again, with this sentence on it once; `from_below`: pressed where the page's title may be far."""
    st.session_state[SAID] = sentence
    st.session_state[FROM_BELOW] = from_below
    st.session_state[TURN] = turn() + 1
    st.rerun()


def turn() -> int:
    """How often something was done: controls whose keys carry it begin anew afterwards, and not after a refusal."""
    return st.session_state.get(TURN, 0)


def show() -> None:
    """The sentence of the run before, under the page's title; for whoever is far below it also in the corner."""
    if SAID in st.session_state:
        said = st.session_state.pop(SAID)
        st.success(said)
        if st.session_state.pop(FROM_BELOW, False):
            st.toast(said, icon=":material/check:", duration="long")
