"""What 社会力量 gave: invitations and what became of them, opinions, meetings; per partner, and one by one."""

from datetime import date, timedelta

import pandas as pd
from sqlalchemy import Engine, Select, Subquery, case, func, literal, select, union_all

from data_access import schema
from data_access.engine import reading
from data_access.masking import masked
from data_access.partners import require_reading
from glossary import InvitationState
from permissions import Permission, Person

partner, invitation = schema.partner, schema.invitation
COUNTS = ("invitations", "answered", "declined", "withdrawn", "ended", "lapsed", "waiting", "late", "expected",
          "opinions", "meetings")  # fmt: skip
# A contribution counts as recent from this many days on, the day itself included.
RECENT_DAYS = 90


def recent_from(as_of: date) -> date:
    """The first of the RECENT_DAYS that end on a day."""
    return as_of - timedelta(days=RECENT_DAYS - 1)


def _given(among: Select | None = None) -> Subquery:
    """Every opinion and every presence at a meeting as a row: partner_id, given_on, opinions (0 or 1), meetings.

    `among`: a query for the ids of the partners it is wanted for; the index finds theirs without reading the others'.
    """
    opinion, attended, meeting = schema.opinion, schema.meeting_partner, schema.meeting
    one, none = literal(1), literal(0)
    said = select(opinion.c.partner_id, opinion.c.given_on, one.label("opinions"), none.label("meetings"))
    met = select(attended.c.partner_id, meeting.c.held_on, none, one).select_from(attended.join(meeting))
    if among is not None:
        said, met = said.where(opinion.c.partner_id.in_(among)), met.where(attended.c.partner_id.in_(among))
    return union_all(said, met).subquery()


def gave(among: Select | None = None) -> Subquery:
    """Per partner who gave anything: partner_id, opinions, meetings, last_on."""
    each = _given(among)
    counts = [func.sum(each.c[name]).label(name) for name in ("opinions", "meetings")]
    last = func.max(each.c.given_on).label("last_on")
    return select(each.c.partner_id, *counts, last).group_by(each.c.partner_id).subquery()


def gave_recently(as_of: date) -> Subquery:
    """Per partner who gave anything in the 90 days up to a day: partner_id, given."""
    each = _given()
    recent = select(each.c.partner_id, func.count().label("given")).where(each.c.given_on >= recent_from(as_of))
    return recent.group_by(each.c.partner_id).subquery()


def asked(as_of: date, among: Select | None = None) -> Subquery:
    """Per partner who was ever invited: partner_id, the counts of invitations in COUNTS, last_invited_at (UTC).

    `late`: open and due before the day. `lapsed`: the idea moved on after their last day. `expected`: answered,
    declined, lapsed or late; withdrawn and ended ones were taken back from the partner, and open ones may still be
    answered in time.
    """
    state = invitation.c.state
    is_late = (state == InvitationState.INVITED.value) & (invitation.c.due_on < as_of)
    was_expected = (InvitationState.ANSWERED, InvitationState.DECLINED, InvitationState.LAPSED)
    is_expected = state.in_([each.value for each in was_expected]) | is_late
    counted = {
        "answered": state == InvitationState.ANSWERED.value,
        "declined": state == InvitationState.DECLINED.value,
        "withdrawn": state == InvitationState.WITHDRAWN.value,
        "ended": state == InvitationState.ENDED.value,
        "lapsed": state == InvitationState.LAPSED.value,
        "waiting": state == InvitationState.INVITED.value,
        "late": is_late,
        "expected": is_expected,
    }
    sums = [func.sum(case((condition, 1), else_=0)).label(name) for name, condition in counted.items()]
    last = func.max(invitation.c.invited_at).label("last_invited_at")
    query = select(invitation.c.partner_id, func.count().label("invitations"), *sums, last)
    if among is not None:
        query = query.where(invitation.c.partner_id.in_(among))
    return query.group_by(invitation.c.partner_id).subquery()


def with_counts(query: Select, as_of: date, among: Select | None = None) -> Select:
    """A query over `partner` with COUNTS and last_on added, 0 and null for whoever has none; `among` their ids."""
    requests, gifts = asked(as_of, among), gave(among)
    sources = {name: gifts if name in gifts.c else requests for name in COUNTS}
    counts = [func.coalesce(source.c[name], 0).label(name) for name, source in sources.items()]
    joined = query.add_columns(*counts, gifts.c.last_on)
    joined = joined.outerjoin(requests, requests.c.partner_id == partner.c.id)
    return joined.outerjoin(gifts, gifts.c.partner_id == partner.c.id)


def contributions(engine: Engine, *, by: Person, as_of: date) -> pd.DataFrame:
    """Every partner with what they gave, in order of number; response rate = answered ÷ expected.

    Columns: number, kind, name, township_code, organisation, invitations, answered, declined, withdrawn, ended,
    lapsed, waiting, late (open and due before `as_of`), expected, opinions, meetings, last_on (date or None).
    Raises: NotPermitted.
    """
    require_reading(by)
    names = ("number", "kind", "name", "township_code", "organisation")
    query = with_counts(select(*(partner.c[name] for name in names)).select_from(partner), as_of)
    with reading(engine) as connection:
        rows = connection.execute(query.order_by(func.length(partner.c.number), partner.c.number)).all()
    found = pd.DataFrame(rows, columns=[*names, *COUNTS, "last_on"]).astype(dict.fromkeys(COUNTS, "int64"))
    return found.assign(organisation=[masked(text) for text in found["organisation"]])


def invitations_of(engine: Engine, *, partner_id: int, by: Person, as_of: date) -> pd.DataFrame:
    """What one partner was asked, the latest first.

    Columns: idea, title, question, invited_at (UTC), due_on (date or None), state, closed_at (UTC or None), is_late.
    Raises: NotPermitted.
    """
    require_reading(by)
    idea = schema.idea
    kept = ("question", "invited_at", "due_on", "state", "closed_at")
    columns = [idea.c.number.label("idea"), idea.c.title, *(invitation.c[name] for name in kept)]
    query = select(*columns).select_from(invitation.join(idea)).where(invitation.c.partner_id == partner_id)
    with reading(engine) as connection:
        rows = connection.execute(query.order_by(invitation.c.invited_at.desc(), invitation.c.id.desc())).all()
    found = pd.DataFrame(rows, columns=[column.name for column in columns], dtype=object)
    is_open = found["state"] == InvitationState.INVITED.value
    overdue = pd.Series([due is not None and due < as_of for due in found["due_on"]], dtype=bool)
    return found.assign(question=[_for(by, text) for text in found["question"]], is_late=is_open & overdue)


def given_by(engine: Engine, *, partner_id: int, by: Person) -> pd.DataFrame:
    """What one partner said and which meetings they were at, the latest first.

    Columns: idea, title, given_on, stance (None: a meeting), text (the opinion, or the meeting's topic).
    Raises: NotPermitted.
    """
    require_reading(by)
    idea, opinion, attended, meeting = schema.idea, schema.opinion, schema.meeting_partner, schema.meeting
    about = (idea.c.number.label("idea"), idea.c.title)
    said = select(*about, opinion.c.given_on, opinion.c.stance, opinion.c.content.label("text"))
    said = said.select_from(opinion.join(idea)).where(opinion.c.partner_id == partner_id)
    met = select(*about, meeting.c.held_on, literal(None, opinion.c.stance.type), meeting.c.topic)
    met = met.select_from(attended.join(meeting).join(idea)).where(attended.c.partner_id == partner_id)
    both = union_all(said, met).subquery()
    with reading(engine) as connection:
        rows = connection.execute(select(both).order_by(both.c.given_on.desc(), both.c.idea)).all()
    found = pd.DataFrame(rows, columns=list(both.c.keys()), dtype=object)
    return found.assign(text=[_for(by, text) for text in found["text"]])


def _for(by: Person, text: str) -> str:
    return text if by.may(Permission.MANAGE_IDEAS) else masked(text)
