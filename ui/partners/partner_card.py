"""One partner on 社会力量: who they are, what they were asked and gave, what was changed, and by whom."""

from datetime import date

import pandas as pd
import streamlit as st

from data_access.partner_layout import ACTIVE_NAMES, LABELS
from glossary import InvitationState, PartnerKind, PartnerStanding, Stance, WorkStep, labels
from permissions import Permission, Person
from ui import clock
from ui.ideas.idea_tables import address_of
from ui.partners import partner_forms, partner_loaders, partner_roster, partner_words
from ui.text import UNDEFINED, day, escaped, number


def show(partner_number: str, as_of: date, by: Person) -> None:
    """The partner in the address, and the way back to the roster."""
    back = {"icon": ":material/arrow_back:", "type": "tertiary", "key": "partner_card.close"}
    st.button("返回名册", on_click=partner_roster.close, **back)
    found = partner_loaders.card(partner_number, as_of)
    if found is None:
        st.warning(f"名册里没有编号为 {escaped(partner_number[:24])} 的记录。请核对编号，或回到名册查找。")
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(escaped(found["name"]), width="content")
        told = partner_words.standing(found["standing"], found["term_to"], as_of)
        st.badge(told, color=partner_words.COLOURS[PartnerStanding(found["standing"])])
    place, term = (
        partner_words.township(found["township_code"]),
        partner_words.term(found["term_from"], found["term_to"]),
    )
    st.caption("　".join([found["number"], PartnerKind(found["kind"]).label, escaped(place), f"任期 {term}"]))
    names = ["资料和参与", "变更记录"]
    if by.may(Permission.MANAGE_PARTNERS):
        partner_forms.buttons(found, by)
        names.insert(1, "修改")
    for name, tab in zip(names, st.tabs(names), strict=True):
        with tab:
            if name == "修改":
                partner_forms.change(found, by)
            elif name == "变更记录":
                _history(found)
            else:
                _about(found)
                _work(found, as_of)


def _about(found: pd.Series) -> None:
    told = {
        "单位": found["organisation"],
        "擅长领域": partner_words.skills(found["skills"]),
        "专长说明": found["specialty"],
        "电话": found["phone"],
    }
    for label, text in told.items():
        st.markdown(f":gray[{label}]　{escaped(text) or UNDEFINED}")


def _work(found: pd.Series, as_of: date) -> None:
    rate = partner_words.response(found["answered"], found["expected"])
    st.write(
        f"受邀 {number(found['invitations'])} 次，反馈率 {rate}，意见 {number(found['opinions'])} 条，"
        f"会议 {number(found['meetings'])} 次，最近参与 {day(found['last_on'])}。"
    )
    st.caption(partner_words.RESPONSE)
    opens = {"金点子": st.column_config.LinkColumn("金点子", display_text=r"idea=([^&]+)", width=130)}
    asked, given = partner_loaders.invitations_of(int(found["id"]), as_of), partner_loaders.given_by(int(found["id"]))
    if asked.empty and given.empty:
        st.info("还没有受过邀请，也没有提过意见或参加过会议。")
    if not asked.empty:
        st.markdown("**邀请**")
        st.dataframe(_asked(asked), hide_index=True, column_config=opens, key="partner_card.asked")
    if not given.empty:
        st.markdown("**意见和会议**")
        st.dataframe(_given(given), hide_index=True, column_config=opens, key="partner_card.given")


def _asked(asked: pd.DataFrame) -> pd.DataFrame:
    states = labels(InvitationState)
    told = zip(asked["state"], asked["is_late"], strict=True)
    return pd.DataFrame(
        {
            "金点子": [address_of(each) for each in asked["idea"]],
            "标题": asked["title"],
            "请教什么": asked["question"],
            "邀请时间": [clock.moment(at) for at in asked["invited_at"]],
            "期限": [day(on) for on in asked["due_on"]],
            "结果": [f"{states[state]}（已过期限）" if late else states[state] for state, late in told],
        }
    )


def _given(given: pd.DataFrame) -> pd.DataFrame:
    stances = labels(Stance)
    return pd.DataFrame(
        {
            "金点子": [address_of(each) for each in given["idea"]],
            "标题": given["title"],
            "日期": [day(on) for on in given["given_on"]],
            "方式": [stances.get(each, "会议") for each in given["stance"]],
            "内容": given["text"],
        }
    )


def _history(found: pd.Series) -> None:
    history, steps = partner_loaders.history(int(found["id"])), labels(WorkStep)
    if history.empty:
        st.info("还没有记录。")
        return
    rows = {
        "时间": [clock.moment(at) for at in history["at"]],
        "谁": history["by_name"],
        "做了什么": [steps.get(step, step) for step in history["step"]],
        "内容": [_changed(details) for details in history["details"]],
        "说明": [reason or UNDEFINED for reason in history["reason"]],
    }
    st.dataframe(pd.DataFrame(rows), hide_index=True, key="partner_card.history")


def _changed(details: dict) -> str:
    parts = [
        f"{LABELS.get(name, name)}（不留号码）" if pair is None else f"{LABELS.get(name, name)} {_said(name, pair)}"
        for name, pair in details.get("changed", {}).items()
    ]
    return "；".join(parts) or UNDEFINED


def _said(name: str, pair: list) -> str:
    read = {
        "township_code": partner_words.township,
        "skills": lambda codes: partner_words.skills(tuple(codes)),
        "active": ACTIVE_NAMES.get,
    }
    before, after = (read[name](value) if name in read else value for value in pair)
    return f"{before or '无'} → {after or '无'}"
