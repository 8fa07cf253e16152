"""Whether this database holds demonstration data, and the accounts made with it."""

from dataclasses import dataclass

from sqlalchemy import Engine, select

from data_access import schema
from data_access.engine import reading
from data_access.installation import installation
from glossary import Role


@dataclass(frozen=True)
class DemonstrationAccount:
    """An account anyone may try; only ever in a demonstration database."""

    username: str
    name: str
    role: Role


def is_demonstration(engine: Engine) -> bool:
    """Whether the data are made up."""
    return installation(engine).get("demonstration") == "1"


def demonstration_password(engine: Engine) -> str | None:
    """The password the demonstration accounts share; None when real data are kept."""
    noted = installation(engine)
    return noted.get("demonstration_password") if noted.get("demonstration") == "1" else None


def demonstration_accounts(engine: Engine) -> list[DemonstrationAccount]:
    """The accounts to try, in the order of the roles; empty when real data are kept."""
    if not is_demonstration(engine):
        return []
    table = schema.account
    query = (
        select(table.c.username, table.c.name, table.c.role)
        .where(table.c.demonstration, table.c.active)
        .order_by(table.c.username)
    )
    with reading(engine) as connection:
        found = [DemonstrationAccount(row.username, row.name, Role(row.role)) for row in connection.execute(query)]
    order = list(Role)
    return sorted(found, key=lambda account: order.index(account.role))
