"""Ratings from a file: looked at row by row, stored all together after confirmation, undone all together."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from hashlib import sha256

from actions.quarter_checks import Quarter, held_quarter
from actions.rating_checks import RatingRefused, checked, reason_of
from actions.rating_rows import RatingRow, read_rows
from actions.ratings import place_of
from actions.returned_workbooks import Form, read
from data_access import evaluation_quarters, ratings
from data_access.bulk import without_collecting
from data_access.engine import Connection, Engine, reading, settle, writing
from data_access.import_records import RejectedRow
from data_access.installation import moment_now
from data_access.journal import Entry
from data_access.masking import masked
from data_access.rating_keys import device_key, person_key, rating_secret
from data_access.rating_layout import LABELS, NEEDED, places_of
from glossary import WorkStep
from permissions import Permission, Person, require
from working_time import local, utc

MAX_ROWS = 20_000
FORM = Form(
    rows="评议",
    how="照模板填写",
    places_of=places_of,
    needed={field: LABELS[field] for field in NEEDED},
    most_rows=MAX_ROWS,
    only_xlsx=False,
)
LONGEST_NAME = 200


@dataclass(frozen=True)
class RatingFile:
    """What a file holds, before anything is stored; the persons in `rows` are kept in memory only."""

    quarter: str
    file_name: str
    sha256: str
    header: list[str]
    rows: tuple[RatingRow, ...]
    problems: tuple[RejectedRow, ...]
    ignored: tuple[str, ...]  # headers of columns that are not part of the layout

    @property
    def left_out(self) -> tuple[RejectedRow, ...]:
        """Rows that will not be stored."""
        return self.problems


@dataclass(frozen=True)
class StoredRatings:
    """What an import came to: its batch, how many ratings, how many of all then went into quarantine."""

    batch_id: int
    stored: int
    held: int


@without_collecting()
def read_file(engine: Engine, *, quarter: str, content: bytes, file_name: str, by: Person, at: datetime) -> RatingFile:
    """What a file of ratings would store; stores nothing.

    Raises: NotPermitted, NoSuchQuarter, QuarterClosed, RatingRefused (imported before), ImportRefused.
    """
    require(by, Permission.RECORD_RATINGS, "导入群众评议")
    returned = read(content, file_name, FORM)
    digest = sha256(content).hexdigest()
    with reading(engine) as connection:
        held = held_quarter(connection, quarter)
        _check_new(connection, held, digest)
        reached, now = ratings.reached_stages(connection, held), moment_now(connection, at)
    found = read_rows(returned.rows, quarter=held, reached=reached, now=now)
    good, bad = (tuple(row for row in found if isinstance(row, kind)) for kind in (RatingRow, RejectedRow))
    return RatingFile(held.quarter, file_name, digest, returned.header, good, bad, returned.ignored)


def _check_new(connection: Connection, quarter: Quarter, digest: str) -> None:
    before = ratings.batch_of_file(connection, quarter, digest)
    if before is not None:
        number, when, who = before
        raise RatingRefused(
            f"这个文件 {who} 在 {local(when):%Y-%m-%d %H:%M} 导入过（第 {number} 批），没有再存。"
            "如果那一次要作废，请先撤销那一批。"
        )


@without_collecting()
def apply(engine: Engine, *, file: RatingFile, by: Person, at: datetime) -> StoredRatings:
    """Store the good rows of a file that was looked at, all or none, and look for stuffing at once.

    Raises: NotPermitted, NoSuchQuarter, QuarterClosed, RatingRefused, SecretUnusable.
    """
    require(by, Permission.RECORD_RATINGS, "导入群众评议")
    if not file.rows:
        raise RatingRefused("这个文件里没有可以存入的评议，没有存入任何内容。请改好表格再导入。")
    name = masked(file.file_name)[:LONGEST_NAME]
    with writing(engine) as connection:
        held = held_quarter(connection, file.quarter)
        _check_new(connection, held, file.sha256)
        _check_places(connection, held, file)
        what = {"file_name": name, "sha256": file.sha256, "stored": len(file.rows)}
        batch = ratings.add_batch(connection, held, **what, by=by, at=at)
        ratings.insert_many(connection, _stored(connection, held, file, batch, by, at))
        details = {"batch": batch, "file": name, "count": len(file.rows)}
        details["projects"] = len({row.number for row in file.rows})
        evaluation_quarters.note(connection, held, Entry(WorkStep.RATINGS_RECORDED, details=details), by=by, at=at)
        set_apart = checked(connection, held, by=by, at=at)
    settle(engine, "citizen_rating", "rating_hold")
    return StoredRatings(batch, len(file.rows), set_apart)


def _check_places(connection: Connection, quarter: Quarter, file: RatingFile) -> None:
    """Projects may have been taken out of the quarter since the file was looked at."""
    reached = ratings.reached_stages(connection, quarter)
    for number, stage in sorted({(row.number, row.stage) for row in file.rows}):
        place_of(quarter, number, stage, reached)


def _stored(
    connection: Connection, quarter: Quarter, file: RatingFile, batch: int, by: Person, at: datetime
) -> list[dict]:
    secret = rating_secret(connection)
    # One device and one moment stand in many rows.
    device, instant = cache(partial(device_key, secret)), cache(utc)
    same = {"quarter_id": quarter.id, "batch_id": batch, "recorded_at": at, "recorded_by_name": by.name}
    return [
        {
            "project_id": row.project_id,
            "stage": row.stage.value,
            "person_key": person_key(secret, row.person),
            "level": row.level.value,
            "rated_at": instant(row.rated_at),
            "rated_on": row.rated_on,
            "source": row.source.value,
            "device_key": None if row.device is None else device(row.device),
            "seconds": row.seconds,
            "remark": row.remark,
            **same,
        }
        for row in file.rows
    ]


def undo(engine: Engine, *, quarter: str, batch_id: int, reason: str, by: Person, at: datetime) -> int:
    """Withdraw every rating of a batch, saying why; returns how many. The file can then be imported again.

    Raises: NotPermitted, NoSuchQuarter, QuarterClosed, RatingRefused.
    """
    require(by, Permission.RECORD_RATINGS, "撤销导入的评议")
    reason = reason_of(reason, "撤销的原因")
    with writing(engine) as connection:
        held = held_quarter(connection, quarter)
        count = ratings.undo_batch(connection, held, batch_id, reason=reason, at=at)
        if count is None:
            raise RatingRefused("这一批已经撤销过，或不在这个季度，没有改动任何内容。请看过新的列表。")
        details = {"batch": batch_id, "count": count}
        entry = Entry(WorkStep.RATING_WITHDRAWN, reason=reason, details=details)
        evaluation_quarters.note(connection, held, entry, by=by, at=at)
    return count
