"""The seeded idea bank: so many ideas and projects in every state, each with what its state needs, as acted."""

import shutil
import sqlite3
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from actions import idea_rules, project_rules
from data_access import idea_facts, ideas, numbers, project_facts, schema, search
from data_access.engine import connect, reading, writing
from data_access.history import first_broken_link
from data_access.journal import first_broken_entry
from glossary import IdeaState, ProjectState, Role
from permissions import Person
from seed_data.bank.fill import PLANS, STORIES
from tests.seed_data.bank_replay import idea_moves, project_moves, rows, where_histories_end

MANAGER = Person(5, "manager", "沈若兰", Role.PROJECT_MANAGER)


def test_sixteen_ideas_are_adopted_and_every_other_state_has_some(demonstration: sqlite3.Connection):
    query = "SELECT state, count(*) FROM idea WHERE merged_into_id IS NULL GROUP BY state"
    assert dict(demonstration.execute(query).fetchall()) == {
        "banked": 5,
        "converted": 6,
        "effective": 5,
        "collected": 5,
        "refined": 4,
        "appraised": 5,
        "retained": 3,
        "not_adopted": 4,
    }


def test_forty_projects_are_in_every_state(demonstration: sqlite3.Connection):
    found = Counter(row[0] for row in demonstration.execute("SELECT state FROM project"))
    assert sum(found.values()) == 40
    assert set(found) == set(ProjectState)
    query = "SELECT count(idea_id), count(suggestion_id) FROM project"
    assert demonstration.execute(query).fetchone() == (12, 28)


@pytest.mark.parametrize(
    ("what", "query", "expected"),
    [
        ("topics of leaders", "SELECT count(*) FROM idea WHERE origin = 'leader' AND proposer_name = '邵文渊'", 3),
        ("merged ideas", "SELECT count(*) FROM idea WHERE merged_into_id = main_id AND main_id <> id", 2),
        ("texts waiting", "SELECT count(*) FROM idea_version WHERE set_aside AND settled_at IS NULL", 1),
        ("gates passed, failed, open", "SELECT count(DISTINCT gate) FROM idea", 3),
        ("policy documents", "SELECT count(*) FROM policy_link WHERE removed_at IS NULL", 4),
    ],
)
def test_the_bank_shows(demonstration: sqlite3.Connection, what: str, query: str, expected: int):
    assert demonstration.execute(query).fetchone()[0] == expected, what


def test_an_adopted_idea_says_what_it_costs_brings_and_who_answers(demonstration: sqlite3.Connection):
    query = (
        "SELECT count(*) FROM idea JOIN idea_version v ON v.idea_id = id AND v.sequence = text_sequence "
        "WHERE state IN ('banked', 'converted', 'effective') AND length(problem) > 60 AND length(proposal) > 60 "
        "AND length(benefit) > 15 AND v.cost_yuan > 0 AND banked_on IS NOT NULL AND (state <> 'effective' OR "
        "length(effect) > 30) AND EXISTS (SELECT 1 FROM idea_answer a WHERE a.idea_id = idea.id) "
        "AND EXISTS (SELECT 1 FROM opinion o WHERE o.idea_id = idea.id)"
    )
    assert demonstration.execute(query).fetchone() == (16,)


def test_every_story_ends_with_its_whole_text(demonstration: sqlite3.Connection):
    found = rows(demonstration, "SELECT * FROM idea_version JOIN idea ON id = idea_id AND sequence = text_sequence")
    told = {story.title: ("\n".join(story.problem), "\n".join(story.proposal), story.benefit) for story in STORIES}
    assert {row["title"]: (row["problem"], row["proposal"], row["benefit"]) for row in found} == told


def test_texts_have_up_to_six_versions_with_reasons_by_different_people(demonstration: sqlite3.Connection):
    counts = Counter(row[0] for row in demonstration.execute("SELECT idea_id FROM idea_version"))
    assert (min(counts.values()), max(counts.values())) == (1, 6)
    query = "SELECT count(*) FROM idea_version WHERE sequence > 1 AND length(reason) < 4"
    assert demonstration.execute(query).fetchone() == (0,)
    authors = "SELECT count(DISTINCT by_name) FROM idea_version GROUP BY idea_id HAVING count(*) >= 4"
    assert all(count >= 2 for (count,) in demonstration.execute(authors))


def test_who_is_not_adopted_gets_an_answer(demonstration: sqlite3.Connection):
    query = (
        "SELECT count(*) FROM idea JOIN idea_source s ON s.idea_id = idea.id JOIN suggestion_history h "
        "ON h.suggestion_id = s.suggestion_id AND h.step = 'changed' AND h.reason LIKE '金点子 ' || number || "
        "' 不采纳，答复建议人：%' WHERE state = 'not_adopted'"
    )
    behind = "SELECT count(*) FROM idea JOIN idea_source s ON s.idea_id = idea.id WHERE state = 'not_adopted'"
    assert demonstration.execute(query).fetchone() == demonstration.execute(behind).fetchone()
    assert demonstration.execute(behind).fetchone()[0] >= 12


def test_sources_fit_are_open_to_everybody_and_say_so(demonstration: sqlite3.Connection):
    query = (
        "SELECT s.nature, s.confidential, s.left_out_as, substr(s.category_code, 1, instr(s.category_code, '.') - 1) "
        "= substr(i.category_code, 1, instr(i.category_code, '.') - 1) AS fits, x.added_at >= s.received_at AS later, "
        "EXISTS (SELECT 1 FROM suggestion_history h WHERE h.suggestion_id = s.id AND h.step = 'taken_up' "
        "AND h.reason = '列为金点子 ' || i.number || ' 的来源' AND h.at = x.added_at) AS said "
        "FROM idea_source x JOIN suggestion s ON s.id = x.suggestion_id JOIN idea i ON i.id = x.idea_id"
    )
    found = Counter(tuple(row) for row in demonstration.execute(query))
    assert set(found) == {("suggestion_proper", 0, None, 1, 1, 1)}
    assert sum(found.values()) > 130


def test_every_idea_has_what_its_state_needs(engine_of_template: Engine):
    with reading(engine_of_template) as connection:
        found = list(connection.execute(select(schema.idea.c.number)).scalars())
        for number in found:
            idea = ideas.lock(connection, number=number, by=MANAGER)
            facts = idea_rules.Facts(**idea_facts.read(connection, idea))
            assert (number, idea_rules.lacking(idea.state, facts)) == (number, [])
    assert len(found) == len(STORIES)


def test_every_project_has_what_its_state_needs(engine_of_template: Engine):
    table = schema.project
    with reading(engine_of_template) as connection:
        found = connection.execute(select(table.c.id, table.c.number, table.c.state)).all()
        for row in found:
            facts = project_rules.Facts(**project_facts.read(connection, row.id))
            assert (row.number, project_rules.lacking(ProjectState(row.state), facts)) == (row.number, [])
    assert len(found) == len(PLANS) + 12


def test_ideas_went_step_by_step_and_had_each_time_what_the_step_needs(demonstration: sqlite3.Connection):
    moves = list(idea_moves(demonstration))
    for move in moves:
        before, after = IdeaState(move.before), IdeaState(move.after)
        assert after in idea_rules.MOVES[before], move
        assert (move.number, idea_rules.lacking(after, move.facts)) == (move.number, [])
        assert move.reason or not idea_rules.is_backward(before, after), move
    assert len(moves) > 90
    states = dict(demonstration.execute("SELECT id, state FROM idea").fetchall())
    assert where_histories_end(demonstration, "idea") == states


def test_projects_went_step_by_step_and_had_each_time_what_the_step_needs(demonstration: sqlite3.Connection):
    moves = list(project_moves(demonstration))
    for move in moves:
        before, after = ProjectState(move.before), ProjectState(move.after)
        assert after in project_rules.MOVES[before], move
        assert (move.number, project_rules.lacking(after, move.facts)) == (move.number, [])
        assert move.reason or not project_rules.is_backward(before, after), move
    assert len(moves) > 90
    states = dict(demonstration.execute("SELECT id, state FROM project").fetchall())
    assert where_histories_end(demonstration, "project") == states


def test_every_chain_of_the_bank_is_intact(engine_of_template: Engine):
    assert first_broken_entry(engine_of_template) is None
    assert first_broken_link(engine_of_template) is None


def test_the_histories_run_forwards_and_end_with_the_data(demonstration: sqlite3.Connection):
    query = (
        "SELECT count(*) FROM work_history later JOIN work_history earlier USING (subject_kind, subject_id) "
        "WHERE earlier.sequence = later.sequence - 1 AND later.at < earlier.at"
    )
    assert demonstration.execute(query).fetchone() == (0,)
    for table, column in (("work_history", "at"), ("comment", "at"), ("to_do", "created_at"), ("to_do", "done_at")):
        latest = demonstration.execute(f"SELECT max({column}) FROM {table}").fetchone()[0]
        assert latest < "2025-11-30 16:00", table


def test_everything_is_done_on_working_days_within_office_hours(demonstration: sqlite3.Connection):
    query = (
        "SELECT count(*) FROM work_history JOIN calendar_day ON day = date(at, '+8 hours') "
        "WHERE subject_kind <> 'partner' AND NOT working"
    )
    clock = "SELECT min(time(at, '+8 hours')), max(time(at, '+8 hours')) FROM work_history"
    assert demonstration.execute(query).fetchone() == (0,)
    earliest, latest = demonstration.execute(clock).fetchone()
    assert earliest >= "08:30:00"
    assert latest < "17:30:00"


def test_numbers_go_on_after_the_seeded_ones(demonstration_template: Path, tmp_path: Path):
    path = tmp_path / "copy.db"
    shutil.copy(demonstration_template, path)
    engine = connect(f"sqlite:///{path}")
    series = {"JDZ-2025-": schema.idea, "XM-2025-": schema.project, "GC-": schema.partner, "GH-": schema.partner}
    series |= {"JG-": schema.partner, "ZY-": schema.partner}
    with writing(engine) as connection:
        found = [numbers.next_number(connection, of=table, prefix=prefix) for prefix, table in series.items()]
    engine.dispose()
    assert found == ["JDZ-2025-0040", "XM-2025-0041", "GC-1201", "GH-0039", "JG-0015", "ZY-0061"]


def test_numbers_follow_the_order_of_time(demonstration: sqlite3.Connection):
    for table, prefix in (("idea", "JDZ"), ("project", "XM")):
        found = [row[0] for row in demonstration.execute(f"SELECT number FROM {table} ORDER BY created_at, id")]
        assert found == [f"{prefix}-2025-{position:04d}" for position in range(1, len(found) + 1)]


def test_seeded_ideas_are_found_by_their_words(engine_of_template: Engine):
    found = search.find_ideas(engine_of_template, reader=MANAGER, query="加装电梯", limit=5)
    assert found.frame["title"].tolist()[0] == "老旧小区加装电梯“一张表”联办"
