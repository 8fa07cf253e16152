"""季度三评, 矛盾与缺口: where sources contradict each other, what is missing, and what stands beside the scores."""

import pandas as pd
import streamlit as st

from actions.evaluation import Evaluated
from glossary import QuarterState
from scoring.quarter import SOURCES
from ui.evaluation import evaluation_definitions, evaluation_terms
from ui.projects import project_words
from ui.text import escaped, number, percent, points

FIRST = 10


def show(evaluated: Evaluated, *, key: str) -> None:
    """Lists of findings, each with the projects it is about; choosing one opens the project. `key` as of every part."""
    found = {
        "来源互相矛盾": _contradictions(evaluated),
        "一票否决": _vetoed(evaluated),
        "缺来源": _missing(evaluated),
        "第三方评估不完整或有折算": _incomplete(evaluated),
        "样本不足（群众评议）": _too_few(evaluated),
        "评委取值规则影响等级": _depends(evaluated),
        "有评议在隔离": _held(evaluated),
    }
    if not any(found.values()):
        st.success("没有矛盾，没有缺口，没有一票否决。")
        return
    for title, rows in found.items():
        if rows:
            _listed(evaluated, title, rows)
    nothing = [title for title, rows in found.items() if not rows]
    if nothing:
        st.caption(f"没有发现：{'、'.join(nothing)}。")
    evaluation_definitions.explained("矛盾", "待补", "第三方评估", "样本不足", "一票否决")


def _listed(evaluated: Evaluated, title: str, rows: list[tuple[str, str]]) -> None:
    """A line each, which wraps: a table would cut what it is about."""
    st.subheader(f"{title}　{number(len(rows))}")
    _lines(evaluated, rows[:FIRST])
    if len(rows) > FIRST:
        with st.expander(f"其余 {number(len(rows) - FIRST)} 个"):
            _lines(evaluated, rows[FIRST:])


def _lines(evaluated: Evaluated, rows: list[tuple[str, str]]) -> None:
    names, departments = evaluation_terms.names_of(evaluated), evaluated.projects["department_code"]
    for project, said in rows:
        query = {"quarter": evaluated.quarter.quarter, "project": project}
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            link = escaped(names[project])
            st.page_link(evaluation_terms.PROJECT_PAGE, label=link, query_params=query, width="content")
            st.caption(f"{escaped(said)}　{escaped(project_words.department(departments[project]))}", width="content")


def _contradictions(evaluated: Evaluated) -> list[tuple[str, str]]:
    table, names = evaluated.results.composites, evaluation_terms.SOURCE_NAMES
    return [
        (
            row.project,
            f"{names[row.high_source]} {points(table.at[row.project, row.high_source])}"
            f"（{evaluation_terms.grade(row.high_grade)}），"
            f"{names[row.low_source]} {points(table.at[row.project, row.low_source])}"
            f"（{evaluation_terms.grade(row.low_grade)}）",
        )
        for row in evaluated.results.contradictions.itertuples()
    ]


def _vetoed(evaluated: Evaluated) -> list[tuple[str, str]]:
    reasons = evaluated.projects["veto_reason"].dropna()
    return [(project, reason) for project, reason in reasons.items()]


def _missing(evaluated: Evaluated) -> list[tuple[str, str]]:
    table = evaluated.results.composites
    rows = []
    for project, row in table[table["missing"] != ""].iterrows():
        said = f"缺{evaluation_terms.missing_sources(row['missing'])}"
        tail = f"，暂定分 {points(row['score'], 2)}" if row["status"] == "provisional" else "，没有得分"
        rows.append((project, said + tail + _why(evaluated, project, row["missing"])))
    return rows


def _why(evaluated: Evaluated, project: str, codes: str) -> str:
    results, reasons = evaluated.results, []
    if SOURCES[1] in codes:
        n = results.experts.at[project, "n"]
        reasons.append(f"有效评分 {n} 份，不足 3 份" if n else "没有已关闭轮次的评分")
    if SOURCES[2] in codes:
        incomplete = results.third_party.at[project, "incomplete"]
        reasons.append("第三方评估不完整" if incomplete else "第三方没有提交")
    if SOURCES[0] in codes:
        reasons.append("没有有效评议")
    return f"（{'；'.join(reasons)}）" if reasons else ""


def _incomplete(evaluated: Evaluated) -> list[tuple[str, str]]:
    table = evaluated.results.third_party
    rows = []
    for project, row in table[(table["missing_weight"] > 1e-9) | (table["not_provided"] > 0)].iterrows():
        rows.append((project, _left_out(row, evaluated)))
    return rows


def _left_out(row: pd.Series, evaluated: Evaluated) -> str:
    """What of the indicators does not count, or counts 0."""
    said = []
    if row["missing_weight"] > 1e-9:
        rest = "超过 30 %，评估不完整" if row["incomplete"] else "按其余指标折算"
        said.append(f"缺失权重 {percent(row['missing_weight'])}，{rest}")
    if row["not_applicable"]:
        said.append(f"不适用 {row['not_applicable']} 项")
    if row["not_provided"]:
        is_zero = evaluated.quarter.state is QuarterState.PUBLISHED or evaluated.corrected
        said.append(f"未提供 {row['not_provided']} 项{'，按 0 分计' if is_zero else ''}")
    return "；".join(said)


def _too_few(evaluated: Evaluated) -> list[tuple[str, str]]:
    table = evaluated.results.citizens
    return [
        (
            project,
            f"评议 {number(row['raters'])} 人次，应评 {number(row['invited'])} 人次，"
            f"参与率 {percent(row['participation'])}",
        )
        for project, row in table[table["too_few"]].iterrows()
    ]


def _depends(evaluated: Evaluated) -> list[tuple[str, str]]:
    table = evaluated.results.experts
    return [
        (
            project,
            f"平均 {points(row['raw_mean'])}、去极值平均 {points(row['trimmed_mean'])}、"
            f"中位数 {points(row['median'])}，等级不同",
        )
        for project, row in table[table["grade_depends_on_rule"]].iterrows()
    ]


def _held(evaluated: Evaluated) -> list[tuple[str, str]]:
    table = evaluated.results.citizens
    return [
        (
            project,
            f"隔离 {number(row['held'])} 条；原始均分 {points(row['raw'], 2)}，"
            f"连同隔离的 {points(row['raw_with_held'], 2)}",
        )
        for project, row in table[table["held"] > 0].iterrows()
    ]
