"""各单位: where suggestions are stuck, and who finishes in time, compared fairly."""

import pandas as pd
import streamlit as st

from glossary import Tier, labels
from scoring.rates import league_table
from ui import charts, listings, loaders, rate_tables, series, tables

MEASURES = ("cohort", "completed", "due", "on_time", "overdue_open", "redone", "returned")
UNIT, TIER = "主责单位", "办理等级"


def show(counted: pd.DataFrame, key: str) -> None:
    """Overdue cases by department and tier, then the league table of one tier or of all.

    Columns of `counted`: department_code, tier and MEASURES.
    """
    departments, tiers = loaders.names("department"), labels(Tier)
    _overdue(counted[counted["overdue_open"] > 0], departments, tiers, key)
    tier = st.segmented_control(
        TIER, list(tiers), format_func=tiers.get, key=f"{key}.tier", help="同一等级内比较才公平。"
    )
    smallest = loaders.rules()["smallest_ranked_group"].value
    narrowed = {"tier": tier} if tier else {}
    chosen = counted[counted["tier"] == tier] if tier else counted
    league = league_table(series.totals(chosen, "department_code", departments, UNIT), "on_time", "due", smallest)
    charts.draw(
        charts.rates_with_intervals,
        league,
        category=UNIT,
        title=f"各单位按期办结率与 95% 区间（{tiers.get(tier, '全部等级')}）",
        key=f"{key}.rates",
        lists=listings.per_code("已到期", "due", "department_code", departments, departments, **narrowed),
    )
    st.caption(f"空心灰点：到期不足 {smallest} 件，只列出，不排名。")
    with st.expander("表格与下载"):
        rate_tables.group_table(league, UNIT, "department_code", departments, key=f"{key}.league", **narrowed)
        tables.downloads(rate_tables.group_file(league, UNIT), "各单位办理进度", key=f"{key}.league")


def _overdue(late: pd.DataFrame, departments: dict[str, str], tiers: dict[str, str], key: str) -> None:
    if late.empty:
        return
    ordered = series.largest_first(late, "department_code", "overdue_open")
    lists = listings.per_pair("overdue_open", ordered, ("department_code", "tier"), (departments, tiers))
    charts.draw(
        charts.cross_table,
        series.named(series.named(ordered, "department_code", departments, UNIT), "tier", tiers, TIER),
        row=UNIT,
        column=TIER,
        value="overdue_open",
        columns=tuple(tiers.values()),
        title="各单位在办超期件数",
        key=f"{key}.late",
        lists=lists,
    )
