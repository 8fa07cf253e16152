"""Attachments of ideas and projects: rows that point to contents kept by `files`."""

import secrets
from dataclasses import dataclass
from datetime import datetime

import pandas as pd
from sqlalchemy import Connection, select, update

from data_access import schema
from data_access.file_types import CheckedFile
from data_access.subjects import Subject, belongs_to
from glossary import SubjectKind, WorkStep
from permissions import Person

table = schema.attachment
COLUMNS = ("id", "token", "part", "sha256", "file_name", "media_type", "size_bytes", "at", "by_account_id", "by_name")
REMOVAL = ("removed_at", "removed_by_name", "removed_reason")


@dataclass(frozen=True)
class Attachment:
    """One row of `attachment`."""

    id: int
    token: str
    kind: SubjectKind
    subject_id: int
    part: str
    sha256: str
    file_name: str
    media_type: str
    size_bytes: int
    by_account_id: int | None
    removed_at: datetime | None


def insert(
    connection: Connection, *, subject: Subject, part: str, file: CheckedFile, sha256: str, by: Person, at: datetime
) -> Attachment:
    """One row for a content that is already kept, at an address nobody can guess."""
    row = {
        "token": secrets.token_urlsafe(32),
        "subject_kind": subject.kind.value,
        "subject_id": subject.id,
        "part": part,
        "sha256": sha256,
        "file_name": file.file_name,
        "media_type": file.media_type,
        "size_bytes": len(file.content),
        "by_account_id": by.account_id or None,
    }
    inserted = connection.execute(table.insert().values(**row, at=at, by_name=by.name))
    del row["subject_kind"]
    return Attachment(id=inserted.inserted_primary_key[0], kind=subject.kind, removed_at=None, **row)


def by_id(connection: Connection, attachment_id: int) -> Attachment | None:
    """The attachment with this id, removed or not."""
    return _one(connection, table.c.id == attachment_id)


def by_token(connection: Connection, token: str) -> Attachment | None:
    """The attachment at this address, removed or not."""
    return _one(connection, table.c.token == token)


def live_twin(connection: Connection, *, subject: Subject, part: str, sha256: str) -> Attachment | None:
    """An attachment of the same content in the same place."""
    place = (table.c.subject_kind == subject.kind.value, table.c.subject_id == subject.id, table.c.part == part)
    return _one(connection, *place, table.c.sha256 == sha256, table.c.removed_at.is_(None))


def set_removed(connection: Connection, attachment_id: int, *, at: datetime | None, by_name=None, reason=None) -> None:
    """Mark as no longer served, or with `at=None` as served again."""
    values = {"removed_at": at, "removed_by_name": by_name, "removed_reason": reason}
    connection.execute(update(table).where(table.c.id == attachment_id).values(**values))


def attachments_of(connection: Connection, subject: Subject) -> pd.DataFrame:
    """Those of the subject and of ideas merged into it, removed ones too, in order of coming.

    Columns: id, token, part, sha256, file_name, media_type, size_bytes, at (UTC), by_account_id, by_name,
    removed_at (UTC, None: not removed), removed_by_name, removed_reason.
    """
    names = [*COLUMNS, *REMOVAL]
    query = select(*(table.c[name] for name in names)).where(belongs_to(table, subject)).order_by(table.c.id)
    listed = pd.DataFrame(connection.execute(query).all(), columns=names, dtype=object)
    return listed.astype({"id": "int64", "size_bytes": "int64"})


def removers(connection: Connection, subject: Subject) -> dict[int, int | None]:
    """Attachment id → account that removed it last, as the history tells."""
    history = schema.work_history
    query = (
        select(history.c.by_account_id, history.c.details)
        .where(belongs_to(history, subject), history.c.step == WorkStep.DETACHED.value)
        .order_by(history.c.at, history.c.sequence)
    )
    return {row.details["attachment"]: row.by_account_id for row in connection.execute(query)}


def _one(connection: Connection, *conditions) -> Attachment | None:
    names = [name for name in Attachment.__dataclass_fields__ if name != "kind"]
    query = select(table.c.subject_kind, *(table.c[name] for name in names)).where(*conditions).limit(1)
    row = connection.execute(query).first()
    return row and Attachment(kind=SubjectKind(row.subject_kind), **dict(zip(names, row[1:], strict=True)))
