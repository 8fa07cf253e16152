"""Two ideas on one matter become one: sources, histories and proposers of both stay, and it can be undone."""

from datetime import datetime

from actions import idea_waits, invitation_ends
from actions.idea_rules import ASKING
from actions.idea_sources import still_enough
from actions.idea_words import IdeaRefused, limited
from actions.ideas import LONGEST_REASON
from data_access import idea_groups, ideas
from data_access.engine import Engine, writing
from data_access.ideas import Idea
from data_access.journal import Entry
from glossary import IdeaState, WorkStep
from permissions import Permission, Person, require

__all__ = ["merge", "unmerge"]


def merge(engine: Engine, *, number: str, version: int, into: str, reason: str, by: Person, at: datetime) -> None:
    """并入: `number` is from now on part of `into`, with everything that was merged into it before.

    Raises: NotPermitted, NoSuchIdea, StaleIdea, IdeaRefused.
    """
    require(by, Permission.MANAGE_IDEAS, "合并金点子")
    reason = _reason(reason)
    if number == into:
        raise IdeaRefused("不能并入自己，没有改动任何内容。")
    with writing(engine) as connection:
        first, second = (ideas.lock(connection, number=each, by=by) for each in sorted((number, into)))
        small, main = (first, second) if first.number == number else (second, first)
        _check(small, main, version)
        if main.state not in ASKING:
            reason = f"并入“{main.state.label}”的 {main.number}"
            invitation_ends.end_all(connection, small, reason, by=by, at=at)
        idea_waits.rest(connection, small, by=by, at=at)
        idea_groups.merge(connection, small=small, main=main)
        ideas.change(connection, small)
        ideas.change(connection, main)
        for each, step, other in ((small, WorkStep.MERGED, main), (main, WorkStep.MERGED_FROM, small)):
            entry = Entry(step, reason=reason, details={"idea": other.number, "title": other.title})
            ideas.note(connection, each.id, entry, by=by, at=at)


def unmerge(engine: Engine, *, number: str, reason: str, by: Person, at: datetime) -> None:
    """撤销并入: the idea stands for itself again, as it was, with what had been merged into it.

    Raises: NotPermitted, NoSuchIdea, IdeaRefused.
    """
    require(by, Permission.MANAGE_IDEAS, "撤销并入")
    reason = _reason(reason)
    with writing(engine) as connection:
        small = ideas.lock(connection, number=number, by=by)
        if small.merged_into_id is None:
            raise IdeaRefused(f"{number} 没有并入别的金点子，没有改动任何内容。")
        main = ideas.lock(connection, number=idea_groups.number_of(connection, small.main_id), by=by)
        idea_groups.unmerge(connection, small=small)
        still_enough(connection, main)
        ideas.change(connection, small)
        ideas.change(connection, main)
        for each, other in ((small, main), (main, small)):
            entry = Entry(WorkStep.UNMERGED, reason=reason, details={"idea": other.number, "title": other.title})
            ideas.note(connection, each.id, entry, by=by, at=at)
        idea_waits.wake(connection, small, by=by, at=at)
        if small.state in ASKING:
            invitation_ends.reopen(connection, small, by=by, at=at)


def _reason(reason: str) -> str:
    reason = limited(reason, LONGEST_REASON, "原因")
    if not reason:
        raise IdeaRefused("请写明原因，没有改动任何内容。")
    return reason


def _check(small: Idea, main: Idea, version: int) -> None:
    if small.version != version:
        raise ideas.StaleIdea(f"{small.number} 刚刚被别人改过，没有合并。请看过新内容再决定。")
    for each in (small, main):
        if each.merged_into_id is not None:
            raise IdeaRefused(f"{each.number} 已并入另一个金点子，没有再合并。")
    if small.state in (IdeaState.CONVERTED, IdeaState.EFFECTIVE):
        raise IdeaRefused(f"{small.number} 已经转化，不能并入别的金点子；可以反过来，把 {main.number} 并入它。")
