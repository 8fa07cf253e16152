"""定稿发布: what to go through before, sealing and correcting with confirmation, every sealing with its hash."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from actions import publications
from actions.publication_checks import Check
from actions.publications import Snapshot, Verification
from actions.quarter_checks import NoSuchQuarter, QuarterRefused
from data_access.evaluation_quarters import Quarter
from glossary import QuarterState
from permissions import NotPermitted, Permission, Person
from ui import clock, loaders, outcomes, session, tables
from ui.evaluation import evaluation_loaders, evaluation_terms
from ui.text import UNDEFINED, escaped, number, points

REFUSALS = (NotPermitted, NoSuchQuarter, QuarterRefused)
LONGEST_REASON = 400
WHATS = {
    ("citizens", "raters"): "评议人次",
    ("citizens", "value"): "群众评议",
    ("experts", "n"): "有效评委",
    ("experts", "value"): "专家评审",
    ("third_party", "value"): "第三方评估",
    ("third_party", "missing_weight"): "第三方缺失权重",
    ("composites", "score"): "综合得分",
    ("composites", "status"): "状态",
    ("composites", "grade"): "等级",
    ("composites", "rank"): "名次",
    ("composites", "vetoed"): "一票否决",
}
STATUSES = {"complete": "齐全", "provisional": "待补", "none": "无得分"}
DIFFERENCES = {"project": "项目", "title": "名称", "what": "改了什么", "before": "更正前", "after": "更正后"}


def standing(quarter: Quarter, sealed: list[Snapshot]) -> None:
    """Where the quarter stands, and what can be done about it."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        evaluation_terms.state_badge(quarter.state)
        said = f"已定稿 {len(sealed)} 次" if sealed else "还没有定稿"
        st.caption(said)
    if quarter.state is QuarterState.PREPARING:
        st.info("还在筹备，评估专员开启评估以后才能定稿。")
    elif quarter.state is QuarterState.OPEN and sealed:
        st.warning("正在更正：分办员和项目经理看到的仍是上一次定稿，注明正在更正；改好后再次定稿，更正内容会逐项列出。")


def checks(quarter: Quarter) -> list[Check]:
    """What was looked at, what is open first; returns what bars publishing."""
    st.subheader("发布前核对")
    found = evaluation_loaders.checklist(quarter.quarter, loaders.reporting_day())
    for check in sorted(found, key=lambda each: (each.done, not each.bars)):
        colour, mark = (
            ("green", "已核对") if check.done else ("red", "不能定稿") if check.bars else ("orange", "请留意")
        )
        count = f" {number(check.open)}" if check.open > 1 else ""
        named = f"　:gray[{escaped('、'.join(check.projects))}{'等' if check.more else ''}]"
        st.markdown(
            f":{colour}-badge[{mark}] **{check.what}{count}**　{escaped(check.said)}{named if check.projects else ''}"
        )
    return [check for check in found if check.bars and not check.done]


def seal(quarter: Quarter, sealed: list[Snapshot], barred: bool, by: Person) -> None:
    """The form that publishes, or says who does."""
    st.subheader("再次定稿（更正发布）" if sealed else "定稿发布")
    if not by.may(Permission.PUBLISH_EVALUATION):
        st.info("定稿发布由领导操作。请把核对中的问题处理完，再请领导定稿。")
        return
    key = f"publication.seal.{quarter.quarter}.{outcomes.turn()}"
    st.write(
        "定稿后，本季度的全部输入、权重、公式版本、随机数种子和结果封存为一份带校验码的文件；数据不再改动，"
        "分办员、项目经理和主责单位可以看到结果。有错只能更正发布，原定稿仍可查看。"
    )
    with st.form(key, border=False, width=480):
        reason = (
            st.text_area("更正原因（必填）", max_chars=LONGEST_REASON, key=f"{key}.reason", height=100)
            if sealed
            else ""
        )
        typed = st.text_input(f"请输入季度 {quarter.quarter} 确认", max_chars=6, key=f"{key}.typed")
        sent = st.form_submit_button("定稿发布", type="primary", disabled=barred)
    if barred:
        st.caption("核对中有“不能定稿”的事项，处理以后才能定稿。")
    if not sent:
        return
    if typed.strip().upper() != quarter.quarter:
        st.error(f"输入的季度与 {quarter.quarter} 不一致，没有定稿。请核对后再输。")
        return
    _attempt(f"{evaluation_terms.in_words(quarter.quarter)}三评已定稿发布。", publications.publish, quarter, by, reason)


def correct(quarter: Quarter, by: Person) -> None:
    """Open a published quarter again, for a leader who says why."""
    if not by.may(Permission.PUBLISH_EVALUATION):
        return
    if st.button("开启更正", key="publication.reopen", help="数据有错时用。原定稿不变，仍可查看、下载、核验。"):
        _reopen(quarter, by)


@st.dialog("开启更正？")
def _reopen(quarter: Quarter, by: Person) -> None:
    st.write(
        "开启后，本季度回到“评估中”，可以改动数据。再次定稿前，分办员、项目经理看到的仍是上一次定稿，注明正在更正；"
        "主责单位暂时看不到结果。原定稿保留。"
    )
    reason = st.text_area("更正原因（必填）", max_chars=LONGEST_REASON, key="publication.reopen_reason", height=100)
    typed = st.text_input(f"请输入季度 {quarter.quarter} 确认", max_chars=6, key="publication.reopen_typed")
    if st.button("确认开启更正", type="primary", key="publication.reopen_confirmed"):
        if typed.strip().upper() != quarter.quarter:
            st.error(f"输入的季度与 {quarter.quarter} 不一致，没有改动。")
            return
        _attempt("已开启更正。改好后请再次定稿。", publications.reopen, quarter, by, reason)


def _attempt(said: str, action: Callable, quarter: Quarter, by: Person, reason: str) -> None:
    given = {"quarter": quarter.quarter, "version": quarter.version, "reason": reason}
    outcomes.attempt(said, action, refusals=REFUSALS, by=by, **given)


def sealings(quarter: Quarter, sealed: list[Snapshot], by: Person) -> None:
    """Every sealing, the latest first: hash, verification, file."""
    st.subheader("历次定稿")
    if not sealed:
        st.caption("还没有定稿。")
        return
    for snapshot in sealed:
        with st.container(border=True, gap="xsmall"):
            _sealing(quarter, snapshot, by)
    if len(sealed) > 1:
        _differences(quarter, sealed)


def _sealing(quarter: Quarter, snapshot: Snapshot, by: Person) -> None:
    name = "定稿" if snapshot.sequence == 1 else "更正"
    st.markdown(f"**第 {snapshot.sequence} 次（{name}）**　{clock.moment(snapshot.at)}　{escaped(snapshot.by_name)}")
    if snapshot.reason:
        st.markdown(f"更正原因：{escaped(snapshot.reason)}")
    st.code(snapshot.sha256, language=None, wrap_lines=True)
    st.caption(f"校验码（SHA-256）　计算公式第 {snapshot.formula_version} 版")
    asked = {"quarter": quarter.quarter, "sequence": snapshot.sequence, "by": by}
    key = f"publication.sealing.{quarter.quarter}.{snapshot.sequence}"
    with st.container(horizontal=True):
        verified = st.button("核验", key=f"{key}.verify", help="重算校验码和全部结果，并与现在的数据对照。")
        st.download_button(
            "下载 JSON",
            lambda: publications.sealed_document(session.engine(), **asked).encode(),
            f"三评_{quarter.quarter}_第{snapshot.sequence}次定稿.json",
            "application/json",
            key=f"{key}.json",
            on_click="ignore",
        )
    if verified:
        verdict(publications.verify(session.engine(), **asked), latest=quarter.state is QuarterState.PUBLISHED)


def verdict(found: Verification, *, latest: bool) -> None:
    """What a verification came to, in words."""
    if not found.intact:
        st.error("文件与校验码不符：这份定稿被改动过。请保留现场并告诉系统管理员。")
        return
    st.success("文件与校验码一致，没有被改动。")
    if found.repeatable:
        st.success("由封存的输入重算，结果逐位一致。")
    else:
        st.error("由封存的输入重算，结果不一致：计算公式与当时不同。请告诉系统管理员。")
    if found.current:
        st.success("现在的数据仍得出这份定稿。")
    elif latest:
        st.warning("现在的数据与这份定稿不同：不是最近一次定稿，或定稿后数据被改动。")
    else:
        st.caption("现在的数据与这份定稿不同：本季度正在更正。")


def _differences(quarter: Quarter, sealed: list[Snapshot]) -> None:
    st.subheader("更正了什么")
    pairs = {
        f"{before.sequence}-{after.sequence}": (before, after)
        for after, before in zip(sealed, sealed[1:], strict=False)
    }
    chosen = st.selectbox(
        "对比",
        list(pairs),
        format_func=lambda pair: f"第 {pairs[pair][0].sequence} 次 → 第 {pairs[pair][1].sequence} 次",
        key=f"publication.pair.{quarter.quarter}.{len(sealed)}",
        label_visibility="collapsed",
        width=240,
    )
    before, after = pairs[chosen]
    st.caption(f"更正原因：{escaped(after.reason)}")
    found = evaluation_loaders.differences(quarter.quarter, before.sequence, after.sequence)
    if found.empty:
        st.caption("结果没有不同，只是封存的输入有改动。")
        return
    shown = in_words(found, evaluation_loaders.results(quarter.quarter).projects["title"])
    tables.table(shown, DIFFERENCES, key="publication.differences")
    tables.downloads(shown.rename(columns=DIFFERENCES), f"三评更正_{quarter.quarter}_{chosen}", key="publication.file")


def in_words(found: pd.DataFrame, titles: pd.Series) -> pd.DataFrame:
    """Differences as people read them."""
    pairs = list(zip(found["table"], found["what"], strict=True))
    return pd.DataFrame(
        {
            "project": found["project"].to_numpy(),
            "title": [titles.get(project, "已移出") for project in found["project"]],
            "what": [WHATS.get(pair, pair[1]) for pair in pairs],
            **{
                side: [_cell(pair[1], value) for pair, value in zip(pairs, found[side], strict=True)]
                for side in ("before", "after")
            },
        }
    )


def _cell(what: str, value: object) -> str:
    if value is None:
        return UNDEFINED
    if what == "grade":
        return evaluation_terms.grade(value)
    if what == "status":
        return STATUSES[value]
    if what == "vetoed":
        return "是" if value else "否"
    if what in ("raters", "n", "rank"):
        return number(value)
    return points(value * 100, 1) + " %" if what == "missing_weight" else points(value, 4)
