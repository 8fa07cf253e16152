"""历史 on a project's page: every step with who and when, newest first."""

import streamlit as st

from glossary import ProjectState, WorkStep, labels
from ui import history_lines
from ui.projects import project_words
from ui.projects.project_loaders import ProjectSheet
from ui.text import number


def show(project: ProjectSheet) -> None:
    """The latest steps, and the others when asked for."""
    st.caption(f"共 {number(len(project.history))} 步，最近的在前。每一步都留痕，不能删改。")
    history_lines.show(
        project.history,
        steps=labels(WorkStep),
        states=labels(ProjectState),
        said=lambda row: project_words.step_said(row.step, row.reason, row.details),
        key="project_history.all",
    )
