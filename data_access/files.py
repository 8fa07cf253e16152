"""The contents of attachments: kept under var/ by their SHA-256, written whole or not at all."""

import hashlib
import os
import secrets
from pathlib import Path

from data_access import photos
from data_access.engine import ROOT

DEFAULT_FOLDER = ROOT / "var" / "files"
READ_AND_WRITE = 0o600  # nothing kept here is ever run


def folder() -> Path:
    """FILES_DIR, or var/files beside the SQLite file."""
    return Path(os.environ.get("FILES_DIR") or DEFAULT_FOLDER)


def path_of(sha256: str) -> Path:
    """Where the content with this hash is, or would be."""
    return folder() / sha256[:2] / sha256[2:4] / sha256


def store(content: bytes) -> str:
    """Keep the content and return its hash; the same content is kept once, and whole again if it was damaged."""
    sha256 = hashlib.sha256(content).hexdigest()
    path = path_of(sha256)
    if not _is_whole(path, sha256):
        write(path, content)
    return sha256


def _is_whole(path: Path, sha256: str) -> bool:
    try:
        if hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
            return False
        os.utime(path)  # in use again from now on: see stored_files.remove
    except FileNotFoundError:
        return False
    return True


def thumbnail(sha256: str) -> Path:
    """The small picture of a kept photo, made when it is first asked for."""
    path = folder() / "thumbnails" / sha256[:2] / sha256[2:4] / f"{sha256}.jpg"
    if not path.is_file():
        write(path, photos.thumbnail(path_of(sha256).read_bytes()))
    return path


def write(path: Path, content: bytes) -> None:
    """The file appears under its name only when all of it is on the disk."""
    _make_folder(path.parent)
    unfinished = path.with_name(f".{secrets.token_hex(8)}.unfinished")
    try:
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, READ_AND_WRITE)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(unfinished, path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    _sync(path.parent)


def _make_folder(path: Path) -> None:
    """Like mkdir -p; a new name outlasts a power cut only when the folder it stands in was synced too."""
    if not path.is_dir():
        _make_folder(path.parent)
        path.mkdir(mode=0o700, exist_ok=True)
        _sync(path.parent)


def _sync(path: Path) -> None:
    if not hasattr(os, "O_DIRECTORY"):  # Windows knows no syncing of folders
        return
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
