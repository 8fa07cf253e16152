"""The rosters of 社会力量: headline counts, filters kept in the address, the table that opens a card, and downloads."""

from collections.abc import Callable
from datetime import date
from functools import partial

import pandas as pd
import streamlit as st

from actions import partner_files as actions
from data_access import partner_roster
from data_access.partner_layout import WHOLE_CITY_NAME, PartnerRows
from data_access.partner_roster import WHOLE_CITY
from glossary import PartnerKind, PartnerStanding, labels
from permissions import Person
from ui import address, loaders, partner_loaders, partner_words, session, tables
from ui.partner_loaders import PartnerFilter
from ui.tables import EXCEL_TYPE
from ui.text import day, number

AT_ONCE = 50
FIGURE_WIDTH = 170
LISTS = {"standing": "任期状态", "township": "镇办区", "skill": "擅长领域"}
EXPLAINED = (
    "任期内：在用，且今天在任期之内，任期止当天也算。近90天参与：提过意见或参加过会议的人数。"
    "待反馈：发出后还没有反馈的邀请。"
)


def headline(counts: pd.DataFrame, *, key: str) -> None:
    """One figure per kind with how many are in their term and how many took part lately; a way to what ends soon."""
    by_kind = counts.set_index("kind")
    with st.container(horizontal=True, gap="small"):
        for kind in PartnerKind:
            row = by_kind.loc[kind.value] if kind.value in by_kind.index else dict.fromkeys(counts.columns, 0)
            unit = "家" if kind is PartnerKind.INSTITUTION else "人"
            with st.container(width=FIGURE_WIDTH, gap="xxsmall"):
                st.metric(kind.label, f"{number(row['total'])} {unit}", help=EXPLAINED, border=True)
                st.caption(f"任期内 {number(row['in_term'])}　近90天参与 {number(row['recent'])}")
    ending = int(counts["ending"].sum())
    if ending:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f":orange-badge[60日内到期 {number(ending)}]")
            st.button("只看60日内到期的", type="tertiary", on_click=_only_ending, args=(key,), key=f"{key}.ending")


def _only_ending(key: str) -> None:
    st.session_state[f"{key}.standing"] = [PartnerStanding.ENDING.value]


def filters(*, key: str) -> PartnerFilter:
    """Kinds as buttons, words, and a popover with the lists."""
    kind = address.one("类型", "kind", {"": "全部", **labels(PartnerKind)}, key=f"{key}.kind", default="")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        text = address.words("查找", "q", key=f"{key}.q", placeholder="姓名、编号、单位或专长中的词", width=260)
        options = {
            "standing": labels(PartnerStanding),
            "township": {WHOLE_CITY: WHOLE_CITY_NAME, **loaders.names("township")},
            "skill": loaders.names("category_parent"),
        }
        used = sum(bool(st.query_params.get(name)) for name in LISTS)
        with st.popover(f"筛选（{used}）" if used else "筛选"):
            chosen = {name: address.many(LISTS[name], name, options[name], key=f"{key}.{name}") for name in LISTS}
            keys = [f"{key}.{name}" for name in LISTS]
            st.button("清除筛选", on_click=address.forget, args=(LISTS, keys), key=f"{key}.clear")
    return PartnerFilter(
        kinds=(kind,) if kind else (),
        standings=chosen["standing"],
        townships=chosen["township"],
        skills=chosen["skill"],
        text=text,
    )


def table(asked: PartnerFilter, today: date, *, key: str) -> None:
    """The partners of a filter in order of number, fifty at a time; choosing a row opens the card."""
    page = _page(asked, key)
    found, total = partner_loaders.roster(asked, today, AT_ONCE, (page - 1) * AT_ONCE)
    if not total:
        st.info("没有符合条件的社会力量，请换个词或放宽条件。")
        return
    pages = -(-total // AT_ONCE)
    if page > pages:
        page = pages
        found, total = partner_loaders.roster(asked, today, AT_ONCE, (page - 1) * AT_ONCE)
    picked = st.dataframe(
        _listed(found, today, with_kind=not asked.kinds),
        hide_index=True,
        key=f"{key}.rows.{page}",
        on_select="rerun",
        selection_mode="single-row",
    )
    for position in picked.selection.rows:
        st.query_params["partner"] = found["number"].iloc[position]
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if pages > 1:
            st.session_state[f"{key}.page"] = page
            st.number_input(
                f"第几页（共 {pages} 页）", 1, pages, key=f"{key}.page", width=180, on_change=_turn, args=(key,)
            )
        first, last = (page - 1) * AT_ONCE + 1, min(page * AT_ONCE, total)
        st.caption(f"第 {number(first)}—{number(last)} 条，共 {number(total)} 条。点一行左边的方框看详情。")


def _listed(found: pd.DataFrame, today: date, *, with_kind: bool) -> pd.DataFrame:
    """A page of the roster as people read it: first who and until when, then what they gave."""
    shown = partner_words.in_chinese(found)
    shown["状态"] = [standing(row, today) for row in found.itertuples()]
    first = ["编号", "姓名（名称）", *(["类型"] if with_kind else []), "镇办区", "擅长领域", "任期止", "状态"]
    return shown[[*first, *(name for name in shown if name not in {*first, "类型"})]]


def standing(partner, today: date) -> str:
    """The standing on a day; of a term that ends soon also how many days are left."""
    known = PartnerStanding(partner.standing)
    if known is not PartnerStanding.ENDING:
        return known.label
    left = (partner.term_to - today).days
    return f"{known.label}（还有 {left} 天）" if left else f"{known.label}（今天到期）"


def _page(asked: PartnerFilter, key: str) -> int:
    """The page in the address; the first one again as soon as something else is asked for."""
    if st.session_state.get(f"{key}.asked", asked) != asked:
        st.query_params.pop("page", None)
    st.session_state[f"{key}.asked"] = asked
    wanted = st.query_params.get("page", "")
    return max(int(wanted), 1) if wanted.isdecimal() and len(wanted) < 6 else 1


def _turn(key: str) -> None:
    page = st.session_state[f"{key}.page"]
    if page > 1:
        st.query_params["page"] = str(page)
    else:
        st.query_params.pop("page", None)


def downloads(asked: PartnerFilter, today: date, *, write: Callable[[PartnerRows], bytes], key: str) -> None:
    """What is listed, all pages: the workbook that can be imported again, and what everybody gave.

    `write`: reports.partner_workbook.partner_workbook.
    """
    reader = loaders.reader()
    name = f"社会力量名册 {day(today)}.xlsx"
    make = partial(_workbook, asked, today, write, reader)
    st.write("名册（按上面的筛选，含各页）")
    st.download_button("下载名册 Excel", make, name, EXCEL_TYPE, key=f"{key}.roster", on_click="ignore")
    st.write("贡献统计：邀请、反馈、意见、会议（按上面的筛选，含各页）")
    counted = partial(_contributions, asked, today, reader)
    tables.downloads(counted, f"社会力量贡献统计 {day(today)}", key=f"{key}.given")


def _workbook(asked: PartnerFilter, today: date, write: Callable[[PartnerRows], bytes], reader: Person) -> bytes:
    return write(actions.export(session.engine(), asked=asked, by=reader, as_of=today))


def _contributions(asked: PartnerFilter, today: date, reader: Person) -> pd.DataFrame:
    found, _total = partner_roster.roster(session.engine(), by=reader, asked=asked, as_of=today)
    return partner_words.contributions_in_chinese(found)
