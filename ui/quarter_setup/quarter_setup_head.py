"""The head of 评估组织: which quarter, where it stands, and the window in which a new one begins."""

from datetime import date, timedelta

import streamlit as st

from actions import quarters as actions
from actions.quarter_checks import NoSuchQuarter
from actions.quarters import REFUSALS
from data_access import quarters
from permissions import Permission, Person
from ui import address, clock, loaders, outcomes, session
from ui.evaluation import evaluation_loaders, evaluation_terms
from ui.quarter_setup import quarter_setup_loaders
from ui.quarter_setup.quarter_setup_loaders import Standing
from ui.text import escaped

KEY = "quarter_setup.quarter"
OPEN = "quarter_setup.open"  # the quarter just made, to be shown next
OFFERED = 6  # quarters one may begin from the list, the proposed one among them
VALUES_BEFORE_END = timedelta(days=10)  # the third party hands in before the objections of departments


def chosen(by: Person) -> Standing | None:
    """The quarter in the address, else the newest; None before the first."""
    known = {each.quarter: each for each in evaluation_loaders.quarters()}
    asked = st.query_params.get("quarter", "")
    if asked and asked not in known:
        st.warning(f"没有 {escaped(asked[:12])} 的三评。请从列表中选择季度。")
    with st.container(horizontal=True, vertical_alignment="center"):
        picked = _pick(list(known)) if known else None
        if picked:
            evaluation_terms.state_badge(known[picked].state)
        if known and by.may(Permission.MANAGE_EVALUATION) and st.button("新建季度", key="quarter_setup.new"):
            new_dialog(list(known), by)
    return None if picked is None else _standing(picked)


def _standing(quarter: str) -> Standing | None:
    try:
        return quarter_setup_loaders.standing(quarter)
    except NoSuchQuarter as gone:
        st.warning(str(gone))
        return None


def _pick(known: list[str]) -> str:
    if (made := st.session_state.pop(OPEN, None)) in known:
        st.session_state[KEY] = made
    names = {quarter: evaluation_terms.in_words(quarter) for quarter in known}
    look = {"width": 200, "label_visibility": "collapsed"}
    return address.listed("季度", "quarter", names, key=KEY, default=known[0], **look)


def to_begin(known: list[str], today: date) -> list[str]:
    """Quarters that may begin, the proposed one first: the one after the newest, or the present one, then earlier."""
    latest = quarters.quarter_after(quarters.quarter_of(today))
    proposed = quarters.quarter_after(max(known)) if known else quarters.quarter_of(today)
    offered, each = [proposed] if proposed <= latest else [], latest
    for _ in range(OFFERED):
        if each not in known and each not in offered:
            offered.append(each)
        each = quarters.quarter_before(each)
    return offered


@st.dialog("新建季度")
def new_dialog(known: list[str], by: Person) -> None:
    """Which quarter, and its last days; rules and projects are chosen afterwards."""
    offered = to_begin(known, loaders.reporting_day())
    quarter = st.selectbox("季度", offered, format_func=evaluation_terms.in_words, key="quarter_setup.new_quarter")
    end = quarters.last_day(quarter)
    proposed = {"ratings_until": end, "assessment_due_on": end - VALUES_BEFORE_END, "objection_until": end}
    days = day_inputs(proposed, key=f"quarter_setup.new.{quarter}")
    st.caption("权重、评审标准和指标先用最新的一版，参评项目在“项目”里确定；开启评估以前都可以改。")
    if st.button("建立", type="primary", key="quarter_setup.create"):
        _create(quarter, days, by)


def _create(quarter: str, days: dict[str, date], by: Person) -> None:
    try:
        actions.create(session.engine(), quarter=quarter, **days, by=by, at=clock.now())
    except REFUSALS as refused:
        st.error(str(refused))
        return
    st.session_state[OPEN] = quarter
    outcomes.say(f"{evaluation_terms.in_words(quarter)}三评已建立，现在是筹备。请确定参评项目和规则，再开启评估。")


def day_inputs(values: dict[str, date], *, key: str) -> dict[str, date]:
    """Three dates, each with what it ends."""
    labels = {
        "ratings_until": ("群众评议截止", "这一天以后的评议不计入本季度"),
        "assessment_due_on": ("第三方提交截止", "以后补报的指标值标为迟报；仍未提供的按 0 分计"),
        "objection_until": ("异议截止", "承办单位对指标值提出异议的最后一天"),
    }
    look = {"format": "YYYY-MM-DD", "width": 180}
    with st.container(horizontal=True):
        return {
            name: st.date_input(label, values[name], help=explained, key=f"{key}.{name}", **look)
            for name, (label, explained) in labels.items()
        }
