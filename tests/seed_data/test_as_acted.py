"""Seeded rows look the same as those the actions write: histories, to-dos, notes in suggestions, and who waits."""

import json
import re
import shutil
import sqlite3
from pathlib import Path

import pytest

from data_access.engine import connect
from tests.seed_data.bank_acted import do_everything
from tests.seed_data.bank_replay import rows

# What the actions did on the copy happened after the data end.
AFTER = "2025-11-30 16:00"


@pytest.fixture(scope="module")
def acted(demonstration_template: Path, tmp_path_factory: pytest.TempPathFactory):
    """A copy in which everything was done once more, by the real actions."""
    path = tmp_path_factory.mktemp("acted") / "acted.db"
    shutil.copy(demonstration_template, path)
    found = sqlite3.connect(path)
    query = (
        "SELECT number FROM suggestion WHERE nature = 'suggestion_proper' AND NOT confidential "
        "AND left_out_as IS NULL AND state = 'closed' AND id NOT IN (SELECT suggestion_id FROM idea_source) "
        "ORDER BY id LIMIT 6"
    )
    numbers = [row[0] for row in found.execute(query)]
    engine = connect(f"sqlite:///{path}")
    do_everything(engine, numbers)
    engine.dispose()
    yield found
    found.close()


def test_every_history_entry_holds_what_the_action_would_have_written(acted: sqlite3.Connection):
    seeded, written = set(), set()
    for row in rows(acted, "SELECT * FROM work_history WHERE subject_kind <> 'quarter'"):
        details = json.loads(row["details"])
        states = (row["from_state"] is None, row["to_state"] is None)
        shape = (row["subject_kind"], row["step"], *states, row["reason"] != "")
        kinds = {name: type(value).__name__ for name, value in details.items() if value is not None}
        told = (*shape, tuple(sorted(_loosely(row["step"], kinds).items())))
        (written if row["at"] >= AFTER else seeded).add(told)
    assert seeded <= written


def _loosely(step: str, kinds: dict) -> dict:
    """A target without a baseline, or a report without money, lacks what others have."""
    if step in ("target_set", "progress_reported"):
        return {name: kind for name, kind in kinds.items() if name not in ("baseline", "spent_yuan")}
    return kinds


def test_every_to_do_reads_as_the_action_would_have_written_it(acted: sqlite3.Connection):
    seeded, written = set(), set()
    for row in rows(acted, "SELECT * FROM to_do WHERE page NOT LIKE 'pages/evaluation/%'"):
        what = re.sub(r"(JDZ|XM)-\d+-\d+", "#", row["what"])
        beginning = re.split("[：对]|请您看", what)[0] if not row["account_id"] else "请您看"
        query, subject = (re.sub(r"\d+", "#", row[name]) for name in ("query", "subject"))
        subject = re.sub(r"answer:\w+", "answer:#", subject)
        who = (row["role"], row["account_id"] is None, row["department_code"] is None)
        told = (beginning, row["page"], query, subject, *who)
        (written if row["created_at"] >= AFTER else seeded).add(told)
    assert seeded <= written


def test_every_note_in_a_suggestion_reads_as_the_action_would_have_written_it(acted: sqlite3.Connection):
    query = "SELECT * FROM suggestion_history WHERE step = 'taken_up' OR reason LIKE '金点子 %' OR reason LIKE '%撤项%'"
    seeded, written = set(), set()
    for row in rows(acted, query):
        reason = re.sub(r"(JDZ|XM)-\d+-\d+", "#", row["reason"]).partition("：")[0]
        (written if row["at"] >= AFTER else seeded).add((row["step"], reason, row["from_state"] == row["to_state"]))
    assert len(seeded) >= 3
    assert seeded <= written


@pytest.mark.parametrize("kind", ["idea", "project"])
def test_versions_grow_by_the_same_steps(acted: sqlite3.Connection, kind: str):
    """Seeded or acted on: the same steps raise the version of an idea or a project."""
    for row in rows(acted, f"SELECT id, number, version FROM {kind}"):
        query = "SELECT step, details, at FROM work_history WHERE subject_kind = ? AND subject_id = ? ORDER BY sequence"
        entries = acted.execute(query, (kind, row["id"])).fetchall()
        assert (row["number"], row["version"]) == (row["number"], 1 + _raises(kind, entries))


def _raises(kind: str, entries: list[tuple[str, str, str]]) -> int:
    always = {"text_saved", "gate_decided", "moved", "moved_back", "departments_set", "reserved", "merged",
              "merged_from", "target_set", "review_finished", "review_revoked"}  # fmt: skip
    count = 0
    for (step, details, at), after in zip(entries, [*entries[1:], ("", "", "")], strict=True):
        if step in always:
            count += 1
        elif step == "milestone_set":
            count += "due_on" in json.loads(details)
        elif step in ("policy_linked", "project_created", "project_withdrawn"):
            # The move that follows in the same transaction counts for both.
            count += after[0] not in ("moved", "moved_back") or after[2] != at
        elif step == "source_added":
            # The first ones come with the idea itself.
            count += at != entries[0][2]
    return count


def test_what_waits_for_somebody_is_what_the_states_imply(demonstration: sqlite3.Connection):
    waiting = {
        "SELECT 'idea:' || id || ':collected' FROM idea WHERE state = 'collected'",
        "SELECT 'idea:' || idea_id || ':answer:' || department_code FROM idea_department d JOIN idea i "
        "ON i.id = idea_id WHERE i.state NOT IN ('retained', 'not_adopted') AND NOT EXISTS "
        "(SELECT 1 FROM idea_answer a WHERE a.idea_id = d.idea_id AND a.department_code = d.department_code)",
        "SELECT 'invitation:' || id FROM invitation WHERE state = 'invited'",
        "SELECT 'milestone:' || m.id FROM milestone m LEFT JOIN project p ON subject_kind = 'project' "
        "AND p.id = subject_id LEFT JOIN idea i ON subject_kind = 'idea' AND i.id = subject_id WHERE done_on IS NULL "
        "AND coalesce(p.state, i.state) NOT IN ('archived', 'withdrawn', 'retained', 'not_adopted')",
        "SELECT 'project:' || id || ':review' FROM project p WHERE state = 'under_review' AND NOT EXISTS "
        "(SELECT 1 FROM project_review r WHERE r.project_id = p.id AND revoked_at IS NULL)",
    }
    expected = {row[0] for query in waiting for row in demonstration.execute(query)}
    query = (
        "SELECT subject FROM to_do WHERE done_at IS NULL AND subject NOT LIKE 'comment:%' "
        "AND page NOT LIKE 'pages/evaluation/%'"
    )
    assert {row[0] for row in demonstration.execute(query)} == expected


def test_whoever_is_called_by_a_comment_and_has_not_answered_finds_it(demonstration: sqlite3.Connection):
    answered = (
        "SELECT 1 FROM comment later WHERE later.subject_kind = c.subject_kind AND later.subject_id = c.subject_id "
        "AND later.at > c.at AND later.by_account_id = j.value"
    )
    query = (
        "SELECT 'comment:' || c.id || ':account:' || j.value FROM comment c, json_each(c.mentions) j "
        f"WHERE NOT EXISTS ({answered})"
    )
    expected = {row[0] for row in demonstration.execute(query)}
    waiting = "SELECT subject FROM to_do WHERE done_at IS NULL AND subject LIKE 'comment:%' AND account_id = 5"
    assert {row[0] for row in demonstration.execute(waiting)} == expected
    assert len(expected) >= 3


def test_each_demonstration_account_that_works_on_ideas_has_something_to_do(demonstration: sqlite3.Connection):
    waits = (
        "SELECT count(*) FROM to_do WHERE done_at IS NULL AND role = ? AND (department_code IS NULL OR {}) "
        "AND page NOT LIKE 'pages/evaluation/%'"
    )
    its_own = waits.format("department_code = 'urban_management'")
    assert demonstration.execute(its_own, ("handler",)).fetchone()[0] >= 5
    assert demonstration.execute(waits.format("0"), ("coordinator",)).fetchone()[0] == 2
    assert demonstration.execute(waits.format("0"), ("project_manager",)).fetchone()[0] >= 10
