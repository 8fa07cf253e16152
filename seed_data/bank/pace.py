"""When things happen in the bank: every tale walks at its own pace, and all are told side by side in order of time."""

from collections.abc import Iterator
from datetime import date, datetime, time
from heapq import heappop, heappush

from seed_data.days import Days
from working_time import local

# Yields the instant of its next step; what follows happens then.
Tale = Iterator[datetime]


class Pace:
    """Minutes of the working clock, walked forwards; the hour of the day is made up, the same every time."""

    def __init__(self, days: Days, starts: date | datetime, number: int) -> None:
        """`starts`: a day, or the UTC instant after which the tale begins; `number` tells the tales apart."""
        self._days, self._number, self._steps = days, number, 0
        if isinstance(starts, datetime):
            self.minute = days.calendar.clock(local(starts))
        else:
            self.minute = days.calendar.clock(datetime.combine(starts, time(8, 0)))

    def after(self, working_days: int) -> datetime:
        """The UTC instant some working days on; 0: later the same day, or early the next."""
        return self._to(self.minute + working_days * self._days.per_day + self._some(131) + 9)

    def soon(self) -> datetime:
        """Some minutes later."""
        return self._to(self.minute + self._some(11) + 3)

    def on(self, day: str) -> datetime:
        """During this day or the next working day, but never back in time."""
        opens = self._days.calendar.clock(datetime.combine(date.fromisoformat(day), time(0)))
        return self._to(max(opens + self._some(self._days.per_day - 60), self.minute + 4))

    def due(self, working_days: int) -> date:
        """The day some working days from now."""
        return self._days.day_of(self.minute + working_days * self._days.per_day)

    def _to(self, minute: int) -> datetime:
        self.minute = minute
        return self._days.instant(minute)

    def _some(self, limit: int) -> int:
        self._steps += 1
        return (self._number * 41 + self._steps * 67) % limit


class Schedule:
    """The tales that are being told; one may begin another."""

    def __init__(self, days: Days) -> None:
        self._end = days.instant(days.end_minute - 1)
        self._waiting: list[tuple[datetime, int, Tale]] = []
        self._begun = 0

    def begin(self, tale: Tale) -> None:
        """Tell this one too, from its first instant on."""
        self._begun += 1
        self._go_on(tale, self._begun)

    def run(self) -> None:
        """Tell all of them to their ends. Raises RuntimeError when one reaches beyond the end of the data."""
        while self._waiting:
            at, order, tale = heappop(self._waiting)
            if at > self._end:
                raise RuntimeError(f"a tale of the idea bank reaches {at}, after the end of the data")
            self._go_on(tale, order)

    def _go_on(self, tale: Tale, order: int) -> None:
        at = next(tale, None)
        if at is not None:
            heappush(self._waiting, (at, order, tale))
