"""Phone and identity numbers in free text: the one place that knows what they look like."""

import re

# A mobile, perhaps with +86 before it and blanks or hyphens inside; landlines begin with 0 or have fewer digits.
# Digits may be full-width, as some keyboards write them.
MOBILE = re.compile(r"(?<!\d)((?:\+?[8８][6６][ -]?)?[1１][3-9３-９]\d)([ -]?)\d{4}[ -]?(\d{4})(?!\d)")
_DIGITS = re.compile(r"\d(?:[\d -]*\d)?")
IDENTITY = re.compile(r"(?<!\d)(\d{3})\d{11}(\d{3}[\dXxＸｘ])(?!\d)")


def masked(text: str) -> str:
    """Mobiles and identity numbers reduced to their first three and last four characters."""
    return IDENTITY.sub(_identity, MOBILE.sub(_mobile, text))


def masked_phone(text: str) -> str:
    """Everything in a field for phones, landlines too: 138****5678, 07****45, or only stars where it is shorter."""
    return _DIGITS.sub(_short, text)


def _short(found: re.Match) -> str:
    digits = re.sub(r"\D", "", found[0])
    kept = 0 if len(digits) < 7 else 2 if len(digits) < 11 else 3
    return f"{digits[:kept]}****{digits[-4 if kept == 3 else -kept :] if kept else ''}"


def masked_numbers(text: str) -> set[str]:
    """The numbers of a text as `masked` shows them; empty when it has none."""
    return {_mobile(found) for found in MOBILE.finditer(text)} | {_identity(found) for found in IDENTITY.finditer(text)}


def _mobile(found: re.Match) -> str:
    return f"{found[1]}{found[2]}****{found[2]}{found[3]}"


def _identity(found: re.Match) -> str:
    return f"{found[1]}***********{found[2]}"
