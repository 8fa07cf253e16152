"""季度三评, 单位与类别: means with the number they rest on; small groups are listed in grey and never compared."""

import pandas as pd
import streamlit as st

from actions.evaluation import Evaluated
from scoring.group_means import FEWEST, group_means
from scoring.quarter import SOURCES
from ui import address, loaders, tables
from ui.evaluation import evaluation_terms
from ui.text import UNDEFINED, number

VIEWS = {"department": "按主责单位", "category": "按分类", "township": "按镇办区"}
UNKNOWN = {"department": "没有主责单位", "category": "未分类", "township": "全市"}


def show(evaluated: Evaluated, *, key: str) -> None:
    """One view at a time."""
    view = address.one("按什么看", "view", VIEWS, key=f"{key}.view", default="department")
    found = means(evaluated, view)
    if found.empty:
        st.info("本季度还没有参评项目。")
        return
    large, small = found[~found["small"]], found[found["small"]]
    head = VIEWS[view].removeprefix("按")
    if large.empty:
        st.info(f"没有一个{head}有 {FEWEST} 个以上三项来源齐全的项目，不作比较。")
    else:
        _table(large, head, key=f"{key}.{view}")
    st.caption(
        "均值只取三项来源齐全的项目，不含待补；各项来源的均值取有该项得分的项目。项目的难易不同，均值不是单位的考核分。"
    )
    if not small.empty:
        st.markdown(f":gray[不足 {FEWEST} 个的，只列出，不比较]")
        st.markdown("\n".join(f"- :gray[{_said(row)}]" for row in small.itertuples()))
    tables.downloads(_file(found, head), f"三评_{VIEWS[view]}_{evaluated.quarter.quarter}", key=f"{key}.{view}.file")


def means(evaluated: Evaluated, view: str) -> pd.DataFrame:
    """scoring.group_means of the complete projects' composites and of each source, groups by their names."""
    table, projects = evaluated.results.composites, evaluated.projects
    values = table[["score", *SOURCES]].assign(score=table["score"].where(table["status"] == "complete"))
    found = group_means(values, projects[f"{view}_code"].reindex(table.index).tolist())
    known = loaders.names(view)
    names = [UNKNOWN[view] if not isinstance(code, str) else known.get(code, code) for code in found["group"]]
    return found.assign(group=names)


def _table(rows: pd.DataFrame, head: str, *, key: str) -> None:
    rounded = {name: evaluation_terms.rounded(rows[name]) for name in ("score", *SOURCES)}
    shown = rows.assign(**rounded)[["group", "n", "projects", "score", *SOURCES]]
    settings = {
        "group": st.column_config.Column(head),
        "n": st.column_config.NumberColumn("齐全的项目"),
        "projects": st.column_config.NumberColumn("参评项目"),
        "score": st.column_config.ProgressColumn("综合得分均值", min_value=0, max_value=100, format="%.2f"),
        **{
            source: st.column_config.NumberColumn(evaluation_terms.SOURCE_NAMES[source], format="%.2f")
            for source in SOURCES
        },
    }
    st.dataframe(shown, hide_index=True, column_config=settings, placeholder=UNDEFINED, key=key)


def _said(row) -> str:
    return f"{row.group}：齐全 {number(row.n)} 个，参评 {number(row.projects)} 个"


def _file(found: pd.DataFrame, head: str) -> pd.DataFrame:
    """Means of groups that are large enough; of the others only how many there are."""
    hidden = found.assign(**{name: found[name].where(~found["small"]) for name in ("score", *SOURCES)})
    names = {"group": head, "n": "齐全的项目", "projects": "参评项目", "score": "综合得分均值"}
    return hidden[[*names, *SOURCES]].rename(columns={**names, **evaluation_terms.SOURCE_NAMES})
