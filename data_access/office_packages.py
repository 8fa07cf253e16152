"""What an Office package (.docx, .xlsx, .pptx: a zip) holds, as far as refusing it needs. No SQL here."""

import io
import zipfile
import zlib
from dataclasses import dataclass
from xml.etree import ElementTree

# Real documents of text shrink 5 to 30 times; a bomb shrinks a thousand times.
MAX_RATIO = 200
RATIO_MATTERS_ABOVE = 8 * 1024 * 1024
MAX_TYPES_BYTES = 4 * 1024 * 1024
TYPES = "[content_types].xml"


class Damaged(Exception):
    """Not a whole package."""


class HasPassword(Exception):
    """Entries are encrypted."""


class UnpacksTooLarge(Exception):
    """Would unpack to far more than a document."""


@dataclass(frozen=True)
class Package:
    """Names of its parts and the content types it declares, both in lower case."""

    names: frozenset[str]
    types: frozenset[str]

    @property
    def has_macros(self) -> bool:
        """Whether it carries programs, under whatever name."""
        named = any(name.endswith("vbaproject.bin") or name.startswith("xl/macrosheets/") for name in self.names)
        return named or any("vbaproject" in kind or "macroenabled" in kind for kind in self.types)


def opened(content: bytes, *, max_unpacked: int) -> Package:
    """Look at the list of contents, and at the true sizes, before anything is unpacked into memory.

    Raises: Damaged, HasPassword, UnpacksTooLarge.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            entries = package.infolist()
            unpacked = sum(entry.file_size for entry in entries)
            too_dense = unpacked > RATIO_MATTERS_ABOVE and unpacked > MAX_RATIO * len(content)
            if unpacked > max_unpacked or too_dense:
                raise UnpacksTooLarge
            if any(entry.flag_bits & 1 for entry in entries):
                raise HasPassword
            # Sizes in the list can lie: reading stops at the size stated and the checksum then differs.
            if package.testzip() is not None:
                raise Damaged
            return Package(frozenset(entry.filename.lower() for entry in entries), _types(package))
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, zlib.error) as error:
        raise Damaged from error


def _types(package: zipfile.ZipFile) -> frozenset[str]:
    """Parsed, for a declaration can be written in many ways; of every entry of that name, for readers differ."""
    found: set[str] = set()
    for entry in package.infolist():
        if entry.filename.lower() != TYPES:
            continue
        if entry.file_size > MAX_TYPES_BYTES:
            raise Damaged
        text = package.read(entry)
        if b"<!DOCTYPE" in text.replace(b"\0", b""):  # none belongs here, and entities could hide a word
            raise Damaged
        try:
            declared = ElementTree.fromstring(text)
        except (ElementTree.ParseError, LookupError) as error:
            raise Damaged from error
        found |= {element.get("ContentType", "").lower() for element in declared}
    return frozenset(found)
