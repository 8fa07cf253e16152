"""What 群众评议 is called on screen: stages, levels, reasons of quarantine, rows of the history."""

import pandas as pd

from actions import ratings
from glossary import RATED, HoldReason, RatingSource, RatingStage, WorkStep, labels
from ui import clock
from ui.text import UNDEFINED, day, number

STAGES, SOURCES = labels(RatingStage), labels(RatingSource)
LEVELS = {level.value: level.label for level in RATED}
REASONS, STEPS = labels(HoldReason), labels(WorkStep)
REFUSALS = ratings.REFUSALS
TOO_FEW, UNRATED = "样本不足", "没有评议"


def reasons(codes: str | None) -> str:
    """Codes by commas as words."""
    return "、".join(REASONS.get(code, code) for code in codes.split(",")) if isinstance(codes, str) else UNDEFINED


def rated(rated_at, rated_on) -> str:
    """The local moment of a rating, or only its day."""
    return day(rated_on) if pd.isna(rated_at) else clock.moment(rated_at)


def flags(row) -> str:
    """What stands beside a project's figures."""
    if not row["raters"]:
        return UNRATED
    return TOO_FEW if row["too_few"] else ""


def step_said(step: str, reason: str, details: dict) -> str:
    """One row of the history as a sentence."""
    place = "　".join(part for part in (details.get("project", ""), STAGES.get(details.get("stage", ""), "")) if part)
    told = {
        WorkStep.RATINGS_RECORDED.value: _recorded,
        WorkStep.RATING_WITHDRAWN.value: _withdrawn,
        WorkStep.RATINGS_HELD.value: _set_apart,
        WorkStep.RATINGS_RELEASED.value: _set_apart,
        WorkStep.INVITED_COUNTED.value: lambda found: f"应评 {number(found['invited'])} 人",
    }[step](details)
    return "；".join(part for part in (place, told, reason) if part)


def _recorded(details: dict) -> str:
    if "batch" in details:
        return f"第 {details['batch']} 批“{details['file']}”{number(details['count'])} 条"
    return f"{number(details['count'])} 条，{SOURCES.get(details.get('source', ''), '')}"


def _withdrawn(details: dict) -> str:
    return f"第 {details['batch']} 批全部，{number(details['count'])} 条" if "batch" in details else "1 条"


def _set_apart(details: dict) -> str:
    why = "、".join(f"{REASONS.get(code, code)} {number(count)}" for code, count in details.get("reasons", {}).items())
    where = "、".join(f"{project} {number(count)} 条" for project, count in details.get("projects", {}).items())
    return f"{'核实后继续隔离，' if details.get('checked') else ''}{where}（{why}）"
