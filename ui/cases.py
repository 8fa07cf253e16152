"""Drill-down: the suggestions behind a figure, exactly those counted."""

import streamlit as st

from data_access.scope import Scope
from glossary import Nature, State, Tier, labels
from permissions import Permission
from ui import loaders, tables
from ui.text import masked, number

SHOWN = 500
LARGEST_DOWNLOAD = 100_000
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


def drill_down(scope: Scope, figures: dict[str, tuple[str, dict]], *, key: str) -> None:
    """Let the person choose a figure of this page and list what it counted.

    `figures`: label on screen → (measure, {dimension: code}).
    """
    if not loaders.reader().may(Permission.READ_CASES):
        return
    st.subheader("建议清单")
    label = st.selectbox("列出哪个数字背后的建议", list(figures), key=f"{key}.figure", index=0)
    measure, group = figures[label]
    found, listed, kept_back = loaders.cases(scope, measure, tuple(sorted(group.items())), SHOWN)
    note = f"共 {number(listed + kept_back)} 件"
    if kept_back:
        note += f"，其中 {number(kept_back)} 件举报或保密件不列出"
    if listed > SHOWN:
        note += f"；下表为前 {SHOWN} 件，下载为全部"
    st.caption(note + "。")
    if found.empty:
        st.info("没有可列出的建议。")
        return
    shown = in_chinese(found)
    tables.table(shown, {name: name for name in shown.columns}, key=f"{key}.cases")
    if st.toggle("准备下载", key=f"{key}.download"):
        everything = loaders.cases(scope, measure, tuple(sorted(group.items())), LARGEST_DOWNLOAD)[0]
        tables.downloads(in_chinese(everything), f"建议清单_{label}", key=f"{key}.cases")


def in_chinese(found):
    """The list as people read it: names instead of codes, phone numbers in the text masked."""
    translated = found.copy()
    vocabularies = {
        "nature": {**labels(Nature)},
        "tier": labels(Tier),
        "state": labels(State),
        "channel_code": loaders.names("channel"),
        "township_code": loaders.names("township"),
        "category_code": loaders.names("category"),
        "department_code": loaders.names("department"),
    }
    for column, names in vocabularies.items():
        translated[column] = [names.get(code, "—" if code is None else code) for code in found[column]]
    translated["title"] = [masked(title) for title in found["title"]]
    return translated[list(COLUMNS)].rename(columns=COLUMNS)
