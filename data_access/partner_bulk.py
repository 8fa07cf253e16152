"""Many partners at once: what an import compares its rows with, and storing what it found."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select, update

from data_access import journal, numbers, partners, schema
from data_access.bulk import insert_rows
from data_access.partners import PREFIXES, STORED, Partner, PartnerFields, stored
from glossary import PartnerKind, SubjectKind, WorkStep
from permissions import Person

partner, skill = schema.partner, schema.partner_skill
# A partner is the same as another of its kind with this name and phone.
Identity = tuple[PartnerKind, str, str]


@dataclass(frozen=True)
class EarlierChange:
    """One change of a partner as the history keeps it: the version it led to, and field → [before, after]."""

    version: int
    changed: Mapping[str, list | None]
    at: datetime  # UTC
    by_name: str


def identity(given: PartnerFields) -> Identity:
    """What no two partners share."""
    return given.kind, given.name, given.phone


def everybody(connection: Connection) -> dict[str, Partner]:
    """All partners by number; two statements."""
    columns = [partner.c[name] for name in ("id", "number", "version", *STORED)]
    rows = connection.execute(select(*columns).order_by(partner.c.id)).all()
    skills = partners.skills_of(connection)
    return {row.number: partners.partner_of(row, skills.get(row.id, ())) for row in rows}


def identities(connection: Connection, *, besides: Collection[str] = ()) -> dict[Identity, str]:
    """Every partner's identity and number, those with some numbers left out."""
    query = select(partner.c.kind, partner.c.name, partner.c.phone, partner.c.number).order_by(partner.c.id.desc())
    return {
        (PartnerKind(row.kind), row.name, row.phone): row.number
        for row in connection.execute(query)
        if row.number not in besides
    }


def changes(connection: Connection, ids: Iterable[int]) -> dict[int, list[EarlierChange]]:
    """The changes of some partners, the latest first; those without any are left out."""
    history = schema.work_history
    chosen = (history.c.subject_kind == SubjectKind.PARTNER.value, history.c.subject_id.in_(list(ids)))
    query = select(history.c.subject_id, history.c.details, history.c.at, history.c.by_name)
    query = query.where(*chosen, history.c.step == WorkStep.CHANGED.value)
    found: dict[int, list[EarlierChange]] = {}
    for row in connection.execute(query.order_by(history.c.subject_id, history.c.sequence.desc())):
        each = EarlierChange(row.details["version"], row.details["changed"], row.at, row.by_name)
        found.setdefault(row.subject_id, []).append(each)
    return found


def insert_many(connection: Connection, *, given: list[PartnerFields], by: Person, at: datetime) -> list[str]:
    """New partners with their first history rows; their numbers, in the order given."""
    reserved = {
        kind: iter(numbers.next_numbers(connection, of=partner, prefix=PREFIXES[kind], count=count))
        for kind in PartnerKind
        if (count := sum(each.kind is kind for each in given))
    }
    found = [next(reserved[each.kind]) for each in given]
    rows = [
        {"number": number, "version": 1, "created_at": at, **stored(each)}
        for number, each in zip(found, given, strict=True)
    ]
    insert_rows(connection, partner, rows)
    query = select(partner.c.number, partner.c.id).where(partner.c.number.in_(found))
    ids = dict(connection.execute(query).all())
    _insert_skills(connection, {ids[number]: each.skills for number, each in zip(found, given, strict=True)})
    noted = {ids[number]: partners.created(number) for number in found}
    journal.append_many(connection, kind=SubjectKind.PARTNER, noted=noted, by=by, at=at)
    return found


def change_many(
    connection: Connection, *, pairs: list[tuple[Partner, PartnerFields]], reason: str, by: Person, at: datetime
) -> None:
    """Write what differs for partners the transaction holds, their next versions, and history rows."""
    if not pairs:
        return
    table = {name: bindparam(f"new_{name}") for name in (*STORED, "version")}
    rows = [
        {
            "held": before.id,
            "new_version": before.version + 1,
            **{f"new_{name}": value for name, value in stored(after).items()},
        }
        for before, after in pairs
    ]
    connection.execute(update(partner).where(partner.c.id == bindparam("held")).values(table), rows)
    skilled = {before.id: after.skills for before, after in pairs if after.skills != before.fields.skills}
    if skilled:
        connection.execute(delete(skill).where(skill.c.partner_id.in_(list(skilled))))
        _insert_skills(connection, skilled)
    noted = {before.id: partners.changed(before, after, reason) for before, after in pairs}
    journal.append_many(connection, kind=SubjectKind.PARTNER, noted=noted, by=by, at=at)


def _insert_skills(connection: Connection, skills: Mapping[int, tuple[str, ...]]) -> None:
    rows = [{"partner_id": each, "category_code": code} for each, codes in skills.items() for code in codes]
    insert_rows(connection, skill, rows)
