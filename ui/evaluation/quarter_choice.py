"""Which quarter, on the pages where a quarter is worked on: the one that is open comes first."""

from collections.abc import Iterable

import streamlit as st

from data_access.evaluation_quarters import Quarter
from glossary import QuarterState
from ui import address
from ui.evaluation import evaluation_terms
from ui.text import escaped


def running_first(quarters: Iterable[Quarter], *, key: str, empty: str) -> Quarter | None:
    """The quarter in the address, else the newest that is open, else the newest; says `empty` when there is none."""
    known = {each.quarter: each for each in quarters}
    if not known:
        st.info(empty)
        return None
    asked = st.query_params.get("quarter", "")
    if asked and asked not in known:
        st.warning(f"没有 {escaped(asked[:12])} 的三评，或还不对您开放，下面是最近的一个季度。")
    newest = next((name for name, each in known.items() if each.state is QuarterState.OPEN), next(iter(known)))
    names = {name: f"{evaluation_terms.in_words(name)}（{each.state.label}）" for name, each in known.items()}
    look = {"width": 220, "label_visibility": "collapsed"}
    return known[address.listed("季度", "quarter", names, key=key, default=newest, **look)]
