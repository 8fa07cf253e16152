"""To-dos are added by what makes them necessary and done by themselves when the thing is done."""

from datetime import datetime

from data_access import to_do
from data_access.engine import Connection
from data_access.to_do import ToDo

__all__ = ["NobodyToDoIt", "ToDo", "add_to_do", "finish_to_dos", "put_to_do"]


class NobodyToDoIt(ValueError):
    """A to-do needs a person or a role."""


def add_to_do(connection: Connection, asked: ToDo, *, at: datetime) -> None:
    """Put something on the list, once per subject, inside the caller's transaction.

    Raises: NobodyToDoIt.
    """
    if (asked.account_id is None) == (asked.role is None):
        raise NobodyToDoIt("待办要么指定一人，要么指定一种身份。")
    if not to_do.has_open(connection, subject=asked.subject):
        to_do.insert(connection, asked, at=at)


def put_to_do(connection: Connection, asked: ToDo, *, at: datetime) -> None:
    """The same, but what is on the list about this subject becomes what is asked now.

    Raises: NobodyToDoIt.
    """
    if not to_do.revise(connection, asked):
        add_to_do(connection, asked, at=at)


def finish_to_dos(connection: Connection, *, subject: str, by_name: str, at: datetime) -> int:
    """The thing is done, inside the caller's transaction; how many to-dos that closed."""
    return to_do.finish(connection, subject=subject, by_name=by_name, at=at)
