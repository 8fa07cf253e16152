"""The roster on 社会力量: how many there are, filters kept in the address, the table one picks somebody from."""

from datetime import date

import streamlit as st

from data_access.partner_contributions import RECENT_DAYS
from glossary import TERM_ENDING_DAYS, PartnerKind, PartnerStanding, labels
from permissions import Permission, Person
from ui import address, headline, loaders
from ui.partners import partner_forms, partner_loaders, partner_words
from ui.partners.partner_loaders import WHOLE_CITY, PartnerFilter
from ui.text import day, number

AT_ONCE = 50
# Parameter → what is chosen from it; in the order drawn.
LISTS = {"standing": "状态", "township": "镇办区", "skill": "擅长领域"}
EVERY_KIND = "all"
TURN, ASKED, PARAMETER = "partner_roster.turn", "partner_roster.asked", "partner"
EXPLAINED = (
    "名册里这一类的全部人数（家数），停用的也在内。任期内：没有停用、统计日在任期起止之间（任期止当天算在内）。"
    f"近 {RECENT_DAYS} 天参与：提过意见或参加过会议。"
)


def figures(as_of: date) -> int:
    """How many of each kind, in their term, active lately; how many there are in all."""
    found = partner_loaders.headline(as_of).set_index("kind")
    if found.empty:
        return 0
    with headline.cards():
        for kind in PartnerKind:
            counts = found.loc[kind.value] if kind.value in found.index else dict.fromkeys(found.columns, 0)
            below = f"任期内 {number(counts['in_term'])}  \n近 {RECENT_DAYS} 天参与 {number(counts['recent'])}"
            headline.plain_metric(kind.label, number(counts["total"]), explained=EXPLAINED, below=below)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"邀请待反馈 {number(found['waiting'].sum())} 份。统计时点 {day(as_of)}。")
        ending = found["ending"].sum()
        if ending:
            label = f"任期 {TERM_ENDING_DAYS} 天内到期 {number(ending)}，只看这些"
            st.button(label, type="tertiary", on_click=_only_ending, key="partners.ending")
    return int(found["total"].sum())


def _only_ending() -> None:
    st.session_state["partners.standing"] = [PartnerStanding.ENDING.value]


def chosen(person: Person) -> PartnerFilter:
    """The filter as the controls and the address say; beside it the way to take somebody on."""
    kinds = {EVERY_KIND: "全部", **labels(PartnerKind)}
    kind = address.one("类型", "kind", kinds, key="partners.kind", default=EVERY_KIND)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        text = address.words("查找", "q", key="partners.q", placeholder="姓名、编号、单位、专长", width=260)
        lists = _lists()
        if person.may(Permission.MANAGE_PARTNERS) and st.button("登记", type="primary", key="partners.new"):
            partner_forms.new(person)
    return PartnerFilter(
        kinds=() if kind == EVERY_KIND else (kind,),
        standings=lists["standing"],
        townships=lists["township"],
        skills=lists["skill"],
        text=text,
    )


def _lists() -> dict[str, tuple[str, ...]]:
    options = {
        "standing": labels(PartnerStanding),
        "township": {WHOLE_CITY: "全市（不限镇办区）", **loaders.names("township")},
        "skill": loaders.names("category_parent"),
    }
    return address.lists(LISTS, options, key="partners")


def table(asked: PartnerFilter, as_of: date) -> int:
    """The partners of the filter, fifty at a time; whoever is picked opens. How many there are."""
    page = _page(asked)
    found, total = partner_loaders.roster(asked, as_of, AT_ONCE, (page - 1) * AT_ONCE)
    if not total:
        return 0
    if found.empty:  # an address kept from when there were more
        page = -(-total // AT_ONCE)
        found, total = partner_loaders.roster(asked, as_of, AT_ONCE, (page - 1) * AT_ONCE)
    key = f"partners.table.{asked}.{page}.{st.session_state.get(TURN, 0)}"
    st.dataframe(
        partner_words.in_chinese(found, as_of, with_kind=not asked.kinds),
        hide_index=True,
        on_select=lambda: _open(key, list(found["number"])),
        selection_mode="single-row",
        key=key,
    )
    pages = -(-total // AT_ONCE)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if pages > 1:
            pager = f"partners.pager.{asked}"
            turned = {"on_change": _turn, "args": (pager,), "key": pager}
            st.number_input(f"第几页（共 {pages} 页）", 1, pages, page, width=180, **turned)
        first, last = (page - 1) * AT_ONCE + 1, min(page * AT_ONCE, total)
        st.caption(f"第 {number(first)}—{number(last)} 位，共 {number(total)} 位。点一行左边的方框看详情。")
    return total


def _page(asked: PartnerFilter) -> int:
    """The page in the address; the first one again as soon as something else is asked for."""
    if st.session_state.get(ASKED, asked) != asked:
        st.query_params.pop("page", None)
    st.session_state[ASKED] = asked
    wanted = st.query_params.get("page", "")
    return max(int(wanted), 1) if wanted.isdecimal() and len(wanted) < 6 else 1


def _turn(pager: str) -> None:
    page = st.session_state[pager]
    if page > 1:
        st.query_params["page"] = str(page)
    else:
        st.query_params.pop("page", None)


def _open(key: str, numbers: list[str]) -> None:
    for position in st.session_state[key]["selection"]["rows"]:
        st.query_params[PARAMETER] = numbers[position]


def close() -> None:
    """From a callback: back from a partner to the roster, with nobody picked."""
    st.query_params.pop(PARAMETER, None)
    st.session_state[TURN] = st.session_state.get(TURN, 0) + 1
