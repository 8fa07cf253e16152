"""The clock of the screens: naive UTC inside, Asia/Shanghai for people."""

from datetime import datetime

from working_time import local as shanghai
from working_time import utc_now as now

__all__ = ["moment", "now", "shanghai"]


def moment(at: datetime | None) -> str:
    """A stored instant to read: 2025-11-30 09:05, or — when there is none."""
    return "—" if at is None or at != at else f"{shanghai(at):%Y-%m-%d %H:%M}"
