"""What a quarter of the 三评 is computed from, in a fixed number of statements; nothing of an open round."""

from dataclasses import dataclass
from hashlib import sha256

import pandas as pd
from sqlalchemy import Connection, Engine, and_, case, func, or_, select

from data_access import evaluation_quarters, evaluation_reads, schema
from data_access.assessments import NUMBERS, is_last
from data_access.engine import reading
from data_access.evaluation_quarters import Quarter
from data_access.evaluation_rules import WeightVersion
from data_access.frames import frame_of
from data_access.review_rounds import Round, closed_totals, rounds
from glossary import DepartmentPart

# Sums come with other last digits from another database; a total must not change its grade by them.
DIGITS = 9
PROJECTS = (
    "project",
    "title",
    "category_code",
    "township_code",
    "department_code",
    "state",
    "reached_stage",
    "veto_reason",
)
INDICATORS = (
    "indicator",
    "family",
    "kind",
    "value",
    "direction",
    "floor",
    "target",
    "upper_target",
    "upper_floor",
    "weight",
    "late",
)


@dataclass(frozen=True)
class QuarterFrames:
    """The stored side of a quarter; frames as scoring.source_tables.QuarterInputs wants them, projects by number."""

    quarter: Quarter
    weights: WeightVersion
    rounds: list[Round]
    projects: pd.DataFrame
    votes: pd.DataFrame
    held: pd.DataFrame
    invitations: pd.DataFrame
    totals: pd.DataFrame
    seats: pd.DataFrame
    values: pd.DataFrame


def quarter_frames(engine: Engine, *, quarter: str) -> QuarterFrames:
    """Everything of one quarter, of one moment. Raises: NoSuchQuarter."""
    with reading(engine) as connection:
        return frames_of(connection, evaluation_quarters.find(connection, quarter))


def frames_of(connection: Connection, quarter: Quarter) -> QuarterFrames:
    """The same inside a transaction that holds the quarter."""
    reads = (_weights, rounds, _projects, _votes, _held, _invitations, _totals, _seats, _values)
    return QuarterFrames(quarter, *(read(connection, quarter) for read in reads))


def expert_seats(connection: Connection, quarter: Quarter) -> dict[int, int]:
    """Account → 评委 number in this quarter: an order that says nothing about name or marks, the same everywhere.

    A number that was once to be seen stays: whoever came after a round was closed is numbered behind all before. Until
    the next one closes nothing of them is to be seen, so that among themselves they may still change places.
    """
    assignment, account = schema.review_assignment, schema.account
    first = func.min(assignment.c.assigned_at)
    query = (
        select(account.c.id, account.c.username, first)
        .join(assignment, assignment.c.account_id == account.c.id)
        .where(assignment.c.quarter_id == quarter.id)
        .group_by(account.c.id, account.c.username)
    )
    closed = [each.closed_at for each in rounds(connection, quarter) if not each.is_open]
    found = []
    for account_id, username, at in connection.execute(query):
        drawn = sha256(f"{quarter.seed}:{username}".encode()).hexdigest()
        found.append((sum(end <= at for end in closed), drawn, account_id))
    return {account_id: number for number, (_closed, _drawn, account_id) in enumerate(sorted(found), start=1)}


def _weights(connection: Connection, quarter: Quarter) -> WeightVersion:
    table = schema.weight_version
    columns = [table.c[name] for name in WeightVersion.__dataclass_fields__]
    return WeightVersion(*connection.execute(select(*columns).where(table.c.id == quarter.weight_version_id)).one())


def _projects(connection: Connection, quarter: Quarter) -> pd.DataFrame:
    project, member, part = schema.project, schema.evaluation_project, schema.project_department
    lead = and_(part.c.project_id == project.c.id, part.c.part == DepartmentPart.LEAD)
    query = (
        select(
            project.c.number,
            project.c.title,
            project.c.category_code,
            project.c.township_code,
            part.c.department_code,
            project.c.state,
            member.c.reached_stage,
            member.c.veto_reason,
        )
        .join(member, member.c.project_id == project.c.id)
        .outerjoin(part, lead)
        .where(member.c.quarter_id == quarter.id, member.c.removed_at.is_(None))
        .order_by(project.c.number)
    )
    return frame_of(connection, query, PROJECTS)


def _votes(connection: Connection, quarter: Quarter) -> pd.DataFrame:
    """Valid votes by project, stage and level; the latest of a person counts, with and without those held."""
    rating, project = schema.citizen_rating, schema.project
    vote = [rating.c.project_id, rating.c.stage, rating.c.person_key]
    order = (rating.c.rated_at.desc(), rating.c.id.desc())
    latest = func.row_number().over(partition_by=vote, order_by=order)
    latest_of_its_kind = func.row_number().over(partition_by=[*vote, rating.c.held], order_by=order)
    votes = (
        select(*vote[:2], rating.c.level, rating.c.held, latest.label("place"), latest_of_its_kind.label("own_place"))
        .where(rating.c.quarter_id == quarter.id, rating.c.withdrawn_at.is_(None))
        .subquery()
    )
    counts = and_(votes.c.held.is_(False), votes.c.own_place == 1)
    query = (
        select(
            project.c.number,
            votes.c.stage,
            votes.c.level,
            func.sum(case((counts, 1), else_=0)),
            func.sum(case((votes.c.place == 1, 1), else_=0)),
        )
        .join(project, project.c.id == votes.c.project_id)
        .where(or_(counts, votes.c.place == 1))
        .group_by(project.c.number, votes.c.stage, votes.c.level)
        .order_by(project.c.number, votes.c.stage, votes.c.level)
    )
    return frame_of(connection, query, ("project", "stage", "level", "counted", "with_held"))


def _held(connection: Connection, quarter: Quarter) -> pd.DataFrame:
    return evaluation_reads.held_ratings(connection, quarter).rename(columns={"count": "held"})


def _invitations(connection: Connection, quarter: Quarter) -> pd.DataFrame:
    asked, project = schema.rating_invitation, schema.project
    last = func.row_number().over(partition_by=(asked.c.project_id, asked.c.stage), order_by=asked.c.sequence.desc())
    rows = select(asked, last.label("place")).where(asked.c.quarter_id == quarter.id).subquery()
    query = (
        select(project.c.number, rows.c.stage, rows.c.invited)
        .join(project, project.c.id == rows.c.project_id)
        .where(rows.c.place == 1)
        .order_by(project.c.number, rows.c.stage)
    )
    return frame_of(connection, query, ("project", "stage", "invited"))


def _totals(connection: Connection, quarter: Quarter) -> pd.DataFrame:
    found = closed_totals(connection, quarter)
    renamed = found.rename(columns={"account_id": "expert", "total": "score"})
    renamed["score"] = renamed["score"].round(DIGITS)
    seats = expert_seats(connection, quarter)
    return renamed.assign(expert=renamed["expert"].map(seats))[["project", "expert", "panel", "round", "score"]]


def _seats(connection: Connection, quarter: Quarter) -> pd.DataFrame:
    """Per project and closed round: assigned, recused and abstained experts."""
    seat, review, project, about, closed = (
        schema.review_assignment,
        schema.expert_review,
        schema.project,
        schema.round_project,
        schema.review_round,
    )
    here = and_(about.c.project_id == seat.c.project_id, about.c.quarter_id == seat.c.quarter_id)
    ended = and_(closed.c.quarter_id == about.c.quarter_id, closed.c.number == about.c.round)
    abstained = and_(
        review.c.assignment_id == seat.c.id,
        review.c.round == about.c.round,
        review.c.abstained.is_(True),
        review.c.returned_at.is_(None),
    )
    present = and_(seat.c.recused_at.is_(None), review.c.id.is_not(None))
    query = (
        select(
            project.c.number,
            about.c.round,
            func.count(seat.c.id),
            func.sum(case((seat.c.recused_at.is_not(None), 1), else_=0)),
            func.sum(case((present, 1), else_=0)),
        )
        .select_from(seat)
        .join(project, project.c.id == seat.c.project_id)
        .join(about, here)
        .join(closed, ended)
        .outerjoin(review, abstained)
        .where(seat.c.quarter_id == quarter.id, seat.c.removed_at.is_(None), closed.c.closed_at.is_not(None))
        .group_by(project.c.number, about.c.round)
        .order_by(project.c.number, about.c.round)
    )
    return frame_of(connection, query, ("project", "round", "assigned", "recused", "abstained"))


def _values(connection: Connection, quarter: Quarter) -> pd.DataFrame:
    """One row per submitted assessment and indicator of the quarter; kind null where nothing was said."""
    whole, indicator, project = schema.assessment, schema.indicator, schema.project
    said = schema.assessment_value.alias()
    ends = [indicator.c[name] for name in ("direction", "floor", "target", "upper_target", "upper_floor", "weight")]
    query = (
        select(project.c.number, indicator.c.name, indicator.c.family, said.c.kind, said.c.value, *ends, said.c.late)
        .select_from(whole)
        .join(project, project.c.id == whole.c.project_id)
        .join(indicator, indicator.c.indicator_version_id == quarter.indicator_version_id)
        .outerjoin(said, is_last(said))
        .where(whole.c.quarter_id == quarter.id, whole.c.removed_at.is_(None), whole.c.submitted_at.is_not(None))
        .order_by(project.c.number, indicator.c.position)
    )
    found = frame_of(connection, query, ("project", *INDICATORS))
    return found.astype(dict.fromkeys(NUMBERS, float)).assign(late=found["late"].eq(True))
