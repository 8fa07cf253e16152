"""破题: who was asked about an idea, what they said, and which meetings were held."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd
from sqlalchemy import Connection, Engine, case, or_, select, update

from data_access import schema
from data_access.engine import reading
from data_access.masking import masked
from data_access.partner_roster import by_number, named
from data_access.partners import in_term
from glossary import InvitationState, Stance
from permissions import Permission, Person, require

invitation, opinion, meeting, partner = schema.invitation, schema.opinion, schema.meeting, schema.partner
attended = schema.meeting_partner
FAR = date(9999, 12, 31)


@dataclass(frozen=True)
class Waiting:
    """An invitation as the actions handle it; `idea_id`: whose it is, perhaps one that was merged."""

    id: int
    partner_id: int
    idea_id: int
    name: str  # of the partner
    due_on: date | None


def partner_names(connection: Connection, ids: tuple[int, ...], *, on: date | None = None) -> dict[int, str]:
    """Id → name of those that exist; with `on`, only of those active and in their term that day."""
    chosen = [partner.c.id.in_(ids)]
    if on is not None:
        chosen.append(in_term(on))
    query = select(partner.c.id, partner.c.name).where(*chosen).order_by(partner.c.id)
    return dict(connection.execute(query).all())


def open_partners(connection: Connection, *, idea_id: int) -> dict[int, str]:
    """Partners with an open invitation to this idea or to what was merged into it, id → name."""
    query = select(partner.c.id, partner.c.name).select_from(invitation.join(partner))
    waiting = (invitation.c.idea_id.in_(_group(idea_id)), invitation.c.state == InvitationState.INVITED.value)
    return dict(connection.execute(query.where(*waiting)).all())


def insert(
    connection: Connection,
    *,
    idea_id: int,
    partner_id: int,
    question: str,
    due_on: date | None,
    by: Person,
    at: datetime,
) -> int:
    """One more invitation; returns its id."""
    row = {"idea_id": idea_id, "partner_id": partner_id, "state": InvitationState.INVITED.value, "question": question}
    who = {"due_on": due_on, "invited_at": at, "invited_by_name": by.name}
    return connection.execute(invitation.insert().values(**row, **who)).inserted_primary_key[0]


def waiting(connection: Connection, *, idea_id: int, state: InvitationState = InvitationState.INVITED) -> list[Waiting]:
    """The open invitations to an idea and to what was merged into it, or those in another state, the oldest first."""
    return _found(connection, idea_id, invitation.c.state == state.value)


def find_open(
    connection: Connection, *, idea_id: int, invitation_id: int | None = None, partner_id: int | None = None
) -> Waiting | None:
    """An open invitation to an idea or to what was merged into it, by its id or its partner, the oldest."""
    chosen = [invitation.c.state == InvitationState.INVITED.value]
    if invitation_id is not None:
        chosen.append(invitation.c.id == invitation_id)
    if partner_id is not None:
        chosen.append(invitation.c.partner_id == partner_id)
    return next(iter(_found(connection, idea_id, *chosen)), None)


def _found(connection: Connection, idea_id: int, *chosen) -> list[Waiting]:
    columns = (invitation.c.id, invitation.c.partner_id, invitation.c.idea_id, partner.c.name, invitation.c.due_on)
    query = select(*columns).select_from(invitation.join(partner)).where(invitation.c.idea_id.in_(_group(idea_id)))
    locked = query.where(*chosen).order_by(invitation.c.id).with_for_update(of=invitation)
    return [Waiting(*row) for row in connection.execute(locked)]


def close(
    connection: Connection, invitation_ids: Sequence[int], *, state: InvitationState, reason: str, at: datetime
) -> None:
    """No longer waited for, with what became of them."""
    values = {"state": state.value, "closed_at": at, "closed_reason": reason}
    connection.execute(update(invitation).where(invitation.c.id.in_(invitation_ids)).values(values))


def reopen(connection: Connection, invitation_ids: Sequence[int]) -> None:
    """Waited for again, as if they had never been closed; the history of the idea tells that they were."""
    values = {"state": InvitationState.INVITED.value, "closed_at": None, "closed_reason": ""}
    connection.execute(update(invitation).where(invitation.c.id.in_(invitation_ids)).values(values))


def insert_opinion(
    connection: Connection,
    *,
    idea_id: int,
    partner_id: int,
    invitation_id: int | None,
    stance: Stance,
    content: str,
    given_on: date,
    by: Person,
    at: datetime,
) -> int:
    """One more opinion; returns its id."""
    row = {"idea_id": idea_id, "partner_id": partner_id, "invitation_id": invitation_id, "stance": stance.value}
    said = {"content": content, "given_on": given_on, "recorded_at": at, "recorded_by_name": by.name}
    return connection.execute(opinion.insert().values(**row, **said)).inserted_primary_key[0]


def insert_meeting(
    connection: Connection, *, idea_id: int, partner_ids: tuple[int, ...], by: Person, at: datetime, **about: object
) -> int:
    """One more meeting with who was there; `about`: held_on, place, topic, minutes, others. Returns its id."""
    row = {"idea_id": idea_id, **about, "recorded_at": at, "recorded_by_name": by.name}
    meeting_id = connection.execute(meeting.insert().values(row)).inserted_primary_key[0]
    if partner_ids:
        connection.execute(attended.insert(), [{"meeting_id": meeting_id, "partner_id": each} for each in partner_ids])
    return meeting_id


def _group(idea_id: int):
    return select(schema.idea.c.id).where(or_(schema.idea.c.main_id == idea_id, schema.idea.c.id == idea_id))


# What follows is read by idea id, which only data_access.idea_bank.head hands out, after its check of who may read.


def invitations(engine: Engine, *, idea_id: int, by: Person) -> pd.DataFrame:
    """Invitations to an idea and what was merged into it, open ones first by their last day, then the latest closed.

    Columns: id, partner_id, number, name, kind, township_code, phone (empty but for those who keep the rosters), state,
    question, due_on (date or None), invited_at (UTC), invited_by_name, closed_at (UTC or None), closed_reason.
    """
    kept = ("state", "question", "due_on", "invited_at", "invited_by_name", "closed_at", "closed_reason")
    columns = [
        invitation.c.id,
        invitation.c.partner_id,
        *(partner.c[name] for name in ("number", "name", "kind", "township_code", "phone")),
        *(invitation.c[name] for name in kept),
    ]
    query = select(*columns).select_from(invitation.join(partner)).where(invitation.c.idea_id.in_(_group(idea_id)))
    is_open = invitation.c.state == InvitationState.INVITED.value
    last_day = case((is_open & invitation.c.due_on.is_not(None), invitation.c.due_on), else_=FAR)
    found = _frame(engine, query.order_by(~is_open, last_day, invitation.c.invited_at.desc(), invitation.c.id.desc()))
    if not by.may(Permission.MANAGE_PARTNERS):
        found = found.assign(phone="")
    return _masked_for(by, found, "question", "closed_reason")


def opinions(engine: Engine, *, idea_id: int, by: Person) -> pd.DataFrame:
    """Opinions on an idea and what was merged into it, the latest first.

    Columns: id, partner_id, number, name, kind, organisation, stance, content, given_on, recorded_at (UTC),
    recorded_by_name, invitation_id (missing: given unasked).
    """
    about = ("number", "name", "kind", "organisation")
    kept = ("stance", "content", "given_on", "recorded_at", "recorded_by_name", "invitation_id")
    columns = [opinion.c.id, opinion.c.partner_id, *(partner.c[name] for name in about), *(opinion.c[n] for n in kept)]
    query = select(*columns).select_from(opinion.join(partner)).where(opinion.c.idea_id.in_(_group(idea_id)))
    found = _frame(engine, query.order_by(opinion.c.given_on.desc(), opinion.c.id.desc()))
    return _masked_for(by, found, "organisation", "content")


def meetings(engine: Engine, *, idea_id: int, by: Person) -> pd.DataFrame:
    """Meetings on an idea and what was merged into it, the latest first.

    Columns: id, held_on, place, topic, minutes, others, recorded_at (UTC), recorded_by_name, attendees (list of
    partners' names).
    """
    names = ("id", "held_on", "place", "topic", "minutes", "others", "recorded_at", "recorded_by_name")
    query = select(*(meeting.c[name] for name in names)).where(meeting.c.idea_id.in_(_group(idea_id)))
    there = select(attended.c.meeting_id, partner.c.name).select_from(attended.join(partner).join(meeting))
    found = _frame(engine, query.order_by(meeting.c.held_on.desc(), meeting.c.id.desc()))
    present = _frame(engine, there.where(meeting.c.idea_id.in_(_group(idea_id))).order_by(partner.c.id))
    who: dict[int, list[str]] = {}
    for row in present.itertuples():
        who.setdefault(row.meeting_id, []).append(row.name)
    found = _masked_for(by, found, "place", "topic", "minutes", "others")
    return found.assign(attendees=[who.get(each, []) for each in found["id"]])


def people(engine: Engine, *, by: Person, text: str, limit: int) -> pd.DataFrame:
    """Partners found by words, those in use first: to say whose opinion it is, or who was there.

    Columns: partner_id, number, name, kind. Raises: NotPermitted.
    """
    require(by, Permission.MANAGE_IDEAS, "登记意见和会议")
    columns = [partner.c.id.label("partner_id"), *(partner.c[name] for name in ("number", "name", "kind"))]
    return _frame(
        engine, select(*columns).where(*named(text, by)).order_by(~partner.c.active, *by_number()).limit(limit)
    )


def _masked_for(by: Person, found: pd.DataFrame, *texts: str) -> pd.DataFrame:
    if by.may(Permission.MANAGE_IDEAS):
        return found
    return found.assign(**{name: [masked(text) for text in found[name]] for name in texts})


def _frame(engine: Engine, query) -> pd.DataFrame:
    with reading(engine) as connection:
        rows = connection.execute(query).all()
    return pd.DataFrame(rows, columns=[column.name for column in query.selected_columns], dtype=object)
