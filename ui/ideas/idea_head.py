"""The head of an idea's page: what it is, where it stands, and what can be done with it as a whole."""

import pandas as pd
import streamlit as st

from actions import idea_merging, ideas
from actions.idea_words import IdeaRefused
from data_access.ideas import NoSuchIdea, StaleIdea
from glossary import Gate, GateQuestion, IdeaOrigin, IdeaState
from permissions import NotPermitted, Permission, Person
from ui import clock, loaders, outcomes
from ui.ideas import idea_filters, idea_loaders, idea_moves, idea_words
from ui.text import day, escaped, number

REFUSALS = (IdeaRefused, NoSuchIdea, StaleIdea, NotPermitted)


def choose(by: Person) -> None:
    """What the page shows without an idea in its address."""
    st.info("请从金点子库打开一个金点子，或在这里选择。")
    names = idea_loaders.names_of_open()
    chosen = st.selectbox(
        "金点子", list(names), index=None, format_func=lambda each: f"{each}　{names[each]}", key="idea.choose",
        placeholder="输入编号或标题中的词" if names else "还没有金点子",
    )  # fmt: skip
    if chosen:
        st.query_params["idea"] = chosen
        st.rerun()


def show(idea: pd.Series, by: Person) -> None:
    """Title, state and the figures one asks for first; for managers what can be done."""
    st.page_link(idea_words.BANK, label="金点子库", icon=":material/arrow_back:", query_params=idea_filters.way_back())
    st.title(escaped(idea["title"]))
    outcomes.show()
    with st.container(horizontal=True, vertical_alignment="center"):
        idea_words.state_badge(idea["state"])
        st.caption(_facts(idea))
    if idea["merged_into"] is not None:
        st.warning(f"已并入 {idea['merged_into']}，内容和历史都保留在这里，不能再改。")
        idea_words.link(idea["merged_into"], "打开并入后的金点子")
    _merged_here(idea)
    if by.may(Permission.MANAGE_IDEAS):
        _do(idea, by)


def _facts(idea: pd.Series) -> str:
    days = idea_words.days_since(idea["state_since"])
    origin = IdeaOrigin(idea["origin"])
    who = f"（{idea['proposer_name']}）" if origin is IdeaOrigin.LEADER and idea["proposer_name"] else ""
    parts = [
        idea["number"],
        f"在此状态 {number(days)} 天",
        loaders.names("category").get(idea["category_code"], "未分类"),
        origin.label + who,
        idea_words.gate_words(idea["gate"]),
        f"来源 {idea['sources']} 件",
        f"第 {idea['text_sequence']} 版",
    ]
    if idea["banked_on"] is not None:
        parts.append(f"{day(idea['banked_on'])} 入库")
    if idea["reserved_on"] is not None:
        parts.append("政策储备")
    return "　".join(parts)


def _merged_here(idea: pd.Series) -> None:
    for row in idea_loaders.merged_ideas(idea["id"]).itertuples():
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(f"并入了 {row.number}（提出：{row.proposer_name or row.created_by_name}）")
            idea_words.link(row.number, escaped(row.title))


def _do(idea: pd.Series, by: Person) -> None:
    key = f"idea_head.{idea['number']}.{idea['version']}"
    if idea["merged_into"] is not None:
        with st.popover("撤销并入"):
            reason = st.text_input("原因（必填）", max_chars=200, key=f"{key}.unmerge_reason")
            if st.button("撤销并入", key=f"{key}.unmerge"):
                place = {"number": idea["number"], "reason": reason}
                outcomes.attempt("已撤销并入。", idea_merging.unmerge, refusals=REFUSALS, by=by, **place)
        return
    with st.container(horizontal=True):
        if st.button("流转", type="primary", key=f"{key}.move"):
            idea_moves.dialog(idea, by)
        if idea["state"] in (IdeaState.COLLECTED.value, IdeaState.REFINED.value):
            with st.popover("门槛审查"):
                _gate(idea, by, key)
        if st.button("并入另一个", key=f"{key}.merge_open"):
            st.dialog("并入另一个金点子", width="medium")(_merge)(idea, by, key)


def _gate(idea: pd.Series, by: Person, key: str) -> None:
    st.caption("四项都为“是”才能进入论证和评分。")
    for row in idea_loaders.gate_decisions(idea["id"]).head(1).itertuples():
        st.caption(f"上次：{row.by_name}，{clock.moment(row.at)}，依据第 {row.text_sequence} 版。{row.note}")
    answers = {}
    with st.form(f"{key}.gate", border=False):
        for question in GateQuestion:
            answers[question] = st.radio(
                question.label, [True, False], index=None, format_func={True: "是", False: "否"}.get, horizontal=True,
                key=f"{key}.{question.value}",
            )  # fmt: skip
        note = st.text_input("说明（有“否”时必填）", max_chars=400, key=f"{key}.note")
        sent = st.form_submit_button("保存审查结论", type="primary")
    if sent:
        given = {question: answer for question, answer in answers.items() if answer is not None}
        passed = given and all(given.values())
        said = f"门槛审查：{(Gate.PASSED if passed else Gate.FAILED).label}。"
        place = {"number": idea["number"], "version": int(idea["version"]), "answers": given, "note": note}
        outcomes.attempt(said, ideas.decide_gate, refusals=REFUSALS, by=by, **place)


def _merge(idea: pd.Series, by: Person, key: str) -> None:
    st.caption("两份的来源、历史和提出人都保留，可以撤销。本金点子此后由另一个代表。")
    names = {each: title for each, title in idea_loaders.names_of_open().items() if each != idea["number"]}
    into = st.selectbox(
        "并入哪一个", list(names), index=None, format_func=lambda each: f"{each}　{names[each]}", placeholder="请选择",
        key=f"{key}.into",
    )  # fmt: skip
    reason = st.text_input("原因（必填）", max_chars=200, key=f"{key}.merge_reason")
    if st.button("并入", key=f"{key}.merge", disabled=into is None):
        place = {"number": idea["number"], "version": int(idea["version"]), "into": into, "reason": reason}
        outcomes.attempt(f"已并入 {into}。", idea_merging.merge, refusals=REFUSALS, by=by, **place)
