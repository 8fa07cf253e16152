"""项目三评, 第三方评估: from the source's value to families, indicators, their evidence and objections."""

import pandas as pd
import streamlit as st

from actions.evaluation import Evaluated
from actions.evaluation_details import Details
from glossary import IndicatorDirection, IndicatorFamily, ObjectionOutcome, ValueKind, labels
from scoring.third_party import indicator_scores
from ui import clock, headline, loaders
from ui.assessments import assessment_evidence
from ui.evaluation import evaluation_definitions, evaluation_terms
from ui.projects import project_words
from ui.projects.project_words import measure
from ui.text import UNDEFINED, between, escaped, number, percent, points

COLUMNS = {
    "family": "类别",
    "name": "指标",
    "written": "数值",
    "bounds": "下限 → 目标",
    "score": "得分",
    "weight": "权重",
    "product": "得分 × 权重",
    "note": "说明",
    "evidence": "依据",
}


def show(evaluated: Evaluated, details: Details, project: str) -> None:
    """Value, families, every indicator with its score worked out, method, objections."""
    found = evaluated.results.third_party.loc[project]
    if not found["indicators"]:
        st.info("第三方没有提交本季度的评估，这一项为缺项，不是 0 分。")
        return
    _figures(found)
    families = evaluated.results.families
    _families(families[families["project"] == project])
    latest = details.indicators.drop_duplicates("position", keep="last")
    scored = latest.assign(score=indicator_scores(latest, closed(evaluated)))
    _indicators(scored)
    _corrections(details.indicators)
    if details.methods:
        st.subheader("评估方法")
        for method in details.methods:
            st.text(method, width="stretch")
    assessment_evidence.show(evaluated.quarter.quarter, project)
    _objections(details.objections)
    evaluation_definitions.explained("第三方评估")


def closed(evaluated: Evaluated) -> bool:
    """Whether the deadline has passed: an indicator 未提供 is then 0."""
    return evaluated.quarter.counts_missing(loaders.reporting_day())


def _figures(found: pd.Series) -> None:
    counts = f"有数值 {number(found['provided'])} / {number(found['indicators'])} 项"
    value, partial = points(found["value"], 2), points(found["partial"], 2)
    reach = 1.959963984540054 * found["se"]
    cards = (
        (
            "评估得分",
            value,
            f"95 % 区间 {between(found['value'] - reach, min(found['value'] + reach, 100), 2)}  \n{counts}",
        ),
        (
            "缺失权重",
            percent(found["missing_weight"]),
            f"不适用 {number(found['not_applicable'])} 项，未提供 {number(found['not_provided'])} 项",
        ),
        ("逾期提交", f"{number(found['late'])} 项", "截止日以后登记的数值"),
    )
    with headline.cards():
        for label, shown, below in cards:
            headline.plain_metric(label, shown, explained=evaluation_definitions.DEFINITIONS["第三方评估"], below=below)
    if found["incomplete"]:
        st.warning(f"评估不完整：缺失权重超过 30 %，没有得分。已有指标的得分为 {partial}，只供参考。")
    elif found["missing_weight"] > 1e-9:
        st.caption(
            f"缺失权重 {percent(found['missing_weight'])}，按其余指标折算；"
            "缺失的部分可能是 0 到 100 的任何值，误差由此而来。"
        )


def _families(families: pd.DataFrame) -> None:
    order = {family.value: place for place, family in enumerate(IndicatorFamily)}
    rows = families.sort_values("family", key=lambda codes: codes.map(order))
    said = "　".join(
        f"{IndicatorFamily(row.family).label} {points(row.score)}（权重 {row.weight:g}）" for row in rows.itertuples()
    )
    st.markdown(f"**分类得分**　{said}")


def _indicators(scored: pd.DataFrame) -> None:
    st.subheader("逐项指标")
    shown = pd.DataFrame(
        {
            "family": scored["family"].map(labels(IndicatorFamily)),
            "name": scored["name"],
            "written": [written(row) for row in scored.itertuples()],
            "bounds": [bounds(row) for row in scored.itertuples()],
            "score": scored["score"],
            "weight": scored["weight"],
            "product": scored["score"] * scored["weight"],
            "note": [note(row) for row in scored.itertuples()],
            "evidence": scored["evidence"].fillna(""),
        }
    )
    evaluation_terms.table(shown, COLUMNS, scores=("score", "product"), key="project_evaluation.indicators")
    used = scored[scored["score"].notna()]
    if not used.empty:
        total, weight = (used["score"] * used["weight"]).sum(), used["weight"].sum()
        st.caption(f"Σ（得分 × 权重）÷ Σ权重 = {points(total, 2)} ÷ {weight:g} = {points(total / weight, 3)}。")


def written(row) -> str:
    """The value in its unit, or why there is none."""
    if row.kind == ValueKind.PROVIDED.value:
        return measure(row.value, row.unit)
    return ValueKind(row.kind).label if isinstance(row.kind, str) else "没有登记"


def bounds(row) -> str:
    """What scores 0 and what scores 100."""
    if row.direction == IndicatorDirection.INTERVAL.value:
        return f"{row.floor:g} → {row.target:g} 至 {row.upper_target:g} ← {row.upper_floor:g}"
    return f"{row.floor:g} → {row.target:g}（{IndicatorDirection(row.direction).label}）"


def note(row) -> str:
    """What must be known about a value."""
    parts = ["逾期" if row.late is True or row.late == 1 else ""]
    parts.append("未提供，按 0 分" if row.kind == ValueKind.NOT_PROVIDED.value and row.score == 0 else "")
    parts.append(f"更正：{row.reason}" if isinstance(row.reason, str) and row.reason else "")
    return "；".join(part for part in parts if part)


def _corrections(values: pd.DataFrame) -> None:
    known = values[values["sequence"].notna()]
    corrected = known[known.duplicated("position", keep=False)]
    if corrected.empty:
        return
    st.subheader("更正记录")
    for row in corrected.itertuples():
        reason = f"　{escaped(row.reason)}" if row.reason else ""
        st.markdown(
            f"- {escaped(row.name)} 第 {int(row.sequence)} 次：{escaped(written(row))}"
            f"　:gray[{clock.moment(row.at)}]{reason}"
        )


def _objections(objections: pd.DataFrame) -> None:
    if objections.empty:
        return
    st.subheader("单位异议")
    for row in objections.itertuples():
        about = escaped(row.indicator) if isinstance(row.indicator, str) else "整个评估"
        with st.container(border=True, gap="xsmall"):
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                answered = isinstance(row.outcome, str)
                label = ObjectionOutcome(row.outcome).label if answered else "待答复"
                st.badge(label, color="gray" if answered else "orange")
                st.caption(f"{project_words.department(row.department_code)}　{about}　{clock.moment(row.at)}")
            st.text(row.content, width="stretch")
            if answered:
                st.caption(f"答复（{clock.moment(row.answered_at)}）：{escaped(row.answer or UNDEFINED)}")
