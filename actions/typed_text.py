"""Text as people type or paste it, without what no screen shows and no database takes."""

import re

_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class BadField(Exception):
    """What is wrong with one field, to follow its name."""


def plain(text: str) -> str:
    """The text without blanks around it, its lines ended alike, without control characters."""
    return _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
