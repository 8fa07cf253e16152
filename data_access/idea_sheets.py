"""Everything about one idea for paper, in a fixed number of statements; texts as stored, masking is the writer's."""

from dataclasses import dataclass

import pandas as pd
from sqlalchemy import Connection, Engine, func, select

from data_access import (
    dictionary_labels,
    idea_answers,
    idea_bank,
    idea_conversions,
    idea_gates,
    idea_sources,
    idea_texts,
    ideas,
    invitations,
    journal,
    schema,
)
from data_access.demonstration import is_demonstration
from data_access.engine import reading
from data_access.idea_texts import IdeaText
from data_access.ideas import NoSuchIdea
from glossary import Nature, SubjectKind
from permissions import Person

suggestion, source = schema.suggestion, schema.idea_source


@dataclass(frozen=True)
class IdeaSheet:
    """One idea with all that hangs on it and on what was merged into it; instants UTC.

    head: as data_access.idea_bank.head. sources: live ones, as data_access.idea_sources.sources. decisions: as
    data_access.idea_gates.decisions, latest first. departments: code, part, lead first; answers: the latest of each
    department, as data_access.idea_answers.answers. opinions, meetings: as data_access.invitations. policies (live),
    projects: as data_access.idea_conversions. history: as data_access.journal.entries, newest first.
    """

    head: pd.Series
    text: IdeaText
    category: str  # both levels; empty: none
    townships: str  # empty: the whole city
    citizens: int  # different people behind the sources
    nameless: int  # sources whose citizen is not known
    sources: pd.DataFrame
    decisions: pd.DataFrame
    departments: pd.DataFrame
    answers: pd.DataFrame
    opinions: pd.DataFrame
    meetings: pd.DataFrame
    policies: pd.DataFrame
    projects: pd.DataFrame
    history: pd.DataFrame
    department_names: dict[str, str]
    is_demonstration: bool


def sheet(engine: Engine, *, number: str, by: Person) -> IdeaSheet:
    """The idea with all that hangs on it. Raises: NotPermitted, NoSuchIdea."""
    head = idea_bank.head(engine, number=number, by=by)
    if head is None:
        raise NoSuchIdea(f"没有编号为 {number} 的金点子，或不对您的身份开放。请核对编号。")
    idea_id = int(head["id"])
    with reading(engine) as connection:
        text = idea_texts.read(connection, idea_id=idea_id, sequence=int(head["text_sequence"]))
        labels = dictionary_labels.labels(connection)
        department = schema.department
        names = dict(connection.execute(select(department.c.code, department.c.name)).all())
        citizens, nameless = _citizens(connection, idea_id)
    sources = idea_sources.sources(engine, idea_id=idea_id)
    policies = idea_conversions.policies_of(engine, idea_id=idea_id)
    group = ideas.merged_ids(engine, idea_id=idea_id) or (idea_id,)
    return IdeaSheet(
        head=head,
        text=text,
        category=labels["category"].names.get(text.category_code or "", ""),
        townships=labels["township"].several(text.township_codes),
        citizens=citizens,
        nameless=nameless,
        sources=sources[sources["removed_at"].isna()],
        decisions=idea_gates.decisions(engine, idea_id=idea_id),
        departments=idea_answers.departments(engine, idea_id=idea_id),
        answers=idea_answers.answers(engine, idea_id=idea_id).drop_duplicates("department_code"),
        opinions=invitations.opinions(engine, idea_id=idea_id, by=by),
        meetings=invitations.meetings(engine, idea_id=idea_id, by=by),
        policies=policies[policies["removed_at"].isna()],
        projects=idea_conversions.projects_of(engine, idea_id=idea_id),
        history=journal.entries(engine, kind=SubjectKind.IDEA, subject_ids=group),
        department_names=names,
        is_demonstration=is_demonstration(engine),
    )


def _citizens(connection: Connection, idea_id: int) -> tuple[int, int]:
    """Different people behind the listed sources, and sources whose citizen is not known."""
    person = schema.personal_data
    group = select(schema.idea.c.id).where(schema.idea.c.main_id == idea_id)
    live = select(source.c.suggestion_id).where(source.c.idea_id.in_(group), source.c.removed_at.is_(None))
    is_open = ~suggestion.c.confidential & (func.coalesce(suggestion.c.nature, "") != Nature.REPORT.value)
    counted = select(
        func.count(person.c.person_key.distinct()), func.count(suggestion.c.id) - func.count(person.c.person_key)
    )
    joined = suggestion.outerjoin(person, person.c.suggestion_id == suggestion.c.id)
    query = counted.select_from(joined).where(suggestion.c.id.in_(live), is_open)
    return tuple(connection.execute(query).one())
