"""Rosters of 社会力量: who is there, on which standing. Phones leave masked for all but those who keep the rosters."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd
from sqlalchemy import ColumnElement, Connection, Engine, Select, case, func, or_, select

from data_access import partner_contributions, schema
from data_access.engine import reading
from data_access.masking import masked, masked_phone
from data_access.partner_contributions import COUNTS, gave_recently, with_counts
from data_access.partners import FREE_TEXTS, STORED, in_term, require_reading, skills_of
from glossary import CAN_BE_ASKED, TERM_ENDING_DAYS, PartnerStanding
from permissions import Permission, Person

__all__ = ["WHOLE_CITY", "PartnerFilter", "card", "conditions", "headline", "roster", "standing"]

partner, skill = schema.partner, schema.partner_skill
# Stands in a filter for partners of no one township.
WHOLE_CITY = "*"
COLUMNS = ("id", "number", "version", *STORED)
# From here on reading everybody's skills is quicker than asking for so many ids.
MANY = 1000


@dataclass(frozen=True)
class PartnerFilter:
    """Which partners: empty lists do not narrow. `text`: words that all occur in number, name or about them."""

    kinds: tuple[str, ...] = ()
    standings: tuple[str, ...] = ()
    townships: tuple[str, ...] = ()  # WHOLE_CITY among them: also those of no one township
    skills: tuple[str, ...] = ()  # any of them
    text: str = ""


def standing(as_of: date) -> ColumnElement[str]:
    """The PartnerStanding of a partner on a day, as its code."""
    ending = partner.c.term_to <= as_of + timedelta(days=TERM_ENDING_DAYS)
    return case(
        (~partner.c.active, PartnerStanding.SET_ASIDE.value),
        (~in_term(as_of), PartnerStanding.OUT_OF_TERM.value),
        (ending, PartnerStanding.ENDING.value),
        else_=PartnerStanding.IN_TERM.value,
    )


def conditions(asked: PartnerFilter, *, by: Person, as_of: date) -> list[ColumnElement[bool]]:
    """The partners of a filter. Raises: NotPermitted."""
    require_reading(by)
    chosen: list[ColumnElement[bool]] = []
    if asked.kinds:
        chosen.append(partner.c.kind.in_(asked.kinds))
    if asked.standings:
        chosen.append(standing(as_of).in_(asked.standings))
    if asked.townships:
        near = partner.c.township_code.in_(asked.townships)
        chosen.append(or_(near, partner.c.township_code.is_(None)) if WHOLE_CITY in asked.townships else near)
    if asked.skills:
        knowing = select(skill.c.partner_id).where(skill.c.category_code.in_(asked.skills))
        chosen.append(partner.c.id.in_(knowing))
    return [*chosen, *named(asked.text, by)]


def named(text: str, by: Person) -> list[ColumnElement[bool]]:
    """Conditions for the words of a search; only those who see phones find by them."""
    searched = [partner.c[name] for name in ("number", *FREE_TEXTS)]
    if by.may(Permission.MANAGE_PARTNERS):
        searched.append(partner.c.phone)
    return [or_(*(column.icontains(word, autoescape=True) for column in searched)) for word in text.split()]


def by_number() -> tuple[ColumnElement, ...]:
    """The order of the rosters; numbers beyond 9999 after the others of their kind."""
    return (func.substr(partner.c.number, 1, 3), func.length(partner.c.number), partner.c.number)


def roster(
    engine: Engine, *, by: Person, asked: PartnerFilter, as_of: date, limit: int | None = None, offset: int = 0
) -> tuple[pd.DataFrame, int]:
    """The partners of a filter in order of number, and how many there are in all.

    Columns: id, number, version, kind, name, township_code (None: the whole city), organisation, specialty, phone
    (masked but for its keepers), term_from, term_to (dates or None), active, standing, skills (tuple of codes), then
    those of partner_contributions.COUNTS, last_on (date or None). Raises: NotPermitted.
    """
    chosen = conditions(asked, by=by, as_of=as_of)
    page = select(partner.c.id).where(*chosen)
    if limit is not None:
        page = select(page.order_by(*by_number()).limit(limit).offset(offset).cte("page").c.id)
    query = _listed(as_of, page, is_few=limit is not None).order_by(*by_number())
    with reading(engine) as connection:
        total = connection.execute(select(func.count()).select_from(partner).where(*chosen)).scalar_one()
        return _frame(connection, query, by), total


def card(engine: Engine, *, number: str, by: Person, as_of: date) -> pd.Series | None:
    """One partner's row of the roster; None when there is none. Raises: NotPermitted."""
    require_reading(by)
    with reading(engine) as connection:
        found = _frame(connection, _listed(as_of, select(partner.c.id).where(partner.c.number == number)), by)
    return None if found.empty else found.astype(object).iloc[0]


def _listed(as_of: date, chosen: Select, *, is_few: bool = True) -> Select:
    """The partners whose ids `chosen` gives; where they are few, only what hangs on them is counted."""
    columns = [*(partner.c[name] for name in COLUMNS), standing(as_of).label("standing")]
    query = select(*columns).select_from(partner).where(partner.c.id.in_(chosen))
    return with_counts(query, as_of, chosen if is_few else None)


def _frame(connection: Connection, query: Select, by: Person) -> pd.DataFrame:
    rows = connection.execute(query).all()
    found = pd.DataFrame(rows, columns=[*COLUMNS, "standing", *COUNTS, "last_on"], dtype=object)
    found = found.astype(dict.fromkeys(("id", "version", *COUNTS), "int64") | {"active": bool})
    skills = skills_of(connection, found["id"].tolist() if len(found) < MANY else None)
    found.insert(found.columns.get_loc("standing") + 1, "skills", [skills.get(each, ()) for each in found["id"]])
    return found.assign(**kept_back(found, by))


def kept_back(found: pd.DataFrame, by: Person) -> dict[str, Iterable[str]]:
    """The columns in which this person sees phone numbers only masked."""
    if by.may(Permission.MANAGE_PARTNERS):
        return {}
    texts = {name: [masked(text) for text in found[name]] for name in FREE_TEXTS}
    return texts | {"phone": [masked_phone(text) for text in found["phone"]]}


def headline(engine: Engine, *, by: Person, as_of: date) -> pd.DataFrame:
    """How many of each kind there are. Kinds without any are left out.

    Columns: kind, total, in_term (active and in their term on the day), ending (of them: within 60 days), recent
    (gave an opinion or was at a meeting in the 90 days up to it), waiting (open invitations). Raises: NotPermitted.
    """
    require_reading(by)
    recent, requests = gave_recently(as_of), partner_contributions.asked(as_of)
    now = standing(as_of)
    counts = {
        "in_term": _how_many(now.in_([each.value for each in CAN_BE_ASKED])),
        "ending": _how_many(now == PartnerStanding.ENDING.value),
        "recent": func.count(recent.c.partner_id),
        "waiting": func.coalesce(func.sum(requests.c.waiting), 0),
    }
    columns = [partner.c.kind, func.count().label("total"), *(count.label(name) for name, count in counts.items())]
    query = select(*columns).select_from(partner).outerjoin(recent, recent.c.partner_id == partner.c.id)
    query = query.outerjoin(requests, requests.c.partner_id == partner.c.id).group_by(partner.c.kind)
    with reading(engine) as connection:
        rows = connection.execute(query.order_by(partner.c.kind)).all()
    names = ["kind", "total", *counts]
    return pd.DataFrame(rows, columns=names).astype(dict.fromkeys(names[1:], "int64"))


def _how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))
