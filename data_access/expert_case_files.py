"""The file of a project as its experts read it: what was asked for, planned, done and proven, without personal data."""

from dataclasses import dataclass
from datetime import date

import pandas as pd
from sqlalchemy import Connection, func, or_, select

from data_access import idea_texts, milestones, project_sheets, schema
from data_access.idea_texts import IdeaText
from data_access.masking import masked
from glossary import Nature, ProjectState, SubjectKind

project, idea, suggestion, answer = schema.project, schema.idea, schema.suggestion, schema.idea_answer
SOURCE_COLUMNS = ("number", "received_on", "channel_code", "township_code", "title", "content")
ANSWER_COLUMNS = ("department_code", "answer", "plan", "at")
EVIDENCE_COLUMNS = ("token", "part", "file_name", "media_type", "size_bytes")
OWN = (
    "number",
    "title",
    "state",
    "summary",
    "category_code",
    "township_code",
    "budget_yuan",
    "established_on",
    "effect",
)


@dataclass(frozen=True)
class CaseFile:
    """One project to be reviewed; money in yuan, None where nothing is known; phone and identity numbers masked.

    sources: SOURCE_COLUMNS in order of receipt. answers: the last of each department, ANSWER_COLUMNS, at in UTC.
    targets, milestones: as in data_access.project_sheets. progress: id, quarter, content, spent_yuan, values
    (target id → value), the reports that count, the latest quarter first. evidence: EVIDENCE_COLUMNS in order of
    coming; part is empty or progress:id.
    """

    number: str
    title: str
    state: ProjectState
    summary: str
    category_code: str | None
    township_code: str | None
    budget_yuan: int | None
    established_on: date
    effect: str
    spent_yuan: int | None
    idea_number: str | None
    idea: IdeaText | None
    sources: pd.DataFrame
    answers: pd.DataFrame
    targets: pd.DataFrame
    milestones: pd.DataFrame
    progress: pd.DataFrame
    evidence: pd.DataFrame


def case_file(connection: Connection, project_id: int) -> CaseFile:
    """The file, in a fixed number of statements; whether it may be read is for the caller to know."""
    columns = [*(project.c[name] for name in OWN), project.c.idea_id, project.c.suggestion_id]
    row = connection.execute(select(*columns).where(project.c.id == project_id)).one()
    own = {name: getattr(row, name) for name in OWN} | {"state": ProjectState(row.state)}
    own |= {name: masked(own[name]) for name in ("title", "summary", "effect")}
    idea_id, idea_number, text = _idea(connection, row.idea_id)
    reports = project_sheets.reports(connection, project_id)
    counting = reports[reports["counts"]].reset_index(drop=True)
    spent = counting[counting["spent_yuan"].notna()]["spent_yuan"]
    steps = milestones.frame(connection, kind=SubjectKind.PROJECT, subject_id=project_id)
    targets = project_sheets.targets(connection, project_id, reports)
    return CaseFile(
        **own,
        spent_yuan=int(spent.iloc[0]) if len(spent) else None,
        idea_number=idea_number,
        idea=text,
        sources=_sources(connection, idea_id, row.suggestion_id),
        answers=_answers(connection, idea_id),
        targets=targets[targets["removed_at"].isna()].drop(columns=["removed_at", "removed_reason"]),
        milestones=_masked(steps, "title", "note"),
        progress=_masked(counting[["id", "quarter", "content", "spent_yuan", "values"]], "content"),
        evidence=_evidence(connection, project_id),
    )


def _idea(connection: Connection, idea_id: int | None) -> tuple[int, str | None, IdeaText | None]:
    """The idea that now stands for the one the project came from; (0, None, None) without one."""
    its = select(idea.c.main_id).where(idea.c.id == idea_id).scalar_subquery()
    query = select(idea.c.id, idea.c.number, idea.c.text_sequence).where(idea.c.id == its)
    found = connection.execute(query).first()
    if found is None:
        return 0, None, None
    text = idea_texts.read(connection, idea_id=found.id, sequence=found.text_sequence)
    words = {name: masked(getattr(text, name)) for name in ("title", "problem", "proposal", "benefit")}
    return found.id, found.number, IdeaText(**(vars(text) | words))


def _sources(connection: Connection, idea_id: int, suggestion_id: int | None) -> pd.DataFrame:
    """What citizens said: neither confidential nor a report (举报), and never who said it."""
    source, text = schema.idea_source, schema.suggestion_text
    behind = select(source.c.suggestion_id).join(idea, idea.c.id == source.c.idea_id)
    behind = behind.where(idea.c.main_id == idea_id, source.c.removed_at.is_(None))
    columns = [*(suggestion.c[name] for name in SOURCE_COLUMNS[:4]), text.c.title, text.c.content]
    query = (
        select(*columns)
        .join(text, text.c.suggestion_id == suggestion.c.id)
        .where(or_(suggestion.c.id.in_(behind), suggestion.c.id == suggestion_id))
        .where(~suggestion.c.confidential, func.coalesce(suggestion.c.nature, "") != Nature.REPORT.value)
        .order_by(suggestion.c.received_on, suggestion.c.id)
    )
    found = pd.DataFrame([tuple(row) for row in connection.execute(query)], columns=list(SOURCE_COLUMNS))
    return _masked(found, "title", "content")


def _answers(connection: Connection, idea_id: int) -> pd.DataFrame:
    later = answer.alias()
    same = (later.c.idea_id == answer.c.idea_id, later.c.department_code == answer.c.department_code)
    newest = select(func.max(later.c.sequence)).where(*same).scalar_subquery()
    query = select(*(answer.c[name] for name in ANSWER_COLUMNS))
    query = query.where(answer.c.idea_id == idea_id, answer.c.sequence == newest).order_by(answer.c.department_code)
    found = pd.DataFrame([tuple(row) for row in connection.execute(query)], columns=list(ANSWER_COLUMNS))
    return _masked(found, "answer", "plan")


def _evidence(connection: Connection, project_id: int) -> pd.DataFrame:
    table = schema.attachment
    hangs = (table.c.subject_kind == SubjectKind.PROJECT.value, table.c.subject_id == project_id)
    shown = or_(table.c.part == "", table.c.part.startswith("progress:"))
    query = select(*(table.c[name] for name in EVIDENCE_COLUMNS)).where(*hangs, shown, table.c.removed_at.is_(None))
    found = [tuple(row) for row in connection.execute(query.order_by(table.c.id))]
    return _masked(pd.DataFrame(found, columns=list(EVIDENCE_COLUMNS)), "file_name")


def _masked(found: pd.DataFrame, *columns: str) -> pd.DataFrame:
    return found.assign(**{name: [masked(text or "") for text in found[name]] for name in columns})
