"""概况 of a quarter's organisation: what is chosen, what is lacking, and the step that comes next."""

import streamlit as st

from actions import quarter_start, quarters
from actions.quarters import REFUSALS
from glossary import QuarterState
from permissions import Permission, Person
from ui import loaders, outcomes
from ui.evaluation import evaluation_loaders, evaluation_terms
from ui.quarter_setup import quarter_setup_head, quarter_setup_loaders
from ui.quarter_setup import quarter_setup_words as words
from ui.quarter_setup.quarter_setup_loaders import Standing
from ui.text import day, escaped, number

FIXED = (
    "开启以后，参评项目、权重版本、评审标准、第三方指标和满意度分值都不再改动，结果永远按它们计算。"
    "截止日期仍可调整，一票否决仍可登记和解除。还没有评议、评审和指标值时可以退回筹备。"
)
NEXT = {
    QuarterState.PREPARING: "确定参评项目和规则，分派专家。",
    QuarterState.OPEN: "项目和规则已固定，评议、评审和指标值陆续登记。",
    QuarterState.PUBLISHED: "数据不再改动；确有错误，由领导开启更正。",
}


def show(standing: Standing | None, by: Person) -> None:
    """Everything of the quarter at one look, or the way to the first one."""
    if standing is None:
        _nothing_yet(by)
        return
    quarter = standing.quarter
    way = [f":blue-badge[{each.label}]" if each is quarter.state else f":gray[{each.label}]" for each in QuarterState]
    st.markdown(" :gray[›] ".join(way) + f"　{NEXT[quarter.state]}")
    if quarter.state is QuarterState.PREPARING:
        _lacking(standing)
    if by.may(Permission.MANAGE_EVALUATION):
        _buttons(standing, by)
    _facts(standing)
    _links(quarter.quarter, by)


def _nothing_yet(by: Person) -> None:
    if not by.may(Permission.MANAGE_EVALUATION):
        st.info("还没有任何季度的三评。评估专员建立季度后，在这里查看项目、规则和进展。")
        return
    st.info("还没有任何季度的三评。先建立一个季度，再确定参评项目、规则和专家。")
    if st.button("新建季度", type="primary", key="quarter_setup.first"):
        quarter_setup_head.new_dialog([each.quarter for each in evaluation_loaders.quarters()], by)


def _lacking(standing: Standing) -> None:
    if standing.lacking:
        told = "\n".join(f"- {escaped(each)}" for each in standing.lacking)
        st.info(f"开启评估还需要：\n{told}")
    else:
        st.success("项目和规则齐备，可以开启评估。")


def _buttons(standing: Standing, by: Person) -> None:
    state = standing.quarter.state
    with st.container(horizontal=True):
        if state is QuarterState.PREPARING:
            if st.button("开启评估", type="primary", disabled=bool(standing.lacking), key="quarter_setup.start"):
                _start(standing, by)
        elif state is QuarterState.OPEN:
            if st.button("调整截止日期", key="quarter_setup.days"):
                _move_deadlines(standing, by)
            if st.button("退回筹备", disabled=bool(standing.received), key="quarter_setup.back"):
                _back(standing, by)
    if state is QuarterState.OPEN and standing.received:
        st.caption(f"已有{'、'.join(standing.received)}，不能退回筹备。")


def _facts(standing: Standing) -> None:
    quarter, rules = standing.quarter, quarter_setup_loaders.rules()
    vetoed = f"，其中一票否决 {number(standing.vetoed)} 个" if standing.vetoed else ""
    told = {
        "参评项目": f"{number(standing.projects)} 个{vetoed}",
        "权重": words.weights_chosen(standing.weights),
        "评审标准": words.version_name(rules.criteria, quarter.criteria_version_id),
        "第三方指标": words.version_name(rules.indicators, quarter.indicator_version_id),
        "满意度分值": words.level_points(quarter.level_points),
        "群众评议截止": day(quarter.ratings_until),
        "第三方提交截止": day(quarter.assessment_due_on),
        "异议截止": day(quarter.objection_until),
    }
    with st.container(border=True, gap="xsmall"):
        for label, text in told.items():
            st.markdown(f":gray[{label}]　{text}")


def _links(quarter: str, by: Person) -> None:
    query = {"quarter": quarter}
    with st.container(horizontal=True):
        if by.may(Permission.MANAGE_EVALUATION):
            st.page_link(words.ROUNDS_PAGE, label="分派专家和评审轮次", icon=":material/groups:", query_params=query)
        st.page_link(evaluation_terms.QUARTER_PAGE, label="季度三评", icon=":material/analytics:", query_params=query)


@st.dialog("开启评估？", width="medium")
def _start(standing: Standing, by: Person) -> None:
    """Says once more what becomes fixed."""
    quarter, rules = standing.quarter, quarter_setup_loaders.rules()
    st.markdown(f"**{evaluation_terms.in_words(quarter.quarter)}**：{number(standing.projects)} 个参评项目")
    st.markdown(
        f"- 权重：{evaluation_terms.weights(standing.weights)}\n"
        f"- 评审标准：{words.version_name(rules.criteria, quarter.criteria_version_id)}\n"
        f"- 第三方指标：{words.version_name(rules.indicators, quarter.indicator_version_id)}\n"
        f"- 满意度分值：{words.level_points(quarter.level_points)}"
    )
    st.write(FIXED)
    if not standing.weights.approved_by_name:
        st.warning("权重还待市里确认：可以开启，页面和报告会标明；领导的待办里会有提醒。")
    passed = [label for label, on in words.days(quarter).items() if on < loaders.reporting_day()]
    if passed:
        st.warning(f"{'、'.join(passed)}的日期已经过去，请先在“规则与权重”里改好。")
    if st.button("确认开启", type="primary", key="quarter_setup.start_confirmed"):
        _attempt("评估已开启，项目和规则已固定。", quarter_start.start, standing, by)


@st.dialog("退回筹备？")
def _back(standing: Standing, by: Person) -> None:
    st.write("退回后可以再改项目和规则，改好再开启。这一步和原因都留在历史里。")
    reason = st.text_input("原因（必填）", max_chars=200, key="quarter_setup.back_reason")
    if st.button("确认退回", type="primary", key="quarter_setup.back_confirmed"):
        _attempt("已退回筹备，可以再改项目和规则。", quarter_start.reopen_preparation, standing, by, reason=reason)


@st.dialog("调整截止日期")
def _move_deadlines(standing: Standing, by: Person) -> None:
    quarter = standing.quarter
    stored = {name: getattr(quarter, name) for name in ("ratings_until", "assessment_due_on", "objection_until")}
    days = quarter_setup_head.day_inputs(stored, key=f"quarter_setup.days.{quarter.quarter}.{quarter.version}")
    reason = st.text_input("原因（必填）", max_chars=200, key="quarter_setup.days_reason")
    if st.button("保存日期", type="primary", key="quarter_setup.days_saved"):
        _attempt("截止日期已调整。", quarters.move_deadlines, standing, by, reason=reason, **days)


def _attempt(said: str, action, standing: Standing, by: Person, **given: object) -> None:
    place = {"quarter": standing.quarter.quarter, "version": standing.quarter.version}
    outcomes.attempt(said, action, refusals=REFUSALS, by=by, **place, **given)
