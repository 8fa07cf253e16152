"""破题: who was asked about an idea, what they said, and which meetings were held."""

from datetime import date, datetime

import pandas as pd
from sqlalchemy import Connection, Engine, select, update

from data_access import schema
from data_access.engine import reading
from glossary import InvitationState, Stance
from permissions import Person

invitation, opinion, meeting, partner = schema.invitation, schema.opinion, schema.meeting, schema.partner
attended = schema.meeting_partner


def partner_names(connection: Connection, ids: tuple[int, ...], *, on: date | None = None) -> dict[int, str]:
    """Id → name of those that exist; with `on`, only of those active and in their term that day."""
    chosen = [partner.c.id.in_(ids)]
    if on is not None:
        chosen += [partner.c.active, *in_term(on)]
    query = select(partner.c.id, partner.c.name).where(*chosen).order_by(partner.c.id)
    return dict(connection.execute(query).all())


def in_term(on: date) -> tuple:
    """Conditions on `partner`: the term has begun and not ended; its last day still counts."""
    begun = partner.c.term_from.is_(None) | (partner.c.term_from <= on)
    return begun, partner.c.term_to.is_(None) | (partner.c.term_to >= on)


def open_partners(connection: Connection, *, idea_id: int) -> dict[int, str]:
    """Partners with an open invitation to this idea, id → name."""
    query = select(partner.c.id, partner.c.name).select_from(invitation.join(partner))
    waiting = (invitation.c.idea_id == idea_id, invitation.c.state == InvitationState.INVITED.value)
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


def find_open(connection: Connection, *, idea_id: int, invitation_id: int | None = None, partner_id: int | None = None):
    """The open invitation of this idea by its id or its partner: a row with id, partner_id; None when there is none."""
    chosen = [invitation.c.idea_id == idea_id, invitation.c.state == InvitationState.INVITED.value]
    if invitation_id is not None:
        chosen.append(invitation.c.id == invitation_id)
    if partner_id is not None:
        chosen.append(invitation.c.partner_id == partner_id)
    query = select(invitation.c.id, invitation.c.partner_id).where(*chosen).order_by(invitation.c.id).limit(1)
    return connection.execute(query.with_for_update()).first()


def close(connection: Connection, invitation_id: int, *, state: InvitationState, reason: str, at: datetime) -> None:
    """Answered, declined or withdrawn."""
    values = {"state": state.value, "closed_at": at, "closed_reason": reason}
    connection.execute(update(invitation).where(invitation.c.id == invitation_id).values(values))


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
    return select(schema.idea.c.id).where(schema.idea.c.main_id == idea_id)


def invitations(engine: Engine, *, idea_id: int) -> pd.DataFrame:
    """Invitations to an idea and what was merged into it, open ones first, then the latest.

    Columns: id, partner_id, number, name, kind, township_code, state, question, due_on (date or None),
    invited_at (UTC), invited_by_name, closed_at (UTC or None), closed_reason.
    """
    kept = ("state", "question", "due_on", "invited_at", "invited_by_name", "closed_at", "closed_reason")
    columns = [
        invitation.c.id,
        invitation.c.partner_id,
        *(partner.c[name] for name in ("number", "name", "kind", "township_code")),
        *(invitation.c[name] for name in kept),
    ]
    query = select(*columns).select_from(invitation.join(partner)).where(invitation.c.idea_id.in_(_group(idea_id)))
    order = (
        invitation.c.state != InvitationState.INVITED.value,
        invitation.c.invited_at.desc(),
        invitation.c.id.desc(),
    )
    return _frame(engine, query.order_by(*order))


def opinions(engine: Engine, *, idea_id: int) -> pd.DataFrame:
    """Opinions on an idea and what was merged into it, the latest first.

    Columns: id, partner_id, number, name, kind, organisation, stance, content, given_on, recorded_at (UTC),
    recorded_by_name.
    """
    about = ("number", "name", "kind", "organisation")
    kept = ("stance", "content", "given_on", "recorded_at", "recorded_by_name")
    columns = [opinion.c.id, opinion.c.partner_id, *(partner.c[name] for name in about), *(opinion.c[n] for n in kept)]
    query = select(*columns).select_from(opinion.join(partner)).where(opinion.c.idea_id.in_(_group(idea_id)))
    return _frame(engine, query.order_by(opinion.c.given_on.desc(), opinion.c.id.desc()))


def meetings(engine: Engine, *, idea_id: int) -> pd.DataFrame:
    """Meetings on an idea and what was merged into it, the latest first.

    Columns: id, held_on, place, topic, minutes, others, recorded_by_name, attendees (list of partners' names).
    """
    names = ("id", "held_on", "place", "topic", "minutes", "others", "recorded_by_name")
    query = select(*(meeting.c[name] for name in names)).where(meeting.c.idea_id.in_(_group(idea_id)))
    there = select(attended.c.meeting_id, partner.c.name).select_from(attended.join(partner).join(meeting))
    found = _frame(engine, query.order_by(meeting.c.held_on.desc(), meeting.c.id.desc()))
    present = _frame(engine, there.where(meeting.c.idea_id.in_(_group(idea_id))).order_by(partner.c.id))
    who: dict[int, list[str]] = {}
    for row in present.itertuples():
        who.setdefault(row.meeting_id, []).append(row.name)
    return found.assign(attendees=[who.get(each, []) for each in found["id"]])


def _frame(engine: Engine, query) -> pd.DataFrame:
    with reading(engine) as connection:
        return pd.DataFrame(connection.execute(query).all(), columns=[column.name for column in query.selected_columns])
