"""The grid in which the next version of criteria or indicators is written, with a draft and its faults in sentences."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from actions import evaluation_rules
from actions.quarters import REFUSALS
from actions.rule_checks import criteria_faults, indicator_faults
from permissions import Person
from ui import clock, draft_forms, drafts, outcomes, session
from ui.draft_forms import Form
from ui.projects import project_words
from ui.quarter_setup import quarter_setup_cells as cells
from ui.text import escaped

TITLES = {"criteria": "新的评审标准", "indicators": "新的第三方指标"}
EXAMPLES = {"criteria": "专家评审标准", "indicators": "第三方评估指标"}
COLUMNS = {"criteria": cells.CRITERIA_COLUMNS, "indicators": cells.INDICATOR_COLUMNS}
LABELS = {"name": "这一版的名称", "note": "修改说明", "rows": "表格内容"}
BOUNDS = ("bound1", "bound2", "bound3", "bound4")
HINTS = {
    "criteria": "每项标准写清评什么和五档说明，权重合计 100。增加一行在表格末尾填写；删除先选中行首再按删除键。",
    "indicators": "产出和效益合计不低于 60，权重合计 100。越低越好的目标值低于底线值；区间指标四个值都要填。",
}


def edit(
    kind: str, version: int, stored: pd.DataFrame, bounds: list[float], by: Person, *, done: Callable[[], None]
) -> None:
    """Name, bands, the grid and why; `done` leaves the form once the version is stored."""
    st.subheader(TITLES[kind])
    st.caption(f"以第 {version} 版为底，保存为新的一版；第 {version} 版不变。{HINTS[kind]}")
    subject = f"rules-{kind}-{version}"
    _forget_rows_without_form(subject)
    choices = {"rows": cells.to_texts(stored), **dict(zip(BOUNDS, bounds, strict=False))}
    labels = LABELS | dict.fromkeys(BOUNDS, "分档")
    texts = {"name": "", "note": ""}
    with drafts.drafting(subject, texts=texts, choices=choices, labels=labels, based_on=version) as form:
        hint = {"placeholder": f"例如 2026年{EXAMPLES[kind]}", "max_chars": 80}
        name = st.text_input(f"{LABELS['name']}（必填）", key=form.key("name"), **hint)
        marks = _bounds(form) if bounds else []
        edited = _grid(kind, form)
        st.session_state[form.key("rows")] = cells.to_texts(edited)
        rows, faults = _read(kind, edited, marks)
        _say(edited, faults)
        note = st.text_input(f"{LABELS['note']}（必填）", max_chars=400, key=form.key("note"))
        if st.button("保存为新的一版", type="primary", key=f"quarter_setup.{kind}.save"):
            if faults:
                st.error(f"还不能存入：{'；'.join(map(escaped, faults))}。没有存入任何内容，请改好再存。")
            else:
                _save(kind, subject, {"name": name, kind: rows, "note": note}, by, done)


def _forget_rows_without_form(subject: str) -> None:
    """The rows are kept beside the widgets: once those are forgotten, the form begins anew from its draft."""
    form = draft_forms.current(subject)
    if form is not None and form.key("name") not in st.session_state:
        st.session_state.pop(form.key("rows"), None)


def _bounds(form: Form) -> list[float]:
    """The lowest marks of the first four bands; the fifth begins at 0.

    Not in the headings of the grid: an editor whose columns change forgets what was typed in it.
    """
    with st.container(horizontal=True):
        marks = [
            st.number_input(
                f"{band}从几分起", min_value=1.0, max_value=100.0, step=1.0, format="%.0f", width=140,
                key=form.key(name),
            )
            for band, name in zip(cells.BANDS, BOUNDS, strict=False)
        ]  # fmt: skip
    if None not in marks:
        st.caption("　".join(f"{band} {said}" for band, said in cells.band_names(marks).items()))
    return marks


def _grid(kind: str, form: Form) -> pd.DataFrame:
    began = cells.from_texts(form.began_with["rows"], COLUMNS[kind])
    numbers = {name: st.column_config.NumberColumn(format="%.10g", width="small") for name in cells.NUMBERS}
    texts = {
        cells.NAME: st.column_config.TextColumn(width="small", max_chars=80, required=True),
        cells.QUESTION: st.column_config.TextColumn(width="medium", max_chars=200),
        cells.UNIT: st.column_config.TextColumn(width="small", max_chars=20),
        cells.EVIDENCE: st.column_config.TextColumn(width="medium", max_chars=200),
        **{band: st.column_config.TextColumn(width="medium", max_chars=200) for band in cells.BANDS},
    }
    options = {
        cells.FAMILY: st.column_config.SelectboxColumn(options=list(cells.FAMILY_NAMES.values()), required=True),
        cells.DIRECTION: st.column_config.SelectboxColumn(options=list(cells.DIRECTION_NAMES.values()), required=True),
    }
    columns = {name: each for name, each in (numbers | texts | options).items() if name in began.columns}
    key = f"quarter_setup.{kind}.grid.{form.subject}.{form.turn}"
    return st.data_editor(began, num_rows="dynamic", hide_index=True, column_config=columns, key=key)


def _read(kind: str, edited: pd.DataFrame, marks: list[float]) -> tuple[list, list[str]]:
    """The rows as what they stand for, and what is wrong with them."""
    if kind == "criteria":
        if None in marks:
            return [], ["各档的分值都要填写"]
        rows = cells.criteria_of(edited, marks)
        return rows, criteria_faults(rows)
    try:
        rows = cells.indicators_of(edited)
    except cells.Unreadable as unreadable:
        return [], [str(unreadable)]
    return rows, indicator_faults(rows)


def _say(edited: pd.DataFrame, faults: list[str]) -> None:
    total = project_words.measure(float(edited[cells.WEIGHT].sum()))
    if faults:
        told = "\n".join(f"- {escaped(fault)}" for fault in faults)
        st.warning(f"权重合计 {total}。保存前还要改：\n{told}")
    else:
        st.success(f"权重合计 {total}，可以保存。")


def _save(kind: str, subject: str, given: dict, by: Person, done: Callable[[], None]) -> None:
    store = {"criteria": evaluation_rules.add_criteria, "indicators": evaluation_rules.add_indicators}[kind]
    try:
        version = store(session.engine(), **given, by=by, at=clock.now())
    except REFUSALS as refused:
        st.error(str(refused))
        return
    drafts.finish(subject)
    done()
    outcomes.say(f"已保存为第 {version} 版。要让筹备中的季度采用，请在上面选择这一版。")
