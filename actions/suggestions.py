"""What the office does with one suggestion."""

from dataclasses import dataclass
from datetime import datetime

from data_access import history, settings, suggestions
from data_access.calendar import read_calendar
from data_access.engine import Connection, Engine, writing
from data_access.history import Change
from data_access.suggestions import NoSuchSuggestion, StaleVersion
from glossary import Nature, State, Step, Tier
from permissions import Permission, Person, require
from working_time import local

__all__ = ["NoSuchSuggestion", "StaleVersion", "SuggestionState", "WrongStage", "reclassify"]


class WrongStage(Exception):
    """Not possible where the suggestion stands now; the message is a sentence for the screen."""


@dataclass(frozen=True)
class SuggestionState:
    """Where a suggestion stands after an action."""

    number: str
    version: int
    state: State


def reclassify(
    engine: Engine,
    *,
    number: str,
    version: int,
    nature: Nature | None = None,
    tier: Tier | None = None,
    category_code: str | None = None,
    township_code: str | None = None,
    by: Person,
    at: datetime,
) -> SuggestionState:
    """分类: decide nature, tier, category, township; what is None stays as it is. A tier sets the deadline.

    Raises: NotPermitted, NoSuchSuggestion, StaleVersion, WrongStage.
    """
    require(by, Permission.REGISTER, "给建议分类")
    require(by, Permission.READ_CASES, "给建议分类")
    asked = {"nature": nature, "tier": tier, "category_code": category_code, "township_code": township_code}
    values = {name: str(value) for name, value in asked.items() if value is not None}
    with writing(engine) as connection:
        before = suggestions.lock(connection, number=number, version=version)
        state = _state_after(before, values)
        follows = _what_follows(connection, before, nature, tier)
        new_version = suggestions.change(connection, before, state=state.value, **values, **follows)
        step = Step.CHANGED if state is before.state else Step.TRIAGED
        change = Change(step, before.state, state, _reason(before, values))
        history.append(connection, suggestion_id=before.id, change=change, by=by, at=at)
    return SuggestionState(number, new_version, state)


def _what_follows(
    connection: Connection, before: suggestions.Suggestion, nature: Nature | None, tier: Tier | None
) -> dict:
    """A new tier sets the deadline; a report (举报) is for the office's eyes only."""
    deadline = _deadline(connection, before, tier) if tier is not None and tier != before.tier else {}
    return deadline | ({"confidential": True} if nature is Nature.REPORT else {})


def _deadline(connection: Connection, before: suggestions.Suggestion, tier: Tier) -> dict:
    """The citizen's clock runs from receipt, whenever the tier is decided; the first deadline is kept."""
    if before.extended_on is not None:
        raise WrongStage(f"{before.number} 已经延期，不能再改办理等级，没有改动任何内容。")
    limit = settings.current(connection)["tier_limits"][tier.value]
    due_on = read_calendar(connection).due_on(local(before.received_at), limit)
    return {"due_on": due_on, "first_due_on": before.first_due_on or due_on}


def _state_after(before: suggestions.Suggestion, values: dict) -> State:
    """Accepted becomes triaged once nature, tier and category are all decided."""
    decided = all(values.get(name) or getattr(before, name) for name in ("nature", "tier", "category_code"))
    return State.TRIAGED if before.state is State.ACCEPTED and decided else before.state


def _reason(before: suggestions.Suggestion, values: dict) -> str:
    named = {"nature": "性质", "tier": "办理等级", "category_code": "分类", "township_code": "镇办区"}
    changes = [
        f"{label}：{getattr(before, name) or '未定'} → {values[name]}"
        for name, label in named.items()
        if name in values and values[name] != getattr(before, name)
    ]
    return "；".join(changes)[:400]
