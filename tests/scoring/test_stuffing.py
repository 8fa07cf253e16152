"""Votes that are suspect: quarantined with a reason, and without effect on the score."""

import numpy as np
import pandas as pd
import pytest

from scoring.citizens import level_counts, valid_votes
from scoring.stage_scores import citizen_scores
from scoring.stuffing import reason_codes, suspects

LEVELS = (100, 80, 60, 30, 0)
COLUMNS = ["project", "stage", "person", "points", "at", "sequence", "device", "seconds"]
PROJECTS = [f"P{number}" for number in range(8)]


def table(rows: list) -> pd.DataFrame:
    votes = pd.DataFrame(rows, columns=COLUMNS)
    return votes.astype({"at": "datetime64[us]", "seconds": float, "device": object})


def vote(
    person: str, at: str = "2025-07-01 09:00", points: float = 80, device=None, seconds=30.0, project="A"
) -> tuple:
    return (project, "effect", person, points, at, 1, device, seconds)


def honest_votes(seed: int = 3) -> pd.DataFrame:
    """40 votes for each of 8 projects, spread over a quarter of days, from own devices."""
    random = np.random.default_rng(seed)
    rows = []
    for project in PROJECTS:
        chances = random.dirichlet([4, 4, 3, 1, 1])
        for number in range(40):
            at = pd.Timestamp("2025-07-01") + pd.Timedelta(minutes=int(random.integers(0, 92 * 1440)))
            person = f"{project}-{number}"
            rows.append((project, "effect", person, random.choice(LEVELS, p=chances), at, 1, f"d-{person}", 20.0))
    return table(rows)


def stuffed_votes(project: str, at: str = "2025-08-05 20:00", devices: int = 3, count: int = 200) -> pd.DataFrame:
    start = pd.Timestamp(at)
    rows = [
        (project, "effect", f"x{n}", 100, start + pd.Timedelta(seconds=15 * n), 2, f"bad{n % devices}", 9.0)
        for n in range(count)
    ]
    return table(rows)


def score(votes: pd.DataFrame):
    """Detect, mask, count, shrink."""
    found = suspects(votes)
    valid = valid_votes(votes.assign(held=found.any(axis=1)))
    counts = level_counts(valid, PROJECTS, ["effect"], LEVELS)
    return citizen_scores(counts, LEVELS, np.ones((len(PROJECTS), 1)), [1.0])


@pytest.mark.parametrize("at", ["2025-08-05 20:00", "2025-08-05 20:40", "2025-09-30 23:30"])
@pytest.mark.parametrize("project", PROJECTS)
def test_200_top_votes_from_3_devices_move_a_score_by_less_than_a_twentieth_of_a_point(project: str, at: str) -> None:
    honest = honest_votes()
    attacked = pd.concat([honest, stuffed_votes(project, at)], ignore_index=True)
    assert score(attacked).values == pytest.approx(score(honest).values, abs=0.05)
    assert suspects(attacked)["device"].sum() == 200


def test_without_quarantine_the_same_votes_would_move_it_by_many_points() -> None:
    honest = honest_votes()
    attacked = pd.concat([honest, stuffed_votes("P0")], ignore_index=True)
    unmasked = level_counts(valid_votes(attacked), PROJECTS, ["effect"], LEVELS)
    raw = citizen_scores(unmasked, LEVELS, np.ones((len(PROJECTS), 1)), [1.0])
    assert raw.values[0] - score(honest).values[0] > 5


def test_stuffing_in_the_hours_of_honest_votes_takes_none_of_them_along() -> None:
    honest = honest_votes()
    own = honest[honest["project"] == "P0"]
    attacked = pd.concat([honest, stuffed_votes("P0", str(own["at"].iloc[0].floor("h")))], ignore_index=True)
    assert not suspects(attacked).iloc[: len(honest)].any(axis=None)


def test_votes_that_overwrite_honest_ones_are_undone_with_the_quarantine() -> None:
    honest = honest_votes()
    stolen = stuffed_votes("P0", count=40).assign(person=[f"P0-{n}" for n in range(40)], at=pd.Timestamp("2025-10-02"))
    attacked = pd.concat([honest, stolen], ignore_index=True)
    assert score(attacked).values.tolist() == score(honest).values.tolist()


def test_honest_votes_are_left_alone() -> None:
    assert not suspects(honest_votes()).any(axis=None)


def test_what_a_suspect_says_is_never_read() -> None:
    attacked = pd.concat([honest_votes(), stuffed_votes("P0")], ignore_index=True)
    absurd = attacked.assign(points=attacked["points"].astype(float))
    absurd.loc[suspects(attacked).any(axis=1), "points"] = [np.nan, -1e9] * 100
    assert score(absurd).values.tolist() == score(attacked).values.tolist()


def test_a_household_shares_a_device_and_a_fourth_person_does_not() -> None:
    three = [vote(person, device="tablet") for person in ("a", "b", "c")]
    again = [vote("a", at="2025-07-02 09:00", device="tablet")]
    elsewhere = [vote("d", device="tablet", project="B")]
    assert not suspects(table(three + again + elsewhere)).any(axis=None)
    found = suspects(table([*three, vote("d", device="tablet"), vote("e", device="phone"), *elsewhere]))
    assert found["device"].tolist() == [True] * 4 + [False, False]
    assert suspects(table(three), persons_per_device=2)["device"].all()


def test_calls_and_visits_have_no_device_and_no_seconds() -> None:
    calls = [vote(f"p{n}", at=f"2025-07-{n + 1:02d} 09:00", device=None, seconds=None) for n in range(12)]
    assert not suspects(table(calls)).any(axis=None)


def test_an_answer_under_three_seconds_is_no_answer() -> None:
    found = suspects(table([vote("a", seconds=2.9), vote("b", seconds=3.0), vote("c", seconds=None)]))
    assert found["too_fast"].tolist() == [True, False, False]


def quiet_days(count: int = 9) -> list:
    return [vote(f"q{day}", at=f"2025-07-{day + 1:02d} 10:15", points=60) for day in range(count)]


def burst(count: int, points: list, project: str = "A") -> list:
    return [
        vote(f"b{n}", at=f"2025-07-20 15:{n:02d}", points=points[n % len(points)], project=project)
        for n in range(count)
    ]


def test_a_burst_begins_with_the_seventh_vote_where_one_an_hour_is_usual() -> None:
    # Poisson(1): P(X ≥ 6) = 5.9e-4, P(X ≥ 7) = 8.3e-5.
    assert suspects(table(quiet_days() + burst(6, [100])))["burst"].sum() == 0
    assert suspects(table(quiet_days() + burst(7, [100])))["burst"].sum() == 7


def test_a_burst_of_mixed_opinions_is_a_busy_hour() -> None:
    assert suspects(table(quiet_days() + burst(12, [100, 80])))["burst"].sum() == 0


def test_of_a_burst_only_the_votes_on_its_level_are_held() -> None:
    found = suspects(table(quiet_days() + burst(10, [100, 100, 100, 100, 0])))
    assert found["burst"].tolist() == [False] * 9 + [True, True, True, True, False] * 2


def test_the_usual_hour_is_the_projects_own() -> None:
    busy = [vote(f"c{n}", at=f"2025-07-{n // 8 + 1:02d} 10:{n % 8:02d}", project="B") for n in range(72)]
    rows = table(busy + burst(10, [100], project="B") + quiet_days() + burst(10, [100]))
    found = suspects(rows)["burst"]
    assert found[rows["project"] == "B"].sum() == 0
    assert found[rows["project"] == "A"].sum() == 10


def test_two_citizens_who_rate_every_stage_at_once_are_no_burst() -> None:
    stages = ("collection", "assignment", "handling", "feedback", "effect")
    rows = [("A", stage, person, 100, "2025-07-20 15:00", 1, person, 30.0) for person in "ab" for stage in stages]
    assert not suspects(table(quiet_days() + rows)).any(axis=None)


def test_a_vote_whose_hour_is_unknown_is_in_no_burst() -> None:
    rows = table(quiet_days() + burst(7, [100])).assign(at=pd.NaT)
    assert not suspects(rows).any(axis=None)


def test_rows_may_come_in_any_order_and_keep_their_index() -> None:
    rows = table(quiet_days() + burst(8, [100])).sample(frac=1, random_state=1)
    found = suspects(rows)
    assert found.index.tolist() == rows.index.tolist()
    assert found.sort_index().equals(suspects(rows.sort_index()))


def test_no_votes_give_no_suspects() -> None:
    found = suspects(table([]))
    assert found.columns.tolist() == ["device", "burst", "too_fast"]
    assert found.empty
    assert reason_codes(found).empty


def test_reasons_are_codes_by_commas() -> None:
    found = pd.DataFrame(
        {"device": [True, False, False], "burst": [False, False, False], "too_fast": [True, True, False]},
        index=[7, 5, 3],
    )
    assert reason_codes(found).to_dict() == {7: "device,too_fast", 5: "too_fast", 3: ""}
