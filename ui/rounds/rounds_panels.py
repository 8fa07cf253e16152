"""Panels and assignments: who sits where, who reviews what, what an interest rules out, how much each has."""

import pandas as pd
import streamlit as st

from actions import panels
from data_access.review_panels import Panel
from data_access.review_progress import Organisation
from glossary import QuarterState
from permissions import Person
from ui import clock, loaders, outcomes, session
from ui.rounds import rounds_loaders, rounds_matrix, rounds_words
from ui.text import escaped, number

SKIPPED = "rounds.skipped"
LISTED = 12


def show(found: Organisation, by: Person) -> None:
    """What has become of interests, the panels, the form to assign, the load."""
    may_change = found.quarter.state is not QuarterState.PUBLISHED
    if may_change:
        _conflicts(found)
        _skipped()
    states = rounds_loaders.states(found.quarter.quarter, None)
    _panels(found, states, by, may_change)
    if may_change:
        _assign(found, states, by)
    st.subheader("每位专家的工作量")
    if states.empty:
        st.info("还没有分派专家。")
        return
    st.dataframe(rounds_matrix.load(states).rename(columns={"已分派": "应评"}), hide_index=True, key="rounds.load")
    st.caption("分派：项目个数，回避的也在内。各轮完成多少见“进度”。")


def _conflicts(found: Organisation) -> None:
    """Interests that came up after somebody was assigned."""
    today = loaders.reporting_day()
    ruled_out = rounds_loaders.conflicts(found.quarter.quarter, today)
    if ruled_out:
        told = "\n".join(f"- {escaped(str(each))}" for each in ruled_out[:LISTED])
        more = f"\n- 另有 {number(len(ruled_out) - LISTED)} 项" if len(ruled_out) > LISTED else ""
        st.warning(
            f"按现在的名册，{number(len(ruled_out))} 项分派有利害关系，请到“进度”里登记回避或撤回：\n{told}{more}"
        )


def _skipped() -> None:
    """What the last assignment left out, until something else is done."""
    turn, skipped = st.session_state.get(SKIPPED, (None, ()))
    if turn == outcomes.turn() and skipped:
        with st.expander(f"因利害关系没有分派的 {number(len(skipped))} 项", expanded=True):
            rows = [(each.expert, each.project, each.words) for each in skipped]
            st.dataframe(pd.DataFrame(rows, columns=["专家", "项目", "原因"]), hide_index=True, key="rounds.left_out")


def _panels(found: Organisation, states: pd.DataFrame, by: Person, may_change: bool) -> None:
    st.subheader("专家组")
    if not found.panels:
        st.info("还没有专家组。先设一个组，再分派专家。")
    else:
        rows = [
            {
                "专家组": each.name,
                "专家（人）": states.loc[states["panel"] == each.name, "account_id"].nunique(),
                "项目（个）": states.loc[states["panel"] == each.name, "project"].nunique(),
            }
            for each in found.panels
        ]
        st.dataframe(pd.DataFrame(rows), hide_index=True, width=420, key="rounds.panels")
    if not may_change:
        return
    key = f"rounds.panel.{outcomes.turn()}"
    with st.container(horizontal=True):
        with st.popover("增设专家组"):
            name = st.text_input("组名", max_chars=40, placeholder="例如：第一组", key=f"{key}.new")
            if st.button("增设", type="primary", key=f"{key}.add"):
                _attempt(f"已增设“{escaped(name)}”。", panels.add_panel, found, by, name=name)
        if found.panels:
            with st.popover("改组名"):
                chosen = _panel(found, "哪个组", f"{key}.which")
                name = st.text_input("新名称", max_chars=40, key=f"{key}.name")
                if st.button("保存组名", type="primary", key=f"{key}.rename"):
                    said = f"“{escaped(chosen.name)}”已改名。"
                    _attempt(said, panels.rename_panel, found, by, panel=chosen.id, name=name)


def _panel(found: Organisation, label: str, key: str) -> Panel:
    return st.selectbox(label, found.panels, format_func=lambda each: each.name, key=key)


def _assign(found: Organisation, states: pd.DataFrame, by: Person) -> None:
    st.subheader("分派专家")
    if not found.panels:
        return
    if found.roster.empty:
        st.info("专家名册还是空的。请系统管理员开通专家账户，再到“评估组织”登记单位和任职经历。")
        return
    if found.projects.empty:
        st.info("本季度还没有参评项目。请先到“评估组织”选项目。")
        return
    key = f"rounds.assign.{outcomes.turn()}"
    with st.container(width=640):
        panel = _panel(found, "分到哪个组", f"{key}.panel")
        people = _people(found, states, panel)
        names = "全组（已在这个组的专家）" if (states["panel"] == panel.name).any() else "选择专家"
        experts = st.multiselect(
            "专家", list(people), format_func=people.get, placeholder=names, key=f"{key}.experts.{panel.id}"
        )
        titles = found.projects.set_index("number")["title"]
        projects = st.multiselect(
            "项目",
            list(titles.index),
            format_func=lambda n: f"{n} {titles[n]}",
            placeholder=f"全部参评项目（{len(titles)} 个）",
            key=f"{key}.projects",
        )
        st.caption(
            "本单位、主责和配合单位、三年内曾任职的单位，以及声明过利害关系的，一律不分派，会逐项列出。"
            "一位专家一个季度只在一个组；每位专家看到的项目顺序随机。"
        )
        if st.button("分派", type="primary", key=f"{key}.go"):
            _go(found, panel, experts, projects, by)


def _people(found: Organisation, states: pd.DataFrame, panel: Panel) -> dict[int, str]:
    """Experts who may sit on the panel: nobody's, or its own."""
    elsewhere = set(states.loc[states["panel"] != panel.name, "account_id"])
    listed = found.roster[~found.roster["account_id"].isin(elsewhere)]
    parts = listed[["name", "unit", "field"]].itertuples(index=False)
    told = ["，".join(part for part in each if part) for each in parts]
    return rounds_words.told_apart(dict(zip(listed["account_id"].astype(int), told, strict=True)))


def _go(found: Organisation, panel: Panel, experts: list[int], projects: list[str], by: Person) -> None:
    given = {"quarter": found.quarter.quarter, "panel": panel.id, "experts": experts or None}
    try:
        done = panels.assign_panel(session.engine(), **given, projects=projects or None, by=by, at=clock.now())
    except panels.REFUSALS as refused:
        st.error(str(refused))
        return
    st.session_state[SKIPPED] = outcomes.turn() + 1, done.skipped
    left_out = f"，{number(len(done.skipped))} 项因利害关系没有分派，见下" if done.skipped else ""
    outcomes.say(f"新分派 {number(done.added)} 项{left_out}。")


def _attempt(said: str, action, found: Organisation, by: Person, **given: object) -> None:
    outcomes.attempt(said, action, refusals=panels.REFUSALS, by=by, quarter=found.quarter.quarter, **given)
