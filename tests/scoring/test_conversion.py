"""Rates of ideas and of targets, worked by hand."""

import pytest

from scoring.conversion import COUNTED, conversion_rates, share_reached
from scoring.rates import Rate

COUNTS = {"banked": 4, "converted": 8, "effective": 4, "retained": 3, "not_adopted": 1, "with_policy": 6}


def test_each_rate_has_its_own_base():
    assert conversion_rates(COUNTS) == {
        "idea_adoption_rate": Rate(0.8, 16, 20),
        "idea_conversion_rate": Rate(0.75, 12, 16),
        "policy_conversion_rate": Rate(0.375, 6, 16),
        "effect_rate": Rate(4 / 12, 4, 12),
    }


def test_without_a_base_there_is_no_rate():
    rates = conversion_rates(dict.fromkeys(COUNTED, 0))
    assert all(each == Rate(None, 0, 0) and each.interval is None for each in rates.values())


def test_retained_ideas_are_concluded_but_not_adopted():
    rates = conversion_rates(dict.fromkeys(COUNTED, 0) | {"retained": 5})
    assert rates["idea_adoption_rate"] == Rate(0.0, 0, 5)
    assert rates["idea_conversion_rate"].value is None


def test_the_interval_is_wilsons():
    low, high = conversion_rates(COUNTS)["idea_adoption_rate"].interval
    assert (round(low, 4), round(high, 4)) == (0.5840, 0.9193)


@pytest.mark.parametrize(
    ("baseline", "latest", "target", "share"),
    [
        (0, 5, 20, 0.25),
        (60, 75, 90, 0.5),
        (10, 6, 2, 0.5),  # fewer is better
        (0, 25, 20, 1.25),
        (60, 54, 90, -0.2),
        (None, 5, 20, None),
        (0, None, 20, None),
        (20, 20, 20, None),
    ],
)
def test_how_much_of_the_way_is_done(baseline, latest, target, share):
    assert share_reached(baseline, latest, target) == share
