"""What the tales write: rows per table, every history hashed as it grows, to-dos asked and done."""

from collections import Counter
from datetime import date, datetime

from data_access import journal, schema
from data_access.bulk import insert_rows
from data_access.engine import Connection
from data_access.journal import Entry
from glossary import Role, SubjectKind
from seed_data.journal import By

# In the order in which rows refer to one another.
NUMBERED = ("partner", "idea", "idea_source", "idea_gate", "idea_answer", "invitation", "opinion", "meeting",
            "policy_link", "project", "project_target", "project_progress", "project_review", "milestone",
            "comment", "to_do")  # fmt: skip
OTHERS = ("partner_skill", "idea_version", "idea_department", "meeting_partner",
          "project_department", "project_target_value", "work_history")  # fmt: skip


class Book:
    """Rows in memory; ids are given here, so that histories can name them before anything is stored."""

    def __init__(self) -> None:
        self.rows: dict[str, list[dict]] = {name: [] for name in (*NUMBERED, *OTHERS)}
        self.counted: Counter[str] = Counter()
        self._last: dict[tuple[SubjectKind, int], tuple[int, str]] = {}
        self._open: dict[str, dict] = {}

    def add(self, table: str, **values: object) -> dict:
        """A row with the next id; it may still be changed until everything is stored."""
        row = {"id": len(self.rows[table]) + 1, **values}
        self.rows[table].append(row)
        return row

    def put(self, table: str, **values: object) -> None:
        """A row of a table without an id of its own."""
        self.rows[table].append(values)

    def number(self, prefix: str) -> str:
        """The next number of a series."""
        self.counted[prefix] += 1
        return f"{prefix}{self.counted[prefix]:04d}"

    def note(self, kind: SubjectKind, subject_id: int, entry: Entry, *, by: By, at: datetime) -> None:
        """One more row of a subject's history."""
        sequence, previous = self._last.get((kind, subject_id), (0, ""))
        who = {"by_account_id": by[0], "by_name": by[1], "at": at}
        row = journal.entry_row(kind, subject_id, sequence + 1, previous, entry, **who)
        self.rows["work_history"].append(row)
        self._last[kind, subject_id] = (sequence + 1, row["hash"])

    def ask(
        self, what: str, page: str, query: str, subject: str, *, at: datetime, role: Role | None = None,
        account_id: int | None = None, department_code: str | None = None, due_on: date | None = None,
    ) -> None:  # fmt: skip
        """A to-do for one person, a role, or a role within one department."""
        who = {"account_id": account_id, "role": role and role.value, "department_code": department_code}
        about = {"what": what[:200], "page": page, "query": query, "subject": subject, "due_on": due_on}
        self._open[subject] = self.add("to_do", **who, **about, created_at=at, done_at=None, done_by_name=None)

    def done(self, subject: str, *, by: By, at: datetime) -> None:
        """The thing is done, if it was asked."""
        row = self._open.pop(subject, None)
        if row is not None:
            row |= {"done_at": at, "done_by_name": by[1]}

    def store(self, connection: Connection) -> None:
        """Everything into the database, and the counters from which later numbers go on."""
        # Whoever was merged comes after all that may stand for it.
        self.rows["idea"].sort(key=lambda row: (row["merged_into_id"] is not None, row["id"]))
        for name in (*NUMBERED, *OTHERS):
            insert_rows(connection, getattr(schema, name), self.rows[name])
        counters = [{"key": f"last_number_{prefix}", "value": str(last)} for prefix, last in self.counted.items()]
        insert_rows(connection, schema.installation, counters)
