"""第三方评估 for the coordinator: who assesses what, how far it is, objections to answer, what was submitted."""

import pandas as pd
import streamlit as st

from actions import assessments
from actions.assessment_checks import LONGEST_CONTENT, REFUSALS
from glossary import ObjectionOutcome, QuarterState
from permissions import Person
from ui import clock, drafts, headline, outcomes, session
from ui.assessments import assessment_loaders, assessment_own, assessment_values, assessment_words
from ui.assessments.assessment_loaders import Quarter
from ui.text import escaped, number, percent

COLUMNS = {
    "project": "项目编号",
    "title": "项目名称",
    "assessor": "评估机构",
    "standing": "进度",
    "remarks": "说明",
}
EXPLAINED = {
    "已分派": "有评估机构的项目 ÷ 参评项目。没有分派的，第三方一项会是缺项。",
    "已提交": "提交了的项目 ÷ 已分派的项目。没有提交的不计入三评。",
    "完整度": "已登记指标的权重 ÷ 已分派项目的全部权重，含不适用和未提供。",
    "逾期": "截止日以后登记的指标。",
    "待答复异议": "承办单位提出、还没有答复的异议。",
}
ANSWERING = "assessment.answering"
PARTS = {"progress": "进度", "assignment": "分派", "objections": "异议", "values": "查看结果"}


def figures(found: pd.DataFrame) -> None:
    """Assigned, submitted, complete, late, objections."""
    assigned = found[found["assessment_id"].notna()]
    complete = percent(assigned["answered_weight"].mean()) if len(assigned) else percent(None)
    cards = (
        ("已分派", f"{number(len(assigned))} 个", f"共 {number(len(found))} 个参评项目"),
        ("已提交", f"{number(assigned['submitted_at'].notna().sum())} 个", f"已分派 {number(len(assigned))} 个"),
        ("完整度", complete, f"已填 {number(found['answered'].sum())} / {number(found['indicators'].sum())} 项"),
        ("逾期", f"{number(found['late'].sum())} 项", "登记在截止日以后"),
        ("待答复异议", f"{number(found['open_objections'].sum())} 条", ""),
    )
    with headline.cards():
        for label, value, below in cards:
            headline.plain_metric(label, value, explained=EXPLAINED[label], below=below)


def progress(found: pd.DataFrame, quarter: Quarter) -> None:
    """Every project with its assessor and how far it is; values come to light with the submission."""
    assessment_own.listed(found, quarter, COLUMNS, key="assessment.progress")
    st.caption("提交前只看得到填了多少，看不到数值。不适用、未提供、逾期都在“说明”里。")


def assignment(found: pd.DataFrame, quarter: Quarter, by: Person) -> None:
    """Hand projects to an assessor, or take them back."""
    if quarter.state is QuarterState.PUBLISHED:
        st.info("三评已定稿发布，分派不再改动。")
        return
    people = assessment_loaders.assessors()
    if people.empty:
        st.info("还没有在用的第三方评估机构账户。请系统管理员先建立账户，再来分派。")
        return
    names = dict(zip(people["account_id"], people["name"], strict=True))
    turn = outcomes.turn()
    free = found[found["assessment_id"].isna()]
    st.subheader("分派")
    if free.empty:
        st.caption("参评项目都已分派。")
    else:
        _assign(free, names, quarter, by, turn)
    held = found[found["assessment_id"].notna() & found["submitted_at"].isna()]
    if not held.empty:
        st.subheader("撤回")
        _unassign(held, quarter, by, turn)


def _assign(free: pd.DataFrame, names: dict, quarter: Quarter, by: Person, turn: int) -> None:
    titles = dict(zip(free["project"], free["title"], strict=True))
    key = f"assessment.assign.{turn}"
    account = st.selectbox("评估机构", list(names), format_func=names.get, key=f"{key}.who", width=400)
    every = st.toggle(f"没有分派的全部 {len(titles)} 个", key=f"{key}.all")
    chosen = list(titles)
    if not every:
        chosen = st.multiselect(
            "项目", list(titles), format_func=lambda each: f"{each}　{titles[each]}", key=f"{key}.projects",
            placeholder="可多选",
        )  # fmt: skip
    if st.button(f"分派 {len(chosen)} 个项目", type="primary", disabled=not chosen, key=f"{key}.go"):
        what = {"quarter": quarter.quarter, "numbers": chosen, "account_id": account}
        said = f"已把 {len(chosen)} 个项目分派给{escaped(names[account])}。"
        outcomes.attempt(said, assessments.assign, refusals=REFUSALS, by=by, **what)


def _unassign(held: pd.DataFrame, quarter: Quarter, by: Person, turn: int) -> None:
    labels = {row.project: f"{row.project}　{row.title}（{row.assessor}）" for row in held.itertuples()}
    key = f"assessment.unassign.{turn}"
    chosen = st.multiselect("还没有提交的项目", list(labels), format_func=labels.get, key=key, placeholder="可多选")
    if chosen and st.button(f"撤回 {len(chosen)} 个项目…", key=f"{key}.go"):
        _confirm_unassign(held[held["project"].isin(chosen)], quarter.quarter, by)


@st.dialog("撤回分派？")
def _confirm_unassign(held: pd.DataFrame, quarter: str, by: Person) -> None:
    filled = int(held["answered"].sum())
    st.write(f"{len(held)} 个项目不再由原机构评估，已填的 {filled} 项不计入；记录保留，再分派给同一家时恢复。")
    if st.button("确认撤回", type="primary", key="assessment.unassign_confirmed"):
        try:
            for account, rows in held.groupby("account_id"):
                what = {"quarter": quarter, "numbers": list(rows["project"]), "account_id": int(account)}
                assessments.unassign(session.engine(), **what, by=by, at=clock.now())
        except REFUSALS as refused:
            st.error(str(refused))
            return
        outcomes.say(f"已撤回 {len(held)} 个项目的分派。")


def objections(quarter: Quarter, by: Person) -> None:
    """The open ones with an answer to give, then the answered ones."""
    listed = assessment_loaders.objections(quarter.quarter)
    if listed.empty:
        st.info("还没有单位提出异议。")
        return
    waiting = listed[listed["outcome"].isna()]
    for row in waiting.itertuples():
        with st.container(border=True, gap="small"):
            st.markdown(f"{row.project}　{escaped(row.title)}")
            assessment_values.objection(row)
            if quarter.state is QuarterState.OPEN:
                _offer_answer(row, by, is_only=len(waiting) == 1)
    answered = listed[listed["outcome"].notna()]
    if not answered.empty:
        with st.expander(f"已答复（{len(answered)}）", expanded=waiting.empty):
            for row in answered.itertuples():
                with st.container(border=True, gap="xsmall"):
                    st.markdown(f"{row.project}　{escaped(row.title)}")
                    assessment_values.objection(row)


def _offer_answer(row, by: Person, *, is_only: bool) -> None:
    """One form at a time: several with drafts do not stand on one page."""
    if is_only or st.session_state.get(ANSWERING) == row.id:
        _answer(row, by)
    elif st.button("答复", key=f"assessment.answering.{row.id}"):
        st.session_state[ANSWERING] = row.id
        st.rerun()


def _answer(row, by: Person) -> None:
    subject, names = f"objection-answer-{row.id}", {each.value: each.label for each in ObjectionOutcome}
    fields = {"texts": {"answer": ""}, "choices": {"outcome": None}, "labels": {"answer": "答复", "outcome": "结论"}}
    with drafts.drafting(subject, **fields) as form:
        outcome = st.radio(
            "结论", list(names), index=None, format_func=names.get, horizontal=True, key=form.key("outcome")
        )
        st.caption("数值只由第三方登记：选“已更正”前，第三方须先登记新的数值。")
        words = st.text_area("答复", key=form.key("answer"), height=90, max_chars=LONGEST_CONTENT)
        sent = st.button("提交答复", key=f"assessment.answer.{row.id}", type="primary")
    if not sent:
        return
    if outcome is None:
        st.error("请先选结论，没有存入；您写的答复还在。")
        return
    what = {"objection_id": int(row.id), "outcome": ObjectionOutcome(outcome), "answer": words}
    try:
        assessments.answer_objection(session.engine(), **what, by=by, at=clock.now())
    except REFUSALS as refused:
        st.error(str(refused))
        return
    drafts.finish(subject)
    outcomes.say("已答复，单位会在待办里看到。")


def values(found: pd.DataFrame, quarter: Quarter) -> None:
    """One submitted assessment."""
    done = found[found["submitted_at"].notna()]
    if done.empty:
        st.info("还没有提交的评估。")
        return
    names = {row.project: f"{row.project}　{row.title}" for row in done.itertuples()}
    chosen = assessment_words.project(names, key=f"assessment.values.{quarter.quarter}")
    if chosen is None:
        st.caption("选一个已提交的项目查看。")
        return
    sheet = assessment_loaders.sheet(quarter.quarter, chosen)
    assessment_values.show(sheet)
    if not sheet.objections.empty:
        st.subheader("单位异议")
        assessment_values.objections(sheet.objections)
