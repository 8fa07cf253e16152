"""How 第三方评估 reads on screen: which project, how far it is, what an indicator scores."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from glossary import QuarterState, ValueKind
from scoring.third_party import GREATEST_MISSING_SHARE, assessment, indicator_scores
from ui import loaders, phones, tables
from ui.assessments.assessment_loaders import Quarter
from ui.projects import project_words
from ui.text import UNDEFINED, day, escaped, number, percent, points

PAGE = "pages/evaluation/assessment.py"
PHONE_ROWS, PHONE_HEIGHT = 8, 480  # more projects than this scroll in a box of so many pixels


def project(names: Mapping[str, str], *, key: str, label: str = "项目") -> str | None:
    """One project out of number → what it is called, in the address as project=…"""
    asked = st.query_params.get("project", "")
    if key not in st.session_state or st.session_state[key] not in names:
        st.session_state[key] = asked if asked in names else None
    if asked and asked not in names:
        st.warning(f"项目 {escaped(asked[:24])} 不在下面的项目里，或不对您开放。请从列表中选择。")
    chosen = st.selectbox(
        label, list(names), format_func=names.get, key=key, placeholder="输入编号或名称查找", width=620
    )
    if chosen and asked != chosen:
        st.query_params["project"] = chosen
    elif not chosen and asked:
        st.query_params.pop("project", None)
    return chosen


def due_said(quarter: Quarter) -> str:
    """Until when values are in time: 12月20日截止，还有 3 天."""
    left = (quarter.assessment_due_on - loaders.reporting_day()).days
    when = f"填报截止 {day(quarter.assessment_due_on)}（含）"
    if left < 0:
        return f"{when}，已过 {-left} 天：现在登记的标为逾期，“未提供”按 0 分"
    return f"{when}，今天截止" if left == 0 else f"{when}，还有 {left} 天"


def objection_said(quarter: Quarter) -> str:
    """Until when departments may object."""
    return f"承办单位的异议期到 {day(quarter.objection_until)}（含）。"


def is_closed(quarter: Quarter) -> bool:
    """Whether 未提供 scores 0 by now."""
    return quarter.counts_missing(loaders.reporting_day())


def standing(row, quarter: Quarter) -> str:
    """Where one project's assessment is, in words."""
    if pd.isna(row.assessment_id):
        return "未分派"
    if pd.notna(row.submitted_at):
        return "已提交（逾期）" if row.submitted_late else "已提交"
    late = loaders.reporting_day() > quarter.assessment_due_on
    begun = f"填了 {row.answered}/{row.indicators}" if row.answered else "未开始"
    return f"逾期未提交（{begun}）" if late else begun


def department_standing(row, quarter: Quarter) -> str:
    """The same for a department, which learns nothing of how far an assessor is."""
    if pd.notna(row.submitted_at):
        return "已提交，可核对" if quarter.state is QuarterState.OPEN else "已提交"
    return "缺项" if quarter.state is QuarterState.PUBLISHED else "还没有提交"


def remarks(row) -> str:
    """Late, missing and 不适用 of one project, in words."""
    told = {"逾期登记": row.late, "未提供": row.not_provided, "不适用": row.not_applicable}
    said = [f"{name} {count} 项" for name, count in told.items() if count]
    return "，".join([*said, *([f"异议待答复 {row.open_objections} 条"] if row.open_objections else [])])


def about(row) -> str:
    """Number and what else tells a project apart."""
    return f"{row.project}　主责 {project_words.department(row.department_code)}"


def listed(shown: pd.DataFrame, columns: Mapping[str, str], *, key: str) -> None:
    """Projects as a table; on a phone, where it would be cut after the name, each with what there is to say below it.

    `columns` begin with project and title.
    """
    if not phones.is_phone():
        tables.table(shown, columns, key=key)
        return
    rest = {name: label for name, label in columns.items() if name not in ("project", "title")}
    height = PHONE_HEIGHT if len(shown) > PHONE_ROWS else "content"
    with st.container(height=height, border=height != "content", key=f"{key}.rows"):
        for row in shown.to_dict("records"):
            told = "　".join(f"{label} {escaped(str(row[name]))}" for name, label in rest.items() if row[name])
            st.markdown(f"**{escaped(row['title'])}**  \n:gray[{row['project']}]  \n{told}")


def scored(indicators: pd.DataFrame, *, closed: bool) -> pd.DataFrame:
    """The indicators with a column score (points, NaN where there is none)."""
    return indicators.assign(score=indicator_scores(indicators, closed))


def score_said(row, *, closed: bool) -> str:
    """What one indicator scores, or why nothing."""
    if row.kind == ValueKind.NOT_APPLICABLE:
        return "不计"
    if row.kind == ValueKind.NOT_PROVIDED:
        return "0 分" if closed else "暂不计"
    return UNDEFINED if row.score != row.score else f"{points(row.score)} 分"


def whole_said(indicators: pd.DataFrame, *, closed: bool) -> str:
    """What all indicators of one project come to so far."""
    found = assessment(indicators, closed).iloc[0]
    answered = int(indicators["kind"].notna().sum())
    said = f"已填 {answered} / {number(len(indicators))} 项"
    if not found["scored"]:
        return f"{said}，还没有得分"
    gap = f"，缺 {percent(found['missing_share'])} 权重" if found["missing_share"] > 1e-9 else ""
    if found["incomplete"]:
        limit = percent(GREATEST_MISSING_SHARE, 0)
        return f"{said}{gap}（超过 {limit}，评估不完整，没有总分；已有指标 {points(found['partial'])} 分）"
    return f"{said}{gap}，得分 {points(found['score'])}"
