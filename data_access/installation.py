"""What kind of database this is: with demonstration data or real, and since when."""

from sqlalchemy import Engine, func, select

from data_access import schema
from data_access.engine import reading
from data_access.rating_keys import CHECK, SECRET


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
