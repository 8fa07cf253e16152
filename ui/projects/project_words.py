"""How projects read on screen: states, money, measures, departments, and what each step of the history did."""

from collections.abc import Mapping
from datetime import date

import streamlit as st

from actions import projects
from actions.idea_words import IdeaRefused
from actions.projects import ProjectFields
from data_access import quarters
from glossary import IdeaState, ProjectState, ReviewConclusion, WorkStep, labels
from permissions import NotPermitted
from scoring.conversion import share_reached
from ui import loaders
from ui.ideas.idea_words import yuan
from ui.text import UNDEFINED, escaped

__all__ = ["yuan"]

PAGE, LIST = "pages/ideas/project.py", "pages/ideas/projects.py"
REFUSALS = (
    projects.ProjectRefused,
    projects.NoSuchProject,
    projects.StaleProject,
    projects.NoSuchIdea,
    projects.StaleIdea,
    IdeaRefused,
    NotPermitted,
)
COLOURS = {ProjectState.EFFECTIVE: "green", ProjectState.ARCHIVED: "gray", ProjectState.WITHDRAWN: "gray"}
FIELDS = {
    "title": "项目名称",
    "summary": "建设内容",
    "category_code": "分类",
    "township_code": "镇办区",
    "budget_yuan": "预算",
    "established_on": "立项日期",
    "effect": "成效",
}
TARGET = {"name": "名称", "unit": "单位", "baseline": "基期值", "target": "目标值", "due_on": "期限"}
STEP = {"title": "名称", "due_on": "期限", "department_code": "责任单位", "note": "说明"}


def state_badge(state: ProjectState) -> None:
    """Where a project stands."""
    st.badge(state.label, color=COLOURS.get(state, "blue"))


def measure(value: float | None, unit: str = "") -> str:
    """A value in its unit, without digits that say nothing: 1,234.5 部."""
    if value is None or value != value:
        return UNDEFINED
    written = f"{value:,.4f}".rstrip("0").rstrip(".")
    return f"{'0' if written == '-0' else written} {unit}".rstrip()


def share_of(target) -> float | None:
    """How much of the way a row of a sheet's targets has gone, see scoring.conversion.share_reached."""
    known = (None if value != value else value for value in (target.baseline, target.latest))
    return share_reached(*known, target.target)


def department(code: str | None) -> str:
    """A department's name; — without one."""
    return UNDEFINED if not code else loaders.names("department").get(code, code)


def choices(dictionary: str, *kept: str | None) -> dict[str, str]:
    """Code → name of the entries in use, and of those in `kept` although they were set aside."""
    names = loaders.names(dictionary)
    return {code: name for code, name in names.items() if "（已停用）" not in name or code in kept}


def quarter(written: str | None) -> str:
    """2025年三季度; — without one."""
    return UNDEFINED if not written else quarters.in_words(written)


def countdown(due_on: date, today: date) -> tuple[str, str]:
    """How far off a day is, and in which colour that is said."""
    days = (due_on - today).days
    if days < 0:
        return f"已逾期 {-days} 天", "red"
    if days == 0:
        return "今天到期", "orange"
    return (f"还有 {days} 天", "orange") if days <= 7 else (f"还有 {days} 天", "gray")


def step_said(step: str, reason: str, details: Mapping) -> str:
    """What else belongs to one row of a project's history, as one phrase; — when there is nothing."""
    tellers = {
        WorkStep.CREATED: _created,
        WorkStep.CHANGED: lambda found: _changes(found, FIELDS),
        WorkStep.DEPARTMENTS_SET: _departments,
        WorkStep.TARGET_SET: lambda found: _about("目标", found, TARGET),
        WorkStep.MILESTONE_SET: lambda found: _about("节点", found, STEP),
        WorkStep.PROGRESS_REPORTED: _progress,
        WorkStep.REVIEW_FINISHED: _review,
        WorkStep.MOVED: lambda found: _changes(found, FIELDS),
    }
    told = tellers.get(WorkStep(step), _plain)(details)
    return "；".join(part for part in (*told, f"原因：{reason}" if reason else "") if part) or UNDEFINED


def _created(details: Mapping) -> list[str]:
    source = details.get("idea") or details.get("suggestion")
    lead = f"主责 {department(details['lead'])}" if details.get("lead") else ""
    return [f"来自{'金点子' if 'idea' in details else '建议'} {source}", lead, _supporting(details.get("supporting"))]


def _departments(details: Mapping) -> list[str]:
    lead, (before, after) = details["lead"], details["supporting"]
    named = [] if lead[0] == lead[1] else [f"主责 {department(lead[0])} → {department(lead[1])}"]
    return named if before == after else [*named, f"{_supporting(before) or '配合 无'} → {_supporting(after) or '无'}"]


def _supporting(codes: list[str] | None) -> str:
    return f"配合 {'、'.join(department(code) for code in codes)}" if codes else ""


def _about(what: str, details: Mapping, named: Mapping[str, str]) -> list[str]:
    told = [f"{what}“{details.get('about', '')}”"]
    if details.get("removed"):
        told.append("移除")
    if "done_on" in details:
        told.append(f"{details['done_on']} 完成" if details["done_on"] else "撤销完成")
    return told + _changes(details, named)


def _changes(details: Mapping, named: Mapping[str, str]) -> list[str]:
    """Field by field what was and what is; long texts only by name."""
    told = []
    for name, label in named.items():
        if not isinstance(details.get(name), list) or details[name][1] == details.get("about"):
            continue
        if not any(value not in (None, "") for value in details[name]):
            continue
        was, now = (_shown(name, value) for value in details[name])
        if name in ("summary", "effect"):
            told.append(f"改写{label}")
        else:
            told.append(f"{label} {now}" if details[name][0] is None else f"{label} {was} → {now}")
    return told


def _shown(field: str, value: object) -> str:
    if value is None or value == "":
        return "无"
    if field == "budget_yuan":
        return yuan(value)
    if field.endswith("_code"):
        return loaders.names(field.removesuffix("_code")).get(value, value)
    return measure(value) if isinstance(value, int | float) else str(value)


def field_shown(name: str, fields: ProjectFields) -> str:
    """One field of a project as people read it, long texts cut."""
    return _shown(name, getattr(fields, name))[:60]


def _progress(details: Mapping) -> list[str]:
    spent = details.get("spent_yuan")
    again = "" if details["sequence"] == 1 else f"第 {details['sequence']} 次"
    return [quarter(details["quarter"]) + again, "" if spent is None else f"累计支出 {yuan(spent)}"]


def _review(details: Mapping) -> list[str]:
    conclusion = ReviewConclusion(details["conclusion"]).label
    return [conclusion, f"{details['finished_on']}，专家 {details['experts']} 人", details.get("note", "")]


def _plain(details: Mapping) -> list[str]:
    return [details[name] for name in ("file_name", "title") if isinstance(details.get(name), str)]


def idea_label(number: str, title: str, state: str) -> str:
    """An idea as one chooses it from a list."""
    return f"{number}　{title}（{labels(IdeaState)[state]}）"


def link(number: str, label: str, **query: str) -> None:
    """Opens a project, perhaps at one of its parts."""
    st.page_link(PAGE, label=escaped(label), query_params={"project": number, **query})
