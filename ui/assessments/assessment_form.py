"""The entry grid of one project: each indicator with kind, value, evidence and its score as it forms.

Fields, not a table to type into: what is typed is kept as a draft key by key, and no dropped connection loses it.
"""

import pandas as pd
import streamlit as st

from actions import assessments
from actions.assessment_cells import BadEntry, number_text, read_kind, read_number, scale
from actions.assessment_checks import LONGEST_EVIDENCE, LONGEST_METHOD, LONGEST_REASON
from actions.assessment_reads import Sheet
from actions.assessments import REFUSALS, Value
from glossary import IndicatorFamily, ValueKind, labels
from permissions import Person
from ui import clock, drafts, outcomes, session
from ui.assessments import assessment_words
from ui.text import escaped

KINDS = labels(ValueKind)
METHOD_HINT = "怎么核查、查了哪些材料、走访了谁、抽查多少"
HINTS = {
    None: "材料名称、页码、文号或网址",
    "provided": "材料名称、页码、文号或网址",
    "not_applicable": "写明为什么不适用",
    "not_provided": "向谁要过、什么时候（可不填）；过了截止日按 0 分",
}


def show(sheet: Sheet, by: Person) -> None:
    """The grid with 保存 and, until it is submitted, 保存并提交."""
    subject = f"assessment-{sheet.project['assessment_id']}"
    texts, choices, named = _stored(sheet)
    version = len(sheet.recorded)
    with drafts.drafting(subject, texts=texts, choices=choices, labels=named, based_on=version) as form:
        entries, faults = _grid(sheet, form)
        method = st.text_area(
            "评估方法", key=form.key("method"), height=110, max_chars=LONGEST_METHOD, placeholder=METHOD_HINT
        )
        reason = ""
        if sheet.is_submitted:
            label = "更正原因（改动已提交的数值时必填）"
            reason = st.text_input(label, key=form.key("reason"), max_chars=LONGEST_REASON)
        st.markdown(f"**{_whole(sheet, entries)}**")
        with st.container(horizontal=True):
            saved = st.button("保存更正" if sheet.is_submitted else "保存", key="assessment.save", type="secondary")
            sent = not sheet.is_submitted and st.button("保存并提交", key="assessment.submit", type="primary")
    if saved or sent:
        values = [Value(**{**vars(each), "reason": reason}) for each in entries.values() if each is not None]
        if _may_go_on(form, version, faults):
            _save(sheet, subject, values, method, by, then_submit=bool(sent))


def _stored(sheet: Sheet) -> tuple[dict, dict, dict]:
    """Fields of the form as stored: texts, choices, and what they are called."""
    texts = {"method": sheet.project["method"] or ""}
    choices, named = {}, {"method": "评估方法"}
    if sheet.is_submitted:
        texts["reason"], named["reason"] = "", "更正原因"
    for row in sheet.indicators.itertuples():
        texts |= {
            f"value_{row.indicator_id}": number_text(row.value),
            f"evidence_{row.indicator_id}": row.evidence or "",
        }
        choices[f"kind_{row.indicator_id}"] = row.kind
        for field, label in (("value", "数值"), ("evidence", "依据"), ("kind", "情况")):
            named[f"{field}_{row.indicator_id}"] = f"{row.name}：{label}"
    return texts, choices, named


def _grid(sheet: Sheet, form) -> tuple[dict[int, Value | None], list[str]]:
    """Indicator → what is entered (None: nothing yet), and what is wrong with it."""
    entries, faults, family = {}, [], None
    for row in sheet.indicators.itertuples():
        if row.family != family:
            family = row.family
            st.markdown(f"##### {IndicatorFamily(family).label}")
        with st.container(border=True, gap="xsmall", key=f"assessment.row.{row.indicator_id}"):
            late = " :orange-badge[逾期登记]" if row.late else ""
            st.markdown(f"{row.position}. **{escaped(row.name)}**（{escaped(row.unit)}）　权重 {row.weight:g}{late}")
            st.caption(f"{escaped(scale(row))}　依据：{escaped(row.wanted_evidence)}")
            entry, fault = _fields(row, form, assessment_words.is_closed(sheet.quarter))
        entries[row.indicator_id] = entry
        faults += [f"“{row.name}”{fault}"] if fault else []
    return entries, faults


def _fields(row, form, closed: bool) -> tuple[Value | None, str]:
    ident = row.indicator_id
    kind_place, value_place, evidence_place, score_place = st.columns([1.1, 1, 3.2, 1.1], vertical_alignment="bottom")
    with value_place:
        typed = st.text_input(f"数值（{row.unit}）", key=form.key(f"value_{ident}"), max_chars=30)
    with kind_place:
        chosen = st.selectbox(
            "情况",
            list(KINDS),
            index=None,
            format_func=KINDS.get,
            key=form.key(f"kind_{ident}"),
            placeholder="有数值" if typed else "选择",
        )
    with evidence_place:
        name = "不适用的原因" if chosen == ValueKind.NOT_APPLICABLE else "依据"
        written = st.text_area(
            name,
            key=form.key(f"evidence_{ident}"),
            height=68,
            max_chars=LONGEST_EVIDENCE,
            placeholder=HINTS[chosen],
        )
    entry, fault = _read(row, chosen, typed, written)
    with score_place:
        st.caption("得分")
        st.markdown(f"**{_score(row, entry, closed)}**")
    if fault:
        st.caption(f":red[{escaped(row.name)}{escaped(fault)}]")
    return entry, fault


def _read(row, chosen: str | None, typed: str, written: str) -> tuple[Value | None, str]:
    """What an indicator's fields say, and what is wrong with them."""
    try:
        value = read_number(typed, row.unit)
        kind = read_kind(chosen or "", has_value=value is not None)
    except BadEntry as bad:
        return None, f"：{bad}"
    if kind is None:
        return None, "：写了依据，还没有数值或情况" if written.strip() else ""
    if kind is not ValueKind.PROVIDED and value is not None:
        return None, f"选了“{kind.label}”，不能再填数值"
    entry = Value(int(row.indicator_id), kind, value, written)
    if kind is ValueKind.PROVIDED and value is None:
        return None, "还没有填数值"
    if kind is not ValueKind.NOT_PROVIDED and not written.strip():
        return entry, "还没有写依据" if kind is ValueKind.PROVIDED else "还没有写为什么不适用"
    return entry, ""


def _formed(indicators: pd.DataFrame, entries: dict[int, Value | None]) -> pd.DataFrame:
    """The indicators as they would be stored now."""
    given = [entries.get(each) for each in indicators["indicator_id"]]
    kinds = [None if each is None else each.kind.value for each in given]
    values = [float("nan") if each is None or each.value is None else each.value for each in given]
    return indicators.assign(kind=pd.Series(kinds, index=indicators.index, dtype=object), value=values)


def _score(row, entry: Value | None, closed: bool) -> str:
    one = pd.DataFrame([row._asdict()]).drop(columns="Index")
    scored = assessment_words.scored(_formed(one, {row.indicator_id: entry}), closed=closed)
    return assessment_words.score_said(next(scored.itertuples()), closed=closed)


def _whole(sheet: Sheet, entries: dict[int, Value | None]) -> str:
    formed = _formed(sheet.indicators, entries)
    return assessment_words.whole_said(formed, closed=assessment_words.is_closed(sheet.quarter))


def _may_go_on(form, version: int, faults: list[str]) -> bool:
    """Nothing is wrong, and what was stored elsewhere since is overwritten only knowingly."""
    if faults:
        st.error(f"有 {len(faults)} 处要改，没有存入；您填的都在：{escaped('；'.join(faults[:5]))}。")
        return False
    seen = f"{form.place}.seen"
    if form.based_on != version and st.session_state.get(seen) != version:
        st.session_state[seen] = version
        st.warning("您开始填写以后，别处（另一台设备或导入的表格）存过新的数值。再点一次，就按这里填的存入。")
        return False
    return True


def _save(sheet: Sheet, subject: str, values: list, method: str, by: Person, *, then_submit: bool) -> None:
    place = {"quarter": sheet.quarter.quarter, "number": sheet.project["project"]}
    try:
        count = assessments.record(session.engine(), **place, values=values, method=method, by=by, at=clock.now())
    except REFUSALS as refused:
        st.error(str(refused))
        return
    drafts.finish(subject)
    if then_submit:
        st.session_state["assessment.submitting"] = place["number"]
    outcomes.say(f"已保存，改动 {count} 项。" if count else "已保存，数值没有改动。")


def offer_submission(sheet: Sheet, by: Person) -> None:
    """After 保存并提交: ask before it counts and departments are told."""
    if st.session_state.pop("assessment.submitting", None) == sheet.project["project"] and not sheet.is_submitted:
        _confirm(sheet.quarter.quarter, sheet.project["project"], sheet.project["title"], by)


@st.dialog("提交这个项目的评估？")
def _confirm(quarter: str, number: str, title: str, by: Person) -> None:
    st.text(f"{number}　{title}")
    st.write("提交后计入三评，项目的承办单位可以看到数值并提出异议。以后仍可更正，每次更正要写原因，并留下记录。")
    if st.button("确认提交", type="primary", key="assessment.submit_confirmed"):
        place = {"quarter": quarter, "number": number}
        outcomes.attempt(f"{number} 已提交。", assessments.submit, refusals=REFUSALS, by=by, **place)
