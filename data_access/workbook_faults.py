"""Cells of an .xlsx without a value: errors, and formulas nobody has calculated. To a reader they look empty."""

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

_HEAD = 64 * 1024  # a document type can only stand before the first element
_WORKBOOK = "xl/workbook.xml"


def faulty_cells(content: bytes) -> set[tuple[int, int]]:
    """Row number and position of the column (0 is A) in the first sheet that has anything in it.

    `content`: a package that `workbooks.read_workbook` has read.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for path in _sheets(package):
            found, is_filled = _faults(package, path)
            if is_filled:
                return found
    return set()


def _sheets(package: zipfile.ZipFile) -> list[str]:
    """Paths of the sheets in the order of the workbook."""
    targets = {each.get("Id"): each.get("Target", "") for each in _parsed(package, "xl/_rels/workbook.xml.rels")}
    names = set(package.namelist())
    paths = []
    for element in _parsed(package, _WORKBOOK):
        if _local(element.tag) == "sheet":
            link = next((value for name, value in element.attrib.items() if _local(name) == "id"), None)
            path = posixpath.normpath(posixpath.join("/xl", targets.get(link, ""))).lstrip("/")
            paths += [path] if path in names else []
    return paths


def _faults(package: zipfile.ZipFile, path: str) -> tuple[set[tuple[int, int]], bool]:
    found: set[tuple[int, int]] = set()
    is_filled, row, column = False, 0, -1
    for element in _parsed(package, path):
        tag = _local(element.tag)
        if tag == "row":
            row, column = int(element.get("r") or row + 1), -1
        elif tag == "c":
            place = re.fullmatch(r"([A-Z]+)(\d+)", element.get("r", ""))
            row, column = (int(place[2]), _position(place[1])) if place else (row, column + 1)
            parts = {_local(part.tag): part for part in element}
            kind, has_value = element.get("t"), "v" in parts and bool(parts["v"].text)
            is_filled = is_filled or has_value or "f" in parts or "is" in parts
            if kind == "e" or ("f" in parts and not has_value and kind != "str"):
                found.add((row, column))
    return found, is_filled


def _parsed(package: zipfile.ZipFile, path: str) -> Iterator[ElementTree.Element]:
    """Every element as it begins, cells once they are complete; a row is forgotten when it ends."""
    with package.open(path) as stream:
        if b"<!DOCTYPE" in stream.read(_HEAD).replace(b"\0", b""):  # none belongs here, and entities could grow
            return
    with package.open(path) as stream:
        for event, element in ElementTree.iterparse(stream, events=("start", "end")):
            tag = _local(element.tag)
            if event == "start" and tag != "c" or event == "end" and tag == "c":
                yield element
            elif event == "end" and tag == "row":
                element.clear()


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _position(letters: str) -> int:
    position = 0
    for letter in letters:
        position = position * 26 + ord(letter) - ord("A") + 1
    return position - 1
