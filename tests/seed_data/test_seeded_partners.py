"""The rosters of the demonstration data: exactly so many people, everywhere, and nobody who exists."""

import sqlite3

import pytest

from glossary import PartnerKind


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (PartnerKind.OBSERVER, 1200),
        (PartnerKind.PLANNER, 38),
        (PartnerKind.INSTITUTION, 14),
        (PartnerKind.VOLUNTEER, 60),
    ],
)
def test_there_are_exactly_so_many(demonstration: sqlite3.Connection, kind: PartnerKind, expected: int):
    query = "SELECT count(*), count(DISTINCT number) FROM partner WHERE kind = ?"
    assert demonstration.execute(query, (kind.value,)).fetchone() == (expected, expected)


@pytest.mark.parametrize("kind", [PartnerKind.OBSERVER, PartnerKind.PLANNER, PartnerKind.VOLUNTEER])
def test_every_township_has_some(demonstration: sqlite3.Connection, kind: PartnerKind):
    query = "SELECT count(DISTINCT township_code) FROM partner WHERE kind = ?"
    assert demonstration.execute(query, (kind.value,)).fetchone() == (17,)


def test_everybody_knows_a_first_level_subject(demonstration: sqlite3.Connection):
    without = "SELECT count(*) FROM partner WHERE id NOT IN (SELECT partner_id FROM partner_skill)"
    below = "SELECT count(*) FROM partner_skill JOIN category ON code = category_code WHERE parent_code IS NOT NULL"
    assert demonstration.execute(without).fetchone() == (0,)
    assert demonstration.execute(below).fetchone() == (0,)


def test_no_phone_number_can_belong_to_anybody(demonstration: sqlite3.Connection):
    query = "SELECT count(*) FROM partner WHERE phone NOT LIKE '140%' OR length(phone) <> 11"
    twice = "SELECT phone FROM partner UNION ALL SELECT DISTINCT phone FROM personal_data"
    again = f"SELECT count(*) FROM (SELECT phone FROM ({twice}) GROUP BY phone HAVING count(*) > 1)"
    assert demonstration.execute(query).fetchone() == (0,)
    assert demonstration.execute(again).fetchone() == (0,)


def test_most_terms_run_some_end_soon_and_some_have_ended(demonstration: sqlite3.Connection):
    query = (
        "SELECT sum(term_to IS NULL OR term_to > '2026-01-29'), sum(term_to BETWEEN '2025-11-30' AND '2026-01-29'), "
        "sum(term_to < '2025-11-30') FROM partner"
    )
    running, ending, ended = demonstration.execute(query).fetchone()
    assert running > 1000
    assert ending > 100
    assert 20 < ended < 100


def test_each_has_the_first_entry_of_a_history(demonstration: sqlite3.Connection):
    query = (
        "SELECT count(*) FROM partner JOIN work_history ON subject_kind = 'partner' AND subject_id = id "
        "WHERE step = 'created' AND at = created_at AND json_extract(details, '$.number') = number"
    )
    assert demonstration.execute(query).fetchone() == (1312,)
