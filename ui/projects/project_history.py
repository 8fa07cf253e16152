"""历史 on a project's page: every step with who and when, newest first."""

import streamlit as st

from glossary import ProjectState, WorkStep, labels
from ui import clock
from ui.projects import project_words
from ui.projects.project_loaders import ProjectSheet
from ui.text import UNDEFINED, escaped, number

AT_ONCE = 40


def show(project: ProjectSheet) -> None:
    """The latest steps, and the others when asked for."""
    rows, earlier = project.history, len(project.history) - AT_ONCE
    st.caption(f"共 {number(len(rows))} 步，最近的在前。每一步都留痕，不能删改。")
    everything = earlier > 0 and st.toggle(f"显示更早的 {number(earlier)} 步", key="project_history.all")
    steps, states = labels(WorkStep), labels(ProjectState)
    for row in (rows if everything else rows.head(AT_ONCE)).itertuples():
        moved = " → ".join(states[state] for state in (row.from_state, row.to_state) if state in states)
        what = f"**{steps.get(row.step, row.step)}**" + (f"　{moved}" if moved else "")
        said = project_words.step_said(row.step, row.reason, row.details)
        below = "" if said == UNDEFINED else f"  \n{escaped(said)}"
        st.markdown(f"{what}　:gray[{escaped(row.by_name)}　{clock.moment(row.at)}]{below}")
