"""The flow of ideas: counts add up at every stage, and every idea stops where it stands."""

import itertools

import pandas as pd
import pytest

from glossary import IdeaOrigin, IdeaOutcome, IdeaState, labels
from scoring.idea_flow import STAGES, links, path

COLUMNS = ["origin", "state", "outcome", "count"]
COMBINATIONS = [*itertools.product(labels(IdeaOrigin), labels(IdeaState), labels(IdeaOutcome))]


def flow(*rows: tuple) -> list[tuple]:
    return [tuple(row) for row in links(pd.DataFrame(list(rows), columns=COLUMNS)).itertuples(index=False)]


@pytest.mark.parametrize(
    ("idea", "nodes"),
    [
        (("citizens", "collected", "none"), ("citizens", "collected")),
        (("leader", "not_adopted", "none"), ("leader", "not_adopted")),
        (("citizens", "banked", "none"), ("citizens", "adopted", "banked")),
        (("citizens", "banked", "policy"), ("citizens", "adopted", "banked")),  # a document of what was merged into it
        (("citizens", "converted", "project"), ("citizens", "adopted", "project", "converted")),
        (("leader", "effective", "both"), ("leader", "adopted", "both", "effective")),
    ],
)
def test_an_idea_goes_as_far_as_it_has_come(idea, nodes):
    assert path(*idea) == nodes


def test_links_add_up_the_ideas_that_go_the_same_way_in_the_order_of_the_stages():
    found = flow(
        ("leader", "effective", "policy", 1),
        ("citizens", "retained", "none", 4),
        ("citizens", "effective", "policy", 2),
        ("citizens", "converted", "policy", 3),
    )
    assert found == [
        (0, "citizens", "adopted", 5),
        (0, "citizens", "retained", 4),
        (0, "leader", "adopted", 1),
        (1, "adopted", "policy", 6),
        (2, "policy", "effective", 3),
        (2, "policy", "converted", 3),
    ]


def test_what_flows_into_a_node_flows_out_of_it_or_stays():
    counted = pd.DataFrame([(*each, place) for place, each in enumerate(COMBINATIONS, start=1)], columns=COLUMNS)
    found = links(counted)
    arrived, left = (found.groupby(end)["count"].sum() for end in ("target", "source"))
    stays = {node: 0 for stage in STAGES for node in stage}
    for origin, state, outcome, count in counted.itertuples(index=False):
        stays[path(origin, state, outcome)[-1]] += count
    for node in [node for stage in STAGES[1:] for node in stage]:
        assert arrived.get(node, 0) == left.get(node, 0) + stays[node]
    assert left[list(STAGES[0])].sum() == counted["count"].sum() == sum(stays.values())


def test_without_ideas_there_are_no_links():
    assert flow() == []
    assert flow(("citizens", "collected", "none", 0)) == []
