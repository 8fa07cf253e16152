"""Documents and photos of ideas and projects: added, opened, taken away with a reason and put back."""

import logging
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pandas as pd

from actions import assessment_evidence as evidence
from actions.attachment_places import Place, may_attach, may_open, note, place_of
from actions.quarter_checks import QuarterRefused
from actions.typed_text import plain
from data_access import attachments as rows
from data_access import files, subjects
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
from data_access.projects import NoSuchProject
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

MANAGING = {SubjectKind.IDEA: Permission.MANAGE_IDEAS, SubjectKind.PROJECT: Permission.MANAGE_PROJECTS}
# Every refusal a screen has to show.
REFUSALS = (AttachmentRefused, NotPermitted, NoSuchIdea, NoSuchProject, QuarterRefused)
LONGEST_REASON = 200

log = logging.getLogger("workbench")


@dataclass(frozen=True)
class OpenedFile:
    """What the server needs to send one file."""

    path: Path
    file_name: str
    media_type: str
    is_shown: bool  # by the browser itself, rather than saved


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
    """Keep a file with an idea or a project, or with a part of it such as opinion:12; of the parts assessment:12
    actions.assessment_evidence says who may what.

    The content is on the disk before the row that points to it; what is left behind by a row that then fails is a
    content without a row, which nothing serves.

    Raises: NotPermitted, NoSuchIdea, NoSuchProject, AttachmentRefused, QuarterRefused.
    """
    place = {"kind": kind, "part": part, "number": number, "by": by}
    with reading(engine) as connection:
        place_of(connection, **place)
    file = checked(content, file_name)
    sha256 = files.store(file.content)
    if file.media_type in PHOTOS:
        files.thumbnail(sha256)
    with writing(engine) as connection:
        held = place_of(connection, **place, lock=True)
        twin = rows.live_twin(connection, subject=held.subject, part=part, sha256=sha256)
        if twin is not None:
            raise AlreadyAttached(twin.file_name)
        added = rows.insert(connection, subject=held.subject, part=part, file=file, sha256=sha256, by=by, at=at)
        note(connection, held, WorkStep.ATTACHED, added, by=by, at=at)
        return added


def remove(engine: Engine, *, attachment_id: int, reason: str, by: Person, at: datetime) -> None:
    """No longer listed nor served; row and content stay.

    Raises: NotPermitted, AttachmentRefused, QuarterRefused.
    """
    reason = plain(reason)[:LONGEST_REASON]
    if not reason:
        raise ReasonMissing
    with writing(engine) as connection:
        found, held = _locked(connection, attachment_id, by)
        if not (held.quarter or _manages(by, found.kind) or _is(by, found.by_account_id)):
            raise AttachmentNotYours
        if found.removed_at is not None:
            raise NoSuchAttachment
        rows.set_removed(connection, found.id, at=at, by_name=by.name, reason=reason)
        note(connection, held, WorkStep.DETACHED, found, reason=reason, by=by, at=at)


def restore(engine: Engine, *, attachment_id: int, by: Person, at: datetime) -> None:
    """Take a removal back.

    Raises: NotPermitted, AttachmentRefused, QuarterRefused.
    """
    with writing(engine) as connection:
        found, held = _locked(connection, attachment_id, by)
        if not (
            held.quarter or _manages(by, found.kind) or _is(by, rows.removers(connection, held.subject).get(found.id))
        ):
            raise AttachmentNotYours
        if found.removed_at is None:
            raise NoSuchAttachment
        twin = rows.live_twin(connection, subject=held.subject, part=found.part, sha256=found.sha256)
        if twin is not None:
            raise AlreadyAttached(twin.file_name)
        rows.set_removed(connection, found.id, at=None)
        note(connection, held, WorkStep.ATTACHED, found, reason="恢复移除的附件", by=by, at=at)


def attachments(engine: Engine, *, kind: SubjectKind, number: str, by: Person, part: str = "") -> pd.DataFrame:
    """Those of an idea (with what was merged into it) or a project, in order of coming; all parts but assessments.

    With `part` assessment:12 those of this assessment and no others.

    Removed ones are listed only for whoever may put them back; `may_change` says who may remove or restore.

    Columns: id, token, part, sha256, file_name, media_type, size_bytes, at (UTC), by_account_id, by_name,
    removed_at (UTC, None: not removed), removed_by_name, removed_reason, is_photo, is_removed, may_change.

    Raises: NotPermitted, NoSuchIdea, NoSuchProject.
    """
    if evidence.is_evidence(kind, part):
        return _evidence(engine, number, part, by)
    with reading(engine) as connection:
        subject = subjects.find(connection, kind=kind, number=number, by=by)
        listed = _with_signs(rows.attachments_of(connection, subject))
        removers = rows.removers(connection, subject)
    of_assessments = pd.Series([evidence.is_evidence(kind, each) for each in listed["part"]], dtype=bool)
    listed = listed[~of_assessments].reset_index(drop=True)
    decides = [
        _manages(by, kind) or _is(by, removers.get(row.id) if row.is_removed else row.by_account_id)
        for row in listed.itertuples()
    ]
    return _allowed(listed.assign(may_change=pd.Series(decides, dtype=bool)))


def _evidence(engine: Engine, number: str, part: str, by: Person) -> pd.DataFrame:
    with reading(engine) as connection:
        subject = evidence.subject_read(connection, part, by)
        listed = _with_signs(rows.attachments_of(connection, subject))
        may_change = evidence.may_change(connection, part, by)
    of_this = (listed["part"] == part) & (subject.number == number)
    return _allowed(listed[of_this].assign(may_change=may_change))


def _with_signs(listed: pd.DataFrame) -> pd.DataFrame:
    return listed.assign(is_photo=listed["media_type"].isin(PHOTOS), is_removed=listed["removed_at"].notna())


def _allowed(listed: pd.DataFrame) -> pd.DataFrame:
    """Removed ones only for whoever may put them back."""
    return listed[~listed["is_removed"] | listed["may_change"]].reset_index(drop=True)


def opened(engine: Engine, *, token: str, by: Person, at: datetime, thumbnail: bool = False) -> OpenedFile:
    """The file at an address, or the small picture of a photo, if this person may read what it belongs to.

    Raises: NoSuchAttachment, also when there is one that this person may not see.
    """
    with reading(engine) as connection:
        found = rows.by_token(connection, token)
        if found is None or found.removed_at is not None or (thumbnail and found.media_type not in PHOTOS):
            raise NoSuchAttachment
        if not may_open(connection, found, by, at):
            raise NoSuchAttachment
    path = files.path_of(found.sha256)
    if not path.is_file():
        log.error("attachment %s: no file %s", found.id, path)
        raise NoSuchAttachment
    if thumbnail:
        return OpenedFile(files.thumbnail(found.sha256), "thumbnail.jpg", "image/jpeg", True)
    return OpenedFile(path, found.file_name, found.media_type, found.media_type in SHOWN_BY_BROWSERS)


def _locked(connection: Connection, attachment_id: int, by: Person) -> tuple[Attachment, Place]:
    """The attachment and its place, held until the transaction ends, for somebody who adds files there."""
    found = rows.by_id(connection, attachment_id)
    if found is None:
        raise NoSuchAttachment
    place = {"kind": found.kind, "part": found.part, "subject_id": found.subject_id}
    try:
        held = place_of(connection, **place, by=by, lock=True)
    except (NoSuchIdea, NoSuchProject):
        raise NoSuchAttachment from None
    return rows.by_id(connection, attachment_id), held  # as it stands now that it is held


def _manages(by: Person, kind: SubjectKind) -> bool:
    return by.may(MANAGING[kind])


def _is(by: Person, account_id: int | None) -> bool:
    return account_id is not None and account_id == by.account_id
