"""Awkward files as Excel itself makes them: with a password, with macros, far too large once unpacked.

Written by the published formats ([MS-CFB], [MS-XLS], [MS-OVBA], ECMA-376), because no library writes them; the tests
check each against a reader that is not ours.
"""

import io
import os
import zipfile
from hashlib import md5
from struct import pack, unpack_from

import msoffcrypto
import olefile

_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_SECTOR, _MINI, _MINI_BELOW = 512, 64, 4096
_BOF, _FILEPASS, _BOUNDSHEET = 0x0809, 0x002F, 0x0085
_NEVER_ENCRYPTED = (_BOF, _FILEPASS, 0x0194, 0x0195, 0x00E1, 0x0196, 0x0138)


# --- compound files [MS-CFB] --------------------------------------------------------------------


def compound_file(streams: dict[tuple[str, ...], bytes]) -> bytes:
    """A compound file (OLE2, version 3) of these streams; the storages above them come by themselves."""
    fat: list[int] = []
    body = bytearray()

    def add(content: bytes) -> int:
        """Store content in sectors of its own; returns the first one."""
        first, count = len(fat), -(-len(content) // _SECTOR)
        fat.extend([*range(first + 1, first + count), _END] if count else [])
        body.extend(content.ljust(count * _SECTOR, b"\0"))
        return first if count else _END

    mini, mini_fat, places = bytearray(), [], {}
    for path, content in streams.items():
        if len(content) >= _MINI_BELOW:
            places[path] = add(content)
            continue
        first, count = len(mini_fat), max(1, -(-len(content) // _MINI))
        mini_fat.extend([*range(first + 1, first + count), _END])
        mini.extend(content.ljust(count * _MINI, b"\0"))
        places[path] = first
    mini_first = add(bytes(mini))
    mini_fat_first = add(_sector_numbers(mini_fat))
    directory_first = add(_directory(streams, places, mini_first, len(mini)))
    fat_first, fat_count = len(fat), 1
    while fat_count * 128 < len(fat) + fat_count:
        fat_count += 1
    fat.extend([_FAT] * fat_count)
    body.extend(_sector_numbers(fat))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(24, b"\0") + pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += pack("<IIIII", 0, fat_count, directory_first, 0, _MINI_BELOW)
    header += pack("<IIIII", mini_fat_first, -(-len(mini_fat) // 128), _END, 0, fat_first)
    return header + _sector_numbers([*range(fat_first + 1, fat_first + fat_count)], 108) + bytes(body)


def _sector_numbers(numbers: list[int], count: int | None = None) -> bytes:
    count = count or -(-len(numbers) // 128) * 128
    return pack(f"<{count}I", *numbers, *[_FREE] * (count - len(numbers)))


def _directory(streams: dict, places: dict, mini_first: int, mini_size: int) -> bytes:
    paths = sorted({path[:depth] for path in streams for depth in range(1, len(path) + 1)})
    position = {path: number for number, path in enumerate(paths, start=1)}
    following, first_child = {}, {}
    for parent in [(), *paths]:
        children = [path for path in paths if path[:-1] == parent]
        children.sort(key=lambda path: (len(path[-1]), path[-1].upper()))
        first_child[parent] = position[children[0]] if children else _FREE
        for path, after in zip(children, [*children[1:], None], strict=False):
            following[path] = position[after] if after else _FREE
    entries = [_entry("Root Entry", 5, _FREE, first_child[()], mini_first, mini_size)]
    for path in paths:
        if path in streams:
            entries.append(_entry(path[-1], 2, following[path], _FREE, places[path], len(streams[path])))
        else:
            entries.append(_entry(path[-1], 1, following[path], first_child[path], 0, 0))
    return b"".join(entries + [_entry("", 0, _FREE, _FREE, 0, 0)] * (-len(entries) % 4))


def _entry(name: str, kind: int, right: int, child: int, first: int, size: int) -> bytes:
    text = name.encode("utf-16-le")
    named = text.ljust(64, b"\0") + pack("<HBB", len(text) + 2 if text else 0, kind, 1)
    return named + pack("<III", _FREE, right, child) + b"\0" * 36 + pack("<IQ", first, size)


# --- passwords ----------------------------------------------------------------------------------


def encrypted_xlsx(plain: bytes, password: str) -> bytes:
    """The .xlsx with a password to open: a compound file with the stream EncryptedPackage (agile encryption)."""
    buffer = io.BytesIO()
    msoffcrypto.OfficeFile(io.BytesIO(plain)).encrypt(password, buffer)
    return buffer.getvalue()


def decrypted(content: bytes, password: str) -> bytes:
    """The file behind the password, by a library that is not ours."""
    buffer = io.BytesIO()
    file = msoffcrypto.OfficeFile(io.BytesIO(content))
    file.load_key(password=password)
    file.decrypt(buffer)
    return buffer.getvalue()


def encrypted_xls(plain: bytes, password: str) -> bytes:
    """The .xls with a password to open: a FILEPASS record, and every record behind it under RC4."""
    workbook = olefile.OleFileIO(plain).openstream("Workbook").read()
    salt, verifier = os.urandom(16), os.urandom(16)
    checked = _rc4(_key(password, salt, 0), verifier + md5(verifier).digest())
    filepass = pack("<HHHHH", _FILEPASS, 54, 1, 1, 1) + salt + checked
    first = 4 + unpack_from("<H", workbook, 2)[0]
    return compound_file({("Workbook",): _encrypt(workbook[:first] + filepass + workbook[first:], password, salt, 58)})


def _encrypt(workbook: bytes, password: str, salt: bytes, moved: int) -> bytes:
    blocks = range(-(-len(workbook) // 1024))
    stream = b"".join(_rc4(_key(password, salt, block), b"\0" * 1024) for block in blocks)
    result, position = bytearray(workbook), 0
    while position + 4 <= len(workbook):
        kind, size = unpack_from("<HH", workbook, position)
        start, position = position + 4, position + 4 + size
        if kind in _NEVER_ENCRYPTED:
            continue
        if kind == _BOUNDSHEET:  # where the sheet begins stays readable
            result[start : start + 4] = pack("<I", unpack_from("<I", workbook, start)[0] + moved)
            start += 4
        for place in range(start, min(position, len(workbook))):
            result[place] ^= stream[place]
    return bytes(result)


def _key(password: str, salt: bytes, block: int) -> bytes:
    short = md5(password.encode("utf-16-le")).digest()[:5]
    return md5(md5((short + salt) * 16).digest()[:5] + pack("<I", block)).digest()


def _rc4(key: bytes, content: bytes) -> bytes:
    box, j = list(range(256)), 0
    for i in range(256):
        j = (j + box[i] + key[i % len(key)]) % 256
        box[i], box[j] = box[j], box[i]
    result, i, j = bytearray(), 0, 0
    for byte in content:
        i = (i + 1) % 256
        j = (j + box[i]) % 256
        box[i], box[j] = box[j], box[i]
        result.append(byte ^ box[(box[i] + box[j]) % 256])
    return bytes(result)


# --- macros [MS-OVBA] ---------------------------------------------------------------------------

_MACRO = b'Attribute VB_Name = "ThisWorkbook"\r\nPrivate Sub Workbook_Open()\r\n    MsgBox "hello"\r\nEnd Sub\r\n'


def xls_with_macros(plain: bytes) -> bytes:
    """The .xls with a VBA project."""
    workbook = olefile.OleFileIO(plain).openstream("Workbook").read()
    project = {("_VBA_PROJECT_CUR", *path): content for path, content in _vba_project().items()}
    return compound_file({("Workbook",): workbook, **project})


def xlsx_with_macros(plain: bytes) -> bytes:
    """The .xlsm of an .xlsx: with vbaProject.bin, its relation and its types."""
    main = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    edits = {
        "[Content_Types].xml": [
            (main, "application/vnd.ms-excel.sheet.macroEnabled.main+xml"),
            ("</Types>", '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>'),
        ],
        "xl/_rels/workbook.xml.rels": [
            ("</Relationships>",
             '<Relationship Id="rIdVba" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" '
             'Target="vbaProject.bin"/></Relationships>'),
        ],
    }  # fmt: skip
    entries = _unpacked(plain)
    for name, replacements in edits.items():
        for old, new in replacements:
            entries[name] = entries[name].replace(old.encode(), new.encode())
    return packed(entries | {"xl/vbaProject.bin": compound_file(_vba_project())})


def _vba_project() -> dict[tuple[str, ...], bytes]:
    names = {0x0001: pack("<I", 1), 0x0002: pack("<I", 0x804), 0x0003: pack("<H", 936), 0x0004: b"VBAProject"}
    records = b"".join(pack("<HI", kind, len(value)) + value for kind, value in names.items())
    return {
        ("VBA", "dir"): _compressed(records),
        ("VBA", "_VBA_PROJECT"): b"\xcc\x61\xff\xff\x00\x00\x00",
        ("VBA", "ThisWorkbook"): _compressed(_MACRO),
        ("PROJECT",): b'ID="{0}"\r\nDocument=ThisWorkbook/&H00000000\r\nName="VBAProject"\r\n',
    }


def _compressed(content: bytes) -> bytes:
    """A compressed container of one chunk that holds literals only."""
    tokens = b"".join(b"\0" + content[start : start + 8] for start in range(0, len(content), 8))
    return b"\x01" + pack("<H", 0xB000 | (len(tokens) - 1)) + tokens


# --- packages -----------------------------------------------------------------------------------


def _unpacked(plain: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(plain)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(entries: dict[str, bytes]) -> bytes:
    """A zip of these entries."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in entries.items():
            package.writestr(name, content)
    return buffer.getvalue()


def zip_bomb(plain: bytes, megabytes: int) -> bytes:
    """The .xlsx with a well-formed sheet of many equal rows, that unpacks to so many megabytes."""
    head = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    row = b'<row><c t="inlineStr"><is><t>' + b"0" * 900 + b"</t></is></c></row>"
    sheet = head + row * (megabytes * 1_000_000 // len(row)) + b"</sheetData></worksheet>"
    return packed(_unpacked(plain) | {"xl/worksheets/sheet1.xml": sheet})


def with_false_sizes(bomb: bytes) -> bytes:
    """The same package, saying of its largest entry that it has a hundred bytes."""
    with zipfile.ZipFile(io.BytesIO(bomb)) as package:
        largest = max(package.infolist(), key=lambda entry: entry.file_size)
    true = pack("<I", largest.file_size)
    return bomb.replace(true, pack("<I", 100))
