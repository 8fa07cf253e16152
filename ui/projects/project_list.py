"""The list of projects: filters kept in the address, counts by state with what is late, and the table to open one."""

from datetime import date

import pandas as pd
import streamlit as st

from glossary import ProjectState, labels
from ui import address, loaders, phones, tables
from ui.ideas import idea_words
from ui.projects import project_words
from ui.projects.project_loaders import ProjectFilter
from ui.text import UNDEFINED, day, number

ADDRESS = "project_list.address"
LISTS = {"state": "状态", "department": "承办单位", "township": "镇办区", "category": "一级分类"}
ON_THE_WAY = [state for state in ProjectState if state is not ProjectState.WITHDRAWN]
FIGURE_WIDTH = 120  # six side by side beside the menu, two on a phone
LATE_EXPLAINED = "“逾期”指有节点过了期限还没有完成；“缺进展”指实施中的项目没有报上一季度的进展。"


def filters(key: str) -> ProjectFilter:
    """Words, a switch for what is late, and a popover with the lists."""
    words = address.words("查找", "q", key=f"{key}.q", placeholder="项目名称或编号", width=240)
    late = address.one("范围", "late", {"": "全部", "1": "要催办的"}, key=f"{key}.late", default="")
    options = {
        "state": labels(ProjectState),
        "department": loaders.names("department"),
        "township": loaders.names("township"),
        "category": loaders.names("category_parent"),
    }
    chosen = address.lists(LISTS, options, key=key)
    return ProjectFilter(
        states=chosen["state"],
        departments=chosen["department"],
        townships=chosen["township"],
        categories=chosen["category"],
        only_late=late == "1",
        words=words,
    )


def remember() -> None:
    """Keep the address of the list, so that a project can lead back to it."""
    st.session_state[ADDRESS] = st.query_params.to_dict()


def way_back() -> dict:
    """The query parameters the list had when this person left it."""
    return st.session_state.get(ADDRESS, {})


def headline_counts(counts: pd.DataFrame) -> None:
    """One figure per state of the way, what is late below it; as many side by side as fit."""
    by_state = counts.set_index("state")
    with st.container(horizontal=True, gap="small"):
        for state in ON_THE_WAY:
            row = by_state.loc[state.value]
            with st.container(width=FIGURE_WIDTH, gap="xsmall"):
                st.metric(state.label, f"{number(row['count'])} 个", help=LATE_EXPLAINED, border=True)
                st.markdown(_late(row["late"], row["report_missing"]))
    withdrawn = int(by_state.loc[ProjectState.WITHDRAWN.value, "count"])
    if withdrawn:
        st.caption(f"另有已撤项 {number(withdrawn)} 个。")


def _late(late: int, missing: int) -> str:
    parts = [f"逾期 {number(late)}" if late else "", f"缺进展 {number(missing)}" if missing else ""]
    said = " ".join(f":orange-badge[{part}]" for part in parts if part)
    return said or ":gray[无逾期]"


def table(found: pd.DataFrame, today: date, *, key: str) -> None:
    """The projects; choosing a row opens it."""
    shown = in_chinese(found, today)
    # A phone has room for the name and what comes next: where it stands and what to urge on.
    first = ["名称", "状态", "要催办"] if phones.is_phone() else []
    picked = st.dataframe(
        shown[[*first, *(name for name in shown if name not in first)]],
        hide_index=True,
        key=key,
        on_select="rerun",
        selection_mode="single-row",
        placeholder=UNDEFINED,
        column_config={
            "名称": st.column_config.Column(width=190 if first else "medium"),
            "要催办": st.column_config.Column(width="medium"),
        },
    )
    st.caption(f"共 {number(len(found))} 个。点一行左边的方框打开项目。")
    for position in picked.selection.rows:
        st.switch_page(project_words.PAGE, query_params={"project": found["number"].iloc[position]})
    tables.downloads(shown, f"民声转化项目_{day(today)}", key=f"{key}.file")


def in_chinese(found: pd.DataFrame, today: date) -> pd.DataFrame:
    """Listed projects as people read them."""
    places = loaders.names("township")
    return pd.DataFrame(
        {
            "编号": found["number"],
            "名称": found["title"],
            "状态": found["state"].map(labels(ProjectState)),
            "要催办": [_urged(row, today) for row in found.itertuples()],
            "主责单位": [project_words.department(code) for code in found["lead_code"]],
            "镇办区": ["全市" if not code else places.get(code, code) for code in found["township_code"]],
            "预算": [idea_words.yuan(amount) for amount in found["budget_yuan"]],
            "已支出": [idea_words.yuan(amount) for amount in found["spent_yuan"]],
            "节点": [f"{row.milestones_done} / {row.milestones}" for row in found.itertuples()],
            "下一节点": [day(on) for on in found["next_due_on"]],
            "最近进展": [project_words.quarter(quarter) for quarter in found["reported_quarter"]],
            "来源": [row.idea_number or row.suggestion_number for row in found.itertuples()],
        }
    )


def _urged(row, today: date) -> str:
    parts = []
    at_rest = row.state in (ProjectState.ARCHIVED.value, ProjectState.WITHDRAWN.value)
    if row.milestones_overdue and not at_rest:
        parts.append(f"逾期节点 {row.milestones_overdue} 个，最长 {(today - row.next_due_on).days} 天")
    if row.report_missing:
        parts.append("缺上季度进展")
    return "；".join(parts)
