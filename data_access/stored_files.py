"""Contents of attachments as they stand in the folder: which rows point to, which nothing does, which are missing."""

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, func, literal, select

from data_access import files, schema
from data_access.engine import reading
from glossary import SubjectKind

# Our own names only; whatever else stands in the folder is none of our business. A content, its small picture, one
# taken aside by `remove`, one whose writing was interrupted.
OURS = re.compile(
    r"(?P<sha256>[0-9a-f]{64})(\.jpg)?|\.(?P<aside>[0-9a-f]{64})(\.jpg)?\.removed|\.[0-9a-f]{16}\.unfinished"
)
# What came within a day may be on its way to its row, or belong to a copy of the database that is being taken.
KEPT = timedelta(days=1)


@dataclass(frozen=True)
class StoredFile:
    """A file of ours in the folder; `sha256`: of the content it is or shows, empty when it was never finished."""

    path: Path
    sha256: str
    size_bytes: int
    changed_at: datetime  # UTC


@dataclass(frozen=True)
class MissingFile:
    """A content that an attachment points to and that is not there."""

    sha256: str
    attachment_id: int
    kind: SubjectKind
    number: str
    at: datetime  # UTC; when it was uploaded
    is_removed: bool


@dataclass(frozen=True)
class Inventory:
    """The folder beside the database."""

    stored: int
    stored_bytes: int
    referred: int
    referred_when_removed: int  # of them only by attachments that were removed and may be restored
    orphans: tuple[StoredFile, ...]  # with the small pictures of what is no more, and what was never finished
    missing: tuple[MissingFile, ...]

    def removable(self, at: datetime) -> tuple[StoredFile, ...]:
        """Orphans old enough that no upload can be about to point to them."""
        return tuple(each for each in self.orphans if at - each.changed_at > KEPT)


def inventory(engine: Engine) -> Inventory:
    """Look at every file, then at every row: what is uploaded meanwhile is never taken for an orphan."""
    found = list(_files())
    rows = _rows(engine)
    wanted = {row.sha256 for row in rows}
    live = {row.sha256 for row in rows if row.removed_at is None}
    contents = {each.sha256 for each in found if each.path == files.path_of(each.sha256)}
    missing = [row for row in rows if not files.path_of(row.sha256).is_file()]
    return Inventory(
        stored=len(contents),
        stored_bytes=sum(each.size_bytes for each in found if each.path.name in contents),
        referred=len(contents & wanted),
        referred_when_removed=len(contents & wanted - live),
        orphans=tuple(each for each in found if each.sha256 not in wanted),
        missing=tuple(
            MissingFile(
                row.sha256, row.id, SubjectKind(row.subject_kind), row.number, row.at, row.removed_at is not None
            )
            for row in missing
        ),
    )


def remove(orphans: Iterable[StoredFile], *, at: datetime) -> int:
    """Delete what is still as old as it was; how many. Who stores the same content meanwhile keeps it.

    `files.store` sets the time of a content it finds. So it is taken aside first and looked at once more there: a
    content touched before that is put back, and whoever comes after finds none and writes it anew.
    """
    count = 0
    for each in orphans:
        aside = each.path.with_name(f".{each.path.name}.removed")
        try:
            os.replace(each.path, aside)
        except FileNotFoundError:
            continue
        if at - _changed_at(aside.stat()) > KEPT:
            aside.unlink()
            count += 1
        else:
            os.replace(aside, each.path)
    return count


def _files() -> Iterator[StoredFile]:
    for parent, _folders, names in os.walk(files.folder()):
        for name, ours in ((name, OURS.fullmatch(name)) for name in names):
            path = Path(parent, name)
            try:
                status = path.stat()
            except FileNotFoundError:  # finished or removed meanwhile
                continue
            if ours:
                sha256 = ours["sha256"] or ours["aside"] or ""
                yield StoredFile(path, sha256, status.st_size, _changed_at(status))


def _changed_at(status: os.stat_result) -> datetime:
    return datetime(1970, 1, 1) + timedelta(seconds=status.st_mtime)


def _rows(engine: Engine) -> list:
    """Every attachment, removed ones too, with the number of its idea or project."""
    table = schema.attachment
    about = table.c.subject_id == schema.idea.c.id
    is_idea = table.c.subject_kind == SubjectKind.IDEA.value
    of_project = (table.c.subject_id == schema.project.c.id) & (table.c.subject_kind == SubjectKind.PROJECT.value)
    number = func.coalesce(schema.idea.c.number, schema.project.c.number, literal("")).label("number")
    names = ("id", "sha256", "subject_kind", "at", "removed_at")
    query = select(*(table.c[name] for name in names), number).select_from(
        table.outerjoin(schema.idea, about & is_idea).outerjoin(schema.project, of_project)
    )
    with reading(engine) as connection:
        return list(connection.execute(query.order_by(table.c.id)))
