"""What categories and townships are called in a file: one name each that means no other, and what they were called."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, select

from data_access import schema
from data_access.dictionary_changes import entries_in

BETWEEN_LEVELS = "/"
BETWEEN_NAMES = "、"
_SEPARATORS = re.compile(r"[、,，;；\n]")
_SLASH = re.compile(r"\s*[/／]\s*")


@dataclass(frozen=True)
class Labels:
    """The entries of a dictionary by code, and the codes behind a name."""

    names: dict[str, str]  # code → its name in a file, also of those set aside, in the order of the screen
    active: frozenset[str]
    # Name → codes, surest first: the name in a file or the code, the own name alone, what it was called before.
    meanings: tuple[dict[str, set[str]], ...]

    def meant(self, text: str) -> set[str]:
        """The codes a cell may mean; empty when no entry was ever called so."""
        wanted = _SLASH.sub(BETWEEN_LEVELS, text.strip())
        return next((found[wanted] for found in self.meanings if wanted in found), set())

    def several(self, codes: Iterable[str]) -> str:
        """Names in one cell, in the order of the dictionary."""
        return BETWEEN_NAMES.join(name for code, name in self.names.items() if code in set(codes))

    @property
    def in_use(self) -> tuple[str, ...]:
        """Names that may be chosen."""
        return tuple(name for code, name in self.names.items() if code in self.active)


def split(text: str) -> list[str]:
    """The names in a cell that may hold several."""
    return [name.strip() for name in _SEPARATORS.split(text) if name.strip()]


def labels(connection: Connection) -> dict[str, Labels]:
    """For category and township; three statements."""
    change = schema.dictionary_change
    query = select(change.c.dictionary, change.c.code, change.c.details).where(change.c.what == "renamed")
    earlier: dict[tuple[str, str], set[str]] = defaultdict(set)
    for dictionary, code, details in connection.execute(query):
        earlier[dictionary, code].add(details["name"][0])
    return {name: _labels(entries_in(connection, dictionary=name), earlier, name) for name in ("category", "township")}


def _labels(entries, earlier: dict[tuple[str, str], set[str]], dictionary: str) -> Labels:
    own = dict(zip(entries["code"], entries["name"], strict=True))
    parents = dict(zip(entries["code"], entries["parent_code"], strict=True))
    paths = {code: _path(parents[code], name, own) for code, name in own.items()}
    shared = Counter(paths.values())
    names = {
        code: path if shared[path] == 1 and not _SEPARATORS.search(path) else f"{_SEPARATORS.sub(' ', path)}（{code}）"
        for code, path in paths.items()
    }
    ever = {code: {own[code]} | earlier[dictionary, code] for code in own}
    formerly = [
        (code, f"{above}{BETWEEN_LEVELS}{name}" if above else name)
        for code in own
        for name in ever[code]
        for above in ever.get(parents[code], {""})
    ]
    meanings = (
        [*((code, name) for code, name in names.items()), *((code, code) for code in own)],
        [*own.items(), *paths.items()],
        formerly,
        [(code, name) for code in own for name in ever[code]],
    )
    active = frozenset(entries.loc[entries["active"], "code"])
    return Labels(names, active, tuple(_by_name(each) for each in meanings))


def _path(parent: str, name: str, names: dict[str, str]) -> str:
    return f"{names[parent]}{BETWEEN_LEVELS}{name}" if parent else name


def _by_name(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for code, name in pairs:
        found[_SLASH.sub(BETWEEN_LEVELS, name.strip())].add(code)
    return dict(found)
