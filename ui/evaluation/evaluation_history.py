"""项目三评, 历季比较: one project's composites over the published quarters, with their intervals."""

import pandas as pd
import streamlit as st

from actions.evaluation import Evaluated
from scoring.quarter import SOURCES
from scoring.quarter_changes import quarter_changes
from ui.evaluation import evaluation_changes, evaluation_loaders, evaluation_terms
from ui.text import between, signed

COLUMNS = {
    "quarter": "季度",
    "score": "综合得分",
    "span": "95 % 区间",
    "grade": "等级",
    "rank": "名次（90 % 区间）",
    **evaluation_terms.SOURCE_NAMES,
    "flags": "标记",
}


def show(evaluated: Evaluated, project: str) -> None:
    """This quarter and up to four published ones before it in which the project was evaluated."""
    before = [
        found
        for quarter in evaluation_changes.earlier(evaluated.quarter.quarter)
        if project in (found := evaluation_loaders.results(quarter)).results.composites.index
    ]
    if not before:
        st.info("这个项目在更早的、已定稿发布的季度里没有参评，没有可比较的。")
        return
    rows = [_row(found, project) for found in [evaluated, *before]]
    evaluation_terms.table(pd.DataFrame(rows), COLUMNS, scores=("score", *SOURCES), key="project_evaluation.history")
    last = before[0]
    changes = quarter_changes(last.results.composites.loc[[project]], evaluated.results.composites.loc[[project]])
    name = evaluation_terms.in_words(last.quarter.quarter)
    if changes.empty:
        st.caption(f"本季度或{name}来源不齐全，不作比较。")
        return
    row = changes.iloc[0]
    st.markdown(f"比{name}变化 {signed(row['change'], 2)} 分：{evaluation_changes.verdict(row)}。")
    if last.weights.id != evaluated.weights.id:
        st.caption("两季所用权重版本不同，变化里含权重调整的影响。")


def _row(found: Evaluated, project: str) -> dict:
    whole = found.results.composites.loc[project]
    return {
        "quarter": evaluation_terms.in_words(found.quarter.quarter),
        "score": whole["score"],
        "span": between(whole["low"], whole["high"], 2),
        "grade": evaluation_terms.grade(whole["grade"]),
        "rank": evaluation_terms.rank(whole),
        **{source: whole[source] for source in SOURCES},
        "flags": "、".join(evaluation_terms.flags(found, project)),
    }
