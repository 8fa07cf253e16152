"""从建议到见效: the flow of ideas as a picture and as a table, each part opening the ideas it counts."""

import pandas as pd
import streamlit as st

from glossary import IdeaOrigin, IdeaOutcome, IdeaState
from scoring.idea_flow import STAGES, links
from ui import charts, tables
from ui.chart_style import ACCENT, NEUTRAL, SET_ASIDE
from ui.listings import Listing, listing
from ui.text import number

HEADINGS = ("谁点题", "研究结论", "转化去向", "成效")
NAMES = {
    **{origin.value: origin.label for origin in IdeaOrigin},
    **{state.value: state.label for state in IdeaState},
    **{outcome.value: outcome.label for outcome in IdeaOutcome},
    "adopted": "采纳",
    "banked": "待转化",
    "converted": "推进中",
}
DONE = {"adopted", "effective", *(outcome.value for outcome in IdeaOutcome)}
BESIDE = {"retained", "not_adopted"}


def show(counted: pd.DataFrame, sources: dict[str, int], *, key: str) -> None:
    """The flow of the ideas counted (see data_access.idea_figures.paths); `sources`: suggestions by origin."""
    found = links(counted)
    nodes = tuple((code, NAMES[code], _more(code, sources), _ink(code)) for stage in STAGES for code in stage)
    lists = {NAMES[code]: _listing(code) for stage in STAGES for code in stage}
    charts.draw(charts.flow, found, nodes=nodes, stages=HEADINGS, title=title(counted), key=f"{key}.flow", lists=lists)
    st.caption(f"单位：个点子。这些点子来自 {number(sources['ideas'])} 件建议。点图中的竖条，列出其中的点子。")
    with st.expander("用表格看流向"):
        shown = pd.DataFrame(
            {"from": found["source"].map(NAMES), "to": found["target"].map(NAMES), "count": found["count"]}
        )
        opened = {(row, ""): _link(link.source, link.target) for row, link in enumerate(found.itertuples())}
        tables.table(shown, {"from": "从", "to": "到", "count": "点子（个）"}, key=f"{key}.links", lists=opened)


def title(counted: pd.DataFrame) -> str:
    """What the picture shows, as a sentence."""
    by_state = counted.groupby("state")["count"].sum()
    banked, converted, effective = (int(by_state.get(state, 0)) for state in ("banked", "converted", "effective"))
    parts = {"个采纳": banked + converted + effective, "个转化": converted + effective, "个见效": effective}
    if not parts["个采纳"]:
        return f"{number(by_state.sum())} 个点子，还没有采纳的"
    return "，".join(f"{number(count)} {what}" for what, count in parts.items() if count)


def _more(code: str, sources: dict[str, int]) -> str:
    return f"（{number(sources[code])} 件建议）" if sources.get(code) else ""


def _ink(code: str) -> str:
    return ACCENT if code in DONE else SET_ASIDE if code in BESIDE else NEUTRAL


def _narrowed(code: str) -> tuple[str, dict[str, str]]:
    """The measure and the group of the ideas that pass a node."""
    if code in STAGES[0]:
        return "ideas", {"origin": code}
    if code in {outcome.value for outcome in IdeaOutcome}:
        return "taken_up", {"outcome": code}
    return code, {}


def _listing(code: str) -> Listing:
    measure, group = _narrowed(code)
    return listing(NAMES[code], measure, **group)


def _link(source: str, target: str) -> Listing:
    """The ideas of a ribbon: what its target counts, of those that pass its source."""
    (_, passed), (measure, reached) = _narrowed(source), _narrowed(target)
    return listing(f"{NAMES[source]} → {NAMES[target]}", measure, **passed, **reached)
