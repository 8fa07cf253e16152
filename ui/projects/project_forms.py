"""Windows in which a project gets its departments and targets."""

import streamlit as st

from actions import project_targets, projects
from actions.project_targets import Target
from permissions import Person
from ui import outcomes
from ui.projects import project_words
from ui.projects.project_loaders import ProjectSheet


@st.dialog("承办单位")
def departments(project: ProjectSheet, by: Person) -> None:
    """Who leads and who supports."""
    key = f"project_forms.departments.{project.number}"
    names = project_words.choices("department", project.lead, *project.supporting)
    with st.form(key, border=False):
        index = list(names).index(project.lead) if project.lead in names else None
        lead = st.selectbox(
            "主责单位", list(names), index=index, format_func=names.get, placeholder="请选择", key=f"{key}.lead"
        )
        supporting = st.multiselect(
            "配合单位",
            list(names),
            default=list(project.supporting),
            format_func=names.get,
            placeholder="可不选",
            key=f"{key}.supporting",
        )
        sent = st.form_submit_button("保存", type="primary")
    if sent:
        given = {"lead": lead, "supporting": tuple(supporting)}
        _attempt("承办单位已保存。", projects.set_departments, project, by, **given)


@st.dialog("目标")
def target(project: ProjectSheet, row, by: Person) -> None:
    """A new target, or other values for one."""
    key = f"project_forms.target.{project.number}.{row.id if row is not None else 'new'}"
    known = {} if row is None else row._asdict()
    with st.form(key, border=False):
        hint = "例如 加装电梯、居民满意率"
        name = st.text_input("名称", value=known.get("name", ""), max_chars=120, placeholder=hint, key=f"{key}.name")
        unit = st.text_input(
            "计量单位", value=known.get("unit", ""), max_chars=20, placeholder="例如 部、人次、%", key=f"{key}.unit"
        )
        baseline = _number("基期值（实施前，不知道可不填）", known.get("baseline"), f"{key}.baseline")
        wanted = _number("目标值", known.get("target"), f"{key}.target")
        due_on = st.date_input("期限（可不填）", known.get("due_on"), format="YYYY-MM-DD", key=f"{key}.due_on")
        sent = st.form_submit_button("保存", type="primary")
    if sent:
        what = Target(name, unit, baseline, wanted, due_on or None)
        given = {"what": what, "target_id": None if row is None else int(row.id)}
        _attempt("目标已保存。", project_targets.set_target, project, by, **given)


@st.dialog("移除这项目标？")
def remove_target(project: ProjectSheet, target_id: int, name: str, by: Person) -> None:
    """No longer pursued; said why."""
    st.text(name, width="stretch")
    st.write("移除后不再计入达成情况；报过的数值和历史都保留，以后可以用同一名称重新设定。")
    reason = st.text_input("原因（必填）", max_chars=200, key=f"project_forms.remove.{target_id}")
    if st.button("确认移除", type="primary", key="project_forms.remove_confirmed"):
        given = {"target_id": int(target_id), "reason": reason}
        _attempt("目标已移除。", project_targets.remove_target, project, by, **given)


def _number(label: str, value: float | None, key: str) -> float | None:
    known = None if value is None or value != value else float(value)
    return st.number_input(label, value=known, step=1.0, format="%.10g", placeholder="填一个数", key=key)


def _attempt(said: str, action, project: ProjectSheet, by: Person, **given: object) -> None:
    place = {"number": project.number, "version": project.version}
    outcomes.attempt(said, action, refusals=project_words.REFUSALS, by=by, **place, **given)
