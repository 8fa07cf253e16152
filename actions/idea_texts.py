"""Writing an idea: a text saved too late is kept beside the one in force, and a person compares and chooses."""

from dataclasses import dataclass
from datetime import datetime

from actions.idea_sources import still_enough
from actions.idea_words import IdeaRefused, changed_fields, checked_text, limited
from actions.ideas import held
from data_access import idea_texts, ideas
from data_access.engine import Connection, Engine, writing
from data_access.idea_texts import IdeaText
from data_access.ideas import Idea
from data_access.journal import Entry
from glossary import WorkStep
from permissions import Person

__all__ = ["IdeaText", "SavedText", "proposed_merge", "save_text", "saved", "settle"]


@dataclass(frozen=True)
class SavedText:
    """What came of saving: under which sequence the text is kept, and whether it is in force.

    Not in force: somebody saved sequence `current` first; both texts are in the history, to be compared.
    `changed`: the fields that differ from the text the person began with; empty when nothing was stored.
    """

    sequence: int
    current: int
    changed: tuple[str, ...]

    @property
    def in_force(self) -> bool:
        """Whether everybody sees this text now."""
        return self.sequence == self.current


def save_text(
    engine: Engine,
    *,
    number: str,
    based_on: int,
    text: IdeaText,
    reason: str = "",
    settles: int | None = None,
    by: Person,
    at: datetime,
) -> SavedText:
    """Keep the text written on top of sequence `based_on`; nothing changed stores nothing.

    `settles`: the sequence of a text set aside that this one takes account of.
    Raises: NotPermitted, NoSuchIdea, IdeaRefused.
    """
    with writing(engine) as connection:
        idea = held(connection, number=number, by=by, doing="修改金点子")
        return saved(connection, idea, based_on=based_on, text=text, reason=reason, settles=settles, by=by, at=at)


def saved(
    connection: Connection,
    idea: Idea,
    *,
    based_on: int,
    text: IdeaText,
    reason: str = "",
    settles: int | None = None,
    by: Person,
    at: datetime,
) -> SavedText:
    """The same inside the caller's transaction, for an idea it holds."""
    before = _text(connection, idea, based_on)
    text, reason = checked_text(connection, text, before), limited(reason, 200, "修改说明")
    changed = changed_fields(before, text)
    if settles is not None:
        _settle(connection, idea, settles, by, at)
    is_late = based_on != idea.text_sequence
    if not changed or (is_late and text == _text(connection, idea, idea.text_sequence)):
        return SavedText(idea.text_sequence, idea.text_sequence, ())
    sequence = idea_texts.last_sequence(connection, idea_id=idea.id) + 1
    keep = {"idea_id": idea.id, "sequence": sequence, "based_on": based_on, "text": text, "reason": reason}
    if is_late:
        idea_texts.insert(connection, **keep, set_aside=True, by=by, at=at)
        details = {"text": sequence, "current": idea.text_sequence, "changed": list(changed)}
        ideas.note(connection, idea.id, Entry(WorkStep.TEXT_SET_ASIDE, reason=reason, details=details), by=by, at=at)
        return SavedText(sequence, idea.text_sequence, changed)
    written = {"problem": text.problem, "proposal": text.proposal, "category_code": text.category_code}
    still_enough(connection, idea, **written)
    idea_texts.insert(connection, **keep, by=by, at=at)
    short = {"title": text.title, "category_code": text.category_code, "cost_yuan": text.cost_yuan}
    ideas.change(connection, idea, text_sequence=sequence, **short)
    details = {"text": sequence, "changed": list(changed)} | ({} if settles is None else {"settles": settles})
    ideas.note(connection, idea.id, Entry(WorkStep.TEXT_SAVED, reason=reason, details=details), by=by, at=at)
    return SavedText(sequence, sequence, changed)


def settle(engine: Engine, *, number: str, sequence: int, by: Person, at: datetime) -> None:
    """Keep the text in force after comparing it with one set aside, which stays readable in the history.

    Raises: NotPermitted, NoSuchIdea, IdeaRefused.
    """
    with writing(engine) as connection:
        idea = held(connection, number=number, by=by, doing="修改金点子")
        _settle(connection, idea, sequence, by, at)
        details = {"settles": sequence, "current": idea.text_sequence}
        ideas.note(
            connection, idea.id, Entry(WorkStep.TEXT_SAVED, reason="保留现有内容", details=details), by=by, at=at
        )


def proposed_merge(base: IdeaText, theirs: IdeaText, mine: IdeaText) -> dict[str, str]:
    """For each field that differs between two texts written on the same base, whose to propose: theirs or mine.

    A field only one of the two changed is taken from who changed it; where both did, mine, for the person to decide.
    """
    return {
        name: "theirs" if getattr(mine, name) == getattr(base, name) else "mine"
        for name in changed_fields(theirs, mine)
    }


def _settle(connection: Connection, idea: Idea, sequence: int, by: Person, at: datetime) -> None:
    if not idea_texts.settle(connection, idea_id=idea.id, sequence=sequence, by=by, at=at):
        raise IdeaRefused(f"第 {sequence} 版不是等待比较的内容，或已有人处理过。请刷新后再看。")


def _text(connection: Connection, idea: Idea, sequence: int) -> IdeaText:
    try:
        return idea_texts.read(connection, idea_id=idea.id, sequence=sequence)
    except LookupError as missing:
        raise IdeaRefused(f"{idea.number} 没有第 {sequence} 版，没有存入任何内容。请刷新后再改。") from missing
