"""字典: entries are added, renamed, ordered and set aside; what was counted under a code stays under it."""

from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from data_access import dictionary_changes
from data_access.engine import Connection, Engine, writing
from glossary import CollectorKind, StationKind, Term
from permissions import Permission, Person, require

__all__ = ["DICTIONARIES", "DictionaryRefused", "add", "add_many", "changes", "entries", "move", "rename", "set_active"]

MAX_REASON = 200


class DictionaryRefused(Exception):
    """The dictionary stays as it is; the message is a sentence for the screen."""


class StaleEntry(DictionaryRefused):
    """Somebody changed the entry first."""


@dataclass(frozen=True)
class Dictionary:
    """What one dictionary is called, what its entries carry besides a name, and what may be done with it."""

    label: str
    longest: int
    needs: tuple[str, ...] = ()
    may_have: tuple[str, ...] = ()
    kinds: type[Term] | None = None
    ordered: bool = True
    closed: bool = False  # its entries are part of the product: only their names change
    same_names: bool = False


DICTIONARIES = {
    "department": Dictionary("承办单位", 60),
    "township": Dictionary("镇办区", 40),
    "category": Dictionary("分类", 60, may_have=("parent_code",)),
    "station": Dictionary("民情驿站", 60, needs=("kind", "township_code"), kinds=StationKind, ordered=False),
    "collector": Dictionary(
        "民情收集员",
        40,
        needs=("kind",),
        may_have=("township_code", "station_code"),
        kinds=CollectorKind,
        ordered=False,
        same_names=True,
    ),
    "channel": Dictionary("渠道", 40, closed=True),
}
FIELDS = {"parent_code": "上级分类", "kind": "类型", "township_code": "镇办区", "station_code": "民情驿站"}
LOOKED_UP = {"parent_code": "category", "township_code": "township", "station_code": "station"}


def entries(engine: Engine, *, dictionary: str, by: Person) -> pd.DataFrame:
    """Every entry with the columns of `dictionary_changes.entries`."""
    require(by, Permission.MANAGE_DICTIONARIES, "管理字典")
    return dictionary_changes.entries(engine, dictionary=dictionary)


def changes(engine: Engine, *, dictionary: str, by: Person) -> pd.DataFrame:
    """Earlier changes, newest first, with the columns of `dictionary_changes.changes`."""
    require(by, Permission.MANAGE_DICTIONARIES, "管理字典")
    return dictionary_changes.changes(engine, dictionary=dictionary)


def add(
    engine: Engine, *, dictionary: str, name: str, reason: str = "", by: Person, at: datetime, **fields: str | None
) -> str:
    """A new entry; `fields` are those of the dictionary. Returns its code.

    Raises: NotPermitted, DictionaryRefused.
    """
    (code,) = add_many(engine, dictionary=dictionary, rows=[{"name": name, **fields}], reason=reason, by=by, at=at)
    return code


def add_many(
    engine: Engine, *, dictionary: str, rows: list[dict[str, str | None]], reason: str = "", by: Person, at: datetime
) -> list[str]:
    """Several new entries, all or none; returns their codes.

    Raises: NotPermitted, DictionaryRefused.
    """
    require(by, Permission.MANAGE_DICTIONARIES, "增加字典条目")
    about, reason = DICTIONARIES[dictionary], _reason(reason)
    if about.closed:
        raise DictionaryRefused(f"{about.label}是固定的，不能增加，只能改名称。")
    codes = []
    with writing(engine) as connection:
        dictionary_changes.hold(connection, dictionary=dictionary)
        for row in rows:
            values = _checked(connection, dictionary, row)
            code = dictionary_changes.insert(connection, dictionary=dictionary, **values)
            details = {field: [None, value] for field, value in values.items() if value is not None}
            _note(connection, dictionary, code, "added", details, reason, by, at)
            codes.append(code)
    return codes


def rename(
    engine: Engine, *, dictionary: str, code: str, was: str, name: str, reason: str = "", by: Person, at: datetime
) -> None:
    """Another name for the same entry; `was` is the name the person saw. Earlier cases show the new name.

    Raises: NotPermitted, DictionaryRefused, StaleEntry.
    """
    require(by, Permission.MANAGE_DICTIONARIES, "修改字典条目")
    reason = _reason(reason)
    with writing(engine) as connection:
        entry = _existing(connection, dictionary, code)
        if entry["name"] != was:
            raise StaleEntry(f"“{was}”刚被别人改为“{entry['name']}”，您的修改没有存入。请看过新内容再改。")
        name = _name(connection, dictionary, name, entry["parent_code"])
        dictionary_changes.change(connection, dictionary=dictionary, code=code, name=name)
        _note(connection, dictionary, code, "renamed", {"name": [was, name]}, reason, by, at)


def set_active(
    engine: Engine, *, dictionary: str, code: str, active: bool, reason: str = "", by: Person, at: datetime
) -> None:
    """Set an entry aside or take it up again; earlier cases keep it.

    Raises: NotPermitted, DictionaryRefused.
    """
    require(by, Permission.MANAGE_DICTIONARIES, "停用或启用字典条目")
    reason = _reason(reason)
    with writing(engine) as connection:
        entry = _existing(connection, dictionary, code)
        if DICTIONARIES[dictionary].closed:
            raise DictionaryRefused(f"{DICTIONARIES[dictionary].label}是固定的，不能停用，只能改名称。")
        if bool(entry["active"]) == active:
            raise DictionaryRefused(f"“{entry['name']}”已经是{'在用' if active else '停用'}的，没有再改。")
        if not active:
            _check_nothing_rests_on(connection, dictionary, code, entry["name"])
        dictionary_changes.change(connection, dictionary=dictionary, code=code, active=active)
        _note(connection, dictionary, code, "activated" if active else "deactivated", {}, reason, by, at)


def move(engine: Engine, *, dictionary: str, code: str, up: bool, by: Person, at: datetime) -> None:
    """One place up or down among the active entries (of a category: those beside it).

    Raises: NotPermitted, DictionaryRefused.
    """
    require(by, Permission.MANAGE_DICTIONARIES, "调整字典顺序")
    with writing(engine) as connection:
        entry = _existing(connection, dictionary, code)
        if not DICTIONARIES[dictionary].ordered:
            raise DictionaryRefused(f"{DICTIONARIES[dictionary].label}按名称排列，不能调整顺序。")
        found = dictionary_changes.entries_in(connection, dictionary=dictionary)
        beside = found[found["active"] & (found["parent_code"] == entry["parent_code"])]
        codes = list(beside["code"])
        at_place = codes.index(code) + (-1 if up else 1) if code in codes else -1
        if not 0 <= at_place < len(codes):
            raise DictionaryRefused(f"“{entry['name']}”已经在最{'前' if up else '后'}，顺序没有改动。")
        places = list(beside["position"])
        codes.remove(code)
        codes.insert(at_place, code)
        for other, position in zip(codes, places, strict=True):
            dictionary_changes.change(connection, dictionary=dictionary, code=other, position=int(position))
        details = {"position": [int(entry["position"]), int(places[at_place])]}
        _note(connection, dictionary, code, "moved", details, "", by, at)


def _existing(connection: Connection, dictionary: str, code: str) -> dict:
    dictionary_changes.hold(connection, dictionary=dictionary)
    found = dictionary_changes.entries_in(connection, dictionary=dictionary)
    chosen = found[found["code"] == code]
    if chosen.empty:
        raise DictionaryRefused("没有这个条目，没有改动任何内容。请刷新后再试。")
    return chosen.iloc[0].to_dict()


def _checked(connection: Connection, dictionary: str, row: dict[str, str | None]) -> dict[str, str | None]:
    about = DICTIONARIES[dictionary]
    values = {field: row.get(field) or None for field in (*about.needs, *about.may_have)}
    for field in about.needs:
        if values[field] is None:
            raise DictionaryRefused(f"请选择“{row['name']}”的{FIELDS[field]}，没有存入任何内容。")
    if about.kinds and values["kind"] not in [kind.value for kind in about.kinds]:
        raise DictionaryRefused(f"没有“{values['kind']}”这种类型，没有存入任何内容。")
    for field, other in LOOKED_UP.items():
        if values.get(field):
            _check_usable(connection, other, values[field], first_level=field == "parent_code")
    return {"name": _name(connection, dictionary, row["name"] or "", values.get("parent_code")), **values}


def _check_usable(connection: Connection, dictionary: str, code: str, *, first_level: bool) -> None:
    found = dictionary_changes.entries_in(connection, dictionary=dictionary)
    usable = found[found["active"] & ((found["parent_code"] == "") | (not first_level))]
    if code not in set(usable["code"]):
        kind = "在用的一级分类" if first_level else f"在用的{DICTIONARIES[dictionary].label}"
        raise DictionaryRefused(f"“{code}”不是{kind}，没有存入任何内容。")


def _name(connection: Connection, dictionary: str, typed: str, parent_code: str | None) -> str:
    about, name = DICTIONARIES[dictionary], typed.strip()
    if not 1 <= len(name) <= about.longest:
        raise DictionaryRefused(f"请填写名称，不超过 {about.longest} 个字；没有存入任何内容。")
    found = dictionary_changes.entries_in(connection, dictionary=dictionary)
    same = found[(found["name"] == name) & (found["parent_code"] == (parent_code or ""))]
    if not about.same_names and not same.empty:
        state = "" if same["active"].iloc[0] else "（已停用，可以重新启用）"
        raise DictionaryRefused(f"已有名为“{name}”的{about.label}{state}，没有存入任何内容。")
    return name


def _check_nothing_rests_on(connection: Connection, dictionary: str, code: str, name: str) -> None:
    resting = dictionary_changes.depending(connection, dictionary=dictionary, code=code)
    if resting:
        what = "、".join(f"{count} 个{kind}" for kind, count in resting.items())
        raise DictionaryRefused(f"“{name}”下还有 {what}，没有停用。请先调整它们。")


def _note(connection: Connection, dictionary: str, code: str, what: str, details: dict, reason, by, at) -> None:
    dictionary_changes.note(
        connection, dictionary=dictionary, code=code, what=what, details=details, reason=reason, by=by, at=at
    )


def _reason(text: str) -> str:
    if len(text.strip()) > MAX_REASON:
        raise DictionaryRefused(f"原因不能超过 {MAX_REASON} 个字，没有存入任何内容。")
    return text.strip()
