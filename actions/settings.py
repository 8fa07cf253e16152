"""办理规则: change a setting, and note that the city has confirmed it. Every version stays readable."""

from datetime import datetime

import pandas as pd

from actions.setting_rules import BOUNDS, SettingRefused, checked
from data_access import recompute, settings
from data_access.calendar import hold, read_calendar
from data_access.engine import Connection, Engine, writing
from data_access.recompute import Moves, Progress, Recompute
from data_access.settings import IN_USE, LABELS, Version
from permissions import Permission, Person, require

__all__ = [
    "BOUNDS",
    "IN_USE",
    "LABELS",
    "SettingRefused",
    "StaleSetting",
    "Version",
    "change",
    "confirm",
    "every_setting",
    "versions",
]

MAX_TEXT = 200


class StaleSetting(SettingRefused):
    """Somebody changed the setting first."""


def every_setting(engine: Engine, *, by: Person) -> list[Version]:
    """The newest version of each setting, in the order of the screen."""
    require(by, Permission.MANAGE_SETTINGS, "查看办理规则")
    return settings.newest(engine)


def versions(engine: Engine, *, key: str, by: Person) -> pd.DataFrame:
    """Every version of one setting, newest first, with the columns of `settings.versions`."""
    require(by, Permission.MANAGE_SETTINGS, "查看办理规则")
    return settings.versions(engine, key=key)


def change(
    engine: Engine,
    *,
    key: str,
    value: object,
    version: int,
    reason: str,
    by: Person,
    at: datetime,
    progress: Progress | None = None,
) -> int:
    """Store a new version, 待市里确认; `version` is the one the person saw. Returns the new version.

    New office hours recompute the working clock of every suggestion; dates already set stay.

    Raises: NotPermitted, SettingRefused, StaleSetting, CalendarMissing.
    """
    require(by, Permission.MANAGE_SETTINGS, "修改办理规则")
    value, reason = checked(key, value), _text(reason, "修改原因")
    with writing(engine) as connection:
        _seen(connection, key, version, value)
        arguments = {"value": value, "reason": reason, "by": by, "at": at}
        if key == "office_hours":
            return _new_hours(connection, **arguments, progress=progress)[0]
        return settings.add_version(connection, key=key, value=value, by_name=by.name, at=at, reason=reason)


def confirm(engine: Engine, *, key: str, version: int, document: str, by: Person, at: datetime) -> None:
    """Note that the city stands behind the newest version, with the document's number or a remark.

    Raises: NotPermitted, SettingRefused, StaleSetting.
    """
    require(by, Permission.MANAGE_SETTINGS, "登记市里的确认")
    document = _text(document, "确认依据（文号或会议、来人来电）")
    with writing(engine) as connection:
        latest = settings.lock(connection, key=key)
        if latest.version != version:
            raise StaleSetting(f"“{LABELS[key]}”刚被{latest.by_name}改过，没有登记确认。请看过新内容再登记。")
        if latest.confirmed_by is not None:
            raise SettingRefused(f"“{LABELS[key]}”已由{latest.confirmed_by}登记过确认，没有再改。")
        if version == 0:
            value, reason = latest.value, latest.reason
            version = settings.add_version(connection, key=key, value=value, by_name="系统", at=at, reason=reason)
        settings.confirm(connection, key=key, version=version, by_name=by.name, at=at, document=document)


def _seen(connection: Connection, key: str, version: int, value: object) -> None:
    latest = settings.lock(connection, key=key)
    if latest.version != version:
        raise StaleSetting(f"“{LABELS[key]}”刚被{latest.by_name}改过，您的修改没有存入。请看过新内容再改。")
    if latest.value == value:
        raise SettingRefused("所填的内容与现行规则相同，规则没有改动。")


def _new_hours(
    connection: Connection, *, value: object, reason: str, by: Person, at: datetime, progress: Progress | None
) -> tuple[int, Moves]:
    hold(connection)
    before = read_calendar(connection)
    version = settings.add_version(connection, key="office_hours", value=value, by_name=by.name, at=at, reason=reason)
    what = Recompute(before, read_calendar(connection), before.first, only_clocks=True)
    return version, recompute.apply(connection, what, reason=reason, by=by, at=at, progress=progress)


def _text(text: str, what: str) -> str:
    if not 2 <= len(text.strip()) <= MAX_TEXT:
        raise SettingRefused(f"请填写{what}（2 至 {MAX_TEXT} 个字），规则没有改动。")
    return text.strip()
