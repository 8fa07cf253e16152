"""Ideas merged into one another: each keeps its own rows, `main_id` says which idea stands for it."""

from sqlalchemy import Connection, select, update

from data_access import schema
from data_access.ideas import Idea

idea = schema.idea


def merge(connection: Connection, *, small: Idea, main: Idea) -> None:
    """`main` stands for `small` and for everything that was merged into it."""
    connection.execute(update(idea).where(idea.c.id == small.id).values(merged_into_id=main.id))
    connection.execute(update(idea).where(idea.c.main_id == small.id).values(main_id=main.id))


def unmerge(connection: Connection, *, small: Idea) -> None:
    """`small` stands for itself and for what had been merged into it."""
    connection.execute(update(idea).where(idea.c.id == small.id).values(merged_into_id=None))
    below, found = {small.id}, {small.id}
    while below:
        query = select(idea.c.id).where(idea.c.merged_into_id.in_(below))
        below = set(connection.execute(query).scalars()) - found
        found |= below
    connection.execute(update(idea).where(idea.c.id.in_(found)).values(main_id=small.id))


def number_of(connection: Connection, idea_id: int) -> str:
    """An idea's number."""
    return connection.execute(select(idea.c.number).where(idea.c.id == idea_id)).scalar_one()
