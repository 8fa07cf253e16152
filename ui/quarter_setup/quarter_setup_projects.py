"""项目 of a quarter: those evaluated with the stage citizens could follow, those that could be, 一票否决."""

import pandas as pd
import streamlit as st

from actions import quarter_projects as actions
from actions.quarter_projects import DUE, REACHED
from actions.quarters import REFUSALS
from glossary import ProjectState, QuarterState, RatingStage, labels
from permissions import Permission, Person
from ui import clock, loaders, outcomes
from ui.projects import project_words
from ui.quarter_setup import quarter_setup_loaders
from ui.quarter_setup.quarter_setup_loaders import Standing
from ui.text import UNDEFINED, escaped, number

STAGES, STATES = labels(RatingStage), labels(ProjectState)
STAGE_HELP = "群众最后能评到的环节；更后的环节不参加评议。按项目状态预填，可以改。"


def show(standing: Standing, by: Person) -> None:
    """What is evaluated, and for the coordinator in 筹备 what else could be."""
    found = quarter_setup_loaders.members(standing.quarter.quarter)
    inside = found[found["removed_at"].isna()].reset_index(drop=True)
    manages = by.may(Permission.MANAGE_EVALUATION)
    preparing = standing.quarter.state is QuarterState.PREPARING
    if inside.empty:
        st.info("还没有参评项目。" + ("请在下面选择。" if manages and preparing else "由评估专员在筹备时确定。"))
    else:
        _table(inside, standing, by)
    if manages and preparing:
        _candidates(standing, by)
    _removed(found[found["removed_at"].notna()])


def _table(inside: pd.DataFrame, standing: Standing, by: Person) -> None:
    picked = st.dataframe(
        _in_chinese(inside),
        hide_index=True,
        key=f"quarter_setup.members.{standing.quarter.quarter}.{outcomes.turn()}",
        on_select="rerun",
        selection_mode="single-row",
        placeholder=UNDEFINED,
        column_config={"名称": st.column_config.Column(width="medium")},
    )
    st.caption(f"共 {number(len(inside))} 个。点一行左边的方框打开项目、{_possible(standing, by)}。")
    for position in picked.selection.rows:
        _one(inside.iloc[position], standing, by)


def _possible(standing: Standing, by: Person) -> str:
    if not by.may(Permission.MANAGE_EVALUATION) or standing.quarter.state is QuarterState.PUBLISHED:
        return "查看否决情况"
    return "调整环节、移出或一票否决" if standing.quarter.state is QuarterState.PREPARING else "登记或解除一票否决"


def _in_chinese(rows: pd.DataFrame) -> pd.DataFrame:
    categories = loaders.names("category")
    return pd.DataFrame(
        {
            "编号": rows["number"],
            "名称": rows["title"],
            "状态": rows["state"].map(STATES),
            "已达环节": rows["reached_stage"].map(STAGES),
            "一票否决": [reason or "" for reason in rows["veto_reason"]],
            "主责单位": [project_words.department(code) for code in rows["lead_code"]],
            "分类": [categories.get(code, UNDEFINED) for code in rows["category_code"]],
        }
    )


def _one(row: pd.Series, standing: Standing, by: Person) -> None:
    """The project picked, and what can be done with it."""
    state = standing.quarter.state
    with st.container(border=True):
        project_words.link(row["number"], f"{row['number']}　{row['title']}")
        st.caption(f"{escaped(row['added_by_name'])} {clock.moment(row['added_at'])} 加入")
        if row["veto_reason"]:
            st.markdown(f":red-badge[一票否决]　{escaped(row['veto_reason'])}（{escaped(row['veto_by_name'] or '')}）")
        if not by.may(Permission.MANAGE_EVALUATION) or state is QuarterState.PUBLISHED:
            return
        with st.container(horizontal=True):
            if state is QuarterState.PREPARING and st.button("调整已达环节", key="quarter_setup.stage"):
                _set_stage(row, standing, by)
            if row["veto_reason"]:
                if st.button("解除一票否决", key="quarter_setup.lift"):
                    _lift(row, standing, by)
            elif st.button("一票否决", key="quarter_setup.veto"):
                _veto(row, standing, by)
            if state is QuarterState.PREPARING and st.button("移出参评", key="quarter_setup.remove"):
                _remove(row, standing, by)


def _candidates(standing: Standing, by: Person) -> None:
    """What could be evaluated beside those in: the ones due are ticked already."""
    found = quarter_setup_loaders.candidates(standing.quarter.quarter)
    outside = found[found["reached_stage"].isna()].reset_index(drop=True)
    st.subheader("可以加入的项目")
    if outside.empty:
        st.caption("没有别的项目：本季度末以前立项、没有撤项的都已加入。")
        return
    due = outside["state"].isin([state.value for state in DUE])
    ticked = f"；在评审、实施、完成、见效的 {number(due.sum())} 个已预选，请核对环节" if due.any() else ""
    st.caption(f"本季度末以前立项、没有撤项的还有 {number(len(outside))} 个{ticked}。")
    reached = [STAGES[REACHED[ProjectState(state)].value] for state in outside["state"]]
    shown = pd.DataFrame({"选": due, "已达环节": reached}).join(
        _in_chinese(outside.assign(veto_reason=None))[["编号", "名称", "状态", "主责单位"]]
    )[["选", "编号", "名称", "状态", "已达环节", "主责单位"]]
    edited = st.data_editor(
        shown,
        hide_index=True,
        key=f"quarter_setup.candidates.{standing.quarter.quarter}.{standing.quarter.version}",
        disabled=["编号", "名称", "状态", "主责单位"],
        column_config={
            "选": st.column_config.CheckboxColumn(width="small"),
            "名称": st.column_config.Column(width="medium"),
            "已达环节": st.column_config.SelectboxColumn(options=list(STAGES.values()), required=True, help=STAGE_HELP),
        },
    )
    chosen = edited[edited["选"]]
    if st.button(
        f"加入所选（{number(len(chosen))} 个）", type="primary", disabled=chosen.empty, key="quarter_setup.add"
    ):
        codes = {label: code for code, label in STAGES.items()}
        stages = {row.编号: RatingStage(codes[row.已达环节]) for row in chosen.itertuples()}
        said = f"已加入 {number(len(chosen))} 个项目。"
        _attempt(said, actions.choose_projects, standing, by, numbers=tuple(stages), reached=stages)


def _removed(rows: pd.DataFrame) -> None:
    if rows.empty:
        return
    with st.expander(f"已移出的项目（{number(len(rows))}）"):
        for row in rows.itertuples():
            why = f":gray[{clock.moment(row.removed_at)}　{escaped(row.removed_reason)}]"
            st.markdown(f"{row.number}　{escaped(row.title)}　{why}")


@st.dialog("调整已达环节")
def _set_stage(row: pd.Series, standing: Standing, by: Person) -> None:
    st.text(f"{row['number']}　{row['title']}", width="stretch")
    codes = list(STAGES)
    picked = st.selectbox(
        "群众最后能评到的环节",
        codes,
        index=codes.index(row["reached_stage"]),
        format_func=STAGES.get,
        key=f"quarter_setup.stage.{row['number']}",
    )
    if st.button("保存", type="primary", key="quarter_setup.stage_saved"):
        given = {"numbers": (row["number"],), "reached": {row["number"]: RatingStage(picked)}}
        _attempt("已达环节已调整。", actions.choose_projects, standing, by, **given)


@st.dialog("移出参评？")
def _remove(row: pd.Series, standing: Standing, by: Person) -> None:
    st.text(f"{row['number']}　{row['title']}", width="stretch")
    st.write("移出后不参加本季度三评，已分派的专家和第三方同时撤回；以后还可以再加入，专家要重新分派。")
    _with_reason("确认移出", f"{row['number']} 已移出本季度三评。", actions.remove_project, row, standing, by)


@st.dialog("一票否决")
def _veto(row: pd.Series, standing: Standing, by: Person) -> None:
    st.text(f"{row['number']}　{row['title']}", width="stretch")
    st.write("一票否决只在得分旁边标明，不改得分；查明情况可以解除。原因会和结果一起公布。")
    _with_reason("确认否决", f"{row['number']} 已标为一票否决。", actions.set_veto, row, standing, by)


@st.dialog("解除一票否决")
def _lift(row: pd.Series, standing: Standing, by: Person) -> None:
    st.text(f"{row['number']}　{row['title']}：{row['veto_reason']}", width="stretch")
    _with_reason("确认解除", f"{row['number']} 的一票否决已解除。", actions.lift_veto, row, standing, by)


def _with_reason(label: str, said: str, action, row: pd.Series, standing: Standing, by: Person) -> None:
    reason = st.text_input("原因（必填）", max_chars=200, key=f"quarter_setup.reason.{action.__name__}.{row['number']}")
    if st.button(label, type="primary", key=f"quarter_setup.{action.__name__}"):
        _attempt(said, action, standing, by, number=row["number"], reason=reason)


def _attempt(said: str, action, standing: Standing, by: Person, **given: object) -> None:
    place = {"quarter": standing.quarter.quarter, "version": standing.quarter.version}
    outcomes.attempt(said, action, refusals=REFUSALS, by=by, **place, **given)
