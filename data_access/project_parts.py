"""A project's first row, its departments and its targets, written inside the transaction that holds it."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import Connection, delete, select, update

from data_access import numbers, schema
from glossary import DepartmentPart, ProjectState
from permissions import Person

part, target = schema.project_department, schema.project_target


@dataclass(frozen=True)
class ProjectFields:
    """What people write about a project; money in yuan, None where nothing is decided (township: the whole city)."""

    title: str
    established_on: date
    summary: str = ""
    category_code: str | None = None
    township_code: str | None = None
    budget_yuan: int | None = None
    effect: str = ""


FIELDS = tuple(ProjectFields.__dataclass_fields__)


@dataclass(frozen=True)
class Target:
    """One aim with its measure; `baseline` None: not known."""

    name: str
    unit: str
    baseline: float | None
    target: float
    due_on: date | None = None


@dataclass(frozen=True)
class StoredTarget:
    """A target as it stands."""

    id: int
    what: Target
    is_removed: bool


def insert(
    connection: Connection,
    *,
    fields: ProjectFields,
    idea_id: int | None,
    suggestion_id: int | None,
    by: Person,
    at: datetime,
) -> tuple[int, str]:
    """A project in 立项; returns its id and number, of the year it was established in."""
    table = schema.project
    number = numbers.next_number(connection, of=table, prefix=f"XM-{fields.established_on.year}-")
    row = {
        "number": number,
        "state": ProjectState.ESTABLISHED.value,
        "state_since": at,
        "idea_id": idea_id,
        "suggestion_id": suggestion_id,
        "created_at": at,
        "created_by_name": by.name,
        **asdict(fields),
    }
    return connection.execute(table.insert().values(row)).inserted_primary_key[0], number


def departments(connection: Connection, project_id: int) -> dict[str, DepartmentPart]:
    """Department code → 主责 or 配合."""
    query = select(part.c.department_code, part.c.part).where(part.c.project_id == project_id)
    return {row.department_code: DepartmentPart(row.part) for row in connection.execute(query)}


def put_departments(connection: Connection, project_id: int, *, lead: str | None, supporting: tuple[str, ...]) -> None:
    """These departments and no others."""
    connection.execute(delete(part).where(part.c.project_id == project_id))
    parts = [(code, DepartmentPart.SUPPORTING) for code in supporting]
    parts += [(lead, DepartmentPart.LEAD)] if lead else []
    rows = [{"project_id": project_id, "department_code": code, "part": each.value} for code, each in parts]
    if rows:
        connection.execute(part.insert(), rows)


def targets(connection: Connection, project_id: int) -> list[StoredTarget]:
    """Every target ever set, removed ones included, in the order they were first set."""
    names = tuple(Target.__dataclass_fields__)
    query = select(target.c.id, target.c.removed_at, *(target.c[name] for name in names))
    rows = connection.execute(query.where(target.c.project_id == project_id).order_by(target.c.id))
    return [
        StoredTarget(row.id, Target(**{name: getattr(row, name) for name in names}), row.removed_at is not None)
        for row in rows
    ]


def put_target(connection: Connection, project_id: int, what: Target, *, target_id: int | None) -> int:
    """A new target, or other values for one that is there, which is then pursued again; returns its id."""
    if target_id is None:
        row = {"project_id": project_id, **asdict(what)}
        return connection.execute(target.insert().values(row)).inserted_primary_key[0]
    chosen = update(target).where(target.c.id == target_id, target.c.project_id == project_id)
    connection.execute(chosen.values(removed_at=None, removed_reason=None, **asdict(what)))
    return target_id


def remove_target(connection: Connection, target_id: int, *, reason: str, at: datetime) -> None:
    """No longer pursued; the row and its reported values stay."""
    connection.execute(update(target).where(target.c.id == target_id).values(removed_at=at, removed_reason=reason))


def has_values(connection: Connection, target_id: int) -> bool:
    """Whether a value was ever reported for this target."""
    value = schema.project_target_value
    query = select(value.c.target_id).where(value.c.target_id == target_id).limit(1)
    return connection.execute(query).first() is not None


def name_idea_lead(connection: Connection, *, idea_id: int, department_code: str) -> None:
    """Make a department the lead of an idea that has none; one that supported leads from now on."""
    table = schema.idea_department
    chosen = (table.c.idea_id == idea_id, table.c.department_code == department_code)
    lead = {"part": DepartmentPart.LEAD.value}
    if connection.execute(update(table).where(*chosen).values(lead)).rowcount == 0:
        connection.execute(table.insert().values(idea_id=idea_id, department_code=department_code, **lead))


def source_of(connection: Connection, suggestion_id: int) -> str:
    """The number of the suggestion a project came from."""
    table = schema.suggestion
    return connection.execute(select(table.c.number).where(table.c.id == suggestion_id)).scalar_one()


def number_of_idea(connection: Connection, idea_id: int) -> str:
    """The number of the idea a project came from."""
    return connection.execute(select(schema.idea.c.number).where(schema.idea.c.id == idea_id)).scalar_one()
