"""Photos as they may be kept: opened for real, upright, without where and with what they were taken. No SQL here."""

import io
import struct
import threading

from PIL import ExifTags, Image, ImageOps

from data_access.attachment_errors import AttachmentTooLarge, DamagedAttachment, TooManyPixels

MAX_PIXELS = 50_000_000
MAX_BYTES = 10 * 1024 * 1024  # as kept
SHRUNK_PIXELS = 16_000_000  # of photos that would need more than MAX_BYTES
QUALITY = 88
THUMBNAIL_SIZE = (320, 240)
THUMBNAIL_QUALITY = 80
FORMATS = ("JPEG", "PNG", "WEBP")
JPEG, PNG = "image/jpeg", "image/png"

# What Pillow raises over content that is not what it says, apart from its own complaint about size.
BROKEN = (OSError, SyntaxError, ValueError, TypeError, LookupError, ArithmeticError, EOFError, struct.error)
TOO_LARGE = (Image.DecompressionBombError, Image.DecompressionBombWarning)
# EXIF 2.32, tag 274: how the picture is to be turned before it is looked at
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# Fifty million pixels take 150 MB while they are open: one photo of a process at a time.
_ONE_AT_A_TIME = threading.Lock()


def cleaned(content: bytes) -> tuple[bytes, str]:
    """The photo with nothing but its pixels and colours, and its media type: JPEG, or PNG where it was one.

    Position, time, device, comments and whatever else hides beside the pixels are gone; a turned photo is upright.
    Pictures with see-through parts become PNG; what would need more than MAX_BYTES becomes a smaller JPEG.

    Raises: DamagedAttachment, TooManyPixels, AttachmentTooLarge.
    """
    with _ONE_AT_A_TIME:
        image, as_png = _opened(content)
        kept = _written(image, as_png)
        if len(kept) > MAX_BYTES:
            as_png, kept = False, _written(_shrunk(image), as_png=False)
    if len(kept) > MAX_BYTES:
        raise AttachmentTooLarge(len(kept), MAX_BYTES)
    return kept, PNG if as_png else JPEG


def thumbnail(content: bytes) -> bytes:
    """The middle of a kept photo as a small JPEG, all of one size.

    Raises: DamagedAttachment, TooManyPixels.
    """
    with _ONE_AT_A_TIME:
        image, _as_png = _opened(content, draft=True)
        small = ImageOps.fit(_opaque(image), THUMBNAIL_SIZE, Image.Resampling.LANCZOS)
        return _written(small, as_png=False, quality=THUMBNAIL_QUALITY)


def _opened(content: bytes, *, draft: bool = False) -> tuple[Image.Image, bool]:
    """Upright and loaded, with nothing known about it but its colour profile; whether it should stay a PNG."""
    try:
        image = Image.open(io.BytesIO(content), formats=FORMATS)
        if image.width * image.height > MAX_PIXELS:
            raise TooManyPixels(MAX_PIXELS)
        if draft:
            image.draft("RGB", (THUMBNAIL_SIZE[0] * 2, THUMBNAIL_SIZE[1] * 2))
        as_png = image.format == "PNG"
        image.load()
        upright = _upright(image)
    except TOO_LARGE as error:
        raise TooManyPixels(MAX_PIXELS) from error
    except BROKEN as error:
        raise DamagedAttachment from error
    see_through = upright.has_transparency_data
    profile = upright.info.get("icc_profile")
    if see_through:
        upright = upright.convert("RGBA")
    upright.info = {"icc_profile": profile} if profile and upright.mode in ("RGB", "RGBA", "L") else {}
    return upright, as_png or see_through


def _upright(image: Image.Image) -> Image.Image:
    """As it is to be looked at; phones write all kinds of things beside the pixels, which must not spoil a photo."""
    try:
        orientation = image.getexif().get(ExifTags.Base.Orientation)
    except BROKEN:
        orientation = None
    turn = TURNS.get(orientation)
    return image.copy() if turn is None else image.transpose(turn)


def _opaque(image: Image.Image) -> Image.Image:
    """As JPEG can hold it; what is see-through becomes white."""
    if image.mode == "RGBA":
        paper = Image.new("RGB", image.size, "white")
        paper.paste(image, mask=image.getchannel("A"))
        paper.info = dict(image.info)
        return paper
    return image if image.mode in ("RGB", "L") else image.convert("RGB")


def _shrunk(image: Image.Image) -> Image.Image:
    share = min(1.0, (SHRUNK_PIXELS / (image.width * image.height)) ** 0.5)
    size = (max(1, round(image.width * share)), max(1, round(image.height * share)))
    return _opaque(image).resize(size, Image.Resampling.LANCZOS) if share < 1 else image


def _written(image: Image.Image, as_png: bool, quality: int = QUALITY) -> bytes:
    written, profile = io.BytesIO(), image.info.get("icc_profile")
    if as_png:
        image.save(written, "PNG", icc_profile=profile)
    else:
        _opaque(image).save(written, "JPEG", quality=quality, optimize=True, icc_profile=profile)
    return written.getvalue()
