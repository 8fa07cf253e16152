"""季度三评, 与上季度比较: how each composite changed since an earlier published quarter, with both intervals."""

import pandas as pd
import streamlit as st

from actions.evaluation import Evaluated
from glossary import QuarterState
from scoring.quarter_changes import quarter_changes
from ui import address, chart_evaluation, loaders
from ui.chart_style import clickable
from ui.evaluation import evaluation_list, evaluation_loaders, evaluation_terms
from ui.listings import PICKED
from ui.text import between, number, signed_between

MOST_QUARTERS = 4
COLUMNS = {
    "name": "项目",
    "before": "上期",
    "before_span": "上期区间",
    "now": "本期",
    "now_span": "本期区间",
    "change": "变化（分）",
    "said": "是否超出误差",
}


def earlier(quarter: str) -> list[str]:
    """Published quarters before this one, the latest first, no more than a year of them."""
    known = evaluation_loaders.quarters()
    published = [each.quarter for each in known if each.state is QuarterState.PUBLISHED and each.quarter < quarter]
    return published[:MOST_QUARTERS]


def show(evaluated: Evaluated, *, key: str) -> None:
    """The projects that changed most in the picture, all of them in the table."""
    quarter = evaluated.quarter.quarter
    quarters = earlier(quarter)
    if not quarters:
        st.info("还没有更早的、已定稿发布的季度可以比较。")
        return
    names = {each: evaluation_terms.in_words(each) for each in quarters}
    chosen = address.one("比较的季度", "with", names, key=f"{key}.with", default=quarters[0])
    then = evaluation_loaders.results(chosen)
    changes = quarter_changes(then.results.composites, evaluated.results.composites)
    if changes.empty:
        st.info(f"没有在本季度和{names[chosen]}都三项来源齐全的项目。")
        return
    _picture(evaluated, changes, (names[chosen], evaluation_terms.in_words(quarter)), key=f"{key}.picture")
    shown = written(changes, evaluation_terms.names_of(evaluated))
    evaluation_terms.table(shown, COLUMNS, scores=("before", "now", "change"), key=f"{key}.table")
    if then.weights.id != evaluated.weights.id:
        st.caption(
            f"注意：{names[chosen]}用权重第 {then.weights.id} 版，本季度用第 {evaluated.weights.id} 版，"
            "变化里含权重调整的影响。"
        )
    st.caption("两季都三项来源齐全的项目才比较。变化的误差按两季互不相关合成；没有超出误差的，不宜说升降。")


def _picture(evaluated: Evaluated, changes: pd.DataFrame, quarters: tuple[str, str], *, key: str) -> None:
    clear = int(changes["clear"].sum())
    most = changes["change"].abs().sort_values(ascending=False, kind="stable").index[: evaluation_list.AT_ONCE]
    some = changes.loc[[project for project in changes.index if project in set(most)]]
    names = evaluation_terms.names_of(evaluated)
    rows = [
        (project, names[project], quarter, row[value], row[f"{value}_low"], row[f"{value}_high"])
        for project, row in some.iterrows()
        for quarter, value in zip(quarters, ("before", "now"), strict=True)
    ]
    frame = pd.DataFrame(rows, columns=["project", "name", "quarter", "value", "low", "high"])
    up = int((changes["clear"] & (changes["change"] > 0)).sum())
    split = f"：{number(up)} 个上升，{number(clear - up)} 个下降" if clear else ""
    title = f"{number(len(changes))} 个可比项目中，{number(clear)} 个的变化超出误差{split}"
    options = {"quarters": quarters, "title": title}
    spec = loaders.chart_spec(chart_evaluation.before_and_now, frame, options)
    picked = st.vega_lite_chart(clickable(spec), width="stretch", key=key, selection_mode=PICKED, on_select="rerun")
    evaluation_list.opened(picked, evaluated.quarter.quarter)
    only = f"图中只列变化最大的 {len(some)} 个。" if len(changes) > len(some) else ""
    st.caption(f"空心为{quarters[0]}，实心为{quarters[1]}；横线为 95 % 区间。点一个点打开项目。{only}")


def written(changes: pd.DataFrame, names: pd.Series) -> pd.DataFrame:
    """Changes as people read them."""
    table = changes.assign(name=names.reindex(changes.index))
    for column in ("before", "now", "change"):
        table[column] = evaluation_terms.rounded(changes[column])
    table["before_span"] = [between(row.before_low, row.before_high, 2) for row in changes.itertuples()]
    table["now_span"] = [between(row.now_low, row.now_high, 2) for row in changes.itertuples()]
    table["said"] = [verdict(row) for row in changes.itertuples()]
    return table


def verdict(row) -> str:
    """Whether errors alone could have made the change."""
    span = f"（{signed_between(row.low, row.high)}）"
    return ("上升" if row.change > 0 else "下降") + span if row.clear else f"在误差之内{span}"
