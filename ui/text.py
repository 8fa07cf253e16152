"""How figures, days and free text are written on screen; no other module formats numbers."""

import math
import re
from datetime import date
from typing import Literal

from data_access import masking

UNDEFINED = "—"
MINUTES_PER_WORKING_DAY = 390
UNCHANGED = "持平"

# Everything that means something to Markdown or to Streamlit's additions to it.
MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|~<>$:&^=])")

Kind = Literal["count", "rate", "minutes"]


def number(n: float | None) -> str:
    """A count with thousands separated: 1,562."""
    return UNDEFINED if _missing(n) else f"{round(n):,}"


def percent(value: float | None, digits: int = 1) -> str:
    """A share in [0, 1] as 98.2 %."""
    return UNDEFINED if _missing(value) else f"{value * 100:.{digits}f} %"


def hours(minutes: float | None) -> str:
    """Working minutes as 12.5 小时."""
    return UNDEFINED if _missing(minutes) else f"{minutes / 60:,.1f} 小时"


def working_days(minutes: float | None) -> str:
    """Working minutes as 3.2 天, each a working day of 6.5 hours."""
    return UNDEFINED if _missing(minutes) else f"{minutes / MINUTES_PER_WORKING_DAY:,.1f} 天"


def points(value: float | None, digits: int = 1) -> str:
    """A score of 0 to 100 as 82.4, never by the next better grade's bound: 89.96 is 89.9 and not 90.0."""
    if _missing(value):
        return UNDEFINED
    written = f"{value:.{digits}f}"
    if any(value < bound <= float(written) for bound in (60, 80, 90)):
        written = f"{value - 0.5 * 10**-digits:.{digits}f}"
    return written


def between(low: float | None, high: float | None, digits: int = 1) -> str:
    """An interval as 76.4—87.1; — without one."""
    return UNDEFINED if _missing(low) or _missing(high) else f"{low:.{digits}f}—{high:.{digits}f}"


def signed_between(low: float | None, high: float | None, digits: int = 1) -> str:
    """The interval of a difference as -0.3 至 +7.2; — without one."""
    return UNDEFINED if _missing(low) or _missing(high) else f"{low:+.{digits}f} 至 {high:+.{digits}f}"


def signed(difference: float | None, digits: int = 1) -> str:
    """A difference in points as +3.2 or -1.5; 持平 when it rounds to nothing."""
    if _missing(difference):
        return UNDEFINED
    written = f"{difference:+.{digits}f}"
    return written if re.search("[1-9]", written) else UNCHANGED


def change(now: float | None, before: float | None, kind: Kind) -> str:
    """Signed change: +12, -1.3 百分点 (kind rate), +0.5 个工作日 (kind minutes); 持平 when it rounds to nothing.

    The minus is the keyboard's, by which a fall is known.
    """
    if _missing(now) or _missing(before):
        return UNDEFINED
    difference = now - before
    if kind == "count":
        written = f"{round(difference):+,}"
    elif kind == "rate":
        written = f"{difference * 100:+.1f} 百分点"
    else:
        written = f"{difference / MINUTES_PER_WORKING_DAY:+,.1f} 个工作日"
    return written if re.search("[1-9]", written) else UNCHANGED


def day(on: date | None) -> str:
    """2025-11-30."""
    return UNDEFINED if _missing(on) else f"{on:%Y-%m-%d}"


def month(on: date | None) -> str:
    """2025年11月."""
    return UNDEFINED if _missing(on) else f"{on.year}年{on.month}月"


def file_size(size_bytes: int) -> str:
    """Bytes as people speak of files: 3.2 MB, 48 KB, never 0 KB."""
    if size_bytes >= 1024 * 1024:
        return f"{size_bytes / 1024 / 1024:.1f} MB"
    return f"{max(1, round(size_bytes / 1024)):,} KB"


def escaped(text: str) -> str:
    """What people typed, for a place that reads Markdown: every sign stands for itself, in one line."""
    return MARKDOWN.sub(r"\\\1", " ".join(text.split()))


def masked(text: str | None) -> str:
    """Free text with mobiles and identity numbers reduced to their first three and last four characters."""
    return "" if _missing(text) else masking.masked(text)


def _missing(value: object) -> bool:
    """None, NaN, NaT and pandas' NA; infinities have no figure either."""
    if value is None or str(value) in ("<NA>", "NaT"):
        return True
    return isinstance(value, (int, float)) and not math.isfinite(value)
