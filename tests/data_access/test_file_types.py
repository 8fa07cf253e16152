"""What a file is, is found in its content; what is not whole, carries programs or is not ours is refused."""

import io

import pytest
from PIL import Image, ImageOps

from data_access import attachment_errors as errors
from data_access import file_types, photos
from data_access.file_types import CSV, DOC, DOCX, JPEG, PDF, PNG, PPTX, TEXT, TYPES, XLS, XLSX, checked, clean_name
from tests import attachment_files as samples
from tests.data_access.office_files import packed, with_false_sizes, xls_with_macros, xlsx_with_macros, zip_bomb

MACRO_TYPE = "application/vnd.ms-word.document.macroEnabled.main+xml"


@pytest.mark.parametrize(
    ("content", "name", "kind", "kept_as"),
    [
        (samples.PDF, "方案.pdf", PDF, "方案.pdf"),
        (samples.PDF, "方案.exe", PDF, "方案.pdf"),
        (samples.PDF, "方案 v1.2", PDF, "方案 v1.2.pdf"),
        (samples.docx(), "方案.docx", DOCX, "方案.docx"),
        (samples.docx(), "方案.zip", DOCX, "方案.docx"),
        (samples.pptx(), "汇报.PPTX", PPTX, "汇报.pptx"),
        (samples.xlsx(), "表.xlsm", XLSX, "表.xlsx"),
        (samples.xls(), "表.xls", XLS, "表.xls"),
        (samples.xls(), "表.et", XLS, "表.et"),
        (samples.doc(), "纪要.doc", DOC, "纪要.doc"),
        (samples.doc(), "纪要.wps", DOC, "纪要.wps"),
        (samples.doc(("Workbook",)), "纪要.doc", DOC, "纪要.doc"),
        (samples.doc(("Workbook",)), "表.xls", XLS, "表.xls"),
        (samples.photo(), "现场.JPEG", JPEG, "现场.jpeg"),
        (samples.photo("PNG"), "现场.jpg", PNG, "现场.png"),
        (samples.photo("WEBP"), "现场.webp", JPEG, "现场.jpg"),
        (samples.photo("WEBP", mode="RGBA"), "现场.webp", JPEG, "现场.jpg"),
        ("会议纪要".encode(), "纪要.md", TEXT, "纪要.txt"),
        ("会议纪要".encode("gb18030"), "纪要.bat", TEXT, "纪要.txt"),
        ("\ufeff名称,数量\r\n电梯,3\r\n".encode(), "表.csv", CSV, "表.csv"),
    ],
)
def test_the_kind_is_found_in_the_content_and_the_name_is_made_to_fit(content, name, kind, kept_as):
    file = checked(content, name)
    assert (TYPES[file.media_type], file.file_name) == (kind, kept_as)


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", errors.EmptyAttachment),
        ("\ufeff \r\n".encode(), errors.EmptyAttachment),
        (b"MZ\x90\x00\x03\x00\x00\x00", errors.UnknownContent),
        (b"GIF89a" + bytes(20), errors.UnknownContent),
        (b"a\x00b", errors.UnknownContent),
        (b"a\x1b[31mb", errors.UnknownContent),
        (b"\xff\xfea\x00", errors.UnknownContent),
        ("é".encode("latin-1"), errors.UnknownContent),
        (b" <!DOCTYPE html><script>alert(1)</script>", errors.UnknownContent),
        (b'<svg onload="alert(1)"/>', errors.UnknownContent),
        (b"{\\rtf1 a}", errors.UnknownContent),
        (b"#!/bin/sh\nrm -rf /\n", errors.UnknownContent),
        (samples.archive(), errors.UnknownContent),
        (samples.docx("application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"),
         errors.UnknownContent),
        (packed({"[Content_Types].xml": b"<Types", "word/document.xml": b"a"}), errors.DamagedAttachment),
        (packed({"[Content_Types].xml": b"<!DOCTYPE a><Types/>", "word/a": b"a"}), errors.DamagedAttachment),
        (samples.docx()[:-30], errors.DamagedAttachment),
        (samples.PDF[:-10], errors.DamagedAttachment),
        (samples.photo()[:300], errors.DamagedAttachment),
        (b"\x89PNG\r\n\x1a\nno picture", errors.DamagedAttachment),
        (b"\x00\x00\x00\x20ftypheic" + bytes(40), errors.PhoneOnlyPhoto),
        (samples.ppt(), errors.OldPresentation),
        (samples.doc(("EncryptedPackage",)), errors.ProtectedAttachment),
        (samples.docx(MACRO_TYPE), errors.AttachmentWithMacros),
        (samples.doc(("Macros", "VBA", "_VBA_PROJECT")), errors.AttachmentWithMacros),
        (xlsx_with_macros(samples.xlsx()), errors.AttachmentWithMacros),
        (xls_with_macros(samples.xls()), errors.AttachmentWithMacros),
    ],
)  # fmt: skip
def test_everything_else_is_refused_with_a_sentence_that_says_nothing_was_stored(content, refusal):
    with pytest.raises(refusal, match="没有存入。") as refused:
        checked(content, "方案.pdf")
    assert type(refused.value) is refusal


def test_a_macro_under_another_name_is_found_by_its_declared_type():
    types = (
        '<Types><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'wordprocessingml.document.main+xml"/><Override PartName="/word/a.xml" '
        'ContentType="application/vnd.ms-office.vba&#80;roject"/></Types>'
    ).encode("utf-16")
    hidden = packed({"[Content_Types].xml": types, "word/document.xml": b"a", "word/a.xml": b"a"})
    with pytest.raises(errors.AttachmentWithMacros):
        checked(hidden, "a.docx")


def test_what_unpacks_to_far_too_much_is_refused_whatever_sizes_it_states():
    bomb = zip_bomb(samples.xlsx(), 40)
    with pytest.raises(errors.UnpacksTooLarge):
        checked(bomb, "a.xlsx")
    with pytest.raises(errors.DamagedAttachment):
        checked(with_false_sizes(bomb), "a.xlsx")


def test_twenty_megabytes_are_kept_and_one_byte_more_is_not():
    most = b"a" * file_types.MAX_BYTES
    assert checked(most, "a.txt").content == most
    with pytest.raises(errors.AttachmentTooLarge, match="超过 20 MB 的上限，没有存入。"):
        checked(most + b"a", "a.txt")


@pytest.mark.parametrize(
    ("name", "kept_as"),
    [
        ("C:\\用户\\王丽\\方案.pdf", "方案.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("a\x00b\r\nc.pdf", "abc.pdf"),
        ("方案\u202efdp.exe", "方案fdp.pdf"),
        ('<方案>:"|?*.pdf', "_方案______.pdf"),
        (".pdf", "附件.pdf"),
        ("", "附件.pdf"),
        (" .. ", "附件.pdf"),
        ("方案  一 .pdf", "方案 一.pdf"),
        ("2025.11.28", "2025.11.28.pdf"),
        ("长" * 300 + ".pdf", "长" * 76 + ".pdf"),
    ],
)
def test_names_lose_paths_and_what_misleads_and_stay_short(name, kept_as):
    assert clean_name(name, PDF) == kept_as


# --- photos ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "MPO"])
def test_a_photo_comes_back_upright_and_without_anything_beside_its_pixels(kind):
    original = samples.photo(kind)
    assert samples.MAKER.encode() in original

    kept = checked(original, "现场.jpg").content

    image = Image.open(io.BytesIO(kept))
    assert dict(image.getexif()) == {}
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert samples.MAKER.encode() not in kept
    assert samples.COMMENT not in kept
    assert image.size == (40, 60)
    assert image.convert("L").getpixel((20, 10)) < 100 < 200 < image.convert("L").getpixel((20, 50))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_each_way_of_holding_the_phone_comes_out_as_pillow_would_turn_it(orientation):
    image = Image.effect_noise((9, 6), 90)
    beside = Image.Exif()
    beside[0x0112] = orientation
    written = io.BytesIO()
    image.save(written, "PNG", exif=beside)

    kept = Image.open(io.BytesIO(checked(written.getvalue(), "a.png").content))

    turned = ImageOps.exif_transpose(Image.open(written))
    assert (kept.size, kept.tobytes()) == (turned.size, turned.tobytes())


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
def test_a_photo_with_garbled_words_beside_it_is_still_a_photo():
    original = samples.photo()
    garbled = original.replace(b"Exif\x00\x00II*\x00", b"Exif\x00\x00II*\xff").replace(b"MM\x00*", b"MM\xff*")
    assert garbled != original
    assert checked(garbled, "a.jpg").media_type == "image/jpeg"


def test_a_photo_of_too_many_pixels_is_refused_before_it_is_opened(monkeypatch):
    monkeypatch.setattr(photos, "MAX_PIXELS", 60 * 40)
    assert checked(samples.photo(), "a.jpg")
    with pytest.raises(errors.TooManyPixels):
        checked(samples.photo(size=(61, 40)), "a.jpg")
    bomb = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(bomb, "PNG")
    with pytest.raises(errors.TooManyPixels, match="没有存入。"):
        checked(bomb.getvalue(), "a.png")


def test_a_photo_that_stays_too_large_is_made_smaller(monkeypatch):
    noise = io.BytesIO()
    Image.effect_noise((400, 300), 80).save(noise, "PNG")
    monkeypatch.setattr(photos, "MAX_BYTES", 60_000)
    monkeypatch.setattr(photos, "SHRUNK_PIXELS", 200 * 150)

    file = checked(noise.getvalue(), "a.png")

    assert file.file_name == "a.jpg"
    assert Image.open(io.BytesIO(file.content)).size == (200, 150)
    monkeypatch.setattr(photos, "MAX_BYTES", 1000)
    with pytest.raises(errors.AttachmentTooLarge):
        checked(noise.getvalue(), "a.png")


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L"])
def test_thumbnails_are_all_of_one_size_and_white_where_one_sees_through(mode):
    written = io.BytesIO()
    Image.new(mode, (30, 900), 0).save(written, "PNG")

    small = Image.open(io.BytesIO(photos.thumbnail(written.getvalue())))

    assert (small.format, small.size) == ("JPEG", (320, 240))
    assert small.convert("L").getpixel((160, 120)) == (255 if mode == "RGBA" else 0)
