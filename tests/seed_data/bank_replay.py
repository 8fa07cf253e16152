"""Walks the history of seeded ideas and projects again, keeping what was known at each step."""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field

from actions import idea_rules, project_rules
from glossary import Gate, IdeaOrigin, ProjectState, ReviewConclusion, WorkStep

MOVING = (WorkStep.MOVED, WorkStep.MOVED_BACK)


@dataclass(frozen=True)
class Move:
    """One move with what the thing had when it was made."""

    number: str
    before: str
    after: str
    reason: str
    facts: object


@dataclass
class Known:
    """What had happened to one idea or project so far."""

    text: int = 1
    sources: int = 0
    gate: Gate = Gate.OPEN
    considered: int = 0
    has_lead: bool = False
    policies: int = 0
    projects: set[str] = field(default_factory=set)
    effect: str = ""
    targets: int = 0
    milestones: int = 0
    review: ReviewConclusion | None = None
    reports: int = 0
    values: int = 0


def rows(connection: sqlite3.Connection, query: str, *values: object) -> list[sqlite3.Row]:
    """Rows with their columns' names."""
    cursor = connection.cursor()
    cursor.row_factory = sqlite3.Row
    return cursor.execute(query, values).fetchall()


def history(connection: sqlite3.Connection, kind: str, subject_id: int) -> list[sqlite3.Row]:
    """Every entry in order."""
    query = "SELECT * FROM work_history WHERE subject_kind = ? AND subject_id = ? ORDER BY sequence"
    return rows(connection, query, kind, subject_id)


def idea_moves(connection: sqlite3.Connection) -> Iterator[Move]:
    """Every move of every idea."""
    for idea in rows(connection, "SELECT * FROM idea"):
        known = Known()
        for entry in history(connection, "idea", idea["id"]):
            details = json.loads(entry["details"])
            if entry["step"] in MOVING:
                known.effect = details.get("effect") or known.effect
                facts = _idea_facts(connection, idea, known, entry["at"])
                yield Move(idea["number"], entry["from_state"], entry["to_state"], entry["reason"], facts)
            else:
                _learn_of_idea(known, entry["step"], details)


def _learn_of_idea(known: Known, step: str, details: dict) -> None:
    match step:
        case WorkStep.TEXT_SAVED:
            known.text = details["text"]
        case WorkStep.SOURCE_ADDED:
            known.sources += len(details["suggestions"])
        case WorkStep.GATE_DECIDED:
            known.gate = Gate(details["gate"])
        case WorkStep.OPINION_RECORDED | WorkStep.MEETING_RECORDED:
            known.considered += 1
        case WorkStep.DEPARTMENTS_SET:
            known.has_lead = "lead" in details["after"].values()
        case WorkStep.POLICY_LINKED:
            known.policies += 1
        case WorkStep.PROJECT_CREATED:
            known.projects.add(details["project"])
        case WorkStep.PROJECT_WITHDRAWN:
            known.projects.discard(details["project"])


def _idea_facts(connection: sqlite3.Connection, idea: sqlite3.Row, known: Known, at: str) -> idea_rules.Facts:
    query = "SELECT * FROM idea_version WHERE idea_id = ? AND sequence = ?"
    (text,) = rows(connection, query, idea["id"], known.text)
    in_effect = sum(_was_in_effect(connection, number, at) for number in known.projects)
    return idea_rules.Facts(
        origin=IdeaOrigin(idea["origin"]),
        gate=known.gate,
        problem=text["problem"],
        proposal=text["proposal"],
        category_code=text["category_code"],
        sources=known.sources,
        considered=known.considered,
        has_lead=known.has_lead,
        conversions=known.policies + len(known.projects),
        effective_conversions=known.policies + in_effect,
        effect=known.effect,
    )


def _was_in_effect(connection: sqlite3.Connection, number: str, at: str) -> bool:
    query = (
        "SELECT count(*) FROM work_history JOIN project ON subject_kind = 'project' AND subject_id = id "
        "WHERE number = ? AND to_state = 'effective' AND at <= ?"
    )
    return connection.execute(query, (number, at)).fetchone()[0] > 0


def project_moves(connection: sqlite3.Connection) -> Iterator[Move]:
    """Every move of every project."""
    for project in rows(connection, "SELECT * FROM project"):
        known = Known()
        for entry in history(connection, "project", project["id"]):
            details = json.loads(entry["details"])
            if entry["step"] in MOVING:
                known.effect = details.get("effect", ["", known.effect])[1]
                facts = _project_facts(project, known)
                yield Move(project["number"], entry["from_state"], entry["to_state"], entry["reason"], facts)
                if entry["to_state"] == ProjectState.UNDER_REVIEW:
                    known.review = None
            else:
                _learn_of_project(known, entry["step"], details)


def _learn_of_project(known: Known, step: str, details: dict) -> None:
    match step:
        case WorkStep.CREATED:
            known.has_lead = details["lead"] is not None
        case WorkStep.TARGET_SET:
            known.targets += 1
        case WorkStep.MILESTONE_SET:
            known.milestones += "title" in details
        case WorkStep.REVIEW_FINISHED:
            known.review = ReviewConclusion(details["conclusion"])
        case WorkStep.REVIEW_REVOKED:
            known.review = None
        case WorkStep.PROGRESS_REPORTED:
            known.reports += 1
            known.values = max(known.values, len(details["values"]))


def _project_facts(project: sqlite3.Row, known: Known) -> project_rules.Facts:
    return project_rules.Facts(
        summary=project["summary"],
        has_lead=known.has_lead,
        budget_yuan=project["budget_yuan"],
        targets=known.targets,
        milestones=known.milestones,
        review=known.review,
        reports=known.reports,
        effect=known.effect,
        measured_targets=known.values,
    )


def where_histories_end(connection: sqlite3.Connection, kind: str) -> dict[int, str]:
    """Subject → the state its history ended in."""
    query = (
        "SELECT subject_id, to_state FROM work_history WHERE subject_kind = ? AND to_state IS NOT NULL "
        "ORDER BY subject_id, sequence"
    )
    return dict(connection.execute(query, (kind,)).fetchall())


__all__ = ["history", "idea_moves", "project_moves", "rows", "where_histories_end"]
