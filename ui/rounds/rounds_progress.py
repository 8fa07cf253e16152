"""A round as it runs: how far it is, its last day, reminders, opening the next one and closing it."""

from datetime import timedelta

import pandas as pd
import streamlit as st

from actions import rounds
from data_access.review_progress import UNFINISHED, Organisation
from data_access.review_rounds import Round
from glossary import QuarterState, ReviewState
from permissions import Person
from ui import address, clock, loaders, outcomes
from ui.rounds import rounds_loaders, rounds_matrix, rounds_words
from ui.rounds.rounds_words import SIGNS, round_name
from ui.text import day, number

FIGURE_WIDTH = 116  # six of them stand in one line on a desk
DAYS_PROPOSED = 14
PROPOSED, SAME, OWN = "proposed", "same", "own"
SECRET = "本轮进行中：任何人（包括评估专员和领导）都看不到评分和由此算出的数字，关闭后才能看。"


def show(found: Organisation, by: Person) -> None:
    """The round in the address, what can be done with it, and its matrix."""
    quarter, last = found.quarter, found.rounds[-1] if found.rounds else None
    chosen = _chosen(found)
    _head(found, chosen)
    states = rounds_loaders.states(quarter.quarter, chosen.number if chosen else None)
    if chosen:
        _counts(states)
    if quarter.state is QuarterState.OPEN:
        with st.container(horizontal=True, vertical_alignment="center"):
            if last is not None and last.is_open:
                _running(found, last, states if chosen == last else None, by)
            elif len(found.rounds) < rounds.MOST_ROUNDS:
                label = f"开启{round_name(len(found.rounds) + 1)}"
                if st.button(label, type="primary", key="rounds.open"):
                    _open(found, by)
    if states.empty:
        st.info("还没有分派专家。请到“分组与分派”里分派，再开启评审。")
        return
    is_open = chosen is not None and chosen.is_open
    may_change = quarter.state is not QuarterState.PUBLISHED
    rounds_matrix.show(quarter.quarter, states, by, in_open_round=is_open, may_change=may_change)


def _chosen(found: Organisation) -> Round | None:
    if not found.rounds:
        return None
    names = {
        str(each.number): round_name(each.number) + ("（进行中）" if each.is_open else "（已关闭）")
        for each in found.rounds
    }
    key = f"rounds.round.{found.quarter.quarter}.{len(names)}"
    number_of = address.one("轮次", "round", names, key=key, default=str(found.rounds[-1].number))
    return found.rounds[int(number_of) - 1]


def _head(found: Organisation, chosen: Round | None) -> None:
    if chosen is None:
        st.caption("还没有开启评审。")
    elif chosen.is_open:
        today = loaders.reporting_day()
        left = (chosen.due_on - today).days
        told = f"还有 {left} 天" if left > 0 else "今天截止" if left == 0 else f"已过期 {-left} 天"
        st.markdown(f"截止 **{day(chosen.due_on)}**（{told}）　开启于 {clock.moment(chosen.opened_at)}")
        st.caption(SECRET)
    else:
        st.markdown(f"已于 {clock.moment(chosen.closed_at)} 关闭　期限 {day(chosen.due_on)}")
        st.caption("评分情况见“已关闭轮次”。")
    if found.quarter.state is QuarterState.PREPARING:
        st.info("季度还在筹备：现在可以分组、分派；开启评估后才能开启评审轮次。")


def _counts(states: pd.DataFrame) -> None:
    """One figure per state; 应评 leaves the recused out."""
    per_state = states["state"].value_counts()
    figures = {"应评（份）": int(len(states) - per_state.get(ReviewState.RECUSED.value, 0))}
    figures |= {sign.split(" ", 1)[1]: int(per_state.get(code, 0)) for code, sign in SIGNS.items() if code}
    with st.container(horizontal=True, gap="small"):
        for label, count in figures.items():
            if count or label in ("应评（份）", "已提交"):
                with st.container(width=FIGURE_WIDTH):
                    st.metric(label, number(count), border=True)


def _running(found: Organisation, each: Round, states: pd.DataFrame | None, by: Person) -> None:
    quarter, key = found.quarter.quarter, f"rounds.running.{outcomes.turn()}"
    if states is None:
        states = rounds_loaders.states(quarter, each.number)
    owing = states[states["state"].isin(UNFINISHED)]
    with st.popover("催办", disabled=owing.empty):
        _remind(quarter, each, owing, by, key)
    with st.popover("调整期限"):
        _deadline(quarter, each, by, key)
    if st.button("关闭本轮", key="rounds.close"):
        _close(quarter, each, len(owing), by)


def _remind(quarter: str, each: Round, owing: pd.DataFrame, by: Person, key: str) -> None:
    per_expert = owing.groupby("account_id").size()
    names = owing.drop_duplicates("account_id").set_index("account_id")["expert"]
    told = {int(a): f"{names[a]}（还有 {number(count)} 个）" for a, count in per_expert.items()}
    people = rounds_words.told_apart(told)
    everybody = f"全部没评完的（{len(people)} 位）"
    wanted = st.multiselect(
        "催办谁",
        list(people),
        format_func=people.get,
        placeholder=everybody,
        key=f"{key}.who",
    )
    st.caption("会重新列入这些专家的待办，注明催办。")
    if st.button("催办", type="primary", key=f"{key}.remind"):
        said = f"已催办 {number(len(wanted or people))} 位专家。"
        given = {"quarter": quarter, "round": each.number, "experts": wanted or None}
        outcomes.attempt(said, rounds.remind, refusals=rounds.REFUSALS, by=by, **given)


def _deadline(quarter: str, each: Round, by: Person, key: str) -> None:
    today = loaders.reporting_day()
    due_on = st.date_input(
        "新的截止日期", max(each.due_on, today), min_value=today, format="YYYY-MM-DD", key=f"{key}.due"
    )
    if st.button("保存期限", type="primary", key=f"{key}.deadline"):
        given = {"quarter": quarter, "round": each.number, "due_on": due_on}
        said = f"第 {each.number} 轮的期限改为 {day(due_on)}。"
        outcomes.attempt(said, rounds.set_deadline, refusals=rounds.REFUSALS, by=by, **given)


@st.dialog("关闭本轮？")
def _close(quarter: str, each: Round, missing: int, by: Person) -> None:
    """Says how many reviews are missing before the round is closed for good."""
    if missing:
        st.warning(f"还有 {number(missing)} 份没有提交，关闭后记为“未评”，不再接收；专家的草稿不计入。")
    else:
        st.write("应评的都已提交或弃权。")
    st.write(f"关闭后第 {each.number} 轮的评分不再变动，评分情况可以查看。不能撤销。")
    if st.button("确认关闭", type="primary", key="rounds.close_sure"):
        given = {"quarter": quarter, "round": each.number}
        said = f"第 {each.number} 轮已关闭。"
        outcomes.attempt(said, rounds.close_round, refusals=rounds.REFUSALS, by=by, **given)


@st.dialog("开启评审轮次", width="medium")
def _open(found: Organisation, by: Person) -> None:
    """Which projects, until when; what is proposed comes from how the last round went."""
    quarter, following = found.quarter.quarter, len(found.rounds) + 1
    proposed = rounds_loaders.next_projects(quarter)
    today = loaders.reporting_day()
    key = f"rounds.opening.{following}"
    due_on = st.date_input(
        "截止日期", today + timedelta(DAYS_PROPOSED), min_value=today, format="YYYY-MM-DD", key=f"{key}.due"
    )
    projects, reason = _projects(found, proposed, key)
    without = found.projects[found.projects["experts"] == 0]
    if following == 1 and not without.empty:
        st.warning(f"{number(len(without))} 个参评项目没有专家，不进入本轮：{'、'.join(without['number'][:5])}")
    st.caption("开启后，各位专家的待办里会列出本轮。")
    if st.button("确认开启", type="primary", key=f"{key}.sure"):
        given = {"quarter": quarter, "due_on": due_on, "projects": projects, "reason": reason}
        said = f"{round_name(following)}已开启。"
        outcomes.attempt(said, rounds.open_round, refusals=rounds.REFUSALS, by=by, **given)


def _projects(found: Organisation, proposed: list[str], key: str) -> tuple[list[str] | None, str]:
    """The projects chosen (None: as proposed) and the reason for others."""
    if not found.rounds:
        st.write(f"本轮评审有专家的全部 {number(len(proposed))} 个项目。")
        return None, ""
    same = [n for n in found.in_round[len(found.rounds)] if n in set(found.projects["number"])]
    names = {PROPOSED: f"按上一轮情况，{len(proposed)} 个还没有稳定的项目", SAME: f"上一轮的全部 {len(same)} 个项目"}
    names[OWN] = "自己选"
    choice = st.radio("评哪些项目", list(names), format_func=names.get, key=f"{key}.choice")
    if choice == PROPOSED:
        return None, ""
    chosen = same
    if choice == OWN:
        able = found.projects[found.projects["experts"] > 0].set_index("number")["title"]
        chosen = st.multiselect(
            "项目", list(able.index), format_func=lambda n: f"{n} {able[n]}", placeholder="可多选", key=f"{key}.own"
        )
    if set(chosen) == set(proposed):
        return chosen, ""
    return chosen, st.text_input("调整理由（必填）", max_chars=200, key=f"{key}.reason")
