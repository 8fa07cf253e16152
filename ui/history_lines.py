"""历史 wherever it is kept: the latest steps as lines of what, from where to where, who, when, and what was said."""

from collections.abc import Callable, Mapping

import pandas as pd
import streamlit as st

from ui import clock
from ui.text import UNDEFINED, escaped, number

AT_ONCE = 40


def show(
    rows: pd.DataFrame, *, steps: Mapping[str, str], states: Mapping[str, str], said: Callable[[object], str], key: str
) -> None:
    """The latest of `rows`, newest first, and the others when asked for.

    `rows` has step, at, by_name and, where anything moves, from_state and to_state; lines fit a phone, a table is cut.
    """
    earlier = len(rows) - AT_ONCE
    everything = earlier > 0 and st.toggle(f"显示更早的 {number(earlier)} 步", key=key)
    for row in (rows if everything else rows.head(AT_ONCE)).itertuples():
        ends = (getattr(row, "from_state", None), getattr(row, "to_state", None))
        moved = " → ".join(states[state] for state in ends if state in states)
        what = f"**{steps.get(row.step, row.step)}**" + (f"　{moved}" if moved else "")
        told = said(row)
        below = "" if told == UNDEFINED else f"  \n{escaped(told)}"
        st.markdown(f"{what}　:gray[{escaped(row.by_name)}　{clock.moment(row.at)}]{below}")
