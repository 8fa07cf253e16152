"""Attachments: who adds, reads, removes and restores them, and that rows, contents and history agree."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from actions import attachments as actions
from actions.attachments import AttachmentRefused, NoSuchAttachment
from data_access import files, schema
from data_access.attachment_errors import AlreadyAttached, AttachmentNotYours, ReasonMissing
from data_access.engine import reading, writing
from data_access.ideas import NoSuchIdea
from data_access.journal import entries, first_broken_entry
from data_access.projects import NoSuchProject
from data_access.statements import counted_statements
from glossary import Role, SubjectKind
from permissions import NotPermitted
from tests import attachment_files as samples
from tests import subject_factories
from tests.factories import NOW
from tests.subject_factories import IDEA, NUMBERS, STRANGER

EVERYBODY = [*(str(role.value) for role in Role), STRANGER]
READERS = {"leader", "officer", "handler", "project_manager", "coordinator"}
ADDERS = {
    SubjectKind.IDEA: {"project_manager", "handler"},
    SubjectKind.PROJECT: {"project_manager", "handler", "coordinator"},
}
KINDS = list(ADDERS)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("FILES_DIR", str(tmp_path / "files"))
    return tmp_path / "files"


@pytest.fixture
def people(engine):
    return subject_factories.everyone(engine)


def attach(engine, by, kind=SubjectKind.IDEA, content=samples.PDF, file_name="方案.pdf", **more):
    chosen = {"kind": kind, "number": NUMBERS[kind], "content": content, "file_name": file_name, **more}
    return actions.attach(engine, by=by, at=NOW, **chosen)


def listed(engine, by, kind=SubjectKind.IDEA):
    return actions.attachments(engine, kind=kind, number=NUMBERS[kind], by=by)


def rows(engine):
    with reading(engine) as connection:
        return connection.execute(select(schema.attachment)).all()


def outcome(action, **arguments):
    """Whether an action was done, and by which refusal it was not."""
    try:
        action(**arguments)
    except (NotPermitted, NoSuchIdea, NoSuchProject, AttachmentRefused) as refused:
        return type(refused)
    return "done"


@pytest.mark.parametrize("kind", KINDS)
def test_who_may_add_files(engine, people, folder, kind):
    done = {who for who in EVERYBODY if outcome(attach, engine=engine, by=people[who], kind=kind,
                                                content=f"from {who}".encode()) == "done"}  # fmt: skip
    assert done == ADDERS[kind]
    assert len(rows(engine)) == len(done)
    # What a person without the right sent was not even kept.
    assert len([path for path in folder.rglob("*") if path.is_file()]) == len(done)


@pytest.mark.parametrize("kind", KINDS)
def test_who_may_list_and_open_files(engine, people, kind):
    token = attach(engine, people["project_manager"], kind=kind).token
    for who in EVERYBODY:
        opened = outcome(actions.opened, engine=engine, token=token, by=people[who], at=NOW)
        lists = outcome(listed, engine=engine, by=people[who], kind=kind)
        assert (opened, lists == "done") == (("done", True) if who in READERS else (NoSuchAttachment, False)), who


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("owner", ["handler", "project_manager"])
def test_who_may_remove_and_restore_files(engine, people, kind, owner):
    """The manager any, the handler the own one; whom a removal can be taken back by: who removed, and the manager."""
    added = attach(engine, people[owner], kind=kind)
    chosen = {"engine": engine, "attachment_id": added.id, "at": NOW}
    removes = {"project_manager"} | ({"handler"} if owner == "handler" else set())
    for who in EVERYBODY:
        done = outcome(actions.remove, **chosen, reason="传错了", by=people[who])
        assert (done == "done") == (who in removes), who
        if done == "done":
            restorers = {"project_manager", who}
            for other in EVERYBODY:
                if other in restorers:
                    continue
                assert outcome(actions.restore, **chosen, by=people[other]) != "done", (who, other)
            actions.restore(**chosen, by=people[who])
    assert first_broken_entry(engine) is None


def test_a_handler_cannot_put_back_what_the_manager_took_away(engine, people):
    added = attach(engine, people["handler"])
    actions.remove(engine, attachment_id=added.id, reason="含个人信息", by=people["project_manager"], at=NOW)
    with pytest.raises(AttachmentNotYours):
        actions.restore(engine, attachment_id=added.id, by=people["handler"], at=NOW)
    assert listed(engine, people["handler"]).empty
    assert list(listed(engine, people["project_manager"])["removed_reason"]) == ["含个人信息"]


def test_the_list_says_who_what_when_and_what_one_may_do(engine, people):
    attach(engine, people["handler"], part="opinion:7", content=samples.photo(), file_name="现场.jpg")
    attach(engine, people["project_manager"])
    seen = listed(engine, people["handler"])

    assert list(seen["file_name"]) == ["现场.jpg", "方案.pdf"]
    assert list(seen["part"]) == ["opinion:7", ""]
    assert list(seen["is_photo"]) == [True, False]
    assert list(seen["may_change"]) == [True, False]
    assert list(seen["by_name"]) == ["测试承办单位经办人", "测试项目经理"]
    assert list(seen["at"]) == [NOW, NOW]
    assert list(seen["size_bytes"])[1] == len(samples.PDF)
    assert list(listed(engine, people["leader"])["may_change"]) == [False, False]


def test_an_idea_without_attachments_gives_the_same_columns(engine, people):
    empty, columns = listed(engine, people["leader"]), None
    assert empty.empty
    attach(engine, people["project_manager"])
    columns = list(listed(engine, people["leader"]).columns)
    assert list(empty.columns) == columns


def test_each_step_is_a_row_of_the_history_with_the_hash_of_the_content(engine, people):
    manager = people["project_manager"]
    added = attach(engine, manager, part="meeting:3")
    actions.remove(engine, attachment_id=added.id, reason=" 传错了\x00 ", by=manager, at=NOW + timedelta(hours=1))
    actions.restore(engine, attachment_id=added.id, by=manager, at=NOW + timedelta(hours=2))

    history = entries(engine, kind=SubjectKind.IDEA, subject_ids=(added.subject_id,))

    assert list(zip(history["step"], history["reason"], strict=True)) == [
        ("attached", "恢复移除的附件"),
        ("detached", "传错了"),
        ("attached", ""),
    ]
    details = {"attachment": added.id, "part": "meeting:3", "sha256": hashlib.sha256(samples.PDF).hexdigest()}
    assert list(history["details"]) == [details] * 3
    assert first_broken_entry(engine) is None


def test_a_removed_file_is_no_longer_served_to_anybody_and_its_content_stays(engine, people):
    manager = people["project_manager"]
    added = attach(engine, manager)
    actions.remove(engine, attachment_id=added.id, reason="传错了", by=manager, at=NOW)

    for who in EVERYBODY:
        assert outcome(actions.opened, engine=engine, token=added.token, by=people[who], at=NOW) is NoSuchAttachment
    assert files.path_of(added.sha256).is_file()
    assert outcome(actions.remove, engine=engine, attachment_id=added.id, reason="再删", by=manager, at=NOW) is (
        NoSuchAttachment
    )
    actions.restore(engine, attachment_id=added.id, by=manager, at=NOW)
    assert actions.opened(engine, token=added.token, by=manager, at=NOW).path.read_bytes() == samples.PDF
    assert outcome(actions.restore, engine=engine, attachment_id=added.id, by=manager, at=NOW) is NoSuchAttachment


def test_removing_needs_a_reason(engine, people):
    added = attach(engine, people["handler"])
    with pytest.raises(ReasonMissing):
        actions.remove(engine, attachment_id=added.id, reason=" \n", by=people["handler"], at=NOW)
    assert len(listed(engine, people["handler"])) == 1


def test_the_same_content_is_attached_once_to_one_place_and_kept_once_for_all(engine, people, folder):
    manager = people["project_manager"]
    first = attach(engine, manager)
    with pytest.raises(AlreadyAttached, match="方案.pdf"):
        attach(engine, manager, file_name="另一个名字.pdf")
    attach(engine, manager, part="opinion:1")
    attach(engine, manager, kind=SubjectKind.PROJECT)
    assert len(rows(engine)) == 3
    assert len({row.token for row in rows(engine)}) == 3
    assert [path for path in folder.rglob("*") if path.is_file()] == [files.path_of(first.sha256)]

    actions.remove(engine, attachment_id=first.id, reason="换新", by=manager, at=NOW)
    attach(engine, manager)
    with pytest.raises(AlreadyAttached):
        actions.restore(engine, attachment_id=first.id, by=manager, at=NOW)


def test_a_refused_file_leaves_no_row_no_content_and_no_history(engine, people, folder):
    with pytest.raises(AttachmentRefused, match="没有存入。"):
        attach(engine, people["project_manager"], content=b"MZ\x00")
    with pytest.raises(NoSuchIdea):
        attach(engine, people["project_manager"], number="JDZ-2025-9999")
    assert rows(engine) == []
    assert not folder.exists()
    assert entries(engine, kind=SubjectKind.IDEA, subject_ids=(1,)).empty


def test_no_row_points_to_a_content_that_could_not_be_kept(engine, people, folder):
    folder.write_text("where the folder should be")
    with pytest.raises(OSError, match="files"):
        attach(engine, people["project_manager"])
    assert rows(engine) == []


def test_addresses_are_256_random_bits(engine, people):
    manager = people["project_manager"]
    tokens = [attach(engine, manager, content=f"text {n}".encode()).token for n in range(5)]
    assert [len(token) for token in tokens] == [43] * 5
    for guessed in ("", "1", tokens[0][:-1], tokens[0].lower(), tokens[0] + "="):
        assert outcome(actions.opened, engine=engine, token=guessed, by=manager, at=NOW) is NoSuchAttachment


def test_a_photo_is_opened_small_or_whole_and_a_document_only_whole(engine, people):
    photo = attach(engine, people["handler"], content=samples.photo(), file_name="现场.jpg")
    document = attach(engine, people["handler"])
    leader = people["leader"]

    assert actions.opened(engine, token=photo.token, by=leader, at=NOW).is_shown
    small = actions.opened(engine, token=photo.token, by=leader, at=NOW, thumbnail=True)
    assert small.path.read_bytes()[:3] == b"\xff\xd8\xff"
    asked = {"engine": engine, "token": document.token, "by": leader, "at": NOW, "thumbnail": True}
    assert outcome(actions.opened, **asked) is NoSuchAttachment
    text = attach(engine, people["handler"], content=b"text", file_name="a.txt")
    assert not actions.opened(engine, token=text.token, by=leader, at=NOW).is_shown


def test_a_content_that_is_lost_is_not_served(engine, people, caplog):
    added = attach(engine, people["handler"])
    files.path_of(added.sha256).unlink()
    assert outcome(actions.opened, engine=engine, token=added.token, by=people["leader"], at=NOW) is NoSuchAttachment
    assert f"attachment {added.id}" in caplog.text


def test_a_merged_idea_brings_its_files_to_the_one_that_stands_for_it(engine, people):
    manager, handler = people["project_manager"], people["handler"]
    other = subject_factories.idea(engine, "JDZ-2025-0002")
    added = attach(engine, manager, number="JDZ-2025-0002")
    assert outcome(actions.opened, engine=engine, token=added.token, by=handler, at=NOW) is NoSuchAttachment

    subject_factories.merge(engine, other, into=1)

    assert list(listed(engine, handler)["id"]) == [added.id]
    assert actions.opened(engine, token=added.token, by=handler, at=NOW)
    assert list(actions.attachments(engine, kind=SubjectKind.IDEA, number="JDZ-2025-0002", by=manager)["id"]) == [1]


def test_a_department_that_no_longer_takes_part_no_longer_opens_its_files(engine, people):
    added = attach(engine, people["handler"])
    with writing(engine) as connection:
        connection.execute(schema.idea_department.delete())
    assert outcome(actions.opened, engine=engine, token=added.token, by=people["handler"], at=NOW) is NoSuchAttachment
    chosen = {"engine": engine, "attachment_id": added.id, "reason": "a", "by": people["handler"], "at": NOW}
    assert outcome(actions.remove, **chosen) is NoSuchAttachment


@pytest.mark.parametrize("attached", [1, 30])
def test_listing_takes_as_many_statements_for_one_file_as_for_many(engine, people, attached):
    for n in range(attached):
        attach(engine, people["handler"], content=f"text {n}".encode())
    with counted_statements(engine) as statements:
        listed(engine, people["leader"])
    assert len(statements) == 3


def test_the_number_of_an_idea_says_nothing_about_one_that_is_not_open(engine, people):
    for number in (IDEA, "JDZ-2025-9999"):
        with pytest.raises(NoSuchIdea, match="没有这个金点子，或不对您的身份开放"):
            actions.attachments(engine, kind=SubjectKind.IDEA, number=number, by=people[STRANGER])


def test_many_at_once_leave_one_row_for_one_content_and_an_unbroken_history(engine, people):
    def send(n: int):
        return outcome(attach, engine=engine, by=people["handler"], content=f"text {n % 4}".encode())

    with ThreadPoolExecutor(8) as threads:
        came_of_it = list(threads.map(send, range(16)))

    assert sorted(map(str, came_of_it)) == sorted(["done"] * 4 + [str(AlreadyAttached)] * 12)
    assert len(listed(engine, people["leader"])) == 4
    assert first_broken_entry(engine) is None
