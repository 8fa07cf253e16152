"""Documents and photos of ideas and projects: added, opened, taken away with a reason and put back."""

import logging
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pandas as pd

from actions.typed_text import plain
from data_access import attachments as rows
from data_access import expert_reviews, files, journal, subjects
from data_access.attachment_errors import (
    AlreadyAttached,
    AttachmentNotYours,
    AttachmentRefused,
    NoSuchAttachment,
    ReasonMissing,
)
from data_access.attachments import Attachment
from data_access.engine import Connection, Engine, reading, writing
from data_access.file_types import PHOTOS, SHOWN_BY_BROWSERS, checked
from data_access.ideas import NoSuchIdea
from data_access.journal import Entry
from data_access.projects import NoSuchProject
from data_access.subjects import Subject
from glossary import SubjectKind, WorkStep
from permissions import NotPermitted, Permission, Person

__all__ = [
    "REFUSALS",
    "AttachmentRefused",
    "NoSuchAttachment",
    "attach",
    "attachments",
    "may_attach",
    "opened",
    "remove",
    "restore",
]

# Whoever may do one of these adds files to what they may read; a handler reads only the own department's.
ADDING = {
    SubjectKind.IDEA: (Permission.MANAGE_IDEAS, Permission.ANSWER_IDEAS),
    SubjectKind.PROJECT: (Permission.MANAGE_PROJECTS, Permission.REPORT_PROGRESS, Permission.FINISH_REVIEWS),
}
MANAGING = {SubjectKind.IDEA: Permission.MANAGE_IDEAS, SubjectKind.PROJECT: Permission.MANAGE_PROJECTS}
# Every refusal a screen has to show.
REFUSALS = (AttachmentRefused, NotPermitted, NoSuchIdea, NoSuchProject)
LONGEST_REASON = 200

log = logging.getLogger("workbench")


@dataclass(frozen=True)
class OpenedFile:
    """What the server needs to send one file."""

    path: Path
    file_name: str
    media_type: str
    is_shown: bool  # by the browser itself, rather than saved


def may_attach(by: Person, kind: SubjectKind) -> bool:
    """Whether this person adds files to ideas or projects that they may read."""
    return any(by.may(permission) for permission in ADDING[kind])


def attach(
    engine: Engine,
    *,
    kind: SubjectKind,
    number: str,
    part: str = "",
    file_name: str,
    content: bytes,
    by: Person,
    at: datetime,
) -> Attachment:
    """Keep a file with an idea or a project, or with a part of it such as opinion:12.

    The content is on the disk before the row that points to it; what is left behind by a row that then fails is a
    content without a row, which nothing serves.

    Raises: NotPermitted, NoSuchIdea, NoSuchProject, AttachmentRefused.
    """
    _require_adding(by, kind)
    with reading(engine) as connection:
        subjects.find(connection, kind=kind, number=number, by=by)
    file = checked(content, file_name)
    sha256 = files.store(file.content)
    if file.media_type in PHOTOS:
        files.thumbnail(sha256)
    with writing(engine) as connection:
        subject = subjects.find(connection, kind=kind, number=number, by=by, lock=True)
        twin = rows.live_twin(connection, subject=subject, part=part, sha256=sha256)
        if twin is not None:
            raise AlreadyAttached(twin.file_name)
        added = rows.insert(connection, subject=subject, part=part, file=file, sha256=sha256, by=by, at=at)
        _note(connection, subject, WorkStep.ATTACHED, added, by=by, at=at)
        return added


def remove(engine: Engine, *, attachment_id: int, reason: str, by: Person, at: datetime) -> None:
    """No longer listed nor served; row and content stay.

    Raises: NotPermitted, AttachmentRefused.
    """
    reason = plain(reason)[:LONGEST_REASON]
    if not reason:
        raise ReasonMissing
    with writing(engine) as connection:
        found, subject = _locked(connection, attachment_id, by)
        if not (_manages(by, found.kind) or _is(by, found.by_account_id)):
            raise AttachmentNotYours
        if found.removed_at is not None:
            raise NoSuchAttachment
        rows.set_removed(connection, found.id, at=at, by_name=by.name, reason=reason)
        _note(connection, subject, WorkStep.DETACHED, found, reason=reason, by=by, at=at)


def restore(engine: Engine, *, attachment_id: int, by: Person, at: datetime) -> None:
    """Take a removal back.

    Raises: NotPermitted, AttachmentRefused.
    """
    with writing(engine) as connection:
        found, subject = _locked(connection, attachment_id, by)
        if not (_manages(by, found.kind) or _is(by, rows.removers(connection, subject).get(found.id))):
            raise AttachmentNotYours
        if found.removed_at is None:
            raise NoSuchAttachment
        twin = rows.live_twin(connection, subject=subject, part=found.part, sha256=found.sha256)
        if twin is not None:
            raise AlreadyAttached(twin.file_name)
        rows.set_removed(connection, found.id, at=None)
        _note(connection, subject, WorkStep.ATTACHED, found, reason="恢复移除的附件", by=by, at=at)


def attachments(engine: Engine, *, kind: SubjectKind, number: str, by: Person) -> pd.DataFrame:
    """Those of an idea (with what was merged into it) or a project, in order of coming.

    Removed ones are listed only for whoever may put them back; `may_change` says who may remove or restore.

    Columns: id, token, part, sha256, file_name, media_type, size_bytes, at (UTC), by_account_id, by_name,
    removed_at (UTC, None: not removed), removed_by_name, removed_reason, is_photo, is_removed, may_change.

    Raises: NotPermitted, NoSuchIdea, NoSuchProject.
    """
    with reading(engine) as connection:
        subject = subjects.find(connection, kind=kind, number=number, by=by)
        listed = rows.attachments_of(connection, subject)
        removers = rows.removers(connection, subject)
    listed["is_photo"] = listed["media_type"].isin(PHOTOS)
    listed["is_removed"] = listed["removed_at"].notna()
    decides = [
        _manages(by, kind) or _is(by, removers.get(row.id) if row.is_removed else row.by_account_id)
        for row in listed.itertuples()
    ]
    listed["may_change"] = pd.Series(decides, dtype=bool)
    return listed[~listed["is_removed"] | listed["may_change"]].reset_index(drop=True)


def opened(engine: Engine, *, token: str, by: Person, thumbnail: bool = False) -> OpenedFile:
    """The file at an address, or the small picture of a photo, if this person may read what it belongs to.

    Raises: NoSuchAttachment, also when there is one that this person may not see.
    """
    with reading(engine) as connection:
        found = rows.by_token(connection, token)
        if found is None or found.removed_at is not None or (thumbnail and found.media_type not in PHOTOS):
            raise NoSuchAttachment
        if not _may_open(connection, found, by):
            raise NoSuchAttachment
    path = files.path_of(found.sha256)
    if not path.is_file():
        log.error("attachment %s: no file %s", found.id, path)
        raise NoSuchAttachment
    if thumbnail:
        return OpenedFile(files.thumbnail(found.sha256), "thumbnail.jpg", "image/jpeg", True)
    return OpenedFile(path, found.file_name, found.media_type, found.media_type in SHOWN_BY_BROWSERS)


def _may_open(connection: Connection, found: Attachment, by: Person) -> bool:
    """Who reads the subject, and an expert who reviews the project and has declared to have no interest in it."""
    if found.kind is SubjectKind.PROJECT and expert_reviews.may_read_evidence(
        connection, project_id=found.subject_id, part=found.part, by=by
    ):
        return True
    return subjects.is_readable(connection, kind=found.kind, subject_id=found.subject_id, by=by)


def _require_adding(by: Person, kind: SubjectKind) -> None:
    if not may_attach(by, kind):
        raise NotPermitted(f"您的身份“{by.role.label}”不能给{kind.label}上传附件。如确有需要，请联系系统管理员。")


def _locked(connection: Connection, attachment_id: int, by: Person) -> tuple[Attachment, Subject]:
    """The attachment and its subject, held until the transaction ends, for somebody who adds files there."""
    found = rows.by_id(connection, attachment_id)
    if found is None:
        raise NoSuchAttachment
    _require_adding(by, found.kind)
    try:
        subject = subjects.find(connection, kind=found.kind, subject_id=found.subject_id, by=by, lock=True)
    except (NoSuchIdea, NoSuchProject):
        raise NoSuchAttachment from None
    return rows.by_id(connection, attachment_id), subject  # as it stands now that it is held


def _manages(by: Person, kind: SubjectKind) -> bool:
    return by.may(MANAGING[kind])


def _is(by: Person, account_id: int | None) -> bool:
    return account_id is not None and account_id == by.account_id


def _note(
    connection: Connection, subject: Subject, step: WorkStep, what: Attachment, *, reason="", by: Person, at: datetime
) -> None:
    """The history names the content by its hash; file names can hold somebody's name and stay out of it."""
    details = {"attachment": what.id, "part": what.part, "sha256": what.sha256}
    entry = Entry(step, reason=reason, details=details)
    journal.append(connection, kind=subject.kind, subject_id=subject.id, entry=entry, by=by, at=at)
