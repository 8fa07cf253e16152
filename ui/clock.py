"""The clock of the screens: naive UTC inside, Asia/Shanghai for people."""

from datetime import UTC, datetime, timedelta

SHANGHAI = timedelta(hours=8)  # no daylight saving since 1991


def now() -> datetime:
    """This moment, naive UTC as the database keeps it."""
    return datetime.now(UTC).replace(tzinfo=None)


def shanghai(at: datetime) -> datetime:
    """A stored instant as the clock on the wall shows it."""
    return at + SHANGHAI


def moment(at: datetime | None) -> str:
    """A stored instant to read: 2025-11-30 09:05, or — when there is none."""
    return "—" if at is None or at != at else f"{shanghai(at):%Y-%m-%d %H:%M}"
