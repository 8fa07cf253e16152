"""Dates as people and platforms write them, read as Asia/Shanghai wall time. No SQL here."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from data_access.workbooks import Cell, text_of
from working_time import LOCAL

# A date without a time counts as the start of the first full office hour.
ASSUMED_TIME = time(9, 0)

_CLOCK = (
    r"(?P<noon>上午|下午|晚上|am|pm)?\s*(?P<hour>\d{1,2})\s*[:：时点]\s*(?P<minute>\d{1,2})"
    r"\s*(?:[:：分]\s*(?P<second>\d{1,2})?(?:[.,]\d+)?\s*秒?)?\s*(?P<noon_after>am|pm)?"
)
_WRITTEN = re.compile(
    r"(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})\s*日?"
    rf"(?:[\sT]*{_CLOCK})?\s*(?P<offset>Z|[+-]\d{{2}}:?\d{{2}})?",
    re.IGNORECASE,
)
# How nearly every export writes it; read without looking for anything else, three times as fast.
_PLAIN = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2}) (\d{1,2}):(\d{1,2})(?::(\d{1,2}))?")
_COMPACT = re.compile(
    r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})"
    r"(?:[T ]?(?P<hour>\d{2}):?(?P<minute>\d{2}):?(?P<second>\d{2})?(?P<offset>Z|[+-]\d{2}:?\d{2})?)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A wall time of Asia/Shanghai, and whether the file said a time or only a day."""

    at: datetime
    has_time: bool


def parse_moment(cell: Cell) -> Moment | None:
    """The moment a cell means; None when it is not a date."""
    if isinstance(cell, datetime):
        # Excel keeps fractions of a day: a whole second may come back a hair early.
        return Moment((cell + timedelta(milliseconds=500)).replace(microsecond=0), True)
    if isinstance(cell, date):
        return Moment(datetime.combine(cell, ASSUMED_TIME), False)
    text = text_of(cell)
    if match := _PLAIN.fullmatch(text):
        try:
            return Moment(datetime(*[int(part or 0) for part in match.groups()]), True)
        except ValueError:
            return None
    match = _WRITTEN.fullmatch(text) or _COMPACT.fullmatch(text)
    if match is None:
        return None
    try:
        return _moment(match.groupdict())
    except (ValueError, OverflowError):
        return None


def _moment(parts: dict[str, str | None]) -> Moment:
    day = date(int(parts["year"]), int(parts["month"]), int(parts["day"]))
    if parts["hour"] is None:
        return Moment(datetime.combine(day, ASSUMED_TIME), False)
    hour = int(parts["hour"])
    noon = (parts.get("noon") or parts.get("noon_after") or "").lower()
    if noon in ("下午", "晚上", "pm") and hour < 12:
        hour += 12
    elif noon in ("上午", "am") and hour == 12:
        hour = 0
    at = datetime.combine(day, time(hour, int(parts["minute"]), int(parts["second"] or 0)))
    return Moment(_to_local(at, parts["offset"]), True)


def _to_local(at: datetime, offset: str | None) -> datetime:
    """Platforms that write an offset mean an instant; everything else is already local."""
    if not offset:
        return at
    zone = "+00:00" if offset.upper() == "Z" else offset
    return datetime.fromisoformat(at.isoformat() + zone).astimezone(LOCAL).replace(tzinfo=None)
