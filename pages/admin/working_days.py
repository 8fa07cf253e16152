"""工作日历: which days does the office work, which years are only computed, and what would a change move?"""

from collections.abc import Callable

import streamlit as st

from actions import calendar as actions
from actions.calendar import CalendarRefused, ImportRefused, Plan, Preview
from permissions import Permission, require
from ui import calendar_inputs as inputs
from ui import calendar_words as words
from ui import clock, outcomes, session
from ui.text import number
from working_time import CalendarProblem

person = session.current_person()
require(person, Permission.MANAGE_CALENDAR, "管理工作日历")
engine = session.engine()
REFUSED = (CalendarRefused, ImportRefused, CalendarProblem)


def said(sentence: str) -> None:
    """Show a sentence after the rerun, with no draft left."""
    st.session_state.pop("working_days.draft", None)
    outcomes.say(sentence)


def draft(make: Callable[[], Plan]) -> None:
    """See what a plan would move, to be confirmed after the rerun; or say here why it cannot be."""
    try:
        with st.spinner("正在推算有多少件受影响……"):
            st.session_state["working_days.draft"] = actions.preview(engine, plan=make(), by=person)
    except REFUSED as refused:
        st.error(str(refused))
        return
    st.rerun()


def confirm(seen: Preview) -> None:
    """What is about to change; nothing happens until the button is pressed."""
    st.subheader("请核对后确认")
    st.write(f"依据：{seen.plan.reason}")
    changed = {day: (seen.before[day], entry) for day, entry in seen.plan.days}
    st.dataframe(words.changed_days(changed), hide_index=True, key="working_days.changed")
    for sentence in words.moved(seen.moves):
        st.write(sentence)
    with st.container(horizontal=True):
        sure = st.button("确认生效", type="primary", key="working_days.apply")
        if st.button("放弃", key="working_days.drop"):
            said("已放弃，日历没有改动。")
    if sure:
        bar = st.progress(0.0, text="正在重新换算……")
        try:
            moves = actions.apply(
                engine,
                plan=seen.plan,
                seen=seen.seen,
                by=person,
                at=clock.now(),
                progress=lambda n, total: bar.progress(n / total, text=f"已换算 {number(n)} / {number(total)} 件"),
            )
        except REFUSED as refused:
            st.error(str(refused))
            return
        said(f"日历已改，{number(moves.due_moved)} 件的到期日随之变动。")


st.title("工作日历")
outcomes.show()
covered = actions.covered(engine, by=person)
if covered is None:
    st.warning("数据库里还没有工作日历，到期日和办理时长无法计算。")
    if st.button("填入工作日历", type="primary", key="working_days.fill"):
        added = actions.fill(engine, by=person, at=clock.now())
        said(f"已填入 {number(added)} 天：2004 至 2026 年按国务院办公厅通知，以后各年暂按周末推算。")
    session.stop()
if seen := st.session_state.get("working_days.draft"):
    confirm(seen)
    session.stop()

year = inputs.year(covered)
if year in covered.provisional:
    st.warning(f"{year} 年暂按周末推算，{words.SETTLED_AFTER}。收到通知后，请在“导入全年安排”录入。")
key = f"working_days.{outcomes.turn()}.{year}"
whole, editing, importing, settling, history = st.tabs(["全年", "改日期", "导入全年安排", "标为已核定", "变更记录"])
with whole:
    inputs.months(year, actions.year_days(engine, year=year, by=person))
with editing:
    if fields := inputs.day_form(year, key=f"{key}.days"):
        draft(lambda: actions.plan_days(**fields))
with importing:
    if given := inputs.notice_form(provisional=year in covered.provisional, key=f"{key}.notice"):
        draft(lambda: actions.plan_notice(given.notice, filled=given.filled, reason=given.reason))
with settling:
    if year not in covered.provisional:
        st.write(f"{year} 年的安排已核定。")
    elif reason := inputs.settle_form(year, key=f"{key}.settle"):
        draft(lambda: actions.plan_year_filled(engine, year=year, reason=reason, by=person))
    st.write(f"日历现有 {covered.first} 至 {covered.last} 年。")
    if st.button(f"补充 {covered.last + 1} 年", key="working_days.add_year"):
        said(f"已补充 {actions.add_year(engine, by=person, at=clock.now())} 年，暂按周末推算。")
with history:
    if change_id := inputs.pick_change(actions.changes(engine, by=person)):
        days = actions.changed_days(engine, change_id=change_id, by=person)
        st.dataframe(words.changed_days(days), hide_index=True, key="working_days.noted")
        if st.button(f"改回第 {change_id} 次变更之前", key="working_days.reverse"):
            draft(lambda: actions.plan_reverse(engine, change_id=change_id, by=person))
