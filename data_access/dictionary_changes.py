"""Changing the dictionaries: entries are added, renamed, ordered and set aside, never deleted; each change is noted."""

from datetime import datetime

import pandas as pd
from sqlalchemy import Column, Connection, Engine, Table, func, select, update

from data_access import schema
from data_access.engine import reading
from permissions import Person

TABLES: dict[str, Table] = {
    name: getattr(schema, name) for name in ("department", "township", "category", "station", "collector", "channel")
}
COLUMNS = ["code", "name", "active", "position", "parent_code", "kind", "township_code", "station_code"]


def entries(engine: Engine, *, dictionary: str) -> pd.DataFrame:
    """Every entry, active ones first, in the order of the screen; what an entry has not is an empty text.

    Columns: code (text), name, active, position (missing where names make the order), parent_code, kind,
    township_code, station_code.
    """
    with reading(engine) as connection:
        return entries_in(connection, dictionary=dictionary)


def entries_in(connection: Connection, *, dictionary: str) -> pd.DataFrame:
    """The same inside a transaction."""
    table = TABLES[dictionary]
    chosen = [key(table).label("code"), *(table.c[name] for name in COLUMNS[1:] if name in table.c)]
    order = [table.c.active.desc(), table.c.position if "position" in table.c else table.c.name, key(table)]
    rows = connection.execute(select(*chosen).order_by(*order)).all()
    found = pd.DataFrame([tuple(row) for row in rows], columns=[column.name for column in chosen])
    texts = {
        name: pd.Series(list(found[name]) if name in found else [None] * len(found), dtype=object)
        .fillna("")
        .astype(str)
        for name in COLUMNS[4:]
    }
    return found.assign(**texts).reindex(columns=COLUMNS).astype({"code": str, "active": bool})


def key(table: Table) -> Column:
    """The column that names an entry."""
    return table.c.code if "code" in table.c else table.c.id


def hold(connection: Connection, *, dictionary: str) -> None:
    """Lock the dictionary's entries: two administrators change it one after the other."""
    table = TABLES[dictionary]
    connection.execute(select(key(table)).order_by(key(table)).with_for_update()).all()


def insert(connection: Connection, *, dictionary: str, **values: object) -> str:
    """Store a new entry at the end; returns its code."""
    table = TABLES[dictionary]
    if "code" in table.c:
        values["code"] = _free_code(connection, dictionary)
    if "position" in table.c:
        values["position"] = (connection.execute(select(func.max(table.c.position))).scalar_one() or 0) + 1
    stored = connection.execute(table.insert().values(active=True, **values))
    return str(values.get("code") or stored.inserted_primary_key[0])


def _free_code(connection: Connection, dictionary: str) -> str:
    """Entries made by hand are numbered; a code once given stays with its entry for good."""
    table = TABLES[dictionary]
    taken = set(connection.execute(select(table.c.code)).scalars())
    number = 1
    while f"{dictionary}_{number:03d}" in taken:
        number += 1
    return f"{dictionary}_{number:03d}"


def change(connection: Connection, *, dictionary: str, code: str, **values: object) -> None:
    """Write fields of one entry."""
    table = TABLES[dictionary]
    wanted = int(code) if "code" not in table.c else code
    connection.execute(update(table).where(key(table) == wanted).values(**values))


def note(
    connection: Connection,
    *,
    dictionary: str,
    code: str,
    what: str,
    details: dict,
    reason: str,
    by: Person,
    at: datetime,
) -> None:
    """Add one row to the history of the dictionaries."""
    row = {"dictionary": dictionary, "code": code, "what": what, "details": details, "reason": reason}
    by_whom = {"at": at, "by_account_id": by.account_id or None, "by_name": by.name}
    connection.execute(schema.dictionary_change.insert().values(**row, **by_whom))


def changes(engine: Engine, *, dictionary: str, limit: int = 200) -> pd.DataFrame:
    """What was changed in one dictionary, newest first.

    Columns: at (UTC), by_name, code, what, details (field → [before, after]), reason.
    """
    table = schema.dictionary_change
    names = ["at", "by_name", "code", "what", "details", "reason"]
    query = select(*(table.c[name] for name in names)).where(table.c.dictionary == dictionary)
    with reading(engine) as connection:
        rows = connection.execute(query.order_by(table.c.id.desc()).limit(limit)).all()
    return pd.DataFrame([tuple(row) for row in rows], columns=names)


def depending(connection: Connection, *, dictionary: str, code: str) -> dict[str, int]:
    """Active entries and accounts that rest on an entry: what they are (Chinese) and how many."""
    rests = {
        "department": {"在用账户": schema.account.c.department_code},
        "category": {"在用的二级分类": schema.category.c.parent_code},
        "township": {"在用的民情驿站": schema.station.c.township_code},
        "station": {"在用的民情收集员": schema.collector.c.station_code},
        "collector": {"在用账户": schema.account.c.collector_id},
    }
    wanted = int(code) if dictionary == "collector" else code
    found = {}
    for name, column in rests.get(dictionary, {}).items():
        query = select(func.count()).where(column == wanted, column.table.c.active)
        found[name] = connection.execute(query).scalar_one()
    return {name: count for name, count in found.items() if count}
