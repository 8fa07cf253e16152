"""Earlier imports: the list of batches, their rejected rows, the remembered mapping, and taking one back."""

from datetime import datetime

import pandas as pd
from sqlalchemy import Engine, delete, func, select, update

from data_access import schema
from data_access.engine import reading, writing
from data_access.import_rows import RejectedRow
from permissions import Person


class UndoRefused(Exception):
    """The batch stays as it is; the message is a sentence for the screen."""


def batches(engine: Engine, *, limit: int = 50) -> pd.DataFrame:
    """Latest imports, newest first.

    Columns: batch_id, at (UTC), channel, file_name, by_name, stored, repeated, rejected, undone_at (UTC),
    undone_by_name.
    """
    table, channel = schema.import_batch, schema.channel
    query = (
        select(
            table.c.id.label("batch_id"),
            table.c.at,
            channel.c.name.label("channel"),
            table.c.file_name,
            table.c.by_name,
            table.c.stored,
            table.c.repeated,
            table.c.rejected,
            table.c.undone_at,
            table.c.undone_by_name,
        )
        .join(channel, channel.c.code == table.c.channel_code)
        .order_by(table.c.id.desc())
        .limit(limit)
    )
    with reading(engine) as connection:
        rows = [tuple(row) for row in connection.execute(query)]
    return pd.DataFrame(rows, columns=[column.name for column in query.selected_columns])


def rejected_rows(engine: Engine, *, batch_id: int) -> tuple[list[str], list[RejectedRow]]:
    """The file's columns, and the rows of one batch that were not stored, in the file's order."""
    batch, table = schema.import_batch, schema.import_rejected_row
    with reading(engine) as connection:
        header = connection.execute(select(batch.c.columns).where(batch.c.id == batch_id)).scalar_one_or_none()
        rows = connection.execute(
            select(table.c.row_number, table.c.column_name, table.c.value, table.c.reason, table.c.cells)
            .where(table.c.batch_id == batch_id)
            .order_by(table.c.row_number)
        ).all()
    return header or [], [RejectedRow(*row) for row in rows]


def remembered_mapping(engine: Engine, *, channel_code: str) -> tuple[dict[str, str], list[str]]:
    """Our field → column as last used for a channel, and the columns that file had; empty when there was none."""
    table, batch = schema.import_mapping, schema.import_batch
    last = (
        select(batch.c.columns)
        .where(batch.c.channel_code == channel_code, batch.c.stored + batch.c.repeated > 0)
        .order_by(batch.c.id.desc())
        .limit(1)
    )
    with reading(engine) as connection:
        mapping = connection.execute(select(table.c.mapping).where(table.c.channel_code == channel_code)).scalar()
        columns = connection.execute(last).scalar()
    return mapping or {}, columns or []


def undo(engine: Engine, *, batch_id: int, by: Person, at: datetime) -> int:
    """Remove the suggestions of a batch nobody has worked on; keeps the batch's own row. Returns how many.

    Raises: UndoRefused.
    """
    batch, suggestion = schema.import_batch, schema.suggestion
    with writing(engine) as connection:
        found = connection.execute(
            select(batch.c.undone_at, batch.c.undone_by_name).where(batch.c.id == batch_id).with_for_update()
        ).first()
        if found is None:
            raise UndoRefused(f"没有第 {batch_id} 批导入，没有改动任何内容。请刷新页面后再试。")
        if found.undone_at is not None:
            raise UndoRefused(f"这一批已由{found.undone_by_name}撤销，没有再作改动。")
        of_batch = suggestion.c.batch_id == batch_id
        total = connection.execute(select(func.count()).select_from(suggestion).where(of_batch)).scalar_one()
        removed = connection.execute(delete(suggestion).where(of_batch, suggestion.c.version == 1)).rowcount
        if removed < total:
            raise UndoRefused(
                f"这一批有 {total - removed} 件已经有人办理，不能整批撤销，没有改动任何内容。请逐件处理。"
            )
        connection.execute(update(batch).where(batch.c.id == batch_id).values(undone_at=at, undone_by_name=by.name))
    return removed
