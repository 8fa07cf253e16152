"""规则与权重: what the quarter is judged by, and every version of weights, criteria and indicators."""

from collections.abc import Mapping

import streamlit as st

from actions import quarters
from actions.quarters import REFUSALS
from actions.rule_checks import LEVELS
from data_access.evaluation_quarters import Quarter
from glossary import QuarterState
from permissions import Permission, Person
from ui import address, outcomes
from ui.evaluation import evaluation_terms
from ui.quarter_setup import quarter_setup_head, quarter_setup_loaders, quarter_setup_sets, quarter_setup_weights
from ui.quarter_setup import quarter_setup_words as words
from ui.quarter_setup.quarter_setup_loaders import Rules, Standing
from ui.text import day

KINDS = {"weights": "权重", "criteria": "评审标准", "indicators": "第三方指标"}


def show(standing: Standing | None, by: Person) -> None:
    """The rules of the quarter, then the versions."""
    rules = quarter_setup_loaders.rules()
    if by.may(Permission.MANAGE_EVALUATION) and quarter_setup_sets.edit_asked_for(rules, by):
        return
    if standing is not None:
        st.subheader(f"{evaluation_terms.in_words(standing.quarter.quarter)}采用的规则")
        if by.may(Permission.MANAGE_EVALUATION) and standing.quarter.state is QuarterState.PREPARING:
            _choose(standing.quarter, rules, by)
        else:
            _chosen(standing, rules)
    st.subheader("各版规则")
    st.caption("每一版写定以后不再改动；要改就拟定新的一版，以前的季度仍按原来的版本计算。")
    kind = address.one("规则", "rule", KINDS, key="quarter_setup.rule", default="weights")
    if kind == "weights":
        quarter_setup_weights.show(rules, by)
    else:
        quarter_setup_sets.show(kind, rules, by)


def _chosen(standing: Standing, rules: Rules) -> None:
    """What is fixed, or what a leader reads before it is."""
    quarter = standing.quarter
    told = {
        "权重": words.weights_chosen(standing.weights),
        "评审标准": words.version_name(rules.criteria, quarter.criteria_version_id),
        "第三方指标": words.version_name(rules.indicators, quarter.indicator_version_id),
        "满意度分值": words.level_points(quarter.level_points),
        **{label: day(on) for label, on in words.days(quarter).items()},
    }
    with st.container(border=True, gap="xsmall"):
        for label, text in told.items():
            st.markdown(f":gray[{label}]　{text}")


def _choose(quarter: Quarter, rules: Rules, by: Person) -> None:
    """The form in 筹备."""
    key = f"quarter_setup.rules.{quarter.quarter}.{quarter.version}"
    with st.form(key, border=True):
        weights = {
            each.id: f"第 {each.id} 版　{evaluation_terms.weights(each)}"
            + ("" if each.approved_by_name else "（待市里确认）")
            for each in rules.weights
        }
        given: dict = {"weight_version_id": _version("权重", weights, quarter.weight_version_id, f"{key}.weights")}
        for name, label, sets in (
            ("criteria_version_id", "评审标准", rules.criteria),
            ("indicator_version_id", "第三方指标", rules.indicators),
        ):
            named = {int(row.id): f"第 {row.id} 版　{row.name}" for row in sets.itertuples()}
            given[name] = _version(label, named, getattr(quarter, name), f"{key}.{name}")
        st.markdown("满意度分值（群众评议五档各计多少分）")
        given["level_points"] = _points(quarter.level_points, key)
        stored = {name: getattr(quarter, name) for name in ("ratings_until", "assessment_due_on", "objection_until")}
        given |= quarter_setup_head.day_inputs(stored, key=key)
        sent = st.form_submit_button("保存本季度规则", type="primary")
    if sent:
        place = {"quarter": quarter.quarter, "version": quarter.version}
        outcomes.attempt("本季度规则已保存。", quarters.choose_rules, refusals=REFUSALS, by=by, **place, **given)


def _version(label: str, names: Mapping[int, str], chosen: int, key: str) -> int:
    return st.selectbox(label, list(names), index=list(names).index(chosen), format_func=names.get, key=key)


def _points(stored: Mapping[str, float], key: str) -> dict[str, float]:
    bounds = {"min_value": 0.0, "max_value": 100.0, "step": 5.0, "format": "%.10g"}
    with st.container(horizontal=True):
        return {
            level: st.number_input(
                words.LEVEL_NAMES[level], value=float(stored[level]), width=120, key=f"{key}.{level}", **bounds
            )
            for level in LEVELS
        }
