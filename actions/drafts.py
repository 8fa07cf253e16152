"""Drafts: what a person types is kept as they type, apart for each open page; everybody reaches only their own.

No permission is asked for: a draft is shown to nobody but its author, and whoever stores its text for good is asked
then. No history either, for nothing has happened yet. Instants are naive UTC.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from actions.draft_rules import (
    MOST_DRAFTS,
    DraftRefused,
    DraftTooLarge,
    check_names,
    check_size,
    checked_fields,
)
from data_access import drafts
from data_access.drafts import Draft, Fields
from data_access.engine import Connection, Engine, noting
from permissions import Person

__all__ = [
    "Draft",
    "DraftRefused",
    "DraftTooLarge",
    "SavedDraft",
    "Source",
    "discard",
    "finish",
    "kept_drafts",
    "open_drafts",
    "save",
    "take_back",
]

KEPT_FOR = timedelta(days=30)
EPOCH = datetime(1970, 1, 1)


@dataclass(frozen=True)
class Source:
    """The draft a page went on from, and when that had last been saved."""

    tab: str
    saved_at: datetime

    @property
    def token(self) -> str:
        """As it travels through the browser: the tab and microseconds since 1970."""
        return f"{self.tab}-{(self.saved_at - EPOCH) // timedelta(microseconds=1)}"

    @classmethod
    def from_token(cls, token: object) -> "Source | None":
        """None for none. Raises: DraftRefused."""
        if token is None:
            return None
        tab, _, moment = str(token).rpartition("-")
        if not (moment.isascii() and moment.isdecimal() and len(moment) <= 17):
            raise DraftRefused("草稿的来源不对，没有保存。请刷新页面后再试。")
        return cls(tab, EPOCH + timedelta(microseconds=int(moment)))

    def is_still(self, draft: Draft) -> bool:
        """Whether nobody went on typing in the other page meanwhile."""
        return draft.tab == self.tab and draft.saved_at == self.saved_at


@dataclass(frozen=True)
class SavedDraft:
    """When it was saved, and when the newest open draft of another page was that says something else."""

    saved_at: datetime
    other_saved_at: datetime | None


def kept_drafts(engine: Engine, *, subject: str, by: Person) -> list[Draft]:
    """The person's open drafts about a subject and the discarded ones still kept, the last saved first."""
    return drafts.drafts(engine, account_id=by.account_id, subject=subject)


def open_drafts(engine: Engine, *, subject: str, by: Person) -> list[Draft]:
    """Those of them that are not discarded."""
    return [draft for draft in kept_drafts(engine, subject=subject, by=by) if draft.is_open]


def save(
    engine: Engine,
    *,
    subject: str,
    tab: str,
    fields: Fields,
    based_on: int | None = None,
    source: Source | None = None,
    by: Person,
    at: datetime,
) -> SavedDraft:
    """Put changed fields into the draft of one open page; the other fields stay as they were saved.

    The first time, the draft begins with what `source` holds, which is closed unless it was typed in again meanwhile.
    A closed draft is opened again by text that is new to it, and not by a last keystroke that was stored with the rest.
    Raises: DraftRefused, DraftTooLarge.
    """
    check_names(subject, tab)
    fields, owner = checked_fields(fields), {"account_id": by.account_id, "subject": subject}
    with noting(engine) as connection:
        is_new = drafts.begin(connection, **owner, tab=tab, based_on=based_on, at=at)
        if is_new:
            _make_room(connection, by, at)
        held = drafts.hold(connection, **owner, tabs={tab} | ({source.tab} if source else set()))
        mine = held.pop(tab)
        first = held.get(source.tab) if is_new and source else None
        merged = (first.fields if first else mine.fields) | fields
        check_size(merged)
        if is_new or mine.is_open or merged != mine.fields:
            base = based_on if mine.based_on is None else mine.based_on
            drafts.put(connection, **owner, tab=tab, fields=merged, based_on=base, saved_at=at, closed_at=None)
        # What was typed there meanwhile has not been seen here: unless it was sent from here too, it stays open.
        if first is not None and (source.is_still(first) or not first.says_more_than(fields)):
            held.pop(first.tab)
            drafts.put(connection, **owner, tab=first.tab, closed_at=first.saved_at)
        others = (each.saved_at for each in held.values() if each.is_open and each.says_more_than(merged))
        return SavedDraft(at, next(others, None))


def finish(
    engine: Engine,
    *,
    subject: str,
    tab: str,
    fields: Fields,
    read_at: datetime,
    source: Source | None = None,
    by: Person,
    at: datetime,
) -> None:
    """`fields`, as the page held them at `read_at`, have been stored for good: close its draft, the one it went on
    from, and any other open draft that holds nothing else. What differs in another page stays open, and so does what
    was typed in this one after `read_at`. One that was set aside when its text was stored stays as it is.

    Raises: DraftRefused.
    """
    check_names(subject, tab)
    fields, owner = checked_fields(fields), {"account_id": by.account_id, "subject": subject}
    with noting(engine) as connection:
        drafts.begin(connection, **owner, tab=tab, based_on=None, at=at)
        held = drafts.hold(connection, **owner, tabs={tab})
        mine = held.pop(tab)
        typed_since = mine.is_open and mine.saved_at > read_at and mine.says_more_than(fields)
        if not (typed_since or mine.was_discarded):
            drafts.put(connection, **owner, tab=tab, fields=mine.fields | fields, saved_at=at, closed_at=at)
        for other in held.values():
            if (source and source.is_still(other)) or not other.says_more_than(fields):
                drafts.put(connection, **owner, tab=other.tab, closed_at=other.saved_at)
        drafts.forget(connection, account_id=by.account_id, before=at - KEPT_FOR)


def discard(
    engine: Engine, *, subject: str, tab: str, source: Source | None = None, by: Person, at: datetime
) -> str | None:
    """Close the draft of a page, and the one it went on from; returns the tab by which it can be taken back.

    None when there was nothing to discard. Raises: DraftRefused.
    """
    check_names(subject, tab)
    owner = {"account_id": by.account_id, "subject": subject}
    with noting(engine) as connection:
        # A row even when nothing was saved yet: a keystroke on its way must not open the draft again.
        drafts.begin(connection, **owner, tab=tab, based_on=None, at=at)
        held = drafts.hold(connection, **owner, tabs={tab})
        closing = [held[tab]] if held[tab].is_open else []
        closing += [draft for draft in held.values() if draft.is_open and source and source.is_still(draft)]
        for draft in closing:
            drafts.put(connection, **owner, tab=draft.tab, closed_at=at)
        drafts.forget(connection, account_id=by.account_id, before=at - KEPT_FOR)
    return closing[0].tab if closing else None


def take_back(engine: Engine, *, subject: str, tab: str, by: Person, at: datetime) -> None:
    """Open a closed draft again, as the newest.

    Raises: DraftRefused.
    """
    check_names(subject, tab)
    owner = {"account_id": by.account_id, "subject": subject}
    with noting(engine) as connection:
        if tab not in drafts.hold(connection, **owner, tabs={tab}):
            raise DraftRefused("这份草稿已超过 30 天，不再保留。")
        drafts.put(connection, **owner, tab=tab, saved_at=at, closed_at=None)


def _make_room(connection: Connection, by: Person, at: datetime) -> None:
    drafts.forget(connection, account_id=by.account_id, before=at - KEPT_FOR)
    if drafts.count(connection, account_id=by.account_id) > MOST_DRAFTS:
        raise DraftRefused(f"您的草稿已超过 {MOST_DRAFTS} 份，这一份没有保存。请先提交或放弃以前的草稿。")
