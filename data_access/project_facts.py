"""What the checks of a project look at, read inside the transaction that holds it."""

from sqlalchemy import Connection, ScalarSelect, func, select

from data_access import project_reports, schema
from glossary import DepartmentPart, ReviewConclusion, SubjectKind

project = schema.project


def read(connection: Connection, project_id: int) -> dict:
    """Values for the fields of `actions.project_rules.Facts`, in a fixed number of statements."""
    columns = (project.c.summary, project.c.budget_yuan, project.c.effect, *_counts(project_id))
    row = connection.execute(select(*columns).where(project.c.id == project_id)).one()
    counted = row._asdict()
    return counted | {"has_lead": counted.pop("leads") > 0, "review": _conclusion(connection, project_id)}


def _counts(project_id: int) -> list:
    part, target, milestone = schema.project_department, schema.project_target, schema.milestone
    progress, value = schema.project_progress, schema.project_target_value
    measured = (
        select(func.count(value.c.target_id.distinct()))
        .select_from(value.join(progress).join(target))
        .where(progress.c.project_id == project_id, target.c.removed_at.is_(None), project_reports.counting(progress))
    )
    planned = (milestone.c.subject_kind == SubjectKind.PROJECT.value, milestone.c.subject_id == project_id)
    return [
        _count(part, part.c.project_id == project_id, part.c.part == DepartmentPart.LEAD.value).label("leads"),
        _count(target, target.c.project_id == project_id, target.c.removed_at.is_(None)).label("targets"),
        _count(milestone, *planned, milestone.c.removed_at.is_(None)).label("milestones"),
        _count(progress, progress.c.project_id == project_id).label("reports"),
        measured.scalar_subquery().label("measured_targets"),
    ]


def _count(table, *conditions) -> ScalarSelect:
    return select(func.count()).select_from(table).where(*conditions).scalar_subquery()


def _conclusion(connection: Connection, project_id: int) -> ReviewConclusion | None:
    review = schema.project_review
    standing = project_reports.standing_review(connection, project_id)
    if standing is None:
        return None
    return ReviewConclusion(connection.execute(select(review.c.conclusion).where(review.c.id == standing)).scalar_one())
