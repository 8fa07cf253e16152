"""Ideas as a table that opens them, page by page, and as files."""

from collections.abc import Callable
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from data_access.idea_layout import IdeaRows
from glossary import Gate, IdeaOrigin, IdeaState, labels
from permissions import Permission, Person
from ui import loaders
from ui.ideas import idea_files, idea_loaders, idea_words
from ui.ideas.idea_loaders import IdeaFilter
from ui.returned_workbooks import WriteLeftOut
from ui.text import number

AT_ONCE = 50


def table(asked: IdeaFilter, total: int, *, key: str) -> None:
    """The ideas of a filter, latest change first, fifty at a time; a click on the number opens one."""
    pages = -(-total // AT_ONCE)
    page = 1
    if pages > 1:
        page = st.number_input(f"第几页（共 {pages} 页）", 1, pages, key=f"{key}.page", width=180)
    found = idea_loaders.listed_ideas(asked, AT_ONCE, (page - 1) * AT_ONCE)
    shown = in_chinese(found)
    shown.insert(0, "编号", [address_of(each) for each in found["number"]])
    opens = st.column_config.LinkColumn("编号", display_text=r"idea=([^&]+)", width="medium")
    st.dataframe(shown, hide_index=True, column_config={"编号": opens}, key=key)
    st.caption(
        f"第 {number((page - 1) * AT_ONCE + 1)}—{number(min(page * AT_ONCE, total))} 个，共 {number(total)} 个。"
    )


def address_of(idea_number: str) -> str:
    """The idea page's address for a link column."""
    return f"/idea?{urlencode({'idea': idea_number})}"


def in_chinese(found: pd.DataFrame) -> pd.DataFrame:
    """Listed ideas as people read them."""
    names = {name: loaders.names(name) for name in ("category", "department")}
    return pd.DataFrame(
        {
            "标题": found["title"],
            "状态": found["state"].map(labels(IdeaState)),
            "已停留（天）": [idea_words.days_since(at) for at in found["state_since"]],
            "分类": [names["category"].get(code, "—") for code in found["category_code"]],
            "主责单位": [names["department"].get(code, "—") for code in found["lead"]],
            "点题": found["origin"].map(labels(IdeaOrigin)),
            "门槛": found["gate"].map(labels(Gate)),
            "来源": found["sources"],
            "意见": found["opinions"],
            "预计费用": [idea_words.yuan(amount) for amount in found["cost_yuan"]],
            "政策储备": ["是" if on is not None and on == on else "" for on in found["reserved_on"]],
        }
    )


def files(
    person: Person, asked: IdeaFilter, *, write: Callable[[IdeaRows], bytes], write_left_out: WriteLeftOut, key: str
) -> None:
    """Download what is listed; project managers also import. `write`: reports.idea_workbook.idea_workbook."""
    with st.expander("下载和导入" if person.may(Permission.MANAGE_IDEAS) else "下载"):
        idea_files.exporting(asked, write=write, key=f"{key}.out")
        if person.may(Permission.MANAGE_IDEAS):
            idea_files.importing(write_left_out=write_left_out, key=f"{key}.in")
