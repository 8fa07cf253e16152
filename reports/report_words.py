"""How a report writes figures and names: points, shares, ranks, days; “—” where nothing is defined."""

from datetime import date, datetime

from data_access.idea_layout import clean
from data_access.masking import masked
from working_time import local

UNDEFINED = "—"


def missing(value: object) -> bool:
    """None, NaN, NaT."""
    return value is None or value != value


def points(value: float | None, digits: int = 1) -> str:
    """A score: 78.3."""
    return UNDEFINED if missing(value) else f"{value:.{digits}f}"


def between(low: float | None, high: float | None, digits: int = 1) -> str:
    """An interval: 71.2–85.3."""
    return UNDEFINED if missing(low) or missing(high) else f"{low:.{digits}f}–{high:.{digits}f}"


def share(value: float | None, digits: int = 0) -> str:
    """A share in [0, 1]: 62%."""
    return UNDEFINED if missing(value) else f"{value * 100:.{digits}f}%"


def place(value: float | None) -> str:
    """A rank: 3."""
    return UNDEFINED if missing(value) else f"{value:.0f}"


def places(low: float | None, high: float | None) -> str:
    """An interval of ranks: 2–5, or 3 alone."""
    return place(low) if low == high else between(low, high, 0)


def count(value: float | None) -> str:
    """A number of things."""
    return UNDEFINED if missing(value) else f"{value:,.0f}"


def signed(value: float | None, digits: int = 1) -> str:
    """A difference of scores with its sign; 持平 when it rounds to nothing."""
    if missing(value):
        return UNDEFINED
    written = f"{value:+.{digits}f}"
    return written if written.strip("+-0.") else "持平"


def day_in_words(on: date | datetime) -> str:
    """2025年12月3日."""
    return f"{on.year}年{on.month}月{on.day}日"


def moment_in_words(at: datetime) -> str:
    """An instant in UTC as it is said in 枣阳: 2025年12月3日 10:05."""
    here = local(at)
    return f"{day_in_words(here)} {here:%H:%M}"


def plain(text: str | None) -> str:
    """What people typed, in one line, without control characters, phones and identity numbers masked."""
    return " ".join(masked(clean(text or "")).split())


def shortened(text: str, most: int) -> str:
    """The beginning of a text; … where something is left out."""
    return text if len(text) <= most else f"{text[: most - 1]}…"
