"""The steps of an idea or a project: what is due when and by whom, marked done, changed and taken away."""

from datetime import date

import streamlit as st

from actions import milestones as actions
from actions.milestones import MANAGE, TAKE_PART, Milestone
from glossary import SubjectKind
from permissions import Person
from ui import clock, loaders, outcomes
from ui.projects import project_loaders, project_words
from ui.text import day, escaped


def show(
    kind: SubjectKind,
    number: str,
    version: int,
    departments: tuple[str, ...],
    *,
    by: Person,
    key: str,
    may_write: bool = True,
) -> None:
    """Steps in order of their day, under a heading the page has set.

    `departments`: codes of who takes part; `may_write`: False where the subject rests or was merged away.
    """
    planned = project_loaders.planned(kind, number)
    place = {"kind": kind, "number": number, "version": version}
    manages = may_write and by.may(MANAGE[kind])
    if planned.empty:
        st.caption("还没有安排节点。" + ("请在下面增加。" if manages else ""))
    for row in planned.itertuples():
        with st.container(border=True, gap="xxsmall"):
            _head(row)
            if row.note:
                st.text(row.note, width="stretch")
            if may_write:
                _buttons(row, place, departments, by, f"{key}.{row.id}")
    if manages and st.button("增加节点", key=f"{key}.add", icon=":material/add:"):
        _set(place, departments, by, None)


def _head(row) -> None:
    done = row.done_on is not None
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{escaped(row.title)}**", width="stretch")
        if done:
            st.badge(f"{day(row.done_on)} 完成", color="green")
        else:
            said, colour = project_words.countdown(row.due_on, loaders.reporting_day())
            st.badge(said, color=colour)
    who = project_words.department(row.department_code) if row.department_code else "未定责任单位"
    st.caption(f"{day(row.due_on)} 到期　{escaped(who)}")


def _buttons(row, place: dict, departments: tuple[str, ...], by: Person, key: str) -> None:
    kind = place["kind"]
    is_done = row.done_on is not None
    manages = by.may(MANAGE[kind])
    own = by.may(TAKE_PART[kind]) and row.department_code == by.department_code
    if not manages and (is_done or not own):
        return
    with st.container(horizontal=True, gap="small"):
        if not is_done and st.button("登记完成", key=f"{key}.done"):
            _finish(row.id, row.title, place, by)
        if manages and not is_done and st.button("修改", type="tertiary", key=f"{key}.change"):
            _set(place, departments, by, row)
        if manages and is_done and st.button("撤销完成", type="tertiary", key=f"{key}.reopen"):
            _undo(row.id, row.title, place, by)
        if manages and st.button("移除", type="tertiary", key=f"{key}.remove"):
            _remove(row.id, row.title, place, by)


@st.dialog("节点")
def _set(place: dict, departments: tuple[str, ...], by: Person, row) -> None:
    """A new step, or other words for one."""
    key = f"milestones.{row.id if row is not None else 'new'}"
    names = {code: project_words.department(code) for code in departments}
    code = row.department_code if row is not None else next(iter(departments), None)
    with st.form(key, border=False):
        title = st.text_input("名称", value="" if row is None else row.title, max_chars=200, key=f"{key}.title")
        due_on = st.date_input("期限", None if row is None else row.due_on, format="YYYY-MM-DD", key=f"{key}.due_on")
        chosen = st.selectbox(
            "责任单位",
            list(names),
            index=list(names).index(code) if code in names else None,
            format_func=names.get,
            placeholder="选主责或配合单位，也可不定" if names else "请先确定承办单位",
            key=f"{key}.department",
        )
        text = "" if row is None else row.note
        note = st.text_input("说明（可不填）", value=text, max_chars=400, key=f"{key}.note")
        st.caption("责任单位的经办人会在待办里看到这个节点，完成后自动消失。")
        sent = st.form_submit_button("保存", type="primary")
    if sent and due_on is None:
        st.error("请选择期限，没有存入任何内容。")
    elif sent:
        what = Milestone(title, due_on, chosen, note)
        given = {**place, "what": what, "milestone_id": None if row is None else int(row.id)}
        outcomes.attempt("节点已保存。", actions.set_milestone, refusals=project_words.REFUSALS, by=by, **given)


@st.dialog("登记完成")
def _finish(milestone_id: int, title: str, place: dict, by: Person) -> None:
    """The day it was done."""
    st.text(title, width="stretch")
    today = clock.shanghai(clock.now()).date()
    done_on = st.date_input(
        "完成日期", today, max_value=today, format="YYYY-MM-DD", key=f"milestones.done.{milestone_id}"
    )
    if st.button("登记完成", type="primary", key="milestones.done_confirmed"):
        given = {"kind": place["kind"], "number": place["number"], "milestone_id": int(milestone_id)}
        given["done_on"] = done_on if isinstance(done_on, date) else today
        outcomes.attempt("节点已登记完成。", actions.finish_milestone, refusals=project_words.REFUSALS, by=by, **given)


@st.dialog("撤销完成？")
def _undo(milestone_id: int, title: str, place: dict, by: Person) -> None:
    """It was not done after all."""
    st.text(title, width="stretch")
    reason = st.text_input("原因（必填）", max_chars=200, key=f"milestones.undo.{milestone_id}")
    if st.button("撤销完成", type="primary", key="milestones.undo_confirmed"):
        given = {**place, "milestone_id": int(milestone_id), "reason": reason}
        outcomes.attempt("已撤销完成。", actions.reopen_milestone, refusals=project_words.REFUSALS, by=by, **given)


@st.dialog("移除这个节点？")
def _remove(milestone_id: int, title: str, place: dict, by: Person) -> None:
    """No longer planned; said why."""
    st.text(title, width="stretch")
    st.write("移除后不再显示，也不再催办；历史里保留。")
    reason = st.text_input("原因（必填）", max_chars=200, key=f"milestones.remove.{milestone_id}")
    if st.button("确认移除", type="primary", key="milestones.remove_confirmed"):
        given = {**place, "milestone_id": int(milestone_id), "reason": reason}
        outcomes.attempt("节点已移除。", actions.remove_milestone, refusals=project_words.REFUSALS, by=by, **given)
