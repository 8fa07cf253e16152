"""Dictionaries: channels, categories, townships, departments, stations, collectors."""

import pandas as pd
from sqlalchemy import Connection, Engine, String, cast, literal, select, union_all

import glossary
from data_access import schema
from data_access.engine import reading
from data_access.import_rows import Lookup

_TABLES = {
    "channel": (schema.channel.c.code, schema.channel.c.name, schema.channel.c.position),
    "category": (schema.category.c.code, schema.category.c.name, schema.category.c.position),
    "township": (schema.township.c.code, schema.township.c.name, schema.township.c.position),
    "department": (schema.department.c.code, schema.department.c.name, schema.department.c.position),
    "station": (schema.station.c.code, schema.station.c.name, schema.station.c.name),
    "collector": (schema.collector.c.id.label("code"), schema.collector.c.name, schema.collector.c.name),
}


def fill_channels(connection: Connection) -> None:
    """Store the channels of the glossary that are not there yet."""
    known = set(connection.execute(select(schema.channel.c.code)).scalars())
    rows = [
        {
            "code": channel.value,
            "name": channel.label,
            "line": _line(channel).value,
            "position": position,
            "active": True,
        }
        for position, channel in enumerate(glossary.Channel, start=1)
        if channel.value not in known
    ]
    if rows:
        connection.execute(schema.channel.insert(), rows)


def _line(channel: glossary.Channel) -> glossary.Line:
    return glossary.Line.OFFLINE if channel in glossary.OFFLINE_CHANNELS else glossary.Line.ONLINE


def dictionary(engine: Engine, table: str) -> pd.DataFrame:
    """Active entries of one dictionary, in the order shown on screen.

    Columns: code, name.
    """
    with reading(engine) as connection:
        rows = [(row.code, row.name) for row in connection.execute(_active(table))]
    return pd.DataFrame(rows, columns=["code", "name"])


def every_name(engine: Engine) -> pd.DataFrame:
    """Entries of all dictionaries in one statement, each in the order shown on screen.

    Those set aside come last and say so: earlier cases still have them.

    Columns: dictionary (table name; category_parent for the upper level alone), code (text), name.
    """
    parts = []
    for table, (code, name, position) in _TABLES.items():
        active = getattr(schema, table).c.active
        entry = [
            cast(code, String).label("code"),
            name.label("name"),
            cast(position, String).label("position"),
            active.label("active"),
        ]
        parts.append(select(literal(table, String).label("dictionary"), *entry))
        if table == "category":
            is_upper = schema.category.c.parent_code.is_(None)
            parts.append(select(literal("category_parent", String), *entry).where(is_upper))
    with reading(engine) as connection:
        rows = connection.execute(union_all(*parts)).all()
    ordered = sorted(rows, key=lambda row: (row.dictionary, not row.active, row.position.rjust(6, "0"), row.code))
    named = [(row.dictionary, row.code, row.name if row.active else f"{row.name}（已停用）") for row in ordered]
    return pd.DataFrame(named, columns=["dictionary", "code", "name"])


def lookups(engine: Engine) -> dict[str, Lookup]:
    """Dictionary → what its entries may be called in a file."""
    with reading(engine) as connection:
        return {
            table: _lookup([(row.code, row.name) for row in connection.execute(_active(table))])
            for table in _TABLES
            if table != "channel"
        }


def active_codes(connection: Connection, dictionary: str) -> set[str]:
    """Codes of the entries in use."""
    table = getattr(schema, dictionary)
    return set(connection.execute(select(table.c.code).where(table.c.active)).scalars())


def _active(table: str):
    code, name, position = _TABLES[table]
    return select(code, name).where(getattr(schema, table).c.active).order_by(position, code)


def _lookup(entries: list[tuple[str | int, str]]) -> Lookup:
    codes: dict[str, str | int] = {}
    ambiguous = set()
    for code, name in entries:
        if name in codes:
            ambiguous.add(name)
        codes[name] = code
    for name in ambiguous:
        del codes[name]
    codes.update({str(code): code for code, _ in entries})
    return Lookup(codes, frozenset(ambiguous) - set(codes), tuple(dict.fromkeys(name for _, name in entries)))
