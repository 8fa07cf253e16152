"""立项: the window in which a project begins, from an idea or from a suggestion."""

from typing import NamedTuple

import streamlit as st

from actions import projects
from permissions import Person
from ui import clock, outcomes, project_loaders, project_words, session
from ui.text import escaped, masked

SOURCES = {"idea": "金点子", "suggestion": "建议"}


class Source(NamedTuple):
    """What the project comes from, and what the form begins with."""

    arguments: dict[str, str]
    title: str
    category: str | None
    township: str | None
    lead: str | None


@st.dialog("新建项目", width="medium")
def dialog(by: Person) -> None:
    """Choose the source, then the form."""
    kind = st.segmented_control(
        "来自", list(SOURCES), format_func=SOURCES.get, default="idea", required=True, key="project_new.kind"
    )
    source = _idea() if kind == "idea" else _suggestion()
    if source is not None:
        _form(source, by)


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
    key = f"project_new.{next(iter(source.arguments.values()))}"
    today = clock.shanghai(clock.now()).date()
    with st.form(key, border=False):
        given: dict = {"title": st.text_input("项目名称", value=source.title[:200], max_chars=200, key=f"{key}.title")}
        given["summary"] = st.text_area(
            "建设内容", height=120, placeholder="做什么、做多少、谁来用；评审前写明即可", key=f"{key}.summary"
        )
        given["lead"] = _one("主责单位", "department", source.lead, "请选择", f"{key}.lead")
        given["supporting"] = tuple(_several("配合单位", f"{key}.supporting"))
        money = {"min_value": 0, "value": None, "step": 10_000, "placeholder": "可以以后再填；不需要经费的填 0"}
        given["budget_yuan"] = st.number_input("预算（元）", key=f"{key}.budget", **money)
        given["category_code"] = _one("分类", "category", source.category, "可不选", f"{key}.category")
        given["township_code"] = _one("镇办区", "township", source.township, "不选表示全市", f"{key}.township")
        given["established_on"] = st.date_input(
            "立项日期", today, max_value=today, format="YYYY-MM-DD", key=f"{key}.established_on"
        )
        sent = st.form_submit_button("立项", type="primary")
    if sent:
        _establish(given | source.arguments, by)


def _one(label: str, dictionary: str, value: str | None, placeholder: str, key: str) -> str | None:
    names = project_words.choices(dictionary, value)
    index = list(names).index(value) if value in names else None
    return st.selectbox(label, list(names), index=index, format_func=names.get, placeholder=placeholder, key=key)


def _several(label: str, key: str) -> list[str]:
    names = project_words.choices("department")
    return st.multiselect(label, list(names), format_func=names.get, placeholder="可不选", key=key)


def _establish(given: dict, by: Person) -> None:
    try:
        done = projects.establish(session.engine(), **given, by=by, at=clock.now())
    except project_words.REFUSALS as refused:
        st.error(str(refused))
        return
    st.session_state[outcomes.SAID] = f"“{escaped(given['title'])}”已立项，编号 {done.number}。请补充目标和节点。"
    st.switch_page(project_words.PAGE, query_params={"project": done.number})
