"""Finished lives as rows of the tables."""

import hashlib
from dataclasses import dataclass, field

from glossary import OFFLINE_CHANNELS, Channel, Nature
from seed_data.actors import Actors
from seed_data.cases import Life
from seed_data.places import TOWNSHIPS
from seed_data.wording import CATEGORIES, answer, message, person
from working_time import utc


@dataclass
class Rows:
    """Rows per table, filled case by case."""

    suggestion: list[dict] = field(default_factory=list)
    suggestion_text: list[dict] = field(default_factory=list)
    suggestion_answer: list[dict] = field(default_factory=list)
    personal_data: list[dict] = field(default_factory=list)
    suggestion_history: list[dict] = field(default_factory=list)

    def add(self, case, life: Life, actors: Actors, number: str) -> None:
        """Everything about one case."""
        suggestion_id = life.journal.suggestion_id
        title, content = message(case, actors.departments)
        writer = person(case)
        self.suggestion.append(suggestion_row(case, life, number, _hash(case, writer, title, content)))
        self.suggestion_text.append({"suggestion_id": suggestion_id, "title": title, "content": content})
        self.personal_data.append({"suggestion_id": suggestion_id, **writer})
        self.suggestion_history += life.journal.rows
        self._add_answer(case, life, actors, title)

    def _add_answer(self, case, life: Life, actors: Actors, title: str) -> None:
        if life.columns["answered_at"] is None:
            return
        by = actors.handler(life.columns["department_code"] or case.first_receiver)[1]
        row = {"suggestion_id": life.journal.suggestion_id, "content": answer(case, title), "by_name": by}
        self.suggestion_answer.append({**row, "answered_at": life.columns["answered_at"]})


def suggestion_row(case, life: Life, number: str, content_hash: str) -> dict:
    """One row of the table suggestion."""
    is_sorted = life.columns["tier"] is not None or life.columns["left_out_as"] is not None
    knows_nature = is_sorted or case.nature in (Nature.SUGGESTION_PROPER, Nature.REPORT) or case.u0 < 0.4
    collector = life.collector
    return {
        "id": life.journal.suggestion_id,
        "number": number,
        "version": len(life.journal.rows),
        "state": life.journal.state.value,
        "nature": case.nature if knows_nature else None,
        "channel_code": case.channel,
        "station_code": collector["station_code"] if case.channel == Channel.STATION else None,
        "collector_id": collector["id"] if collector else None,
        "category_code": CATEGORIES[case.category].code if is_sorted or case.u1 < 0.5 else None,
        "township_code": TOWNSHIPS[case.township].code,
        "confidential": bool(case.confidential),
        "outside_number": None if case.channel in OFFLINE_CHANNELS else f"{case.channel}-{number}",
        "content_hash": content_hash,
        "likes": int(40 * case.u5**6) if case.channel not in OFFLINE_CHANNELS else 0,
        "dislikes": int(6 * case.u6**8) if case.channel not in OFFLINE_CHANNELS else 0,
        "received_at": utc(case.received.to_pydatetime()),
        "received_on": case.received.date(),
        "received_minute": case.received_minute,
        **life.columns,
    }


def _hash(case, writer: dict, title: str, content: str) -> str:
    """The same as an import of this message would have."""
    parts = (case.channel, writer["name"], case.received.isoformat(), title, content)
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
