"""One project's assessment to read: every indicator with value, score, evidence, corrections; objections."""

import pandas as pd
import streamlit as st

from actions.assessment_cells import scale
from actions.assessment_reads import Sheet
from glossary import IndicatorFamily, ObjectionOutcome, ValueKind, labels
from ui import clock, phones, tables
from ui.assessments import assessment_evidence, assessment_words
from ui.projects import project_words
from ui.projects.project_words import measure
from ui.text import escaped

COLUMNS = {
    "family": "类别",
    "name": "指标",
    "written": "数值",
    "scored": "得分",
    "weight": "权重",
    "note": "说明",
    "evidence": "依据或原因",
}


def show(sheet: Sheet) -> None:
    """What the third party found, in the order of the indicators."""
    closed = assessment_words.is_closed(sheet.quarter)
    project = sheet.project
    told = f"{escaped(project['assessor'])}　{clock.moment(project['submitted_at'])} 提交"
    st.markdown(f"**{assessment_words.whole_said(sheet.indicators, closed=closed)}**")
    st.caption(told + ("　:orange-badge[逾期提交]" if sheet.submitted_late else ""))
    scored = assessment_words.scored(sheet.indicators, closed=closed)
    if phones.is_phone():
        for row in scored.itertuples():
            _indicator(row, sheet, closed)
    else:
        _table(scored, sheet, closed)
    st.markdown("**评估方法**")
    st.text(project["method"] or "没有写。", width="stretch")
    assessment_evidence.show(sheet.quarter.quarter, project["project"])


def _table(scored: pd.DataFrame, sheet: Sheet, closed: bool) -> None:
    rows = list(scored.itertuples())
    shown = scored.assign(
        family=scored["family"].map(labels(IndicatorFamily)),
        written=[said(row, row.unit) for row in rows],
        scored=[assessment_words.score_said(row, closed=closed) for row in rows],
        evidence=scored["evidence"].fillna(""),
        note=[_short(row, sheet) for row in rows],
    )
    columns = {name: label for name, label in COLUMNS.items() if name != "note" or shown["note"].any()}
    tables.table(shown, columns, key=f"assessment_values.{sheet.project['assessment_id']}", height="content")
    with st.popover("怎么计分"):
        st.markdown("\n".join(f"{row.position}. {escaped(row.name)}：{escaped(scale(row))}" for row in rows))
    for row in rows:
        note = _note(row, sheet)
        if note:
            st.caption(f"{row.position}. {escaped(row.name)}：{escaped(note)}")


def _short(row, sheet: Sheet) -> str:
    is_corrected = sheet.is_submitted and row.reason
    return "、".join(word for word, holds in (("逾期", row.late), ("已更正", is_corrected)) if holds)


def _note(row, sheet: Sheet) -> str:
    """Late and corrected, in words."""
    parts = ["逾期登记"] if row.late else []
    if sheet.is_submitted and row.reason:
        before = _before(row, sheet)
        was = "" if before is None else f"原来 {said(before, row.unit)}，"
        parts.append(f"{clock.moment(row.at)[:10]} 更正：{was}{row.reason}")
    return "；".join(parts)


def _before(row, sheet: Sheet):
    """What was said before the last value."""
    same = sheet.recorded["indicator_id"] == row.indicator_id
    earlier = sheet.recorded[same & (sheet.recorded["sequence"] == row.sequence - 1)]
    return None if earlier.empty else next(earlier.itertuples())


def _indicator(row, sheet: Sheet, closed: bool) -> None:
    with st.container(border=True, gap="xsmall"):
        score = assessment_words.score_said(row, closed=closed).replace(" ", "\u00a0")
        value = measure(row.value, row.unit) if row.kind == ValueKind.PROVIDED else kind_name(row.kind)
        badges = " :orange-badge[逾期]" if row.late else ""
        badges += " :gray-badge[已更正]" if row.sequence > 1 and row.reason else ""
        st.markdown(f"{row.position}. **{escaped(row.name)}**　{escaped(value)}　→　**{score}**{badges}")
        family = IndicatorFamily(row.family).label
        st.caption(f"{family}　权重 {row.weight:g}　{escaped(scale(row))}")
        if row.evidence:
            name = "原因" if row.kind == ValueKind.NOT_APPLICABLE else "依据"
            st.text(f"{name}：{row.evidence}", width="stretch")
        note = _note(row, sheet)
        if note:
            st.caption(escaped(note))


def kind_name(kind: str | None) -> str:
    """有数值, 不适用, 未提供; 没有登记 without one."""
    return "没有登记" if kind is None or kind != kind else ValueKind(kind).label


def said(row, unit: str) -> str:
    """One recorded value as people read it."""
    return measure(row.value, unit) if row.kind == ValueKind.PROVIDED else kind_name(row.kind)


def objections(listed: pd.DataFrame) -> None:
    """Every objection with its answer."""
    for row in listed.itertuples():
        with st.container(border=True, gap="xsmall"):
            objection(row)


def objection(row) -> None:
    """One objection and its answer."""
    is_open = row.outcome is None
    label = "待答复" if is_open else ObjectionOutcome(row.outcome).label
    about_ = escaped(row.indicator) if isinstance(row.indicator, str) else "整个评估"
    colour = "orange" if is_open else "gray"
    who = f"{escaped(project_words.department(row.department_code))}　{escaped(row.by_name)}　{clock.moment(row.at)}"
    st.markdown(f"**{about_}**　:{colour}-badge[{label}]　:gray[{who}]")
    st.text(row.content, width="stretch")
    if not is_open:
        st.caption(f"答复　{escaped(row.answered_by_name)}　{clock.moment(row.answered_at)}")
        st.text(row.answer, width="stretch")
