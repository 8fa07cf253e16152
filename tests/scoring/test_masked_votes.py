"""No statistic reads a masked vote: whatever stands in it, and with or without the row, every result is the same."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.agreement import icc, kendall_w, krippendorff_alpha, spearman_between
from scoring.convergence import convergence
from scoring.experts import adjust_severity, counted_scores, panel_values, score_table
from scoring.outliers import outliers, same_mark_experts


def both_parts(fit) -> list:
    return [fit.intercept, fit.sd_project, fit.sd_expert, fit.sd_residual, fit.projects, fit.experts, fit.components]


EARLIER = pd.DataFrame(
    [
        (project, expert, 60.0 + 3 * project + 2 * expert + (project * expert) % 4)
        for project in range(8)
        for expert in range(6)
    ],
    columns=["project", "expert", "score"],
)
STATISTICS: dict[str, Callable] = {
    "counted_scores": counted_scores,
    "panel_values": panel_values,
    "score_table": score_table,
    "adjust_severity": lambda scores: both_parts(adjust_severity(scores)),
    "icc": lambda scores: icc(score_table(scores)),
    "kendall_w": lambda scores: kendall_w(score_table(scores)),
    "krippendorff_alpha": lambda scores: krippendorff_alpha(score_table(scores).T, "interval"),
    "spearman_between": lambda scores: spearman_between(panel_values(scores)["value"], panel_values(EARLIER)["value"]),
    "convergence": lambda scores: list(vars(convergence(EARLIER, scores, 100)).values()),
    "convergence of a masked earlier round": lambda scores: list(vars(convergence(scores, EARLIER, 100)).values()),
    "outliers": lambda scores: outliers(scores, adjust_severity(scores)),
    "same_mark_experts": same_mark_experts,
}


def assert_same(found, expected) -> None:
    if isinstance(found, list):
        for one, other in zip(found, expected, strict=True):
            assert_same(one, other)
    elif isinstance(found, pd.DataFrame):
        pd.testing.assert_frame_equal(found, expected, check_exact=True)
    else:
        assert repr(found) == repr(expected)


@pytest.mark.parametrize("statistic", STATISTICS.values(), ids=STATISTICS)
@settings(max_examples=15, deadline=None)
@given(
    votes=st.lists(
        st.tuples(
            st.integers(0, 9), st.integers(0, 7), st.sampled_from([np.nan, np.inf, -np.inf, 1e9, -1e9, 0.0, 75.0])
        ),
        max_size=12,
    ),
    shuffle=st.integers(0, 100),
)
def test_masked_votes_of_any_value_change_nothing(
    statistic: Callable, votes: list[tuple[int, int, float]], shuffle: int
) -> None:
    # Among them votes of real pairs, of projects and experts nobody else knows, and pairs named twice.
    masked = pd.DataFrame(votes, columns=["project", "expert", "score"]).assign(masked=True)
    scores = EARLIER.assign(score=EARLIER["score"] + EARLIER["expert"] % 3, masked=False)
    with_masked = pd.concat([scores, masked.astype(scores.dtypes)]).sample(frac=1, random_state=shuffle)
    assert_same(statistic(with_masked), statistic(scores.drop(columns="masked")))


@pytest.mark.parametrize("statistic", STATISTICS.values(), ids=STATISTICS)
def test_a_recusal_is_as_if_the_row_had_never_existed(statistic: Callable) -> None:
    pair = (EARLIER["project"] == 3) & (EARLIER["expert"] == 4)
    assert_same(statistic(EARLIER.assign(masked=pair)), statistic(EARLIER[~pair]))
    assert_same(statistic(EARLIER.assign(score=EARLIER["score"].mask(pair))), statistic(EARLIER[~pair]))
