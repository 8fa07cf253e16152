"""破题 on an idea's page: who fits and is invited, what they said, which meetings were held."""

from datetime import timedelta

import pandas as pd
import streamlit as st

from actions import invitations as actions
from actions.idea_rules import ASKING
from actions.idea_words import IdeaRefused
from data_access.ideas import NoSuchIdea, StaleIdea
from glossary import IdeaState, InvitationState, PartnerKind, Stance, labels
from permissions import NotPermitted, Person
from ui import clock, drafts, loaders, outcomes, session
from ui.ideas import idea_opinions, idea_partner_loaders
from ui.text import day, escaped, number

REFUSALS = (IdeaRefused, NoSuchIdea, StaleIdea, NotPermitted)
FITTING = 12
ANSWER_DAYS = 14
FORMS = {"invite": "邀请", "opinion": "登记意见", "meeting": "登记会议"}


def show(idea: pd.Series, *, may_write: bool) -> None:
    """What there is in one line, for managers what can be added, then invitations, opinions and meetings."""
    idea_id, by = int(idea["id"]), session.current_person()
    asked, said = idea_partner_loaders.invitations_to(idea_id), idea_partner_loaders.opinions_on(idea_id)
    met = idea_partner_loaders.meetings_on(idea_id)
    waiting = asked[asked["state"] == InvitationState.INVITED.value]
    _count(waiting, said, met)
    if may_write and IdeaState(idea["state"]) in ASKING:
        _add(idea, asked, said, by)
    elif may_write:
        st.caption(f"“{IdeaState(idea['state']).label}”的金点子不再邀请，也不登记意见和会议；需要时请先退回。")
    st.subheader("邀请")
    if asked.empty:
        st.caption("还没有邀请。")
    for row in idea_opinions.shown(waiting, "份邀请", f"idea_partners.all.{idea['number']}").itertuples():
        _waiting(idea, row, by, may_write)
    _closed(asked[asked["state"] != InvitationState.INVITED.value])
    st.subheader("意见")
    idea_opinions.opinions(idea, said, may_write)
    st.subheader("会议")
    idea_opinions.meetings(idea, met, may_write)


def _count(waiting: pd.DataFrame, said: pd.DataFrame, met: pd.DataFrame) -> None:
    stances = "、".join(f"{each.label} {number((said['stance'] == each.value).sum())}" for each in Stance)
    late = sum(_is_late(row) for row in waiting.itertuples())
    told = f"（其中 {number(late)} 位已过期限）" if late else ""
    counts = f"意见 {number(len(said))} 条（{stances}），待反馈 {number(len(waiting))} 位{told}"
    st.caption(f"{counts}，会议 {number(len(met))} 次。")


def _is_late(row) -> bool:
    return row.due_on is not None and row.due_on < loaders.reporting_day()


def _add(idea: pd.Series, asked: pd.DataFrame, said: pd.DataFrame, by: Person) -> None:
    wanted = st.pills(
        "登记", list(FORMS), format_func=FORMS.get, label_visibility="collapsed", key=_form_key(idea["number"])
    )
    if wanted is None:
        return
    with st.container(border=True):
        if wanted == "invite":
            _invite(idea, by)
        elif wanted == "opinion":
            idea_opinions.record_opinion(idea, asked, said, by)
        else:
            idea_opinions.record_meeting(idea, asked, said, by)


def _form_key(idea_number: str) -> str:
    return f"idea_partners.form.{idea_number}.{outcomes.turn()}"


def _invite(idea: pd.Series, by: Person) -> None:
    key = f"idea_partners.invite.{idea['number']}.{outcomes.turn()}"
    today = loaders.reporting_day()
    picked = _pick(idea["number"], key, today)
    subject = f"idea-{idea['id']}-invitation"
    with drafts.drafting(subject, texts={"question": ""}, labels={"question": "请教什么"}) as form:
        question = st.text_area(
            "请教什么（必填）", max_chars=actions.LONGEST_TEXT, height=100, key=form.key("question"),
            placeholder="例如：一楼住户不同意加装时，费用和补偿怎样定更公道？",
        )  # fmt: skip
    due_on = st.date_input(
        "希望何时反馈", today + timedelta(days=ANSWER_DAYS), min_value=today, format="YYYY-MM-DD", key=f"{key}.due"
    )
    label = f"邀请选中的 {len(picked)} 位" if len(picked) else "先在上面勾选要邀请的人"
    if st.button(label, type="primary", disabled=picked.empty, key=f"{key}.go"):
        place = {"number": idea["number"], "partner_ids": tuple(int(each) for each in picked["id"])}
        sent = {"question": question, "due_on": due_on, "by": by}
        try:
            actions.invite(session.engine(), **place, **sent, at=clock.now())
        except REFUSALS as refused:
            st.error(str(refused))
            return
        drafts.finish(subject)
        outcomes.say(f"已邀请 {'、'.join(escaped(name) for name in picked['name'])}，反馈前在待办里提醒。")


def _pick(idea_number: str, key: str, today) -> pd.DataFrame:
    kinds = {"": "全部", **labels(PartnerKind)}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = st.segmented_control(
            "类型", list(kinds), format_func=kinds.get, default="", required=True, label_visibility="collapsed",
            key=f"{key}.kind",
        )  # fmt: skip
        text = st.text_input("查找", placeholder="姓名、编号、单位、专长", key=f"{key}.text", width=220).strip()
    found = idea_partner_loaders.fitting(idea_number, today, PartnerKind(kind) if kind else None, text, FITTING)
    if found.empty:
        st.info("没有可邀请的人：名册里没有、都不在任期内，或都已在邀请中。")
        return found
    total = int(found["total"].iloc[0])
    st.caption(
        f"可邀请 {number(total)} 位"
        + (f"，以下是最合适的 {len(found)} 位；要找别人请输入姓名。" if total > len(found) else "，合适的在前。")
    )
    event = st.dataframe(
        _fitting_in_chinese(found), hide_index=True, on_select="rerun", selection_mode="multi-row",
        key=f"{key}.{kind}.{text}.table",
    )  # fmt: skip
    return found.iloc[[position for position in event.selection.rows if position < len(found)]]


def _fitting_in_chinese(found: pd.DataFrame) -> pd.DataFrame:
    kinds, places = labels(PartnerKind), loaders.names("township")
    return pd.DataFrame(
        {
            "姓名": found["name"],
            "类型": [kinds[kind] for kind in found["kind"]],
            "为什么": found["why"],
            "镇办区": [places.get(code, "全市") for code in found["township_code"]],
            "单位": found["organisation"],
            "专长": found["specialty"],
            "编号": found["number"],
        }
    )


def _waiting(idea: pd.Series, row, by: Person, may_write: bool) -> None:
    with st.container(border=True, gap="xxsmall"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{escaped(row.name)}**　:gray[{PartnerKind(row.kind).label}　{row.number}]")
            if _is_late(row):
                st.badge("已过期限", color="orange")
        due = "" if row.due_on is None else f"　请于 {day(row.due_on)} 前反馈"
        phone = f"　电话 {escaped(row.phone)}" if row.phone else ""
        st.caption(f"{escaped(row.invited_by_name)} {clock.moment(row.invited_at)} 邀请{due}{phone}")
        st.text(row.question, width="stretch")
        if may_write:
            with st.container(horizontal=True):
                if IdeaState(idea["state"]) in ASKING:
                    key = f"idea_partners.answer.{row.id}.{outcomes.turn()}"
                    st.button("登记意见", on_click=_open_opinion, args=(idea["number"], row.partner_id), key=key)
                _offer_closing(idea, row, by)


def _open_opinion(idea_number: str, partner_id: int) -> None:
    st.session_state[_form_key(idea_number)] = "opinion"
    idea_opinions.choose_author(idea_number, partner_id)


def _offer_closing(idea: pd.Series, row, by: Person) -> None:
    key = f"idea_partners.close.{row.id}.{outcomes.turn()}"
    with st.popover("结束邀请"):
        options = [InvitationState.DECLINED, InvitationState.WITHDRAWN]
        state = st.radio("结果", options, format_func=lambda each: each.label, horizontal=True, key=f"{key}.state")
        reason = st.text_input("原因（必填）", max_chars=actions.LONGEST_REASON, key=f"{key}.reason")
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
