"""The demonstration data are complete, consistent and the same every time."""

import hashlib
import sqlite3
from collections import Counter
from datetime import date, timedelta
from statistics import median

import numpy as np
import pytest
from argon2 import PasswordHasher
from sqlalchemy import Engine, select

from data_access import schema
from data_access.answers import is_substantive
from data_access.calendar import working_calendar
from data_access.engine import reading
from data_access.history import first_broken_link
from glossary import Channel, FollowUpResult, Nature, Role
from seed_data.actors import DEMONSTRATION_PASSWORD, Actors
from seed_data.calibration import calibrate
from seed_data.cases import lives
from seed_data.days import Days
from seed_data.load import SEED, load_demonstration
from seed_data.plan import plan
from seed_data.topics import TOPICS


@pytest.mark.parametrize(
    ("table", "condition", "expected"),
    [
        ("channel", "1", 12),
        ("township", "1", 17),
        ("department", "1", 37),
        ("category", "parent_code IS NULL", 10),
        ("category", "parent_code IS NOT NULL", 64),
        ("station", "1", 37),
        ("collector", "1", 74),
        ("suggestion", "1", 40_000),
        ("suggestion_text", "length(title) > 4 AND length(content) > 8", 40_000),
        ("personal_data", "1", 40_000),
        ("partner", "1", 1312),
        ("idea", "1", 39),
        ("project", "1", 40),
    ],
)
def test_tables_are_filled(demonstration: sqlite3.Connection, table: str, condition: str, expected: int):
    found = demonstration.execute(f"SELECT count(*) FROM {table} WHERE {condition}").fetchone()[0]
    assert found == expected


@pytest.mark.parametrize(
    ("column", "vocabulary"),
    [("channel_code", Channel), ("nature", Nature), ("followup_result", FollowUpResult)],
)
def test_every_term_occurs(demonstration: sqlite3.Connection, column: str, vocabulary: type):
    query = f"SELECT DISTINCT {column} FROM suggestion WHERE {column} IS NOT NULL"
    assert {row[0] for row in demonstration.execute(query)} == set(vocabulary)


def test_it_says_that_it_is_a_demonstration(demonstration: sqlite3.Connection):
    noted = dict(demonstration.execute("SELECT key, value FROM installation"))
    assert noted["demonstration"] == "1"
    assert noted["as_of"] == "2025-11-30"


def test_there_is_one_account_per_role_with_the_common_password(demonstration: sqlite3.Connection):
    query = "SELECT role, password_hash, demonstration, must_change_password FROM account WHERE demonstration"
    accounts = demonstration.execute(query).fetchall()
    assert sorted(account[0] for account in accounts) == sorted(Role)
    assert {account[2:] for account in accounts} == {(1, 0)}
    (shared,) = {account[1] for account in accounts}
    assert PasswordHasher().verify(shared, DEMONSTRATION_PASSWORD)


def test_nothing_happens_after_the_day_the_data_end(demonstration: sqlite3.Connection):
    latest = demonstration.execute("SELECT max(at) FROM suggestion_history").fetchone()[0]
    assert latest < "2025-11-30 16:00"  # midnight in Asia/Shanghai


def test_every_chain_is_intact(engine_of_template: Engine):
    assert first_broken_link(engine_of_template) is None


def test_a_merged_suggestion_names_the_one_it_went_into(demonstration: sqlite3.Connection):
    query = (
        "SELECT reason FROM suggestion_history WHERE step = 'merged' AND EXISTS (SELECT 1 FROM suggestion WHERE "
        "number = substr(reason, instr(reason, '并入') + 2, 11))"
    )
    assert len(demonstration.execute(query).fetchall()) > 250


def test_times_never_run_backwards(demonstration: sqlite3.Connection):
    query = (
        "SELECT count(*) FROM suggestion_history later JOIN suggestion_history earlier "
        "ON earlier.suggestion_id = later.suggestion_id AND earlier.sequence = later.sequence - 1 "
        "WHERE later.at < earlier.at OR later.from_state IS NOT earlier.to_state"
    )
    assert demonstration.execute(query).fetchone()[0] == 0


@pytest.mark.parametrize(
    ("column", "step"),
    [
        ("accepted_on", "accepted"),
        ("assigned_on", "assigned"),
        ("signed_on", "signed"),
        ("returned_on", "returned"),
        ("extended_on", "extended"),
        ("answered_on", "answered"),
        ("completed_on", "completed"),
        ("redone_on", "redo"),
        ("followed_up_on", "followed_up"),
        ("closed_on", "closed"),
    ],
)
def test_every_milestone_has_its_step_on_that_day(demonstration: sqlite3.Connection, column: str, step: str):
    query = (
        f"SELECT count(*) FROM suggestion WHERE {column} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "
        "suggestion_history WHERE suggestion_id = suggestion.id AND step = :step "
        f"AND date(at, '+8 hours') = {column})"
    )
    assert demonstration.execute(query, {"step": step}).fetchone()[0] == 0


def test_every_answer_says_something(demonstration: sqlite3.Connection):
    query = "SELECT content FROM suggestion_answer GROUP BY content ORDER BY length(content) LIMIT 200"
    assert all(is_substantive(content, 20) for (content,) in demonstration.execute(query))


def test_nobody_approves_an_own_answer(demonstration: sqlite3.Connection):
    query = (
        "SELECT count(*) FROM suggestion_history done JOIN suggestion_history answer "
        "ON answer.suggestion_id = done.suggestion_id AND answer.sequence = done.sequence - 1 "
        "WHERE done.step = 'completed' AND (answer.step <> 'answered' OR answer.by_name = done.by_name)"
    )
    assert demonstration.execute(query).fetchone()[0] == 0


def test_the_state_is_where_the_history_ended(demonstration: sqlite3.Connection):
    query = (
        "SELECT count(*) FROM suggestion JOIN suggestion_history ON suggestion_id = id "
        "AND sequence = suggestion.version WHERE to_state = state"
    )
    assert demonstration.execute(query).fetchone()[0] == 40_000


def test_clocks_and_due_dates_are_those_of_the_calendar(engine_of_template: Engine):
    table, calendar = schema.suggestion, working_calendar(engine_of_template)
    with reading(engine_of_template) as connection:
        found = connection.execute(select(table).where(table.c.id % 37 == 0)).all()
    hours = timedelta(hours=8)
    limits = {"immediate": 2, "time_limited": 10, "study": 30}
    for row in found:
        received = row.received_at + hours
        assert row.received_on == received.date()
        assert row.received_minute == calendar.clock(received)
        if row.tier:
            assert row.first_due_on == calendar.due_on(received, limits[row.tier])
        if row.answered_at:
            assert row.answer_working_days == calendar.working_days_taken(received, row.answered_on)
        if row.completed_at:
            assert row.completed_minute == calendar.clock(row.completed_at + hours)
            assert row.completed_on == (row.completed_at + hours).date()


def test_numbers_are_sequential_in_each_year(demonstration: sqlite3.Connection):
    for year in ("2024", "2025"):
        query = "SELECT number FROM suggestion WHERE substr(received_on, 1, 4) = ? ORDER BY received_at, id"
        numbers = [row[0] for row in demonstration.execute(query, (year,))]
        assert numbers == [f"{year}-{position:06d}" for position in range(1, len(numbers) + 1)]


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.keyword)
def test_each_of_the_sixteen_topics_bursts(demonstration: sqlite3.Connection, topic):
    query = (
        "SELECT received_on FROM suggestion JOIN suggestion_text ON suggestion_id = id "
        "WHERE title LIKE ? AND (nature IS NULL OR nature <> 'report')"
    )
    days = [date.fromisoformat(row[0]) for row in demonstration.execute(query, (f"%{topic.keyword}%",))]
    weeks = Counter((day - date(2024, 1, 1)).days // 7 for day in days)
    first = (topic.starts - date(2024, 1, 1)).days // 7
    usual = median(weeks[week] for week in range(100))
    assert len(TOPICS) == 16
    assert all(weeks[first + week] >= 3 * max(usual, 1) for week in range(len(topic.weekly)))


def test_a_second_plan_with_the_same_seed_is_the_same(engine_of_template: Engine):
    days, generator = Days(working_calendar(engine_of_template)), np.random.default_rng(SEED)
    cases = plan(days, generator)
    calibrate(cases, days, generator)
    again = [life.columns["completed_minute"] for _, life, _ in lives(cases.head(5000), days, Actors())]
    table = schema.suggestion
    with reading(engine_of_template) as connection:
        stored = connection.execute(
            select(table.c.received_minute, table.c.completed_minute).order_by(table.c.id)
        ).all()
    assert cases["received_minute"].tolist() == [row.received_minute for row in stored]
    assert again == [row.completed_minute for row in stored[:5000]]


def test_postgresql_holds_the_same_rows(engine_of_template: Engine, postgres_engine: Engine):
    load_demonstration(postgres_engine)
    suggestions = (schema.suggestion, schema.suggestion_text, schema.suggestion_history, schema.personal_data)
    bank = (schema.partner, schema.idea, schema.idea_version, schema.project, schema.work_history, schema.to_do)
    three = (schema.review_assignment, schema.expert_mark, schema.citizen_rating, schema.rating_hold)
    three += (schema.assessment_value, schema.evaluation_quarter, schema.evaluation_snapshot)
    for table in (*suggestions, *bank, *three):
        assert digest(postgres_engine, table) == digest(engine_of_template, table)


def digest(engine: Engine, table) -> str:
    """SHA-256 over every row of a table in order of its key."""
    total = hashlib.sha256()
    with reading(engine) as connection:
        for row in connection.execute(select(table).order_by(*table.primary_key.columns)):
            total.update(repr(tuple(row)).encode())
    return total.hexdigest()
