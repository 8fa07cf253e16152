"""Which suggestions an idea grew from. A source taken out keeps its row; a merged idea keeps its own sources."""

from dataclasses import dataclass
from datetime import datetime

import pandas as pd
from sqlalchemy import ColumnElement, Connection, Engine, func, select, update

from data_access import history, schema
from data_access.engine import reading
from data_access.history import Change
from glossary import Nature, State, Step
from permissions import Person

source, idea, suggestion = schema.idea_source, schema.idea, schema.suggestion


@dataclass(frozen=True)
class SourceSuggestion:
    """A suggestion about to become a source, its row held by the transaction."""

    id: int
    number: str
    version: int
    state: State
    is_open: bool  # neither confidential nor a report (举报)


def lock_suggestions(connection: Connection, numbers: tuple[str, ...]) -> list[SourceSuggestion]:
    """Those of the numbers that exist, in order of id."""
    return _lock(connection, suggestion.c.number.in_(numbers))


def lock_sources(connection: Connection, *, main_id: int) -> list[SourceSuggestion]:
    """The suggestions behind an idea and what was merged into it, in order of id."""
    live = select(source.c.suggestion_id).join(idea, idea.c.id == source.c.idea_id)
    return _lock(connection, suggestion.c.id.in_(live.where(idea.c.main_id == main_id, source.c.removed_at.is_(None))))


def _lock(connection: Connection, chosen: ColumnElement[bool]) -> list[SourceSuggestion]:
    columns = [suggestion.c[name] for name in ("id", "number", "version", "state", "confidential", "nature")]
    query = select(*columns).where(chosen).order_by(suggestion.c.id).with_for_update()
    return [
        SourceSuggestion(
            row.id,
            row.number,
            row.version,
            State(row.state),
            not row.confidential and row.nature != Nature.REPORT.value,
        )
        for row in connection.execute(query)
    ]


def live_ids(connection: Connection, *, main_id: int) -> set[int]:
    """Suggestions behind an idea and what was merged into it."""
    joined = source.join(idea, idea.c.id == source.c.idea_id)
    query = select(source.c.suggestion_id).select_from(joined)
    return set(connection.execute(query.where(idea.c.main_id == main_id, source.c.removed_at.is_(None))).scalars())


def own_ids(connection: Connection, *, idea_id: int) -> set[int]:
    """Suggestions an idea has itself, without what was merged into it."""
    chosen = (source.c.idea_id == idea_id, source.c.removed_at.is_(None))
    return set(connection.execute(select(source.c.suggestion_id).where(*chosen)).scalars())


def add(connection: Connection, *, idea_id: int, suggestion_id: int, by: Person, at: datetime) -> None:
    """One more source; one that was taken out comes back."""
    chosen = (source.c.idea_id == idea_id, source.c.suggestion_id == suggestion_id)
    nothing = {"removed_at": None, "removed_by_name": None, "removed_reason": None}
    again = connection.execute(update(source).where(*chosen).values(**nothing))
    if again.rowcount == 0:
        row = {"idea_id": idea_id, "suggestion_id": suggestion_id, "added_at": at, "added_by_name": by.name}
        connection.execute(source.insert().values(row))


def remove(connection: Connection, *, idea_id: int, suggestion_id: int, reason: str, by: Person, at: datetime) -> bool:
    """Take a source out; False when it was none."""
    chosen = (source.c.idea_id == idea_id, source.c.suggestion_id == suggestion_id, source.c.removed_at.is_(None))
    values = {"removed_at": at, "removed_by_name": by.name, "removed_reason": reason}
    return connection.execute(update(source).where(*chosen).values(values)).rowcount > 0


def note_on_suggestion(
    connection: Connection, found: SourceSuggestion, *, step: Step, reason: str, by: Person, at: datetime
) -> None:
    """Say in the suggestion's own history what became of it."""
    connection.execute(update(suggestion).where(suggestion.c.id == found.id).values(version=suggestion.c.version + 1))
    change = Change(step, found.state, found.state, reason[:400])
    history.append(connection, suggestion_id=found.id, change=change, by=by, at=at)


def sources(engine: Engine, *, idea_id: int) -> pd.DataFrame:
    """The suggestions behind an idea and what was merged into it, those taken out last, in order of receipt.

    Columns: number, title, content, received_on, channel_code, township_code, department_code, category_code, state,
    from_idea (number of the idea it belongs to), added_at (UTC), added_by_name, removed_at (UTC or None),
    removed_by_name, removed_reason. No personal data beside the texts, which the screen masks.
    """
    text = schema.suggestion_text
    names = ("number", "received_on", "channel_code", "township_code", "department_code", "category_code", "state")
    kept = ("added_at", "added_by_name", "removed_at", "removed_by_name", "removed_reason")
    columns = [
        *(suggestion.c[name] for name in names),
        text.c.title,
        text.c.content,
        idea.c.number.label("from_idea"),
        *(source.c[name] for name in kept),
    ]
    joined = source.join(idea, idea.c.id == source.c.idea_id).join(suggestion).join(text)
    query = select(*columns).select_from(joined).where(idea.c.main_id == idea_id)
    query = query.where(~suggestion.c.confidential, func.coalesce(suggestion.c.nature, "") != Nature.REPORT.value)
    order = (source.c.removed_at.is_not(None), suggestion.c.received_on, suggestion.c.id)
    with reading(engine) as connection:
        return pd.DataFrame(connection.execute(query.order_by(*order)).all(), columns=[c.name for c in columns])
