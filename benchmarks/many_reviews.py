"""A large quarter of the 三评 quickly: projects, experts over several closed rounds, ratings, indicator values."""

from datetime import date, datetime, timedelta

import numpy as np

from data_access import evaluation_rules, schema
from data_access.bulk import insert_rows
from data_access.engine import Connection, Engine, settle, writing
from data_access.evaluation_defaults import LEVEL_POINTS
from glossary import DepartmentPart, ProjectState, RatingSource, RatingStage, Role

QUARTER = "2025Q3"
START = datetime(2025, 9, 12, 1, 0)
STAGES, LEVELS = list(RatingStage)[:4], list(LEVEL_POINTS)
LEVEL_SHARES = (0.34, 0.36, 0.18, 0.08, 0.04)
PANELS = 2
FILLED = ("review_panel", "review_assignment", "expert_review", "expert_mark", "citizen_rating", "assessment_value")


def fill(engine: Engine, *, projects: int = 200, experts: int = 30, rounds: int = 3, ratings: int = 50_000) -> None:
    """One open quarter in which every expert reviewed every project in every round, all of them closed.

    The database already holds the dictionaries of `synthetic.fill` and no quarter. Ids begin at 1; accounts of the
    experts at 1001, of the assessor at 1000.
    """
    random = np.random.default_rng(7)
    with writing(engine) as connection:
        evaluation_rules.fill_rules(connection, at=START)
        insert_rows(connection, schema.account, [_account(1000, Role.ASSESSOR)])
        insert_rows(connection, schema.account, [_account(1001 + each, Role.EXPERT) for each in range(experts)])
        insert_rows(connection, schema.project, [_project(each) for each in range(1, projects + 1)])
        parts = [
            {"project_id": each, "department_code": f"d{each % 34}", "part": DepartmentPart.LEAD}
            for each in range(1, projects + 1)
        ]
        insert_rows(connection, schema.project_department, parts)
        insert_rows(connection, schema.evaluation_quarter, [_quarter()])
        insert_rows(connection, schema.evaluation_project, [_member(each) for each in range(1, projects + 1)])
        _reviews(connection, projects, experts, rounds, random)
        _ratings(connection, projects, ratings, random)
        _values(connection, projects, random)
    settle(engine, *FILLED)


def _account(number: int, role: Role) -> dict:
    about = {"username": f"{role.value}{number}", "name": f"{role.label}{number}", "role": role.value}
    return {"id": number, **about, "password_hash": None, "created_at": START}


def _project(number: int) -> dict:
    about = {"number": f"XM-2025-{number:04d}", "version": 1, "state": ProjectState.COMPLETED, "state_since": START}
    about |= {"title": f"转化项目{number}", "summary": "做什么" * 20, "category_code": f"l{number % 60}"}
    about |= {"township_code": f"t{number % 17}", "budget_yuan": 100_000, "established_on": date(2025, 3, 1)}
    return {"id": number, **about, "effect": "", "created_at": START, "created_by_name": "基准"}


def _quarter() -> dict:
    rules = {"weight_version_id": 1, "criteria_version_id": 1, "indicator_version_id": 1, "seed": 20253}
    days = {"ratings_until": date(2025, 10, 15), "assessment_due_on": date(2025, 10, 20)}
    days["objection_until"] = date(2025, 10, 27)
    made = {"created_at": START, "created_by_name": "基准", "level_points": dict(LEVEL_POINTS)}
    return {"id": 1, "quarter": QUARTER, "version": 1, "state": "open", **rules, **days, **made}


def _member(project: int) -> dict:
    place = {"quarter_id": 1, "project_id": project, "reached_stage": STAGES[-1]}
    return {**place, "added_at": START, "added_by_name": "基准"}


def _reviews(connection: Connection, projects: int, experts: int, rounds: int, random: np.random.Generator) -> None:
    panels = [{"id": each, "quarter_id": 1, "name": f"第{each}组"} for each in range(1, PANELS + 1)]
    insert_rows(connection, schema.review_panel, panels)
    seats = [
        {
            "id": project * experts + expert + 1,
            "quarter_id": 1,
            "project_id": project + 1,
            "account_id": 1001 + expert,
            "panel_id": expert % PANELS + 1,
            "position": (project * 7919 + expert * 104_729) % 2**31,
            "assigned_at": START,
            "assigned_by_name": "基准",
            "relation": "none",
            "declared_at": START,
        }
        for project in range(projects)
        for expert in range(experts)
    ]
    insert_rows(connection, schema.review_assignment, seats)
    criteria = evaluation_rules.criteria(connection, 1)["id"].tolist()
    worth = random.normal(78, 7, (projects, 1, 1)) + random.normal(0, 5, (1, experts, 1))
    first = worth + random.normal(0, 6, (projects, experts, len(criteria)))
    for number in range(1, rounds + 1):
        _round(connection, number, projects)
        middle = np.median(first, axis=1, keepdims=True)
        marks = np.clip(np.round(first + (number - 1) * 0.3 * (middle - first)), 0, 100)
        _submitted(connection, number, marks.reshape(len(seats), -1), criteria)


def _round(connection: Connection, number: int, projects: int) -> None:
    opened = START + timedelta(days=7 * number)
    row = {"quarter_id": 1, "number": number, "due_on": opened.date() + timedelta(days=5), "opened_at": opened}
    row |= {"opened_by_name": "基准", "closed_at": opened + timedelta(days=6), "closed_by_name": "基准"}
    insert_rows(connection, schema.review_round, [row])
    about = [{"quarter_id": 1, "round": number, "project_id": each} for each in range(1, projects + 1)]
    insert_rows(connection, schema.round_project, about)


def _submitted(connection: Connection, number: int, marks: np.ndarray, criteria: list[int]) -> None:
    before, at = (number - 1) * len(marks), START + timedelta(days=7 * number + 2)
    given = {"round": number, "sequence": 1, "abstained": False, "comment": "意见" * 15, "submitted_at": at}
    reviews = [{"id": before + seat, "assignment_id": seat, **given} for seat in range(1, len(marks) + 1)]
    insert_rows(connection, schema.expert_review, reviews)
    rows = [
        {"review_id": before + seat, "criterion_id": criterion, "mark": mark}
        for seat, row in enumerate(marks.tolist(), start=1)
        for criterion, mark in zip(criteria, row, strict=True)
    ]
    insert_rows(connection, schema.expert_mark, rows)


def _ratings(connection: Connection, projects: int, count: int, random: np.random.Generator) -> None:
    """About one voter in eight votes again; everybody's last vote counts."""
    draws = zip(
        random.integers(1, projects + 1, count).tolist(),
        random.integers(0, len(STAGES), count).tolist(),
        random.choice(len(LEVELS), count, p=LEVEL_SHARES).tolist(),
        random.integers(0, max(count // 10, 1), count).tolist(),
        random.integers(0, 30 * 24 * 60, count).tolist(),
        strict=True,
    )
    rows = []
    for project, stage, level, person, minutes in draws:
        at = datetime(2025, 9, 12) + timedelta(minutes=minutes)
        place = {"quarter_id": 1, "project_id": project, "stage": STAGES[stage], "person_key": f"{person:064x}"}
        when = {"rated_at": at, "rated_on": (at + timedelta(hours=8)).date(), "recorded_at": at}
        told = {"level": LEVELS[level], "source": RatingSource.IMPORTED, "remark": "", "recorded_by_name": "基准"}
        rows.append({**place, **when, **told, "held": False})
    insert_rows(connection, schema.citizen_rating, rows)
    asked = {"sequence": 1, "invited": 3 * count // (projects * len(STAGES)), "at": START, "by_name": "基准"}
    places = [
        {"quarter_id": 1, "project_id": project, "stage": stage, **asked}
        for project in range(1, projects + 1)
        for stage in STAGES
    ]
    insert_rows(connection, schema.rating_invitation, places)


def _values(connection: Connection, projects: int, random: np.random.Generator) -> None:
    made = {"quarter_id": 1, "account_id": 1000, "method": "核查", "assigned_at": START, "assigned_by_name": "基准"}
    made |= {"submitted_at": START, "submitted_by_name": "基准"}
    insert_rows(
        connection, schema.assessment, [{"id": each, "project_id": each, **made} for each in range(1, projects + 1)]
    )
    indicators = evaluation_rules.indicators(connection, 1)
    about = {"sequence": 1, "kind": "provided", "evidence": "台账", "late": False, "at": START, "by_name": "基准"}
    rows = [
        {"assessment_id": each, "indicator_id": row.id, "value": row.floor + (row.target - row.floor) * share, **about}
        for each, shares in enumerate(random.uniform(0.4, 1.0, (projects, len(indicators))).tolist(), start=1)
        for row, share in zip(indicators.itertuples(), shares, strict=True)
    ]
    insert_rows(connection, schema.assessment_value, rows)
