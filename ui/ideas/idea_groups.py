"""金点子 by category or township: how many, how far, and the share adopted; each part opens its ideas."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from scoring.rates import rate
from ui import charts, tables
from ui.listings import SEPARATOR, Listing, listing, name_of
from ui.text import number, percent

# What a bar is made of: its label → the measure counted.
PARTS = {"采纳": "adopted", "研究中": "open", "留存或不采纳": "set_aside"}
COLUMNS = {
    "ideas": "点子",
    "open": "研究中",
    "adopted": "采纳",
    "taken_up": "已转化",
    "effective": "见效",
    "set_aside": "留存或不采纳",
    "concluded": "有结论",
}


def show(
    counted: pd.DataFrame, names: Mapping[str, str], dimension: str, *, label: str, title: str, place, key: str
) -> None:
    """Bars and, to be opened, the table behind them. Columns: code and the measures, see idea_figures.counts.

    `names`: code → name; `label`: what the groups are, such as 镇办区.
    """
    groups = counted.assign(name=[name_of(code, names) for code in counted["code"]])
    # The largest first; those without a code, which are no group, last.
    groups = groups.assign(last=groups["code"].isna()).sort_values(
        ["last", "ideas", "name"], ascending=[True, False, True], kind="stable", ignore_index=True
    )
    with place:
        charts.draw(
            charts.stacked_bars,
            bars(groups),
            states=tuple(PARTS),
            title=title,
            value_title="点子（个）；右为采纳率（采纳 / 有结论）",
            key=f"{key}.bars",
            lists=_bar_lists(groups, dimension),
        )
        with st.expander("表格与下载"):
            shown = groups.assign(share=[rate(row.adopted, row.concluded).value for row in groups.itertuples()])
            columns = {"name": label, **COLUMNS, "share": "采纳率"}
            tables.table(shown, columns, percent=["share"], key=f"{key}.table", lists=_lists(groups, dimension))
            tables.downloads(shown[list(columns)].rename(columns=columns), f"金点子成效_{label}", key=f"{key}.file")


def bars(groups: pd.DataFrame) -> pd.DataFrame:
    """One row per group and part. Columns: category, state, count, label."""
    rows = []
    for group in groups.itertuples():
        share = rate(group.adopted, group.concluded)
        written = f"{percent(share.value)}（{number(share.numerator)} / {number(share.denominator)}）"
        rows += [(group.name, part, getattr(group, measure), written) for part, measure in PARTS.items()]
    return pd.DataFrame(rows, columns=["category", "state", "count", "label"])


def _bar_lists(groups: pd.DataFrame, dimension: str) -> dict[str, Listing]:
    return {
        f"{row.name}{SEPARATOR}{part}": listing(f"{row.name}：{part}", measure, **{dimension: row.code})
        for row in groups.itertuples()
        for part, measure in PARTS.items()
    }


def _lists(groups: pd.DataFrame, dimension: str) -> dict[tuple[int, str], Listing]:
    """A count opens its ideas, the name and the share the whole group's and the adopted ones."""
    measures = {"name": "ideas", "share": "adopted", **{measure: measure for measure in COLUMNS}}
    titles = {"name": "点子", "share": "采纳", **COLUMNS}
    return {
        (place, column): listing(f"{row.name}：{titles[column]}", measure, **{dimension: row.code})
        for place, row in enumerate(groups.itertuples())
        for column, measure in measures.items()
    }
