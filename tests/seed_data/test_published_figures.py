"""The published figures come out of the definitions: plain SQL and arithmetic, none of the product's own."""

import sqlite3
from collections import defaultdict
from datetime import date, timedelta

import chinese_calendar
import pytest

COHORT = (
    "accepted_on <= :as_of AND (left_out_on IS NULL OR left_out_on > :as_of) "
    "AND received_on >= :start AND received_on < :end"
)
IN_2025 = {"as_of": "2025-11-30", "start": "2025-01-01", "end": "2025-12-01"}
IN_2024 = {"as_of": "2024-11-30", "start": "2024-01-01", "end": "2024-12-01"}
PROPER = " AND nature = 'suggestion_proper'"
SIXTY_DAYS = 60 * 390


def test_1562_suggestions_of_which_1534_are_completed(demonstration: sqlite3.Connection):
    query = f"SELECT count(*), sum(completed_on <= :as_of) FROM suggestion WHERE {COHORT}{PROPER}"
    assert demonstration.execute(query, IN_2025).fetchone() == (1562, 1534)


@pytest.mark.parametrize("nature", [PROPER, ""])
def test_zaoshi_zaoban_is_on_time_for_96_2_percent(demonstration: sqlite3.Connection, nature: str):
    query = (
        "SELECT sum(coalesce(completed_on <= due_on, 0)), count(*) FROM suggestion "
        f"WHERE {COHORT}{nature} AND channel_code = 'zaoshi_zaoban' AND due_on < :as_of"
    )
    on_time, due = demonstration.execute(query, IN_2025).fetchone()
    assert due >= 200
    assert f"{100 * on_time / due:.1f}" == "96.2"


def test_95_percent_of_the_year_before_were_completed_by_then(demonstration: sqlite3.Connection):
    query = f"SELECT count(*), sum(coalesce(completed_on <= :as_of, 0)) FROM suggestion WHERE {COHORT}{PROPER}"
    total, completed = demonstration.execute(query, IN_2024).fetchone()
    assert 0.94 < completed / total < 0.965


def test_smart_dispatch_saves_30_percent_of_the_time(demonstration: sqlite3.Connection):
    before, after = (strata(demonstration, period) for period in (IN_2024, IN_2025))
    common = before.keys() & after.keys()
    total = sum(len(before[stratum]) for stratum in common)
    means = [
        sum(len(before[stratum]) / total * restricted_mean(group[stratum]) for stratum in common)
        for group in (before, after)
    ]
    assert 29.95 <= 100 * (1 - means[1] / means[0]) <= 30.04


def test_dispatch_became_smart_with_2025(demonstration: sqlite3.Connection):
    query = (
        "SELECT substr(received_on, 1, 4), group_concat(DISTINCT dispatch) FROM suggestion "
        "WHERE channel_code = 'zao_canyu' AND dispatch IS NOT NULL GROUP BY 1 ORDER BY 1"
    )
    assert demonstration.execute(query).fetchall() == [("2024", "manual"), ("2025", "smart")]


def strata(demonstration: sqlite3.Connection, period: dict[str, str]) -> dict[tuple, list[tuple[int, bool]]]:
    """Tier and first-level category → handling times in minutes and whether they had ended."""
    query = (
        "SELECT tier, coalesce(parent_code, code), received_minute, completed_minute, completed_on <= :as_of "
        "FROM suggestion LEFT JOIN category ON code = category_code "
        f"WHERE {COHORT}{PROPER} AND channel_code = 'zao_canyu'"
    )
    end = clock_at_end_of(date.fromisoformat(period["as_of"]))
    groups = defaultdict(list)
    for tier, category, received, completed, is_done in demonstration.execute(query, period):
        groups[tier, category].append(((completed if is_done else end) - received, bool(is_done)))
    return {stratum: times for stratum, times in groups.items() if None not in stratum}


def clock_at_end_of(day: date) -> int:
    first = date(2004, 1, 1)
    every = (first + timedelta(days=offset) for offset in range((day - first).days + 1))
    return 390 * sum(chinese_calendar.is_workday(one) for one in every)


def restricted_mean(times: list[tuple[int, bool]]) -> float:
    """The area under the Kaplan–Meier curve up to sixty working days."""
    survival, area, last = 1.0, 0.0, 0
    for time in sorted({time for time, ended in times if ended and time < SIXTY_DAYS}):
        area += survival * (time - last)
        at_risk = sum(one >= time for one, _ in times)
        survival *= 1 - sum(ended and one == time for one, ended in times) / at_risk
        last = time
    return area + survival * (SIXTY_DAYS - last)
