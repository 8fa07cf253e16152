"""How the expert review reads on screen: states, marks, anchors, links, and where the cursor begins."""

import streamlit as st

from actions.expert_reviews import REFUSALS
from glossary import ReviewState
from ui.text import UNDEFINED, escaped

__all__ = ["REFUSALS"]

PAGE = "pages/evaluation/expert_review.py"
PARAMETER = "assignment"
COLOURS = {
    ReviewState.UNDECLARED: "orange",
    ReviewState.WAITING: "blue",
    ReviewState.SUBMITTED: "green",
    ReviewState.ABSTAINED: "gray",
    ReviewState.RECUSED: "gray",
    ReviewState.MISSED: "red",
}
# Once the fields of a project stand: digits on a phone's keyboard; on a computer the first empty field has the cursor.
BEGIN = """<script>(() => {{
  const told = {token};
  const begin = (left) => {{
    const fields = [...document.querySelectorAll('{fields}')].filter((each) => each.offsetParent);
    const dialog = fields[0]?.closest('[role=dialog]');
    // A dialog takes the cursor for itself, at a moment of its own.
    if (left && (dialog || !fields.length)) setTimeout(begin, 100, left - 1);
    if (!fields.length) return;
    if ({digits}) fields.forEach((each) => (each.inputMode = 'decimal'));
    const at = document.activeElement;
    if (at && !at.matches('body,[role=dialog]') && !(dialog && !dialog.contains(at))) return;
    if (!dialog) document.querySelector('[data-testid=stMain]').scrollTo(0, 0);
    if (matchMedia('(pointer: coarse)').matches) return;
    const empty = fields.find((each) => each.type === 'text' && each.value === '');
    (empty ?? fields[0]).focus({{ preventScroll: true }});
  }};
  begin(30);
}})()</script>"""


def state_badge(state: str) -> None:
    """Where the expert stands with a project."""
    if not state:
        st.badge("本轮不评", color="gray")
    else:
        st.badge(ReviewState(state).label, color=COLOURS[ReviewState(state)])


def mark(value: float | None) -> str:
    """A mark as one writes it: 85 or 85.5; — without one."""
    return UNDEFINED if value is None or value != value else f"{value:g}"


def points(value: float | None) -> str:
    """Points of a total or of a panel: 83.25; — without one."""
    return UNDEFINED if value is None or value != value else f"{value:.2f}"


def departments(row) -> str:
    """Who carries a project of the list."""
    others = f"；配合 {'、'.join(row.supporting)}" if row.supporting else ""
    return escaped(f"主责 {row.lead or '未定'}{others}")


def to_list() -> None:
    """The way back to the list."""
    st.button("我的项目", icon=":material/arrow_back:", type="tertiary", on_click=show_list, key="expert_review.back")


def show_list() -> None:
    """Show the list from the next run on."""
    st.query_params.pop(PARAMETER, None)


def show_project(assignment_id: int) -> None:
    """Show this project from the next run on."""
    st.query_params[PARAMETER] = str(assignment_id)


def begin_in(fields: str, token: str, *, digits: bool = False) -> None:
    """Put the cursor into the first empty of these fields (a CSS selector) when `token` is new on the screen."""
    script = BEGIN.format(fields=fields, token=repr(token), digits="true" if digits else "false")
    st.html(script, unsafe_allow_javascript=True)
