"""What an expert typed and did not hand in: set aside once a review stands, shown to its author, never offered as new.

A review can come in by a file, or from another device, while a draft of the same form is open somewhere.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from actions.drafts import kept_drafts
from actions.review_marks import BadMark, GivenReview, parse_mark
from actions.typed_text import plain
from data_access import drafts
from data_access.drafts import Draft, Fields
from data_access.engine import Connection, Engine
from data_access.expert_reviews import OwnReview
from data_access.masking import masked
from permissions import Permission, Person, require

MARK = "mark_"
NOTHING = GivenReview({}, abstain_reason="")


def subject(assignment_id: int, number: int) -> str:
    """What the drafts of a project's form in a round are about."""
    return f"review-{assignment_id}-{number}"


def mark_field(criterion_id: int) -> str:
    """The field of a mark."""
    return f"{MARK}{criterion_id}"


def unsaid(fields: Fields, given: GivenReview | OwnReview) -> dict[str, str]:
    """Of what was typed, what the review does not say: field → text. An empty field says nothing."""
    said = {mark_field(which): f"{mark:g}" for which, mark in given.marks.items()}
    said |= {name: getattr(given, name) or "" for name in ("comment", "change_reason", "abstain_reason")}
    return {name: str(typed) for name, typed in fields.items() if _plain(name, typed) not in ("", said.get(name, ""))}


def _plain(name: str, typed: object) -> str:
    """As it would have been stored."""
    if not name.startswith(MARK):
        return masked(plain(str(typed)))
    try:
        value = parse_mark(str(typed))
    except BadMark:
        return str(typed).strip()
    return "" if value is None else f"{value:g}"


def set_aside(
    connection: Connection,
    *,
    account_id: int,
    subject: str,
    given: GivenReview | OwnReview = NOTHING,
    at: datetime,
) -> None:
    """No draft of the form is open any more; one that says what `given` does not is kept as discarded."""
    for draft in drafts.hold(connection, account_id=account_id, subject=subject, tabs=set()).values():
        # Closed as of its last saving: its text lives on. At any other moment: it is nowhere else.
        other = at if at != draft.saved_at else at + timedelta(microseconds=1)
        closed_at = other if unsaid(draft.fields, given) else draft.saved_at
        drafts.put(connection, account_id=account_id, subject=subject, tab=draft.tab, closed_at=closed_at)


def left_over(
    engine: Engine, *, assignment_id: int, round: int, given: OwnReview | None, by: Person
) -> list[tuple[datetime, Mapping[str, str]]]:
    """What this expert typed and did not hand in, the last first: when it was saved, and what `given` does not say.

    Raises: NotPermitted.
    """
    require(by, Permission.REVIEW_PROJECTS, "查看自己的草稿")
    kept = kept_drafts(engine, subject=subject(assignment_id, round), by=by)
    found = [(draft.saved_at, unsaid(draft.fields, given or NOTHING)) for draft in kept]
    return [each for each in found if each[1]]


def differing(
    connection: Connection, given: Mapping[int, GivenReview], *, account_id: int, number: int
) -> Collection[int]:
    """Of reviews to come (assignment id → review), those about which an open draft says something else."""
    subjects = {subject(which, number): which for which in given}
    opened: dict[str, list[Draft]] = drafts.open_about(connection, account_id=account_id, subjects=list(subjects))
    return {
        subjects[about]
        for about, found in opened.items()
        if any(unsaid(draft.fields, given[subjects[about]]) for draft in found)
    }
