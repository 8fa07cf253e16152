"""点题: which suggestions are behind an idea."""

from datetime import datetime

from actions import idea_rules
from actions.idea_rules import WAY, Facts
from actions.idea_words import IdeaRefused, limited
from actions.ideas import LONGEST_REASON, held, take_up
from data_access import idea_facts, idea_sources, ideas, topics
from data_access.engine import Connection, Engine, writing
from data_access.ideas import Idea
from data_access.journal import Entry
from glossary import BESIDE_THE_WAY, Step, WorkStep
from permissions import Permission, Person, require

__all__ = ["add_sources", "dismiss_topics", "remove_source", "restore_topics", "still_enough"]


def add_sources(
    engine: Engine, *, number: str, suggestion_numbers: tuple[str, ...], by: Person, at: datetime
) -> list[str]:
    """Make suggestions sources of an idea; those that are already stay. Returns the numbers of the new ones.

    Raises: NotPermitted, NoSuchIdea, IdeaRefused.
    """
    if not suggestion_numbers:
        raise IdeaRefused("没有选建议，没有存入任何内容。")
    with writing(engine) as connection:
        asked = {"number": number, "by": by, "doing": "列入来源建议"}
        idea = held(connection, **asked, permission=Permission.PICK_TOPICS)
        new = take_up(connection, idea.id, number, suggestion_numbers, by=by, at=at)
        if new:
            ideas.change(connection, idea)
    return new


def remove_source(
    engine: Engine, *, number: str, suggestion_number: str, reason: str, by: Person, at: datetime
) -> None:
    """Take a suggestion out of an idea, with a reason; it can be taken up again.

    Raises: NotPermitted, NoSuchIdea, IdeaRefused.
    """
    reason = limited(reason, LONGEST_REASON, "原因")
    if not reason:
        raise IdeaRefused("请写明移出的原因，没有改动任何内容。")
    with writing(engine) as connection:
        idea = held(connection, number=number, by=by, doing="移出来源建议")
        found = idea_sources.lock_suggestions(connection, (suggestion_number,))
        place = {"idea_id": idea.id, "reason": reason, "by": by, "at": at}
        if not found or not idea_sources.remove(connection, suggestion_id=found[0].id, **place):
            raise IdeaRefused(f"{suggestion_number} 不是 {number} 自己的来源，没有改动任何内容。")
        still_enough(connection, idea)
        ideas.change(connection, idea)
        details = {"suggestions": [suggestion_number]}
        ideas.note(connection, idea.id, Entry(WorkStep.SOURCE_REMOVED, reason=reason, details=details), by=by, at=at)
        said = f"移出金点子 {number} 的来源：{reason}"
        idea_sources.note_on_suggestion(connection, found[0], step=Step.LET_GO, reason=said, by=by, at=at)


def still_enough(connection: Connection, idea: Idea, **changed: object) -> None:
    """What a state needs may not be taken away while the idea is in it; `changed` fields of Facts.

    Raises: IdeaRefused.
    """
    if idea.state in BESIDE_THE_WAY or idea.state is WAY[0]:
        return
    lacking = idea_rules.lacking(idea.state, Facts(**(idea_facts.read(connection, idea) | changed)))
    if lacking:
        what = "；".join(lacking)
        raise IdeaRefused(f"“{idea.state.label}”的金点子 {idea.number} 不能缺少：{what}。没有改动任何已存的内容。")


def dismiss_topics(
    engine: Engine, *, suggestion_numbers: tuple[str, ...], reason: str = "", by: Person, at: datetime
) -> int:
    """Suggestions proposed for an idea are not proposed any more; returns how many.

    Raises: NotPermitted, IdeaRefused.
    """
    require(by, Permission.PICK_TOPICS, "处理点题")
    reason = limited(reason, LONGEST_REASON, "原因")
    with writing(engine) as connection:
        return topics.dismiss(connection, numbers=suggestion_numbers, reason=reason, by=by, at=at)


def restore_topics(engine: Engine, *, suggestion_numbers: tuple[str, ...], by: Person, at: datetime) -> int:
    """Undo `dismiss_topics`; returns how many are proposed again. `at` is not kept: the row goes.

    Raises: NotPermitted.
    """
    require(by, Permission.PICK_TOPICS, "处理点题")
    with writing(engine) as connection:
        return topics.restore(connection, numbers=suggestion_numbers)
