"""Who fits an idea: partners ordered by what they know, where they are, and how much they already have to do."""

from datetime import date, timedelta

import pandas as pd
from sqlalchemy import Engine, and_, case, func, literal, or_, select

from data_access import schema
from data_access.engine import reading
from data_access.ideas import readable
from data_access.invitations import in_term
from glossary import InvitationState, PartnerKind
from permissions import Permission, Person, require

RECENT = timedelta(days=90)
partner, idea, invitation = schema.partner, schema.idea, schema.invitation


def fitting(
    engine: Engine,
    *,
    idea_number: str,
    by: Person,
    on: date,
    kind: PartnerKind | None = None,
    limit: int = 10,
) -> pd.DataFrame:
    """Partners who may be invited to an idea, the best first. Raises: NotPermitted.

    They are active, in their term, and have no open invitation to this idea. Order: knows the idea's first-level
    category; from one of its townships (from the whole city, or an idea of the whole city, counts half); fewer open
    invitations and contributions of the last 90 days; asked longest ago; number.
    Columns: id, number, name, kind, township_code, organisation, specialty, knows (bool), near (1, 0.5, 0),
    open_invitations, recent (contributions of the last 90 days).
    """
    require(by, Permission.MANAGE_IDEAS, "邀请社会力量")
    chosen = select(idea.c.id, idea.c.category_code).where(idea.c.number == idea_number, readable(by)).subquery("asked")
    knows, near, waiting, recent, last_asked = _columns(chosen, on)
    names = ("id", "number", "name", "kind", "township_code", "organisation", "specialty")
    query = select(
        *(partner.c[name] for name in names),
        knows.label("knows"),
        near.label("near"),
        func.coalesce(waiting.c.n, 0).label("open_invitations"),
        recent.label("recent"),
    )
    busy = select(invitation.c.partner_id).where(
        invitation.c.idea_id == chosen.c.id, invitation.c.state == InvitationState.INVITED.value
    )
    query = query.select_from(
        partner.join(chosen, literal(True)).outerjoin(waiting, waiting.c.partner_id == partner.c.id)
    )
    query = query.outerjoin(last_asked, last_asked.c.partner_id == partner.c.id)
    query = query.where(partner.c.active, *in_term(on), partner.c.id.not_in(busy))
    if kind is not None:
        query = query.where(partner.c.kind == kind.value)
    load = func.coalesce(waiting.c.n, 0) + recent
    never_first = last_asked.c.at.is_not(None)
    order = (knows.desc(), near.desc(), load, never_first, last_asked.c.at, partner.c.number)
    with reading(engine) as connection:
        rows = connection.execute(query.order_by(*order).limit(limit)).all()
    found = pd.DataFrame(rows, columns=[column.name for column in query.selected_columns])
    return found.astype({"knows": bool, "near": float})


def _columns(chosen, on: date):
    """What the order looks at, each as an expression over `partner` and the idea."""
    skill, township, category = schema.partner_skill, schema.idea_township, schema.category
    parent = select(func.coalesce(category.c.parent_code, category.c.code)).where(
        category.c.code == chosen.c.category_code
    )
    its = (skill.c.partner_id == partner.c.id, skill.c.category_code == parent.scalar_subquery())
    knows = case((select(skill.c.partner_id).where(*its).exists(), 1), else_=0)
    places = select(township.c.township_code).where(township.c.idea_id == chosen.c.id)
    near = case(
        (partner.c.township_code.in_(places), 1.0),
        (or_(partner.c.township_code.is_(None), ~places.exists()), 0.5),
        else_=0.0,
    )
    is_open = invitation.c.state == InvitationState.INVITED.value
    waiting = _per_partner(invitation, is_open, func.count().label("n"))
    last_asked = _per_partner(invitation, literal(True), func.max(invitation.c.invited_at).label("at"))
    return knows, near, waiting, _recent(on), last_asked


def _per_partner(table, condition, value):
    query = select(table.c.partner_id, value).where(condition).group_by(table.c.partner_id)
    return query.subquery()


def _recent(on: date):
    """Opinions given and meetings attended in the last 90 days."""
    opinion, meeting, attended = schema.opinion, schema.meeting, schema.meeting_partner
    since = on - RECENT
    said = select(func.count()).select_from(opinion)
    said = said.where(and_(opinion.c.partner_id == partner.c.id, opinion.c.given_on > since)).correlate(partner)
    there = select(func.count()).select_from(attended.join(meeting))
    there = there.where(and_(attended.c.partner_id == partner.c.id, meeting.c.held_on > since)).correlate(partner)
    return said.scalar_subquery() + there.scalar_subquery()
