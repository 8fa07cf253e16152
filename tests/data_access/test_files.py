"""Contents are kept once, by their hash, whole or not at all."""

import hashlib
import stat

import pytest

from data_access import files
from tests import attachment_files as samples


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("FILES_DIR", str(tmp_path / "kept"))
    return tmp_path / "kept"


def everything(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_content_stands_under_its_hash_and_the_same_one_is_kept_once(folder):
    sha256 = files.store(b"content")
    assert files.store(b"content") == sha256 == hashlib.sha256(b"content").hexdigest()
    assert everything(folder) == [folder / sha256[:2] / sha256[2:4] / sha256]
    assert files.path_of(sha256).read_bytes() == b"content"


def test_nothing_kept_can_be_run_or_is_open_to_others():
    path = files.path_of(files.store(b"#!/bin/sh"))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_damaged_content_is_whole_again_when_it_comes_once_more():
    path = files.path_of(files.store(b"content"))
    path.write_bytes(b"conte")
    files.store(b"content")
    assert path.read_bytes() == b"content"


def test_a_disk_that_fails_leaves_nothing_half_kept(folder, monkeypatch):
    def fail(_descriptor):
        raise OSError("no space left on device")

    files.store(b"before")
    monkeypatch.setattr(files.os, "fsync", fail)
    with pytest.raises(OSError, match="no space"):
        files.write(files.path_of(hashlib.sha256(b"before").hexdigest()).with_name("other"), b"content")
    assert len(everything(folder)) == 1


def test_the_small_picture_is_made_once(folder):
    sha256 = files.store(samples.photo())
    made = files.thumbnail(sha256)
    before = made.stat().st_mtime_ns
    assert files.thumbnail(sha256).stat().st_mtime_ns == before
    assert len(everything(folder)) == 2


def test_without_a_folder_of_its_own_they_stand_beside_the_database(monkeypatch):
    monkeypatch.delenv("FILES_DIR")
    assert files.folder() == files.ROOT / "var" / "files"
