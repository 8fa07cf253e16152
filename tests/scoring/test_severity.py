"""Severity of experts by crossed random effects."""

import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as formula
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scoring.experts import SeverityFit, SeverityRefused, adjust_severity


def drawn(
    seed: int, projects: int = 20, experts: int = 6, share: float = 0.6, sds=(6.0, 4.0, 3.0), decimals: int = 0
) -> pd.DataFrame:
    """Marks from the model itself; `share` of the pairs exist."""
    generator = np.random.default_rng(seed)
    project, expert = (codes.ravel() for codes in np.indices((projects, experts)))
    seen = generator.random(len(project)) < share
    of_project, of_expert = generator.normal(0, sds[0], projects), generator.normal(0, sds[1], experts)
    score = 75 + of_project[project] + of_expert[expert] + generator.normal(0, 1, len(project)) * sds[2]
    frame = pd.DataFrame({"project": project, "expert": expert, "score": score.round(decimals)})
    return frame[seen].reset_index(drop=True)


def sds(fit: SeverityFit) -> list[float]:
    return [fit.sd_project, fit.sd_expert, fit.sd_residual]


def criterion(scores: pd.DataFrame, fit_sds: list[float]) -> float:
    """−2 × restricted log likelihood written out with the full covariance, up to a constant."""
    y = scores["score"].to_numpy() - scores["score"].mean()
    same = [np.equal.outer(scores[name].to_numpy(), scores[name].to_numpy()) for name in ("project", "expert")]
    v = fit_sds[0] ** 2 * same[0] + fit_sds[1] ** 2 * same[1] + fit_sds[2] ** 2 * np.eye(len(y))
    inverse, ones = np.linalg.inv(v), np.ones(len(y))
    information = ones @ inverse @ ones
    mean = ones @ inverse @ y / information
    return np.linalg.slogdet(v)[1] + np.log(information) + (y - mean) @ inverse @ (y - mean)


def test_the_penicillin_data(shared_data: Path) -> None:
    plates = pd.read_csv(shared_data.parent / "oracles" / "penicillin.csv")
    fit = adjust_severity(plates.rename(columns={"plate": "project", "sample": "expert", "diameter": "score"}))
    assert fit.intercept == pytest.approx(22.972, abs=5e-4)
    assert fit.sd_project == pytest.approx(0.8467, abs=5e-5)
    assert fit.sd_expert == pytest.approx(1.9316, abs=5e-5)
    assert fit.sd_residual == pytest.approx(0.5499, abs=5e-5)
    assert (len(fit.projects), len(fit.experts), fit.components) == (24, 6, 1)
    assert fit.experts["severity"].idxmax() == "F"  # the smallest diameters


def test_a_complete_design_by_hand() -> None:
    """Where all estimates are positive, REML on a complete table is the analysis of variance."""
    scores = drawn(1, projects=8, experts=4, share=1.1)
    table = scores.pivot(index="project", columns="expert", values="score").to_numpy()
    projects, experts = table.mean(axis=1), table.mean(axis=0)
    error = ((table - projects[:, None] - experts + table.mean()) ** 2).sum() / 21
    between, among = 4 * projects.var(ddof=1), 8 * experts.var(ddof=1)
    fit = adjust_severity(scores)
    assert sds(fit) == pytest.approx([((between - error) / 4) ** 0.5, ((among - error) / 8) ** 0.5, error**0.5])
    assert fit.intercept == pytest.approx(table.mean())
    assert fit.projects["raw_mean"].tolist() == pytest.approx(projects.tolist())
    shrunk = table.mean() + (projects - table.mean()) * (between - error) / between
    assert fit.projects["adjusted"].tolist() == pytest.approx(shrunk.tolist())
    assert fit.experts["severity"].tolist() == pytest.approx(
        ((table.mean() - experts) * (among - error) / among).tolist()
    )


@pytest.mark.parametrize("shape", [(20, 6), (5, 12), (30, 3)])
def test_effects_and_errors_solve_hendersons_equations(shape: tuple[int, int]) -> None:
    scores = drawn(7, *shape, share=0.7)
    fit = adjust_severity(scores)
    project, expert = pd.get_dummies(scores["project"], dtype=float), pd.get_dummies(scores["expert"], dtype=float)
    design = np.column_stack([np.ones(len(scores)), project, expert])
    penalty = [0.0] + [fit.sd_project**-2] * project.shape[1] + [fit.sd_expert**-2] * expert.shape[1]
    inverse = np.linalg.inv(design.T @ design / fit.sd_residual**2 + np.diag(penalty))
    solution = inverse @ design.T @ scores["score"] / fit.sd_residual**2
    levels, number = inverse.diagonal(), project.shape[1]
    level_se = np.sqrt(levels[0] + levels[1 : number + 1] + 2 * inverse[0, 1 : number + 1])
    assert fit.intercept == pytest.approx(solution[0])
    assert fit.projects["adjusted"].tolist() == pytest.approx((solution[0] + solution[1 : number + 1]).tolist())
    assert fit.projects["se"].tolist() == pytest.approx(level_se.tolist())
    assert fit.experts["severity"].tolist() == pytest.approx((-solution[number + 1 :]).tolist())
    assert fit.experts["se"].tolist() == pytest.approx(np.sqrt(levels[number + 1 :]).tolist())


@pytest.mark.parametrize("seed", range(3))
def test_agrees_with_statsmodels(seed: int) -> None:
    scores = drawn(seed, share=0.5).assign(everyone=1)
    model = formula.mixedlm(
        "score ~ 1", scores, groups="everyone", re_formula="0", vc_formula={"p": "0+C(project)", "q": "0+C(expert)"}
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        reference = model.fit(reml=True)
    fit = adjust_severity(scores)
    assert [*sds(fit), fit.intercept] == pytest.approx(
        [*np.sqrt(reference.vcomp), reference.scale**0.5, reference.fe_params.iloc[0]], rel=2e-3
    )


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([(6, 4, 3), (0, 4, 3), (6, 0, 3), (0, 0, 3), (30, 1, 1)]))
def test_no_other_variances_are_more_likely(seed: int, true_sds: tuple) -> None:
    scores = drawn(seed, projects=9, experts=5, sds=true_sds)
    try:
        fit = adjust_severity(scores)
    except SeverityRefused:
        assume(False)
    assume(fit.sd_residual)
    least = criterion(scores, sds(fit))
    for first in (0, 0.3, 0.9, 1, 1.1, 3):
        for second in (0, 0.3, 0.9, 1, 1.1, 3):
            for residual in (0.9, 1, 1.1):
                other = [
                    first * max(fit.sd_project, fit.sd_residual / 10),
                    second * max(fit.sd_expert, fit.sd_residual / 10),
                    residual * fit.sd_residual,
                ]
                assert criterion(scores, other) >= least - 1e-7


def test_the_same_mark_for_all_has_no_spread_anywhere() -> None:
    scores = drawn(2).assign(score=80.1)
    fit = adjust_severity(scores)
    assert (fit.intercept, sds(fit)) == (80.1, [0, 0, 0])
    assert fit.projects["adjusted"].unique().tolist() == [80.1]
    assert fit.experts["severity"].unique().tolist() == [0]
    assert fit.projects["se"].tolist() == [0] * len(fit.projects)


def test_marks_without_any_noise_are_the_limit_of_little_noise() -> None:
    exact, near = (adjust_severity(drawn(3, sds=(6, 4, noise), decimals=9)) for noise in (0, 0.02))
    assert exact.sd_residual == 0
    assert near.sd_residual == pytest.approx(0.02, rel=0.3)
    assert sds(exact)[:2] == pytest.approx(sds(near)[:2], rel=1e-2)
    for name in ("projects", "experts"):
        np.testing.assert_allclose(getattr(exact, name), getattr(near, name), rtol=1e-2, atol=0.1)


@pytest.mark.parametrize(("true_sds", "zero"), [((0, 6, 3), "sd_project"), ((6, 0, 3), "sd_expert")])
def test_a_variance_on_the_boundary_is_exactly_0(true_sds: tuple, zero: str) -> None:
    fits = [adjust_severity(drawn(seed, sds=true_sds, decimals=2)) for seed in range(12)]
    on_boundary = [fit for fit in fits if getattr(fit, zero) == 0]
    assert len(on_boundary) > 3
    for fit in on_boundary:
        table, column = (fit.projects, "adjusted") if zero == "sd_project" else (fit.experts, "severity")
        assert table[column].nunique() == 1


class TestRefusal:
    def refused(self, scores: pd.DataFrame) -> tuple[str, int]:
        with pytest.raises(SeverityRefused) as refusal:
            adjust_severity(scores)
        return refusal.value.reason, refusal.value.components

    def test_two_experts_are_too_few(self) -> None:
        assert self.refused(drawn(1, experts=2, share=1.1)) == ("too_few_experts", 1)

    def test_four_projects_are_too_few(self) -> None:
        assert self.refused(drawn(1, projects=4, share=1.1)) == ("too_few_projects", 1)
        assert adjust_severity(drawn(1, projects=5, experts=3, share=1.1)).components == 1

    def test_two_groups_without_an_expert_in_common_cannot_be_compared(self) -> None:
        one, other = drawn(1, share=1.1), drawn(2, share=1.1)
        both = pd.concat([one, other + [100, 100, 0]])
        assert self.refused(both) == ("not_connected", 2)
        bridge = pd.DataFrame({"project": [0], "expert": [100], "score": [70.0]})
        assert adjust_severity(pd.concat([both, bridge])).components == 1
        assert self.refused(pd.concat([both, bridge.assign(masked=True)]).fillna({"masked": False})) == (
            "not_connected",
            2,
        )

    def test_a_chain_of_pairs_shows_no_noise(self) -> None:
        chain = pd.DataFrame({"project": [0, 1, 1, 2, 2, 3, 4], "expert": [0, 0, 1, 1, 2, 2, 2], "score": range(7)})
        assert self.refused(chain) == ("too_few_scores", 1)

    def test_nothing_is_too_few(self) -> None:
        assert self.refused(drawn(1).iloc[:0]) == ("too_few_experts", 0)

    def test_a_pair_with_two_scores_is_an_error(self) -> None:
        with pytest.raises(ValueError, match="two scores"):
            adjust_severity(pd.concat([drawn(1), drawn(1).iloc[:1]]))


class TestProperties:
    @settings(max_examples=40, deadline=None)
    @given(st.integers(0, 10**6), st.integers(-50, 50), st.sampled_from([1, 8, 10]))
    def test_the_same_constant_on_every_mark_moves_every_adjusted_value_by_it(
        self, seed: int, constant: int, parts: int
    ) -> None:
        scores = drawn(seed, decimals=1)
        before = adjust_severity(scores)
        after = adjust_severity(scores.assign(score=scores["score"] + constant / parts))
        np.testing.assert_allclose(
            after.projects["adjusted"], before.projects["adjusted"] + constant / parts, rtol=0, atol=1e-9
        )
        np.testing.assert_allclose(after.experts, before.experts, rtol=0, atol=1e-9)
        np.testing.assert_allclose(sds(after), sds(before), rtol=0, atol=1e-9)

    def test_a_whole_constant_on_whole_marks_changes_no_digit_of_the_fit(self) -> None:
        scores = drawn(5)
        before, after = adjust_severity(scores), adjust_severity(scores.assign(score=scores["score"] + 7))
        assert sds(after) == sds(before)
        pd.testing.assert_frame_equal(after.experts, before.experts, check_exact=True)

    @settings(max_examples=60, deadline=None)
    @given(st.integers(0, 10**6), st.integers(0, 5))
    def test_an_expert_made_harsher_by_15_moves_adjusted_values_less_than_raw_means(
        self, seed: int, harsh: int
    ) -> None:
        scores = drawn(seed, share=0.5)
        chosen = scores["expert"] == harsh
        assume(chosen.any())
        try:
            before = adjust_severity(scores)
            after = adjust_severity(scores.assign(score=scores["score"] - 15 * chosen))
        except SeverityRefused:
            assume(False)
        moved = (after.projects - before.projects).abs()
        assert moved["adjusted"].max() < moved["raw_mean"].max()
        judged = moved.loc[scores.loc[chosen, "project"].unique()]
        assert judged["adjusted"].mean() < judged["raw_mean"].mean()
        assert after.experts.loc[harsh, "severity"] > before.experts.loc[harsh, "severity"]

    def test_where_everyone_judges_everything_a_harsh_expert_changes_no_difference_between_projects(self) -> None:
        scores = drawn(6, share=1.1)
        before = adjust_severity(scores)
        after = adjust_severity(scores.assign(score=scores["score"] - 15 * (scores["expert"] == 2)))
        moved = after.projects - before.projects
        np.testing.assert_allclose(moved[["raw_mean", "adjusted"]], -15 / 6, rtol=0, atol=1e-9)

    @settings(max_examples=20, deadline=None)
    @given(st.integers(0, 10**6))
    def test_order_of_input_changes_no_digit(self, seed: int) -> None:
        scores = drawn(seed, decimals=2)
        shuffled = scores.sample(frac=1, random_state=seed)[["score", "expert", "project"]]
        before, after = adjust_severity(scores), adjust_severity(shuffled)
        assert (before.intercept, sds(before)) == (after.intercept, sds(after))
        pd.testing.assert_frame_equal(before.projects, after.projects, check_exact=True)
        pd.testing.assert_frame_equal(before.experts, after.experts, check_exact=True)

    def test_names_may_be_words(self) -> None:
        scores = drawn(4)
        named = scores.assign(
            project="项目" + scores["project"].astype(str).str.zfill(2), expert="专家" + scores["expert"].astype(str)
        )
        assert (
            adjust_severity(named).projects["adjusted"].tolist()
            == adjust_severity(scores).projects["adjusted"].tolist()
        )
        assert adjust_severity(named).experts.index.tolist()[0] == "专家0"
