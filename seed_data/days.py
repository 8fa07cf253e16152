"""Working minutes back to dates and instants: the plan is made in minutes of the working clock."""

from datetime import date, datetime, time, timedelta

import numpy as np

from working_time import WorkingCalendar, utc

FIRST = date(2024, 1, 1)
AS_OF = date(2025, 11, 30)
YEAR_STARTS = date(2025, 1, 1)


class Days:
    """Days of a working calendar by number, and the clock's minutes as Asia/Shanghai days and UTC instants."""

    def __init__(self, calendar: WorkingCalendar, *, sign_limit: int = 1) -> None:
        self.calendar = calendar
        self.sign_limit = sign_limit
        self.per_day = calendar.hours.minutes
        every = (calendar.first + timedelta(days=offset) for offset in range(len(calendar.working)))
        self._working = [day for day, working in zip(every, calendar.working, strict=True) if working]
        self._times = _office_times(calendar)
        self.end_minute = self.clock_at_end_of(AS_OF)

    def clock_at_end_of(self, day: date) -> int:
        """The working clock at the end of a day."""
        return self.calendar.clock(datetime.combine(day, time.max))

    def numbered(self, number: int) -> date:
        """The working day with this number (the calendar's first one is 1)."""
        return self._working[number - 1]

    def day_of(self, minute: int) -> date:
        """The day on which the clock shows this minute."""
        return self._working[minute // self.per_day]

    def instant(self, minute: int) -> datetime:
        """The UTC instant at which the clock shows this minute."""
        return utc(datetime.combine(self.day_of(minute), self._times[minute % self.per_day]))

    def number_of(self, minutes: np.ndarray) -> np.ndarray:
        """The numbers of the working days on which the clock shows these minutes."""
        return minutes // self.per_day + 1


def _office_times(calendar: WorkingCalendar) -> list[time]:
    """The time of day at each working minute of a day."""
    times = []
    for opens, closes in calendar.hours.spans:
        start, end = opens.hour * 60 + opens.minute, closes.hour * 60 + closes.minute
        times += [time(minute // 60, minute % 60) for minute in range(start, end)]
    return times
