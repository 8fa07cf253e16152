"""转化 on an idea's page: its projects, the policies that took it up, its place in the policy reserve."""

import pandas as pd
import streamlit as st

from actions import policies, projects
from actions.idea_words import IdeaRefused
from actions.policies import PolicyDocument
from data_access.idea_texts import text_of
from data_access.ideas import NoSuchIdea, StaleIdea
from glossary import IdeaState, ProjectState
from permissions import NotPermitted, Permission, Person
from ui import clock, loaders, outcomes
from ui.ideas import idea_loaders, idea_words
from ui.text import day, escaped

REFUSALS = (IdeaRefused, NoSuchIdea, StaleIdea, NotPermitted, projects.ProjectRefused)
READY = (IdeaState.BANKED.value, IdeaState.CONVERTED.value)
PROJECT_PAGE = "pages/ideas/project.py"


def show(idea: pd.Series, by: Person) -> None:
    """What became of the idea; for managers the two ways to convert it."""
    may_write = by.may(Permission.MANAGE_IDEAS) and idea["merged_into"] is None
    st.subheader("转化项目")
    _projects(idea_loaders.projects_of(idea["id"]))
    if by.may(Permission.MANAGE_PROJECTS) and idea["merged_into"] is None:
        _establish(idea, by)
    st.subheader("政策采用")
    _policies(idea, idea_loaders.policies_of(idea["id"]), by, may_write)
    if may_write:
        _link(idea, by)
    st.subheader("政策点子储备库")
    _reserve(idea, by, may_write)


def _projects(found: pd.DataFrame) -> None:
    if found.empty:
        st.caption("还没有立项。入库后可以在这里立项。")
    for row in found.itertuples():
        with st.container(border=True, gap="xxsmall"):
            st.page_link(PROJECT_PAGE, label=escaped(row.title), query_params={"project": row.number})
            state = ProjectState(row.state).label
            st.caption(
                f"{row.number}　{state}　{day(row.established_on)} 立项　预算 {idea_words.yuan(row.budget_yuan)}"
            )
            if row.effect:
                st.text(row.effect, width="stretch")


def _establish(idea: pd.Series, by: Person) -> None:
    if idea["state"] not in READY:
        return
    key = f"idea_project.{idea['number']}.{idea['version']}"
    versions = idea_loaders.versions(idea["id"])
    text = text_of(next(versions[versions["sequence"] == idea["text_sequence"]].itertuples()))
    with st.expander("立项"), st.form(key, border=False):
        given = {"title": st.text_input("项目名称", value=idea["title"], max_chars=200, key=f"{key}.title")}
        given["summary"] = st.text_area("建设内容", value=text.proposal, height=120, key=f"{key}.summary")
        money = {"value": text.cost_yuan, "min_value": 0, "step": 10_000, "placeholder": "可以以后再填"}
        given["budget_yuan"] = st.number_input("预算（元）", key=f"{key}.budget", **money)
        today = clock.shanghai(clock.now()).date()
        given["established_on"] = st.date_input(
            "立项日期", today, max_value=today, format="YYYY-MM-DD", key=f"{key}.on"
        )
        given["lead"] = _lead(idea, key)
        sent = st.form_submit_button("立项", type="primary")
    if sent:
        codes = {"category_code": idea["category_code"], "idea_number": idea["number"]}
        said = "已立项，金点子进入转化。在项目页补充目标、节点和配合单位。"
        outcomes.attempt(said, projects.establish, refusals=REFUSALS, by=by, **given, **codes)


def _lead(idea: pd.Series, key: str) -> str | None:
    if idea["lead"] is not None:
        return None
    names = loaders.names("department")
    chosen = {"index": None, "format_func": names.get, "placeholder": "请选择"}
    return st.selectbox("主责单位", list(names), key=f"{key}.lead", **chosen)


def _policies(idea: pd.Series, found: pd.DataFrame, by: Person, may_write: bool) -> None:
    if found.empty:
        st.caption("还没有政策文件采用它。")
    names = loaders.names("department")
    for row in found.itertuples():
        gone = row.removed_at is not None and row.removed_at == row.removed_at
        with st.container(border=True, gap="xxsmall"):
            st.markdown(f"**{escaped(row.title)}**" + ("　:gray-badge[已撤销]" if gone else ""))
            issuer = names.get(row.department_code, row.department_code)
            st.caption(f"{escaped(row.document_number)}　{day(row.issued_on)}　{escaped(issuer)}")
            st.text(f"采用：{row.taken}", width="stretch")
            if gone:
                st.caption(f"{escaped(row.removed_by_name)}：{escaped(row.removed_reason)}")
            elif may_write and row.own:
                _unlink(idea, row, by)


def _unlink(idea: pd.Series, row, by: Person) -> None:
    key = f"idea_policy.{row.id}.{idea['version']}"
    with st.popover("撤销登记"):
        reason = st.text_input("原因（必填）", max_chars=200, key=f"{key}.reason")
        if st.button("撤销这份文件的登记", key=f"{key}.go"):
            place = {"number": idea["number"], "version": int(idea["version"]), "policy_id": int(row.id)}
            asked = {**place, "reason": reason}
            outcomes.attempt("已撤销登记。", policies.unlink_policy, refusals=REFUSALS, by=by, **asked)


def _link(idea: pd.Series, by: Person) -> None:
    if idea["state"] not in (*READY, IdeaState.EFFECTIVE.value):
        st.caption("入库后可以登记采用它的政策文件。")
        return
    key, names = f"idea_link.{idea['number']}.{idea['version']}", loaders.names("department")
    with st.expander("登记政策文件"), st.form(key, border=False):
        given = {"title": st.text_input("文件标题", max_chars=200, key=f"{key}.title")}
        given["document_number"] = st.text_input("文号", max_chars=80, placeholder="例如 枣政办发〔2025〕8号",
                                                 key=f"{key}.number")  # fmt: skip
        today = clock.shanghai(clock.now()).date()
        given["issued_on"] = st.date_input("印发日期", today, max_value=today, format="YYYY-MM-DD", key=f"{key}.on")
        chosen = {"index": None, "format_func": names.get, "placeholder": "请选择"}
        given["department_code"] = st.selectbox("印发单位", list(names), key=f"{key}.department", **chosen) or ""
        given["taken"] = st.text_area("采用的内容", height=100, key=f"{key}.taken")
        lead = _lead(idea, key)
        sent = st.form_submit_button("登记", type="primary")
    if sent:
        place = {"number": idea["number"], "version": int(idea["version"]), "lead": lead}
        document = PolicyDocument(**given)
        said = "已登记。"
        outcomes.attempt(said, policies.link_policy, refusals=REFUSALS, by=by, document=document, **place)


def _reserve(idea: pd.Series, by: Person, may_write: bool) -> None:
    key, place = f"idea_reserve.{idea['number']}.{idea['version']}", {"number": idea["number"]}
    place["version"] = int(idea["version"])
    if idea["reserved_on"] is None:
        st.caption("没有列入储备。")
        if may_write and st.button("列入政策储备", key=f"{key}.in"):
            outcomes.attempt("已列入政策点子储备库。", policies.reserve, refusals=REFUSALS, by=by, **place)
        return
    st.caption(f"{day(idea['reserved_on'])} 列入储备。")
    if may_write:
        with st.popover("移出储备"):
            reason = st.text_input("原因（必填）", max_chars=200, key=f"{key}.reason")
            if st.button("移出储备", key=f"{key}.out"):
                outcomes.attempt("已移出储备。", policies.release, refusals=REFUSALS, by=by, reason=reason, **place)
