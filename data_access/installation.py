"""What kind of database this is: with demonstration data or real, and since when."""

from collections.abc import Mapping
from datetime import date, datetime, time

from sqlalchemy import Connection, Engine, func, select

from data_access import schema
from data_access.engine import reading
from data_access.rating_keys import CHECK, SECRET
from working_time import local

AS_OF = "as_of"


def is_filled(engine: Engine) -> bool:
    """Whether the database has been set up: dictionaries or accounts are in it."""
    with reading(engine) as connection:
        accounts = connection.execute(select(func.count()).select_from(schema.account)).scalar_one()
        channels = connection.execute(select(func.count()).select_from(schema.channel)).scalar_one()
    return bool(accounts or channels)


def installation(engine: Engine) -> dict[str, str]:
    """Every note about this database but its secrets: demonstration, as_of, data_version."""
    table = schema.installation
    query = select(table.c.key, table.c.value).where(table.c.key.not_in((SECRET, CHECK)))
    with reading(engine) as connection:
        return dict(connection.execute(query).all())


def standing_moment(noted: Mapping[str, str], at: datetime) -> datetime:
    """The local moment by which last days are judged: the clock's, in a demonstration at most the end of its own day.

    So screens and actions agree, and nothing done in a demonstration is late only because its data are of last year.
    When something happened is stored and told as it was. `noted`: what `installation` returns.
    """
    now = local(at)
    return min(now, datetime.combine(date.fromisoformat(noted[AS_OF]), time.max)) if AS_OF in noted else now


def noted_day(connection: Connection) -> dict[str, str]:
    """What `standing_moment` needs to know, read inside a transaction."""
    table = schema.installation
    return dict(connection.execute(select(table.c.key, table.c.value).where(table.c.key == AS_OF)).all())


def moment_now(connection: Connection, at: datetime) -> datetime:
    """The local moment by which last days are judged, inside a transaction."""
    return standing_moment(noted_day(connection), at)


def day_now(connection: Connection, at: datetime) -> date:
    """The day of that moment."""
    return moment_now(connection, at).date()
