"""Sentences and small checks that the actions of 专家评审 share."""

from datetime import date, datetime

from actions.project_checks import ProjectRefused
from actions.quarter_checks import NoSuchQuarter, QuarterRefused
from actions.typed_text import plain
from data_access.engine import Connection
from data_access.installation import day_now
from data_access.masking import masked
from data_access.projects import NoSuchProject, StaleProject
from glossary import QuarterState
from permissions import NotPermitted

LONGEST_NAME, LONGEST_REASON, LONGEST_QUESTION = 40, 200, 400
UNTIL_PUBLISHED = (QuarterState.PREPARING, QuarterState.OPEN)
# Every refusal a screen has to show.
REFUSALS = (QuarterRefused, NoSuchQuarter, NotPermitted, ProjectRefused, NoSuchProject, StaleProject)


def needed(text: str, longest: int, what: str) -> str:
    """What somebody wrote, tidied, phone numbers masked. Raises: QuarterRefused when empty or too long."""
    text = masked(plain(text))
    if not text:
        raise QuarterRefused(f"请填写{what}，没有存入任何内容。")
    if len(text) > longest:
        raise QuarterRefused(f"{what}不能超过 {longest} 个字（现有 {len(text)} 个），没有存入任何内容。")
    return text


def not_past(connection: Connection, due_on: date, at: datetime) -> date:
    """A last day that has not gone by. Raises: QuarterRefused."""
    if due_on < day_now(connection, at):
        raise QuarterRefused(f"截止日期 {due_on:%Y-%m-%d} 已经过去，没有存入任何内容。请选今天或以后的日期。")
    return due_on
