"""Expert × project with its state: who still owes what, and what the coordinator does about one pair."""

import pandas as pd
import streamlit as st

from actions import panels, rounds
from data_access.review_progress import UNFINISHED
from glossary import Relation, ReviewState
from permissions import Person
from ui import address, outcomes, phones
from ui.rounds import rounds_words
from ui.rounds.rounds_words import SHADES, SIGNS
from ui.text import escaped, number

DONE = (ReviewState.SUBMITTED.value, ReviewState.ABSTAINED.value)
RECUSED = ReviewState.RECUSED.value
INTERESTS = [relation for relation in Relation if relation is not Relation.NONE]
EVERY = "all"
TALLEST = 560


def show(quarter: str, states: pd.DataFrame, by: Person, *, in_open_round: bool, may_change: bool) -> None:
    """The filters, the matrix, and the pair that was picked."""
    shown = _filtered(states)
    if shown.empty:
        st.info("没有符合条件的项目，请放宽条件。")
        return
    key = f"rounds.matrix.{quarter}.{outcomes.turn()}"
    cells, people = _laid_out(shown, states)
    projects = sorted(set(shown["project"]))
    picked = st.dataframe(
        cells.style.apply(lambda whole: whole.map(lambda cell: SHADES.get(cell, "")), axis=None),
        column_config=_columns(people),
        hide_index=True,
        on_select="rerun" if may_change else "ignore",
        selection_mode="single-cell",
        height=min(TALLEST, 36 * (len(cells) + 1) + 2),
        key=key,
    )
    st.caption(
        f"{number(cells.shape[0])} 个项目 × {number(len(people))} 位专家；列名和“完成”都是 完成 / 应评，"
        "弃权算完成，回避的不算应评。空白：没有分派。"
    )
    if may_change:
        st.caption(f"点一个格子，可以{'退回重评、' if in_open_round else ''}登记回避或撤回分派。")
        for row, column in picked.selection.cells:
            if not column.isdecimal():  # a project's name or count
                continue
            _picked(quarter, _pair(shown, projects, row, column), by, in_open_round=in_open_round)


def _filtered(states: pd.DataFrame) -> pd.DataFrame:
    names = list(dict.fromkeys(states.sort_values("panel_id", kind="stable")["panel"]))
    with st.container(horizontal=True, vertical_alignment="center"):
        panel = EVERY
        if len(names) > 1:
            options = {EVERY: "全部专家组", **{name: name for name in names}}
            panel = address.one("专家组", "panel", options, key="rounds.panel", default=EVERY)
        only = st.toggle("只看没评完的项目", key="rounds.unfinished")
    shown = states if panel == EVERY else states[states["panel"] == panel]
    if only:
        owing = shown.loc[shown["state"].isin([*UNFINISHED, ReviewState.MISSED.value]), "project"]
        shown = shown[shown["project"].isin(owing)]
    return shown


def _laid_out(shown: pd.DataFrame, states: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, str]]:
    """One row per project, one column per expert (account id), and the experts' labels with their counts."""
    marked = shown.assign(account=shown["account_id"].astype(str), sign=shown["state"].map(SIGNS))
    cells = marked.pivot(index="project", columns="account", values="sign").fillna("")
    by_project = counts(states[states["project"].isin(cells.index)], "project")
    by_expert = counts(states, "account_id")
    names = dict(zip(marked["account"], marked["expert"], strict=True))
    ordered = marked.drop_duplicates("account").sort_values(["panel_id", "expert", "account_id"])["account"]
    people = {each: f"{names[each]} {by_expert[int(each)]}" for each in ordered}
    titles = shown.drop_duplicates("project").set_index("project")["title"]
    cells = cells[list(people)]
    cells.insert(0, "project", titles.reindex(cells.index) + " " + cells.index)
    cells.insert(1, "done", [by_project.get(each, "") for each in cells.index])
    return cells.reset_index(drop=True), people


def counts(states: pd.DataFrame, by: str) -> dict:
    """Finished / due of every project or expert, recused pairs left out."""
    due = states[states["state"] != RECUSED]
    total = due.groupby(by).size()
    done = due[due["state"].isin(DONE)].groupby(by).size().reindex(total.index).fillna(0)
    told = {key: f"{int(done[key])}/{int(total[key])}" for key in total.index}
    return {key: told.get(key, "0/0") for key in states[by].unique()}


def _columns(people: dict[str, str]) -> dict:
    settings: dict = {
        "project": st.column_config.TextColumn("项目", pinned=True, width=130 if phones.is_phone() else 220),
        "done": st.column_config.TextColumn("完成", width=60),
    }
    return settings | {each: st.column_config.TextColumn(label, width=104) for each, label in people.items()}


def _pair(shown: pd.DataFrame, projects: list[str], row: int, column: str) -> pd.Series | None:
    """What was picked; None for a cell that is no pair."""
    if row >= len(projects):
        return None
    found = shown[(shown["project"] == projects[row]) & (shown["account_id"] == int(column))]
    return None if found.empty else found.iloc[0]


def _picked(quarter: str, pair: pd.Series | None, by: Person, *, in_open_round: bool) -> None:
    if pair is None:
        st.caption("这一格没有分派。")
        return
    key = f"rounds.pair.{pair['assignment_id']}"
    with st.container(border=True):
        told = f"{escaped(pair['expert'])} × {pair['project']} {escaped(pair['title'])}：{SIGNS[pair['state']]}"
        st.markdown(told)
        if pair["state"] == RECUSED:
            st.caption("已回避：给过的评分不进入任何统计。记录保留。")
            return
        with st.container(horizontal=True):
            if in_open_round and pair["state"] in DONE and st.button("退回重评", key=f"{key}.return"):
                _return(quarter, pair, by)
            if st.button("登记回避", key=f"{key}.recuse"):
                _recuse(quarter, pair, by)
            if pair["state"] in (*UNFINISHED, "") and st.button("撤回分派", key=f"{key}.unassign"):
                _unassign(quarter, pair, by)


@st.dialog("退回重评？")
def _return(quarter: str, pair: pd.Series, by: Person) -> None:
    st.write(f"{escaped(pair['expert'])} 对 {pair['project']} 的评审退回后不再计入，专家可以重新提交；原来的记录保留。")
    _ask(quarter, pair, by, "退回原因（必填）", "退回", "已退回，专家的待办里已列出。", rounds.return_review)


@st.dialog("撤回分派？")
def _unassign(quarter: str, pair: pd.Series, by: Person) -> None:
    st.write(f"{escaped(pair['expert'])} 不再评审 {pair['project']}。提交过评审的不能撤回，只能登记回避。")
    _ask(quarter, pair, by, "撤回原因（必填）", "撤回分派", "已撤回分派。", panels.unassign)


def _ask(quarter: str, pair: pd.Series, by: Person, label: str, button: str, said: str, action) -> None:
    reason = st.text_input(label, max_chars=200, key=f"rounds.reason.{pair['assignment_id']}.{button}")
    if st.button(button, type="primary", key=f"rounds.sure.{pair['assignment_id']}.{button}"):
        given = {"quarter": quarter, "assignment_id": int(pair["assignment_id"]), "reason": reason}
        outcomes.attempt(said, action, refusals=panels.REFUSALS, by=by, **given)


@st.dialog("登记回避？")
def _recuse(quarter: str, pair: pd.Series, by: Person) -> None:
    st.write(
        f"登记后，{escaped(pair['expert'])} 给 {pair['project']} 的评分（包括已关闭的轮次）不再进入任何统计，"
        "人数相应减少，以后各季度也不能再分派。不能撤销。"
    )
    key = f"rounds.recuse.{pair['assignment_id']}"
    relation = st.selectbox(
        "利害关系（必填）", INTERESTS, index=None, format_func=lambda each: each.label, key=f"{key}.relation"
    )
    note = st.text_input("情况说明（必填）", max_chars=200, key=f"{key}.note")
    if st.button("确认回避", type="primary", key=f"{key}.sure"):
        if relation is None:
            st.error("请选择是哪一种利害关系，没有存入任何内容。")
            return
        given = {"quarter": quarter, "assignment_id": int(pair["assignment_id"]), "relation": relation, "note": note}
        outcomes.attempt("已登记回避。", panels.recuse, refusals=panels.REFUSALS, by=by, **given)


def load(states: pd.DataFrame) -> pd.DataFrame:
    """Experts with how much each has, most first: 专家, 专家组, 分派, and one column per state."""
    names = {code: sign.split(" ", 1)[1] for code, sign in rounds_words.SIGNS.items()}
    table = states.assign(label=states["state"].map(names))
    per_state = table.groupby(["account_id", "label"]).size().unstack(fill_value=0)
    who = states.drop_duplicates("account_id").set_index("account_id")[["expert", "panel"]]
    found = who.assign(total=per_state.sum(axis=1)).join(per_state[[n for n in names.values() if n in per_state]])
    found = found.sort_values(["total", "expert"], ascending=[False, True], kind="stable").reset_index(drop=True)
    return found.rename(columns={"expert": "专家", "panel": "专家组", "total": "分派"})
