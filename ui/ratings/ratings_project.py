"""One project's 群众评议: its stages with their five levels, how many were asked, and every single rating unsigned."""

import pandas as pd
import streamlit as st

from actions import rating_checks, ratings
from actions.rating_checks import LONGEST_NOTE
from glossary import QuarterState, RatingStage
from permissions import Person
from ui import clock, outcomes
from ui.ratings import ratings_loaders, ratings_words
from ui.ratings.ratings_loaders import CitizenFigures
from ui.text import UNDEFINED, between, escaped, number, percent, points

PER_PAGE = 200
REMARK = {"备注": st.column_config.Column(width="medium")}


def show(found: CitizenFigures, project: str, by: Person) -> None:
    """The project in the address, or that it is not there."""
    st.button("返回全部项目", icon=":material/arrow_back:", key="ratings.back", on_click=_leave)
    if project not in found.table.index:
        st.warning(f"{escaped(project[:24])} 不在 {found.quarter.quarter} 的参评项目中。请核对编号。")
        return
    row = found.table.loc[project]
    st.subheader(escaped(found.projects.at[project, "title"]))
    flag = ratings_words.flags(row)
    st.markdown(f"{project}" + (f"　:orange-badge[{flag}]" if flag else ""))
    _score(row)
    st.markdown("**各环节**")
    st.dataframe(_stages(found, project), hide_index=True, key="ratings.stages", placeholder=UNDEFINED)
    st.caption("五级人数只算有效评议；括号里是隔离中的如果计入会多出的人数。")
    is_open = found.quarter.state is QuarterState.OPEN
    if is_open:
        with st.popover("登记应评人数"):
            _invite(found, project, by)
    _ratings(found, project, by, is_open)


def _leave() -> None:
    st.query_params.pop("project", None)


def _score(row: pd.Series) -> None:
    said = [
        f"收缩后 **{points(row['value'])}**（95 % 区间 {between(row['low'], row['high'])}）",
        f"平均分 {points(row['raw'])}",
        f"有效评议 {number(row['raters'])} 人次，应评 {number(row['invited'])}，参与率 {percent(row['participation'])}",
    ]
    if row["bound_low"] == row["bound_low"]:
        said.append(f"没有评的都给最低或都给最高：{between(row['bound_low'], row['bound_high'])}")
    if row["held"]:
        said.append(f"隔离 {number(row['held'])} 条，如果计入，得分为 {points(row['value_with_held'])}")
    st.markdown("  \n".join(said))


def _stages(found: CitizenFigures, project: str) -> pd.DataFrame:
    """One line per stage that was reached."""
    stages = found.stages[(found.stages["project"] == project) & found.stages["reached"]]
    votes = found.votes[found.votes["project"] == project].set_index(["stage", "level"])
    lines = []
    for row in stages.itertuples():
        line: dict = {"环节": ratings_words.STAGES[row.stage], "有效评议": row.raters}
        line["应评"] = None if row.invited != row.invited else int(row.invited)
        line |= {label: _count(votes, row.stage, level) for level, label in ratings_words.LEVELS.items()}
        line |= {"平均分": points(row.raw), "收缩后": points(row.value)}
        lines.append(line)
    return pd.DataFrame(lines)


def _count(votes: pd.DataFrame, stage: str, level: str) -> str:
    if (stage, level) not in votes.index:
        return "0"
    row = votes.loc[(stage, level)]
    more = int(row["with_held"] - row["counted"])
    return f"{row['counted']}" + (f"（{more:+d}）" if more else "")


def _invite(found: CitizenFigures, project: str, by: Person) -> None:
    known = ratings_loaders.invitations(found.quarter.quarter)
    mine = known[known["number"] == project].drop_duplicates("stage").set_index("stage")["invited"]
    last = list(RatingStage).index(RatingStage(found.projects.at[project, "reached_stage"]))
    reached = list(RatingStage)[: last + 1]
    key = f"ratings.invite.{project}.{outcomes.turn()}"
    stage = st.selectbox("环节", reached, index=last, format_func=lambda each: each.label, key=f"{key}.stage")
    now = mine.get(stage.value)
    st.caption("还没有登记。" if now is None else f"现在登记的是 {number(now)} 人。")
    limits = {"min_value": 0, "max_value": ratings.MOST_INVITED, "step": 1, "value": None}
    invited = st.number_input("一共请了多少人评", key=f"{key}.{stage.value}", placeholder="累计人数", **limits)
    if st.button("存入", type="primary", key=f"{key}.send", disabled=invited is None):
        said = f"{project} {stage.label}环节应评 {number(invited)} 人，已存入。"
        what = {"quarter": found.quarter.quarter, "number": project, "stage": stage, "invited": invited}
        outcomes.attempt(said, ratings.count_invited, refusals=ratings_words.REFUSALS, by=by, **what)


def _ratings(found: CitizenFigures, project: str, by: Person, is_open: bool) -> None:
    st.markdown("**每一条评议**")
    page = st.session_state.get(f"ratings.list.page.{project}", 1) - 1
    shown, total = ratings_loaders.listed(found.quarter.quarter, project, PER_PAGE, page * PER_PAGE)
    if not total:
        st.info("还没有评议。" + ("在“登记”或“导入”里记入。" if is_open else ""))
        return
    pages = -(-total // PER_PAGE)
    if pages > 1:
        st.number_input(f"第几页（共 {pages} 页）", 1, pages, key=f"ratings.list.page.{project}", width=160)
    options = {"on_select": "rerun", "selection_mode": "multi-row"} if is_open else {}
    picked = st.dataframe(
        in_chinese(shown), hide_index=True, placeholder=UNDEFINED, column_config=REMARK,
        key=f"ratings.list.{project}.{page}.{outcomes.turn()}", **options,
    )  # fmt: skip
    st.caption(f"共 {number(total)} 条，后登记的在前。评议人按第一次登记的先后编号，不存姓名和号码。")
    if is_open:
        ids = [int(shown["id"].iloc[at]) for at in picked.selection.rows if at < len(shown)]
        _act(found.quarter.quarter, ids, by)


def in_chinese(shown: pd.DataFrame) -> pd.DataFrame:
    """Single ratings as people read them."""
    return pd.DataFrame(
        {
            "评议人": [f"评议人{citizen}" for citizen in shown["citizen"]],
            "环节": shown["stage"].map(ratings_words.STAGES),
            "满意度": shown["level"].map(ratings_words.LEVELS),
            "评议时间": [ratings_words.rated(row.rated_at, row.rated_on) for row in shown.itertuples()],
            "方式": shown["source"].map(ratings_words.SOURCES),
            "是否计入": [_standing(row) for row in shown.itertuples()],
            "备注": shown["remark"],
            "建议": shown["suggestion"],
            "登记": [f"{row.recorded_by_name} {clock.moment(row.recorded_at)}" for row in shown.itertuples()],
        }
    )


def _standing(row) -> str:
    if pd.notna(row.withdrawn_at):
        return f"已撤销：{row.withdrawn_reason}"
    if row.held:
        return "隔离中"
    return "计入" if row.counts else "之后又评过"


def _act(quarter: str, ids: list[int], by: Person) -> None:
    """Withdraw one, or set some apart."""
    if not ids:
        st.caption("勾选一条可以撤销（登记错了），勾选一条或几条可以隔离（有疑问）。")
        return
    key = f"ratings.act.{outcomes.turn()}"
    reason = st.text_input("原因（必填）", max_chars=LONGEST_NOTE, key=f"{key}.reason")
    with st.container(horizontal=True):
        if st.button("撤销这一条", key=f"{key}.withdraw", disabled=len(ids) != 1):
            what = {"quarter": quarter, "rating_id": ids[0], "reason": reason}
            outcomes.attempt("已撤销 1 条。", ratings.withdraw, refusals=ratings_words.REFUSALS, by=by, **what)
        if st.button(f"隔离 {number(len(ids))} 条", key=f"{key}.hold"):
            what = {"quarter": quarter, "rating_ids": ids, "note": reason}
            said = f"已隔离 {number(len(ids))} 条，不再计分。"
            outcomes.attempt(said, rating_checks.hold, refusals=ratings_words.REFUSALS, by=by, **what)
