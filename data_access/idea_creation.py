"""A new idea's first row and first text."""

from datetime import datetime

from sqlalchemy import Connection, update

from data_access import idea_texts, numbers, schema
from data_access.idea_texts import IdeaText
from glossary import Gate, IdeaOrigin, IdeaState
from permissions import Person
from working_time import local


def insert(connection: Connection, *, text: IdeaText, origin: IdeaOrigin, by: Person, at: datetime) -> tuple[int, str]:
    """An idea in 征集 with its first text; returns its id and number."""
    table = schema.idea
    number = numbers.next_number(connection, of=table, prefix=f"JDZ-{local(at).year}-")
    row = {
        "number": number,
        "text_sequence": 1,
        "state": IdeaState.COLLECTED.value,
        "state_since": at,
        "origin": origin.value,
        "proposer_name": by.name if origin is IdeaOrigin.LEADER else "",
        "title": text.title,
        "category_code": text.category_code,
        "cost_yuan": text.cost_yuan,
        "gate": Gate.OPEN.value,
        "created_at": at,
        "created_by_account_id": by.account_id or None,
        "created_by_name": by.name,
    }
    idea_id = connection.execute(table.insert().values(row)).inserted_primary_key[0]
    connection.execute(update(table).where(table.c.id == idea_id).values(main_id=idea_id))
    idea_texts.insert(connection, idea_id=idea_id, sequence=1, based_on=None, text=text, by=by, at=at)
    return idea_id, number
