"""The seeded 三评: three published quarters that can be verified, one open with work left, and what each is to show."""

import sqlite3

import pandas as pd
import pytest
from sqlalchemy import Engine

from actions import evaluation, expert_reviews, publications, review_figures
from actions.evaluation import Evaluated
from actions.review_conflicts import conflicts
from data_access import evaluation_quarters, review_panels, review_rounds
from data_access.engine import reading
from data_access.journal import first_broken_entry
from glossary import QuarterState, ReviewState, Role
from permissions import Person
from seed_data.evaluation.roster import JUDGES
from seed_data.evaluation.terms import TERMS
from working_time import local

LEADER = Person(1, "leader", "邵文渊", Role.LEADER)
COORDINATOR = Person(6, "coordinator", "秦书怡", Role.COORDINATOR)
EXPERT = Person(7, "expert", "陆明哲", Role.EXPERT)
PUBLISHED, OPEN = ("2025Q1", "2025Q2", "2025Q3"), "2025Q4"


@pytest.fixture(scope="module")
def third(engine_of_template: Engine) -> Evaluated:
    return evaluation.results(engine_of_template, quarter="2025Q3", by=LEADER)


def test_three_quarters_are_published_and_one_is_open(engine_of_template: Engine):
    found = {each.quarter: each.state for each in evaluation_quarters.every_quarter(engine_of_template)}
    assert found == {**dict.fromkeys(PUBLISHED, QuarterState.PUBLISHED), OPEN: QuarterState.OPEN}


@pytest.mark.parametrize("quarter", PUBLISHED)
def test_each_seal_is_intact_repeatable_and_current(engine_of_template: Engine, quarter: str):
    found = publications.verify(engine_of_template, quarter=quarter, sequence=1, by=LEADER)
    assert (found.intact, found.repeatable, found.current) == (True, True, True)


def test_every_history_is_intact_and_runs_forwards(engine_of_template: Engine):
    assert first_broken_entry(engine_of_template) is None


def test_there_are_thirty_experts_of_whom_one_is_the_demonstration_account(demonstration: sqlite3.Connection):
    query = (
        "SELECT count(*), sum(demonstration), count(DISTINCT name), min(length(unit)), min(length(field)) "
        "FROM account JOIN expert ON account_id = id WHERE role = 'expert' AND active"
    )
    count, ours, names, unit, field = demonstration.execute(query).fetchone()
    assert (count, ours, names) == (30, 1, 30)
    assert unit >= 4
    assert field >= 4


def test_nobody_reviews_where_an_interest_was_known(engine_of_template: Engine):
    with reading(engine_of_template) as connection:
        for term in TERMS:
            quarter = evaluation_quarters.find(connection, term.quarter)
            seats, roster = review_panels.assignments(connection, quarter), review_panels.roster(connection)
            numbers, on = (
                list(evaluation_quarters.projects_of(connection, quarter)["number"]),
                pd.Timestamp(term.seated),
            )
            known = conflicts(connection, quarter, experts=roster, projects=numbers, on=on.date())
            standing = seats[seats["recused_at"].isna()]
            pairs = set(zip(standing["account_id"], standing["project"], strict=True))
            employed = {pair for pair, each in known.items() if each.relation.value in ("own_unit", "department",
                                                                                      "former_employer")}  # fmt: skip
            assert employed
            assert not pairs & employed


def test_a_third_round_is_about_the_projects_that_still_moved(engine_of_template: Engine):
    sizes = []
    with reading(engine_of_template) as connection:
        for name in PUBLISHED:
            quarter = evaluation_quarters.find(connection, name)
            numbers = evaluation_quarters.projects_of(connection, quarter).set_index("project_id")["number"]
            third = [numbers[each] for each in review_rounds.projects_in_round(connection, quarter, 3)]
            assert sorted(third) == review_figures.unstable(connection, quarter, 2)
            sizes.append(len(third))
    assert sizes[0] > 0
    assert sizes[2] > 0


@pytest.mark.parametrize("quarter", PUBLISHED)
def test_the_spread_within_panels_falls_from_the_first_to_the_second_round(engine_of_template: Engine, quarter: str):
    figures = review_figures.round_figures(engine_of_template, quarter=quarter, number=2, by=COORDINATOR)
    spread = figures.spread.pivot(index="panel", columns="round", values="iqr")
    assert (spread[2] < spread[1]).all()


def test_harsh_and_mild_experts_are_told_apart(third: Evaluated):
    severity = third.results.severity.experts["severity"]
    assert severity.min() < -4
    assert severity.max() > 4


def test_one_expert_gives_everything_the_same_mark(engine_of_template: Engine):
    figures = review_figures.round_figures(engine_of_template, quarter="2025Q3", number=1, by=COORDINATOR)
    assert figures.same_marks["score"].tolist() == [80.0]


def test_marks_of_a_pair_recused_afterwards_count_no_more(demonstration: sqlite3.Connection, third: Evaluated):
    query = (
        "SELECT number FROM review_assignment a JOIN expert_review r ON r.assignment_id = a.id JOIN project p "
        "ON p.id = a.project_id WHERE quarter_id = 3 AND recused_at IS NOT NULL AND NOT abstained"
    )
    ((number,),) = demonstration.execute(query).fetchall()
    assert third.results.experts.loc[number, "recused"] == 1


def test_citizens_contradict_the_experts_about_one_project(third: Evaluated):
    found = third.results.contradictions
    of_experts = found[(found["high_source"] == "experts") & (found["low_source"] == "citizens")]
    assert of_experts.iloc[:, :5].to_numpy().tolist() == [
        ["XM-2025-0003", "experts", "excellent", "citizens", "qualified"]
    ]


def test_two_hundred_votes_from_three_devices_move_nothing(demonstration: sqlite3.Connection, third: Evaluated):
    citizens = third.results.citizens.loc["XM-2025-0028"]
    assert citizens["held"] == 200
    assert citizens["raw_with_held"] > citizens["raw"] + 3
    query = (
        "SELECT count(DISTINCT device_key), count(DISTINCT person_key), min(note), max(note) FROM citizen_rating r "
        "JOIN rating_hold h ON h.rating_id = r.id WHERE r.held"
    )
    devices, people, *notes = demonstration.execute(query).fetchone()
    assert (devices, people) == (3, 200)
    assert "系统自动检查" in notes


def test_what_a_person_let_out_of_quarantine_counts(demonstration: sqlite3.Connection):
    query = (
        "SELECT count(*) FROM rating_hold h JOIN citizen_rating r ON r.id = rating_id WHERE NOT h.held AND NOT r.held"
    )
    assert demonstration.execute(query).fetchone() == (4,)


def test_sources_are_missing_few_took_part_and_one_assessment_is_incomplete(third: Evaluated):
    results = third.results
    assert results.composites["missing"].replace("", None).dropna().to_dict() == {
        "XM-2025-0025": "citizens",
        "XM-2025-0032": "third_party",
    }
    few = results.citizens["too_few"]
    assert few.index[few].tolist() == ["XM-2025-0019", "XM-2025-0025", "XM-2025-0027"]
    incomplete = results.third_party["incomplete"]
    assert incomplete.index[incomplete].tolist() == ["XM-2025-0032"]
    assert results.citizens.loc["XM-2025-0031", "raters"] == 3
    assert results.third_party.loc["XM-2025-0015", "late"] == 1
    assert results.composites["vetoed"].sum() == 1


def test_weights_are_unapproved_at_first_and_approved_from_the_third_quarter_on(engine_of_template: Engine):
    found = [evaluation.results(engine_of_template, quarter=each, by=LEADER).weights for each in (*PUBLISHED, OPEN)]
    assert [each.approved_by_name for each in found] == [None, None, "邵文渊", "邵文渊"]


def test_the_demonstration_expert_has_work_left(engine_of_template: Engine):
    work = expert_reviews.assigned(engine_of_template, by=EXPERT)
    states = work.projects["state"].value_counts().to_dict()
    expected = {ReviewState.SUBMITTED: 4, ReviewState.WAITING: 3, ReviewState.RECUSED: 1}
    assert {state.value: count for state, count in expected.items()}.items() <= states.items()
    assert states[ReviewState.UNDECLARED.value] >= 3


def test_no_mark_of_the_open_round_is_read(engine_of_template: Engine):
    found = evaluation.results(engine_of_template, quarter=OPEN, by=LEADER)
    assert found.results.experts["n"].sum() == 0
    assert found.results.citizens["raters"].sum() > 300


def test_each_who_works_on_the_evaluation_has_something_to_do(demonstration: sqlite3.Connection):
    query = (
        "SELECT count(*) FROM to_do WHERE done_at IS NULL AND page LIKE 'pages/evaluation/%' AND "
        "(account_id = ? OR role = ? AND coalesce(department_code, 'urban_management') = 'urban_management')"
    )
    for account, role in ((7, "expert"), (8, "assessor"), (6, "coordinator"), (3, "handler"), (1, "leader")):
        assert demonstration.execute(query, (account, role)).fetchone()[0] >= 1, role


def test_nothing_is_left_to_do_in_a_published_quarter_but_the_unapproved_weights(demonstration: sqlite3.Connection):
    query = "SELECT subject FROM to_do WHERE done_at IS NULL AND page LIKE 'pages/evaluation/%' AND query NOT LIKE ?"
    assert demonstration.execute(query, ("quarter=2025Q4%",)).fetchall() == [("weights:1",)]


def test_objections_were_upheld_corrected_and_one_waits(demonstration: sqlite3.Connection):
    found = demonstration.execute("SELECT outcome, count(*) FROM assessment_objection GROUP BY outcome").fetchall()
    assert dict(found) == {None: 1, "upheld": 2, "corrected": 1}


def test_ratings_are_of_days_of_their_quarter(demonstration: sqlite3.Connection):
    query = (
        "SELECT count(*) FROM citizen_rating r JOIN evaluation_quarter q ON q.id = quarter_id "
        "WHERE rated_on > ratings_until OR rated_at > recorded_at OR rated_on <> date(rated_at, '+8 hours')"
    )
    assert demonstration.execute(query).fetchone() == (0,)


def test_experts_judge_in_their_own_words(demonstration: sqlite3.Connection):
    count, different, commented = demonstration.execute(
        "SELECT count(*), count(DISTINCT comment), sum(comment <> '') FROM expert_review WHERE NOT abstained"
    ).fetchone()
    assert different > 0.3 * count
    assert commented > 0.6 * count
    unexplained = "SELECT count(*) FROM expert_review WHERE abstained AND length(abstain_reason) < 6"
    assert demonstration.execute(unexplained).fetchone() == (0,)


def test_panels_are_those_of_the_roster(demonstration: sqlite3.Connection):
    query = "SELECT count(DISTINCT account_id) FROM review_assignment WHERE quarter_id = ?"
    assert [demonstration.execute(query, (each,)).fetchone()[0] for each in (1, 2, 3, 4)] == [20, 30, 30, 30]
    assert len({judge.username for judge in JUDGES}) == 30


def test_quarters_end_before_they_are_published(demonstration: sqlite3.Connection):
    query = "SELECT max(at) FROM work_history WHERE subject_kind = 'quarter' AND subject_id = ? AND step <> 'published'"
    for term in TERMS[:3]:
        (last,) = demonstration.execute(query, (term.number,)).fetchone()
        assert local(pd.Timestamp(last).to_pydatetime()).date().isoformat() <= term.published
