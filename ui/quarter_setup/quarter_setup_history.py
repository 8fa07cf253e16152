"""历史 of a quarter: who decided and did what, when; what experts judged or wrote is not in it."""

import streamlit as st

from glossary import QuarterState, WorkStep, labels
from permissions import Person
from ui import history_lines
from ui.quarter_setup import quarter_setup_loaders
from ui.quarter_setup import quarter_setup_words as words
from ui.quarter_setup.quarter_setup_loaders import Standing
from ui.text import number


def show(standing: Standing, by: Person) -> None:
    """The latest steps, and the others when asked for."""
    rows = quarter_setup_loaders.history(standing.quarter.quarter)
    steps = labels(WorkStep)
    st.caption(
        f"共 {number(len(rows))} 步，最近的在前。每一步都留痕，不能删改。"
        "专家评分、评语和说明的内容不在这里；专家说明理由时不显示姓名。"
    )
    kinds = [step for step in steps if step in set(rows["step"])]
    wanted = st.multiselect(
        "只看", kinds, format_func=steps.get, placeholder="全部步骤", key="quarter_setup.steps", width=420
    )
    rows = rows[rows["step"].isin(wanted)] if wanted else rows
    history_lines.show(
        rows,
        steps=steps,
        states=labels(QuarterState),
        said=lambda row: words.step_said(row.step, row.reason, row.details),
        key="quarter_setup.all_steps",
    )
    if rows.empty:
        st.info("还没有记录。")
