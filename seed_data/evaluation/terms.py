"""When each quarter of the demonstration was organised, reviewed, assessed and published."""

from dataclasses import dataclass
from datetime import date, datetime, time

from seed_data.days import Days


@dataclass(frozen=True)
class Round:
    """A round: opened in the morning of a day, due on another, closed on a third (empty: still open)."""

    opens: str
    due: str
    closes: str = ""


@dataclass(frozen=True)
class Term:
    """One quarter; `published` empty: still open. Days as 2025-03-17."""

    quarter: str
    created: str
    chosen: str
    seated: str
    starts: str
    rounds: tuple[Round, ...]
    ratings_until: str
    assessment_due_on: str
    objection_until: str
    published: str = ""
    panels: int = 3

    @property
    def number(self) -> int:
        """1 to 4."""
        return int(self.quarter[-1])

    @property
    def year_day(self) -> str:
        """The first day of the quarter."""
        return f"{self.quarter[:4]}-{self.number * 3 - 2:02d}-01"


TERMS = (
    Term(
        "2025Q1", "2025-03-17", "2025-03-18", "2025-03-19", "2025-03-20",
        (Round("2025-03-21", "2025-03-31", "2025-04-01"), Round("2025-04-02", "2025-04-09", "2025-04-10"),
         Round("2025-04-11", "2025-04-16", "2025-04-17")),
        "2025-04-15", "2025-04-18", "2025-04-25", "2025-04-29", panels=2,
    ),
    Term(
        "2025Q2", "2025-06-16", "2025-06-17", "2025-06-18", "2025-06-19",
        (Round("2025-06-20", "2025-06-30", "2025-07-01"), Round("2025-07-02", "2025-07-09", "2025-07-10"),
         Round("2025-07-11", "2025-07-16", "2025-07-17")),
        "2025-07-15", "2025-07-18", "2025-07-25", "2025-07-30",
    ),
    Term(
        "2025Q3", "2025-09-08", "2025-09-09", "2025-09-10", "2025-09-11",
        (Round("2025-09-12", "2025-09-22", "2025-09-23"), Round("2025-09-24", "2025-09-30", "2025-10-09"),
         Round("2025-10-10", "2025-10-15", "2025-10-16")),
        "2025-10-15", "2025-10-20", "2025-10-27", "2025-10-31",
    ),
    Term(
        "2025Q4", "2025-11-10", "2025-11-11", "2025-11-12", "2025-11-13",
        (Round("2025-11-14", "2025-12-10"),), "2025-12-31", "2025-12-20", "2025-12-28",
    ),
)  # fmt: skip
# Weights of 2025Q3 on: drawn up, then approved by the leader.
DRAWN_UP, APPROVED = "2025-08-25", "2025-09-02"
REGISTERED = "2025-02-17"
LAST_DAY = "2025-11-28"  # the last working day of the data


class Clock:
    """Instants during office hours, by day and minute of the working day."""

    def __init__(self, days: Days) -> None:
        self._days = days

    def at(self, day: str, minute: float = 0) -> datetime:
        """The UTC instant at this working minute of a working day; minutes beyond a day lead into the next ones."""
        return self.at_minute(self.opens(day) + int(minute))

    def at_minute(self, minute: int) -> datetime:
        """The UTC instant at which the working clock shows this minute."""
        return self._days.instant(minute)

    def opens(self, day: str) -> int:
        """The working clock's minute at the beginning of a day."""
        return self._days.calendar.clock(datetime.combine(date.fromisoformat(day), time(0)))

    def between(self, first: str, last: str, share: float) -> datetime:
        """The UTC instant after a share of the working time from the opening of one day to the end of another."""
        start, end = self.opens(first), self.opens(last) + self._days.per_day - 5
        return self._days.instant(start + int(share * (end - start)))

    def is_working(self, day: date) -> bool:
        """Whether the office is open on a day."""
        return self._days.calendar.is_working(day)
