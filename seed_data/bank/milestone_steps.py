"""Milestones of ideas and projects: the same rows, history and to-dos for both."""

from datetime import date, datetime
from typing import Protocol

from data_access.journal import Entry
from glossary import Role, SubjectKind, WorkStep
from seed_data.bank.book import Book
from seed_data.journal import By

WHERE = {
    SubjectKind.IDEA: ("pages/ideas/idea.py", "idea={}&part=answers"),
    SubjectKind.PROJECT: ("pages/ideas/project.py", "project={}&part=plan"),
}


class Subject(Protocol):
    """An idea or a project in the making."""

    book: Book
    kind: SubjectKind
    row: dict

    def note(self, entry: Entry, by: By, at: datetime) -> None: ...

    def raise_version(self) -> None: ...


def plan(subject: Subject, title: str, due_on: date, department: str | None, note: str, by: By, at: datetime) -> dict:
    """A milestone is set; the department finds it on its list. Returns its row."""
    what = {"title": title, "due_on": due_on, "department_code": department, "note": note}
    where = {"subject_kind": subject.kind.value, "subject_id": subject.row["id"]}
    row = subject.book.add("milestone", **where, **what, done_on=None, removed_at=None)
    subject.raise_version()
    changed = {name: [None, value.isoformat() if isinstance(value, date) else value] for name, value in what.items()}
    details = {"milestone": row["id"], "about": title, **changed}
    subject.note(Entry(WorkStep.MILESTONE_SET, details=details), by, at)
    if department is not None:
        page, query = WHERE[subject.kind]
        asked = f"节点：{title}（{subject.kind.label}“{subject.row['title']}”）"
        query, about = query.format(subject.row["number"]), f"milestone:{row['id']}"
        who = {"role": Role.HANDLER, "department_code": department, "due_on": due_on}
        subject.book.ask(asked, page, query, about, at=at, **who)
    return row


def reach(subject: Subject, row: dict, done_on: date, by: By, at: datetime) -> None:
    """The step is done."""
    row["done_on"] = done_on
    details = {"milestone": row["id"], "about": row["title"], "done_on": done_on.isoformat()}
    subject.note(Entry(WorkStep.MILESTONE_SET, details=details), by, at)
    subject.book.done(f"milestone:{row['id']}", by=by, at=at)
