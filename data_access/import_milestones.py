"""From a message of a file to the rows that are stored: state, milestones, deadlines. No SQL here."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from data_access.answers import is_substantive
from data_access.import_rows import ImportRow
from glossary import Nature, State
from working_time import WorkingCalendar, local, utc


@dataclass(frozen=True)
class Milestones:
    """What turns a message into stored values, the same for every row of a batch."""

    channel_code: str
    batch_id: int
    calendar: WorkingCalendar
    rules: Mapping[str, object]  # key → value, as data_access.settings.current gives them
    answers_are_reviewed: bool

    def suggestion(self, row: ImportRow, *, suggestion_id: int, number: str, content_hash: str) -> dict:
        """One row of the table suggestion; nature stays empty when the file has none (待定性)."""
        return {
            "id": suggestion_id,
            "number": number,
            "nature": row.nature,
            "channel_code": self.channel_code,
            "station_code": row.station,
            "collector_id": row.collector,
            "category_code": row.category,
            "township_code": row.township,
            "department_code": row.department,
            "tier": row.tier,
            "confidential": row.nature == Nature.REPORT,
            "outside_number": row.outside_number,
            "content_hash": content_hash,
            "batch_id": self.batch_id,
            "likes": row.likes,
            "dislikes": row.dislikes,
            "received_at": utc(row.received_at),
            "received_on": row.received_at.date(),
            "received_minute": self.calendar.clock(row.received_at),
            "accepted_on": row.received_at.date(),
            **self._deadline(row),
            **self._answer(row),
            **self._completion(row),
        }

    def _deadline(self, row: ImportRow) -> dict:
        due = self.calendar.due_on(row.received_at, self.rules["tier_limits"][row.tier]) if row.tier else None
        return {"due_on": due, "first_due_on": due}

    def _answer(self, row: ImportRow) -> dict:
        at = row.answered_at
        if at is None:
            return {"answered_at": None, "answered_on": None, "answer_working_days": None}
        taken = self.calendar.working_days_taken(row.received_at, at.date())
        return {"answered_at": utc(at), "answered_on": at.date(), "answer_working_days": taken}

    def _completion(self, row: ImportRow) -> dict:
        at = row.completed_at
        if at is None and self.answers_are_reviewed and row.answered_at:
            characters = self.rules["substantive_answer_characters"]
            at = row.answered_at if is_substantive(row.answer, characters) else None
        state = State.COMPLETED if at else State.ANSWERED if row.answered_at else State.ACCEPTED
        return {
            "state": state.value,
            "completed_at": utc(at) if at else None,
            "completed_on": at.date() if at else None,
            "completed_minute": self.calendar.clock(at) if at else None,
        }


def content_hash(channel_code: str, row: ImportRow) -> str:
    """SHA-256 of channel, person, time, title and content: the same message sent twice has the same.

    A day that was only stated at the import does not count: stated otherwise next time, it is the same message.
    """
    received = row.received_at.isoformat() if row.has_received_at else ""
    parts = (channel_code, row.person or "", received, row.title, row.content)
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def person_key(channel_code: str, row: ImportRow) -> str | None:
    """SHA-256 of what tells a person apart best: ID, phone, else the name on its own platform."""
    if row.id_number:
        known = f"id_number:{row.id_number.upper()}"
    elif row.phone:
        known = f"phone:{row.phone}"
    elif row.person:
        known = f"{channel_code}:{row.person}"
    else:
        return None
    return hashlib.sha256(known.encode()).hexdigest()


def history_reason(stored: dict, file_name: str, remarks: str = "") -> str:
    """What the history says of an imported suggestion: its file, what that did not say, what had happened before."""
    reason = f"来自文件 {file_name}" + (f"；{remarks}" if remarks else "")
    for name, column in (("答复", "answered_at"), ("办结", "completed_at")):
        if stored[column]:
            reason += f"；原平台{name}于 {local(stored[column]):%Y-%m-%d %H:%M}"
    return reason[:400]
