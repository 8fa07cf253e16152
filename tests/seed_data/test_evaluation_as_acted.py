"""Seeded rows of the 三评 look the same as those the actions write: histories, to-dos, every column of every table."""

import json
import re
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from data_access.engine import connect, writing
from data_access.installation import AS_OF
from data_access.schema import installation
from tests.seed_data.bank_replay import rows
from tests.seed_data.evaluation_acted import do_everything

AFTER = "2026-01-01"
OF_QUARTER = "quarter_id IN (SELECT id FROM evaluation_quarter WHERE quarter {} '2026Q1')"
ASSIGNED = "assignment_id IN (SELECT id FROM review_assignment WHERE " + OF_QUARTER + ")"
REVIEWED = "review_id IN (SELECT id FROM expert_review WHERE " + ASSIGNED + ")"
ASSESSED = "assessment_id IN (SELECT id FROM assessment WHERE " + OF_QUARTER + ")"
RATED = "rating_id IN (SELECT id FROM citizen_rating WHERE " + OF_QUARTER + ")"
TABLES = {
    **dict.fromkeys(
        ("evaluation_project", "review_panel", "review_round", "round_project", "review_assignment", "assessment",
         "self_assessment", "leader_comment", "rating_batch", "citizen_rating", "rating_invitation",
         "evaluation_snapshot"), OF_QUARTER),
    "evaluation_quarter": "quarter {} '2026Q1'",
    "expert_review": ASSIGNED,
    "expert_mark": REVIEWED,
    "review_question": REVIEWED,
    "assessment_value": ASSESSED,
    "assessment_objection": ASSESSED,
    "rating_hold": RATED,
}  # fmt: skip


@pytest.fixture(scope="module")
def acted(demonstration_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """A copy in which one more quarter, after the day the demonstration stands on, was done by real actions."""
    path = tmp_path_factory.mktemp("evaluation_acted") / "acted.db"
    shutil.copy(demonstration_template, path)
    engine = connect(f"sqlite:///{path}")
    with writing(engine) as connection:
        connection.execute(installation.delete().where(installation.c.key == AS_OF))
    do_everything(engine)
    engine.dispose()
    found = sqlite3.connect(path)
    yield found
    found.close()


def test_every_history_entry_holds_what_the_action_would_have_written(acted: sqlite3.Connection):
    seeded, written = set(), set()
    for row in rows(acted, "SELECT * FROM work_history WHERE subject_kind = 'quarter'"):
        details = json.loads(row["details"])
        kinds = sorted((name, type(value).__name__) for name, value in details.items() if value is not None)
        # Most departments' people have no account in the demonstration.
        own = ["by_account_id"] if row["step"] not in ("self_assessed", "objected") else []
        nothing = tuple(row[name] is None for name in ("from_state", "to_state", *own))
        (written if row["at"] >= AFTER else seeded).add((row["step"], *nothing, row["reason"] != "", tuple(kinds)))
    assert len(seeded) > 25
    assert seeded <= written


def test_every_to_do_reads_as_the_action_would_have_written_it(acted: sqlite3.Connection):
    seeded, written = set(), set()
    for row in rows(acted, "SELECT * FROM to_do WHERE page LIKE 'pages/evaluation/%'"):
        told = [
            re.sub(r"\d+(\.\d+)?|回避|[专三]评权重待确认：.*", "#", row[name]) for name in ("what", "query", "subject")
        ]
        what = re.sub(r"：\w+# XM-#-#（\w+、?\w*）|：.{2,4}#", "：#", told[0])
        about = (re.sub(r"（.*?）", "", what), *told[1:2], re.sub(r":[a-z_]+$", ":#", told[2]))
        who = (row["role"], row["account_id"] is None, row["department_code"] is None, row["due_on"] is None)
        (written if row["created_at"] >= AFTER else seeded).add((row["page"], *about, *who))
    assert len(seeded) >= 8
    assert seeded <= written


@pytest.mark.parametrize("table", TABLES)
def test_every_column_holds_the_kinds_of_values_the_action_would_have_stored(acted: sqlite3.Connection, table: str):
    seeded, written = (_kinds(acted, table, comparison) for comparison in ("<>", "="))
    assert seeded
    assert written
    for column, kinds in seeded.items():
        assert (table, column, kinds - written[column]) == (table, column, set())


def _kinds(connection: sqlite3.Connection, table: str, comparison: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in rows(connection, f"SELECT * FROM {table} WHERE {TABLES[table].format(comparison)}"):
        for name in row.keys():  # noqa: SIM118 - a row is no mapping
            value = row[name]
            shape = re.sub(r"\d", "9", value) if name.endswith(("_at", "_on", "at")) and value else ""
            found.setdefault(name, set()).add(f"{type(value).__name__} {shape}".strip())
    return found
