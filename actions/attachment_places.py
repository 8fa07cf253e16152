"""Where an attachment hangs: who adds files there and opens them, and whose history tells of it."""

from dataclasses import dataclass
from datetime import datetime

from actions import assessment_evidence as evidence
from actions import expert_submissions
from actions.quarter_checks import QuarterRefused
from data_access import evaluation_quarters, journal, subjects
from data_access.attachments import Attachment
from data_access.engine import Connection
from data_access.evaluation_quarters import Quarter
from data_access.journal import Entry
from data_access.subjects import Subject
from glossary import SubjectKind, WorkStep
from permissions import NotPermitted, Permission, Person

# Whoever may do one of these adds files to what they may read; a handler reads only the own department's.
ADDING = {
    SubjectKind.IDEA: (Permission.MANAGE_IDEAS, Permission.ANSWER_IDEAS),
    SubjectKind.PROJECT: (Permission.MANAGE_PROJECTS, Permission.REPORT_PROGRESS, Permission.FINISH_REVIEWS),
}


@dataclass(frozen=True)
class Place:
    """The idea or project; `quarter`: of files of an assessment, the quarter it belongs to."""

    subject: Subject
    quarter: Quarter | None = None


def may_attach(by: Person, kind: SubjectKind) -> bool:
    """Whether this person adds files to ideas or projects that they may read."""
    return any(by.may(permission) for permission in ADDING[kind])


def place_of(
    connection: Connection, *, kind: SubjectKind, part: str, by: Person, lock: bool = False, **which: object
) -> Place:
    """Where somebody adds or removes files: `which` is the number or the subject_id.

    Raises: NotPermitted, NoSuchIdea, NoSuchProject, QuarterRefused.
    """
    if evidence.is_evidence(kind, part):
        place = Place(*evidence.held(connection, part, by))
        if which.get("number", place.subject.number) != place.subject.number:
            raise QuarterRefused(evidence.NOT_YOURS)
        return place
    if not may_attach(by, kind):
        raise NotPermitted(f"您的身份“{by.role.label}”不能给{kind.label}上传附件。如确有需要，请联系系统管理员。")
    return Place(subjects.find(connection, kind=kind, by=by, lock=lock, **which))


def may_open(connection: Connection, found: Attachment, by: Person, at: datetime) -> bool:
    """Files of an assessment: who may read those; others: who reads the subject, and an expert who reviews the
    project, has declared to have no interest in it, and has none that became known since.
    """
    if evidence.is_evidence(found.kind, found.part):
        return evidence.may_read(connection, found.part, by)
    if found.kind is SubjectKind.PROJECT and expert_submissions.may_read_evidence(
        connection, project_id=found.subject_id, part=found.part, by=by, at=at
    ):
        return True
    return subjects.is_readable(connection, kind=found.kind, subject_id=found.subject_id, by=by)


def note(
    connection: Connection, place: Place, step: WorkStep, what: Attachment, *, reason="", by: Person, at: datetime
) -> None:
    """The history names the content by its hash; file names can hold somebody's name and stay out of it.

    Files of an assessment are told in the history of the quarter, as everything of assessments is.
    """
    details = {"attachment": what.id, "part": what.part, "sha256": what.sha256}
    subject = place.subject
    if place.quarter is None:
        entry = Entry(step, reason=reason, details=details)
        journal.append(connection, kind=subject.kind, subject_id=subject.id, entry=entry, by=by, at=at)
    else:
        entry = Entry(step, reason=reason, details={"project": subject.number, **details})
        evaluation_quarters.note(connection, place.quarter, entry, by=by, at=at)
