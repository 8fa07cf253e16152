"""Parts of 点题: groups of suggestions on one matter, single ones, what was set aside, and what may become of them."""

import pandas as pd
import streamlit as st

from actions import idea_sources
from actions.idea_words import IdeaRefused
from data_access.ideas import NoSuchIdea, StaleIdea
from insight.common_topics import CommonTopic
from permissions import NotPermitted, Person
from ui import clock, loaders, outcomes
from ui.ideas import idea_loaders, idea_new, topic_words
from ui.text import escaped, masked, number

REFUSALS = (IdeaRefused, NoSuchIdea, StaleIdea, NotPermitted)


def topic(found: CommonTopic, candidates: pd.DataFrame, by: Person, *, key: str) -> None:
    """One group: what its members share, its members, and what may become of it."""
    members = candidates.iloc[list(found.rows)]
    category = loaders.names("category").get(found.category_code, "未分类")
    with st.container(border=True):
        st.markdown(f"**{escaped('、'.join(found.words))}**　:gray[{escaped(category)}　{number(len(members))} 件]")
        for title in members["title"].head(3):
            st.text(f"· {masked(title)}", width="stretch")
        with st.expander(f"看全部 {len(members)} 件，并挑选"):
            picked = _pick(members, key=f"{key}.members")
        _offer(picked if len(picked) else members, by, title=members["title"].iloc[0], key=key)


def single(candidates: pd.DataFrame, by: Person, *, key: str) -> None:
    """All candidates in one table, to pick from by hand."""
    picked = _pick(candidates, key=f"{key}.table")
    if len(picked):
        _offer(picked, by, title=picked["title"].iloc[0], key=key)
    else:
        st.caption("选中一件或几件后，可以建成金点子、列入已有的金点子，或不再推荐。")


def _pick(found: pd.DataFrame, *, key: str) -> pd.DataFrame:
    shown = topic_words.in_chinese(found)
    event = st.dataframe(shown, hide_index=True, on_select="rerun", selection_mode="multi-row", key=key)
    return found.iloc[list(event.selection.rows)]


def _offer(chosen: pd.DataFrame, by: Person, *, title: str, key: str) -> None:
    numbers = tuple(chosen["number"])
    codes = set(chosen["category_code"])
    with st.container(horizontal=True):
        label = f"用这 {len(numbers)} 件建金点子"
        st.button(label, key=f"{key}.new", on_click=idea_new.begin, args=(key,))
        # A window, so that the list of all ideas is sent only when somebody asks for it.
        if st.button("列入已有的", key=f"{key}.existing"):
            st.dialog(f"把 {len(numbers)} 件列入已有的金点子")(_into_existing)(numbers, by, key)
        if st.button("不再推荐", key=f"{key}.dismiss"):
            said = f"{len(numbers)} 件不再推荐，可以在“已搁置”里恢复。"
            asked = {"suggestion_numbers": numbers}
            outcomes.attempt(said, idea_sources.dismiss_topics, refusals=REFUSALS, by=by, **asked)
    begun = {"numbers": numbers, "title": masked(title), "category": codes.pop() if len(codes) == 1 else None}
    idea_new.show(by, key=key, **begun)


def _into_existing(numbers: tuple[str, ...], by: Person, key: str) -> None:
    ideas = idea_loaders.names_of_open()
    target = st.selectbox(
        "列入哪个金点子", list(ideas), index=None, format_func=lambda each: f"{each}　{ideas[each]}",
        placeholder="请选择", key=f"{key}.target",
    )  # fmt: skip
    if st.button("列入", key=f"{key}.add", disabled=target is None):
        said = f"已列入 {target}。"
        place = {"number": target, "suggestion_numbers": numbers}
        outcomes.attempt(said, idea_sources.add_sources, refusals=REFUSALS, by=by, **place)


def set_aside(by: Person, *, key: str) -> None:
    """What is not proposed any more, to be proposed again."""
    found = idea_loaders.dismissed()
    if found.empty:
        st.info("没有搁置的建议。")
        return
    shown = pd.DataFrame(
        {
            "编号": found["number"],
            "标题": [masked(title) for title in found["title"]],
            "搁置时间": [clock.moment(at) for at in found["dismissed_at"]],
            "谁": found["by_name"],
        }
    )
    event = st.dataframe(shown, hide_index=True, on_select="rerun", selection_mode="multi-row", key=f"{key}.table")
    picked = tuple(found["number"].iloc[list(event.selection.rows)])
    if picked and st.button(f"恢复推荐 {len(picked)} 件", key=f"{key}.restore"):
        asked = {"suggestion_numbers": picked}
        outcomes.attempt("已恢复推荐。", idea_sources.restore_topics, refusals=REFUSALS, by=by, **asked)
