"""专家名册: where experts work and worked, by which a review is ruled out; their accounts are the administrator's."""

from datetime import date, datetime

import pandas as pd

from actions.quarter_checks import QuarterRefused
from actions.review_conflicts import Conflict, conflicts
from actions.typed_text import plain
from data_access import accounts, expert_registry
from data_access.engine import Connection, Engine, writing
from data_access.expert_registry import Employment, Profile
from data_access.installation import day_now
from data_access.masking import masked
from glossary import Role
from permissions import Permission, Person, require

__all__ = ["Employment", "Profile", "StaleExpert", "set_profile"]

LONGEST_UNIT, LONGEST_FIELD, MOST_EMPLOYMENTS = 80, 120, 20
EARLIEST = date(1950, 1, 1)


class StaleExpert(QuarterRefused):
    """Somebody changed the profile first."""


def set_profile(
    engine: Engine, *, account_id: int, profile: Profile, seen: Profile | None, by: Person, at: datetime
) -> tuple[Conflict, ...]:
    """Enter an expert in the registry, or change the entry; `seen`: what the person saw there, None for none.

    Returns the assignments of running quarters that the entry now rules out: they stay until somebody recuses them.
    Raises: NotPermitted, QuarterRefused, StaleExpert.
    """
    require(by, Permission.MANAGE_EVALUATION, "登记专家")
    with writing(engine) as connection:
        today = day_now(connection, at)
        profile = _checked(profile, today)
        account = accounts.account(connection, account_id=account_id)
        if account is None or account.role is not Role.EXPERT:
            raise QuarterRefused("没有这位专家，没有存入任何内容。请系统管理员先开通身份为“专家”的账户。")
        stored = expert_registry.profile(connection, account_id)
        if stored != seen:
            raise StaleExpert(f"{account.name} 的名册内容刚被别人改过，您的修改没有存入。请看过新内容再改。")
        _check_departments(connection, profile)
        if profile == stored:
            raise QuarterRefused("与现在的内容相同，没有改动任何内容。")
        expert_registry.put_profile(connection, account_id, profile)
        noted = {"account_id": account_id, "what": expert_registry.HISTORY, "details": _changes(stored, profile)}
        accounts.add_account_history(connection, **noted, by=by, at=at)
        return _ruled_out(connection, account_id, account.name, profile, today)


def _checked(profile: Profile, today: date) -> Profile:
    unit, field = masked(plain(profile.unit)), masked(plain(profile.field))
    faults = [] if unit else ["工作单位没有填写"]
    faults += [f"工作单位超过 {LONGEST_UNIT} 个字"] if len(unit) > LONGEST_UNIT else []
    faults += [] if field else ["专业领域没有填写"]
    faults += [f"专业领域超过 {LONGEST_FIELD} 个字"] if len(field) > LONGEST_FIELD else []
    employments = sorted(set(profile.employments), key=lambda each: each.department_code)
    employments.sort(key=lambda each: each.left_on, reverse=True)
    if any(not EARLIEST <= each.left_on <= today for each in employments):
        faults.append(f"离任日期应在 {EARLIEST.year} 年以后、今天以前")
    if len(employments) > MOST_EMPLOYMENTS:
        faults.append(f"曾任职单位不能超过 {MOST_EMPLOYMENTS} 条")
    if faults:
        raise QuarterRefused(f"名册内容还不能存入：{'；'.join(faults)}。没有存入任何内容，请改好再存。")
    return Profile(unit, profile.department_code or None, field, tuple(employments))


def _check_departments(connection: Connection, profile: Profile) -> None:
    codes = {each.department_code for each in profile.employments}
    codes |= {profile.department_code} if profile.department_code else set()
    if codes - expert_registry.known_departments(connection, codes):
        raise QuarterRefused("有的单位不在承办单位字典里，没有存入任何内容。请从列表中选择单位。")


def _changes(before: Profile | None, after: Profile) -> dict:
    before = before or Profile()
    changed = [name for name in Profile.__dataclass_fields__ if getattr(before, name) != getattr(after, name)]
    return {name: [_plain(getattr(before, name)), _plain(getattr(after, name))] for name in changed}


def _plain(value: object) -> object:
    """As the history of accounts shows it: text, or None for nothing."""
    if isinstance(value, tuple):
        value = "、".join(f"{each.department_code} {each.left_on:%Y-%m-%d}" for each in value)
    return value or None


def _ruled_out(connection: Connection, account_id: int, name: str, profile: Profile, on: date) -> tuple[Conflict, ...]:
    row = {"account_id": account_id, "name": name, "unit": profile.unit, "department_code": profile.department_code}
    found: list[Conflict] = []
    for quarter, numbers in expert_registry.running_quarters(connection, account_id):
        asked = {"experts": pd.DataFrame([row], dtype=object), "projects": numbers, "on": on}
        found += conflicts(connection, quarter, **asked).values()
    return tuple(found)
