"""Whether the database can be worked with."""

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from data_access.engine import is_current


def fault(engine: Engine) -> str | None:
    """What is wrong with the database; None when it answers and has the newest schema."""
    try:
        return None if is_current(engine) else "database schema is not current"
    except DBAPIError:
        return "database unreachable"
