"""The ideas behind a figure of 金点子成效, in a window over the page; and those that have not moved for longest."""

from datetime import date, datetime
from functools import partial

import pandas as pd
import streamlit as st

from data_access import idea_figures
from glossary import IdeaOrigin, IdeaState, labels
from ui import clock, listings, loaders, session, tables
from ui.ideas import idea_figure_loaders
from ui.ideas.idea_figure_loaders import IdeaScope
from ui.ideas.idea_tables import address_of
from ui.listings import Listing, listing
from ui.text import masked, number

SHOWN = 500
LARGEST_DOWNLOAD = 100_000
FEW = 10  # as many rows fit the window without scrolling in it
STUCK = listing("还没有转化的点子", "unconverted")


def drill_down(asked: IdeaScope, lists: list[Listing], *, key: str) -> None:
    """The last thing on a page: choose a figure by name, and the window with the list that was asked for."""
    by_title = {each.title: each for each in lists}
    box = f"{key}.figure"
    st.subheader("点子清单")
    st.selectbox(
        "列出哪个数字背后的点子",
        list(by_title),
        index=None,
        key=listings.widget_key(box),
        placeholder="选择一个数字；也可以直接点图中的条或表中的数字",
        on_change=lambda: listings.option_chosen(box, by_title),
    )
    wanted = listings.taken()
    if wanted:
        opened_by, chosen = wanted
        window = st.dialog(chosen.title, width="large", on_dismiss=partial(listings.closed, opened_by))
        window(_listed)(asked, chosen)


def longest(asked: IdeaScope, rows: int, *, key: str) -> None:
    """The ideas not yet converted that have been longest where they stand, as a short table."""
    found = idea_figure_loaders.listed(asked, STUCK, rows)
    _table(in_chinese(found)[["编号", "停留（天）", "状态", "标题", "主责单位"]], key=key)


def _listed(asked: IdeaScope, wanted: Listing) -> None:
    found = idea_figure_loaders.listed(asked, wanted, SHOWN)
    if found.empty:
        st.info("没有可列出的点子。")
        return
    total = int(found["total"].iloc[0])
    st.caption(f"共 {number(total)} 个" + (f"；下表为停留最久的 {SHOWN} 个，下载为全部。" if total > SHOWN else "。"))
    _table(in_chinese(found), key="ideas.listed", height=420 if len(found) > FEW else "auto")
    everything = partial(
        idea_figures.listed,
        session.engine(),
        by=loaders.reader(),
        asked=asked,
        measure=wanted.measure,
        group=wanted.group,
        limit=LARGEST_DOWNLOAD,
    )
    # Names are looked up now: the file is made in a thread that knows nothing of this page.
    words = _words()
    file_name = f"点子清单_{wanted.title}".replace("：", "_").replace(" → ", "到")
    tables.downloads(lambda: _named(everything(), words), file_name, key="ideas.file")


def in_chinese(found: pd.DataFrame) -> pd.DataFrame:
    """Listed ideas as people read them; 编号 is the address of the idea's page."""
    shown = _named(found, _words())
    shown["编号"] = [address_of(each) for each in found["number"]]
    return shown


def days_until(as_of: date, since: datetime) -> int:
    """Calendar days in 枣阳 from an instant to 统计时点; 0 for what came after it."""
    return max(0, (as_of - clock.shanghai(since).date()).days)


def _words() -> dict:
    return {
        "as_of": loaders.reporting_day(),
        "category": loaders.names("category"),
        "department": loaders.names("department"),
    }


def _named(found: pd.DataFrame, words: dict) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "编号": found["number"],
            "标题": [masked(title) for title in found["title"]],
            "状态": found["state"].map(labels(IdeaState)),
            "停留（天）": [days_until(words["as_of"], since) for since in found["state_since"]],
            "点题": found["origin"].map(labels(IdeaOrigin)),
            "分类": [words["category"].get(code, "—") for code in found["category_code"]],
            "主责单位": [words["department"].get(code, "—") for code in found["lead_code"]],
        }
    )


def _table(shown: pd.DataFrame, *, key: str, **options: object) -> None:
    opens = st.column_config.LinkColumn("编号", display_text=r"idea=([^&]+)", width=120)
    st.dataframe(shown, hide_index=True, column_config={"编号": opens}, width="stretch", key=key, **options)
