"""The head of 季度三评: which quarter, where it stands, what is missing, and the figures one asks for first."""

import streamlit as st

from actions.evaluation import Evaluated
from actions.quarter_checks import NoSuchQuarter
from data_access.evaluation_quarters import Quarter
from data_access.snapshots import Snapshot
from glossary import QuarterState
from permissions import NotPermitted, Permission, Person
from ui import address, clock, headline
from ui.evaluation import evaluation_loaders, evaluation_terms
from ui.evaluation.evaluation_definitions import DEFINITIONS
from ui.text import day, escaped, number

NOT_FINAL = "定稿前数字随评议、评分和指标的到来变化，不作对外结论。未关闭轮次的评分不计入，也不显示。"


def chosen(by: Person, *, key: str) -> Evaluated | None:
    """The results of the quarter chosen; says why when there are none to show.

    A leader opens it between two meetings: the last published quarter comes first, the running one is a step away.
    """
    settled_first = by.may(Permission.PUBLISH_EVALUATION)
    quarter = chosen_quarter(by, key=key, settled_first=settled_first)
    if quarter is None:
        return None
    if settled_first and quarter.state is QuarterState.PUBLISHED:
        _under_way(quarter, key)
    return evaluation_loaders.results(quarter.quarter)


def _under_way(settled: Quarter, key: str) -> None:
    """One line about the quarter that is being evaluated, and how far it is."""
    running = [each for each in evaluation_loaders.quarters() if each.state is QuarterState.OPEN]
    if not running or running[0].quarter < settled.quarter:
        return
    name = running[0].quarter
    table = evaluation_loaders.results(name).results.composites
    have = "，".join(
        f"{said} {number(table[code].notna().sum())} 个" for code, said in evaluation_terms.SOURCE_NAMES.items()
    )
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(f"{evaluation_terms.in_words(name)}正在评估：{number(len(table))} 个项目中，{have}已有得分。")
        st.button("查看进行中的季度", type="tertiary", key=f"{key}.running", on_click=_choose, args=(key, name))


def _choose(key: str, quarter: str) -> None:
    st.session_state[key] = quarter


def chosen_quarter(by: Person, *, key: str, settled_first: bool = False) -> Quarter | None:
    """The quarter in the address, else the newest this person may read; says why when there is none.

    With `settled_first` the newest that is published goes before those that are not.
    """
    known = {each.quarter: each for each in evaluation_loaders.quarters()}
    asked = st.query_params.get("quarter", "")
    if asked and asked not in known:
        st.warning(why_not(asked))
    if not known:
        st.info(_nothing(by))
        return None
    settled = [name for name, each in known.items() if each.state is QuarterState.PUBLISHED]
    first = settled[0] if settled_first and settled else next(iter(known))
    names = {quarter: evaluation_terms.in_words(quarter) for quarter in known}
    look = {"width": 200, "label_visibility": "collapsed"}
    return known[address.listed("季度", "quarter", names, key=key, default=first, **look)]


def why_not(quarter: str) -> str:
    """Why this person gets no results of a quarter that somebody asked for by its name."""
    try:
        evaluation_loaders.results(quarter[:12])
    except (NoSuchQuarter, NotPermitted) as refused:
        return escaped(str(refused))
    return ""


def _nothing(by: Person) -> str:
    if by.may(Permission.READ_EVALUATION):
        return "还没有任何季度的三评。评估专员在“评估组织”里建立季度。"
    return "还没有定稿发布的三评。定稿发布后，各季度的结果在这里查看。"


def standing(evaluated: Evaluated) -> None:
    """State, rounds, weights, and what is missing in one sentence."""
    quarter, version = evaluated.quarter, evaluated.weights
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        state_of(evaluated)
        if not version.approved_by_name:
            st.badge("权重待市里确认", color="orange")
        st.caption(f"权重第 {version.id} 版：{evaluation_terms.weights(version)}　{_rounds(evaluated)}")
    said_of_correction(evaluated)
    missing = _missing(evaluated)
    open_still = quarter.state is not QuarterState.PUBLISHED and not evaluated.corrected
    if missing:
        lacking = "还缺" if open_still else "定稿时缺"
        st.markdown(f"**{lacking}**　{missing}", help=NOT_FINAL if open_still else None)
    elif open_still:
        st.caption(NOT_FINAL)


def state_of(evaluated: Evaluated) -> None:
    """The state as a badge; whoever reads the last 定稿 of a quarter under correction is told so."""
    if evaluated.corrected:
        st.badge("正在更正", color="orange")
    else:
        evaluation_terms.state_badge(evaluated.quarter.state)


def said_of_correction(evaluated: Evaluated) -> None:
    """Which 定稿 is shown while the quarter is being corrected."""
    if seal := evaluated.corrected:
        st.warning(under_correction(evaluated.quarter.quarter, seal))


def under_correction(quarter: str, seal: Snapshot) -> str:
    """The sentence over results of the last 定稿 of a quarter that is being corrected."""
    return (
        f"{evaluation_terms.in_words(quarter)}三评正在更正。下面仍是第 {seal.sequence} 次定稿"
        f"（{clock.moment(seal.at)}）的结果，再次定稿后更新；引用时请注明。"
    )


def _rounds(evaluated: Evaluated) -> str:
    if not evaluated.rounds:
        return "专家评审还没有开始"
    last = evaluated.rounds[-1]
    if last.is_open:
        return f"专家评审第 {last.number} 轮进行中，{day(last.due_on)} 截止"
    return f"专家评审第 {last.number} 轮已关闭（{clock.moment(last.closed_at)}）"


def _missing(evaluated: Evaluated) -> str:
    table = evaluated.results.composites
    lacking = table["missing"].str.split(",").explode()
    parts = [
        f"{name} {number((lacking == code).sum())} 个"
        for code, name in evaluation_terms.SOURCE_NAMES.items()
        if (lacking == code).any()
    ]
    return "、".join(parts) + "项目" if parts else ""


def figures(evaluated: Evaluated) -> None:
    """How many projects have what kind of result, and how many need care."""
    table, results = evaluated.results.composites, evaluated.results
    size = len(table)
    complete = int((table["status"] == "complete").sum())
    ranked = int(table["rank"].notna().sum())
    unscored = int((table["status"] == "none").sum())
    grades = table["grade"].value_counts()
    spread = "，".join(
        f"{evaluation_terms.grade(code)} {grades[code]}" for code in evaluation_terms.GRADE_NAMES if code in grades
    )
    cards = (
        (
            "参评项目",
            size,
            f"一票否决 {number(table['vetoed'].sum())} 个  \n矛盾 {number(len(results.contradictions))} 条",
        ),
        ("三项来源齐全", complete, f"{complete} / {size} 个，排名 {ranked} 个  \n{spread}"),
        ("待补", int((table["status"] == "provisional").sum()), f"缺一项，只有暂定分  \n没有得分的 {unscored} 个"),
        ("样本不足", int(results.citizens["too_few"].sum()), "参与率不足一成  \n或没有登记应评人数"),
        ("边界", int(table["borderline"].sum()), f"占评了等级的 {complete} 个  \n等级把握不到八成"),
    )
    with headline.cards():
        for label, count, below in cards:
            headline.plain_metric(label, f"{number(count)} 个", explained=DEFINITIONS[label], below=below)
    if not results.differs and len(results.citizens):
        st.caption("群众评议：项目间无显著差异，各项目的差别不超过评议本身的波动，收缩后都取总体均值。")
