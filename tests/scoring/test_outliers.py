"""Marks and experts that ask for a reason."""

import numpy as np
import pandas as pd
import pytest

from scoring.experts import adjust_severity
from scoring.outliers import outliers, same_mark_experts


def panel(*marks: float) -> pd.DataFrame:
    return pd.DataFrame({"project": 1, "expert": range(len(marks)), "score": np.array(marks, dtype=float)})


def additive(noise: float = 1.0) -> pd.DataFrame:
    """12 projects × 5 experts: quality, severity and a little noise."""
    generator = np.random.default_rng(4)
    project, expert = (codes.ravel() for codes in np.indices((12, 5)))
    score = 60 + 2.0 * project + 4.0 * expert + generator.normal(0, 1, 60) * noise
    return pd.DataFrame({"project": project, "expert": expert, "score": score})


def test_three_scaled_mads_from_the_median_by_hand() -> None:
    # Median 80, distances 4 2 0 2 15: MAD 2, limit 3 × 1.4826 × 2.
    found = outliers(panel(76, 78, 80, 82, 95))
    assert found[["expert", "score", "median", "deviation"]].to_numpy().tolist() == [[4, 95, 80, 15]]
    assert found["limit"].tolist() == pytest.approx([8.8956])
    assert (found["far_from_median"].tolist(), found["unexpected"].tolist()) == ([True], [False])


@pytest.mark.parametrize(("mark", "flagged"), [(82.1, 0), (82.2, 1), (78.1, 0), (78.0, 1)])
def test_two_points_from_a_panel_in_agreement_are_not_outstanding(mark: float, flagged: int) -> None:
    assert len(outliers(panel(80.1, 80.1, 80.1, 80.1, mark))) == flagged
    assert outliers(panel(80.1, 80.1, 80.1, 80.1, mark), deviation_floor=3).empty


def test_a_mark_the_expert_was_not_expected_to_give_stands_out() -> None:
    scores = additive()
    scores.loc[17, "score"] += 20
    fit = adjust_severity(scores)
    found = outliers(scores, fit)
    unexpected = found[found["unexpected"]]
    assert unexpected[["project", "expert"]].to_numpy().tolist() == [[3, 2]]
    adjusted, severity = fit.projects.loc[3, "adjusted"], fit.experts.loc[2, "severity"]
    expected = (scores.loc[17, "score"] - adjusted + severity) / fit.sd_residual
    assert unexpected["residual"].tolist() == pytest.approx([expected])
    assert expected > 3


def test_a_harsh_expert_alone_is_not_unexpected() -> None:
    scores = additive()
    scores.loc[scores["expert"] == 0, "score"] -= 20
    found = outliers(scores, adjust_severity(scores))
    assert found["far_from_median"].all()
    assert set(found["expert"]) == {0}
    assert not found["unexpected"].any()


def test_without_noise_or_for_unknown_pairs_there_is_no_residual() -> None:
    fit = adjust_severity(additive(noise=0))
    assert outliers(additive(noise=0), fit)["residual"].isna().all()
    fit = adjust_severity(additive())
    elsewhere = outliers(panel(76, 78, 80, 82, 95).assign(expert=[7, 8, 9, 10, 11]), fit)
    assert elsewhere["residual"].isna().tolist() == [True]


def test_what_is_near_in_the_panel_stands_behind_what_is_far_in_it_too_by_hand() -> None:
    # Project 1: 70 71 80, median 71, MAD 1, limit 4.4478. Projects 2 to 5: 60 70 80, median 70, MAD 10, limit 44.478.
    # Distances with the least of each left out: 1 9 and 10 eight times; the panel's limit is 3 × 1.4826 × 10.
    scores = pd.concat([panel(70, 71, 80), *(panel(60, 70, 80).assign(project=each) for each in range(2, 6))])
    found = outliers(scores)
    assert found[["project", "expert", "deviation"]].to_numpy().tolist() == [[1, 2, 9]]
    assert found["limit"].tolist() == pytest.approx([4.4478])
    assert found["panel_limit"].tolist() == pytest.approx([44.478])
    assert found["size"].tolist() == pytest.approx([9 / 44.478])
    assert found["stands_out"].tolist() == [False]


def test_fewer_than_five_projects_do_not_say_what_is_usual_in_a_panel() -> None:
    scores = pd.concat([panel(15, 80, 82), *(panel(60, 70, 80).assign(project=each) for each in range(2, 5))])
    found = outliers(scores)
    assert (found["panel_limit"].tolist(), found["stands_out"].tolist()) == ([2.0], [True])
    assert found["size"].tolist() == pytest.approx([65 / 8.8956])


def test_what_is_unexpected_stands_out_by_itself() -> None:
    scores = additive()
    scores.loc[17, "score"] += 20
    marks = outliers(scores, adjust_severity(scores))
    assert marks.loc[marks["unexpected"], "stands_out"].tolist() == [True]


def test_panels_of_three_in_good_agreement_list_little_first() -> None:
    # Normal marks: one in ten is far from the median of its three by chance, next to none in the panel as a whole.
    marks = np.random.default_rng(11).normal(75, 5, (200, 3))
    project, expert = (codes.ravel() for codes in np.indices(marks.shape))
    found = outliers(pd.DataFrame({"project": project, "expert": expert, "score": marks.ravel()}))
    assert len(found) == pytest.approx(60, abs=20)
    assert found["stands_out"].sum() <= 6


def test_nothing_outstanding_has_the_same_columns() -> None:
    columns = outliers(panel(76, 78, 80, 82, 95)).columns.tolist()
    assert columns[:3] == ["project", "expert", "score"]
    assert outliers(panel(80, 80, 81)).columns.tolist() == columns
    assert outliers(panel()).columns.tolist() == columns


def test_an_outlier_stays_among_the_scores() -> None:
    scores = panel(76, 78, 80, 82, 95)
    before = scores.copy()
    outliers(scores)
    pd.testing.assert_frame_equal(scores, before)


def test_experts_who_give_everyone_the_same_mark() -> None:
    scores = pd.DataFrame(
        [
            (1, "a", 80),
            (2, "a", 80),
            (3, "a", 80),
            (1, "b", 80),
            (2, "b", 80),
            (1, "c", 80),
            (2, "c", 80),
            (3, "c", 81),
        ],
        columns=["project", "expert", "score"],
    )
    assert same_mark_experts(scores).to_dict("records") == [{"expert": "a", "score": 80.0, "projects": 3}]
    assert same_mark_experts(scores, fewest=2)["expert"].tolist() == ["a", "b"]
    assert same_mark_experts(scores.iloc[:0]).columns.tolist() == ["expert", "score", "projects"]
