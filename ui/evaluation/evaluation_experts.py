"""项目三评, 专家评审: from the panel's value to single marks of closed rounds, experts without names."""

import pandas as pd
import streamlit as st

from actions.evaluation import Evaluated
from actions.evaluation_details import Details
from scoring.experts import panel_values
from ui import headline
from ui.evaluation import evaluation_definitions, evaluation_terms
from ui.text import UNDEFINED, between, day, escaped, number, points

ROUND_COLUMNS = {
    "round": "轮次",
    "n": "有效评分",
    "value": "取值",
    "raw_mean": "平均",
    "trimmed_mean": "去极值平均",
    "median": "中位数",
    "lower_quartile": "下四分位",
    "upper_quartile": "上四分位",
    "low": "最低",
    "high": "最高",
}


def show(evaluated: Evaluated, details: Details, project: str) -> None:
    """Value, rule and centres; rounds side by side; then the marks of each round, the last first."""
    found = evaluated.results.experts.loc[project]
    _open_round(evaluated)
    if not found["n"]:
        st.info("没有已关闭轮次的评分，专家评审这一项为缺项，不是 0 分。")
    _figures(evaluated, found)
    totals = details.totals
    if totals.empty:
        return
    _rounds(totals)
    for place in sorted(totals["round"].unique(), reverse=True):
        _marks(details, int(place), counts=place == found["round"])
    _comments(totals)
    evaluation_definitions.explained("专家评审", "收敛")


def _open_round(evaluated: Evaluated) -> None:
    still = [each for each in evaluated.rounds if each.is_open]
    if still:
        st.info(
            f"第 {still[-1].number} 轮正在评分，{day(still[-1].due_on)} 截止。关闭之前任何人看不到其中的评分、"
            "意见和由此得出的数字，下面只含已关闭的轮次。"
        )


def _figures(evaluated: Evaluated, found: pd.Series) -> None:
    names = {"n": "有效", "recused": "回避", "abstained": "弃权", "missed": "未评"}
    seats = "、".join(f"{name} {number(found[code])}" for code, name in names.items())
    cards = (
        ("评审得分", points(found["value"], 2), f"95 % 区间 {between(found['low'], found['high'], 2)}  \n{seats}"),
        ("平均", points(found["raw_mean"], 2), f"全部有效评分  \n去掉最高最低各一 {points(found['trimmed_mean'], 2)}"),
        (
            "中位数",
            points(found["median"], 2),
            f"中间一半 {between(found['lower_quartile'], found['upper_quartile'], 2)}",
        ),
        ("宽严校正后", points(found["adjusted"], 2), f"标准误 {points(found['adjusted_se'], 2)}；只作对照，不计入综合"),
    )
    with headline.cards():
        for label, value, below in cards:
            headline.plain_metric(label, value, explained=evaluation_definitions.DEFINITIONS["专家评审"], below=below)
    st.caption(f"取值规则：{evaluation_terms.RULES.get(found['rule'], UNDEFINED)}。规则在评分开始前定下。")
    if found["grade_depends_on_rule"]:
        st.warning("平均、去极值平均、中位数落在不同等级：这个项目的评审等级取决于取值规则。")
    refused = evaluated.results.severity_refused
    if refused:
        st.caption(evaluation_terms.SEVERITY_REFUSED.get(refused, "不作宽严校正。"))


def _rounds(totals: pd.DataFrame) -> None:
    st.subheader("各轮并列")
    rows = []
    for place, marks in totals.groupby("round"):
        table = panel_values(marks.assign(project="", score=marks["total"])[["project", "expert", "score"]])
        rows.append(table.iloc[0].to_dict() | {"round": f"第 {place} 轮"})
    shown = pd.DataFrame(rows)
    scores = [name for name in ROUND_COLUMNS if name not in ("round", "n")]
    evaluation_terms.table(shown, ROUND_COLUMNS, scores=scores, key="project_evaluation.rounds")
    if len(shown) > 1:
        st.caption("各轮离散缩小说明意见趋于接近，不等于评得更可靠。")


def _marks(details: Details, place: int, *, counts: bool) -> None:
    marks = details.marks[details.marks["round"] == place]
    totals = details.totals[details.totals["round"] == place].set_index("expert")
    st.subheader(f"第 {place} 轮逐项评分（不署名）" + ("　计入" if counts else ""))
    weights = marks.drop_duplicates("criterion").set_index("criterion")["weight"]
    table = marks.pivot(index="expert", columns="criterion", values="mark")[list(weights.index)]
    left_out = trimmed(totals["total"]) if counts else {}
    shown = table.rename(columns={name: f"{name}（{weight:g}）" for name, weight in weights.items()})
    shown.insert(0, "评委", [f"评委{expert}" for expert in table.index])
    shown.insert(1, "分组", totals["panel"].reindex(table.index))
    shown.insert(2, "总分", evaluation_terms.rounded(totals["total"].reindex(table.index)))
    shown.insert(3, "取值时", [left_out.get(expert, "计入" if counts else "上一轮，不计") for expert in table.index])
    plain = {name: st.column_config.NumberColumn(format="%.1f") for name in shown.columns[4:]}
    plain["总分"] = st.column_config.NumberColumn(format="%.2f")
    st.dataframe(
        shown, hide_index=True, column_config=plain, placeholder=UNDEFINED, key=f"project_evaluation.marks.{place}"
    )
    total = weights.sum()
    st.caption(f"总分 = Σ（评分 × 权重）÷ {total:g}，括号内为权重。回避、弃权、退回的不在表中。")


def trimmed(totals: pd.Series) -> dict[int, str]:
    """Which two seats the trimmed mean leaves out, when it is one: of equal marks any one, here the first seat."""
    if len(totals) < 5:
        return {}
    ordered = totals.sort_index().sort_values(kind="stable")
    return {int(ordered.index[0]): "去掉最低", int(ordered.index[-1]): "去掉最高"}


def _comments(totals: pd.DataFrame) -> None:
    said = totals[totals["comment"].fillna("").str.strip() != ""]
    if said.empty:
        return
    st.subheader("评委意见（不署名）")
    last = said["round"].max()
    _said(said[said["round"] == last])
    earlier = said[said["round"] != last]
    if len(earlier):
        with st.expander(f"以前各轮的意见（{number(len(earlier))}）"):
            _said(earlier)


def _said(rows: pd.DataFrame) -> None:
    for row in rows.sort_values(["round", "expert"], ascending=[False, True]).itertuples():
        st.markdown(f"- :gray[第 {row.round} 轮]　{escaped(row.comment)}")
