"""`manage.py files`: contents and rows are laid beside each other; only what nothing points to for a day is deleted."""

import json
import os
from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner

from actions import attachments
from data_access import files, stored_files
from data_access.engine import connect
from glossary import Role, SubjectKind
from manage import app
from tests import attachment_files as samples
from tests import subject_factories
from tests.factories import NOW
from tests.subject_factories import IDEA

DAY = 24 * 60 * 60


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("FILES_DIR", str(tmp_path / "files"))
    return tmp_path / "files"


@pytest.fixture
def manager(engine, folder, monkeypatch):
    """The command finds the database by its address, as it does for people."""
    address = engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("DATABASE_URL", address)
    yield subject_factories.everyone(engine)[Role.PROJECT_MANAGER]
    connect(address).dispose()


def attach(engine, by, content=samples.PDF, name="方案.pdf"):
    given = {"kind": SubjectKind.IDEA, "number": IDEA, "content": content, "file_name": name}
    return attachments.attach(engine, **given, by=by, at=NOW)


def aged(path, seconds: int = DAY + 60):
    """The file as if it had been written that long ago."""
    then = path.stat().st_mtime - seconds
    os.utime(path, (then, then))
    return path


def run(*arguments: str, answer: str = ""):
    return CliRunner().invoke(app, ["files", *arguments], input=answer)


def counts(*arguments: str) -> list[int]:
    """stored, referred, orphaned, removable, removed, missing."""
    told = json.loads(run("--json", *arguments).stdout)
    return [told[name] for name in ("stored", "referred", "orphaned", "removable", "removed", "missing")]


def test_a_folder_that_does_not_exist_yet_holds_nothing_and_lacks_nothing(manager):
    assert counts() == [0, 0, 0, 0, 0, 0]
    told = run()
    assert (told.exit_code, told.output.splitlines()[-2:]) == (0, ["没有无人引用的文件。", "附件的内容都在。"])


def test_what_an_attachment_points_to_stays_also_when_the_attachment_was_removed(engine, manager):
    kept, removed = attach(engine, manager), attach(engine, manager, samples.photo(), "现场.jpg")
    attachments.remove(engine, attachment_id=removed.id, reason="传错", by=manager, at=NOW)
    for each in (files.path_of(kept.sha256), files.path_of(removed.sha256), files.thumbnail(removed.sha256)):
        aged(each)
    assert counts("--remove-orphans", "--yes") == [2, 2, 0, 0, 0, 0]
    assert "有附件引用 2 份，其中 1 份只属于已移除、可恢复的附件。" in run().output
    attachments.restore(engine, attachment_id=removed.id, by=manager, at=NOW)


def test_what_nothing_points_to_is_deleted_once_it_is_older_than_a_day(engine, manager, folder):
    attach(engine, manager)
    old, small = files.store(samples.photo()), aged(files.thumbnail(files.store(samples.photo())))
    aged(files.path_of(old))
    young = files.store(b"on its way")
    unfinished = folder / "ab" / ".0123456789abcdef.unfinished"
    unfinished.parent.mkdir(exist_ok=True)
    unfinished.write_bytes(b"half")
    aged(unfinished)

    assert counts() == [3, 1, 4, 3, 0, 0]
    assert counts("--remove-orphans", "--yes") == [3, 1, 4, 3, 3, 0]

    assert counts() == [2, 1, 1, 0, 0, 0]
    assert [path.exists() for path in (files.path_of(old), small, unfinished)] == [False, False, False]
    assert files.path_of(young).read_bytes() == b"on its way"


def test_a_day_to_the_second_is_not_yet_older_than_a_day(engine, manager):
    path = files.path_of(files.store(b"content"))
    written = datetime.fromtimestamp(path.stat().st_mtime, UTC).replace(tzinfo=None)
    found = stored_files.inventory(engine)
    assert found.removable(written + stored_files.KEPT) == ()
    assert len(found.removable(written + stored_files.KEPT * 1.001)) == 1


def test_files_that_are_not_ours_are_neither_counted_nor_touched(manager, folder):
    folder.mkdir()
    for name in ("说明.txt", "abc.jpg", ".keep"):
        (folder / name).write_bytes(b"of somebody else")
        aged(folder / name)
    assert counts("--remove-orphans", "--yes") == [0, 0, 0, 0, 0, 0]
    assert len(list(folder.iterdir())) == 3


def test_a_person_is_asked_with_the_names_of_folder_and_database(manager, folder):
    path = aged(files.path_of(files.store(b"content")))
    asked = run("--remove-orphans", answer="n\n")
    assert f"文件夹 {folder} 里有 1 个文件在数据库" in asked.output
    assert path.exists()
    assert "已删除 1 个文件。" in run("--remove-orphans", answer="y\n").output
    assert not path.exists()


def test_a_content_stored_again_before_it_is_deleted_stays(engine, manager):
    """The upload found it there and is about to point to it."""
    aged(files.path_of(files.store(samples.PDF)))
    at = datetime.now(UTC).replace(tzinfo=None)
    orphans = stored_files.inventory(engine).removable(at)
    files.store(samples.PDF)
    assert stored_files.remove(orphans, at=at) == 0
    attachment = attach(engine, manager)
    assert files.path_of(attachment.sha256).read_bytes() == samples.PDF
    assert counts() == [1, 1, 0, 0, 0, 0]


def test_a_missing_content_is_named_with_its_idea_and_makes_the_command_fail(engine, manager):
    attachment = attach(engine, manager)
    files.path_of(attachment.sha256).unlink()
    told = run()
    assert told.exit_code == 1
    assert "有 1 个附件缺内容，打不开；请从备份恢复" in told.output
    assert f"金点子 {IDEA}，2025-" in told.output
    assert attachment.sha256 in told.output
    assert counts() == [0, 0, 0, 0, 0, 1]
