"""What one expert reads and writes of a quarter: own assignments, own reviews and questions, never anybody else's."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, func, select, update

from data_access import evaluation_quarters, review_panels, schema
from data_access.evaluation_quarters import Quarter
from glossary import QuarterState, Relation
from permissions import Permission, Person

assignment, review, mark = schema.review_assignment, schema.expert_review, schema.expert_mark
# What hangs on a project as a whole, and on what was reported of a quarter.
EVIDENCE = ("", "progress:")


@dataclass(frozen=True)
class OwnAssignment:
    """One project an expert is to review, in a quarter that takes reviews."""

    id: int
    quarter: str
    project_id: int
    number: str
    title: str
    account_id: int
    panel: str
    relation: str | None
    recused_at: datetime | None

    @property
    def is_recused(self) -> bool:
        """Whether an interest was declared or found."""
        return self.recused_at is not None or self.relation not in (None, Relation.NONE.value)

    @property
    def is_declared(self) -> bool:
        """Whether the expert said to have no interest in it, and none was found since."""
        return self.relation == Relation.NONE.value and not self.is_recused


@dataclass(frozen=True)
class OwnReview:
    """One review as its author gave it; criterion id → mark, none when abstained."""

    id: int
    round: int
    sequence: int
    abstained: bool
    abstain_reason: str
    comment: str
    change_reason: str
    submitted_at: datetime
    returned_at: datetime | None
    returned_reason: str | None
    marks: Mapping[int, float] = field(default_factory=dict)


def open_quarters(connection: Connection, account_id: int) -> list[Quarter]:
    """The quarters that take reviews and have something for this expert, the newest first."""
    quarter = schema.evaluation_quarter
    own = select(assignment.c.quarter_id).where(*of_expert(account_id))
    query = select(*evaluation_quarters.COLUMNS).where(
        quarter.c.state == QuarterState.OPEN.value, quarter.c.id.in_(own)
    )
    return [Quarter(*row) for row in connection.execute(query.order_by(quarter.c.quarter.desc()))]


def own_assignment(connection: Connection, assignment_id: int, account_id: int) -> OwnAssignment | None:
    """The assignment, if it is this expert's, still stands, and its quarter takes reviews."""
    quarter, project, panel = schema.evaluation_quarter, schema.project, schema.review_panel
    columns = [assignment.c.id, quarter.c.quarter, project.c.id, project.c.number, project.c.title]
    columns += [assignment.c.account_id, panel.c.name, assignment.c.relation, assignment.c.recused_at]
    query = (
        select(*columns)
        .join(quarter, quarter.c.id == assignment.c.quarter_id)
        .join(project, project.c.id == assignment.c.project_id)
        .join(panel, panel.c.id == assignment.c.panel_id)
        .join(schema.evaluation_project, evaluated())
        .where(assignment.c.id == assignment_id, *of_expert(account_id), quarter.c.state == QuarterState.OPEN.value)
    )
    row = connection.execute(query).first()
    return row and OwnAssignment(*row)


def evidence_assignments(connection: Connection, *, project_id: int, part: str, by: Person) -> list[int]:
    """Ids of the assignments by which this person may read a part of the project: declared free of interests, in
    quarters that take reviews; none for a part that is not for experts.
    """
    if not by.may(Permission.REVIEW_PROJECTS) or not (part == EVIDENCE[0] or part.startswith(EVIDENCE[1])):
        return []
    quarter = schema.evaluation_quarter
    query = (
        select(assignment.c.id)
        .join(quarter, quarter.c.id == assignment.c.quarter_id)
        .join(schema.evaluation_project, evaluated())
        .where(assignment.c.project_id == project_id, *of_expert(by.account_id))
        .where(assignment.c.relation == Relation.NONE.value, assignment.c.recused_at.is_(None))
        .where(quarter.c.state == QuarterState.OPEN.value)
    )
    return list(connection.execute(query.order_by(assignment.c.id)).scalars())


def of_expert(account_id: int) -> tuple[ColumnElement[bool], ...]:
    """Conditions on review_assignment: this expert's, and not taken back."""
    return assignment.c.account_id == account_id, assignment.c.removed_at.is_(None)


def evaluated() -> ColumnElement[bool]:
    """Joins evaluation_project to review_assignment: the project is still part of the quarter."""
    member = schema.evaluation_project
    same = and_(member.c.quarter_id == assignment.c.quarter_id, member.c.project_id == assignment.c.project_id)
    return and_(same, member.c.removed_at.is_(None))


def reviews(connection: Connection, assignment_ids: list[int]) -> dict[int, list[OwnReview]]:
    """Assignment → all its reviews with their marks, the earliest first; in two statements."""
    names = [name for name in OwnReview.__dataclass_fields__ if name != "marks"]
    own = review.c.assignment_id.in_(assignment_ids)
    marks: dict[int, dict[int, float]] = {}
    query = select(mark.c.review_id, mark.c.criterion_id, mark.c.mark).join(review, review.c.id == mark.c.review_id)
    for review_id, criterion_id, value in connection.execute(query.where(own).order_by(mark.c.criterion_id)):
        marks.setdefault(review_id, {})[criterion_id] = value
    found: dict[int, list[OwnReview]] = {each: [] for each in assignment_ids}
    query = select(review.c.assignment_id, *(review.c[name] for name in names)).where(own)
    for owner, *row in connection.execute(query.order_by(review.c.round, review.c.sequence)):
        found[owner].append(OwnReview(*row, marks=marks.get(row[0], {})))
    return found


def put_review(connection: Connection, assignment_id: int, number: int, marks: Mapping[int, float], **given) -> int:
    """One more review of a round; returns its id. `given`: abstained, abstain_reason, comment, change_reason,
    from_file, submitted_at.
    """
    same = (review.c.assignment_id == assignment_id, review.c.round == number)
    last = connection.execute(select(func.coalesce(func.max(review.c.sequence), 0)).where(*same)).scalar_one()
    row = {"assignment_id": assignment_id, "round": number, "sequence": last + 1, **given}
    made = connection.execute(review.insert().values(row)).inserted_primary_key[0]
    if marks:
        rows = [{"review_id": made, "criterion_id": which, "mark": value} for which, value in marks.items()]
        connection.execute(mark.insert(), rows)
    return made


def put_declaration(connection: Connection, assignment_id: int, *, at: datetime) -> None:
    """The expert has no interest in the project."""
    values = {"relation": Relation.NONE.value, "relation_note": "", "declared_at": at}
    connection.execute(update(assignment).where(assignment.c.id == assignment_id).values(values))


def put_recusal(connection: Connection, assignment_id: int, relation: Relation, note: str, by: Person, at) -> None:
    """The expert has one, and is out of it from now on."""
    review_panels.recuse(connection, assignment_id, relation=relation, note=note, by_name=by.name, at=at)
    connection.execute(update(assignment).where(assignment.c.id == assignment_id).values(declared_at=at))
