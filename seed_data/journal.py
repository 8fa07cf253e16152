"""One suggestion's history while it is being made: each step hashed over itself and the one before."""

from dataclasses import dataclass, field
from datetime import datetime

from data_access.history import COLUMNS, row_hash
from glossary import State, Step

By = tuple[int | None, str]  # account and name


@dataclass
class Journal:
    """The steps of one suggestion in order, and the state it is in."""

    suggestion_id: int
    state: State | None = None
    rows: list[dict] = field(default_factory=list)
    _hash: str = ""

    def add(self, step: Step, at: datetime, by: By, to: State | None = None, reason: str = "", days: int = 0) -> None:
        """One step at a UTC instant; without `to` the state stays."""
        to = to or self.state
        sequence = len(self.rows) + 1
        values = (self.suggestion_id, sequence, step, at, *by, self.state, to, reason, days, self._hash)
        self._hash = row_hash(values)
        self.rows.append(dict(zip(COLUMNS, (*values, self._hash), strict=True)))
        self.state = to
