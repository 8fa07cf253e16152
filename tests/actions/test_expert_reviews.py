"""An expert's own work in a round: what is listed, declared, handed in, locked, abstained from and answered."""

import math
from datetime import date, timedelta
from functools import partial

import pytest

from actions import expert_reviews as actions
from actions import panels, review_to_dos, round_reviews
from actions.expert_reviews import IsRecused, NoSuchAssignment, NoSuchQuestion, NotDeclared
from actions.quarter_checks import QuarterRefused
from data_access import evaluation_quarters, schema
from data_access.engine import reading, writing
from data_access.journal import first_broken_entry
from data_access.statements import counted_statements
from glossary import QuarterState, Relation, Role
from permissions import NotPermitted
from tests.actions.expert_factories import MARKS, Workplace
from tests.evaluation_factories import NOW, QUARTER


@pytest.fixture
def work(engine) -> Workplace:
    return Workplace(engine)


def refused(action, *args, **arguments) -> str:
    with pytest.raises(QuarterRefused) as error:
        action(*args, **arguments)
    return str(error.value)


def states(work, by=None) -> list[tuple[str, str]]:
    listed = work.assigned(by).projects
    return list(zip(listed["number"], listed["state"], strict=True))


def open_to_dos(work) -> list[str]:
    return [row.subject for row in work.rows(schema.to_do) if row.done_at is None]


def _quarter(connection):
    return evaluation_quarters.find(connection, QUARTER)


def steps(work) -> list[str]:
    return [row.step for row in work.rows(schema.work_history)]


# --- the list -----------------------------------------------------------------------------------


def test_projects_come_in_the_drawn_order_and_finished_ones_go_to_the_end(work):
    first, second, third = work.projects
    assert [number for number, _state in states(work)] == [third, second, first]

    work.submit(work.mine[third])

    assert states(work) == [(second, "waiting"), (first, "waiting"), (third, "submitted")]
    bench = work.assigned()
    assert (bench.quarter, bench.round.number, bench.done, bench.total) == (QUARTER, 1, 1, 3)
    assert bench.next_after(work.mine[second]) == work.mine[first]
    assert bench.next_after(work.mine[first]) == work.mine[second]
    assert bench.next_after(work.mine[third]) == work.mine[second]


def test_who_has_nothing_to_review_sees_an_empty_list(work):
    bench = work.assigned(work.expert2)
    assert (bench.quarter, bench.round, bench.done, bench.total) == (None, None, 0, 0)
    assert bench.projects.empty
    assert bench.questions.empty
    assert bench.next_after() is None


def test_nothing_is_listed_of_a_quarter_that_is_prepared_or_published_or_of_a_pair_taken_back(work):
    table = schema.evaluation_quarter
    for state in (QuarterState.PREPARING, QuarterState.PUBLISHED):
        with writing(work.engine) as connection:
            connection.execute(table.update().values(state=state))
        assert work.assigned().quarter is None
        assert str(NoSuchAssignment()) == refused(work.submit, work.mine[work.projects[0]])
    with writing(work.engine) as connection:
        connection.execute(table.update().values(state=QuarterState.OPEN))
        pair = schema.review_assignment.c.id == work.mine[work.projects[0]]
        connection.execute(schema.review_assignment.update().where(pair).values(removed_at=NOW, removed_reason="误派"))
    assert [number for number, _state in states(work)] == [work.projects[2], work.projects[1]]
    assert str(NoSuchAssignment()) == refused(work.submit, work.mine[work.projects[0]])


def test_before_a_round_there_is_a_list_but_nothing_to_hand_in(engine):
    work = Workplace(engine, round=False)
    bench = work.assigned()
    assert (bench.round, bench.done, bench.total) == (None, 0, 0)
    assert list(bench.projects["state"]) == ["", "", ""]
    assert "不在第 1 轮" in refused(work.submit, work.mine[work.projects[0]])


def test_a_later_round_is_only_about_its_projects(work):
    for number in work.projects:
        work.submit(work.mine[number])
    work.close_round()
    assert {state for _number, state in states(work)} == {"submitted"}
    work.open_round(2, projects=work.projects[:1])
    bench = work.assigned()
    assert (bench.done, bench.total) == (0, 1)
    assert states(work)[0] == (work.projects[0], "waiting")
    assert "不在第 2 轮" in refused(work.submit, work.mine[work.projects[1]], round=2)


def test_a_long_list_takes_as_many_statements_as_a_short_one(engine):
    work, counts = Workplace(engine), []
    for extra in (0, 20):
        for place in range(100, 100 + extra):
            work.assign(work.expert1, work.project(place), position=place)
        with counted_statements(engine) as sent:
            work.assigned()
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 6


# --- the declaration ----------------------------------------------------------------------------


def test_before_the_declaration_only_number_title_and_departments_are_shown(engine):
    work = Workplace(engine, declared=False)
    row = work.assigned().projects.iloc[0]
    assert (row["number"], row["title"], row["lead"], row["supporting"]) == (work.projects[2], "项目3", "住建局", ())
    assert (row["state"], bool(row["declared"])) == ("undeclared", False)
    mine = {"assignment_id": work.mine[work.projects[0]], "by": work.expert1}
    for read in (partial(actions.case_file, on=NOW.date()), actions.form, actions.feedback):
        assert refused(read, engine, **mine) == str(NotDeclared())
    assert refused(work.submit, mine["assignment_id"]) == str(NotDeclared())


def test_without_an_interest_the_file_opens(engine):
    work = Workplace(engine, declared=False)
    assert work.declare(work.mine[work.projects[0]]) is True
    file = actions.case_file(engine, assignment_id=work.mine[work.projects[0]], on=NOW.date(), by=work.expert1)
    assert (file.number, file.summary, file.budget_yuan) == (work.projects[0], "做什么", 100_000)
    assert "已声明" in refused(work.declare, work.mine[work.projects[0]])
    assert steps(work) == ["relation_declared"]
    assert first_broken_entry(engine) is None


@pytest.mark.parametrize("relation", [each for each in Relation if each is not Relation.NONE])
def test_any_interest_recuses_at_once_and_for_good(engine, relation):
    work = Workplace(engine, declared=False, projects=1)
    pair = work.mine[work.projects[0]]
    assert work.declare(pair, relation, "配偶 13812345678 任职") is False
    [row] = work.rows(schema.review_assignment)
    assert (row.relation, row.recused_at, row.declared_at, row.recused_by_name) == (
        relation, NOW, NOW, work.expert1.name
    )  # fmt: skip
    assert row.relation_note == "配偶 138****5678 任职"
    assert states(work) == [(work.projects[0], "recused")]
    assert (work.assigned().done, work.assigned().total) == (0, 0)
    for again in (Relation.NONE, Relation.PAID):
        assert refused(work.declare, pair, again) == str(IsRecused())
    for read in (partial(actions.case_file, on=NOW.date()), actions.form, actions.feedback):
        assert refused(read, engine, assignment_id=pair, by=work.expert1) == str(IsRecused())
    assert refused(work.submit, pair) == str(IsRecused())
    assert steps(work) == ["relation_declared", "expert_recused"]


def test_an_interest_found_later_recuses_too_and_the_coordinator_is_told(work):
    pair = work.mine[work.projects[0]]
    work.submit(pair)
    work.declare(pair, Relation.KINSHIP)
    with reading(work.engine) as connection:
        subject = review_to_dos.recusal_subject(_quarter(connection), work.id_of(work.projects[0]))
    assert subject in open_to_dos(work)
    [asked] = [row for row in work.rows(schema.to_do) if row.role == Role.COORDINATOR]
    who, number = work.expert1.name, work.projects[0]
    assert asked.what == f"{QUARTER} 专家评审：{who}回避 {number}（亲属关系），请看是否要补充专家"
    assert dict(states(work))[work.projects[0]] == "recused"


def test_the_words_about_an_interest_stay_out_of_the_history(work):
    work.declare(work.mine[work.projects[0]], Relation.KINSHIP, "配偶张三")
    told = str([(row.reason, row.details) for row in work.rows(schema.work_history)])
    assert "张三" not in told
    assert "kinship" in told


def test_another_interest_needs_words(work):
    assert "请填写利害关系的说明" in refused(work.declare, work.mine[work.projects[0]], Relation.OTHER, "  ")
    assert work.rows(schema.work_history) == []


def test_what_the_roster_knows_cannot_be_declared_away(engine):
    work = Workplace(engine, projects=1)
    insider = work.expert("insider", unit="住建局", department_code="housing")
    pair = work.assign(insider, work.projects[0], declared=False)
    sentence = refused(work.declare, pair, by=insider)
    assert "名册上记着您" in sentence
    assert "住建局" in sentence
    assert work.declare(pair, Relation.DEPARTMENT, by=insider) is False


# --- handing in ---------------------------------------------------------------------------------


def test_what_is_handed_in_is_stored_digit_by_digit_and_locked(work):
    pair = work.mine[work.projects[0]]
    made = work.submit(pair, comment="总体可行，资金待落实")
    assert [(row.criterion_id, row.mark) for row in work.rows(schema.expert_mark)] == list(enumerate(MARKS, start=1))
    [row] = work.rows(schema.expert_review)
    assert (row.id, row.round, row.sequence, row.abstained, row.comment) == (made, 1, 1, False, "总体可行，资金待落实")
    assert (row.submitted_at, row.from_file) == (NOW, False)
    assert "已经提交并锁定" in refused(work.submit, pair, 10.0)
    assert "已经提交并锁定" in refused(
        actions.abstain, work.engine, assignment_id=pair, round=1, reason="不熟悉", by=work.expert1, at=NOW
    )
    assert len(work.rows(schema.expert_mark)) == 7
    assert steps(work) == ["review_submitted"]
    assert first_broken_entry(work.engine) is None


@pytest.mark.parametrize("bad", [-0.1, 100.1, 85.55, math.nan, math.inf, True, "85"])
def test_a_mark_is_from_0_to_100_with_one_decimal_at_most(work, bad):
    sentence = refused(work.submit, work.mine[work.projects[0]], [*MARKS[:6], bad])
    assert "“成效”的分数不对" in sentence
    assert work.rows(schema.expert_review) == []


@pytest.mark.parametrize("good", [0, 0.0, 100, 85.5, 33.3])
def test_marks_at_the_edges_are_taken(work, good):
    work.submit(work.mine[work.projects[0]], [*MARKS[:6], good])
    assert work.rows(schema.expert_mark)[-1].mark == good


def test_every_criterion_needs_its_mark_and_no_other_is_taken(work):
    what = {"assignment_id": work.mine[work.projects[0]], "round": 1, "by": work.expert1, "at": NOW}
    missing = {which: 80.0 for which in (1, 2, 4, 5, 6)}
    sentence = refused(actions.submit, work.engine, **what, marks=missing)
    assert "还差 2 项没有打分：针对性、成效" in sentence
    assert "评审标准与您看到的不同" in refused(actions.submit, work.engine, **what, marks={**work.marks(), 99: 80.0})
    assert work.rows(schema.expert_review) == []


def test_a_closed_round_takes_nothing_and_says_the_draft_is_safe(work):
    work.close_round()
    sentence = refused(work.submit, work.mine[work.projects[0]])
    assert "第 1 轮已经关闭" in sentence
    assert "草稿" in sentence
    assert {state for _number, state in states(work)} == {"missed"}


def test_phone_numbers_in_a_comment_are_masked_and_a_long_one_is_refused(work):
    work.submit(work.mine[work.projects[0]], comment="请联系 13812345678")
    assert work.rows(schema.expert_review)[0].comment == "请联系 138****5678"
    assert "意见不能超过 2000 个字" in refused(work.submit, work.mine[work.projects[1]], comment="长" * 2001)


def test_abstaining_needs_a_reason_and_leaves_no_mark(work):
    what = {"assignment_id": work.mine[work.projects[0]], "round": 1, "by": work.expert1, "at": NOW}
    assert "请填写弃权的原因" in refused(actions.abstain, work.engine, **what, reason=" ")
    actions.abstain(work.engine, **what, reason="不熟悉这个领域")
    [row] = work.rows(schema.expert_review)
    assert (row.abstained, row.abstain_reason) == (True, "不熟悉这个领域")
    assert work.rows(schema.expert_mark) == []
    assert (work.assigned().done, dict(states(work))[work.projects[0]]) == (1, "abstained")
    assert steps(work) == ["review_abstained"]
    assert "不熟悉" not in str([(row.reason, row.details) for row in work.rows(schema.work_history)])


def test_a_review_given_back_can_be_done_again_and_the_first_one_stays(work):
    pair = work.mine[work.projects[0]]
    work.submit(pair, 50.0)
    why = {"assignment_id": pair, "reason": "第三项像是填错了"}
    round_reviews.return_review(work.engine, quarter=QUARTER, **why, by=work.coordinator, at=NOW)
    row = work.assigned().projects.set_index("assignment_id").loc[pair]
    assert (row["state"], row["returned"]) == ("waiting", "第三项像是填错了")
    begun = actions.form(work.engine, assignment_id=pair, by=work.expert1)
    assert (begun.given, begun.returned.marks) == (None, work.marks(50.0))
    work.submit(pair, 60.0)
    stands = [(row.sequence, row.returned_at is None) for row in work.rows(schema.expert_review)]
    assert stands == [(1, False), (2, True)]
    assert work.assigned().projects.set_index("assignment_id").loc[pair, "returned"] is None
    begun = actions.form(work.engine, assignment_id=pair, by=work.expert1)
    assert (begun.given.marks, begun.returned) == (work.marks(60.0), None)


def test_the_to_do_of_a_round_goes_when_nothing_is_left(work):
    with writing(work.engine) as connection:
        review_to_dos.settle(connection, _quarter(connection), [work.expert1.account_id], by=work.coordinator, at=NOW)
    subject = f"review:{work.quarter_id}:{work.expert1.account_id}:1"
    assert open_to_dos(work) == [subject]
    work.submit(work.mine[work.projects[0]])
    actions.abstain(
        work.engine, assignment_id=work.mine[work.projects[1]], round=1, reason="不熟", by=work.expert1, at=NOW
    )
    assert open_to_dos(work) == [subject]
    work.declare(work.mine[work.projects[2]], Relation.PAID)
    assert subject not in open_to_dos(work)


# --- the next round -----------------------------------------------------------------------------


@pytest.mark.parametrize("hand_in", ["submit", "abstain"])
def test_whoever_has_come_to_work_for_the_department_hands_nothing_in_any_more(work, hand_in):
    pair = work.mine[work.projects[0]]
    work.works_for(work.expert1, "housing")
    asked = {"assignment_id": pair, "round": 1, "by": work.expert1, "at": NOW}
    what = {"marks": work.marks()} if hand_in == "submit" else {"reason": "不熟悉"}
    sentence = refused(getattr(actions, hand_in), work.engine, **asked, **what)
    assert sentence == (
        f"名册上现在记着您任职于主责单位“住建局”，应当回避 {work.projects[0]}：材料不再开放，也不能提交评审。"
        "写过的内容都还在。请用“发现有利害关系”回避；记载有误的，请联系评估专员更正。"
    )
    told = {"assignment_id": pair, "on": NOW.date(), "by": work.expert1}
    assert actions.ruled_out(work.engine, **told) == sentence
    assert work.rows(schema.expert_review) == []

    work.works_for(work.expert1, None)
    assert actions.ruled_out(work.engine, **told) == ""
    getattr(actions, hand_in)(work.engine, **asked, **what)


def test_a_former_employer_rules_out_to_the_day_of_submission(work):
    pair = work.mine[work.projects[0]]
    row = {"account_id": work.expert1.account_id, "department_code": "housing", "left_on": date(2022, 11, 29)}
    with writing(work.engine) as connection:
        connection.execute(schema.expert_employment.insert().values(row))
    assert "2022-11-29 离开主责单位“住建局”，未满三年" in refused(work.submit, pair)
    asked = {"assignment_id": pair, "round": 1, "marks": work.marks(), "by": work.expert1}
    actions.submit(work.engine, **asked, at=NOW + timedelta(days=1))


def test_a_recusal_recorded_while_the_form_was_open_takes_nothing_any_more(work):
    pair = work.mine[work.projects[0]]
    actions.form(work.engine, assignment_id=pair, by=work.expert1)
    found = {"assignment_id": pair, "relation": Relation.PAID, "note": "去年做过咨询"}
    panels.recuse(work.engine, quarter=QUARTER, **found, by=work.coordinator, at=NOW)
    assert refused(work.submit, pair) == str(IsRecused())
    assert refused(actions.ruled_out, work.engine, assignment_id=pair, on=NOW.date(), by=work.expert1) == str(
        IsRecused()
    )
    assert work.rows(schema.expert_review) == []


def test_a_mark_that_changes_in_the_next_round_needs_a_reason_and_one_that_stays_none(work):
    for number in work.projects[:2]:
        work.submit(work.mine[number], 70.0)
    work.close_round()
    work.open_round(2)
    changed = [70.0] * 6 + [71.0]
    assert "请写明调整理由" in refused(work.submit, work.mine[work.projects[0]], changed, round=2)
    work.submit(work.mine[work.projects[0]], changed, round=2, change_reason="看了新的验收记录")
    work.submit(work.mine[work.projects[1]], 70.0, round=2)
    work.submit(work.mine[work.projects[2]], 40.0, round=2)  # nothing to compare with
    assert [row.change_reason for row in work.rows(schema.expert_review)][2:] == ["看了新的验收记录", "", ""]
    earlier = {row.mark for row in work.rows(schema.expert_mark) if row.review_id <= 2}
    assert earlier == {70.0}


def test_feedback_is_own_marks_the_panels_middle_and_unsigned_comments_of_the_closed_round(engine):
    work = Workplace(engine, projects=1, experts=4)
    number, mine = work.projects[0], work.mine[work.projects[0]]
    for expert, mark, comment in zip(work.experts[1:], (60.0, 80.0, 90.0), ("偏窄", "", "可推广"), strict=True):
        work.review(work.assign(expert, number), mark, comment=comment)
    work.submit(mine, 70.0, comment="自己的话")
    assert actions.feedback(engine, assignment_id=mine, by=work.expert1) is None
    work.close_round()
    assert actions.feedback(engine, assignment_id=mine, by=work.expert1) is None
    work.open_round(2)

    found = actions.feedback(engine, assignment_id=mine, by=work.expert1)

    assert (found.round, found.count, found.own_comment) == (1, 4, "自己的话")
    assert sorted(found.comments) == ["偏窄", "可推广"]
    # 60 70 80 90: median 75, quartiles 67.5 and 82.5, of every criterion and so of the total
    rows = found.figures.drop(columns=["criterion_id", "criterion"]).values.tolist()
    assert rows == [[70.0, 75.0, 67.5, 82.5]] * 8
    assert list(found.figures["criterion"])[-1] == "总分"


def test_feedback_shows_no_middle_of_two_and_nothing_of_the_other_panel(engine):
    work = Workplace(engine, projects=1, experts=5)
    number, mine = work.projects[0], work.mine[work.projects[0]]
    with writing(engine) as connection:
        other = work._panel(connection, "第二组")
    work.review(work.assign(work.experts[1], number), 60.0, comment="同组")
    for expert in work.experts[2:]:
        work.review(work.assign(expert, number, panel=other), 10.0, comment="别组")
    work.submit(mine, 70.0)
    work.close_round()
    work.open_round(2)
    found = actions.feedback(engine, assignment_id=mine, by=work.expert1)
    assert (found.count, found.comments) == (2, ("同组",))
    assert found.figures[["median", "lower_quartile", "upper_quartile"]].isna().all(axis=None)
    assert set(found.figures["own"]) == {70.0}


def test_recused_returned_and_abstained_reviews_are_no_part_of_the_feedback(engine):
    work = Workplace(engine, projects=1, experts=6)
    number, mine = work.projects[0], work.mine[work.projects[0]]
    pairs = [work.assign(expert, number) for expert in work.experts[1:]]
    for pair, mark in zip(pairs[:2], (60.0, 80.0), strict=True):
        work.review(pair, mark)
    work.review(pairs[2], 1.0, comment="回避者", returned_at=None)
    work.declare(pairs[2], Relation.KINSHIP, by=work.experts[3])
    work.review(pairs[3], 2.0, comment="退回的", returned_at=NOW)
    actions.abstain(engine, assignment_id=pairs[4], round=1, reason="不熟", by=work.experts[5], at=NOW)
    work.submit(mine, 70.0)
    work.close_round()
    work.open_round(2)
    found = actions.feedback(engine, assignment_id=mine, by=work.expert1)
    assert (found.count, found.comments) == (3, ())
    assert set(found.figures["median"]) == {70.0}


# --- being asked --------------------------------------------------------------------------------


def ask(work, number: str) -> int:
    review = work.submit(work.mine[number])
    work.close_round()
    what = {"quarter": QUARTER, "review_id": review, "question": "可行性为什么这么低？"}
    return round_reviews.ask_reason(work.engine, **what, by=work.coordinator, at=NOW)


def test_a_question_is_shown_to_its_expert_and_answered_once(work):
    question = ask(work, work.projects[0])
    [row] = work.assigned().questions.itertuples()
    assert (row.question_id, row.number, row.round, row.question, row.answer) == (
        question, work.projects[0], 1, "可行性为什么这么低？", None
    )  # fmt: skip
    assert f"review-question:{question}" in open_to_dos(work)
    answer = {"question_id": question, "by": work.expert1, "at": NOW}
    assert "请填写说明" in refused(actions.answer_question, work.engine, answer=" ", **answer)
    actions.answer_question(work.engine, answer="资金没有落实，电话 13812345678", **answer)
    [row] = work.rows(schema.review_question)
    assert (row.answer, row.answered_at) == ("资金没有落实，电话 138****5678", NOW)
    assert f"review-question:{question}" not in open_to_dos(work)
    assert "已经说明过" in refused(actions.answer_question, work.engine, answer="再说", **answer)
    assert "资金" not in str([(row.reason, row.details) for row in work.rows(schema.work_history)])


def test_a_question_of_somebody_else_is_like_none_at_all(work):
    question = ask(work, work.projects[0])
    for which, who in ((question, work.expert2), (999, work.expert1)):
        what = {"question_id": which, "answer": "不是我", "by": who, "at": NOW}
        assert refused(actions.answer_question, work.engine, **what) == str(NoSuchQuestion())


# --- who may ------------------------------------------------------------------------------------


def calls(work, assignment: int, by) -> dict:
    which = {"assignment_id": assignment, "by": by}
    return {
        "case_file": lambda: actions.case_file(work.engine, **which, on=NOW.date()),
        "form": lambda: actions.form(work.engine, **which),
        "feedback": lambda: actions.feedback(work.engine, **which),
        "declare": lambda: actions.declare(work.engine, **which, relation=Relation.PAID, at=NOW),
        "submit": lambda: actions.submit(work.engine, **which, round=1, marks=work.marks(), at=NOW),
        "abstain": lambda: actions.abstain(work.engine, **which, round=1, reason="不熟", at=NOW),
    }


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.EXPERT])
def test_nobody_but_experts_does_or_reads_any_of_it(work, role):
    by = work.people[role]
    everything = calls(work, work.mine[work.projects[0]], by)
    everything["assigned"] = lambda: actions.assigned(work.engine, by=by)
    everything["answer"] = lambda: actions.answer_question(work.engine, question_id=1, answer="好", by=by, at=NOW)
    for call in everything.values():
        with pytest.raises(NotPermitted):
            call()
    assert work.rows(schema.work_history) == []


def test_another_expert_meets_a_strangers_project_like_one_that_never_was(work):
    for assignment in (work.mine[work.projects[0]], 999):
        for call in calls(work, assignment, work.expert2).values():
            with pytest.raises(NoSuchAssignment) as error:
                call()
            assert str(error.value) == str(NoSuchAssignment())
    assert work.rows(schema.work_history) == []
