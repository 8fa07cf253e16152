"""项目三评, 群众评议: from the source's value to stages, levels, and single ratings without names."""

import pandas as pd
import streamlit as st

from actions.evaluation import Evaluated
from actions.evaluation_details import Details
from glossary import RATED, FollowUpResult, HoldReason, RatingSource, RatingStage, labels
from ui import charts, headline, tables
from ui.chart_evaluation import level_histogram
from ui.evaluation import evaluation_definitions, evaluation_terms
from ui.text import UNDEFINED, between, masked, number, percent, points

STAGE_COLUMNS = {
    "stage": "阶段",
    "raters": "评议人次",
    "invited": "应评人次",
    "share": "参与率",
    "raw": "原始均分",
    "prior_mean": "全体均值",
    "strength": "C",
    "value": "收缩均分",
}
LEVEL_COLUMNS = {"level": "评价", "points": "得分", **{stage.value: stage.label for stage in RatingStage}}
RATING_COLUMNS = {
    "rater": "评议人",
    "stage": "阶段",
    "level": "评价",
    "rated_on": "日期",
    "source": "来源",
    "state": "计分",
    "remark": "群众原话",
}
PLAIN = "计入"


def show(evaluated: Evaluated, details: Details, project: str) -> None:
    """Value and participation, stages, histogram, single ratings, those held."""
    found = evaluated.results.citizens.loc[project]
    if found["value"] != found["value"]:
        st.info("没有有效评议，群众评议这一项为缺项，不是 0 分。")
    _figures(found)
    stages = evaluated.results.stages
    here = stages[(stages["project"] == project) & stages["reached"]]
    _stages(here.join(evaluated.results.shrinkage, on="stage"))
    _levels(evaluated, details.ratings)
    _held(found, details.ratings)
    _single(details.ratings, evaluated.quarter.quarter, project)
    evaluation_definitions.explained("群众评议", "参与率", "样本不足")


def _figures(found: pd.Series) -> None:
    cards = (
        (
            "收缩均分",
            points(found["value"], 2),
            f"95 % 区间 {between(found['low'], found['high'], 2)}",
            "群众评议",
        ),
        (
            "原始均分",
            points(found["raw"], 2),
            f"95 % 区间 {between(found['raw_low'], found['raw_high'], 2)}",
            "群众评议",
        ),
        (
            "参与率",
            percent(found["participation"]),
            f"{number(found['raters'])} / {number(found['invited'])} 人次  \n"
            f"未评的全按最低、最高档算：{between(found['bound_low'], found['bound_high'])}",
            "参与率",
        ),
    )
    with headline.cards():
        for label, value, below, about in cards:
            headline.plain_metric(label, value, explained=evaluation_definitions.DEFINITIONS[about], below=below)
    if found["too_few"]:
        st.warning("样本不足：参与率不足 10 % 或没有登记应评人数。得分照列，不排名。")


def _stages(stages: pd.DataFrame) -> None:
    st.subheader("各阶段")
    shown = stages.assign(
        stage=stages["stage"].map(labels(RatingStage)),
        share=[percent(share) for share in stages["raters"] / stages["invited"]],
        strength=stages["strength"].where(stages["differs"]),  # not used where nothing differs
    )
    scores = ("raw", "prior_mean", "strength", "value")
    evaluation_terms.table(shown, STAGE_COLUMNS, scores=scores, key="project_evaluation.stages")
    st.caption(drawn(stages))
    used = [points(value, 2) for value in stages["value"] if value == value]
    if used:
        st.caption(
            f"项目得分为到了的阶段收缩均分的平均：（{' + '.join(used)}）÷ {len(used)}。"
            "到了而没有人评的阶段按该阶段全体均值计；全市没有一人评过的阶段不计。"
        )


def drawn(stages: pd.DataFrame) -> str:
    """How a stage's value comes from its votes, worked out for the last stage somebody rated and where it can be."""
    said = (
        "收缩均分 =（C × 全体均值 + 评议人次 × 原始均分）÷（C + 评议人次）。全体均值取本季度这一阶段的全部有效评议；"
        "C = 组内方差 ÷ 项目间方差，限于 3 至 50，相当于先垫 C 票全体均值。"
    )
    rated = stages[stages["differs"] & (stages["raters"] > 0)]
    for row in rated.tail(1).itertuples():
        name, strength, raters = RatingStage(row.stage).label, points(row.strength, 2), number(row.raters)
        said += (
            f"如{name}：（{strength} × {points(row.prior_mean, 2)} + {raters} × {points(row.raw, 2)}）÷"
            f"（{strength} + {raters}）= {points(row.value, 2)}。"
        )
    rated = stages[~stages["differs"] & (stages["raters"] > 0)]
    level = [RatingStage(stage).label for stage in rated["stage"]]
    if level:
        said += f"{'、'.join(level)}：项目间无显著差异，都取全体均值。"
    return said


def _levels(evaluated: Evaluated, ratings: pd.DataFrame) -> None:
    st.subheader("各档评价")
    counted = ratings[ratings["counts"]]
    if counted.empty:
        st.caption("没有计入的评议。")
        return
    table = pd.crosstab(counted["level"], counted["stage"]).reindex([level.value for level in RATED], fill_value=0)
    given = evaluated.quarter.level_points
    names = [FollowUpResult(level).label for level in table.index]
    counts = pd.DataFrame({"level": names, "count": table.sum(axis=1).to_numpy()})
    charts.draw(level_histogram, counts, title=f"{number(len(counted))} 条计入的评议，按评价")
    shown = table.reindex(columns=[stage.value for stage in RatingStage], fill_value=0)
    shown = shown.assign(level=names, points=[given[level] for level in table.index])
    tables.table(shown, LEVEL_COLUMNS, key="project_evaluation.levels")


def _held(found: pd.Series, ratings: pd.DataFrame) -> None:
    held = ratings[ratings["held"].astype(bool)]
    if held.empty:
        return
    st.subheader("隔离的评议")
    reasons = held["hold_reasons"].fillna("").str.split(",").explode()
    counts = reasons[reasons != ""].value_counts()
    said = "、".join(f"{HoldReason(code).label} {count} 条" for code, count in counts.items())
    st.warning(
        f"{len(held)} 条在隔离中，不计分（{said or '没有写明原因'}）。"
        f"原始均分 {points(found['raw'], 2)}；连同隔离的 {points(found['raw_with_held'], 2)}。"
    )


def _single(ratings: pd.DataFrame, quarter: str, project: str) -> None:
    st.subheader("逐条评议（不署名）")
    if ratings.empty:
        st.caption("没有评议。")
        return
    shown = pd.DataFrame(
        {
            "rater": [f"评议人{number(rater)}" for rater in ratings["rater"]],
            "stage": ratings["stage"].map(labels(RatingStage)),
            "level": ratings["level"].map(labels(FollowUpResult)),
            "rated_on": ratings["rated_on"],
            "source": ratings["source"].map(labels(RatingSource)),
            "state": [state(row) for row in ratings.itertuples()],
            "remark": [masked(remark) for remark in ratings["remark"]],
        }
    )
    tables.table(shown, RATING_COLUMNS, key="project_evaluation.ratings")
    st.caption("同一人对同一阶段以最后一次为准。评议人编号只用来辨认同一人的几条评议，与姓名、号码无关。")
    tables.downloads(
        shown.rename(columns=RATING_COLUMNS), f"群众评议_{quarter}_{project}", key="project_evaluation.ratings"
    )


def state(row) -> str:
    """Whether a rating counts, else why it does not."""
    if isinstance(row.withdrawn_reason, str) and row.withdrawn_reason:
        return f"已撤销：{row.withdrawn_reason}"
    if row.held:
        codes = [code for code in (row.hold_reasons or "").split(",") if code]
        note = f"；{row.hold_note}" if row.hold_note else ""
        return "隔离：" + ("、".join(HoldReason(code).label for code in codes) or UNDEFINED) + note
    return PLAIN if row.counts else "以后一次为准"
