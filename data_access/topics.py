"""点题: suggestions that might become an idea: 研究办, in the bank of no idea yet, not set aside."""

from datetime import date, datetime

import pandas as pd
from sqlalchemy import ColumnElement, Connection, Engine, and_, delete, func, or_, select

from data_access import schema
from data_access.engine import reading
from glossary import Nature, Tier
from permissions import Permission, Person, require

suggestion, text, decision = schema.suggestion, schema.suggestion_text, schema.topic_decision
COLUMNS = ("id", "number", "title", "content", "category_code", "township_code", "received_on", "tier")


def _open() -> ColumnElement[bool]:
    """What may be looked at here at all: no report, nothing confidential, nothing left out."""
    nature = func.coalesce(suggestion.c.nature, "")
    return and_(~suggestion.c.confidential, nature != Nature.REPORT.value, suggestion.c.left_out_on.is_(None))


def _free() -> ColumnElement[bool]:
    """Not behind an idea, and not set aside by somebody."""
    source = schema.idea_source
    taken = select(source.c.id).where(source.c.suggestion_id == suggestion.c.id, source.c.removed_at.is_(None))
    dismissed = select(decision.c.suggestion_id).where(decision.c.suggestion_id == suggestion.c.id)
    return and_(~taken.exists(), ~dismissed.exists())


def candidates(
    engine: Engine,
    *,
    by: Person,
    start: date,
    end: date,
    category_codes: tuple[str, ...] = (),
    township_codes: tuple[str, ...] = (),
    limit: int = 2000,
) -> tuple[pd.DataFrame, int]:
    """Suggestions received in [start, end) that may be picked, newest first, and how many there are in all.

    They are 研究办, or 意见建议 of any tier: what several of these share makes them 共性 (insight.common_topics).
    Columns: id, number, title, content, category_code, township_code, received_on, tier.
    """
    require(by, Permission.PICK_TOPICS, "点题")
    chosen = [suggestion.c.received_on >= start, suggestion.c.received_on < end, _open(), _free()]
    chosen.append(or_(suggestion.c.tier == Tier.STUDY.value, suggestion.c.nature == Nature.SUGGESTION_PROPER.value))
    if category_codes:
        parent = select(schema.category.c.code).where(schema.category.c.parent_code.in_(category_codes))
        chosen.append(or_(suggestion.c.category_code.in_(category_codes), suggestion.c.category_code.in_(parent)))
    if township_codes:
        chosen.append(suggestion.c.township_code.in_(township_codes))
    columns = [(text if name in ("title", "content") else suggestion).c[name] for name in COLUMNS]
    query = select(*columns).select_from(suggestion.join(text)).where(*chosen)
    query = query.order_by(suggestion.c.received_on.desc(), suggestion.c.id.desc()).limit(limit)
    with reading(engine) as connection:
        total = connection.execute(select(func.count()).select_from(suggestion).where(*chosen)).scalar_one()
        return pd.DataFrame(connection.execute(query).all(), columns=list(COLUMNS)), total


def dismiss(connection: Connection, *, numbers: tuple[str, ...], reason: str, by: Person, at: datetime) -> int:
    """Set suggestions aside that are not yet; returns how many."""
    chosen = select(suggestion.c.id).where(suggestion.c.number.in_(numbers), _free()).order_by(suggestion.c.id)
    ids = list(connection.execute(chosen).scalars())
    who = {"dismissed_at": at, "by_account_id": by.account_id or None, "by_name": by.name, "reason": reason}
    if ids:
        connection.execute(decision.insert(), [{"suggestion_id": each, **who} for each in ids])
    return len(ids)


def restore(connection: Connection, *, numbers: tuple[str, ...]) -> int:
    """Propose them again; returns how many."""
    ids = select(suggestion.c.id).where(suggestion.c.number.in_(numbers))
    return connection.execute(delete(decision).where(decision.c.suggestion_id.in_(ids))).rowcount


def dismissed(engine: Engine, *, by: Person, limit: int = 200) -> pd.DataFrame:
    """What was set aside, latest first. Columns: number, title, dismissed_at (UTC), by_name, reason."""
    require(by, Permission.PICK_TOPICS, "点题")
    columns = [suggestion.c.number, text.c.title, decision.c.dismissed_at, decision.c.by_name, decision.c.reason]
    joined = decision.join(suggestion).join(text)
    query = select(*columns).select_from(joined).where(_open()).order_by(decision.c.dismissed_at.desc()).limit(limit)
    with reading(engine) as connection:
        return pd.DataFrame(connection.execute(query).all(), columns=[column.name for column in columns])
