"""The two longer texts of a project, saved as drafts while they are typed: what it is, and a quarter's progress."""

from dataclasses import replace

import streamlit as st

from actions import project_targets, projects
from actions.project_checks import LONGEST_TEXT, LONGEST_TITLE
from actions.project_rules import WAY
from actions.project_targets import Report
from actions.projects import ProjectFields
from data_access import quarters
from glossary import ProjectState
from permissions import Person
from ui import clock, drafts, outcomes, session
from ui.projects import project_words
from ui.projects.project_loaders import ProjectSheet
from ui.text import escaped

OPEN = "project_writing.open"
FIELDS = tuple(ProjectFields.__dataclass_fields__)


def open_button(label: str, what: str, project: ProjectSheet, **button: object) -> bool:
    """A button that opens one of the forms below in its place on the page; whether it is open now."""
    asked = (what, project.number)
    if st.session_state.get(OPEN) == asked:
        return True
    if st.button(label, key=f"project_writing.{what}", **button):
        st.session_state[OPEN] = asked
        st.rerun()
    return False


def _close() -> None:
    st.session_state[OPEN] = None


def change(project: ProjectSheet, by: Person) -> None:
    """Everything people write about a project. What others changed meanwhile stays, unless both changed the same."""
    stored = _fields(project)
    labels, subject = project_words.FIELDS, f"project-{project.id}-fields"
    texts = {"title": project.title, "summary": project.summary, "effect": project.effect}
    choices = {name: getattr(project, name) for name in ("budget_yuan", "category_code", "township_code")}
    with st.container(border=True), drafts.drafting(subject, texts=texts, choices=choices, labels=labels) as form:
        began = st.session_state.setdefault(f"{form.place}.began", stored)
        given = _inputs(project, form)
        with st.container(horizontal=True):
            sent = st.button("保存", type="primary", key="project_writing.save")
            st.button("收起", key="project_writing.close", on_click=_close)
    touched = {name: value for name, value in given.items() if value != getattr(began, name)}
    clashes = [name for name in touched if getattr(stored, name) not in (getattr(began, name), touched[name])]
    # Seen once is enough: the next press stores what is written here.
    seen = f"{form.place}.seen"
    if sent and clashes and st.session_state.get(seen) != stored:
        st.session_state[seen] = stored
        now = "；".join(f"{labels[name]}现在是“{project_words.field_shown(name, stored)}”" for name in clashes)
        st.warning(f"您写的时候别人也改了：{escaped(now)}。您写的内容还在；再点“保存”就按您写的存，原来的留在历史里。")
    elif sent:
        _save(project, replace(stored, **touched), subject, by)


def _fields(project: ProjectSheet) -> ProjectFields:
    return ProjectFields(**{name: getattr(project, name) for name in FIELDS})


def _inputs(project: ProjectSheet, form) -> dict:
    given: dict = {"title": st.text_input("项目名称", max_chars=LONGEST_TITLE, key=form.key("title"))}
    box = {"max_chars": LONGEST_TEXT, "height": 160}
    hint = "做什么、做多少、谁来用"
    given["summary"] = st.text_area("建设内容", placeholder=hint, key=form.key("summary"), **box)
    money = {"min_value": 0, "step": 10_000, "value": None, "placeholder": "不需要经费的填 0"}
    given["budget_yuan"] = st.number_input("预算（元）", key=form.key("budget_yuan"), **money)
    given["category_code"] = _one("分类", "category", project.category_code, "可不选", form.key("category_code"))
    given["township_code"] = _one(
        "镇办区", "township", project.township_code, "不选表示全市", form.key("township_code")
    )
    latest = max(clock.shanghai(clock.now()).date(), project.established_on)
    days = {"max_value": latest, "format": "YYYY-MM-DD", "key": f"{form.place}.established_on"}
    given["established_on"] = st.date_input("立项日期", project.established_on, **days)
    given["effect"] = project.effect
    if project.effect or project.state in WAY[WAY.index(ProjectState.COMPLETED) :]:
        hint = "谁受益、变化多大，用事实和数字说"
        given["effect"] = st.text_area("成效", placeholder=hint, key=form.key("effect"), **box)
    return given


def _one(label: str, dictionary: str, value: str | None, placeholder: str, key: str) -> str | None:
    names = project_words.choices(dictionary, value)
    return st.selectbox(label, list(names), index=None, format_func=names.get, placeholder=placeholder, key=key)


def _save(project: ProjectSheet, fields: ProjectFields, subject: str, by: Person) -> None:
    place = {"number": project.number, "version": project.version, "fields": fields}
    try:
        done = projects.change(session.engine(), **place, by=by, at=clock.now())
    except project_words.REFUSALS as refused:
        st.error(str(refused))
        return
    drafts.finish(subject)
    _close()
    outcomes.say("没有改动。" if done.version == project.version else "修改已保存。")


def report(project: ProjectSheet, by: Person) -> None:
    """What was reached in a quarter; values that are left empty are not reported."""
    now = quarters.quarter_of(clock.shanghai(clock.now()).date())
    options = _quarters(quarters.quarter_of(project.established_on), now)
    with st.container(border=True):
        key = f"project_writing.quarter.{project.number}"
        quarter = st.selectbox("季度", options, format_func=project_words.quarter, width=220, key=key)
        if quarter in set(project.progress["quarter"]):
            st.info("这个季度已经报过，再报一次以新的为准；原来的保留，可以查看。")
        pursued = list(project.targets[project.targets["removed_at"].isna()].itertuples())
        labels = {"content": "进展情况", "spent_yuan": "累计支出（元）"}
        labels |= {f"target_{row.id}": row.name for row in pursued}
        subject = f"project-{project.id}-progress-{quarter.lower()}"
        choices = dict.fromkeys(name for name in labels if name != "content")
        with drafts.drafting(subject, texts={"content": ""}, choices=choices, labels=labels) as form:
            told = _reported(pursued, form)
            with st.container(horizontal=True):
                sent = st.button("提交进展", type="primary", key="project_writing.send")
                st.button("收起", key="project_writing.close", on_click=_close)
    if sent:
        _send(project, replace(told, quarter=quarter), subject, by)


def _reported(pursued: list, form) -> Report:
    hint = "做了什么、到了哪一步、有什么困难"
    content = st.text_area("进展情况", max_chars=LONGEST_TEXT, height=160, placeholder=hint, key=form.key("content"))
    money = {"min_value": 0, "value": None, "step": 10_000, "placeholder": "从立项到现在一共支出；没有变化可不填"}
    spent = st.number_input("累计支出（元）", key=form.key("spent_yuan"), **money)
    values = {}
    for row in pursued:
        latest, wanted = (project_words.measure(value, row.unit) for value in (row.latest, row.target))
        about = {"help": f"最近 {latest}，目标 {wanted}", "placeholder": "这个季度末的数值；没有可不填"}
        label = f"{escaped(row.name)}（{escaped(row.unit)}）"
        value = st.number_input(label, value=None, step=1.0, format="%.10g", key=form.key(f"target_{row.id}"), **about)
        values |= {} if value is None else {int(row.id): value}
    return Report("", content, spent, values)


def _send(project: ProjectSheet, told: Report, subject: str, by: Person) -> None:
    try:
        place = {"number": project.number, "report": told}
        project_targets.report_progress(session.engine(), **place, by=by, at=clock.now())
    except project_words.REFUSALS as refused:
        st.error(str(refused))
        return
    drafts.finish(subject)
    _close()
    outcomes.say(f"{project_words.quarter(told.quarter)}进展已记入。照片和证明材料可以在下面这次进展里上传。")


def _quarters(first: str, last: str) -> list[str]:
    """From the last back to the first."""
    found = [last]
    while found[-1] > first:
        found.append(quarters.quarter_before(found[-1]))
    return found
