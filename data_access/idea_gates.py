"""Decisions at the gate, in order; the latest counts."""

from datetime import datetime

import pandas as pd
from sqlalchemy import Connection, Engine, select

from data_access import schema
from data_access.engine import reading
from data_access.ideas import Idea
from glossary import GateQuestion
from permissions import Person

gate = schema.idea_gate


def insert(
    connection: Connection, *, idea: Idea, answers: dict[GateQuestion, bool], note: str, by: Person, at: datetime
) -> None:
    """One more decision, about the text in force."""
    judged = {"idea_id": idea.id, "text_sequence": idea.text_sequence, "note": note}
    who = {"at": at, "by_account_id": by.account_id or None, "by_name": by.name}
    found = {question.value: answer for question, answer in answers.items()}
    connection.execute(gate.insert().values(**judged, **found, **who))


def decisions(engine: Engine, *, idea_id: int) -> pd.DataFrame:
    """Every decision about an idea, newest first.

    Columns: text_sequence, public_interest, lawful, within_powers, not_personal (bool), note, at (UTC), by_name.
    """
    names = ["text_sequence", *(question.value for question in GateQuestion), "note", "at", "by_name"]
    query = select(*(gate.c[name] for name in names)).where(gate.c.idea_id == idea_id).order_by(gate.c.id.desc())
    with reading(engine) as connection:
        return pd.DataFrame(connection.execute(query).all(), columns=names)
