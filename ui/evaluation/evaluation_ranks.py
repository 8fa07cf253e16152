"""季度三评, 等级与名次: how sure the grades are, and how far a rank may move by errors and by weights."""

import pandas as pd
import streamlit as st

from actions.evaluation import Evaluated
from scoring.quarter import GRADES
from ui import chart_evaluation, loaders, tables
from ui.chart_style import clickable
from ui.evaluation import evaluation_definitions, evaluation_list, evaluation_terms
from ui.listings import PICKED
from ui.text import number, percent

COLUMNS = {
    "name": "项目",
    "rank": "名次",
    "span": "名次区间（90 %）",
    "grade": "等级",
    "p_first": "排第一",
    "p_top3": "进前三",
    "equal": "等权名次",
    "moved": "±10 % 名次",
    "chances": "各等级的可能",
}


def show(evaluated: Evaluated, *, key: str) -> None:
    """Chances of grades as bars, then ranks with everything that could move them."""
    table = evaluation_terms.ordered(evaluated.results.composites)
    graded = [project for project in table.index if isinstance(table.at[project, "grade"], str)]
    if not graded:
        st.info("还没有三项来源齐全的项目，不评等级、不排名。缺什么见“矛盾与缺口”。")
        return
    shown = evaluation_list.page_of(graded, key=f"{key}.page")
    borderline = int(table["borderline"].sum())
    title = f"{borderline} 个项目的等级在边界上" if borderline else "各项目的等级都有八成以上把握"
    rows = chance_rows(table.loc[shown], evaluation_terms.names_of(evaluated))
    spec = loaders.chart_spec(chart_evaluation.grade_chances, rows, {"title": title})
    picked = st.vega_lite_chart(
        clickable(spec), width="stretch", key=f"{key}.chances", selection_mode=PICKED, on_select="rerun"
    )
    evaluation_list.opened(picked, evaluated.quarter.quarter)
    st.subheader("名次会不会变")
    tables.table(rank_rows(evaluated, table.loc[graded]), COLUMNS, percent=("p_first", "p_top3"), key=f"{key}.ranks")
    st.caption(
        "“排第一”“进前三”为按误差重排一万次中的比例；“等权”为三项来源权重相等时的名次；"
        "“±10 %”为每项权重各增减一成、其余按比例调整时最好和最差的名次。"
    )
    evaluation_definitions.explained("等级", "边界", "名次区间")


def chance_rows(table: pd.DataFrame, names: pd.Series) -> pd.DataFrame:
    """One row per project and grade, best grade first."""
    columns = ["project", "name", "grade", "chance"]
    rows = [
        (project, names[project], evaluation_terms.GRADE_NAMES[code], row[f"p_{code}"])
        for project, row in table.iterrows()
        for code in GRADES
    ]
    return pd.DataFrame(rows, columns=columns).astype({"chance": float})


def rank_rows(evaluated: Evaluated, table: pd.DataFrame) -> pd.DataFrame:
    """Ranks, their interval, and those under other weights."""
    names = evaluation_terms.names_of(evaluated)
    return pd.DataFrame(
        {
            "name": names.reindex(table.index),
            "rank": table["rank"],
            "span": [_between(row.rank_low, row.rank_high) for row in table.itertuples()],
            "p_first": table["p_first"],
            "p_top3": table["p_top3"],
            "equal": table["equal_rank"],
            "moved": [_between(row.rank_best, row.rank_worst) for row in table.itertuples()],
            "grade": [
                f"{evaluation_terms.grade(row.grade)}{'（边界）' if row.borderline else ''}"
                for row in table.itertuples()
            ],
            "chances": [evaluation_terms.chances(row) for _, row in table.iterrows()],
        }
    )


def _between(low: float, high: float) -> str:
    return percent(None) if low != low else f"{number(low)}—{number(high)}"
