"""Ratings written down one by one: whose vote counts, what is refused, and that nobody is named anywhere."""

from datetime import date, datetime, time

import pytest
from sqlalchemy import select

from actions import ratings
from actions.quarter_checks import NoSuchQuarter, QuarterClosed
from actions.rating_overview import citizen_figures
from actions.ratings import RatingRefused
from data_access import journal, rating_reads, schema
from data_access.engine import writing
from glossary import FollowUpResult, QuarterState, RatingSource, RatingStage, Role, SubjectKind
from tests.evaluation_factories import NOW, QUARTER, Evaluation

PROJECT, PHONE = "XM-2025-0001", "13812345678"
DAY = date(2025, 11, 20)
USUAL = {
    "quarter": QUARTER,
    "number": PROJECT,
    "stage": RatingStage.HANDLING,
    "who": PHONE,
    "level": FollowUpResult.SATISFIED,
    "source": RatingSource.PHONE,
    "rated_on": DAY,
}


@pytest.fixture
def evaluation(engine) -> Evaluation:
    return Evaluation(engine)


def record(evaluation: Evaluation, role: Role = Role.OFFICER, **changed: object) -> int:
    return ratings.record(evaluation.engine, **{**USUAL, **changed}, by=evaluation.people[role], at=NOW)


def rows(engine) -> list:
    with engine.connect() as connection:
        return connection.execute(select(schema.citizen_rating).order_by(schema.citizen_rating.c.id)).all()


def listed(evaluation: Evaluation):
    found, total = rating_reads.listed(evaluation.engine, quarter=QUARTER, number=PROJECT, by=evaluation.coordinator)
    assert total == len(found)
    return found


def test_a_rating_keeps_the_level_the_day_and_who_wrote_it_down(evaluation):
    record(evaluation, remark="路灯修好了")
    [row] = rows(evaluation.engine)
    assert (row.level, row.stage, row.source) == ("satisfied", "handling", "phone")
    assert (row.rated_on, row.rated_at, row.recorded_at) == (DAY, datetime(2025, 11, 19, 16), NOW)
    assert (row.remark, row.recorded_by_name, row.held, row.device_key) == ("路灯修好了", "测试分办员", False, None)
    assert len(row.person_key) == 64


def test_a_time_that_is_told_is_kept(evaluation):
    record(evaluation, rated_time=time(10, 30))
    assert rows(evaluation.engine)[0].rated_at == datetime(2025, 11, 20, 2, 30)


def test_the_same_person_is_found_again_at_every_stage_however_written(evaluation):
    for stage, who in zip(RatingStage, ("+86 138-1234-5678", PHONE, "王大爷 13812345678"), strict=False):
        record(evaluation, stage=stage, who=who)
    record(evaluation, who="13900000000")
    assert len({row.person_key for row in rows(evaluation.engine)}) == 2
    assert listed(evaluation)["citizen"].tolist() == [2, 1, 1, 1]


def test_of_one_person_and_stage_the_latest_counts_and_the_earlier_stays(evaluation):
    record(evaluation, level=FollowUpResult.DISSATISFIED)
    record(evaluation, rated_on=date(2025, 11, 25))
    record(evaluation, rated_on=date(2025, 11, 1), level=FollowUpResult.VERY_DISSATISFIED)
    assert listed(evaluation)["counts"].tolist() == [False, True, False]
    figures = citizen_figures(evaluation.engine, quarter=QUARTER, by=evaluation.coordinator)
    assert figures.table.loc[PROJECT, ["raters", "raw"]].tolist() == [1, 80]
    assert figures.votes[["project", "stage", "level", "counted"]].to_numpy().tolist() == [
        [PROJECT, "handling", "satisfied", 1]
    ]


def test_on_one_day_the_one_recorded_last_counts(evaluation):
    record(evaluation)
    record(evaluation, level=FollowUpResult.DISSATISFIED)
    assert listed(evaluation)["counts"].tolist() == [True, False]


def test_a_withdrawn_rating_stays_in_the_list_and_the_one_before_counts_again(evaluation):
    record(evaluation)
    wrong = record(evaluation, level=FollowUpResult.DISSATISFIED)
    officer = evaluation.people[Role.OFFICER]
    what = {"quarter": QUARTER, "rating_id": wrong, "reason": "记错了 13812345678", "by": officer, "at": NOW}
    ratings.withdraw(evaluation.engine, **what)
    found = listed(evaluation)
    assert found["counts"].tolist() == [False, True]
    assert found["withdrawn_reason"].iloc[0] == "记错了 138****5678"
    with pytest.raises(RatingRefused, match="已被撤销"):
        ratings.withdraw(evaluation.engine, **what)


def test_a_reason_is_needed_to_withdraw(evaluation):
    wrong = record(evaluation)
    what = {"quarter": QUARTER, "rating_id": wrong, "reason": "  "}
    with pytest.raises(RatingRefused, match="没有写撤销的原因"):
        ratings.withdraw(evaluation.engine, **what, by=evaluation.coordinator, at=NOW)
    assert rows(evaluation.engine)[0].withdrawn_at is None


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"stage": RatingStage.EFFECT}, "现在可以评到“反馈”，还没有到“效果”"),
        ({"number": "XM-2025-0099"}, "不在 2025Q4 的参评项目中"),
        ({"who": " "}, "评议人写得不够"),
        ({"who": "王"}, "评议人写得不够"),
        ({"who": "一" * 81}, "评议人写得不够"),
        ({"level": FollowUpResult.REFUSED}, "没有选满意度"),
        ({"source": RatingSource.SMS}, "只能是电话回访或上门回访"),
        ({"rated_on": date(2025, 9, 30)}, "要在 2025-10-01 到 2025-12-31 之间"),
        ({"rated_on": date(2026, 1, 1)}, "要在 2025-10-01 到 2025-12-31 之间"),
        ({"rated_on": date(2025, 11, 29)}, "还没有到"),
        ({"rated_on": date(2025, 11, 28), "rated_time": time(10, 1)}, "还没有到"),
        ({"suggestion_number": "ZY-1"}, "没有编号为 ZY-1 的建议"),
        ({"remark": "字" * 501}, "不能超过 500 个字"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence_and_nothing_is_stored(evaluation, changed, sentence):
    with pytest.raises(RatingRefused, match=sentence):
        record(evaluation, **changed)
    assert rows(evaluation.engine) == []
    assert journal.entries(evaluation.engine, kind=SubjectKind.QUARTER, subject_ids=(evaluation.quarter_id,)).empty


@pytest.mark.parametrize("day", [date(2025, 10, 1), date(2025, 11, 28)])
def test_the_first_day_of_the_quarter_and_today_count(evaluation, day):
    record(evaluation, rated_on=day)
    assert len(rows(evaluation.engine)) == 1


@pytest.mark.parametrize("state", [QuarterState.PREPARING, QuarterState.PUBLISHED])
def test_a_quarter_that_is_not_open_takes_no_rating(engine, state):
    evaluation = Evaluation(engine, state=state)
    with pytest.raises(QuarterClosed, match=state.label):
        record(evaluation)
    with pytest.raises(QuarterClosed):
        invite(evaluation, 10)
    assert rows(engine) == []


def test_an_unknown_quarter_says_so(evaluation):
    with pytest.raises(NoSuchQuarter):
        record(evaluation, quarter="2024Q1")


def invite(evaluation: Evaluation, invited: int, **changed: object) -> None:
    what = {"quarter": QUARTER, "number": PROJECT, "stage": RatingStage.HANDLING, **changed}
    ratings.count_invited(evaluation.engine, **what, invited=invited, by=evaluation.coordinator, at=NOW)


def test_of_the_people_asked_the_last_figure_counts_and_the_earlier_stays(evaluation):
    record(evaluation)
    invite(evaluation, 3)
    invite(evaluation, 4)
    found = rating_reads.invitations(evaluation.engine, quarter=QUARTER, by=evaluation.coordinator)
    assert found[["number", "stage", "sequence", "invited"]].to_numpy().tolist() == [
        [PROJECT, "handling", 2, 4],
        [PROJECT, "handling", 1, 3],
    ]
    table = citizen_figures(evaluation.engine, quarter=QUARTER, by=evaluation.coordinator).table.loc[PROJECT]
    # One of four asked said 80: if the three others had said 0, 20; if 100, 95.
    assert table[["invited", "participation", "bound_low", "bound_high"]].tolist() == [4, 0.25, 20, 95]
    assert not table["too_few"]


@pytest.mark.parametrize("invited", [-1, 1_000_001])
def test_an_impossible_number_of_people_is_refused(evaluation, invited):
    with pytest.raises(RatingRefused, match="应评人数要在"):
        invite(evaluation, invited)


def test_people_cannot_be_asked_about_a_stage_that_is_not_reached(evaluation):
    with pytest.raises(RatingRefused, match="还没有到“效果”"):
        invite(evaluation, 5, stage=RatingStage.EFFECT)


def test_points_of_levels_are_those_of_the_quarter(evaluation):
    with writing(evaluation.engine) as connection:
        points = dict(zip(("very_satisfied", "satisfied", "basically_satisfied"), (100.0, 90.0, 70.0), strict=True))
        points |= {"dissatisfied": 20.0, "very_dissatisfied": 0.0}
        connection.execute(schema.evaluation_quarter.update().values(level_points=points))
    record(evaluation)
    figures = citizen_figures(evaluation.engine, quarter=QUARTER, by=evaluation.coordinator)
    assert figures.table.loc[PROJECT, "raw"] == 90


def test_the_history_of_the_quarter_says_what_was_done_but_not_what_was_said(evaluation):
    wrong = record(evaluation)
    what = {"quarter": QUARTER, "rating_id": wrong, "reason": "记错了"}
    ratings.withdraw(evaluation.engine, **what, by=evaluation.coordinator, at=NOW)
    invite(evaluation, 30)
    found = journal.entries(evaluation.engine, kind=SubjectKind.QUARTER, subject_ids=(evaluation.quarter_id,))
    assert found["step"].tolist() == ["invited_counted", "rating_withdrawn", "ratings_recorded"]
    assert "satisfied" not in str(found["details"].tolist())
    assert journal.first_broken_entry(evaluation.engine) is None


def test_no_name_and_no_number_of_a_citizen_is_stored_anywhere(evaluation):
    record(evaluation, remark="王秀兰说：打 13812345678 找我，身份证 420683196001011234", who="王秀兰 13812345678")
    record(evaluation, who="0710-6312345", remark="0710-6312345 来电，另一个是 0710 7654321")
    record(evaluation, who="李大爷 北城3号楼", remark="李大爷说满意")
    for word in ("13812345678", "王秀兰", "李大爷", "北城3号楼", "6312345", "7654321", "420683196001011234"):
        assert word not in everything(evaluation.engine)


def everything(engine) -> str:
    """Every value of every table of the database, as text."""
    with engine.connect() as connection:
        tables = [connection.execute(select(table)).all() for table in schema.metadata.sorted_tables]
    return "\n".join(str(tuple(row)) for rows_of_one in tables for row in rows_of_one)
