"""How the organisation of a quarter reads on screen: versions, points, days, and each step of the history."""

from collections.abc import Mapping
from datetime import date

import pandas as pd

from actions.rule_checks import DAYS, LEVELS
from data_access.evaluation_quarters import Quarter
from data_access.evaluation_rules import WeightVersion
from glossary import FollowUpResult, QuarterState, RatingStage, WorkStep, labels
from ui.evaluation import evaluation_terms
from ui.projects import project_words
from ui.text import UNDEFINED, escaped, number

ROUNDS_PAGE = "pages/evaluation/rounds.py"
LEVEL_NAMES, STAGE_NAMES = labels(FollowUpResult), labels(RatingStage)
STATE_NAMES = labels(QuarterState)
VERSIONS = {
    "weight_version_id": "权重",
    "criteria_version_id": "评审标准",
    "indicator_version_id": "第三方指标",
}
LISTED = 12


def version_name(versions: pd.DataFrame, version: int) -> str:
    """A set of criteria or indicators as people call it: 第 2 版 评审标准."""
    found = versions.loc[versions["id"] == version, "name"]
    return f"第 {version} 版　{escaped(found.iloc[0])}" if len(found) else f"第 {version} 版"


def weights_chosen(weights: WeightVersion) -> str:
    """The weights of a quarter in Markdown, and who stands behind them."""
    approved = escaped(evaluation_terms.approval(weights))
    approved = approved if weights.approved_by_name else f":orange-badge[{approved}]"
    return f"第 {weights.id} 版　{evaluation_terms.weights(weights)}　{approved}"


def level_points(points: Mapping[str, float]) -> str:
    """非常满意 100、满意 80 …."""
    return "、".join(f"{LEVEL_NAMES[level]} {project_words.measure(points[level])}" for level in LEVELS)


def days(quarter: Quarter) -> dict[str, date]:
    """The last days of a quarter by what they end."""
    return {label: getattr(quarter, name) for name, label in DAYS.items()}


def used_in(uses: pd.DataFrame, kind: str, version: int) -> str:
    """Which quarters a version is pinned by."""
    found = uses[(uses["kind"] == kind) & (uses["version"] == version)]
    told = "、".join(f"{row.quarter}（{STATE_NAMES[row.state]}）" for row in found.itertuples())
    return f"用于 {told}" if told else "还没有季度采用"


def step_said(step: str, reason: str, details: Mapping) -> str:
    """What else belongs to one row of a quarter's history, as one phrase; — when there is nothing."""
    tellers = {
        WorkStep.CREATED: _created,
        WorkStep.RULES_CHOSEN: _changes,
        WorkStep.PROJECTS_CHOSEN: _projects,
        WorkStep.VETOED: _veto,
        WorkStep.MOVED: _started,
        WorkStep.CHANGED: _approved,
        WorkStep.PANEL_SET: _panel,
        WorkStep.ROUND_DEADLINE: _round_deadline,
        WorkStep.PUBLISHED: _sealed,
        WorkStep.RESTATED: _sealed,
    }
    told = tellers.get(WorkStep(step), _about)(details)
    return "；".join(part for part in (*told, f"原因：{reason}" if reason else "") if part) or UNDEFINED


def _created(details: Mapping) -> list[str]:
    return [_versions(details), *(f"{label} {details[name]}" for name, label in DAYS.items() if name in details)]


def _versions(details: Mapping) -> str:
    return "、".join(f"{label}第 {details[name]} 版" for name, label in VERSIONS.items() if name in details)


def _changes(details: Mapping) -> list[str]:
    told = []
    for name, pair in details.items():
        if name in VERSIONS:
            told.append(f"{VERSIONS[name]}第 {pair[0]} 版 → 第 {pair[1]} 版")
        elif name in DAYS:
            told.append(f"{DAYS[name]} {pair[0]} → {pair[1]}")
        elif name == "level_points":
            was, now = ({level: project_words.measure(points[level]) for level in LEVELS} for points in pair)
            told += [f"{LEVEL_NAMES[each]} {was[each]} → {now[each]} 分" for each in LEVELS if was[each] != now[each]]
    return told


def _projects(details: Mapping) -> list[str]:
    added, stages = details.get("added", {}), details.get("stages", {})
    told = [f"加入 {number(len(added))} 个：{_listed(added)}"] if added else []
    told += [f"{project} 已达环节 {STAGE_NAMES[was]} → {STAGE_NAMES[now]}" for project, (was, now) in stages.items()]
    if details.get("removed"):
        seats = [
            f"{number(details[name])} {unit}"
            for name, unit in (("experts", "位专家"), ("assessors", "家第三方"))
            if details.get(name)
        ]
        told.append(f"移出 {details['removed']}" + (f"，同时撤回{'、'.join(seats)}的分派" if seats else ""))
    return told


def _listed(numbers) -> str:
    numbers = list(numbers)
    return "、".join(numbers[:LISTED]) + ("等" if len(numbers) > LISTED else "")


def _veto(details: Mapping) -> list[str]:
    return [details["project"], "解除" if details.get("lifted") else ""]


def _started(details: Mapping) -> list[str]:
    return [_versions(details), f"项目 {number(details['projects'])} 个" if "projects" in details else ""]


def _approved(details: Mapping) -> list[str]:
    if "weights_approved" not in details:
        return _about(details)
    return [f"确认权重（{details['weights_approved']}）", f"依据：{details.get('document', '')}"]


def _panel(details: Mapping) -> list[str]:
    before = details.get("before")
    return [f"“{before}”改名为“{details['panel']}”" if before else f"“{details.get('panel', '')}”"]


def _round_deadline(details: Mapping) -> list[str]:
    was, now = details["due_on"]
    return [f"第 {details['round']} 轮截止 {was} → {now}"]


def _sealed(details: Mapping) -> list[str]:
    sealed = details.get("sha256", "")
    return [f"第 {details['sequence']} 次" if "sequence" in details else "", f"校验值 {sealed[:12]}…" if sealed else ""]


def _about(details: Mapping) -> list[str]:
    """What any other step was about, never what was judged."""
    told = [details["project"]] if isinstance(details.get("project"), str) else []
    told += [f"第 {details['round']} 轮"] if isinstance(details.get("round"), int) else []
    told += [f"{number(details['count'])} 条"] if isinstance(details.get("count"), int) else []
    if isinstance(details.get("projects"), list):
        told.append(f"{number(len(details['projects']))} 个项目")
    return told
