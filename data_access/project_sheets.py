"""Everything about one project, read in a fixed number of statements."""

from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd
from sqlalchemy import Connection, Engine, func, select

from data_access import journal, milestones, project_facts, project_parts, project_reports, schema
from data_access.engine import reading
from data_access.project_reads import none_for_missing
from data_access.projects import NoSuchProject, readable
from glossary import DepartmentPart, Nature, ProjectState, SubjectKind
from permissions import Person

project, progress, review = schema.project, schema.project_progress, schema.project_review
OWN = (
    "id",
    "number",
    "version",
    "state",
    "state_since",
    "title",
    "summary",
    "category_code",
    "township_code",
    "budget_yuan",
    "established_on",
    "effect",
    "created_at",
    "created_by_name",
)


@dataclass(frozen=True)
class ProjectSheet:
    """One project with all that hangs on it; instants UTC, money in yuan, None where nothing is known.

    targets: id, name, unit, baseline, target, due_on, latest (value), latest_quarter, removed_at, removed_reason; in
    the order they were set, removed ones last. progress: id, quarter, sequence, counts (bool), content, spent_yuan, at,
    by_name, values (target id → value); latest quarter first. milestones: as data_access.milestones.planned.
    reviews: id, finished_on, experts, conclusion, note, recorded_at, recorded_by_name, revoked_at, revoked_reason,
    stands (bool: the one that counts); latest first. history: as data_access.journal.entries. facts: values for
    actions.project_rules.Facts.
    """

    id: int
    number: str
    version: int
    state: ProjectState
    state_since: datetime
    title: str
    summary: str
    category_code: str | None
    township_code: str | None
    budget_yuan: int | None
    established_on: date
    effect: str
    created_at: datetime
    created_by_name: str
    idea_number: str | None
    idea_title: str | None
    suggestion_number: str | None
    suggestion_title: str | None  # None also for what became confidential or 举报 since
    lead: str | None
    supporting: tuple[str, ...]
    spent_yuan: int | None
    targets: pd.DataFrame
    progress: pd.DataFrame
    milestones: pd.DataFrame
    reviews: pd.DataFrame
    history: pd.DataFrame
    facts: dict


def sheet(engine: Engine, *, number: str, by: Person) -> ProjectSheet:
    """The project with all that hangs on it. Raises: NotPermitted, NoSuchProject."""
    with reading(engine) as connection:
        row = connection.execute(_own().where(project.c.number == number, readable(by))).first()
        if row is None:
            raise NoSuchProject(f"没有编号为 {number} 的项目，或不对您的身份开放。请核对编号。")
        told = reports(connection, row.id)
        parts = project_parts.departments(connection, row.id)
        lead = next((code for code, part in parts.items() if part is DepartmentPart.LEAD), None)
        known = {
            "targets": targets(connection, row.id, told),
            "milestones": milestones.frame(connection, kind=SubjectKind.PROJECT, subject_id=row.id),
            "reviews": _reviews(connection, row.id),
            "facts": project_facts.read(connection, row.id),
        }
    history = journal.entries(engine, kind=SubjectKind.PROJECT, subject_ids=(row.id,))
    spent = told[told["counts"] & told["spent_yuan"].notna()]["spent_yuan"]
    own = row._asdict() | {"state": ProjectState(row.state), "history": history, "progress": told}
    money = int(spent.iloc[0]) if len(spent) else None
    return ProjectSheet(**own, **known, lead=lead, supporting=tuple(sorted(set(parts) - {lead})), spent_yuan=money)


def _own():
    idea, suggestion, text = schema.idea, schema.suggestion, schema.suggestion_text
    is_open = ~suggestion.c.confidential & (func.coalesce(suggestion.c.nature, "") != Nature.REPORT.value)
    joined = project.outerjoin(idea, idea.c.id == project.c.idea_id)
    joined = joined.outerjoin(suggestion, suggestion.c.id == project.c.suggestion_id)
    joined = joined.outerjoin(text, (text.c.suggestion_id == suggestion.c.id) & is_open)
    columns = [
        *(project.c[name] for name in OWN),
        idea.c.number.label("idea_number"),
        idea.c.title.label("idea_title"),
        suggestion.c.number.label("suggestion_number"),
        text.c.title.label("suggestion_title"),
    ]
    return select(*columns).select_from(joined)


def reports(connection: Connection, project_id: int) -> pd.DataFrame:
    """Every quarterly report of a project, see `progress` of ProjectSheet."""
    names = ["id", "quarter", "sequence", "content", "spent_yuan", "at", "by_name"]
    columns = [*(progress.c[name] for name in names), project_reports.counting(progress).label("counts")]
    query = select(*columns).where(progress.c.project_id == project_id)
    rows = connection.execute(query.order_by(progress.c.quarter.desc(), progress.c.sequence.desc())).all()
    found = pd.DataFrame(rows, columns=[*names, "counts"]).astype({"counts": bool})
    found = none_for_missing(found, "spent_yuan")
    value = schema.project_target_value
    reported = select(value.c.progress_id, value.c.target_id, value.c.value).select_from(value.join(progress))
    values: dict[int, dict[int, float]] = {}
    for each in connection.execute(reported.where(progress.c.project_id == project_id)):
        values.setdefault(each.progress_id, {})[each.target_id] = each.value
    return found.assign(values=pd.Series([values.get(i, {}) for i in found["id"]], index=found.index, dtype=object))


def targets(connection: Connection, project_id: int, reports: pd.DataFrame) -> pd.DataFrame:
    """Every target of a project with what `reports` say of it, see `targets` of ProjectSheet."""
    table = schema.project_target
    names = ["id", "name", "unit", "baseline", "target", "due_on", "removed_at", "removed_reason"]
    query = select(*(table.c[name] for name in names)).where(table.c.project_id == project_id)
    rows = connection.execute(query.order_by(table.c.removed_at.is_not(None), table.c.id)).all()
    found = none_for_missing(pd.DataFrame(rows, columns=names), "due_on", "removed_at", "removed_reason")
    latest: dict[int, tuple[float, str]] = {}
    for report in reports[reports["counts"]].itertuples():  # the latest quarter first
        for target_id, value in report.values.items():
            latest.setdefault(target_id, (value, report.quarter))
    known = [latest.get(target_id, (None, None)) for target_id in found["id"]]
    numbers = {name: found[name].astype(float) for name in ("baseline", "target")}
    return found.assign(
        latest=pd.Series([value for value, _ in known], index=found.index, dtype=float),
        latest_quarter=pd.Series([quarter for _, quarter in known], index=found.index, dtype=object),
        **numbers,
    )


def _reviews(connection: Connection, project_id: int) -> pd.DataFrame:
    names = ["id", "finished_on", "experts", "conclusion", "note", "recorded_at", "recorded_by_name"]
    names += ["revoked_at", "revoked_reason"]
    query = select(*(review.c[name] for name in names)).where(review.c.project_id == project_id)
    found = pd.DataFrame(connection.execute(query.order_by(review.c.id.desc())).all(), columns=names)
    found = none_for_missing(found, "revoked_at", "revoked_reason")
    standing = project_reports.standing_review(connection, project_id)
    return found.assign(stands=found["id"].eq(standing if standing is not None else -1))
