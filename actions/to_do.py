"""To-dos are added by what makes them necessary and done by themselves when the thing is done."""

from datetime import date, datetime

from data_access import to_do
from data_access.engine import Connection
from glossary import Role


class NobodyToDoIt(ValueError):
    """A to-do needs a person or a role."""


def add_to_do(
    connection: Connection,
    *,
    what: str,
    page: str,
    subject: str,
    at: datetime,
    account_id: int | None = None,
    role: Role | None = None,
    department_code: str | None = None,
    due_on: date | None = None,
) -> None:
    """Put something on the list, once per subject, inside the caller's transaction.

    `page` is the path of the page where it is done, `subject` the thing it is about, such as account:7:password.
    Raises: NobodyToDoIt.
    """
    if (account_id is None) == (role is None):
        raise NobodyToDoIt("待办要么指定一人，要么指定一种身份。")
    if to_do.has_open(connection, subject=subject):
        return
    to_do.add_to_do(
        connection,
        what=what,
        page=page,
        subject=subject,
        at=at,
        account_id=account_id,
        role=role,
        department_code=department_code,
        due_on=due_on,
    )


def finish_to_dos(connection: Connection, *, subject: str, by_name: str, at: datetime) -> int:
    """The thing is done, inside the caller's transaction; how many to-dos that closed."""
    return to_do.finish(connection, subject=subject, by_name=by_name, at=at)
