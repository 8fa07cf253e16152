"""The text of an idea: every version ever saved, the one in force, and those set aside."""

from dataclasses import asdict, dataclass
from datetime import datetime

import pandas as pd
from sqlalchemy import Connection, Engine, delete, func, select, update

from data_access import schema, search
from data_access.engine import reading
from permissions import Person

version = schema.idea_version
COLUMNS = (
    "sequence",
    "based_on",
    "set_aside",
    "title",
    "problem",
    "proposal",
    "benefit",
    "cost_yuan",
    "category_code",
    "township_codes",
    "at",
    "by_name",
    "reason",
    "settled_at",
)


@dataclass(frozen=True)
class IdeaText:
    """What people write about an idea; cost in yuan, townships as sorted codes."""

    title: str
    problem: str = ""
    proposal: str = ""
    benefit: str = ""
    cost_yuan: int | None = None
    category_code: str | None = None
    township_codes: tuple[str, ...] = ()


FIELDS = tuple(IdeaText.__dataclass_fields__)


def text_of(row: object) -> IdeaText:
    """The text in a row of idea_version or of `versions`."""
    values = {name: getattr(row, name) for name in FIELDS}
    cost = values["cost_yuan"]
    cost = None if cost is None or cost != cost else int(cost)
    return IdeaText(**(values | {"cost_yuan": cost, "township_codes": tuple(values["township_codes"])}))


def read(connection: Connection, *, idea_id: int, sequence: int) -> IdeaText:
    """One version's text; raises LookupError when there is none."""
    columns = [version.c[name] for name in FIELDS]
    row = connection.execute(
        select(*columns).where(version.c.idea_id == idea_id, version.c.sequence == sequence)
    ).first()
    if row is None:
        raise LookupError(sequence)
    return text_of(row)


def last_sequence(connection: Connection, *, idea_id: int) -> int:
    """The highest sequence; 0 before the first."""
    query = select(func.coalesce(func.max(version.c.sequence), 0)).where(version.c.idea_id == idea_id)
    return connection.execute(query).scalar_one()


def insert(
    connection: Connection,
    *,
    idea_id: int,
    sequence: int,
    based_on: int | None,
    text: IdeaText,
    set_aside: bool = False,
    reason: str = "",
    by: Person,
    at: datetime,
) -> None:
    """Keep one text; unless it is set aside, townships and search follow it."""
    values = asdict(text) | {"township_codes": list(text.township_codes)}
    who = {"at": at, "by_account_id": by.account_id or None, "by_name": by.name, "reason": reason}
    place = {"idea_id": idea_id, "sequence": sequence, "based_on": based_on, "set_aside": set_aside}
    connection.execute(version.insert().values(**values, **who, **place))
    if not set_aside:
        put_in_force(connection, idea_id=idea_id, text=text)


def put_in_force(connection: Connection, *, idea_id: int, text: IdeaText) -> None:
    """Townships and search of an idea as this text has them."""
    township = schema.idea_township
    connection.execute(delete(township).where(township.c.idea_id == idea_id))
    if text.township_codes:
        rows = [{"idea_id": idea_id, "township_code": code} for code in text.township_codes]
        connection.execute(township.insert(), rows)
    words = "\n".join(filter(None, (text.problem, text.proposal, text.benefit)))
    search.index_idea(connection, idea_id=idea_id, title=text.title, text=words)


def settle(connection: Connection, *, idea_id: int, sequence: int, by: Person, at: datetime) -> bool:
    """Somebody compared a text set aside and decided; False when that was done already."""
    chosen = (version.c.idea_id == idea_id, version.c.sequence == sequence, version.c.set_aside)
    settled = {"settled_at": at, "settled_by_name": by.name}
    return (
        connection.execute(update(version).where(*chosen, version.c.settled_at.is_(None)).values(settled)).rowcount > 0
    )


def versions(engine: Engine, *, idea_id: int) -> pd.DataFrame:
    """Every text of an idea, newest first.

    Columns: sequence, based_on, set_aside, title, problem, proposal, benefit, cost_yuan (yuan or None), category_code,
    township_codes (list), at (UTC), by_name, reason, settled_at (UTC or None).
    """
    query = select(*(version.c[name] for name in COLUMNS)).where(version.c.idea_id == idea_id)
    with reading(engine) as connection:
        rows = connection.execute(query.order_by(version.c.sequence.desc())).all()
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"cost_yuan": object})
