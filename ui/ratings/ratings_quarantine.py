"""隔离: which ratings are suspect and why, what the scores would be with them, and letting them out or leaving them."""

import pandas as pd
import streamlit as st

from actions import rating_checks
from actions.rating_checks import LONGEST_NOTE
from permissions import Person
from ui import address, clock, outcomes, session
from ui.ratings import ratings_overview, ratings_words
from ui.ratings.ratings_loaders import CitizenFigures, quarantine
from ui.text import UNDEFINED, number, points, signed

MOST = 1000
RULES = (
    "自动隔离三种：同一设备评同一项目超过 3 人；一小时内人数远超该项目平常（概率小于万分之一）且八成以上同一评价；"
    "作答不足 3 秒。隔离的不计分、不删除；人工解除的，以后的检查不再隔离。"
)


def show(found: CitizenFigures, by: Person, *, is_open: bool) -> None:
    """Scores with and without, then the suspects."""
    st.caption(RULES)
    if is_open and st.button("重新检查全部评议", key="ratings.check"):
        _check(found.quarter.quarter, by)
    held = found.table[found.table["held"] > 0]
    if held.empty:
        st.info("现在没有隔离的评议。每次导入后自动检查，也可以随时重新检查。")
        return
    st.markdown("**隔离前后的得分**")
    st.dataframe(_compared(found, held), hide_index=True, key="ratings.compared", placeholder=UNDEFINED)
    st.caption("含隔离：所有项目隔离的评议都计入时的得分。收缩的基准也随之移动，隔离少的项目也会有变化。")
    _suspects(found, held, by, is_open)


def _check(quarter: str, by: Person) -> None:
    try:
        count = rating_checks.check(session.engine(), quarter=quarter, by=by, at=clock.now())
    except ratings_words.REFUSALS as refused:
        st.error(str(refused))
        return
    outcomes.say(f"检查完毕，新隔离 {number(count)} 条。" if count else "检查完毕，没有新发现可疑的评议。")


def _compared(found: CitizenFigures, held: pd.DataFrame) -> pd.DataFrame:
    names = ratings_overview.names_of(found)
    return pd.DataFrame(
        {
            "编号": held.index,
            "项目": names[held.index].to_numpy(),
            "有效评议": held["raters"].to_numpy(),
            "隔离中": held["held"].to_numpy(),
            "得分（不含隔离）": [points(value) for value in held["value"]],
            "得分（含隔离）": [points(value) for value in held["value_with_held"]],
            "相差": [signed(row.value_with_held - row.value) for row in held.itertuples()],
            "平均分（不含）": [points(value) for value in held["raw"]],
            "平均分（含）": [points(value) for value in held["raw_with_held"]],
        }
    )


def _suspects(found: CitizenFigures, held: pd.DataFrame, by: Person, is_open: bool) -> None:
    names = ratings_overview.names_of(found)
    project = None
    if len(held) > 1:
        options = {"": "全部"} | {each: names[each] for each in held.index}
        project = address.one("项目", "held", options, key="ratings.held", default="") or None
    shown, total = quarantine(found.quarter.quarter, project, MOST)
    options = {"on_select": "rerun", "selection_mode": "multi-row"} if is_open else {}
    key = f"ratings.suspects.{project}.{outcomes.turn()}"
    picked = st.dataframe(in_chinese(shown), hide_index=True, key=key, placeholder=UNDEFINED, **options)
    more = f"，列出前 {number(MOST)} 条" if total > len(shown) else ""
    select = "表头左边的方框可以全选。" if is_open else ""
    st.caption(f"共 {number(total)} 条{more}。{select}设备在隔离的评议里按先后编号。")
    if is_open:
        ids = [int(shown["id"].iloc[at]) for at in picked.selection.rows if at < len(shown)]
        _decide(found.quarter.quarter, ids, by)


def in_chinese(shown: pd.DataFrame) -> pd.DataFrame:
    """Suspects as people read them."""
    return pd.DataFrame(
        {
            "项目": shown["title"],
            "环节": shown["stage"].map(ratings_words.STAGES),
            "满意度": shown["level"].map(ratings_words.LEVELS),
            "评议时间": [ratings_words.rated(row.rated_at, row.rated_on) for row in shown.itertuples()],
            "隔离原因": [ratings_words.reasons(codes) for codes in shown["reasons"]],
            "设备": [UNDEFINED if pd.isna(device) else f"设备{int(device)}" for device in shown["device"]],
            "作答秒数": shown["seconds"],
            "方式": shown["source"].map(ratings_words.SOURCES),
            "核实": ["已核实" if confirmed else "待核实" for confirmed in shown["confirmed"]],
            "说明": shown["note"],
            "经办": [f"{row.by_name} {clock.moment(row.since)}" for row in shown.itertuples()],
            "批次": shown["batch_id"].astype("Int64"),
        }
    )


def _decide(quarter: str, ids: list[int], by: Person) -> None:
    if not ids:
        st.caption("勾选以后，可以解除隔离，或核实后继续隔离。")
        return
    key = f"ratings.decide.{outcomes.turn()}"
    placeholder = "例如：电话抽查 5 人，都是本人所评"
    reason = st.text_input("核实的情况（必填）", max_chars=LONGEST_NOTE, placeholder=placeholder, key=f"{key}.reason")
    what = {"quarter": quarter, "rating_ids": ids, "reason": reason}
    with st.container(horizontal=True):
        if st.button(f"解除隔离 {number(len(ids))} 条", key=f"{key}.release"):
            said = f"已解除 {number(len(ids))} 条，重新计分。"
            outcomes.attempt(said, rating_checks.release, refusals=ratings_words.REFUSALS, by=by, **what)
        if st.button(f"核实后继续隔离 {number(len(ids))} 条", key=f"{key}.confirm"):
            said = f"{number(len(ids))} 条已核实，继续隔离。"
            outcomes.attempt(said, rating_checks.confirm, refusals=ratings_words.REFUSALS, by=by, **what)
