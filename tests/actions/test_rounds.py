"""Rounds: opened once the one before is closed, for what did not settle; urged, closed, asked about, concluded."""

from datetime import date, timedelta

import pytest

from actions import expert_reviews, panels, rounds
from actions.quarter_checks import QuarterClosed, QuarterRefused
from actions.review_figures import round_figures
from data_access import review_progress, review_rounds, schema
from data_access.engine import writing
from glossary import ProjectState, QuarterState, Relation, ReviewConclusion, Role
from permissions import NotPermitted
from tests.actions.round_factories import DUE, Reviewed
from tests.evaluation_factories import NOW, QUARTER

FIRST, SECOND, THIRD = (f"XM-2025-{place:04d}" for place in (1, 2, 3))


@pytest.fixture
def quarter(engine) -> Reviewed:
    made = Reviewed(engine, projects=3, experts=3)
    made.made = made.assign_by_action()
    return made


def give(quarter: Reviewed, number: int, marks: dict[str, list[float | None]]) -> None:
    """Marks of the three experts by project; None: not submitted."""
    for project, given in marks.items():
        for expert, mark in zip(quarter.experts, given, strict=True):
            if mark is not None:
                quarter.review(quarter.made[expert.username, project], mark, round=number)


def in_round(quarter: Reviewed, number: int) -> set[str]:
    found = review_progress.organisation(quarter.engine, quarter=QUARTER, by=quarter.coordinator)
    return set(found.in_round[number])


def states(quarter: Reviewed, number: int, project: str) -> list[str]:
    found = review_progress.states(quarter.engine, quarter=QUARTER, number=number, by=quarter.coordinator)
    return list(found.loc[found["project"] == project, "state"])


def test_round_1_is_about_every_project_with_experts_and_on_their_lists(quarter):
    quarter.project(4)
    assert quarter.open() == 1
    assert in_round(quarter, 1) == {FIRST, SECOND, THIRD}
    for expert in quarter.experts:
        assert quarter.to_dos(expert) == [("2025Q4 专家评审第 1 轮：有项目待您评审", DUE)]
    assert quarter.history()[-1] == (
        "round_opened",
        "",
        {"round": 1, "due_on": "2025-12-10", "projects": [FIRST, SECOND, THIRD]},
    )


def test_to_dos_lead_to_the_workbench_of_the_quarter(quarter):
    quarter.open()
    with quarter.engine.connect() as connection:
        row = connection.execute(schema.to_do.select().order_by(schema.to_do.c.id)).mappings().first()
    assert row["subject"] == f"review:{quarter.quarter_id}:{quarter.experts[0].account_id}:1"
    assert (row["page"], row["query"]) == ("pages/evaluation/expert_review.py", "quarter=2025Q4")


def test_a_round_needs_an_open_quarter_experts_and_a_day_to_come(engine):
    quarter = Reviewed(engine, projects=1, experts=1)
    with pytest.raises(QuarterRefused, match="没有可评的项目"):
        quarter.open()
    quarter.assign_by_action()
    with pytest.raises(QuarterRefused, match="已经过去"):
        quarter.open(due_on=date(2025, 11, 27))
    assert quarter.open(due_on=date(2025, 11, 28)) == 1


def test_a_round_is_not_opened_before_the_quarter_is(engine):
    quarter = Reviewed(engine, projects=1, experts=1, state=QuarterState.PREPARING)
    quarter.assign_by_action()
    with pytest.raises(QuarterClosed, match="筹备"):
        quarter.open()


def test_the_next_round_waits_for_the_one_before_and_takes_all_of_round_1(quarter):
    quarter.open()
    give(quarter, 1, {FIRST: [80.0, 80.0, 80.0]})
    with pytest.raises(QuarterRefused, match="第 1 轮还没有关闭"):
        quarter.open()
    quarter.close()
    assert quarter.open() == 2
    assert in_round(quarter, 2) == {FIRST, SECOND, THIRD}


def test_round_3_is_about_what_moved_or_had_too_few_marks(quarter):
    quarter.open()
    give(quarter, 1, {FIRST: [70.0, 80.0, 90.0], SECOND: [50.0, 60.0, 90.0], THIRD: [80.0, 80.0, None]})
    quarter.close()
    quarter.open()
    # medians 80 → 80, quartile ranges 10 → 10; medians 60 → 75; two marks only
    give(quarter, 2, {FIRST: [70.0, 80.0, 90.0], SECOND: [70.0, 75.0, 80.0], THIRD: [80.0, 80.0, None]})
    quarter.close(2)
    assert quarter.open() == 3
    assert in_round(quarter, 3) == {SECOND, THIRD}


def test_other_projects_in_a_later_round_need_a_reason(quarter):
    quarter.open()
    steady = {number: [70.0, 80.0, 90.0] for number in (FIRST, SECOND, THIRD)}
    give(quarter, 1, steady)
    quarter.close()
    quarter.open()
    give(quarter, 2, steady)
    quarter.close(2)
    with pytest.raises(QuarterRefused, match="都已稳定"):
        quarter.open()
    with pytest.raises(QuarterRefused, match="请填写调整本轮项目的理由"):
        quarter.open(projects=[FIRST])
    assert quarter.open(projects=[FIRST], reason="有新证据") == 3
    assert in_round(quarter, 3) == {FIRST}
    assert quarter.history()[-1][1] == "有新证据"


def test_there_are_at_most_three_rounds(quarter):
    for number in (1, 2, 3):
        quarter.open()
        give(quarter, number, {FIRST: [40.0 + 10 * number] * 3})
        quarter.close(number)
    with pytest.raises(QuarterRefused, match="已评满 3 轮"):
        quarter.open()


def test_another_deadline_reaches_the_lists_of_who_has_not_finished(quarter):
    quarter.open()
    later = DUE + timedelta(days=3)
    rounds.set_deadline(quarter.engine, round=1, due_on=later, **quarter.by)
    assert quarter.to_dos(quarter.experts[0])[0][1] == later
    assert quarter.history()[-1][2] == {"round": 1, "due_on": ["2025-12-10", "2025-12-13"]}
    with pytest.raises(QuarterRefused, match="期限就是"):
        rounds.set_deadline(quarter.engine, round=1, due_on=later, **quarter.by)
    quarter.close()
    with pytest.raises(QuarterRefused, match="已关闭"):
        rounds.set_deadline(quarter.engine, round=1, due_on=DUE, **quarter.by)


def test_closing_counts_what_is_missing_and_takes_it_off_the_lists(quarter):
    quarter.open()
    give(quarter, 1, {FIRST: [80.0, 70.0, None], SECOND: [60.0, None, None]})
    quarter.review(quarter.made["expert1", THIRD], 0.0, abstained=True, abstain_reason="不了解")
    quarter.review(quarter.made["expert2", THIRD], 10.0, returned_at=NOW)
    recused = {"assignment_id": quarter.made["expert3", THIRD], "relation": Relation.PAID, "note": "合作"}
    panels.recuse(quarter.engine, **recused, **quarter.by)
    # of 9 pairs: 3 submitted, 1 abstained, 1 recused, 1 returned and not done again, 3 not begun
    assert quarter.close() == rounds.Closed(submitted=3, missing=4)
    assert states(quarter, 1, THIRD) == ["abstained", "missed", "recused"]
    assert [quarter.to_dos(expert) for expert in quarter.experts] == [[], [], []]
    assert quarter.history()[-1][2] == {"round": 1, "submitted": 3, "missing": 4}
    with pytest.raises(QuarterRefused, match="已关闭"):
        quarter.close()


def test_states_of_an_open_round_go_from_undeclared_to_submitted(engine):
    quarter = Reviewed(engine, projects=1, experts=3)
    made = quarter.assign_by_action(declared=False)
    quarter.open()
    assert states(quarter, 1, FIRST) == ["undeclared"] * 3
    quarter.declare_all()
    quarter.review(made["expert1", FIRST], 50.0)
    quarter.review(made["expert2", FIRST], 50.0, returned_at=NOW)
    assert sorted(states(quarter, 1, FIRST)) == ["submitted", "waiting", "waiting"]


def test_a_reminder_goes_to_who_has_not_finished_and_to_nobody_else(quarter):
    quarter.open()
    give(quarter, 1, {number: [80.0, None, None] for number in (FIRST, SECOND, THIRD)})
    with writing(quarter.engine) as connection:
        done = schema.to_do.update().where(schema.to_do.c.account_id == quarter.experts[1].account_id)
        connection.execute(done.values(done_at=NOW, done_by_name="误点"))
    second, third = (each.account_id for each in quarter.experts[1:])
    assert rounds.remind(quarter.engine, round=1, **quarter.by) == 2
    for expert in quarter.experts[1:]:
        assert quarter.to_dos(expert) == [("催办：2025Q4 专家评审第 1 轮：有项目待您评审", DUE)]
    assert "催办" not in str(quarter.to_dos(quarter.experts[0]))
    assert quarter.history()[-1] == ("round_reminded", "", {"round": 1, "experts": [second, third]})
    assert rounds.remind(quarter.engine, round=1, experts=[third], **quarter.by) == 1
    with pytest.raises(QuarterRefused, match="没有要催办的专家"):
        rounds.remind(quarter.engine, round=1, experts=[quarter.experts[0].account_id], **quarter.by)


def test_an_expert_assigned_late_gets_the_open_round_on_the_list(quarter):
    quarter.open()
    late = quarter.expert("late")
    quarter.experts.append(late)
    quarter.assign_by_action(experts=[late])
    assert len(quarter.to_dos(late)) == 1
    for number in (FIRST, SECOND, THIRD):
        panels.unassign(quarter.engine, assignment_id=quarter.pairs()["late", number], reason="请假", **quarter.by)
    assert quarter.to_dos(late) == []


def test_a_review_is_returned_while_the_round_is_open_and_its_row_stays(quarter):
    quarter.open()
    give(quarter, 1, {FIRST: [80.0, None, None]})
    pair = quarter.made["expert1", FIRST]
    rounds.return_review(quarter.engine, assignment_id=pair, reason="专家来电要求重评", **quarter.by)
    assert sorted(states(quarter, 1, FIRST)) == ["waiting"] * 3
    with quarter.engine.connect() as connection:
        row = connection.execute(schema.expert_review.select()).mappings().one()
    assert (row["returned_reason"], row["returned_at"]) == ("专家来电要求重评", NOW)
    assert len(quarter.to_dos(quarter.experts[0])) == 1
    with pytest.raises(QuarterRefused, match="没有可退回的评审"):
        rounds.return_review(quarter.engine, assignment_id=pair, reason="再退", **quarter.by)
    quarter.close()
    with pytest.raises(QuarterRefused, match="没有进行中的轮次"):
        rounds.return_review(quarter.engine, assignment_id=pair, reason="再退", **quarter.by)


def review_of(quarter: Reviewed, username: str, project: str) -> int:
    with quarter.engine.connect() as connection:
        return review_progress.standing_review(connection, quarter.made[username, project], 1)


def ask(quarter: Reviewed, review_id: int, question: str = "为什么明显低于同组？") -> int:
    return rounds.ask_reason(quarter.engine, review_id=review_id, question=question, **quarter.by)


def test_reasons_are_asked_for_once_the_round_is_closed(quarter):
    quarter.open()
    give(quarter, 1, {FIRST: [80.0, 80.0, 20.0]})
    review_id = review_of(quarter, "expert3", FIRST)
    with pytest.raises(QuarterRefused, match="已关闭轮次"):
        ask(quarter, review_id)
    quarter.close()
    question = ask(quarter, review_id)
    assert quarter.to_dos(quarter.experts[2]) == [(f"2025Q4 专家评审：请说明第 1 轮对 {FIRST} 的评分", None)]
    with quarter.engine.connect() as connection:
        subjects = [row["subject"] for row in connection.execute(schema.to_do.select()).mappings()]
    assert f"review-question:{question}" in subjects
    found = round_figures(quarter.engine, quarter=QUARTER, number=1, by=quarter.coordinator).questions
    assert list(found["question"]) == ["为什么明显低于同组？"]
    with pytest.raises(QuarterRefused, match="还没有答复"):
        ask(quarter, review_id)
    assert quarter.history()[-1][2] == {"question": question, "review": review_id, "project": FIRST, "round": 1}


def test_a_recusal_afterwards_takes_marks_questions_and_to_dos_along(quarter):
    quarter.open()
    give(quarter, 1, {FIRST: [80.0, 80.0, 20.0]})
    quarter.close()
    ask(quarter, review_of(quarter, "expert3", FIRST))
    pair = {"assignment_id": quarter.made["expert3", FIRST], "relation": Relation.PAID, "note": "合作"}
    panels.recuse(quarter.engine, **pair, **quarter.by)
    assert quarter.to_dos(quarter.experts[2]) == []
    found = round_figures(quarter.engine, quarter=QUARTER, number=1, by=quarter.coordinator)
    assert (found.values["n"][FIRST], found.values["raw_mean"][FIRST]) == (2, 80.0)
    assert found.questions.empty
    assert found.outstanding.empty


def conclude(quarter: Reviewed, project: str = FIRST, conclusion=ReviewConclusion.PASSED, note: str = "") -> int:
    given = {"project": project, "conclusion": conclusion, "note": note}
    return rounds.conclude(quarter.engine, **given, **quarter.by)


def test_a_review_is_concluded_with_at_least_three_marks_of_a_closed_round(quarter):
    quarter.open()
    give(quarter, 1, {FIRST: [80.0, 75.0, 70.0], SECOND: [80.0, 75.0, None]})
    with pytest.raises(QuarterRefused, match="第 1 轮正在评审"):
        conclude(quarter)
    quarter.close()
    review_id = conclude(quarter, note="按计划实施")
    with quarter.engine.connect() as connection:
        row = connection.execute(schema.project_review.select()).mappings().one()
        version = connection.execute(schema.project.select().order_by(schema.project.c.id)).mappings().first()
    assert (row["id"], row["experts"], row["conclusion"]) == (review_id, 3, "passed")
    assert (row["finished_on"], version["version"]) == (date(2025, 11, 28), 2)
    with pytest.raises(QuarterRefused, match="只有 2 份计入"):
        conclude(quarter, SECOND)
    with pytest.raises(QuarterRefused, match="只有 0 份计入"):
        conclude(quarter, THIRD)


def test_a_refused_conclusion_stores_nothing(quarter):
    quarter.open()
    give(quarter, 1, {FIRST: [80.0, 75.0, 70.0], SECOND: [80.0, 75.0, 70.0]})
    quarter.close()
    with pytest.raises(rounds.REFUSALS, match="请写明评审意见"):
        conclude(quarter, conclusion=ReviewConclusion.FAILED)
    with writing(quarter.engine) as connection:
        chosen = schema.project.update().where(schema.project.c.number == SECOND)
        connection.execute(chosen.values(state=ProjectState.IMPLEMENTING))
    with pytest.raises(rounds.REFUSALS, match="进入评审后才能登记"):
        conclude(quarter, SECOND)
    with quarter.engine.connect() as connection:
        assert connection.execute(schema.project_review.select()).all() == []


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.COORDINATOR])
def test_only_the_coordinator_runs_rounds(sqlite_engine, role):
    quarter = Reviewed(sqlite_engine, projects=1, experts=1)
    pair = quarter.assign_by_action()["expert1", FIRST]
    quarter.open()
    other = {**quarter.by, "by": quarter.people.get(role) or quarter.experts[0]}
    for action, given in (
        (rounds.open_round, {"due_on": DUE}),
        (rounds.set_deadline, {"round": 1, "due_on": DUE}),
        (rounds.close_round, {"round": 1}),
        (rounds.remind, {"round": 1}),
        (rounds.return_review, {"assignment_id": pair, "reason": "x"}),
        (rounds.ask_reason, {"review_id": 1, "question": "x"}),
        (rounds.conclude, {"project": FIRST, "conclusion": ReviewConclusion.PASSED}),
    ):
        with pytest.raises(NotPermitted):
            action(quarter.engine, **given, **other)
    for read in (review_progress.organisation, lambda *a, **k: review_progress.states(*a, number=1, **k)):
        with pytest.raises(NotPermitted):
            read(quarter.engine, quarter=QUARTER, by=other["by"])


def test_rounds_of_a_published_quarter_are_over(quarter):
    quarter.open()
    with writing(quarter.engine) as connection:
        connection.execute(schema.evaluation_quarter.update().values(state=QuarterState.PUBLISHED))
    for action in (quarter.close, lambda: rounds.remind(quarter.engine, round=1, **quarter.by)):
        with pytest.raises(QuarterClosed):
            action()
    with quarter.engine.connect() as connection:
        assert review_rounds.rounds(connection, quarter.held(connection))[0].is_open


def test_a_reminder_stays_one_while_the_expert_works_on(quarter):
    quarter.open()
    rounds.remind(quarter.engine, round=1, **quarter.by)
    expert = quarter.experts[0]
    panels.unassign(quarter.engine, assignment_id=quarter.made["expert1", FIRST], reason="分错了", **quarter.by)
    assert quarter.to_dos(expert) == [("催办：2025Q4 专家评审第 1 轮：有项目待您评审", DUE)]


def test_the_to_do_about_a_recusal_is_done_with_another_expert_or_with_the_round(quarter):
    quarter.open()
    with writing(quarter.engine) as connection:
        undeclared = schema.review_assignment.update().where(schema.review_assignment.c.relation == "none")
        connection.execute(undeclared.values(relation=None, declared_at=None))
    for number in (FIRST, SECOND):
        pair = quarter.made["expert1", number]
        given = {"assignment_id": pair, "relation": Relation.KINSHIP, "by": quarter.experts[0], "at": NOW}
        expert_reviews.declare(quarter.engine, **given)
    assert len(quarter.to_dos(quarter.coordinator)) == 2
    successor = quarter.expert("successor")
    asked = {"panel": quarter.panel_id, "expert": successor.account_id, "projects": [FIRST]}
    panels.assign(quarter.engine, **asked, **quarter.by)
    assert [what for what, _due in quarter.to_dos(quarter.coordinator) if FIRST in what] == []
    quarter.close()
    assert quarter.to_dos(quarter.coordinator) == []
