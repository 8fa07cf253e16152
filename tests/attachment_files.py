"""Small real files of every kind, for the tests of attachments."""

import io
import zipfile
from functools import cache

import xlsxwriter
import xlwt
from PIL import Image

from tests.data_access.office_files import compound_file, packed

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj\n"
    b"4 0 obj<</Length 41>>stream\nBT /F 24 Tf 20 40 Td (Elevator) Tj ET     \nendstream endobj\n"
    b"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
    b"trailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n"
)
MAKER = "SecretPhone 9"
COMMENT = b"in front of my house"


@cache
def photo(kind: str = "JPEG", size: tuple[int, int] = (60, 40), mode: str = "RGB", shade: int = 0) -> bytes:
    """A photo taken sideways (turn right to see it upright), with position, maker and comment beside the pixels.

    Its left half is darker than its right one; upright, the upper half is. `shade` makes photos that differ.
    """
    image = Image.new(mode, size, "white")
    image.paste(Image.new(mode, (size[0] // 2, size[1]), (40, 60 + shade, 90)) if mode != "L" else 60)
    beside = Image.Exif()
    beside[0x0112], beside[0x010F] = 6, MAKER
    beside.get_ifd(0x8825).update({1: "N", 2: (32.0, 7.0, 41.0), 3: "E", 4: (112.0, 46.0, 1.0)})
    written = io.BytesIO()
    image.save(written, kind, exif=beside, **({"comment": COMMENT} if kind == "JPEG" else {}))
    return written.getvalue()


def _package(main: str, part: str) -> bytes:
    types = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/{part}" ContentType="{main}"/></Types>'
    )
    return packed({"[Content_Types].xml": types.encode(), "_rels/.rels": b"<Relationships/>", part: b"<document/>"})


_OFFICE = "application/vnd.openxmlformats-officedocument"


@cache
def docx(main: str = f"{_OFFICE}.wordprocessingml.document.main+xml") -> bytes:
    """As much of a .docx as tells it from another zip."""
    return _package(main, "word/document.xml")


@cache
def pptx() -> bytes:
    """As much of a .pptx as tells it from another zip."""
    return _package(f"{_OFFICE}.presentationml.presentation.main+xml", "ppt/presentation.xml")


@cache
def xlsx() -> bytes:
    """A workbook as a library writes it."""
    written = io.BytesIO()
    with xlsxwriter.Workbook(written) as book:
        book.add_worksheet().write("A1", "电梯")
    return written.getvalue()


@cache
def xls() -> bytes:
    """A workbook as Excel 97 kept it; WPS calls the same .et."""
    written = io.BytesIO()
    book = xlwt.Workbook()
    book.add_sheet("一").write(0, 0, "电梯")
    book.save(written)
    return written.getvalue()


def doc(*more: tuple[str, ...]) -> bytes:
    """A compound file with Word's stream, and others; WPS calls the same .wps."""
    return compound_file({("WordDocument",): b"\xec\xa5" + bytes(5000), **{path: b"x" * 100 for path in more}})


def ppt() -> bytes:
    """A compound file with PowerPoint's stream."""
    return compound_file({("PowerPoint Document",): bytes(5000)})


def archive() -> bytes:
    """A plain zip."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as package:
        package.writestr("a.txt", "a")
    return written.getvalue()
