"""历史 of a quarter: who decided and did what, when; what experts judged or wrote is not in it."""

import streamlit as st

from glossary import QuarterState, WorkStep, labels
from permissions import Person
from ui import clock
from ui.quarter_setup import quarter_setup_loaders
from ui.quarter_setup import quarter_setup_words as words
from ui.quarter_setup.quarter_setup_loaders import Standing
from ui.text import UNDEFINED, escaped, number

AT_ONCE = 40


def show(standing: Standing, by: Person) -> None:
    """The latest steps, and the others when asked for."""
    rows = quarter_setup_loaders.history(standing.quarter.quarter)
    steps, states = labels(WorkStep), labels(QuarterState)
    st.caption(
        f"共 {number(len(rows))} 步，最近的在前。每一步都留痕，不能删改。"
        "专家评分、评语和说明的内容不在这里；专家说明理由时不显示姓名。"
    )
    kinds = [step for step in steps if step in set(rows["step"])]
    wanted = st.multiselect(
        "只看", kinds, format_func=steps.get, placeholder="全部步骤", key="quarter_setup.steps", width=420
    )
    rows = rows[rows["step"].isin(wanted)] if wanted else rows
    earlier = len(rows) - AT_ONCE
    everything = earlier > 0 and st.toggle(f"显示更早的 {number(earlier)} 步", key="quarter_setup.all_steps")
    for row in (rows if everything else rows.head(AT_ONCE)).itertuples():
        moved = " → ".join(states[state] for state in (row.from_state, row.to_state) if state in states)
        what = f"**{steps.get(row.step, row.step)}**" + (f"　{moved}" if moved else "")
        said = words.step_said(row.step, row.reason, row.details)
        below = "" if said == UNDEFINED else f"  \n{escaped(said)}"
        st.markdown(f"{what}　:gray[{escaped(row.by_name)}　{clock.moment(row.at)}]{below}")
    if rows.empty:
        st.info("还没有记录。")
