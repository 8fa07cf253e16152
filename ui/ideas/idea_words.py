"""How ideas read on screen: money, how long, links, colours of states."""

from datetime import datetime

import streamlit as st

from glossary import BESIDE_THE_WAY, Gate, IdeaState
from ui import clock, loaders
from ui.text import UNDEFINED

PAGE = "pages/ideas/idea.py"
BANK = "pages/ideas/bank.py"
# Where it stands on its way, never how good it is: one colour for all, grey beside the way, green for an effect.
COLOURS = {IdeaState.EFFECTIVE: "green", **dict.fromkeys(BESIDE_THE_WAY, "gray")}


def yuan(amount: float | None) -> str:
    """An amount in yuan as people say it: 3.5 万元, 120 万元, 800 元."""
    if amount is None or amount != amount:
        return UNDEFINED
    if amount >= 100_000_000:
        return f"{amount / 100_000_000:,.2f}".rstrip("0").rstrip(".") + " 亿元"
    if amount >= 10_000:
        return f"{amount / 10_000:,.2f}".rstrip("0").rstrip(".") + " 万元"
    return f"{amount:,.0f} 元"


def days_since(at: datetime) -> int:
    """Whole calendar days in 枣阳 from an instant to the reporting day."""
    return max(0, (loaders.reporting_day() - clock.shanghai(at).date()).days)


def state_badge(state: str) -> None:
    """Where an idea stands."""
    st.badge(IdeaState(state).label, color=COLOURS.get(IdeaState(state), "blue"))


def gate_words(gate: str) -> str:
    """门槛 as one phrase."""
    return f"门槛{Gate(gate).label}"


def link(number: str, label: str, **query: str) -> None:
    """Opens an idea, perhaps at one of its parts."""
    st.page_link(PAGE, label=label, query_params={"idea": number, **query})
