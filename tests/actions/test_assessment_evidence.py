"""依据文件 of 第三方评估: only the assigned assessor adds and removes; who may open them, and when, by address too."""

from datetime import timedelta

import pytest

from actions import assessment_evidence as evidence
from actions import assessments, attachments, expert_reviews
from actions.assessment_evidence import part_of
from actions.attachments import AttachmentRefused, NoSuchAttachment
from actions.quarter_checks import QuarterClosed, QuarterRefused
from data_access import journal, quarter_history, schema
from data_access.attachment_errors import AlreadyAttached, ReasonMissing
from data_access.engine import writing
from glossary import QuarterState, Role, SubjectKind
from permissions import NotPermitted, Person
from tests import attachment_files as samples
from tests.actions.assessment_factories import FIRST, SECOND, Assessed
from tests.evaluation_factories import NOW, QUARTER

KIND = SubjectKind.PROJECT
LATER = NOW + timedelta(hours=1)
REFUSED = (NotPermitted, QuarterRefused, AttachmentRefused)


@pytest.fixture
def quarter(engine, tmp_path, monkeypatch) -> Assessed:
    monkeypatch.setenv("FILES_DIR", str(tmp_path / "files"))
    made = Assessed(engine)
    made.support(FIRST, "education")
    return made


def part(quarter: Assessed, number: str = FIRST) -> str:
    return part_of(1 + quarter.projects.index(number))


def attach(quarter: Assessed, by: Person | None = None, *, number=FIRST, content=samples.PDF, **what):
    place = {"kind": KIND, "number": number, "part": part(quarter, number), "file_name": "台账.pdf"} | what
    return attachments.attach(quarter.engine, **place, content=content, by=by or quarter.assessor, at=NOW)


def listed(quarter: Assessed, by: Person, number: str = FIRST) -> list[tuple[str, bool]]:
    asked = {"kind": KIND, "number": number, "part": part(quarter, number)}
    found = attachments.attachments(quarter.engine, **asked, by=by)
    return list(zip(found["file_name"], found["is_removed"], strict=True))


def may(act, person: Person) -> bool:
    try:
        act(person)
    except REFUSED:
        return False
    return True


def everybody(quarter: Assessed) -> dict[str, Person]:
    """One of every role, and of those that come twice: another third party, and the department that supports."""
    people = {role.value: person for role, person in quarter.people.items()} | {"expert": quarter.expert("judge")}
    return people | {"other_assessor": quarter.account(Role.ASSESSOR, "other"), "supporting": quarter.other_handler()}


def readers(quarter: Assessed, people: dict[str, Person], token: str) -> set[str]:
    """Who opens the file at its address; the same people, and no others, see it listed and are told where it hangs."""

    def openers(act) -> set[str]:
        return {name for name, person in people.items() if may(act, person)}

    asked = {"quarter": QUARTER, "number": FIRST}
    told = {name for name, who in people.items() if evidence.readable_part(quarter.engine, **asked, by=who)}
    found = openers(lambda by: attachments.opened(quarter.engine, token=token, by=by, at=NOW))
    assert found == openers(lambda by: listed(quarter, by)) == told
    return found


# --- who adds and removes -----------------------------------------------------------------------


def test_only_the_assigned_assessor_adds_removes_and_restores(quarter):
    people = everybody(quarter)
    for when in (b"before", b"after"):
        if when == b"after":
            quarter.record()
            quarter.submit()
        kept = attach(quarter, content=when, file_name="台账.txt")
        one = {"attachment_id": kept.id, "at": LATER}
        actions = {
            "attach": lambda by, when=when: attach(
                quarter, by, content=by.username.encode() + when, file_name="说明.txt"
            ),
            "remove": lambda by, one=one: attachments.remove(quarter.engine, **one, reason="传错了", by=by),
            "restore": lambda by, one=one: attachments.restore(quarter.engine, **one, by=by),
        }
        for name, act in actions.items():
            assert {who for who, person in people.items() if may(act, person)} == {"assessor"}, (name, when)


@pytest.mark.parametrize("state", [QuarterState.PREPARING, QuarterState.PUBLISHED])
def test_files_are_changed_only_while_the_quarter_takes_values(quarter, state):
    kept = attach(quarter)
    quarter.move(state)
    one = {"attachment_id": kept.id, "by": quarter.assessor, "at": LATER}
    for act in (
        lambda: attach(quarter, content=b"more", file_name="更多.txt"),
        lambda: attachments.remove(quarter.engine, **one, reason="传错了"),
        lambda: attachments.restore(quarter.engine, **one),
    ):
        with pytest.raises(QuarterClosed):
            act()
    assert listed(quarter, quarter.assessor) == [("台账.pdf", False)]


def test_a_removal_needs_a_reason_and_only_the_assessor_sees_what_was_removed(quarter):
    kept = attach(quarter)
    quarter.record()
    quarter.submit()
    one = {"attachment_id": kept.id, "by": quarter.assessor, "at": LATER}
    with pytest.raises(ReasonMissing):
        attachments.remove(quarter.engine, **one, reason="  ")
    attachments.remove(quarter.engine, **one, reason="页码不全")
    with pytest.raises(NoSuchAttachment):
        attachments.opened(quarter.engine, token=kept.token, by=quarter.assessor, at=NOW)
    assert listed(quarter, quarter.assessor) == [("台账.pdf", True)]
    assert listed(quarter, quarter.coordinator) == []
    attachments.restore(quarter.engine, **one)
    assert listed(quarter, quarter.coordinator) == [("台账.pdf", False)]


def test_the_same_content_is_kept_once_with_an_assessment(quarter):
    attach(quarter)
    with pytest.raises(AlreadyAttached):
        attach(quarter, file_name="另一个名字.pdf")
    attach(quarter, number=SECOND)


def test_guessed_places_lead_nowhere(quarter):
    """No such assessment, no number, another's, or the own one under another project: one and the same answer."""
    other = quarter.account(Role.ASSESSOR, "other")
    attempts = [
        (quarter.assessor, {"part": place})
        for place in (
            "assessment:999",
            "assessment:",
            "assessment:x",
            "assessment:٣",
            "assessment:99999999999999999999",
        )
    ]
    attempts += [(other, {}), (quarter.assessor, {"part": part(quarter, SECOND)})]
    told = set()
    for by, what in attempts:
        with pytest.raises(QuarterRefused) as refused:
            attach(quarter, by, **what)
        told.add(str(refused.value))
    assert told == {evidence.NOT_YOURS}
    with pytest.raises(AttachmentRefused):
        attachments.remove(quarter.engine, attachment_id=999, reason="传错了", by=quarter.assessor, at=NOW)


# --- who reads ----------------------------------------------------------------------------------


def test_until_the_submission_the_files_are_the_assessors_alone_then_of_those_who_may_read_it(quarter):
    people, kept = everybody(quarter), attach(quarter)
    assert readers(quarter, people, kept.token) == {"assessor"}
    quarter.record()
    assert readers(quarter, people, kept.token) == {"assessor"}
    quarter.submit()
    allowed = {"assessor", "coordinator", "leader", "handler"}
    assert readers(quarter, people, kept.token) == allowed
    quarter.move(QuarterState.PUBLISHED)
    assert readers(quarter, people, kept.token) == allowed
    quarter.move(QuarterState.PREPARING)
    assert readers(quarter, people, kept.token) == allowed - {"handler"}


def test_files_of_an_assessment_are_none_of_the_projects_own(quarter):
    """The page of the project does not list them, whoever looks, and an expert's case file neither."""
    kept = attach(quarter)
    quarter.record()
    quarter.submit()
    for role in (Role.PROJECT_MANAGER, Role.COORDINATOR, Role.LEADER, Role.HANDLER):
        found = attachments.attachments(quarter.engine, kind=KIND, number=FIRST, by=quarter.people[role])
        assert found.empty
    judge = quarter.expert("judge")
    assignment = quarter.assign(judge, FIRST)
    quarter.open_round()
    with pytest.raises(NoSuchAttachment):
        attachments.opened(quarter.engine, token=kept.token, by=judge, at=NOW)
    assert expert_reviews.case_file(quarter.engine, assignment_id=assignment, on=NOW.date(), by=judge).evidence.empty


def test_what_was_taken_back_is_nobodys_and_comes_back_with_its_files(quarter):
    kept = attach(quarter)
    taken = {"quarter": QUARTER, "numbers": [FIRST], "account_id": quarter.assessor.account_id}
    assessments.unassign(quarter.engine, **taken, by=quarter.coordinator, at=NOW)
    other = quarter.account(Role.ASSESSOR, "other")
    quarter.hand_over(FIRST, to=other)
    people = {"assessor": quarter.assessor, "other": other, "coordinator": quarter.coordinator}
    for person in people.values():
        assert not may(lambda by: attachments.opened(quarter.engine, token=kept.token, by=by, at=NOW), person)
    with pytest.raises(QuarterRefused):
        attach(quarter, content=b"more", file_name="更多.txt")
    taken["account_id"] = other.account_id
    assessments.unassign(quarter.engine, **taken, by=quarter.coordinator, at=NOW)
    quarter.hand_over(FIRST)
    assert listed(quarter, quarter.assessor) == [("台账.pdf", False)]


def test_files_of_a_project_taken_out_of_the_quarter_are_closed(quarter):
    kept = attach(quarter)
    with writing(quarter.engine) as connection:
        chosen = schema.evaluation_project.update().where(
            schema.evaluation_project.c.project_id == quarter.id_of(FIRST)
        )
        connection.execute(chosen.values(removed_at=NOW))
    with pytest.raises(NoSuchAttachment):
        attachments.opened(quarter.engine, token=kept.token, by=quarter.assessor, at=NOW)


# --- what stays ---------------------------------------------------------------------------------


def test_the_history_of_the_quarter_says_what_was_done_and_never_a_name_or_a_reason(quarter):
    kept = attach(quarter)
    attachments.remove(quarter.engine, attachment_id=kept.id, reason="含个人信息", by=quarter.assessor, at=LATER)
    steps = quarter.history()[-2:]
    details = {"project": FIRST, "attachment": kept.id, "part": part(quarter), "sha256": kept.sha256}
    assert steps == [("attached", details), ("detached", details)]
    seen = quarter_history.history(quarter.engine, quarter=QUARTER, by=quarter.coordinator).head(2)
    assert list(seen["details"]) == [{"project": FIRST}, {"project": FIRST}]
    assert list(seen["reason"]) == ["", ""]
    assert journal.entries(quarter.engine, kind=KIND, subject_ids=(quarter.id_of(FIRST),)).empty
    assert journal.first_broken_entry(quarter.engine) is None
