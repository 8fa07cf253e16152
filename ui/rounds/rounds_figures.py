"""Closed rounds: did marks settle, do experts and panels agree, who marks harshly, which marks ask for a reason?"""

import pandas as pd
import streamlit as st

from actions.review_figures import RoundFigures
from data_access.review_progress import Organisation
from permissions import Person
from ui import address, charts, tables
from ui.evaluation import evaluation_terms
from ui.rounds import rounds_charts, rounds_loaders, rounds_questions, rounds_words
from ui.rounds.rounds_words import coefficient, round_name
from ui.text import escaped, percent, points

SPREAD_EXPLAINED = (
    "分歧：同组专家给同一项目的总分的四分位差（中间一半专家的分数相差多少），按项目平均。"
    "后几轮没有再评的项目，沿用它最后一轮的评分。"
)
BETWEEN_EXPLAINED = (
    "两组之间：同一批项目，两组各自平均分排序的 Spearman 等级相关，1 为顺序完全相同，0 为毫无关系。"
    "两组互不知道对方的评分。"
)


def show(found: Organisation, by: Person) -> None:
    """The closed round in the address."""
    closed = [each.number for each in found.rounds if not each.is_open]
    if not closed:
        st.info("还没有关闭的轮次。轮次关闭以前，任何人都看不到评分和由此算出的数字。")
        return
    names = {str(each): round_name(each) for each in closed}
    key = f"rounds.closed.{found.quarter.quarter}.{len(closed)}"
    chosen = address.one("轮次", "closed", names, key=key, default=str(closed[-1]))
    figures = rounds_loaders.figures(found.quarter.quarter, int(chosen))
    if figures.values.empty:
        st.info("这一轮没有计入的评分。")
        return
    _charts(figures)
    _convergence(figures, found)
    _agreement(figures)
    _severity(figures)
    rounds_questions.show(found, figures, by)


def _charts(figures: RoundFigures) -> None:
    left, right = st.columns(2)
    spread = figures.spread.assign(series=figures.spread["panel"], value=figures.spread["iqr"])
    with left:
        top = max(10.0, float(spread["iqr"].max()) * 1.25) if spread["iqr"].notna().any() else 10.0
        said = rounds_words.spread_sentence(figures.spread)
        axis = {"y_title": "四分位差（分）", "top": top, "digits": 1}
        charts.draw(rounds_charts.by_round, spread[["round", "series", "value"]], title=said, **axis)
        st.caption(SPREAD_EXPLAINED)
    with right:
        if figures.between.empty:
            st.markdown("**两组之间的一致程度**")
            st.caption("没有两个组评过同样的项目，看不出独立的两组是否同意。")
            return
        pairs = figures.between["first"] + "与" + figures.between["second"]
        between = figures.between.assign(series=pairs, value=figures.between["spearman"])
        said = rounds_words.between_sentence(figures.between)
        axis = {"y_title": "等级相关", "top": 1.0, "digits": 2}
        charts.draw(rounds_charts.by_round, between[["round", "series", "value"]], title=said, **axis)
        st.caption(f"{BETWEEN_EXPLAINED}{escaped(rounds_words.common_projects(figures.between))}")


def _convergence(figures: RoundFigures, found: Organisation) -> None:
    st.subheader("评分是否稳定")
    if figures.movement.empty:
        st.info("第 1 轮没有上一轮可以比较。" if figures.number == 1 else "没有可以比较的项目。")
        return
    for row in figures.settled.itertuples():
        w = f"肯德尔 W {coefficient(row.w_before)} → {coefficient(row.w_after)}；" if row.w_change is not None else ""
        if row.w_change is not None and row.w_change != row.w_change:
            w = ""
        st.markdown(f"{escaped(row.panel)}：{w}{rounds_words.SETTLED[row.reason]}。")
    titles = found.projects.set_index("number")["title"]
    moved = figures.movement
    shown = pd.DataFrame(
        {
            "项目": [f"{each} {titles.get(each, '')}" for each in moved["project"]],
            "专家组": moved["panel"],
            "评委（人）": [f"{a} → {b}" for a, b in zip(moved["n_before"], moved["n_after"], strict=True)],
            "中位数（分）": _pairs(moved, "median"),
            "四分位差（分）": _pairs(moved, "iqr"),
            "结论": moved["reason"].map(rounds_words.STABILITY),
        }
    ).assign(order=moved["stable"].astype(bool))
    shown = shown.sort_values("order", kind="stable").drop(columns="order").reset_index(drop=True)
    wide = {"结论": st.column_config.TextColumn(width=250), "项目": st.column_config.TextColumn(width=230)}
    st.dataframe(shown, hide_index=True, column_config=wide, key=f"rounds.moved.{figures.number}")
    tables.downloads(shown, f"评分变化_{found.quarter.quarter}_第{figures.number}轮", key="rounds.moved.file")
    st.caption(rounds_words.CONVERGENCE_EXPLAINED)


def _pairs(moved: pd.DataFrame, name: str) -> list[str]:
    both = zip(moved[f"{name}_before"], moved[f"{name}_after"], strict=True)
    return [f"{points(before)} → {points(after)}" for before, after in both]


def _agreement(figures: RoundFigures) -> None:
    st.subheader("同组专家的一致程度")
    rows = figures.agreement
    shown = pd.DataFrame(
        {
            "专家组": rows["panel"],
            "ICC（单个评委）": [coefficient(value) for value in rows["icc2_1"]],
            "ICC（全组平均）": [coefficient(value) for value in rows["icc2_k"]],
            "肯德尔 W": [coefficient(value) for value in rows["w"]],
            "W 的 p 值": [_p(value) for value in rows["p"]],
            "Krippendorff α": [coefficient(value) for value in rows["alpha"]],
            "用到的项目": [f"{a}（共 {b}）" for a, b in zip(rows["projects"], rows["marked"], strict=True)],
            "专家（人）": rows["experts"],
        }
    )
    st.dataframe(shown, hide_index=True, key=f"rounds.agreement.{figures.number}")
    few = (
        "用到的项目少于 5 个时，这些系数很不稳定，只作参考。"
        if (rows["projects"] < rounds_words.FEWEST_COMMON).any()
        else ""
    )
    st.caption(
        "ICC（2,1 与 2,k，Shrout 和 Fleiss）和肯德尔 W 只用全组每人都评过的项目；"
        "Krippendorff α（等距）有缺也能算。都是同一组、同一轮之内专家彼此的一致程度。" + few
    )


def _severity(figures: RoundFigures) -> None:
    st.subheader("评委宽严")
    fit = figures.severity
    if fit is None:
        st.info(evaluation_terms.SEVERITY_REFUSED[figures.severity_refused])
        return
    total = fit.sd_project**2 + fit.sd_expert**2 + fit.sd_residual**2
    shares = [percent(sd**2 / total if total else None, 0) for sd in (fit.sd_project, fit.sd_expert, fit.sd_residual)]
    st.markdown(f"分数的差别里，{shares[0]} 来自项目，{shares[1]} 来自评委宽严，其余 {shares[2]} 说不清。")
    left, right = st.columns(2)
    experts = fit.experts.sort_values("severity", ascending=False)
    with left:
        shown = pd.DataFrame(
            {
                "评委": [f"评委{each}" for each in experts.index],
                "比一般评委": [_harsh(value) for value in experts["severity"]],
                "标准误（分）": [points(value) for value in experts["se"]],
            }
        )
        st.dataframe(shown, hide_index=True, key=f"rounds.severity.{figures.number}")
    with right:
        values = figures.values
        shown = pd.DataFrame(
            {
                "项目": values.index,
                "评委（人）": values["n"].to_numpy(),
                "平均分": [points(value) for value in values["raw_mean"]],
                "计分": [points(value) for value in values["value"]],
                "校正宽严后": [points(value) for value in values["adjusted"]],
            }
        )
        st.dataframe(shown, hide_index=True, key=f"rounds.adjusted.{figures.number}")
    st.caption("宽严按交叉随机效应模型估计，只摆在旁边供参考；评委不署名，编号与姓名无关。")


def _p(value: float) -> str:
    """A p value; below the last digit written it is not 0."""
    return "< 0.001" if value < 0.001 else points(value, 3)


def _harsh(severity: float) -> str:
    if abs(severity) < 0.05:
        return "宽严适中"
    return f"{'严' if severity > 0 else '宽'} {points(abs(severity))} 分"
