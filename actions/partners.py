"""What a person does with one partner: take on, change, renew the term, set aside and take back."""

from dataclasses import replace
from datetime import date, datetime

from actions.partner_words import LABELS, PartnerRefused, checked
from actions.typed_text import plain
from data_access import partner_codes, partners
from data_access.engine import Connection, Engine, writing
from data_access.masking import masked
from data_access.partners import NoSuchPartner, Partner, PartnerFields, StalePartner
from permissions import NotPermitted, Permission, Person, require
from working_time import local

__all__ = [
    "LABELS",
    "LONGEST_REASON",
    "REFUSALS",
    "NoSuchPartner",
    "PartnerFields",
    "PartnerRefused",
    "StalePartner",
    "add",
    "change",
    "renew_term",
    "set_active",
]

LONGEST_REASON = 200
# Every refusal a screen has to show.
REFUSALS = (PartnerRefused, NoSuchPartner, StalePartner, NotPermitted)


def add(engine: Engine, *, given: PartnerFields, by: Person, at: datetime) -> str:
    """Take a partner on; returns the number.

    Raises: NotPermitted; PartnerRefused, also when there is one of this kind with the same name and phone.
    """
    require(by, Permission.MANAGE_PARTNERS, "登记社会力量")
    with writing(engine) as connection:
        given = checked(given, **partner_codes.active(connection))
        # The number first: two who add to one roster at once do so one after the other.
        number = partners.insert(connection, given=given, by=by, at=at)
        _check_alone(connection, given, number)
    return number


def change(
    engine: Engine, *, number: str, version: int, given: PartnerFields, reason: str = "", by: Person, at: datetime
) -> int:
    """Change what is known of a partner; the kind stays. Returns the version, the same one when nothing differs.

    Raises: NotPermitted, NoSuchPartner, StalePartner, PartnerRefused.
    """
    require(by, Permission.MANAGE_PARTNERS, "修改社会力量")
    with writing(engine) as connection:
        before = partners.lock(connection, number=number, version=version)
        if given.kind is not before.fields.kind:
            raise PartnerRefused(f"{number} 的类型不能改，没有存入任何内容。请停用后另行登记。")
        after = checked(given, **partner_codes.active(connection), before=before.fields)
        return _changed(connection, before, after, reason, by, at)


def set_active(
    engine: Engine, *, number: str, version: int, active: bool, reason: str = "", by: Person, at: datetime
) -> int:
    """停用 or 启用: whoever is set aside is not proposed and cannot be invited. Returns the version.

    Raises: NotPermitted, NoSuchPartner, StalePartner, PartnerRefused.
    """
    require(by, Permission.MANAGE_PARTNERS, "停用或启用社会力量")
    with writing(engine) as connection:
        before = partners.lock(connection, number=number, version=version)
        return _changed(connection, before, replace(before.fields, active=active), reason, by, at)


def renew_term(
    engine: Engine, *, number: str, version: int, term_to: date, reason: str = "", by: Person, at: datetime
) -> int:
    """续任: a later last day. Returns the version.

    Raises: NotPermitted, NoSuchPartner, StalePartner; PartnerRefused when it is not later, or has passed.
    """
    require(by, Permission.MANAGE_PARTNERS, "续任社会力量")
    with writing(engine) as connection:
        before = partners.lock(connection, number=number, version=version)
        if before.fields.term_to is None:
            raise PartnerRefused(f"{number} 没有任期止，不用续任，没有存入任何内容。")
        if term_to <= before.fields.term_to or term_to < local(at).date():
            raise PartnerRefused(f"新的任期止要晚于 {before.fields.term_to}，也不能早于今天；没有存入任何内容。")
        after = checked(
            replace(before.fields, term_to=term_to), **partner_codes.active(connection), before=before.fields
        )
        return _changed(connection, before, after, reason or "续任", by, at)


def _changed(
    connection: Connection, before: Partner, after: PartnerFields, reason: str, by: Person, at: datetime
) -> int:
    reason = masked(plain(reason))
    if len(reason) > LONGEST_REASON:
        raise PartnerRefused(f"说明不能超过 {LONGEST_REASON} 个字（现有 {len(reason)} 个），没有存入任何内容。")
    if after == before.fields:
        return before.version
    if (after.name, after.phone) != (before.fields.name, before.fields.phone):
        _check_alone(connection, after, before.number)
    partners.change(connection, before, after, reason=reason, by=by, at=at)
    return before.version + 1


def _check_alone(connection: Connection, given: PartnerFields, number: str) -> None:
    other = partners.number_of_same(connection, given=given, besides=number)
    if other is not None:
        told = "同名同电话" if given.phone else "同名、都没有电话"
        raise PartnerRefused(
            f"{given.kind.label}里已有{told}的 {other}，没有存入任何内容。如果确实不是同一个，请填写不同的电话。"
        )
