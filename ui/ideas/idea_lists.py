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

STUCK = listing("还没有转化的点子", "unconverted")


def drill_down(asked: IdeaScope, lists: list[Listing], *, key: str) -> None:
    """The ideas behind the figures of a page, see listings.drill_down."""
    listings.drill_down(_listed, asked, lists, what="点子", marks="图中的条或表中的数字", key=key)


def longest(asked: IdeaScope, rows: int, *, key: str) -> None:
    """The ideas not yet converted that have been longest where they stand, as a short table."""
    found = idea_figure_loaders.listed(asked, STUCK, rows)
    _table(in_chinese(found)[["编号", "停留（天）", "状态", "标题", "主责单位"]], key=key)


def _listed(asked: IdeaScope, wanted: Listing) -> None:
    found = idea_figure_loaders.listed(asked, wanted, listings.SHOWN)
    if found.empty:
        st.info("没有可列出的点子。")
        return
    total = int(found["total"].iloc[0])
    rest = f"；下表为停留最久的 {listings.SHOWN} 个，下载为全部。" if total > listings.SHOWN else "。"
    st.caption(f"共 {number(total)} 个{rest}")
    _table(in_chinese(found), key="ideas.listed", height=listings.height(len(found)))
    everything = partial(
        idea_figures.listed,
        session.engine(),
        by=loaders.reader(),
        asked=asked,
        measure=wanted.measure,
        group=wanted.group,
        limit=listings.LARGEST_DOWNLOAD,
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
