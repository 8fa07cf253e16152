"""Versions of the weights of the three sources: who wrote them, who stands behind them, where they are used."""

import streamlit as st

from actions import evaluation_rules as actions
from actions.quarters import REFUSALS
from actions.rule_checks import weight_faults
from data_access.evaluation_rules import WeightVersion
from permissions import Permission, Person
from ui import clock, outcomes
from ui.evaluation import evaluation_terms
from ui.evaluation.evaluation_terms import SOURCE_NAMES
from ui.projects import project_words
from ui.quarter_setup import quarter_setup_words as words
from ui.quarter_setup.quarter_setup_loaders import Rules
from ui.text import escaped


def show(rules: Rules, by: Person) -> None:
    """The newest first; a leader approves, the coordinator writes another."""
    if not rules.weights:
        st.info("还没有权重。新建第一个季度时自动带入产品默认值，待市里确认。")
    elif by.may(Permission.MANAGE_EVALUATION) and st.button("拟定新权重", key="quarter_setup.weights"):
        _add(rules.weights[0], by)
    for place, version in enumerate(rules.weights, start=1):
        before = rules.weights[place] if place < len(rules.weights) else None
        _one(version, before, rules, by)


def _one(version: WeightVersion, before: WeightVersion | None, rules: Rules, by: Person) -> None:
    with st.container(border=True, gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**第 {version.id} 版**　{evaluation_terms.weights(version)}", width="content")
            if version.approved_by_name:
                st.badge("已确认", color="green")
            else:
                st.badge("待市里确认", color="orange")
        changed = _changes(version, before)
        if changed:
            st.markdown(f"与第 {before.id} 版相比：{changed}")
        written = f"{version.by_name} {clock.moment(version.at)} 拟定"
        told = [written, version.note, words.used_in(rules.uses, "weights", version.id)]
        st.caption("　".join(escaped(text) for text in told if text))
        if version.approved_by_name:
            approved = (
                f"{version.approved_by_name} {clock.moment(version.approved_at)} 确认，依据 {version.approved_with}"
            )
            st.caption(escaped(approved))
        elif by.may(Permission.APPROVE_WEIGHTS) and st.button("确认权重", key=f"quarter_setup.approve.{version.id}"):
            _approve(version, by)


def _changes(version: WeightVersion, before: WeightVersion | None) -> str:
    """群众评议 40 → 50: what differs from the version before."""
    if before is None:
        return ""
    pairs = {name: (getattr(before, source), getattr(version, source)) for source, name in SOURCE_NAMES.items()}
    told = [
        f"{name} {project_words.measure(was)} → {project_words.measure(now)}"
        for name, (was, now) in pairs.items()
        if was != now
    ]
    return "、".join(told) or "三项相同"


@st.dialog("拟定新权重")
def _add(newest: WeightVersion, by: Person) -> None:
    """Three numbers that make 100, and why."""
    key, bounds = f"quarter_setup.weights.{newest.id}", {"min_value": 0.0, "max_value": 100.0, "step": 5.0}
    given = {
        source: st.number_input(
            name, value=float(getattr(newest, source)), format="%.10g", key=f"{key}.{source}", **bounds
        )
        for source, name in SOURCE_NAMES.items()
    }
    faults = weight_faults(given)
    if faults:
        st.warning("；".join(faults) + "。")
    else:
        st.caption("三项合计 100。")
    note = st.text_input("拟定理由（必填）", max_chars=400, key=f"{key}.note")
    st.caption("保存后为新的一版，待市里确认，领导的待办里会有提醒；已开启的季度不受影响。")
    if st.button("保存新权重", type="primary", key=f"{key}.save"):
        said = "新权重已保存，待市里确认。要让筹备中的季度采用，请在上面选择这一版。"
        outcomes.attempt(said, actions.add_weights, refusals=REFUSALS, by=by, note=note, **given)


@st.dialog("确认权重")
def _approve(version: WeightVersion, by: Person) -> None:
    """Which document, meeting or call the approval rests on."""
    st.markdown(f"**第 {version.id} 版**　{evaluation_terms.weights(version)}")
    document = st.text_input(
        "确认依据（必填）",
        max_chars=200,
        placeholder="文号，或何时何会、何人来电",
        key=f"quarter_setup.approve.{version.id}.document",
    )
    st.caption("确认后不再标“待市里确认”。确认人、时间和依据长期保留，不能更改或撤销。")
    if st.button("确认", type="primary", key=f"quarter_setup.approve.{version.id}.confirmed"):
        said = f"第 {version.id} 版权重已确认。"
        outcomes.attempt(said, actions.approve_weights, refusals=REFUSALS, by=by, version=version.id, document=document)
