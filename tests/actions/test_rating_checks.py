"""Quarantine: stuffing is set apart and moves nothing, people decide, and what they let out stays out."""

import pytest
from sqlalchemy import select

from actions import rating_checks, ratings
from actions.rating_checks import RatingRefused
from actions.rating_overview import citizen_figures
from data_access import journal, rating_reads, schema
from glossary import FollowUpResult, RatingSource, RatingStage, Role, SubjectKind
from tests.actions.rating_books import row, store
from tests.actions.test_ratings import DAY
from tests.evaluation_factories import NOW, QUARTER, Evaluation

PROJECT = "XM-2025-0001"
LEVELS = ("非常满意", "满意", "基本满意", "不满意", "非常不满意")


@pytest.fixture
def evaluation(engine) -> Evaluation:
    return Evaluation(engine)


@pytest.fixture
def officer(evaluation):
    return evaluation.people[Role.OFFICER]


def honest(projects: int = 3, each: int = 40) -> list[dict]:
    """Votes of different people, spread over days, hours and levels."""
    return [
        row(
            number=f"XM-2025-{project:04d}",
            person=f"139{project:04d}{place:04d}",
            level=LEVELS[(place * project + place // 7) % 5],
            rated_at=f"2025-11-{1 + place % 25:02d} {8 + place % 9:02d}:{place % 60:02d}",
            device=f"own-{project}-{place}",
            seconds=20,
        )
        for project in range(1, projects + 1)
        for place in range(each)
    ]


def stuffed(count: int = 200, devices: int = 3, **cells: object) -> list[dict]:
    """Top votes of many names from few devices within minutes."""
    return [
        row(
            person=f"137{place:08d}",
            level="非常满意",
            rated_at=f"2025-11-26 21:{place % 60:02d}",
            device=f"farm-{place % devices}",
            seconds=8,
            **cells,
        )
        for place in range(count)
    ]


def table(engine, officer):
    return citizen_figures(engine, quarter=QUARTER, by=officer).table


def quarantined(engine, officer):
    found, total = rating_reads.quarantine(engine, quarter=QUARTER, by=officer, limit=5000)
    assert total == len(found)
    return found


def test_two_hundred_top_votes_from_three_devices_move_no_score_by_a_twentieth_of_a_point(engine, evaluation, officer):
    store(engine, honest(), officer)
    before = table(engine, officer)
    assert before["held"].sum() == 0
    done = store(engine, stuffed(), officer)
    after = table(engine, officer)
    assert done.held == 200
    assert (after["value"] - before["value"]).abs().max() < 0.05
    assert (after["raw"] - before["raw"]).abs().max() < 0.05
    # Without quarantine it would have been worth a grade.
    assert after.loc[PROJECT, "value_with_held"] - before.loc[PROJECT, "value"] > 20
    assert after.loc[PROJECT, "raw_with_held"] > after.loc[PROJECT, "raw"] + 20
    assert after["held"].tolist() == [200, 0, 0]
    assert set(quarantined(engine, officer)["reasons"]) == {"device"}
    assert quarantined(engine, officer)["device"].nunique() == 3


def test_votes_under_the_name_of_honest_people_do_not_replace_theirs(engine, evaluation, officer):
    store(engine, honest(1), officer)
    before = table(engine, officer)
    forged = [each | {"person": f"1390001{place:04d}"} for place, each in enumerate(stuffed(40))]
    store(engine, forged, officer)
    assert (
        table(engine, officer).loc[PROJECT, ["raters", "raw"]].tolist()
        == before.loc[PROJECT, ["raters", "raw"]].tolist()
    )


def test_a_burst_without_devices_is_set_apart_and_the_other_votes_of_that_hour_stay(engine, evaluation, officer):
    burst = [{**each, "device": None} for each in stuffed(60)] + [
        row(person="13600000000", rated_at="2025-11-26 21:30")
    ]
    store(engine, honest(1) + burst, officer)
    found = quarantined(engine, officer)
    assert len(found) == 60
    assert set(found["reasons"]) == {"burst"}
    assert found["device"].isna().all()


def test_an_answer_under_three_seconds_is_set_apart(engine, evaluation, officer):
    store(engine, [row(seconds=2.9), row(person="13900000001", seconds=3)], officer)
    assert quarantined(engine, officer)["reasons"].tolist() == ["too_fast"]


def test_a_household_of_three_is_no_stuffing_and_a_fourth_is(engine, evaluation, officer):
    family = [row(person=f"1390000000{place}", device="home") for place in range(4)]
    assert store(engine, family[:3], officer).held == 0
    assert store(engine, family[3:], officer).held == 4


def test_many_calls_written_down_by_one_clerk_within_an_hour_are_no_burst(engine, evaluation, officer):
    for place in range(60):
        what = {"quarter": QUARTER, "number": PROJECT, "stage": RatingStage.HANDLING, "rated_on": DAY}
        what |= {"who": f"137{place:08d}", "level": FollowUpResult.VERY_SATISFIED, "source": RatingSource.PHONE}
        ratings.record(engine, **what, by=officer, at=NOW)
    calls = [
        row(person=f"136{place:08d}", level="非常满意", rated_at=f"2025-11-21 09:{place % 60:02d}", source="电话回访")
        for place in range(80)
    ]
    days = [row(person=f"135{place:08d}", level="非常满意", rated_at="2025-11-22") for place in range(80)]
    spread = [row(person=f"134{place:08d}", rated_at=f"2025-11-{place + 1:02d} 10:00") for place in range(20)]
    store(engine, [*calls, *days, *spread], officer)
    assert rating_checks.check(engine, quarter=QUARTER, by=officer, at=NOW) == 0
    assert quarantined(engine, officer).empty


def test_what_a_person_let_out_no_later_check_takes_back(engine, evaluation, officer):
    store(engine, [row(seconds=1), row(person="13900000001", seconds=1)], officer)
    first, second = quarantined(engine, officer)["id"]
    what = {"quarter": QUARTER, "rating_ids": [first], "reason": "电话核实，本人所评"}
    assert rating_checks.release(engine, **what, by=officer, at=NOW) == 1
    assert rating_checks.check(engine, quarter=QUARTER, by=officer, at=NOW) == 0
    store(engine, [row(person="13900000002")], officer)
    assert quarantined(engine, officer)["id"].tolist() == [second]
    assert table(engine, officer).loc[PROJECT, ["raters", "held"]].tolist() == [2, 1]


def test_a_check_finds_what_is_new_and_says_nothing_twice(engine, evaluation, officer):
    evaluation.rate(PROJECT, FollowUpResult.SATISFIED, "a", seconds=1.0, source=RatingSource.SMS)
    assert rating_checks.check(engine, quarter=QUARTER, by=officer, at=NOW) == 1
    assert rating_checks.check(engine, quarter=QUARTER, by=officer, at=NOW) == 0
    with engine.connect() as connection:
        [hold] = connection.execute(select(schema.rating_hold)).all()
    assert (hold.held, hold.reasons, hold.note, hold.by_name) == (True, "too_fast", "系统自动检查", "测试分办员")


def test_a_check_of_a_quarter_without_ratings_finds_nothing(engine, evaluation, officer):
    assert rating_checks.check(engine, quarter=QUARTER, by=officer, at=NOW) == 0


def test_by_hand_a_rating_is_set_apart_with_a_note_and_confirmed_ones_are_known(engine, evaluation, officer):
    one = evaluation.rate(PROJECT, FollowUpResult.SATISFIED, "a")
    evaluation.rate(PROJECT, FollowUpResult.DISSATISFIED, "b")
    what = {"quarter": QUARTER, "rating_ids": [one], "note": "代填 13812345678"}
    assert rating_checks.hold(engine, **what, by=officer, at=NOW) == 1
    found = quarantined(engine, officer)
    assert found[["id", "reasons", "note", "confirmed"]].to_numpy().tolist() == [
        [one, "by_hand", "代填 138****5678", False]
    ]
    assert table(engine, officer).loc[PROJECT, ["raw", "raw_with_held"]].tolist() == [30, 55]
    what = {"quarter": QUARTER, "rating_ids": [one], "reason": "本人说没有评过"}
    rating_checks.confirm(engine, **what, by=evaluation.coordinator, at=NOW)
    found = quarantined(engine, officer)
    assert found[["reasons", "note", "by_name", "confirmed"]].to_numpy().tolist() == [
        ["by_hand", "本人说没有评过", "测试评估专员", True]
    ]


@pytest.mark.parametrize("act", ["hold", "release", "confirm"])
def test_decisions_need_a_reason_a_choice_and_ratings_that_are_there(engine, evaluation, officer, act):
    held = evaluation.rate(PROJECT, FollowUpResult.SATISFIED, "a", held=act != "hold")
    said = "note" if act == "hold" else "reason"

    def decide(ids, words):
        what = {"quarter": QUARTER, "rating_ids": ids, said: words}
        getattr(rating_checks, act)(engine, **what, by=officer, at=NOW)

    for ids, words, sentence in (
        ([held], " ", "没有写"),
        ([], "核实", "没有选中"),
        ([held, 99], "核实", "不在这个季度"),
    ):
        with pytest.raises(RatingRefused, match=sentence):
            decide(ids, words)
    with pytest.raises(RatingRefused, match="不能超过 200 个字"):
        decide([held], "字" * 201)
    with engine.connect() as connection:
        assert connection.execute(select(schema.rating_hold)).all() == []


def test_a_rating_is_not_set_apart_twice_nor_let_out_when_it_is_out(engine, evaluation, officer):
    one = evaluation.rate(PROJECT, FollowUpResult.SATISFIED, "a")
    with pytest.raises(RatingRefused, match="1 条已经不在隔离中"):
        rating_checks.release(engine, quarter=QUARTER, rating_ids=[one], reason="核实", by=officer, at=NOW)
    rating_checks.hold(engine, quarter=QUARTER, rating_ids=[one], note="代填", by=officer, at=NOW)
    with pytest.raises(RatingRefused, match="1 条已经在隔离中"):
        rating_checks.hold(engine, quarter=QUARTER, rating_ids=[one], note="代填", by=officer, at=NOW)


def test_a_withdrawn_rating_is_in_no_quarantine_and_is_no_evidence(engine, evaluation, officer):
    family = [row(person=f"1390000000{place}", device="home") for place in range(4)]
    store(engine, family, officer)
    gone = int(quarantined(engine, officer)["id"].iloc[0])
    ratings.withdraw(engine, quarter=QUARTER, rating_id=gone, reason="记错了", by=officer, at=NOW)
    assert len(quarantined(engine, officer)) == 3
    assert table(engine, officer).loc[PROJECT, "held"] == 3


def test_the_history_counts_what_was_set_apart_without_telling_levels(engine, evaluation, officer):
    store(engine, stuffed(5, devices=1), officer)
    found = journal.entries(engine, kind=SubjectKind.QUARTER, subject_ids=(evaluation.quarter_id,))
    assert found["step"].tolist() == ["ratings_held", "ratings_recorded"]
    told = {"count": 5, "projects": {PROJECT: 5}, "reasons": {"device": 5}, "checked": False}
    assert found["details"].iloc[0] == told
