"""立项: a project begins from an idea or a suggestion; a form on the page, saved as a draft while it is written."""

from typing import NamedTuple

import streamlit as st

from actions import projects
from actions.project_checks import LONGEST_TEXT, LONGEST_TITLE
from permissions import Person
from ui import clock, drafts, loaders, outcomes, session
from ui.draft_forms import Form
from ui.projects import project_loaders, project_words
from ui.text import escaped, masked

OPEN = "project_new.open"
SOURCES = {"idea": "金点子", "suggestion": "建议"}
LABELS = {
    "title": "项目名称",
    "summary": "建设内容",
    "lead": "主责单位",
    "supporting": "配合单位",
    "budget_yuan": "预算（元）",
    "category_code": "分类",
    "township_code": "镇办区",
}


class Source(NamedTuple):
    """What the project comes from, and what the form begins with."""

    arguments: dict[str, str]
    title: str
    category: str | None
    township: str | None
    lead: str | None


def begin(wanted: bool = True) -> None:
    """From a callback: open the form where `show` stands, or fold it up; what was written stays as a draft."""
    st.session_state[OPEN] = wanted


def show(by: Person) -> None:
    """Once it was opened: choose the source, then the form."""
    if not st.session_state.get(OPEN):
        return
    with st.container(border=True):
        st.markdown("**新建项目**")
        kind = st.segmented_control(
            "来自", list(SOURCES), format_func=SOURCES.get, default="idea", required=True, key="project_new.kind"
        )
        source = _idea() if kind == "idea" else _suggestion()
        if source is not None:
            _form(source, by)
        else:
            st.button("收起", key="project_new.close", on_click=begin, args=(False,))


def _idea() -> Source | None:
    found = project_loaders.convertible_ideas()
    if found.empty:
        st.info("没有入库或转化的金点子。请先在金点子库里把论证好的金点子入库。")
        return None
    rows = {row.number: row for row in found.itertuples()}
    names = {number: project_words.idea_label(number, row.title, row.state) for number, row in rows.items()}
    hint = {"index": None, "placeholder": "输入编号或标题中的词"}
    chosen = st.selectbox("金点子", list(names), format_func=names.get, key="project_new.idea", **hint)
    if chosen is None:
        return None
    row = rows[chosen]
    lead = row.lead_code if isinstance(row.lead_code, str) else None
    category = row.category_code if isinstance(row.category_code, str) else None
    st.caption("立项后，入库的金点子同时进入“转化”。")
    return Source({"idea_number": chosen}, row.title, category, None, lead)


def _suggestion() -> Source | None:
    typed = st.text_input(
        "建议编号", placeholder="例如 2025-000123", max_chars=24, key="project_new.suggestion"
    ).strip()
    if not typed:
        return None
    found = project_loaders.convertible_suggestion(typed)
    if found is None:
        st.warning("没有这个编号，或属于举报、保密件，不能立项。请核对编号。")
        return None
    st.text(masked(found.title), width="stretch")
    if found.projects:
        st.warning(f"这件建议已经立项：{'、'.join(found.projects)}。确有需要才再立一个。")
    codes = (found.category_code, found.township_code, found.department_code)
    return Source({"suggestion_number": found.number}, masked(found.title), *codes)


def _form(source: Source, by: Person) -> None:
    came_from = next(iter(source.arguments.values()))
    subject, today = f"project-new-{came_from.lower()}", loaders.reporting_day()
    texts = {"title": source.title[:LONGEST_TITLE], "summary": ""}
    choices = {"lead": source.lead, "supporting": (), "budget_yuan": None}
    choices |= {"category_code": source.category, "township_code": source.township}
    with drafts.drafting(subject, texts=texts, choices=choices, labels=LABELS) as form:
        given = _inputs(form)
        given["established_on"] = st.date_input(
            "立项日期", today, max_value=today, format="YYYY-MM-DD", key=f"project_new.established_on.{came_from}"
        )
        with st.container(horizontal=True):
            sent = st.button("立项", type="primary", key="project_new.establish")
            st.button("收起", key="project_new.close", on_click=begin, args=(False,))
    if sent:
        _establish(given | source.arguments, subject, by)


def _inputs(form: Form) -> dict:
    given: dict = {"title": st.text_input(LABELS["title"], max_chars=LONGEST_TITLE, key=form.key("title"))}
    hint = "做什么、做多少、谁来用；评审前写明即可"
    box = {"height": 120, "max_chars": LONGEST_TEXT, "placeholder": hint}
    given["summary"] = st.text_area(LABELS["summary"], **box, key=form.key("summary"))
    given["lead"] = _one("lead", "department", "请选择", form)
    names = project_words.choices("department")
    given["supporting"] = tuple(
        st.multiselect(
            LABELS["supporting"], list(names), format_func=names.get, placeholder="可不选", key=form.key("supporting")
        )
    )
    money = {"min_value": 0, "value": None, "step": 10_000, "placeholder": "可以以后再填；不需要经费的填 0"}
    given["budget_yuan"] = st.number_input(LABELS["budget_yuan"], key=form.key("budget_yuan"), **money)
    given["category_code"] = _one("category_code", "category", "可不选", form)
    given["township_code"] = _one("township_code", "township", "不选表示全市", form)
    return given


def _one(field: str, dictionary: str, placeholder: str, form: Form) -> str | None:
    """One entry; what the form holds stays on offer although it was set aside."""
    key = form.key(field)
    names = project_words.choices(dictionary, st.session_state.get(key))
    return st.selectbox(LABELS[field], list(names), index=None, format_func=names.get, placeholder=placeholder, key=key)


def _establish(given: dict, subject: str, by: Person) -> None:
    try:
        done = projects.establish(session.engine(), **given, by=by, at=clock.now())
    except project_words.REFUSALS as refused:
        st.error(str(refused))
        return
    drafts.finish(subject)
    begin(False)
    st.session_state[outcomes.SAID] = f"“{escaped(given['title'])}”已立项，编号 {done.number}。请补充目标和节点。"
    st.switch_page(project_words.PAGE, query_params={"project": done.number})
