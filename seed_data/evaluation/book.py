"""What the evaluations write: rows per table, each quarter's history hashed as it grows, to-dos put and done."""

from collections.abc import Callable
from datetime import date, datetime
from heapq import heappop, heappush

from data_access import journal, schema
from data_access.bulk import insert_rows
from data_access.engine import Connection
from data_access.journal import Entry
from glossary import Role, SubjectKind
from seed_data.journal import By

# In the order in which rows refer to one another; ids are given here for the first, by the database for the others.
NUMBERED = ("evaluation_quarter", "review_panel", "review_assignment", "expert_review", "review_question",
            "assessment", "assessment_objection", "rating_batch", "citizen_rating")  # fmt: skip
OTHERS = ("weight_version", "evaluation_project", "review_round", "round_project", "expert_mark", "assessment_value",
          "rating_hold", "rating_invitation", "self_assessment", "leader_comment", "to_do",
          "work_history")  # fmt: skip
FIRST = ("weight_version",)


class Book:
    """Rows in memory, and what is still to happen, in order of time."""

    def __init__(self) -> None:
        self.rows: dict[str, list[dict]] = {name: [] for name in (*NUMBERED, *OTHERS)}
        self._last: dict[int, tuple[int, str]] = {}
        self._open: dict[str, dict] = {}
        self._waiting: list[tuple[datetime, int, Callable[[datetime], None]]] = []
        self._planned = 0

    def add(self, table: str, **values: object) -> dict:
        """A row with the next id; it may still be changed until everything is stored."""
        row = {"id": len(self.rows[table]) + 1, **values}
        self.rows[table].append(row)
        return row

    def put(self, table: str, **values: object) -> dict:
        """A row that nothing refers to by an id."""
        self.rows[table].append(values)
        return values

    def later(self, at: datetime, act: Callable[[datetime], None]) -> None:
        """This happens then; of the same instant, what was planned first."""
        self._planned += 1
        heappush(self._waiting, (at, self._planned, act))

    def run(self) -> None:
        """Let everything happen."""
        while self._waiting:
            at, _, act = heappop(self._waiting)
            act(at)

    def note(self, quarter: dict, entry: Entry, *, by: By, at: datetime) -> None:
        """One more row of a quarter's history."""
        sequence, previous = self._last.get(quarter["id"], (0, ""))
        who = {"by_account_id": by[0], "by_name": by[1], "at": at}
        row = journal.entry_row(SubjectKind.QUARTER, quarter["id"], sequence + 1, previous, entry, **who)
        self.rows["work_history"].append(row)
        self._last[quarter["id"]] = (sequence + 1, row["hash"])

    def ask(
        self, what: str, page: str, query: str, subject: str, *, at: datetime, role: Role | None = None,
        account_id: int | None = None, department_code: str | None = None, due_on: date | None = None,
    ) -> None:  # fmt: skip
        """On the list once per subject; what is there already becomes what is asked now."""
        who = {"account_id": account_id, "role": role and role.value, "department_code": department_code}
        about = {"what": what, "page": page, "query": query, "subject": subject, "due_on": due_on, **who}
        if subject in self._open:
            self._open[subject] |= about
        else:
            self._open[subject] = self.put("to_do", **about, created_at=at, done_at=None, done_by_name=None)

    def done(self, subject: str, *, by: By, at: datetime) -> None:
        """The thing is done, if it was asked."""
        row = self._open.pop(subject, None)
        if row is not None:
            row |= {"done_at": at, "done_by_name": by[1]}

    def store(self, connection: Connection) -> None:
        """Everything into the database."""
        for name in (*FIRST, *NUMBERED, *(each for each in OTHERS if each not in FIRST)):
            insert_rows(connection, getattr(schema, name), self.rows[name])
