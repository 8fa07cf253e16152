"""The head of a project's page: what it is, where it stands, what is lacking for the next step, and the way there."""

import streamlit as st

from actions import project_moves, project_rules
from actions.project_rules import MOVES, WAY, Facts
from glossary import ProjectState
from permissions import Permission, Person
from ui import clock, headline, loaders, outcomes
from ui.ideas import idea_words
from ui.projects import project_list, project_words
from ui.projects.project_loaders import ProjectSheet
from ui.text import UNDEFINED, day, escaped, masked, number, percent

REACHED = 1.0  # share of the way from baseline to target at which a target counts as reached


def show(project: ProjectSheet, by: Person) -> None:
    """Title, state, source, the step that comes next, and the figures one asks for first."""
    way_back()
    st.title(escaped(project.title))
    outcomes.show()
    _standing(project)
    _source(project)
    if by.may(Permission.MANAGE_PROJECTS):
        _do(project, by)
    elif project.state in WAY:
        _lacking(project)
    _figures(project)


def way_back() -> None:
    """The link to the list as this person left it."""
    opens = project_list.way_back()
    st.page_link(project_words.LIST, label="民声转化项目", icon=":material/arrow_back:", query_params=opens)


def _standing(project: ProjectSheet) -> None:
    """The states in a row, those behind in grey, the present one as a badge."""
    if project.state in WAY:
        place = WAY.index(project.state)
        steps = [
            f":blue-badge[{state.label}]" if position == place else f":gray[{state.label}]"
            for position, state in enumerate(WAY)
        ]
        st.markdown(" :gray[›] ".join(steps))
    else:
        project_words.state_badge(project.state)
    places = loaders.names("township")
    days = max((loaders.reporting_day() - clock.shanghai(project.state_since).date()).days, 0)
    parts = [
        project.number,
        f"在此状态 {number(days)} 天",
        f"{day(project.established_on)} 立项",
        loaders.names("category").get(project.category_code, "未分类"),
        places.get(project.township_code, "全市"),
        f"主责 {project_words.department(project.lead)}",
    ]
    if project.supporting:
        parts.append("配合 " + "、".join(project_words.department(code) for code in project.supporting))
    st.caption("　".join(map(escaped, parts)))


def _source(project: ProjectSheet) -> None:
    if project.idea_number is not None:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.caption("来自金点子", width="content")
            idea_words.link(project.idea_number, escaped(project.idea_title))
    else:
        title = masked(project.suggestion_title) if project.suggestion_title else "内容不公开"
        st.caption(f"来自建议 {project.suggestion_number}：{escaped(title)}")


def _lacking(project: ProjectSheet) -> list[str]:
    """Says what the next step needs; empty when nothing stands in its way."""
    to = project_rules.next_state(project.state)
    if to is None:
        return []
    lacking = project_rules.lacking(to, Facts(**project.facts))
    if lacking:
        st.info(f"到“{to.label}”还需要：{'；'.join(lacking)}。")
    return lacking


def _do(project: ProjectSheet, by: Person) -> None:
    """The next step, and beside it whatever else is possible from here."""
    to, lacking = project_rules.next_state(project.state), _lacking(project)
    key = f"project_head.{project.number}"
    with st.container(horizontal=True):
        if to is not None:
            only_words = set(lacking) <= {"写明成效"}  # these are asked for on the way
            label = "归档" if to is ProjectState.ARCHIVED else f"进入{to.label}"
            if st.button(label, type="primary", disabled=not only_words, key=f"{key}.on"):
                _forward(project, to, by)
        if project.state is ProjectState.WITHDRAWN:
            if st.button("恢复立项", key=f"{key}.restore"):
                _restore(project, by)
            return
        back = [each for each in MOVES[project.state] if each in WAY and project_rules.is_backward(project.state, each)]
        for each in back:
            if st.button(f"退回{each.label}", key=f"{key}.back"):
                _back(project, each, by)
        if ProjectState.WITHDRAWN in MOVES[project.state] and st.button("撤项", key=f"{key}.withdraw"):
            _withdraw(project, by)


@st.dialog("进入下一步")
def _forward(project: ProjectSheet, to: ProjectState, by: Person) -> None:
    """Says what follows; asks for the effect where there is none yet."""
    st.write(f"{project.state.label} → **{to.label}**")
    effects = {
        ProjectState.UNDER_REVIEW: "评估专员会在待办里看到，评审通过后才能实施。",
        ProjectState.IMPLEMENTING: "此后评审结论不能撤销；每季度报一次进展。",
        ProjectState.ARCHIVED: "归档后内容不再改动，也不再催办；需要时可以退回见效。",
    }
    given = {}
    if to is ProjectState.EFFECTIVE:
        text = {"value": project.effect, "height": 140, "placeholder": "谁受益、变化多大，用事实和数字说"}
        given["effect"] = st.text_area("成效（必填）", key="project_head.effect", **text)
    if to in effects:
        st.write(effects[to])
    if st.button("确定", type="primary", key="project_head.on_confirmed"):
        _attempt(f"已到“{to.label}”。", project_moves.move, project, by, to=to, **given)


@st.dialog("退回上一步？")
def _back(project: ProjectSheet, to: ProjectState, by: Person) -> None:
    """Says what follows, and asks why."""
    st.write(f"{project.state.label} → **{to.label}**")
    if to is ProjectState.UNDER_REVIEW:
        st.write("退回评审后，要重新评审通过才能再实施；原来的评审结论留在记录里。")
    reason = st.text_input("原因（必填）", max_chars=200, key="project_head.back_reason")
    if st.button("确认退回", type="primary", key="project_head.back_confirmed"):
        _attempt(f"已退回“{to.label}”。", project_moves.move, project, by, to=to, reason=reason)


@st.dialog("撤项？")
def _withdraw(project: ProjectSheet, by: Person) -> None:
    """Says what follows, and asks why."""
    st.write("撤项后不再催办；内容和历史都保留，以后可以恢复立项。")
    if project.idea_number is not None:
        st.write(f"金点子 {project.idea_number} 若没有别的项目或政策文件，会同时退回“入库”。")
    reason = st.text_input("原因（必填）", max_chars=200, key="project_head.withdraw_reason")
    if st.button("确认撤项", type="primary", key="project_head.withdraw_confirmed"):
        _attempt("已撤项。", project_moves.withdraw, project, by, reason=reason)


@st.dialog("恢复立项？")
def _restore(project: ProjectSheet, by: Person) -> None:
    """Says what follows, and asks why."""
    st.write("项目回到“立项”，要重新评审。")
    reason = st.text_input("原因（必填）", max_chars=200, key="project_head.restore_reason")
    if st.button("确认恢复", type="primary", key="project_head.restore_confirmed"):
        _attempt("已恢复立项。", project_moves.restore, project, by, reason=reason)


def _attempt(said: str, action, project: ProjectSheet, by: Person, **given: object) -> None:
    place = {"number": project.number, "version": project.version}
    outcomes.attempt(said, action, refusals=project_words.REFUSALS, by=by, **place, **given)


def _figures(project: ProjectSheet) -> None:
    """Money, targets and steps, each with what it is a share of."""
    pursued = project.targets[project.targets["removed_at"].isna()]
    shares = [project_words.share_of(row) for row in pursued.itertuples()]
    reached = sum(share is not None and share >= REACHED for share in shares)
    steps, done = project.milestones, project.milestones["done_on"].notna()
    today = loaders.reporting_day()
    late = sum(due_on < today for due_on in steps[~done]["due_on"]) if project.state in WAY[:-1] else 0
    latest = next(iter(project.progress["quarter"]), None)
    with headline.cards():
        amount, _, unit = idea_words.yuan(project.budget_yuan).partition(" ")
        label = f"预算（{unit}）" if unit else "预算"
        headline.plain_metric(label, amount, explained="立项时定的经费。", below=_spent(project))
        said = f"{number(len(pursued))} 项目标" if len(pursued) else "还没有目标"
        explained = "最近报的数值达到目标值的项数；没有基期值或没有报过的不算达到。"
        headline.plain_metric("达到目标", _of(reached, len(pursued)), explained=explained, below=said)
        below = f":red[逾期 {late} 个]" if late else "无逾期" if len(steps) else "还没有安排"
        explained = "已完成 ÷ 已安排的节点。"
        headline.plain_metric("完成节点", _of(int(done.sum()), len(steps)), explained=explained, below=below)
        year, season = (
            (project_words.quarter(latest)[:5], project_words.quarter(latest)[5:]) if latest else ("", UNDEFINED)
        )
        reports = f"{year}，共报 {number(len(project.progress))} 次" if latest else "实施以后每季度报一次"
        headline.plain_metric("最近进展", season, explained="最近一次报的是哪个季度。", below=reports)


def _of(part: int, whole: int) -> str:
    return f"{number(part)} / {number(whole)}" if whole else UNDEFINED


def _spent(project: ProjectSheet) -> str:
    if project.spent_yuan is None:
        return "还没有报支出"
    share = project.spent_yuan / project.budget_yuan if project.budget_yuan else None
    over = share is not None and share > 1
    said = f"已支出 {idea_words.yuan(project.spent_yuan)}（{percent(share) if share is not None else UNDEFINED}）"
    return f":red[{said}，超预算]" if over else said
