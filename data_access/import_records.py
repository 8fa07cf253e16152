"""What goes into and comes out of reading a file row by row. No SQL here."""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as empty
from datetime import date, datetime

from working_time import WorkingCalendar


@dataclass(frozen=True)
class Lookup:
    """How a file may name an entry of a dictionary: by code or by name, unless two entries share the name."""

    codes: Mapping[str, str | int] = empty(default_factory=dict)
    ambiguous: frozenset[str] = frozenset()
    names: tuple[str, ...] = ()


@dataclass(slots=True)
class ImportRow:
    """One message ready to be stored; times are naive Asia/Shanghai wall time."""

    row_number: int
    received_at: datetime
    title: str = ""
    content: str = ""
    outside_number: str | None = None
    person: str | None = None
    phone: str | None = None
    id_number: str | None = None
    address: str | None = None
    nature: str | None = None
    tier: str | None = None
    category: str | None = None
    township: str | None = None
    department: str | None = None
    station: str | None = None
    collector: int | None = None
    likes: int = 0
    dislikes: int = 0
    answer: str = ""
    answered_at: datetime | None = None
    completed_at: datetime | None = None
    # What the file did not say and the person importing decided, in words for the history.
    remarks: str = ""
    has_received_at: bool = True


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """One row that was not stored: the first column at fault, and every reason."""

    row_number: int
    column_name: str
    value: str
    reason: str
    cells: list[str]


@dataclass(frozen=True)
class Rules:
    """What rows are checked against."""

    lookups: Mapping[str, Lookup]
    calendar: WorkingCalendar
    now: datetime  # Asia/Shanghai wall time
    received_on: date | None = None  # for rows without a time; None: such rows are rejected
    unknown_category_is_open: bool = False
