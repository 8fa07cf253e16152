"""破题 on an idea's page: who fits and is invited, what they said, which meetings were held."""

from datetime import timedelta

import pandas as pd
import streamlit as st

from actions import invitations as actions
from actions.idea_words import IdeaRefused
from data_access import invitations, partner_fit
from data_access.ideas import NoSuchIdea, StaleIdea
from glossary import InvitationState, PartnerKind, Stance, SubjectKind, labels
from permissions import NotPermitted, Person
from ui import attachments, clock, loaders, outcomes, session
from ui.text import day, escaped, number

REFUSALS = (IdeaRefused, NoSuchIdea, StaleIdea, NotPermitted)
FITTING = 12
ANSWER_DAYS = 14
COLOURS = {Stance.SUPPORT: "green", Stance.AMEND: "blue", Stance.AGAINST: "orange"}


def show(idea: pd.Series, *, may_write: bool) -> None:
    """Opinions first, then open invitations, meetings, and for managers whom to ask."""
    idea_id, by = int(idea["id"]), session.current_person()
    asked = loaders.kept(invitations.invitations, idea_id=idea_id)
    said = loaders.kept(invitations.opinions, idea_id=idea_id)
    met = loaders.kept(invitations.meetings, idea_id=idea_id)
    waiting = asked[asked["state"] == InvitationState.INVITED.value]
    counted = {stance: int((said["stance"] == stance.value).sum()) for stance in Stance}
    told = "、".join(f"{stance.label} {count}" for stance, count in counted.items())
    st.caption(f"意见 {number(len(said))} 条（{told}），待反馈 {number(len(waiting))} 位，会议 {number(len(met))} 次。")
    if may_write:
        _invite(idea, by)
        _record(idea, asked, said, by)
    st.subheader("邀请")
    if asked.empty:
        st.caption("还没有邀请。")
    for row in waiting.itertuples():
        _waiting(idea, row, by, may_write)
    _closed(asked[asked["state"] != InvitationState.INVITED.value])
    st.subheader("意见")
    if said.empty:
        st.caption("还没有意见。入库前至少要有一条意见或一次会议记录。")
    for row in said.itertuples():
        _opinion(idea, row, may_write)
    st.subheader("会议")
    if met.empty:
        st.caption("还没有会议记录。")
    for row in met.itertuples():
        _meeting(idea, row, may_write)


def _invite(idea: pd.Series, by: Person) -> None:
    with st.expander("邀请谁：按专长、镇办区和在手件数推荐"):
        key = f"idea_partners.invite.{idea['number']}.{outcomes.turn()}"
        today = clock.shanghai(clock.now()).date()
        kinds = {"": "全部", **labels(PartnerKind)}
        kind = st.segmented_control(
            "类型", list(kinds), format_func=kinds.get, default="", required=True, label_visibility="collapsed",
            key=f"{key}.kind",
        )  # fmt: skip
        wanted = {"idea_number": idea["number"], "by": by, "on": today, "limit": FITTING}
        found = loaders.kept(partner_fit.fitting, **wanted, kind=PartnerKind(kind) if kind else None)
        if found.empty:
            st.info("没有可邀请的人：名册为空、都不在任期内，或都已在邀请中。")
            return
        event = st.dataframe(
            _fitting_in_chinese(found), hide_index=True, on_select="rerun", selection_mode="multi-row",
            key=f"{key}.{kind}.table",
        )  # fmt: skip
        picked = found.iloc[list(event.selection.rows)]
        with st.form(f"{key}.form", border=False):
            question = st.text_area("请教什么（必填）", max_chars=5000, height=100, key=f"{key}.question")
            due_on = st.date_input("希望何时反馈", today + timedelta(days=ANSWER_DAYS), min_value=today,
                                   format="YYYY-MM-DD", key=f"{key}.due")  # fmt: skip
            sent = st.form_submit_button(f"邀请选中的 {len(picked)} 位", type="primary")
        if sent:
            place = {"number": idea["number"], "partner_ids": tuple(int(each) for each in picked["id"])}
            given = {"question": question, "due_on": due_on}
            said = f"已邀请 {'、'.join(escaped(name) for name in picked['name'])}。"
            outcomes.attempt(said, actions.invite, refusals=REFUSALS, by=by, **place, **given)


def _fitting_in_chinese(found: pd.DataFrame) -> pd.DataFrame:
    kinds, places = labels(PartnerKind), loaders.names("township")
    return pd.DataFrame(
        {
            "姓名": found["name"],
            "类型": [kinds[kind] for kind in found["kind"]],
            "镇办区": [places.get(code, "全市") for code in found["township_code"]],
            "为什么": [_why(row) for row in found.itertuples()],
            "单位": found["organisation"],
            "专长": found["specialty"],
        }
    )


def _why(row) -> str:
    near = {1.0: "同一镇办区", 0.5: "全市范围"}.get(row.near)
    parts = [
        "熟悉本类问题" if row.knows else None,
        near,
        f"在手 {row.open_invitations} 件",
        f"近90天参与 {row.recent} 次",
    ]
    return "，".join(part for part in parts if part)


def _record(idea: pd.Series, asked: pd.DataFrame, said: pd.DataFrame, by: Person) -> None:
    people = {row.partner_id: row.name for frame in (asked, said) for row in frame.itertuples()}
    key = f"idea_partners.record.{idea['number']}.{outcomes.turn()}"
    today = clock.shanghai(clock.now()).date()
    with st.expander("登记意见"), st.form(f"{key}.opinion", border=False):
        if not people:
            st.caption("先邀请，再登记他们的意见。")
        partner = st.selectbox("谁的意见", list(people), format_func=people.get, index=None, placeholder="请选择",
                               key=f"{key}.who")  # fmt: skip
        stance = st.radio(
            "态度", list(Stance), format_func=lambda each: each.label, horizontal=True, key=f"{key}.stance"
        )
        content = st.text_area("意见（必填）", max_chars=5000, height=120, key=f"{key}.content")
        on = st.date_input("提出日期", today, max_value=today, format="YYYY-MM-DD", key=f"{key}.on")
        sent = st.form_submit_button("登记意见", type="primary")
    if sent and partner is None:
        st.error("请选择是谁的意见，没有存入任何内容。")
    elif sent:
        place = {"number": idea["number"], "partner_id": int(partner), "stance": stance}
        given = {"content": content, "given_on": on}
        outcomes.attempt("意见已登记。", actions.record_opinion, refusals=REFUSALS, by=by, **place, **given)
    with st.expander("登记会议"), st.form(f"{key}.meeting", border=False):
        given = {"topic": st.text_input("议题（必填）", max_chars=200, key=f"{key}.topic")}
        given["held_on"] = st.date_input("日期", today, max_value=today, format="YYYY-MM-DD", key=f"{key}.held")
        given["place"] = st.text_input("地点", max_chars=120, key=f"{key}.place")
        there = st.multiselect("参加的社会力量", list(people), format_func=people.get, placeholder="可不选",
                               key=f"{key}.there")  # fmt: skip
        given["others"] = st.text_input("其他参加人", max_chars=400, key=f"{key}.others")
        given["minutes"] = st.text_area("纪要（必填）", max_chars=20_000, height=160, key=f"{key}.minutes")
        sent = st.form_submit_button("登记会议", type="primary")
    if sent:
        place = {"number": idea["number"], "partner_ids": tuple(int(each) for each in there)}
        outcomes.attempt("会议已登记。", actions.record_meeting, refusals=REFUSALS, by=by, **place, **given)


def _waiting(idea: pd.Series, row, by: Person, may_write: bool) -> None:
    with st.container(border=True, gap="xxsmall"):
        st.markdown(f"**{escaped(row.name)}**　:gray[{PartnerKind(row.kind).label}]")
        today = clock.shanghai(clock.now()).date()
        due = "" if row.due_on is None else f"　请于 {day(row.due_on)} 前反馈"
        st.caption(f"{row.invited_by_name} {clock.moment(row.invited_at)} 邀请{due}")
        if row.due_on is not None and row.due_on < today:
            st.badge("已过期限", color="orange")
        st.text(row.question, width="stretch")
        if may_write:
            _offer_closing(idea, row, by)


def _offer_closing(idea: pd.Series, row, by: Person) -> None:
    key = f"idea_partners.close.{row.id}.{outcomes.turn()}"
    with st.popover("结束邀请"):
        options = [InvitationState.DECLINED, InvitationState.WITHDRAWN]
        state = st.radio("结果", options, format_func=lambda each: each.label, horizontal=True, key=f"{key}.state")
        reason = st.text_input("原因（必填）", max_chars=200, key=f"{key}.reason")
        if st.button("结束这份邀请", key=f"{key}.go"):
            place = {"number": idea["number"], "invitation_id": int(row.id), "state": state, "reason": reason}
            said = "邀请已结束，随时可以再邀请。"
            outcomes.attempt(said, actions.close_invitation, refusals=REFUSALS, by=by, **place)


def _closed(found: pd.DataFrame) -> None:
    if found.empty:
        return
    with st.expander(f"已结束的邀请（{len(found)}）"):
        for row in found.itertuples():
            reason = f"：{row.closed_reason}" if row.closed_reason else ""
            st.text(f"{row.name}　{InvitationState(row.state).label}　{clock.moment(row.closed_at)}{reason}")


def _opinion(idea: pd.Series, row, may_write: bool) -> None:
    stance = Stance(row.stance)
    with st.container(border=True, gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{escaped(row.name)}**　:gray[{PartnerKind(row.kind).label}　{day(row.given_on)}]")
            st.badge(stance.label, color=COLOURS[stance])
        st.text(row.content, width="stretch")
        _files(idea, f"opinion:{row.id}", may_write)


def _meeting(idea: pd.Series, row, may_write: bool) -> None:
    with st.container(border=True, gap="xsmall"):
        st.markdown(f"**{escaped(row.topic)}**　:gray[{day(row.held_on)}　{escaped(row.place)}]")
        there = "、".join([*row.attendees, *([row.others] if row.others else [])])
        if there:
            st.caption(f"参加：{escaped(there)}")
        with st.expander("纪要"):
            st.text(row.minutes, width="stretch")
        _files(idea, f"meeting:{row.id}", may_write)


def _files(idea: pd.Series, part: str, may_write: bool) -> None:
    with st.expander("附件"):
        attachments.show(SubjectKind.IDEA, idea["number"], part, may_add=may_write, key=f"idea_partners.{part}")
