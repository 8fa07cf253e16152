"""Working days and the working clock: how deadlines are set and handling time is measured."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, timezone

# China has had one zone without daylight saving since 1992; the product's data begins in 2004.
OFFSET = timedelta(hours=8)
LOCAL = timezone(OFFSET, "Asia/Shanghai")


def utc_now() -> datetime:
    """This moment, naive UTC as the database keeps it."""
    return datetime.now(UTC).replace(tzinfo=None)


def local(moment: datetime) -> datetime:
    """A naive UTC instant as naive Asia/Shanghai wall time."""
    return moment + OFFSET


def utc(wall: datetime) -> datetime:
    """A naive Asia/Shanghai wall time as a naive UTC instant."""
    return wall - OFFSET


@dataclass(frozen=True)
class OfficeHours:
    """Opening and closing times of one working day, in order; half-open [open, close)."""

    spans: tuple[tuple[time, time], ...] = ((time(8, 30), time(12, 0)), (time(14, 30), time(17, 30)))

    @property
    def minutes(self) -> int:
        """Working minutes of a full day (390 by default)."""
        return self.elapsed(time.max)

    def elapsed(self, at: time) -> int:
        """Whole working minutes of the day that have passed at `at`."""
        now = at.hour * 60 + at.minute
        passed = 0
        for opens, closes in self.spans:
            start, end = opens.hour * 60 + opens.minute, closes.hour * 60 + closes.minute
            passed += min(max(now - start, 0), end - start)
        return passed

    def open_at(self, at: time) -> bool:
        """Whether the office is open at `at` on a working day."""
        return any(opens <= at < closes for opens, closes in self.spans)


class CalendarProblem(Exception):
    """Working days cannot be counted now; the message is a sentence for the screen."""


class OutsideCalendar(CalendarProblem):
    """A date before or after every year the calendar covers."""


class CalendarMissing(CalendarProblem):
    """The database has no calendar at all."""


class CalendarBusy(CalendarProblem):
    """The calendar is being changed at this moment."""


_TO_DO = "这一步没有做，已保存的内容都在。请系统管理员在“工作日历”补充年份后再试。"


@dataclass(frozen=True)
class WorkingCalendar:
    """Consecutive days from `first`, each working or not.

    All days are Asia/Shanghai calendar days and all datetimes naive Asia/Shanghai wall time.
    """

    first: date
    working: Sequence[bool]
    provisional_years: frozenset[int] = frozenset()
    hours: OfficeHours = OfficeHours()
    _count: list[int] = field(init=False, repr=False, compare=False)
    _days: list[date] = field(init=False, repr=False, compare=False)
    # Working minutes passed at each minute of a working day: an import asks hundreds of thousands of times.
    _passed: list[int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        count, days, total = [], [], 0
        for offset, is_working in enumerate(self.working):
            if is_working:
                total += 1
                days.append(self.first + timedelta(days=offset))
            count.append(total)
        object.__setattr__(self, "_count", count)
        object.__setattr__(self, "_days", days)
        passed = [self.hours.elapsed(time(*divmod(minute, 60))) for minute in range(24 * 60)]
        object.__setattr__(self, "_passed", [*passed, self.hours.minutes])

    @property
    def last(self) -> date:
        """The last day covered."""
        return self.first + timedelta(days=len(self.working) - 1)

    def day_number(self, day: date) -> int:
        """Working days from the calendar's start up to and including `day`."""
        offset = (day - self.first).days
        if not 0 <= offset < len(self._count):
            raise OutsideCalendar(
                f"{day:%Y-%m-%d} 不在工作日历范围（{self.first:%Y-%m-%d} 至 {self.last:%Y-%m-%d}）内，{_TO_DO}"
            )
        return self._count[offset]

    def is_working(self, day: date) -> bool:
        """Whether `day` is a working day."""
        self.day_number(day)
        return bool(self.working[(day - self.first).days])

    def days_between(self, start: date, end: date) -> int:
        """Working days after `start` up to and including `end`; negative when `end` is earlier."""
        return self.day_number(end) - self.day_number(start)

    def add(self, day: date, working_days: int) -> date:
        """The `working_days`-th working day after `day`."""
        position = self.day_number(day) + working_days - 1
        if position >= len(self._days):
            raise OutsideCalendar(
                f"{day:%Y-%m-%d} 之后 {working_days} 个工作日超出工作日历（至 {self.last:%Y-%m-%d}），{_TO_DO}"
            )
        return self._days[position]

    def moved(self, day: date, *, before: "WorkingCalendar", start_before: date, start: date) -> date:
        """Where a date of the calendar `before` lies here: as many working days after its start as it did there.

        A date that `before` did not make itself (set by hand) stays.
        """
        working_days = before.days_between(start_before, day)
        if working_days < 0 or before.add(start_before, working_days) != day:
            return day
        return self.add(start, working_days)

    def counted_day(self, received: datetime) -> date:
        """The day a receipt counts as: its own within office hours, else the next working day."""
        day = received.date()
        if self.is_working(day) and self.hours.open_at(received.time()):
            return day
        position = bisect_left(self._days, day + timedelta(days=1))
        if position >= len(self._days):
            raise OutsideCalendar(f"{day:%Y-%m-%d} 之后工作日历里没有工作日，{_TO_DO}")
        return self._days[position]

    def due_on(self, received: datetime, limit_working_days: int) -> date:
        """Last day allowed: the limit counts from the day after the day of receipt."""
        return self.add(self.counted_day(received), limit_working_days)

    def working_days_taken(self, received: datetime, finished: date) -> int:
        """Working days used from receipt (day 0) to `finished`; never negative."""
        return max(self.days_between(self.counted_day(received), finished), 0)

    def clock(self, at: datetime) -> int:
        """Working minutes from the calendar's start to `at`; differences are handling times."""
        day = at.date()
        number = self.day_number(day)
        full_day = self._passed[-1]
        if not self.working[(day - self.first).days]:
            return number * full_day
        return (number - 1) * full_day + self._passed[at.hour * 60 + at.minute]
