"""The seeded projects: reviewed before they begin, reported on every quarter, some of their steps late."""

import sqlite3
from datetime import date

from data_access.quarters import quarter_of
from tests.seed_data.bank_replay import rows


def began_on(connection: sqlite3.Connection) -> dict[int, str]:
    """Project → the day it came into 实施."""
    query = (
        "SELECT subject_id, min(date(at, '+8 hours')) FROM work_history WHERE subject_kind = 'project' "
        "AND to_state = 'implementing' GROUP BY subject_id"
    )
    return dict(connection.execute(query).fetchall())


def test_a_project_begins_only_after_a_review_that_passed(demonstration: sqlite3.Connection):
    query = (
        "SELECT DISTINCT project_id FROM project_review WHERE revoked_at IS NULL AND finished_on <= ? "
        "AND conclusion IN ('passed', 'passed_with_changes') AND recorded_by_name = '秦书怡' AND project_id = ?"
    )
    begun = began_on(demonstration)
    assert len(begun) == 30
    assert all(demonstration.execute(query, (day, project_id)).fetchone() for project_id, day in begun.items())


def test_every_quarter_from_the_beginning_is_reported(demonstration: sqlite3.Connection):
    query = "SELECT DISTINCT quarter FROM project_progress WHERE project_id = ? ORDER BY quarter"
    archived = dict(
        demonstration.execute(
            "SELECT subject_id, date(at, '+8 hours') FROM work_history "
            "WHERE subject_kind = 'project' AND to_state = 'archived'"
        ).fetchall()
    )
    for project_id, day in began_on(demonstration).items():
        first, last = _quarter(day), _quarter(archived.get(project_id, "2025-12-01"))
        expected = [quarter for quarter in ("2025Q1", "2025Q2", "2025Q3") if first <= quarter < last]
        assert [row[0] for row in demonstration.execute(query, (project_id,))] == expected, project_id


def _quarter(day: str) -> str:
    return quarter_of(date.fromisoformat(day))


def test_money_is_spent_little_by_little_within_the_budget(demonstration: sqlite3.Connection):
    found = rows(
        demonstration,
        "SELECT project_id, budget_yuan, spent_yuan FROM project_progress JOIN project ON project.id = project_id "
        "ORDER BY project_id, project_progress.id",
    )
    for before, after in zip(found, found[1:], strict=False):
        assert after["project_id"] != before["project_id"] or after["spent_yuan"] >= before["spent_yuan"]
    assert all(row["spent_yuan"] <= row["budget_yuan"] for row in found)


def test_every_target_has_its_measure_and_reports_hold_values(demonstration: sqlite3.Connection):
    without = "SELECT count(*) FROM project WHERE id NOT IN (SELECT project_id FROM project_target)"
    known = "SELECT sum(baseline IS NOT NULL), count(*) FROM project_target WHERE unit <> ''"
    assert demonstration.execute(without).fetchone() == (0,)
    with_baseline, total = demonstration.execute(known).fetchone()
    assert total > 85
    assert with_baseline > 0.9 * total
    reported = "SELECT count(DISTINCT project_id) FROM project_progress JOIN project_target_value ON progress_id = id"
    assert demonstration.execute(reported).fetchone() == (30,)


def test_some_steps_were_late_and_some_are_overdue(demonstration: sqlite3.Connection):
    query = "SELECT sum(done_on > due_on), sum(done_on <= due_on), sum(done_on IS NULL AND due_on < '2025-11-30') "
    late, in_time, overdue = demonstration.execute(query + "FROM milestone WHERE subject_kind = 'project'").fetchone()
    assert 15 < late < in_time
    assert 5 < overdue < 20


def test_one_quarter_was_reported_again(demonstration: sqlite3.Connection):
    query = "SELECT count(*) FROM project_progress WHERE sequence = 2"
    assert demonstration.execute(query).fetchone() == (1,)


def test_a_project_that_grew_from_a_suggestion_says_so_there(demonstration: sqlite3.Connection):
    query = (
        "SELECT count(*) FROM project p JOIN suggestion s ON s.id = p.suggestion_id JOIN suggestion_history h "
        "ON h.suggestion_id = s.id AND h.step = 'taken_up' AND h.reason = '转化为项目 ' || p.number "
        "WHERE s.conversion = 'project' AND p.established_on >= s.converted_on"
    )
    assert demonstration.execute(query).fetchone() == (28,)


def test_what_took_effect_says_what_came_of_it(demonstration: sqlite3.Connection):
    query = "SELECT state, min(length(effect)) > 20 FROM project GROUP BY state"
    found = dict(demonstration.execute(query).fetchall())
    assert {state for state, has_effect in found.items() if has_effect} == {"effective", "archived"}
