"""依据文件 of 第三方评估: files that an assessor keeps with an assessment, and who may open them.

They are attachments of the project under a part of their own (assessment:12) and follow the rules of the assessment,
not those of the project: until the submission they are the assessor's alone.
"""

from actions.assessment_checks import NOTHING_STORED
from actions.quarter_checks import Quarter, QuarterRefused, held_quarter
from data_access import assessments, evaluation_quarters
from data_access.assessments import Whereabouts
from data_access.engine import Connection, Engine, reading
from data_access.subjects import Subject
from glossary import QuarterState, SubjectKind
from permissions import NotPermitted, Permission, Person, require

PREFIX = "assessment:"
NOT_YOURS = f"没有这个评估，或不是分派给您的，{NOTHING_STORED}。请从列表中选择。"


def part_of(assessment_id: int) -> str:
    """The part of a project's attachments that holds the files of one assessment."""
    return f"{PREFIX}{assessment_id}"


def is_evidence(kind: SubjectKind, part: str) -> bool:
    """Whether the rules here decide about this part."""
    return kind is SubjectKind.PROJECT and part.startswith(PREFIX)


def readable_part(engine: Engine, *, quarter: str, number: str, by: Person) -> str | None:
    """The part with the files of a project's assessment, for whoever may read them; None for everybody else.

    Raises: NoSuchQuarter.
    """
    with reading(engine) as connection:
        found = assessments.assessment(connection, evaluation_quarters.find(connection, quarter), number)
        part = part_of(found.id) if found else ""
        return part if found and may_read(connection, part, by) else None


def may_read(connection: Connection, part: str, by: Person) -> bool:
    """The assessor the own ones; once submitted the coordinator, leaders and the lead department."""
    found = _whereabouts(connection, part)
    if found is None:
        return False
    if by.may(Permission.ASSESS_PROJECTS):
        return found.account_id == by.account_id
    if found.submitted_at is None:
        return False
    if by.may(Permission.READ_OWN_DEPARTMENT_EVALUATION):
        is_lead = by.department_code is not None and by.department_code == found.lead_department
        return is_lead and found.state is not QuarterState.PREPARING
    return by.may(Permission.READ_EVALUATION)


def subject_read(connection: Connection, part: str, by: Person) -> Subject:
    """The project, for whoever may read the files. Raises: NotPermitted, also where there is no such assessment."""
    if not may_read(connection, part, by):
        raise NotPermitted(f"这个评估的依据文件不对您的身份“{by.role.label}”开放，或评估还没有提交。")
    return _subject(_whereabouts(connection, part))


def may_change(connection: Connection, part: str, by: Person) -> bool:
    """Whether this person adds and removes files now: the assessor, while the quarter takes values."""
    found = _whereabouts(connection, part)
    is_own = found is not None and by.may(Permission.ASSESS_PROJECTS) and found.account_id == by.account_id
    return is_own and found.state is QuarterState.OPEN


def held(connection: Connection, part: str, by: Person) -> tuple[Subject, Quarter]:
    """Project and quarter, held until the transaction ends, for the assessor who changes the files.

    Raises: NotPermitted, QuarterRefused, QuarterClosed.
    """
    require(by, Permission.ASSESS_PROJECTS, "上传或移除第三方评估的依据文件")
    found = _whereabouts(connection, part)
    if found is None or found.account_id != by.account_id:
        raise QuarterRefused(NOT_YOURS)
    quarter = held_quarter(connection, found.quarter)
    if not may_change(connection, part, by):  # as it stands now that it is held
        raise QuarterRefused(NOT_YOURS)
    return _subject(found), quarter


def _whereabouts(connection: Connection, part: str) -> Whereabouts | None:
    ident = part.removeprefix(PREFIX)
    is_id = ident.isascii() and ident.isdecimal() and len(ident) < 10
    return assessments.whereabouts(connection, int(ident)) if is_id else None


def _subject(found: Whereabouts) -> Subject:
    return Subject(SubjectKind.PROJECT, found.project_id, found.project, found.title)
