"""Limits and parameters the city decides: versioned, dated, signed, and 待市里确认 until confirmed."""

from dataclasses import dataclass
from datetime import datetime

import pandas as pd
from sqlalchemy import Connection, Engine, func, select, update

from data_access import schema
from data_access.engine import raise_version, reading

# Working days unless the name says otherwise. The city's account gives none; these are the product's defaults.
DEFAULTS: dict[str, object] = {
    "tier_limits": {"immediate": 2, "time_limited": 10, "study": 30},
    "sign_limit": 1,
    "return_limit": {"working_days": 1, "times": 2},
    "extension_times": 1,
    "followup_contact_attempts": 3,
    "substantive_answer_characters": 20,
    "office_hours": [["08:30", "12:00"], ["14:30", "17:30"]],
    "restricted_mean_limit": 60,
    "smallest_ranked_group": 30,
}

LABELS = {
    "tier_limits": "办理等级时限（工作日）",
    "sign_limit": "签收时限（工作日）",
    "return_limit": "退单时限（工作日）与次数",
    "extension_times": "延期次数",
    "followup_contact_attempts": "回访联系次数",
    "substantive_answer_characters": "实质性答复最少字数",
    "office_hours": "办公时间",
    "restricted_mean_limit": "平均办理时长的截止（工作日）",
    "smallest_ranked_group": "参与排名的最少件数",
}

# Those that the product reads today. The others are shown as 尚未启用: changing them has no effect yet.
IN_USE = frozenset(
    {
        "tier_limits",
        "office_hours",
        "substantive_answer_characters",
        "restricted_mean_limit",
        "smallest_ranked_group",
    }
)


@dataclass(frozen=True)
class Version:
    """One value of a setting: what, who, when, why, and whether the city stands behind it."""

    key: str
    version: int  # 0: the product's default, nothing stored
    value: object
    by_name: str
    at: datetime | None
    reason: str
    confirmed_by: str | None
    confirmed_at: datetime | None
    confirmed_with: str | None


def fill_settings(connection: Connection, *, at: datetime) -> None:
    """Store the defaults that are not there yet, unconfirmed; for a new database."""
    table = schema.setting
    known = set(connection.execute(select(table.c.key)).scalars())
    rows = [
        {"key": key, "version": 1, "value": value, "by_name": "系统", "at": at, "reason": "产品默认值"}
        for key, value in DEFAULTS.items()
        if key not in known
    ]
    if rows:
        connection.execute(table.insert(), rows)


def current(source: Engine | Connection) -> dict[str, object]:
    """Key → newest value; the default where nothing is stored."""
    if isinstance(source, Engine):
        with reading(source) as connection:
            return current(connection)
    return DEFAULTS | {row.key: row.value for row in source.execute(_newest())}


def newest(engine: Engine) -> list[Version]:
    """The newest version of every setting, in the order of DEFAULTS."""
    with reading(engine) as connection:
        stored = {row.key: Version(**row._mapping) for row in connection.execute(_newest())}
    return [stored.get(key) or _default(key) for key in DEFAULTS]


def versions(engine: Engine, *, key: str) -> pd.DataFrame:
    """Every version of one setting, newest first; the columns are the fields of Version."""
    table = schema.setting
    names = list(Version.__dataclass_fields__)
    query = select(*(table.c[name] for name in names)).where(table.c.key == key).order_by(table.c.version.desc())
    with reading(engine) as connection:
        return pd.DataFrame([tuple(row) for row in connection.execute(query)], columns=names)


def lock(connection: Connection, *, key: str) -> Version:
    """The newest version of a setting; whoever else wants to change it waits until the transaction ends."""
    table = schema.setting
    # Locked first and read afterwards: the second of two sees what the first has stored.
    connection.execute(select(table.c.version).where(table.c.key == key, table.c.version == 1).with_for_update())
    row = connection.execute(select(table).where(table.c.key == key).order_by(table.c.version.desc()).limit(1)).first()
    return Version(**row._mapping) if row else _default(key)


def _default(key: str) -> Version:
    return Version(key, 0, DEFAULTS[key], "系统", None, "产品默认值", None, None, None)


def add_version(
    connection: Connection, *, key: str, value: object, by_name: str, at: datetime, reason: str = ""
) -> int:
    """Store a new value of a known key, unconfirmed; returns its version."""
    if key not in DEFAULTS:
        raise KeyError(key)
    table = schema.setting
    last = connection.execute(select(func.max(table.c.version)).where(table.c.key == key)).scalar_one()
    version = (last or 0) + 1
    if key == "office_hours":
        raise_version(connection, "calendar_version")
    connection.execute(
        table.insert().values(key=key, version=version, value=value, by_name=by_name, at=at, reason=reason)
    )
    return version


def confirm(
    connection: Connection, *, key: str, version: int, by_name: str, at: datetime, document: str | None = None
) -> bool:
    """Note that the city stands behind a version; False when it was confirmed before or does not exist."""
    table = schema.setting
    done = connection.execute(
        update(table)
        .where(table.c.key == key, table.c.version == version, table.c.confirmed_by.is_(None))
        .values(confirmed_by=by_name, confirmed_at=at, confirmed_with=document)
    )
    return done.rowcount == 1


def _newest():
    table = schema.setting
    newest = select(table.c.key, func.max(table.c.version).label("version")).group_by(table.c.key).subquery()
    return select(table).join(newest, (table.c.key == newest.c.key) & (table.c.version == newest.c.version))
