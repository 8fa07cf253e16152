"""What an OLE compound file (.doc, .xls, or .xlsx with a password) holds, as far as refusing it needs. No SQL here."""

from struct import unpack_from

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# [MS-XLS] 2.4: record types at the beginning of a workbook.
_BOF, _WRITE_PROTECT, _FILEPASS = 0x0809, 0x0086, 0x002F


def has_password(content: bytes) -> bool:
    """Whether it needs a password to open: an encrypted package, or a workbook whose records are encrypted."""
    if _part(content, "EncryptedPackage") is not None:
        return True
    workbook = _part(content, "Workbook")
    return workbook is not None and _begins_with_filepass(content, workbook)


def has_macros(content: bytes) -> bool:
    """Whether it carries a VBA project."""
    return holds(content, "_VBA_PROJECT_CUR", "_VBA_PROJECT")


def holds(content: bytes, *names: str) -> bool:
    """Whether it has a stream or storage of one of these names, anywhere in it."""
    return any(_part(content, name) is not None for name in names)


def _part(content: bytes, name: str) -> int | None:
    """Where the directory entry of this name stands; None when only somebody's message speaks of it.

    [MS-CFB] 2.6.1: entries stand at multiples of 128 bytes: a name of 64, then its length with the final zero.
    """
    text = name.encode("utf-16-le")
    entry = text.ljust(64, b"\0") + (len(text) + 2).to_bytes(2, "little")
    position = content.find(entry)
    while position % 128 and position != -1:
        position = content.find(entry, position + 1)
    return None if position == -1 or position + 128 > len(content) else position


def _begins_with_filepass(content: bytes, entry: int) -> bool:
    """FILEPASS follows the first record, or the one that says write-protected."""
    sector_shift, sector = unpack_from("<H", content, 30)[0], unpack_from("<I", content, entry + 116)[0]
    position = (sector + 1) << min(sector_shift, 12)
    kinds = []
    while len(kinds) < 3 and position + 4 <= len(content):
        kind, size = unpack_from("<HH", content, position)
        kinds.append(kind)
        position += 4 + size
    return kinds[:2] == [_BOF, _FILEPASS] or kinds == [_BOF, _WRITE_PROTECT, _FILEPASS]
