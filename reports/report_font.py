"""The one font of PDF and pictures, which comes with the program: no machine has to have Chinese fonts."""

from functools import cache
from pathlib import Path

import noto_cjk_sans_otc
from PIL import ImageFont

FONT = Path(str(noto_cjk_sans_otc.FONT_PATH))
FAMILY = "Noto Sans CJK SC"
# What printers set for a sign their case lacks.
LACKING = "〓"
# Shown as boxes of their own by no font.
_INVISIBLE = frozenset(" \n\t\u3000\u00a0")


def drawable(text: str) -> str:
    """The text with 〓 for every sign the font cannot draw, such as an emoji."""
    return "".join(sign if has(sign) else LACKING for sign in text)


@cache
def has(sign: str) -> bool:
    """Whether the font draws this sign."""
    if sign in _INVISIBLE or "\u4e00" <= sign <= "\u9fa5" or " " < sign <= "~":
        return True
    return _picture(sign) != _picture("\U0010fffe")


@cache
def _font() -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONT, 24, index=2)


@cache
def _picture(sign: str) -> bytes:
    return bytes(_font().getmask(sign))
