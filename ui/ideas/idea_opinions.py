"""Opinions and meetings on an idea's page: to read, to record, each with its files."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from actions import invitations as actions
from actions.idea_words import IdeaRefused
from data_access.ideas import NoSuchIdea, StaleIdea
from glossary import InvitationState, PartnerKind, Stance, SubjectKind
from permissions import NotPermitted, Person
from ui import attachments, clock, drafts, loaders, outcomes, session
from ui.ideas import idea_partner_loaders
from ui.text import day, escaped

REFUSALS = (IdeaRefused, NoSuchIdea, StaleIdea, NotPermitted)
COLOURS = {Stance.SUPPORT: "green", Stance.AMEND: "blue", Stance.AGAINST: "orange"}
SHOWN_AT_ONCE = 20
FOUND = 20
FOUND_PEOPLE = "idea_opinions.found"


def choose_author(idea_number: str, partner_id: int) -> None:
    """From a callback: the opinion to be recorded is this partner's."""
    st.session_state[f"{_key(idea_number)}.who"] = int(partner_id)


def _key(idea_number: str) -> str:
    return f"idea_opinions.{idea_number}.{outcomes.turn()}"


def opinions(idea: pd.Series, said: pd.DataFrame, may_write: bool) -> None:
    """The latest first, twenty unless all are wanted."""
    if said.empty:
        st.caption("还没有意见。入库前至少要有一条意见或一次会议记录。")
    for row in shown(said, "条意见", f"idea_opinions.all.{idea['number']}").itertuples():
        stance = Stance(row.stance)
        with st.container(border=True, gap="xsmall"):
            with st.container(horizontal=True, vertical_alignment="center"):
                about = f"{PartnerKind(row.kind).label}　{day(row.given_on)}"
                st.markdown(f"**{escaped(row.name)}**　:gray[{about}]")
                st.badge(stance.label, color=COLOURS[stance])
            st.text(row.content, width="stretch")
            _files(idea["number"], f"opinion:{row.id}", may_write)


def meetings(idea: pd.Series, met: pd.DataFrame, may_write: bool) -> None:
    """The latest first, with who was there; the minutes unfold."""
    if met.empty:
        st.caption("还没有会议记录。")
    for row in shown(met, "次会议", f"idea_opinions.all_meetings.{idea['number']}").itertuples():
        with st.container(border=True, gap="xsmall"):
            st.markdown(f"**{escaped(row.topic)}**　:gray[{day(row.held_on)}　{escaped(row.place)}]")
            there = "、".join([*row.attendees, *([row.others] if row.others else [])])
            if there:
                st.caption(f"参加：{escaped(there)}")
            with st.expander("纪要"):
                st.text(row.minutes, width="stretch")
            _files(idea["number"], f"meeting:{row.id}", may_write)


def shown(found: pd.DataFrame, what: str, key: str) -> pd.DataFrame:
    """The first twenty, or all once they are wanted."""
    more = len(found) - SHOWN_AT_ONCE
    if more > 0 and not st.toggle(f"显示其余 {more} {what}", key=key):
        return found.head(SHOWN_AT_ONCE)
    return found


def _files(idea_number: str, part: str, may_write: bool) -> None:
    listed = loaders.attachments(SubjectKind.IDEA, idea_number)
    here = int(((listed["part"] == part) & ~listed["is_removed"]).sum())
    if here or may_write:
        with st.expander(f"附件（{here}）" if here else "附件"):
            key = f"idea_opinions.{part}"
            attachments.show(SubjectKind.IDEA, idea_number, part, may_add=may_write, key=key)


def record_opinion(idea: pd.Series, asked: pd.DataFrame, said: pd.DataFrame, by: Person) -> None:
    """Whose, what they come to, the words, the day; an open invitation is answered with it."""
    key, subject = _key(idea["number"]), f"idea-{idea['id']}-opinion"
    known = _known(asked, said)
    who = st.selectbox(
        "谁的意见（必填）", list(known), index=None, format_func=known.get, placeholder="请选择", key=f"{key}.who"
    )
    stance = st.radio("态度", list(Stance), format_func=lambda each: each.label, horizontal=True, key=f"{key}.stance")
    with drafts.drafting(subject, texts={"content": ""}, labels={"content": "意见"}) as form:
        box = {"max_chars": actions.LONGEST_TEXT, "height": 140, "key": form.key("content")}
        content = st.text_area("意见（必填）", placeholder="照原话或要点记录；登记后不能改，更正请另记一条", **box)
    today = loaders.reporting_day()
    on = st.date_input("提出日期", today, max_value=today, format="YYYY-MM-DD", key=f"{key}.on")
    if not st.button("登记意见", type="primary", key=f"{key}.go_opinion"):
        return
    if who is None:
        st.error("请选择是谁的意见，没有存入任何内容。")
        return
    given = {"partner_id": int(who), "stance": stance, "content": content, "given_on": on}
    _store(actions.record_opinion, idea, subject, "意见已登记，附件可在这条意见下面添加。", by, given)


def record_meeting(idea: pd.Series, asked: pd.DataFrame, said: pd.DataFrame, by: Person) -> None:
    """What about, when, where, who, and the minutes."""
    key, subject = _key(idea["number"]), f"idea-{idea['id']}-meeting"
    today = loaders.reporting_day()
    there = st.multiselect(
        "参加的社会力量", list(known := _known(asked, said)), format_func=known.get, placeholder="可不选",
        key=f"{key}.there",
    )  # fmt: skip
    on = st.date_input("日期", today, max_value=today, format="YYYY-MM-DD", key=f"{key}.held")
    labels = {"topic": "议题", "place": "地点", "others": "其他参加人", "minutes": "纪要"}
    longest = {"topic": 200, "place": 120, "others": 400}
    with drafts.drafting(subject, texts=dict.fromkeys(labels, ""), labels=labels) as form:
        given = {
            name: st.text_input(
                labels[name] + ("（必填）" if name == "topic" else ""), max_chars=most, key=form.key(name)
            )
            for name, most in longest.items()
        }
        box = {"max_chars": actions.LONGEST_MINUTES, "height": 180, "key": form.key("minutes")}
        given["minutes"] = st.text_area("纪要（必填）", placeholder="讨论了什么、有什么分歧、怎样定的", **box)
    if st.button("登记会议", type="primary", key=f"{key}.go_meeting"):
        about = {"held_on": on, "partner_ids": tuple(int(each) for each in there), **given}
        _store(actions.record_meeting, idea, subject, "会议已登记，附件可在这次会议下面添加。", by, about)


def _store(action, idea: pd.Series, subject: str, told: str, by: Person, given: Mapping[str, object]) -> None:
    try:
        action(session.engine(), number=idea["number"], **given, by=by, at=clock.now())
    except REFUSALS as refused:
        st.error(str(refused))
        return
    drafts.finish(subject)
    outcomes.say(told)


def _known(asked: pd.DataFrame, said: pd.DataFrame) -> dict[int, str]:
    """Partner id → name to choose from: those who were asked or said something, and whoever was looked for."""
    waiting = set(asked[asked["state"] == InvitationState.INVITED.value]["partner_id"])
    text = st.text_input(
        "在名册里查找（可不填）", placeholder="姓名、编号或单位，找到的会加进下面的名单", key="idea_opinions.find"
    ).strip()
    # Found once they stay on offer: somebody chosen does not vanish with the next search.
    found = st.session_state.setdefault(FOUND_PEOPLE, {})
    if text:
        now = idea_partner_loaders.people(text, FOUND)
        st.caption(f"找到 {len(now)} 位，已加进名单。" if len(now) else "名册里没有找到。")
        found |= {int(row.partner_id): _name(row) for row in now.itertuples()}
    people = {
        int(row.partner_id): _name(row, "，待反馈" if row.partner_id in waiting else "")
        for frame in (said, asked)
        for row in frame.itertuples()
    }
    return people | {each: name for each, name in found.items() if each not in people}


def _name(row, told: str = "") -> str:
    return f"{row.name}（{PartnerKind(row.kind).label} {row.number}{told}）"
