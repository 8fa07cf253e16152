"""Who fits an idea: partners ordered by what they know, where they are, and how much they already have to do."""

from datetime import date

import pandas as pd
from sqlalchemy import ColumnElement, Engine, Subquery, and_, case, func, literal, or_, select

from data_access import partner_contributions, schema
from data_access.engine import reading
from data_access.ideas import readable
from data_access.masking import masked
from data_access.partner_contributions import RECENT_DAYS
from data_access.partner_roster import by_number, named
from data_access.partners import in_term
from glossary import InvitationState, PartnerKind
from permissions import Permission, Person, require
from working_time import local

partner, idea, invitation = schema.partner, schema.idea, schema.invitation
HEAD = ("id", "number", "name", "kind", "township_code", "organisation", "specialty")


def fitting(
    engine: Engine,
    *,
    idea_number: str,
    by: Person,
    on: date,
    kind: PartnerKind | None = None,
    text: str = "",
    limit: int = 10,
) -> pd.DataFrame:
    """Partners who may be invited to an idea, the best first. Raises: NotPermitted.

    They are active, in their term on the day, and have no open invitation to this idea or to one merged into it; `text`
    narrows them by words in number, name and what they do. Order: knows the idea's first-level category; from one of
    its townships (from the whole city, or an idea of the whole city, counts half); fewer open invitations and
    contributions of the last 90 days; asked longest ago, never asked first; number.

    Columns: id, number, name, kind, township_code, organisation, specialty, knows (bool), near (1, 0.5, 0),
    open_invitations, recent (contributions of the last 90 days), why (all of it in words), total (how many may be
    invited in all).
    """
    require(by, Permission.MANAGE_IDEAS, "邀请社会力量")
    chosen = [idea.c.number == idea_number, readable(by)]
    about = select(idea.c.id, idea.c.main_id, idea.c.category_code).where(*chosen).subquery("about")
    asked, gave = partner_contributions.asked(on), partner_contributions.gave_recently(on)
    subject, knows, near = _subject(about), _knows(about), _near(about)
    load = [func.coalesce(asked.c.waiting, 0), func.coalesce(gave.c.given, 0)]
    place = select(schema.township.c.name).where(schema.township.c.code == partner.c.township_code).scalar_subquery()
    columns = [*(partner.c[name] for name in HEAD), knows.label("knows"), near.label("near")]
    columns += [load[0].label("open_invitations"), load[1].label("recent"), asked.c.last_invited_at]
    columns += [subject.label("subject"), place.label("place"), func.count().over().label("total")]
    joined = partner.join(about, literal(True)).outerjoin(asked, asked.c.partner_id == partner.c.id)
    query = select(*columns).select_from(joined.outerjoin(gave, gave.c.partner_id == partner.c.id))
    query = query.where(in_term(on), partner.c.id.not_in(_waiting(about)), *named(text, by))
    if kind is not None:
        query = query.where(partner.c.kind == kind.value)
    never_first = asked.c.last_invited_at.is_not(None)
    order = (knows.desc(), near.desc(), sum(load), never_first, asked.c.last_invited_at, *by_number())
    with reading(engine) as connection:
        rows = connection.execute(query.order_by(*order).limit(limit)).all()
    return _in_words(pd.DataFrame(rows, columns=[column.name for column in columns], dtype=object), by)


def _subject(about: Subquery) -> ColumnElement[str | None]:
    """Name of the idea's first-level category."""
    own, upper = schema.category, schema.category.alias("upper")
    first_level = func.coalesce(own.c.parent_code, own.c.code)
    query = select(upper.c.name).select_from(own.join(upper, upper.c.code == first_level))
    return query.where(own.c.code == about.c.category_code).correlate(about).scalar_subquery()


def _knows(about: Subquery) -> ColumnElement[int]:
    skill, own = schema.partner_skill, schema.category
    first_level = select(func.coalesce(own.c.parent_code, own.c.code)).where(own.c.code == about.c.category_code)
    knowing = select(skill.c.partner_id).where(skill.c.category_code == first_level.scalar_subquery())
    return case((partner.c.id.in_(knowing), 1), else_=0)


def _near(about: Subquery) -> ColumnElement[float]:
    place = schema.idea_township
    places = select(place.c.township_code).where(place.c.idea_id == about.c.id)
    half = or_(partner.c.township_code.is_(None), ~places.exists())
    return case((partner.c.township_code.in_(places), 1.0), (half, 0.5), else_=0.0)


def _waiting(about: Subquery):
    """Partners with an open invitation to the idea or to one merged into it."""
    group = select(idea.c.id).where(or_(idea.c.main_id == about.c.main_id, idea.c.id == about.c.id))
    is_open = and_(invitation.c.idea_id.in_(group), invitation.c.state == InvitationState.INVITED.value)
    return select(invitation.c.partner_id).where(is_open)


def _in_words(found: pd.DataFrame, by: Person) -> pd.DataFrame:
    if not by.may(Permission.MANAGE_PARTNERS):
        texts = {name: [masked(text) for text in found[name]] for name in ("organisation", "specialty")}
        found = found.assign(**texts)
    why = [_why(row) for row in found.itertuples()]
    counts = dict.fromkeys(("open_invitations", "recent", "total"), "int64")
    kept = found.drop(columns=["subject", "place", "last_invited_at"]).astype({"knows": bool, "near": float} | counts)
    kept.insert(kept.columns.get_loc("total"), "why", pd.Series(why, dtype=object))
    return kept


def _why(row) -> str:
    known = row.last_invited_at is not None
    parts = [
        f"擅长{row.subject}" if row.knows else "",
        f"同在{row.place}" if row.near == 1 else "面向全市" if row.township_code is None else "",
        f"在手 {row.open_invitations} 件",
        f"近 {RECENT_DAYS} 天参与 {row.recent} 次" if row.recent else "",
        f"上次邀请 {local(row.last_invited_at):%Y-%m-%d}" if known else "没有邀请过",
    ]
    return "、".join(part for part in parts if part)
