"""评审结论: projects in 评审 with what their closed rounds came to, and the form that lets them go on."""

import pandas as pd
import streamlit as st

from actions import rounds
from data_access.review_progress import Organisation
from glossary import QuarterState, ReviewConclusion, labels
from permissions import Person
from scoring.experts import FEWEST_FOR_VALUE
from ui import outcomes, phones
from ui.evaluation import evaluation_terms
from ui.projects.project_review import conclusion_inputs
from ui.rounds import rounds_loaders
from ui.text import UNDEFINED, escaped, number, points


def show(found: Organisation, by: Person) -> None:
    """The table, and the form for the project that was picked."""
    listed = rounds_loaders.conclusions(found.quarter.quarter)
    if listed.empty:
        st.info("本季度的参评项目里没有处于“评审”的。项目进入评审、轮次关闭后，在这里登记结论。")
        return
    st.caption("项目要有通过的结论才能进入实施。选一行登记结论；已登记的可以在项目页撤销。")
    picked = st.dataframe(
        _in_chinese(listed),
        hide_index=True,
        column_config={"名称": st.column_config.TextColumn(width=90 if phones.is_phone() else None)},
        on_select="rerun",
        selection_mode="single-row",
        placeholder=UNDEFINED,
        key=f"rounds.conclusions.{outcomes.turn()}",
    )
    for position in picked.selection.rows[:1]:
        _form(found, listed.iloc[position], by)


def _in_chinese(listed: pd.DataFrame) -> pd.DataFrame:
    names = labels(ReviewConclusion)
    return pd.DataFrame(
        {
            "项目": listed["project"],
            "名称": listed["title"],
            "结论": [names.get(each, UNDEFINED) for each in listed["conclusion"]],
            "还差什么": [_lacking(row) for row in listed.itertuples()],
            "到第几轮": [UNDEFINED if each != each else f"第 {int(each)} 轮" for each in listed["round"]],
            "计入评审（份）": [0 if each != each else int(each) for each in listed["n"]],
            "计分": [points(value) for value in listed["value"]],
            "平均分": [points(value) for value in listed["raw_mean"]],
        }
    )


def _lacking(row) -> str:
    if row.conclusion in labels(ReviewConclusion):
        return UNDEFINED
    if row.is_open:
        return "正在评审，请先关闭这一轮"
    if not row.n >= FEWEST_FOR_VALUE:
        return f"计入的评审不足 {FEWEST_FOR_VALUE} 份"
    return "可以登记结论"


def _form(found: Organisation, row: pd.Series, by: Person) -> None:
    if row["is_open"] or not row["n"] >= FEWEST_FOR_VALUE or found.quarter.state is QuarterState.PREPARING:
        st.info(f"{row['project']} 现在不能登记结论：{_lacking(row)}。")
        return
    key = f"rounds.conclude.{row['project']}.{outcomes.turn()}"
    st.subheader(f"{row['project']} {escaped(row['title'])}")
    rule = evaluation_terms.RULES[row["rule"]]
    st.caption(f"{number(row['n'])} 份评审，计分 {points(row['value'])}：{rule}。")
    with st.form(key, border=False, width=560):
        conclusion, note = conclusion_inputs(key)
        sent = st.form_submit_button("登记结论", type="primary")
    if sent and conclusion is None:
        st.error("请选择结论，没有存入任何内容。")
    elif sent:
        given = {"quarter": found.quarter.quarter, "project": row["project"], "conclusion": conclusion, "note": note}
        said = f"{row['project']} 的评审结论已登记：{conclusion.label}。"
        outcomes.attempt(said, rounds.conclude, refusals=rounds.REFUSALS, by=by, **given)
