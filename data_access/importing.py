"""Storing an imported file: one transaction, nothing twice, numbers and history as if entered by hand."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from datetime import datetime

from sqlalchemy import Connection, Engine, func, select, text, update

from data_access import history, numbers, schema, settings
from data_access.bulk import insert_rows
from data_access.calendar import read_calendar
from data_access.engine import writing
from data_access.import_milestones import Milestones, content_hash, history_reason, person_key
from data_access.import_rows import ImportRow, RejectedRow
from glossary import Step
from permissions import Person

Progress = Callable[[int, int], None]
_AT_ONCE = 10_000
_ASKED_AT_ONCE = 2_000


@dataclass(frozen=True)
class ImportFile:
    """One file to store: where it is from, how its columns are read, and its rows."""

    channel_code: str
    file_name: str
    file_hash: str
    header: list[str]
    mapping: Mapping[str, str]
    rows: list[ImportRow]
    rejected: list[RejectedRow]
    options: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class ImportResult:
    """What became of every row of the file."""

    batch_id: int
    stored: int
    repeated: int
    rejected: int
    rejected_rows: list[RejectedRow] = field(default_factory=list, repr=False)


def store(
    engine: Engine, file: ImportFile, *, by: Person, at: datetime, progress: Progress | None = None
) -> ImportResult:
    """Store what is new in one transaction; a fault leaves nothing behind."""
    with writing(engine) as connection:
        # Two imports into one channel wait for each other, or both could store the same message.
        channel = schema.channel.c.code
        connection.execute(select(channel).where(channel == file.channel_code).with_for_update())
        batch_id = _open_batch(connection, file, by=by, at=at)
        hashes = [content_hash(file.channel_code, row) for row in file.rows]
        new = _not_stored_yet(connection, file.channel_code, file.rows, hashes)
        milestones = Milestones(
            file.channel_code,
            batch_id,
            read_calendar(connection),
            settings.current(connection),
            bool(file.options.get("answers_are_reviewed")),
        )
        _store_new(connection, file, new, milestones, by=by, at=at, progress=progress)
        if file.rows:
            _remember_mapping(connection, file, by=by, at=at)
        counts = {"stored": len(new), "repeated": len(file.rows) - len(new), "rejected": len(file.rejected)}
        batch = schema.import_batch
        connection.execute(update(batch).where(batch.c.id == batch_id).values(counts))
    return ImportResult(batch_id, **counts, rejected_rows=file.rejected)


def _open_batch(connection: Connection, file: ImportFile, *, by: Person, at: datetime) -> int:
    batch_id = connection.execute(
        schema.import_batch.insert().values(
            channel_code=file.channel_code,
            file_name=file.file_name[-200:],
            file_hash=file.file_hash,
            at=at,
            by_account_id=by.account_id or None,
            by_name=by.name,
            columns=file.header,
            mapping=dict(file.mapping),
            options=dict(file.options),
            stored=0,
            repeated=0,
            rejected=0,
        )
    ).inserted_primary_key[0]
    insert_rows(connection, schema.import_rejected_row, [asdict(row) | {"batch_id": batch_id} for row in file.rejected])
    return batch_id


# --- what is new --------------------------------------------------------------------------------


def _not_stored_yet(
    connection: Connection, channel_code: str, rows: list[ImportRow], hashes: list[str]
) -> list[tuple[ImportRow, str]]:
    """The platform's number decides; a message without one is known by its content."""
    table = schema.suggestion
    numbered = (row.outside_number for row in rows if row.outside_number)
    unnumbered = (digest for row, digest in zip(rows, hashes, strict=True) if not row.outside_number)
    known_numbers = _known(connection, channel_code, table.c.outside_number, numbered)
    known_hashes = _known(connection, channel_code, table.c.content_hash, unnumbered)
    new = []
    for row, digest in zip(rows, hashes, strict=True):
        known, key = (known_numbers, row.outside_number) if row.outside_number else (known_hashes, digest)
        if key not in known:
            known.add(key)
            new.append((row, digest))
    return new


def _known(connection: Connection, channel_code: str, column, keys: Iterable[str]) -> set[str]:
    of_channel = schema.suggestion.c.channel_code == channel_code
    if connection.execute(select(schema.suggestion.c.id).where(of_channel).limit(1)).first() is None:
        return set()
    keys, known = list(dict.fromkeys(keys)), set()
    for start in range(0, len(keys), _ASKED_AT_ONCE):
        asked = column.in_(keys[start : start + _ASKED_AT_ONCE])
        known.update(connection.execute(select(column).where(of_channel, asked)).scalars())
    return known


# --- writing ------------------------------------------------------------------------------------


def _store_new(
    connection: Connection,
    file: ImportFile,
    new: list[tuple[ImportRow, str]],
    milestones: Milestones,
    *,
    by: Person,
    at: datetime,
    progress: Progress | None,
) -> None:
    """Write what is new, some thousand at once; while the database takes one part, the next is prepared."""
    ids = _allocate_ids(connection, len(new))
    per_year = Counter(row.received_at.year for row, _ in new)
    next_number = {year: numbers.allocate(connection, year=year, count=per_year[year]) for year in sorted(per_year)}
    done = len(file.rows) - len(new)
    with ThreadPoolExecutor(1) as writer:
        writing_now: Future[int] | None = None
        for start in range(0, len(new), _AT_ONCE):
            part = new[start : start + _AT_ONCE]
            stored = _as_stored(part, ids[start : start + _AT_ONCE], next_number, milestones)
            done = _written(writing_now, done, file, progress)
            rows = [row for row, _ in part]
            writing_now = writer.submit(_insert, connection, file, rows, stored, by=by, at=at)
        _written(writing_now, done, file, progress)


def _written(writing_now: Future[int] | None, done: int, file: ImportFile, progress: Progress | None) -> int:
    """Wait for the part being written, if any; how many rows are done then."""
    if writing_now is None:
        return done
    done += writing_now.result()
    if progress:
        progress(done, len(file.rows))
    return done


def _as_stored(
    part: list[tuple[ImportRow, str]], ids: list[int], next_number: dict[int, int], milestones: Milestones
) -> list[dict]:
    stored = []
    for (row, digest), suggestion_id in zip(part, ids, strict=True):
        year = row.received_at.year
        number = numbers.format_number(year, next_number[year])
        next_number[year] += 1
        stored.append(milestones.suggestion(row, suggestion_id=suggestion_id, number=number, content_hash=digest))
    return stored


def _allocate_ids(connection: Connection, count: int) -> list[int]:
    if connection.dialect.name == "postgresql":
        query = text("SELECT nextval(pg_get_serial_sequence('suggestion', 'id')) FROM generate_series(1, :count)")
        return list(connection.execute(query, {"count": count}).scalars())
    last = connection.execute(select(func.max(schema.suggestion.c.id))).scalar_one() or 0
    return list(range(last + 1, last + 1 + count))


def _insert(
    connection: Connection, file: ImportFile, rows: list[ImportRow], stored: list[dict], *, by: Person, at: datetime
) -> int:
    """Write one part to every table it belongs to; how many rows it had."""
    pairs = list(zip(rows, stored, strict=True))
    texts = [{"suggestion_id": s["id"], "title": row.title, "content": row.content} for row, s in pairs]
    reasons = (history_reason(s, file.file_name, row.remarks) for row, s in pairs)
    steps = ((s["id"], Step.IMPORTED.value, s["state"], why) for s, why in zip(stored, reasons, strict=True))
    chained = history.history_rows(steps, at=at, by_account_id=by.account_id or None, by_name=by.name)
    insert_rows(connection, schema.suggestion, stored)
    insert_rows(connection, schema.suggestion_text, texts)
    insert_rows(connection, schema.personal_data, _personal_data(file.channel_code, pairs))
    insert_rows(connection, schema.suggestion_answer, _answers(pairs))
    insert_rows(
        connection, schema.suggestion_history, [dict(zip(history.COLUMNS, row, strict=True)) for row in chained]
    )
    return len(rows)


def _answers(pairs: list[tuple[ImportRow, dict]]) -> list[dict]:
    return [
        {"suggestion_id": s["id"], "content": row.answer, "answered_at": s["answered_at"], "by_name": "原平台"}
        for row, s in pairs
        if row.answer
    ]


def _personal_data(channel_code: str, pairs: list[tuple[ImportRow, dict]]) -> list[dict]:
    return [
        {
            "suggestion_id": stored["id"],
            "person_key": person_key(channel_code, row),
            "name": row.person,
            "phone": row.phone,
            "id_number": row.id_number,
            "address": row.address,
        }
        for row, stored in pairs
        if row.person or row.phone or row.id_number or row.address
    ]


def _remember_mapping(connection: Connection, file: ImportFile, *, by: Person, at: datetime) -> None:
    table = schema.import_mapping
    values = {"mapping": dict(file.mapping), "by_name": by.name, "at": at}
    changed = connection.execute(update(table).where(table.c.channel_code == file.channel_code).values(values))
    if changed.rowcount == 0:
        connection.execute(table.insert().values(channel_code=file.channel_code, **values))
