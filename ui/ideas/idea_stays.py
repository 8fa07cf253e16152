"""金点子 by state: how many are there, how long they have been, and how long a stay usually takes."""

import pandas as pd

from glossary import OPEN_IDEA_STATES, IdeaState, labels
from ui import tables
from ui.listings import Listing, listing
from ui.text import UNDEFINED, number

COLUMNS = {
    "state": "状态",
    "now": "现有（个）",
    "median_so_far": "已停留（中位数，天）",
    "longest_so_far": "最久（天）",
    "usual": "通常停留（天）",
    "finished": "离开过（次）",
}


def show(figures: pd.DataFrame, *, key: str) -> None:
    """The figures of scoring.idea_stays.stay_figures, one row per state; a click opens the ideas there now."""
    names = labels(IdeaState)
    shown = figures.assign(state=figures["state"].map(names))
    opened = {(row, ""): state_listing(state) for row, state in enumerate(figures["state"])}
    tables.table(shown, COLUMNS, key=key, lists=opened)


def state_listing(state: str) -> Listing:
    """The ideas now in a state."""
    return listing(f"现在：{IdeaState(state).label}", state)


def longest_wait(figures: pd.DataFrame) -> str:
    """How long the idea without a conclusion has waited that has waited longest, such as 143 天（梳理）."""
    is_open = figures["state"].isin([state.value for state in OPEN_IDEA_STATES])
    waiting = figures[is_open & figures["longest_so_far"].notna()]
    if waiting.empty:
        return UNDEFINED
    longest = waiting.loc[waiting["longest_so_far"].idxmax()]
    return f"{number(longest['longest_so_far'])} 天（{IdeaState(longest['state']).label}）"
