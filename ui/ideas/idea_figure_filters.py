"""Which ideas 金点子成效 counts: year, category and township, kept in the address and said in words."""

from collections.abc import Mapping

import streamlit as st

from ui import address, loaders
from ui.ideas import idea_figure_loaders
from ui.ideas.idea_figure_loaders import IdeaScope
from ui.text import day

LABELS = {"raised": "建立年份", "category": "一级分类", "township": "镇办区"}


def asked(key: str, *, place) -> IdeaScope:
    """Draw the filters into their place, and beside them what they stand for."""
    options = {
        "raised": {str(year): f"{year} 年" for year in idea_figure_loaders.years()},
        "category": loaders.names("category_parent"),
        "township": loaders.names("township"),
    }
    with place:
        chosen = drawn(options, key)
        st.caption(f"{words(options, chosen)}。统计时点 {day(loaders.reporting_day())}；已并入其他点子的不重复计数。")
    years = tuple(int(year) for year in chosen["raised"])
    return IdeaScope(years=years, categories=chosen["category"], townships=chosen["township"])


def drawn(options: Mapping[str, Mapping[str, str]], key: str) -> dict[str, tuple[str, ...]]:
    """A popover with one list per name of `options` (name → code → label); what is chosen in each."""
    return address.lists({name: LABELS[name] for name in options}, options, key=key)


def words(options: Mapping[str, Mapping[str, str]], chosen: Mapping[str, tuple[str, ...]]) -> str:
    """What is chosen, such as 建立年份：2025 年　镇办区：南城街道; 全部金点子 when nothing is."""
    parts = [
        f"{LABELS[name]}：{'、'.join(options[name][code] for code in codes)}" for name, codes in chosen.items() if codes
    ]
    return "　".join(parts) or "全部金点子"
