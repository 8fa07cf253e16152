"""社会力量, one at a time: who they are, reading one locked inside a transaction, and changing it by version."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, delete, select, update

from data_access import journal, numbers, schema
from data_access.journal import Entry
from data_access.masking import masked
from glossary import PartnerKind, SubjectKind, WorkStep
from permissions import Permission, Person, require

partner, skill = schema.partner, schema.partner_skill
PREFIXES = {
    PartnerKind.OBSERVER: "GC-",
    PartnerKind.PLANNER: "GH-",
    PartnerKind.INSTITUTION: "JG-",
    PartnerKind.VOLUNTEER: "ZY-",
}
# In these people write contacts too: the history keeps them without phone numbers.
FREE_TEXTS = ("name", "organisation", "specialty")


class NoSuchPartner(Exception):
    """No partner of this number; the message is a sentence for the screen."""


class StalePartner(Exception):
    """Somebody changed it first; the message is a sentence for the screen."""


@dataclass(frozen=True)
class PartnerFields:
    """What is known of a partner; `skills` are codes of first-level categories, in order."""

    kind: PartnerKind
    name: str
    township_code: str | None = None  # None: the whole city
    organisation: str = ""
    skills: tuple[str, ...] = ()
    specialty: str = ""
    phone: str = ""
    term_from: date | None = None
    term_to: date | None = None  # last day; None: open
    active: bool = True


FIELDS = tuple(field.name for field in fields(PartnerFields))
STORED = tuple(name for name in FIELDS if name != "skills")


@dataclass(frozen=True)
class Partner:
    """A partner as it stands."""

    id: int
    number: str
    version: int
    fields: PartnerFields


def require_reading(by: Person) -> None:
    """Raises: NotPermitted for a person who may not see the rosters."""
    require(by, Permission.READ_IDEAS, "查看社会力量")


def in_term(on: date) -> ColumnElement[bool]:
    """Condition on `partner`: not set aside, and `on` lies in the term, its last day included."""
    begun = partner.c.term_from.is_(None) | (partner.c.term_from <= on)
    return partner.c.active & begun & (partner.c.term_to.is_(None) | (partner.c.term_to >= on))


def locked(connection: Connection, *, chosen: Iterable[str]) -> dict[str, Partner]:
    """Partners by number, held until the transaction ends, in order of id; two statements."""
    columns = [partner.c[name] for name in ("id", "number", "version", *STORED)]
    query = select(*columns).where(partner.c.number.in_(set(chosen))).order_by(partner.c.id).with_for_update()
    rows = connection.execute(query).all()
    skills = skills_of(connection, [row.id for row in rows])
    return {row.number: partner_of(row, skills.get(row.id, ())) for row in rows}


def partner_of(row, skills: tuple[str, ...]) -> Partner:
    """A partner from a row with the columns of `partner`."""
    values = {name: getattr(row, name) for name in STORED} | {"kind": PartnerKind(row.kind), "skills": skills}
    return Partner(row.id, row.number, row.version, PartnerFields(**values))


def skills_of(connection: Connection, ids: Iterable[int] | None = None) -> dict[int, tuple[str, ...]]:
    """Partner id → codes of what they know, in order; without `ids` of everybody."""
    query = select(skill.c.partner_id, skill.c.category_code).order_by(skill.c.partner_id, skill.c.category_code)
    if ids is not None:
        query = query.where(skill.c.partner_id.in_(list(ids)))
    found: dict[int, list[str]] = {}
    for partner_id, code in connection.execute(query):
        found.setdefault(partner_id, []).append(code)
    return {partner_id: tuple(codes) for partner_id, codes in found.items()}


def lock(connection: Connection, *, number: str, version: int | None = None) -> Partner:
    """One partner, held until the transaction ends; with `version`, only as the person saw it.

    Raises: NoSuchPartner, StalePartner.
    """
    found = locked(connection, chosen=[number]).get(number)
    if found is None:
        raise NoSuchPartner(f"没有编号为 {number[:24]} 的社会力量，没有改动任何内容。请核对编号。")
    if version is not None and found.version != version:
        raise StalePartner(f"{number} 刚刚被别人改过，您的修改没有存入。请看过新内容再改。")
    return found


def insert(connection: Connection, *, given: PartnerFields, by: Person, at: datetime) -> str:
    """A new partner with its first history row; returns its number."""
    number = numbers.next_number(connection, of=partner, prefix=PREFIXES[given.kind])
    row = {"number": number, "version": 1, "created_at": at, **stored(given)}
    partner_id = connection.execute(partner.insert().values(row)).inserted_primary_key[0]
    _insert_skills(connection, partner_id, given.skills)
    note(connection, partner_id, created(number), by=by, at=at)
    return number


def change(connection: Connection, before: Partner, after: PartnerFields, *, reason: str, by: Person, at: datetime):
    """Write the fields that differ, the next version, and what changed into the history."""
    chosen = update(partner).where(partner.c.id == before.id)
    connection.execute(chosen.values(version=before.version + 1, **stored(after)))
    if after.skills != before.fields.skills:
        connection.execute(delete(skill).where(skill.c.partner_id == before.id))
        _insert_skills(connection, before.id, after.skills)
    note(connection, before.id, changed(before, after, reason), by=by, at=at)


def stored(given: PartnerFields) -> dict[str, object]:
    """The columns of a partner's own row."""
    return {name: getattr(given, name) for name in STORED} | {"kind": given.kind.value}


def _insert_skills(connection: Connection, partner_id: int, codes: tuple[str, ...]) -> None:
    if codes:
        connection.execute(
            skill.insert(), [{"partner_id": partner_id, "category_code": code} for code in sorted(set(codes))]
        )


def note(connection: Connection, partner_id: int, entry: Entry, *, by: Person, at: datetime) -> None:
    """One row of a partner's history; the transaction holds the partner."""
    journal.append(connection, kind=SubjectKind.PARTNER, subject_id=partner_id, entry=entry, by=by, at=at)


def created(number: str) -> Entry:
    """The history entry of a new partner."""
    return Entry(WorkStep.CREATED, details={"number": number, "version": 1})


def changed(before: Partner, after: PartnerFields, reason: str) -> Entry:
    """The history entry of a change: field → [before, after]; of the phone only that it changed."""
    details = {"version": before.version + 1, "changed": differences(before.fields, after)}
    return Entry(WorkStep.CHANGED, reason=reason, details=details)


def differences(before: PartnerFields, after: PartnerFields) -> dict[str, list | None]:
    """Field → [before, after] as the history keeps it: days as text, no phone numbers."""
    return {
        name: None if name == "phone" else [kept(name, getattr(before, name)), kept(name, getattr(after, name))]
        for name in FIELDS
        if getattr(before, name) != getattr(after, name)
    }


def kept(name: str, value: object) -> object:
    """One field's value as the history keeps it."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    return masked(value) if name in FREE_TEXTS else value


def number_of_same(connection: Connection, *, given: PartnerFields, besides: str = "") -> str | None:
    """Number of another partner of this kind with the same name and phone; None when there is none."""
    same = (partner.c.kind == given.kind.value, partner.c.name == given.name, partner.c.phone == given.phone)
    query = select(partner.c.number).where(*same, partner.c.number != besides).order_by(partner.c.id)
    return connection.execute(query.limit(1)).scalar()
