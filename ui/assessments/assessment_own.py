"""第三方评估 for the assessor: which projects are mine, how far each is, and one of them to fill in."""

import pandas as pd
import streamlit as st

from actions.assessment_checks import REFUSALS
from glossary import QuarterState
from permissions import Person
from ui import headline, loaders
from ui.assessments import assessment_evidence, assessment_form, assessment_loaders, assessment_values, assessment_words
from ui.assessments.assessment_loaders import Quarter
from ui.text import escaped, number

EXPLAINED = {
    "已提交": "提交后计入三评；以后仍可更正，每次写明原因。",
    "指标填报": "已保存的指标数 ÷ 应填指标数，含不适用和未提供。草稿不算。",
    "逾期登记": "填报截止日以后登记的数值。",
    "异议": "承办单位对已提交数值的异议，还没有答复的。",
}
COLUMNS = {
    "project": "项目编号",
    "title": "项目名称",
    "standing": "进度",
    "remarks": "说明",
}


def figures(found: pd.DataFrame) -> None:
    """How far all of them are."""
    done, answered, wanted = (int(each) for each in _sums(found))
    cards = (
        ("已提交", f"{number(done)} 个", f"共 {number(len(found))} 个项目"),
        ("指标填报", f"{number(answered)} 项", f"共 {number(wanted)} 项，已保存的"),
        ("逾期登记", f"{number(found['late'].sum())} 项", "截止日以后"),
        ("异议", f"{number(found['open_objections'].sum())} 条", "待答复"),
    )
    with headline.cards():
        for label, value, below in cards:
            headline.plain_metric(label, value, explained=EXPLAINED[label], below=below)


def _sums(found: pd.DataFrame) -> tuple:
    return found["submitted_at"].notna().sum(), found["answered"].sum(), found["indicators"].sum()


def listed(found: pd.DataFrame, quarter: Quarter, columns=COLUMNS, *, key: str) -> None:
    """The projects as a table, unfinished ones first."""
    shown = found.assign(
        standing=[assessment_words.standing(row, quarter) for row in found.itertuples()],
        remarks=[assessment_words.remarks(row) for row in found.itertuples()],
        assessor=found["assessor"].fillna("未分派"),
    )
    assessment_words.listed(shown.sort_values("submitted_at", key=pd.notna, kind="stable"), columns, key=key)


def show(quarter: Quarter, by: Person) -> None:
    """List, choice, and the chosen project."""
    found = assessment_loaders.overview(quarter.quarter)
    if found.empty:
        st.info(f"{quarter.quarter} 还没有分派给您的项目。评估专员分派后，这里和“待办”里都会出现。")
        return
    st.caption(f"{assessment_words.due_said(quarter)}。")
    figures(found)
    if quarter.state is QuarterState.PREPARING:
        st.info("三评还在筹备，评估专员开启评估后才能填报。先看看分派给您的项目。")
    elif quarter.state is QuarterState.PUBLISHED:
        st.info("三评已定稿发布，数值不再改动，可以查看。")
    with st.expander(f"全部 {len(found)} 个项目", expanded=len(found) <= 8):
        listed(found, quarter, key="assessment.own")
    names = {
        row.project: f"{row.project}　{row.title}（{assessment_words.standing(row, quarter)}）"
        for row in found.itertuples()
    }
    chosen = assessment_words.project(names, key=f"assessment.project.{quarter.quarter}")
    if chosen is None:
        st.caption("选一个项目开始填报。" if quarter.state is QuarterState.OPEN else "选一个项目查看。")
        return
    try:
        sheet = assessment_loaders.sheet(quarter.quarter, chosen)
    except REFUSALS as refused:
        st.warning(str(refused))
        return
    _project(sheet, by)


def _project(sheet, by: Person) -> None:
    project = sheet.project
    st.subheader(escaped(project["title"]))
    place = loaders.names("township").get(project["township_code"], "全市")
    kind = loaders.names("category").get(project["category_code"], "未分类")
    st.caption(escaped(f"{assessment_words.about(project)}　{kind}　{place}"))
    if project["summary"]:
        with st.expander("建设内容"):
            st.text(project["summary"], width="stretch")
    if not sheet.objections.empty:
        waiting = int(sheet.objections["outcome"].isna().sum())
        with st.expander(f"单位异议（{len(sheet.objections)}）", expanded=waiting > 0):
            if waiting:
                st.caption("请复核：确需更正的，改下面的数值并写更正原因；无需更正的，由评估专员答复。")
            assessment_values.objections(sheet.objections)
    if sheet.quarter.state is QuarterState.OPEN:
        assessment_form.show(sheet, by)
        assessment_form.offer_submission(sheet, by)
        assessment_evidence.keep(sheet.quarter.quarter, project["project"])
    elif sheet.is_submitted:
        assessment_values.show(sheet)
    elif sheet.quarter.state is QuarterState.PUBLISHED:
        st.warning("这个项目到定稿时没有提交评估，三评中第三方一项为缺项。")
    else:
        st.caption("开启评估后在这里填报。")
