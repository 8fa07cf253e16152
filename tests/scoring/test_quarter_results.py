"""The whole quarter as a function: what may change it, and what must not."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.quarter import GRADES, QuarterInputs, evaluate

STAGES = ("collection", "assignment", "handling", "feedback", "effect")
LEVELS = {"very_satisfied": 100.0, "satisfied": 80.0, "basically_satisfied": 60.0, "dissatisfied": 30.0, "very": 0.0}
NUMBERS = [f"P{place}" for place in range(6)]


def inputs(seed: int = 1, **given: object) -> QuarterInputs:
    """Six projects with all three sources, drawn from a seed."""
    drawn = np.random.default_rng(seed)
    votes = [
        (number, stage, level, int(count), int(count))
        for number in NUMBERS
        for stage in STAGES[:3]
        for level, count in zip(LEVELS, drawn.multinomial(30, drawn.dirichlet(np.ones(5))), strict=True)
    ]
    totals = [(n, e, 1, float(np.round(drawn.uniform(40, 99), 1))) for n in NUMBERS for e in range(1, 7)]
    values = [
        (
            n,
            f"i{place}",
            family,
            "provided",
            float(drawn.uniform(20, 110)),
            "benefit",
            0.0,
            100.0,
            None,
            None,
            50.0,
            False,
        )
        for n in NUMBERS
        for place, family in enumerate(("output", "process"))
    ]
    columns = ["project", "indicator", "family", "kind", "value", "direction", "floor", "target"]
    columns += ["upper_target", "upper_floor", "weight", "late"]
    made = {
        "projects": pd.DataFrame({"project": NUMBERS, "category": "roads", "reached": STAGES[2], "vetoed": False}),
        "votes": pd.DataFrame(votes, columns=["project", "stage", "level", "counted", "with_held"]),
        "held": pd.DataFrame({"project": [], "held": []}),
        "invitations": pd.DataFrame(
            [(n, s, 60) for n in NUMBERS for s in STAGES], columns=["project", "stage", "invited"]
        ),
        "totals": pd.DataFrame(totals, columns=["project", "expert", "round", "score"]),
        "seats": pd.DataFrame(
            [(n, 1, 6, 0, 0) for n in NUMBERS], columns=["project", "round", "assigned", "recused", "abstained"]
        ),
        "values": pd.DataFrame(values, columns=columns).astype({"upper_target": float, "upper_floor": float}),
        "stages": STAGES,
        "levels": LEVELS,
        "weights": (40.0, 30.0, 30.0),
        "seed": 7,
        "assessment_closed": True,
    }
    return QuarterInputs(**{**made, **given})


def same(one, other) -> None:
    for name in ("citizens", "experts", "third_party", "composites"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name), check_exact=True)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_the_order_of_the_input_changes_nothing(seed, order):
    given_in = inputs(seed)
    names = ("projects", "votes", "invitations", "totals", "seats", "values")
    mixed = {name: getattr(given_in, name).sample(frac=1, random_state=order % 2**32) for name in names}
    same(evaluate(given_in), evaluate(replace(given_in, **mixed)))


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6))
def test_the_composite_lies_within_its_sources_and_the_probabilities_add_up(seed):
    table = evaluate(inputs(seed)).composites
    sources = table[["citizens", "experts", "third_party"]]
    assert (table["score"] >= sources.min(axis=1) - 1e-9).all()
    assert (table["score"] <= sources.max(axis=1) + 1e-9).all()
    np.testing.assert_allclose(table[[f"p_{grade}" for grade in GRADES]].sum(axis=1), 1.0)
    assert (table["rank_low"] <= table["rank"]).all()
    assert (table["rank"] <= table["rank_high"]).all()
    assert (table["rank_best"] <= table["rank"]).all()


def test_the_last_closed_round_of_a_project_counts():
    second = pd.DataFrame([("P0", e, 2, 90.0) for e in range(1, 7)], columns=["project", "expert", "round", "score"])
    given_in = inputs()
    table = evaluate(replace(given_in, totals=pd.concat([given_in.totals, second]))).experts
    assert (table.loc["P0", "value"], table.loc["P0", "n"]) == (90.0, 6)


def test_too_few_raters_are_graded_but_not_ranked():
    given_in = inputs()
    asked = given_in.invitations.assign(invited=given_in.invitations["project"].eq("P0") * 10_000 + 60)
    found = evaluate(replace(given_in, invitations=asked))
    assert found.citizens.loc["P0", "too_few"]
    assert np.isnan(found.composites.loc["P0", "rank"])
    assert found.composites.loc["P0", "grade"] in GRADES
    assert sorted(found.composites["rank"].dropna()) == [1.0, 2.0, 3.0, 4.0, 5.0]


def test_a_vetoed_project_keeps_its_score_and_carries_the_flag():
    given_in = inputs()
    flagged = given_in.projects.assign(vetoed=given_in.projects["project"].eq("P1"))
    found = evaluate(replace(given_in, projects=flagged)).composites
    assert list(found["vetoed"]) == [False, True, False, False, False, False]
    pd.testing.assert_frame_equal(found.drop(columns="vetoed"), evaluate(given_in).composites.drop(columns="vetoed"))


def test_the_third_party_is_as_uncertain_as_what_it_did_not_measure():
    given_in = inputs()
    values = given_in.values.copy()
    values["weight"] = np.where(values["indicator"].eq("i1"), 30.0, 70.0)
    values.loc[values["project"].eq("P0") & values["indicator"].eq("i1"), "kind"] = "not_applicable"
    found = evaluate(replace(given_in, values=values)).third_party
    assert found.loc["P0", "se"] == pytest.approx(30 / 12**0.5)
    assert found.loc["P1", "se"] == 0.0


def test_a_contradiction_names_both_sources_and_their_grades():
    given_in = inputs()
    totals = given_in.totals.copy()
    totals.loc[totals["project"].eq("P2"), "score"] = 30.0
    values = given_in.values.copy()
    values.loc[values["project"].eq("P2"), "value"] = 100.0
    found = evaluate(replace(given_in, totals=totals, values=values)).contradictions
    of_second = found[found["project"] == "P2"].drop(columns="project")
    assert ("third_party", "excellent", "experts", "unqualified") in set(of_second.itertuples(index=False, name=None))


def test_the_value_of_a_stage_is_worked_out_from_the_means_and_strengths_given_beside_it():
    found = evaluate(inputs())
    stages = found.stages[found.stages["reached"]].join(found.shrinkage, on="stage")
    assert stages["differs"].all()
    pulled = stages["strength"] * stages["prior_mean"] + stages["raters"] * stages["raw"]
    assert stages["value"].to_numpy() == pytest.approx(pulled / (stages["strength"] + stages["raters"]))


def test_a_stage_at_which_nothing_differs_says_so_and_takes_the_mean_of_all():
    votes = pd.DataFrame({"project": NUMBERS, "stage": "collection", "level": "satisfied"}).assign(
        counted=9, with_held=9
    )
    found = evaluate(inputs(votes=votes))
    assert found.shrinkage.loc["collection", ["prior_mean", "differs"]].to_list() == [80.0, False]
    assert np.isnan(found.shrinkage.at["effect", "prior_mean"])
