"""Calendar quarters, written 2025Q3."""

import re
from datetime import date, timedelta

_WRITTEN = re.compile(r"(\d{4})Q([1-4])", re.ASCII)


def quarter_of(day: date) -> str:
    """The quarter a day lies in."""
    return f"{day.year}Q{(day.month + 2) // 3}"


def is_quarter(written: str) -> bool:
    """Whether this is a quarter as we write it."""
    return _WRITTEN.fullmatch(written) is not None


def first_day(quarter: str) -> date:
    """The quarter's first day; raises ValueError when it is none."""
    found = _WRITTEN.fullmatch(quarter)
    if found is None:
        raise ValueError(quarter)
    return date(int(found[1]), int(found[2]) * 3 - 2, 1)


def quarter_before(quarter: str) -> str:
    """The quarter before it."""
    year, number = int(quarter[:4]), int(quarter[5])
    return f"{year}Q{number - 1}" if number > 1 else f"{year - 1}Q4"


def quarter_after(quarter: str) -> str:
    """The quarter after it."""
    year, number = int(quarter[:4]), int(quarter[5])
    return f"{year}Q{number + 1}" if number < 4 else f"{year + 1}Q1"


def last_day(quarter: str) -> date:
    """The last day of the quarter; raises ValueError when it is none."""
    return first_day(quarter_after(quarter)) - timedelta(days=1)


def in_words(quarter: str) -> str:
    """2025年三季度."""
    return f"{quarter[:4]}年{'一二三四'[int(quarter[5]) - 1]}季度"
