"""Parts of the policy reserve's page: the rates with their base, what is kept, and the documents that took ideas up."""

import pandas as pd
import streamlit as st

from actions import policies
from actions.policies import PolicyDocument
from glossary import ADOPTED_IDEA_STATES, IdeaState, labels
from permissions import Person
from scoring.conversion import conversion_rates
from scoring.rates import Rate
from ui import clock, headline, loaders, outcomes
from ui.ideas import idea_words
from ui.projects import project_loaders, project_words
from ui.rate_tables import interval
from ui.text import day, escaped, number, percent

RATES = {
    "idea_adoption_rate": ("采纳率", "入库、转化、见效的 ÷ 已有结论的（再加留存参考、不采纳）。"),
    "idea_conversion_rate": ("转化率", "转化和见效的 ÷ 采纳的（入库、转化、见效）。"),
    "policy_conversion_rate": ("政策转化率", "已被政策文件采用的 ÷ 采纳的（入库、转化、见效）。"),
    "effect_rate": ("见效率", "见效的 ÷ 转化和见效的。"),
}
AT_ONCE = 30
ADOPTED = tuple(state.value for state in ADOPTED_IDEA_STATES)


def rates(counted: dict[str, int]) -> None:
    """Each rate with its numerator, denominator and interval."""
    found = conversion_rates(counted)
    with headline.cards():
        for code, (label, explained) in RATES.items():
            headline.plain_metric(label, percent(found[code].value), explained=explained, below=_base(found[code]))


def _base(rate: Rate) -> str:
    if not rate.denominator:
        return "还没有可算的金点子"
    return f"{number(rate.numerator)} / {number(rate.denominator)} 个  \n95% 区间 {interval(rate)}"


def reserved(found: pd.DataFrame, by: Person, may_write: bool) -> None:
    """Ideas kept for policy, the longest there first."""
    today, names = loaders.reporting_day(), labels(IdeaState)
    for row in _few(found, "个金点子", "reserve.all").itertuples():
        with st.container(border=True, gap="xxsmall"):
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                with st.container(width="stretch"):
                    idea_words.link(row.number, escaped(row.title))
                st.badge(names[row.state], color=idea_words.COLOURS.get(IdeaState(row.state), "blue"))
            parts = [
                row.number,
                loaders.names("category").get(row.category_code, "未分类"),
                f"主责 {project_words.department(row.lead_code)}",
                f"{day(row.reserved_on)} 列入，已 {number(max((today - row.reserved_on).days, 0))} 天",
                f"政策 {row.policies} 份",
                f"项目 {row.projects} 个",
            ]
            st.caption("　".join(map(escaped, parts)))
            if may_write:
                with st.container(horizontal=True, gap="small"):
                    if row.state in ADOPTED and st.button("登记政策采用", key=f"reserve.link.{row.number}"):
                        link(row, by)
                    if st.button("移出储备", type="tertiary", key=f"reserve.release.{row.number}"):
                        _release(row, by)


def _few(found: pd.DataFrame, what: str, key: str) -> pd.DataFrame:
    """The first of a long list, and the others when asked for."""
    everything = len(found) <= AT_ONCE or st.toggle(f"显示全部 {number(len(found))} {what}", key=key)
    return found if everything else found.head(AT_ONCE)


@st.dialog("列入政策储备")
def reserve(by: Person) -> None:
    """Choose an idea that is not in the reserve yet."""
    row = _choose("reserve.reserve", lambda found: found["reserved_on"].isna())
    if row is not None and st.button("列入储备", type="primary", key="reserve.reserve_confirmed"):
        place = {"number": row.number, "version": int(row.version)}
        outcomes.attempt("已列入政策点子储备库。", policies.reserve, refusals=project_words.REFUSALS, by=by, **place)


@st.dialog("登记政策采用", width="medium")
def link_any(by: Person) -> None:
    """Choose an idea in the bank, then the document."""
    row = _choose("reserve.link", lambda found: found["state"].isin(ADOPTED))
    if row is not None:
        _document(row, by)


@st.dialog("登记政策采用", width="medium")
def link(row, by: Person) -> None:
    """The document that took this idea up."""
    st.text(row.title, width="stretch")
    _document(row, by)


def _choose(key: str, which):
    """A row of the candidates that `which` lets through; None until one is chosen."""
    found = project_loaders.reserve_candidates()
    found = found[which(found)]
    if found.empty:
        st.info("没有可选的金点子。论证以后或留存参考的可以列入储备；入库以后的可以登记政策采用。")
        return None
    rows = {row.number: row for row in found.itertuples()}
    names = {each: project_words.idea_label(each, row.title, row.state) for each, row in rows.items()}
    hint = {"index": None, "placeholder": "输入编号或标题中的词"}
    chosen = st.selectbox("金点子", list(names), format_func=names.get, key=f"{key}.idea", **hint)
    return rows.get(chosen)


def _document(row, by: Person) -> None:
    key, today = f"reserve.document.{row.number}", clock.shanghai(clock.now()).date()
    departments = project_words.choices("department")
    one = {"options": list(departments), "index": None, "format_func": departments.get, "placeholder": "请选择"}
    with st.form(key, border=False):
        title = st.text_input("文件标题", max_chars=200, key=f"{key}.title")
        hint = "例如 枣政办发〔2025〕7号"
        document_number = st.text_input("文号", max_chars=80, placeholder=hint, key=f"{key}.number")
        issued_on = st.date_input("印发日期", today, max_value=today, format="YYYY-MM-DD", key=f"{key}.issued_on")
        issuer = st.selectbox("印发单位", key=f"{key}.department", **one)
        hint = "文件的哪一条采用了什么"
        taken = st.text_area("采用的内容", height=120, placeholder=hint, key=f"{key}.taken")
        lead = None
        if not isinstance(row.lead_code, str):
            lead = st.selectbox("主责单位（这个金点子还没有）", key=f"{key}.lead", **one)
        if row.state == IdeaState.BANKED.value:
            st.caption("登记后，金点子同时进入“转化”。")
        sent = st.form_submit_button("登记", type="primary")
    if sent:
        document = PolicyDocument(title, document_number, issued_on, issuer or "", taken)
        place = {"number": row.number, "version": int(row.version), "document": document, "lead": lead}
        said = f"已登记“{escaped(title)}”采用 {row.number}。"
        outcomes.attempt(said, policies.link_policy, refusals=project_words.REFUSALS, by=by, **place)


@st.dialog("移出政策储备？")
def _release(row, by: Person) -> None:
    """Says what follows, and asks why."""
    st.text(row.title, width="stretch")
    st.write("移出后不再列在储备库里；金点子本身不变，以后可以再列入。")
    reason = st.text_input("原因（必填）", max_chars=200, key=f"reserve.reason.{row.number}")
    if st.button("确认移出", type="primary", key="reserve.release_confirmed"):
        place = {"number": row.number, "version": int(row.version), "reason": reason}
        outcomes.attempt("已移出政策储备。", policies.release, refusals=project_words.REFUSALS, by=by, **place)


def documents(found: pd.DataFrame, by: Person, may_write: bool) -> None:
    """Documents that took ideas up, the latest first, then those unlinked."""
    gone = found["removed_at"].notna()
    for row in _few(found[~gone], "份文件", "reserve.all_documents").itertuples():
        with st.container(border=True, gap="xxsmall"):
            _told(row)
            if may_write and st.button("撤销登记", type="tertiary", key=f"reserve.unlink.{row.id}"):
                _unlink(row, by)
    if gone.any():
        with st.expander(f"已撤销的登记（{int(gone.sum())}）"):
            for row in found[gone].itertuples():
                _told(row)
                by_whom = f"{escaped(row.removed_by_name)} {clock.moment(row.removed_at)} 撤销"
                st.caption(f"{by_whom}，原因：{escaped(row.removed_reason)}")


def _told(row) -> None:
    st.markdown(f"**{escaped(row.title)}**")
    issuer = escaped(project_words.department(row.department_code))
    st.caption(f"{escaped(row.document_number)}　{issuer}　{day(row.issued_on)} 印发")
    st.text(f"采用：{row.taken}", width="stretch")
    idea_words.link(row.idea_number, f"{row.idea_number}　{escaped(row.idea_title)}")


@st.dialog("撤销这份文件的登记？")
def _unlink(row, by: Person) -> None:
    """Says what follows, and asks why."""
    st.text(row.title, width="stretch")
    st.write("登记撤销后记录保留。金点子若没有别的政策文件或项目，会同时退回“入库”。")
    reason = st.text_input("原因（必填）", max_chars=200, key=f"reserve.unlink_reason.{row.id}")
    if st.button("确认撤销", type="primary", key="reserve.unlink_confirmed"):
        place = {"number": row.idea_number, "version": int(row.idea_version)}
        given = {**place, "policy_id": int(row.id), "reason": reason}
        outcomes.attempt("已撤销登记。", policies.unlink_policy, refusals=project_words.REFUSALS, by=by, **given)
