"""Drill-down: the suggestions behind a figure, exactly those counted, in a window over the page."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import pandas as pd
import streamlit as st

from data_access import facts
from data_access.scope import Scope
from glossary import Nature, State, Tier, labels
from ui import listings, loaders, session, tables
from ui.listings import Listing
from ui.text import masked, number

COLUMNS = {
    "number": "编号",
    "received_on": "收到日期",
    "title": "标题",
    "nature": "性质",
    "channel_code": "渠道",
    "township_code": "镇办区",
    "category_code": "分类",
    "department_code": "主责单位",
    "tier": "办理等级",
    "state": "环节",
    "due_on": "到期日",
    "answered_on": "答复日期",
    "completed_on": "办结日期",
}
OVERDUE_COLUMNS = {"overdue_working_days": "超期", "department_code": "主责单位", "title": "标题", "due_on": "到期日"}


def drill_down(scope: Scope, lists: list[Listing], *, key: str) -> None:
    """The suggestions behind the figures of a page, see listings.drill_down."""
    listings.drill_down(_listed, scope, lists, what="建议", marks="图中的条、格、点或表中的数字", key=key)


def longest_overdue(scope: Scope, rows: int, *, key: str) -> None:
    """The open suggestions that have been overdue longest, as a short table; 超期 in working days."""
    found = in_chinese(loaders.overdue_cases(scope, rows), _vocabularies(), OVERDUE_COLUMNS)
    found["超期"] = [f"{number(days)} 天" for days in found["超期"]]
    tables.table(found, {name: name for name in found.columns}, key=key)


def _listed(scope: Scope, wanted: Listing) -> None:
    within = _within(scope, wanted)
    found, listed, kept_back = loaders.cases(within, wanted.measure, wanted.group, listings.SHOWN)
    note = f"共 {number(listed + kept_back)} 件"
    if kept_back:
        note += f"，其中 {number(kept_back)} 件举报或保密件不列出"
    if listed > listings.SHOWN:
        note += f"；下表为前 {listings.SHOWN} 件，下载为全部"
    st.caption(note + "。")
    if found.empty:
        st.info("没有可列出的建议。")
        return
    vocabularies = _vocabularies()
    shown = in_chinese(found, vocabularies)
    height = listings.height(len(shown))
    tables.table(shown, {name: name for name in shown.columns}, key="cases.listed", height=height)
    # The file is made when it is asked for, in a thread that knows nothing of this page.
    everything = partial(
        facts.cases,
        session.engine(),
        reader=loaders.reader(),
        scope=within,
        measure=wanted.measure,
        group=dict(wanted.group),
        limit=listings.LARGEST_DOWNLOAD,
    )
    tables.downloads(
        lambda: in_chinese(everything(), vocabularies), f"建议清单_{wanted.title}".replace("：", "_"), key="cases.file"
    )


def _within(scope: Scope, wanted: Listing) -> Scope:
    if wanted.days is None:
        return scope
    first, end = wanted.days
    return replace(scope, start=max(scope.start, first), end=min(scope.end, end))


def _vocabularies() -> dict[str, Mapping[str, str]]:
    return {
        "nature": labels(Nature),
        "tier": labels(Tier),
        "state": labels(State),
        "channel_code": loaders.names("channel"),
        "township_code": loaders.names("township"),
        "category_code": loaders.names("category"),
        "department_code": loaders.names("department"),
    }


def in_chinese(
    found: pd.DataFrame, vocabularies: dict[str, Mapping[str, str]], columns: Mapping[str, str] = COLUMNS
) -> pd.DataFrame:
    """The list as people read it: names instead of codes, phone numbers in the text masked."""
    translated = found.copy()
    for column, names in vocabularies.items():
        translated[column] = [names.get(code, "—" if code is None else code) for code in found[column]]
    translated["title"] = [masked(title) for title in found["title"]]
    return translated[list(columns)].rename(columns=columns)
