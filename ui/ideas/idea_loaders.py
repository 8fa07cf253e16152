"""Reads of the idea pages, kept until anybody changes anything."""

import pandas as pd

from data_access import (
    idea_answers,
    idea_bank,
    idea_conversions,
    idea_gates,
    idea_sources,
    idea_texts,
    ideas,
    journal,
    search,
    topics,
)
from data_access.idea_bank import IdeaFilter
from glossary import SubjectKind
from ui import loaders
from ui.loaders import kept

__all__ = ["IdeaFilter"]


def state_counts(asked: IdeaFilter) -> dict[str, int]:
    """See data_access.idea_bank.state_counts."""
    return kept(idea_bank.state_counts, by=loaders.reader(), asked=asked)


def cards(asked: IdeaFilter, per_state: int) -> pd.DataFrame:
    """See data_access.idea_bank.cards."""
    return kept(idea_bank.cards, by=loaders.reader(), asked=asked, per_state=per_state)


def listed_ideas(asked: IdeaFilter, limit: int, offset: int) -> pd.DataFrame:
    """See data_access.idea_bank.listed_ideas."""
    return kept(idea_bank.listed_ideas, by=loaders.reader(), asked=asked, limit=limit, offset=offset)


def head(number: str) -> pd.Series | None:
    """See data_access.idea_bank.head."""
    return kept(idea_bank.head, number=number, by=loaders.reader())


def names_of_open() -> dict[str, str]:
    """See data_access.idea_bank.names_of_open."""
    return kept(idea_bank.names_of_open, by=loaders.reader())


# What follows is asked for by id, which only `head` hands out, after its check of who may read the idea.


def merged_ideas(idea_id: int) -> pd.DataFrame:
    """See data_access.idea_bank.merged_ideas."""
    return kept(idea_bank.merged_ideas, idea_id=idea_id)


def versions(idea_id: int) -> pd.DataFrame:
    """See data_access.idea_texts.versions."""
    return kept(idea_texts.versions, idea_id=idea_id)


def sources(idea_id: int) -> pd.DataFrame:
    """See data_access.idea_sources.sources."""
    return kept(idea_sources.sources, idea_id=idea_id)


def gate_decisions(idea_id: int) -> pd.DataFrame:
    """See data_access.idea_gates.decisions."""
    return kept(idea_gates.decisions, idea_id=idea_id)


def departments(idea_id: int) -> pd.DataFrame:
    """See data_access.idea_answers.departments."""
    return kept(idea_answers.departments, idea_id=idea_id)


def answers(idea_id: int) -> pd.DataFrame:
    """See data_access.idea_answers.answers."""
    return kept(idea_answers.answers, idea_id=idea_id)


def projects_of(idea_id: int) -> pd.DataFrame:
    """See data_access.idea_conversions.projects_of."""
    return kept(idea_conversions.projects_of, idea_id=idea_id)


def policies_of(idea_id: int) -> pd.DataFrame:
    """See data_access.idea_conversions.policies_of."""
    return kept(idea_conversions.policies_of, idea_id=idea_id)


def history(idea_id: int) -> pd.DataFrame:
    """The history of an idea and of what was merged into it, see data_access.journal.entries."""
    group = kept(ideas.merged_ids, idea_id=idea_id) or (idea_id,)
    return kept(journal.entries, kind=SubjectKind.IDEA, subject_ids=group)


def candidates(**asked: object) -> tuple[pd.DataFrame, int]:
    """See data_access.topics.candidates."""
    return kept(topics.candidates, by=loaders.reader(), **asked)


def dismissed() -> pd.DataFrame:
    """See data_access.topics.dismissed."""
    return kept(topics.dismissed, by=loaders.reader())


def found_numbers(query: str, limit: int) -> tuple[str, ...]:
    """Numbers of the ideas a full-text search finds, best first."""
    found = kept(search.find_ideas, reader=loaders.reader(), query=query, limit=limit)
    return tuple(found.frame["number"])
