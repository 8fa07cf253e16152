"""What a file is, found in its content and never in its name, and the name it is kept under. No SQL here."""

import re
import unicodedata
from dataclasses import dataclass

from data_access import attachment_errors as errors
from data_access import compound_files, office_packages, photos

MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED_BYTES = 512 * 1024 * 1024
MAX_NAME = 80  # characters; file systems stop at 255 bytes, which is 85 Chinese ones

_OFFICE = "application/vnd.openxmlformats-officedocument"


@dataclass(frozen=True)
class FileType:
    """One kind of file that is kept; a name with none of its extensions gets the first."""

    label: str
    media_type: str
    extensions: tuple[str, ...]


PDF = FileType("PDF", "application/pdf", (".pdf",))
DOCX = FileType("Word", f"{_OFFICE}.wordprocessingml.document", (".docx",))
XLSX = FileType("Excel", f"{_OFFICE}.spreadsheetml.sheet", (".xlsx",))
PPTX = FileType("PowerPoint", f"{_OFFICE}.presentationml.presentation", (".pptx",))
DOC = FileType("Word", "application/msword", (".doc", ".wps"))
XLS = FileType("Excel", "application/vnd.ms-excel", (".xls", ".et"))
JPEG = FileType("照片", photos.JPEG, (".jpg", ".jpeg"))
PNG = FileType("图片", photos.PNG, (".png",))
TEXT = FileType("文本", "text/plain", (".txt",))
CSV = FileType("CSV", "text/csv", (".csv",))
TYPES = {each.media_type: each for each in (PDF, DOCX, XLSX, PPTX, DOC, XLS, JPEG, PNG, TEXT, CSV)}
PHOTOS = (JPEG.media_type, PNG.media_type)
# Opened by the browser itself; everything else is saved.
SHOWN_BY_BROWSERS = (PDF.media_type, *PHOTOS)
# For the dialog that chooses files; phones turn their own format into JPEG when they read this.
EXTENSIONS = [extension for each in TYPES.values() for extension in each.extensions] + [".webp"]

_MAIN_PARTS = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": ("word/", DOCX),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": ("xl/", XLSX),
    "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml": ("ppt/", PPTX),
}
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ufffe\uffff]")
# Text that only a program reads: as a .txt it would be of no use, under its own name it could do harm.
_FOR_PROGRAMS = ("{\\rtf", "<!doctype", "<html", "<?xml", "<svg", "<script", "%!ps", "#!", "mime-version:")
_NOT_IN_NAMES = re.compile(r'[<>:"|?*]')
_EXTENSION = re.compile(r"\.(?=[0-9a-z]*[a-z])[0-9a-z]{1,5}$", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True)
class CheckedFile:
    """A file as it may be kept."""

    content: bytes
    media_type: str
    file_name: str


def checked(content: bytes, file_name: str) -> CheckedFile:
    """Look at all of it; photos come back without what hides beside their pixels.

    Raises: a subclass of AttachmentRefused, with a sentence for the screen.
    """
    if not content:
        raise errors.EmptyAttachment
    if len(content) > MAX_BYTES:
        raise errors.AttachmentTooLarge(len(content), MAX_BYTES)
    found = _of_photo(content)
    if found is None:
        kind = _type_of(content, file_name)
    else:
        content, kind = found
    return CheckedFile(content, kind.media_type, clean_name(file_name, kind))


def clean_name(file_name: str, kind: FileType) -> str:
    """Only the last part of a path, without characters that mislead or that no file system takes, ending as it is."""
    name = unicodedata.normalize("NFC", file_name).replace("\\", "/").rpartition("/")[2]
    # C: control and formatting characters, among them those that turn the direction of writing around.
    name = "".join(character for character in name if not unicodedata.category(character).startswith("C"))
    name = _NOT_IN_NAMES.sub("_", " ".join(name.split())).rstrip(" .")
    extension = next((each for each in kind.extensions if name.lower().endswith(each)), None)
    stem = name[: -len(extension)] if extension else _EXTENSION.sub("", name)
    extension = extension or kind.extensions[0]
    return (stem.strip(" .") or "附件")[: MAX_NAME - len(extension)].rstrip(" .") + extension


def _of_photo(content: bytes) -> tuple[bytes, FileType] | None:
    is_webp = content.startswith(b"RIFF") and content[8:12] == b"WEBP"
    if content[4:8] == b"ftyp" and content[8:12] in (b"heic", b"heix", b"mif1", b"msf1", b"hevc"):
        raise errors.PhoneOnlyPhoto
    if not is_webp and not content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        return None
    kept, media_type = photos.cleaned(content)
    return kept, TYPES[media_type]


def _type_of(content: bytes, file_name: str) -> FileType:
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"%PDF-"):
        if b"%%EOF" not in content[-4096:]:
            raise errors.DamagedAttachment
        return PDF
    if content.startswith(b"PK"):
        return _of_package(content)
    if content.startswith(compound_files.SIGNATURE):
        return _of_compound_file(content, file_name)
    _check_text(content)
    return CSV if file_name.lower().endswith(".csv") else TEXT


def _of_package(content: bytes) -> FileType:
    try:
        package = office_packages.opened(content, max_unpacked=MAX_UNPACKED_BYTES)
    except office_packages.UnpacksTooLarge as error:
        raise errors.UnpacksTooLarge from error
    except office_packages.HasPassword as error:
        raise errors.ProtectedAttachment from error
    except office_packages.Damaged as error:
        raise errors.DamagedAttachment from error
    if package.has_macros:
        raise errors.AttachmentWithMacros
    for main, (folder, kind) in _MAIN_PARTS.items():
        if main in package.types and any(name.startswith(folder) for name in package.names):
            return kind
    raise errors.UnknownContent


def _of_compound_file(content: bytes, file_name: str) -> FileType:
    if compound_files.has_password(content):
        raise errors.ProtectedAttachment
    if compound_files.has_macros(content):
        raise errors.AttachmentWithMacros
    if compound_files.holds(content, "PowerPoint Document"):
        raise errors.OldPresentation
    is_word, is_excel = compound_files.holds(content, "WordDocument"), compound_files.holds(content, "Workbook", "Book")
    if is_word and is_excel:  # one embedded in the other; only the name tells which in which
        return XLS if file_name.lower().endswith(XLS.extensions) else DOC
    if not is_word and not is_excel:
        raise errors.UnknownContent
    return DOC if is_word else XLS


def _check_text(content: bytes) -> None:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _NO_TEXT.search(text) and not text.lstrip().lower().startswith(_FOR_PROGRAMS):
            if not text.strip():
                raise errors.EmptyAttachment
            return
        break
    raise errors.UnknownContent
