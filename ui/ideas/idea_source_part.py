"""点题 on an idea's page: the suggestions behind it, taken up and let go."""

from datetime import timedelta

import pandas as pd
import streamlit as st

from actions import idea_sources
from actions.idea_words import IdeaRefused
from data_access.ideas import NoSuchIdea, StaleIdea
from permissions import NotPermitted, Permission, Person
from ui import loaders, outcomes
from ui.ideas import idea_loaders, topic_words
from ui.text import day, escaped, masked, number

REFUSALS = (IdeaRefused, NoSuchIdea, StaleIdea, NotPermitted)


def show(idea: pd.Series, by: Person) -> None:
    """Sources with their texts; below, similar suggestions that may be taken up."""
    found = idea_loaders.sources(idea["id"])
    live = found[found["removed_at"].isna()]
    if live.empty:
        st.info("还没有来源建议。可以在下面按编号或从相近的建议中列入。")
    else:
        st.caption(f"来源建议 {number(live['number'].nunique())} 件。个人信息不在这里显示。")
    for row in live.itertuples():
        _source(idea, row, by)
    gone = found[found["removed_at"].notna()]
    if not gone.empty:
        with st.expander(f"移出的建议（{len(gone)}）"):
            for row in gone.itertuples():
                st.text(f"{row.number}　{masked(row.title)}　{row.removed_by_name}：{row.removed_reason}")
    if by.may(Permission.PICK_TOPICS) and idea["merged_into"] is None:
        _take_up(idea, by)


def _source(idea: pd.Series, row, by: Person) -> None:
    with st.container(border=True, gap="xsmall"):
        st.markdown(f"**{escaped(masked(row.title))}**")
        names = [
            loaders.names(kind).get(code, "—")
            for kind, code in (("channel", row.channel_code), ("township", row.township_code))
        ]
        from_other = "" if row.from_idea == idea["number"] else f"　随 {row.from_idea} 并入"
        st.caption(f"{row.number}　{day(row.received_on)}　{'　'.join(names)}{from_other}")
        with st.expander("内容"):
            st.text(masked(row.content), width="stretch")
        if by.may(Permission.MANAGE_IDEAS) and row.from_idea == idea["number"]:
            with st.popover("移出"):
                key = f"idea_sources.{row.number}.{outcomes.turn()}"
                reason = st.text_input("原因（必填）", max_chars=200, key=f"{key}.reason")
                if st.button("移出这件建议", key=f"{key}.go"):
                    place = {"number": idea["number"], "suggestion_number": row.number, "reason": reason}
                    said = f"{row.number} 已移出，随时可以再列入。"
                    outcomes.attempt(said, idea_sources.remove_source, refusals=REFUSALS, by=by, **place)


def _take_up(idea: pd.Series, by: Person) -> None:
    st.subheader("列入更多建议")
    key = f"idea_sources.add.{outcomes.turn()}"
    with st.form(f"{key}.form", border=False):
        typed = st.text_input("建议编号", placeholder="例如 2025-000123，多个用逗号或空格隔开", key=f"{key}.numbers")
        sent = st.form_submit_button("按编号列入")
    if sent:
        _add(idea, topic_words.numbers_in(typed), by)
    similar = _similar(idea)
    if similar.empty:
        st.caption("近一年没有同类、相近而未列入的建议。")
        return
    st.caption("近一年同一分类、用词相近而尚未列入的建议，按相近程度：")
    table = topic_words.in_chinese(similar).assign(共同词=similar["shared"])
    picked = st.dataframe(
        table, hide_index=True, on_select="rerun", selection_mode="multi-row", key=f"{key}.similar"
    ).selection.rows
    if picked and st.button(f"列入选中的 {len(picked)} 件", type="primary", key=f"{key}.go"):
        _add(idea, tuple(similar["number"].iloc[list(picked)]), by)


def _similar(idea: pd.Series) -> pd.DataFrame:
    if idea["category_code"] is None:
        return topic_words.nothing()
    end = loaders.reporting_day() + timedelta(days=1)
    asked = {"start": end - timedelta(days=365), "end": end, "category_codes": (idea["category_code"],)}
    found, _total = idea_loaders.candidates(**asked)
    return topic_words.similar_to(idea["title"], found)


def _add(idea: pd.Series, numbers: tuple[str, ...], by: Person) -> None:
    place = {"number": idea["number"], "suggestion_numbers": numbers}
    said = f"已列入 {len(numbers)} 件来源建议。"
    outcomes.attempt(said, idea_sources.add_sources, refusals=REFUSALS, by=by, **place)
