"""Parts of 字典: entries and changes as they read, and the form for a new entry."""

import pandas as pd
import streamlit as st

from actions.dictionaries import DICTIONARIES, FIELDS, LOOKED_UP
from actions.dictionary_files import FileRows
from glossary import labels
from ui import clock
from ui.text import UNDEFINED, number

WHAT = {"added": "增加", "renamed": "改名", "deactivated": "停用", "activated": "启用", "moved": "调整顺序"}
DETAILS = {"name": "名称", "position": "顺序", **FIELDS}


def names_of(entries: dict[str, pd.DataFrame]) -> dict[str, dict[str, str]]:
    """Dictionary → code → name, for what other entries point to."""
    return {name: dict(zip(found["code"], found["name"], strict=True)) for name, found in entries.items()}


def table(dictionary: str, entries: pd.DataFrame, names: dict[str, dict[str, str]]) -> pd.DataFrame:
    """The entries as shown and as downloaded: the layout that can be imported again."""
    about = DICTIONARIES[dictionary]
    shown = {"名称": entries["name"]}
    for field in (*about.may_have, *about.needs):
        known = labels(about.kinds) if field == "kind" else names[LOOKED_UP[field]]
        shown[FIELDS[field]] = [known.get(code, code) for code in entries[field]]
    shown["状态"] = ["在用" if active else "已停用" for active in entries["active"]]
    shown["编号"] = entries["code"]
    return pd.DataFrame(shown)


def changes_table(changes: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    """Earlier changes of one dictionary as shown."""
    return pd.DataFrame(
        {
            "时间": [clock.moment(at) for at in changes["at"]],
            "操作人": changes["by_name"],
            "条目": [names.get(code, code) for code in changes["code"]],
            "操作": [WHAT.get(what, what) for what in changes["what"]],
            "内容": [_details(details) for details in changes["details"]],
            "原因": [reason or UNDEFINED for reason in changes["reason"]],
        }
    )


def _details(details: dict) -> str:
    parts = (f"{DETAILS.get(field, field)} {was or '无'} → {now}" for field, (was, now) in details.items())
    return "；".join(parts) or UNDEFINED


def new_entry(dictionary: str, entries: dict[str, pd.DataFrame], *, key: str) -> dict | None:
    """The form for one more entry; the arguments of `add` once it is sent."""
    about = DICTIONARIES[dictionary]
    with st.form(key, border=False, width=480):
        given: dict = {"name": st.text_input("名称", max_chars=about.longest, key=f"{key}.name")}
        for field in (*about.needs, *about.may_have):
            choices = labels(about.kinds) if field == "kind" else _choices(field, entries)
            given[field] = st.selectbox(
                FIELDS[field] if field in about.needs else f"{FIELDS[field]}（可不选）",
                list(choices),
                index=None,
                format_func=choices.get,
                placeholder="请选择",
                key=f"{key}.{field}",
            )
        given["reason"] = reason(key)
        return given if st.form_submit_button("增加", type="primary") else None


def _choices(field: str, entries: dict[str, pd.DataFrame]) -> dict[str, str]:
    found = entries[LOOKED_UP[field]]
    found = found[found["active"]]
    if field == "parent_code":
        found = found[found["parent_code"] == ""]
    return dict(zip(found["code"], found["name"], strict=True))


def reason(key: str) -> str:
    """Why, in the person's own words."""
    return st.text_input("原因（可不填）", max_chars=200, placeholder="例如：机构改革、更名", key=f"{key}.reason")


def show_file(read: FileRows) -> bool:
    """What a file holds; whether there is something to store."""
    st.write(f"新条目 {number(len(read.new))} 个，已有 {number(read.known)} 个（不变）。")
    if read.problems:
        st.error(f"有 {len(read.problems)} 行不能用，没有存入任何内容。请改好后重新上传。")
        rows = [(row.row_number, row.text, row.reason) for row in read.problems]
        st.dataframe(pd.DataFrame(rows, columns=["行号", "内容", "原因"]), hide_index=True)
        return False
    if read.new:
        st.dataframe(pd.DataFrame({"新条目": [row["name"] for row in read.new]}), hide_index=True)
    return bool(read.new)
