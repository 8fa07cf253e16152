"""Ideas as rows of a workbook, and what an import compares its rows with; each read is one statement."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, select, tuple_

from data_access import idea_bank, idea_texts, schema
from data_access.idea_bank import IdeaFilter
from data_access.idea_texts import FIELDS, IdeaText
from data_access.ideas import Idea, readable
from glossary import IdeaOrigin, IdeaState
from permissions import Person

idea, version, department = schema.idea, schema.idea_version, schema.department
HEAD = ("id", "number", "text_sequence", "state", "origin", "merged_into_id")


@dataclass(frozen=True)
class IdeaRow:
    """An idea with the text in force, who saved that and when."""

    number: str
    sequence: int
    text: IdeaText
    state: IdeaState
    origin: IdeaOrigin
    sources: int
    lead: str  # name of the lead department; empty: none
    is_merged: bool
    saved_at: datetime  # UTC
    saved_by: str


def of_filter(connection: Connection, *, asked: IdeaFilter, by: Person) -> list[IdeaRow]:
    """The ideas of a filter, in order of number. Raises: NotPermitted."""
    return _read(connection, idea_bank.conditions(asked, by))


def of_numbers(connection: Connection, *, numbers: Collection[str], by: Person) -> dict[str, IdeaRow]:
    """Those of the numbers that this person may read, also ideas merged away. Raises: NotPermitted."""
    return {row.number: row for row in _read(connection, [readable(by), idea.c.number.in_(numbers)])}


def _read(connection: Connection, chosen: list[ColumnElement[bool]]) -> list[IdeaRow]:
    listed = select(*(idea.c[name] for name in HEAD)).where(*chosen).subquery()
    hanging = idea_bank.counted(listed)
    lead = select(department.c.name).where(department.c.code == hanging["lead"]).correlate(listed).scalar_subquery()
    columns = [
        *(listed.c[name] for name in HEAD[1:]),
        *(version.c[name] for name in FIELDS),
        version.c.at,
        version.c.by_name,
        hanging["sources"].label("sources"),
        lead.label("lead"),
    ]
    in_force = (version.c.idea_id == listed.c.id) & (version.c.sequence == listed.c.text_sequence)
    query = select(*columns).select_from(listed.join(version, in_force)).order_by(listed.c.number)
    return [_idea_row(row) for row in connection.execute(query)]


def _idea_row(row) -> IdeaRow:
    return IdeaRow(
        number=row.number,
        sequence=row.text_sequence,
        text=idea_texts.text_of(row),
        state=IdeaState(row.state),
        origin=IdeaOrigin(row.origin),
        sources=row.sources,
        lead=row.lead or "",
        is_merged=row.merged_into_id is not None,
        saved_at=row.at,
        saved_by=row.by_name,
    )


def earlier_texts(connection: Connection, *, wanted: Collection[tuple[str, int]]) -> dict[tuple[str, int], IdeaText]:
    """Texts by number and sequence; what there is not is left out."""
    columns = [idea.c.number, version.c.sequence, *(version.c[name] for name in FIELDS)]
    joined = version.join(idea, idea.c.id == version.c.idea_id)
    query = select(*columns).select_from(joined).where(tuple_(idea.c.number, version.c.sequence).in_(wanted))
    return {(row.number, row.sequence): idea_texts.text_of(row) for row in connection.execute(query)}


def same_titles(connection: Connection, *, titles: Collection[str]) -> list[tuple[str, IdeaText]]:
    """Number and text in force of ideas with one of these titles, those merged away left out."""
    in_force = (version.c.idea_id == idea.c.id) & (version.c.sequence == idea.c.text_sequence)
    columns = [idea.c.number, *(version.c[name] for name in FIELDS)]
    query = select(*columns).select_from(idea.join(version, in_force)).order_by(idea.c.number)
    query = query.where(idea.c.title.in_(titles), idea.c.merged_into_id.is_(None))
    return [(row.number, idea_texts.text_of(row)) for row in connection.execute(query)]


def last_saving(connection: Connection, held: Idea) -> tuple[str, datetime]:
    """Who saved the text in force of an idea the transaction holds, and when (UTC)."""
    in_force = (version.c.idea_id == held.id, version.c.sequence == held.text_sequence)
    return tuple(connection.execute(select(version.c.by_name, version.c.at).where(*in_force)).one())
