"""The projects a person may read: listed, counted by state, and from what a new one can begin."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time

import pandas as pd
from sqlalchemy import ColumnElement, Engine, and_, case, func, or_, select

from data_access import ideas, project_reports, quarters, schema
from data_access.engine import reading
from data_access.projects import readable
from glossary import DepartmentPart, IdeaState, Nature, ProjectState, SubjectKind
from permissions import Permission, Person, require
from working_time import utc

project, milestone, progress = schema.project, schema.milestone, schema.project_progress
AT_REST = (ProjectState.ARCHIVED.value, ProjectState.WITHDRAWN.value)
OWN = ("number", "title", "state", "state_since", "category_code", "township_code", "budget_yuan", "established_on")
LISTED = (
    *OWN,
    "idea_number",
    "suggestion_number",
    "lead_code",
    "spent_yuan",
    "reported_quarter",
    "milestones",
    "milestones_done",
    "milestones_overdue",
    "next_due_on",
    "report_missing",
)


@dataclass(frozen=True)
class ProjectFilter:
    """Which projects; an empty tuple or text chooses all. Categories of the upper level include those below."""

    states: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    townships: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    only_late: bool = False
    words: str = ""


@dataclass(frozen=True)
class ConvertibleSuggestion:
    """A suggestion a project may come from, and the numbers of those that did already."""

    number: str
    title: str
    category_code: str | None
    township_code: str | None
    department_code: str | None
    projects: tuple[str, ...]


def projects(engine: Engine, *, wanted: ProjectFilter, today: date, by: Person) -> pd.DataFrame:
    """Projects in order of state, the latest first within one.

    Columns: number, title, state, state_since (UTC), category_code, township_code, budget_yuan (yuan or None),
    established_on, idea_number, suggestion_number (one of them None), lead_code (or None), spent_yuan (yuan or None),
    reported_quarter (2025Q3 or None), milestones, milestones_done, milestones_overdue (counts), next_due_on (date or
    None, of open steps), report_missing (bool: in 实施 without a report of the last full quarter).
    Raises: NotPermitted.
    """
    its = _steps(today)
    columns = [
        *(project.c[name] for name in OWN),
        schema.idea.c.number.label("idea_number"),
        schema.suggestion.c.number.label("suggestion_number"),
        _lead(),
        _spent(),
        _last_quarter(),
        *(func.coalesce(its.c[name], 0).label(name) for name in LISTED[13:16]),
        its.c.next_due_on,
        _report_missing(today).label("report_missing"),
    ]
    order = case({state.value: place for place, state in enumerate(ProjectState)}, value=project.c.state)
    query = select(*columns).select_from(_joined(its)).where(*_conditions(wanted, by, today))
    with reading(engine) as connection:
        rows = connection.execute(query.order_by(order, project.c.number.desc())).all()
    return _typed(pd.DataFrame(rows, columns=list(LISTED)))


def state_counts(engine: Engine, *, wanted: ProjectFilter, today: date, by: Person) -> pd.DataFrame:
    """Projects by state whatever states and lateness are wanted, in order of the way; every state has its row.

    Columns: state, count, late (with a step not done in time), report_missing.
    Raises: NotPermitted.
    """
    within = replace(wanted, states=(), only_late=False)
    columns = [
        project.c.state,
        func.count().label("count"),
        func.sum(case((_is_late(today), 1), else_=0)).label("late"),
        func.sum(case((_report_missing(today), 1), else_=0)).label("report_missing"),
    ]
    query = select(*columns).where(*_conditions(within, by, today)).group_by(project.c.state)
    with reading(engine) as connection:
        found = {state: tuple(map(int, counted)) for state, *counted in connection.execute(query)}
    rows = [(state.value, *found.get(state.value, (0, 0, 0))) for state in ProjectState]
    return pd.DataFrame(rows, columns=["state", "count", "late", "report_missing"])


def convertible_ideas(engine: Engine, *, by: Person) -> pd.DataFrame:
    """Ideas a project may come from, the latest first.

    Columns: number, title, state, category_code, lead_code (or None).
    Raises: NotPermitted.
    """
    require(by, Permission.MANAGE_PROJECTS, "立项")
    idea, part = schema.idea, schema.idea_department
    leads = part.c.part == DepartmentPart.LEAD.value
    columns = [idea.c.number, idea.c.title, idea.c.state, idea.c.category_code, part.c.department_code]
    query = (
        select(*columns)
        .select_from(idea.outerjoin(part, and_(part.c.idea_id == idea.c.id, leads)))
        .where(idea.c.state.in_([IdeaState.BANKED.value, IdeaState.CONVERTED.value]), idea.c.merged_into_id.is_(None))
        .where(ideas.readable(by))
        .order_by(idea.c.number.desc())
    )
    with reading(engine) as connection:
        names = ["number", "title", "state", "category_code", "lead_code"]
        found = pd.DataFrame(connection.execute(query).all(), columns=names)
    return none_for_missing(found, "category_code", "lead_code")


def convertible_suggestion(engine: Engine, *, number: str, by: Person) -> ConvertibleSuggestion | None:
    """The suggestion of this number, if a project may come from it. Raises: NotPermitted."""
    require(by, Permission.MANAGE_PROJECTS, "立项")
    table, text = schema.suggestion, schema.suggestion_text
    columns = [table.c.number, text.c.title, table.c.category_code, table.c.township_code, table.c.department_code]
    is_open = (~table.c.confidential, func.coalesce(table.c.nature, "") != Nature.REPORT.value)
    live = select(project.c.number).join(table).where(table.c.number == number)
    with reading(engine) as connection:
        row = connection.execute(
            select(*columns).select_from(table.join(text)).where(table.c.number == number, *is_open)
        ).first()
        if row is None:
            return None
        numbers = connection.execute(
            live.where(project.c.state != ProjectState.WITHDRAWN.value).order_by(project.c.number)
        )
        return ConvertibleSuggestion(*row, tuple(numbers.scalars()))


def _joined(its):
    joined = project.outerjoin(schema.idea, schema.idea.c.id == project.c.idea_id)
    joined = joined.outerjoin(schema.suggestion, schema.suggestion.c.id == project.c.suggestion_id)
    return joined.outerjoin(its, its.c.subject_id == project.c.id)


def _steps(today: date):
    """Counts of each project's steps."""
    is_open = milestone.c.done_on.is_(None)
    columns = [
        milestone.c.subject_id,
        func.count().label("milestones"),
        func.sum(case((is_open, 0), else_=1)).label("milestones_done"),
        func.sum(case((and_(is_open, milestone.c.due_on < today), 1), else_=0)).label("milestones_overdue"),
        func.min(case((is_open, milestone.c.due_on))).label("next_due_on"),
    ]
    planned = (milestone.c.subject_kind == SubjectKind.PROJECT.value, milestone.c.removed_at.is_(None))
    return select(*columns).where(*planned).group_by(milestone.c.subject_id).subquery("steps")


def _lead():
    part = schema.project_department
    leads = (part.c.project_id == project.c.id, part.c.part == DepartmentPart.LEAD.value)
    return select(part.c.department_code).where(*leads).correlate(project).scalar_subquery().label("lead_code")


def _spent():
    report = progress.alias("spent")
    counts = (report.c.project_id == project.c.id, report.c.spent_yuan.is_not(None), project_reports.counting(report))
    latest = select(report.c.spent_yuan).where(*counts).order_by(report.c.quarter.desc()).limit(1)
    return latest.correlate(project).scalar_subquery().label("spent_yuan")


def _last_quarter():
    last = select(func.max(progress.c.quarter)).where(progress.c.project_id == project.c.id)
    return last.correlate(project).scalar_subquery().label("reported_quarter")


def _is_late(today: date) -> ColumnElement[bool]:
    """A step not done although its day is past, of a project still on its way."""
    planned = (milestone.c.subject_kind == SubjectKind.PROJECT.value, milestone.c.subject_id == project.c.id)
    missed = (milestone.c.removed_at.is_(None), milestone.c.done_on.is_(None), milestone.c.due_on < today)
    late = select(milestone.c.id).where(*planned, *missed).correlate(project).exists()
    return and_(project.c.state.not_in(AT_REST), late)


def _report_missing(today: date) -> ColumnElement[bool]:
    """In 实施 for the whole of the last quarter's end, and no report of it."""
    now = quarters.quarter_of(today)
    began = utc(datetime.combine(quarters.first_day(now), time()))
    same = (progress.c.project_id == project.c.id, progress.c.quarter == quarters.quarter_before(now))
    reported = select(progress.c.id).where(*same).correlate(project).exists()
    implementing = project.c.state == ProjectState.IMPLEMENTING.value
    return and_(implementing, project.c.state_since < began, ~reported)


def _conditions(wanted: ProjectFilter, by: Person, today: date) -> list[ColumnElement[bool]]:
    conditions = [readable(by)]
    if wanted.states:
        conditions.append(project.c.state.in_(wanted.states))
    if wanted.departments:
        part = schema.project_department
        takes_part = select(part.c.project_id).where(part.c.department_code.in_(wanted.departments))
        conditions.append(project.c.id.in_(takes_part))
    if wanted.townships:
        conditions.append(project.c.township_code.in_(wanted.townships))
    if wanted.categories:
        below = select(schema.category.c.code).where(schema.category.c.parent_code.in_(wanted.categories))
        conditions.append(or_(project.c.category_code.in_(wanted.categories), project.c.category_code.in_(below)))
    if wanted.only_late:
        conditions.append(or_(_is_late(today), _report_missing(today)))
    if wanted.words.strip():
        words = wanted.words.strip()
        found = (project.c.title.contains(words, autoescape=True), project.c.number.contains(words, autoescape=True))
        conditions.append(or_(*found))
    return conditions


def _typed(found: pd.DataFrame) -> pd.DataFrame:
    counts = {name: int for name in ("milestones", "milestones_done", "milestones_overdue")}
    named = ("idea_number", "suggestion_number", "lead_code", "reported_quarter", "category_code", "township_code")
    return none_for_missing(found.astype(counts | {"report_missing": bool}), *named, "next_due_on")


def none_for_missing(found: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """The same frame with None where these columns have nothing: what pandas puts there counts as true."""
    return found.assign(**{name: found[name].astype(object).where(found[name].notna(), None) for name in columns})
