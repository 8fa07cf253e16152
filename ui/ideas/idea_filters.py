"""Filters of the idea bank, kept in the address, and the way back to them from an idea."""

from dataclasses import replace

import streamlit as st

from glossary import IdeaOrigin, IdeaState, labels
from ui import address, loaders
from ui.ideas import idea_loaders
from ui.ideas.idea_loaders import IdeaFilter

ADDRESS = "idea_filters.address"
# Parameter → what is chosen from it; in the order drawn.
LISTS = {"state": "状态", "category": "一级分类", "township": "镇办区", "department": "承办单位", "origin": "点题"}
MOST_FOUND = 500


def more(key: str) -> IdeaFilter:
    """A popover with the lists; its button says how many are in use."""
    options = {
        "state": labels(IdeaState),
        "category": loaders.names("category_parent"),
        "township": loaders.names("township"),
        "department": loaders.names("department"),
        "origin": labels(IdeaOrigin),
    }
    chosen = address.lists(LISTS, options, key=key)
    return IdeaFilter(
        states=chosen["state"],
        categories=chosen["category"],
        townships=chosen["township"],
        departments=chosen["department"],
        origins=chosen["origin"],
    )


def searched(asked: IdeaFilter, query: str) -> IdeaFilter:
    """The filter narrowed to what the full-text search finds, the first 500 by rank."""
    if not query:
        return asked
    return replace(asked, numbers=idea_loaders.found_numbers(query, MOST_FOUND))


def remember() -> None:
    """Keep the address of the bank, so that an idea can lead back to it."""
    st.session_state[ADDRESS] = st.query_params.to_dict()


def way_back() -> dict:
    """The query parameters the bank had when this person left it."""
    return st.session_state.get(ADDRESS, {})
