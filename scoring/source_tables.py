"""三评: each source of a quarter on its own, one row per project; what is not there stays undefined."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from scoring.experts import SeverityRefused, adjust_severity, panel_values
from scoring.participation import participation
from scoring.satisfaction_intervals import stage_mean_intervals
from scoring.severity import SeverityFit
from scoring.stage_scores import CitizenScores, citizen_scores
from scoring.third_party import assessment, family_scores

# Two-sided 95 % of the normal law.
WIDE = 1.959963984540054
# A value nobody measured may be anything from 0 to 100: the standard deviation of the uniform law there.
UNKNOWN_SPREAD = 100 / 12**0.5


@dataclass(frozen=True)
class QuarterInputs:
    """All that a quarter is computed from. Frames in any order; projects by number.

    projects: project, category, reached (stage code), vetoed. votes: project, stage, level (code), counted (valid
    votes), with_held (the same with those in quarantine). held: project, held. invitations: project, stage, invited.
    totals: project, expert, round, score of reviews that count in closed rounds. seats: project, round, assigned,
    recused, abstained. values: project, indicator, family, kind, value, direction, floor, target, upper_target,
    upper_floor, weight, late (bool); a row per project and indicator of submitted assessments. levels: code → points.
    weights: citizens, experts, third party in any unit. assessment_closed: the third party's deadline has passed.
    """

    projects: pd.DataFrame
    votes: pd.DataFrame
    held: pd.DataFrame
    invitations: pd.DataFrame
    totals: pd.DataFrame
    seats: pd.DataFrame
    values: pd.DataFrame
    stages: tuple[str, ...]
    levels: dict[str, float]
    weights: tuple[float, float, float]
    seed: int
    assessment_closed: bool

    @property
    def numbers(self) -> pd.Index:
        """The projects of the quarter, sorted."""
        return pd.Index(sorted(self.projects["project"]), name="project", dtype=object)

    @property
    def reached(self) -> np.ndarray:
        """Projects × stages: whether citizens could rate there; all stages up to the last one reached."""
        last = self.projects.set_index("project")["reached"].reindex(self.numbers)
        places = np.array([self.stages.index(stage) for stage in last], dtype=int)
        return np.arange(len(self.stages)) <= places[:, None]


@dataclass(frozen=True)
class Citizens:
    """Frames `table` (by project), `stages` (project × stage) and `shrinkage` (by stage): see citizens.

    differs: False is 项目间无显著差异 at every stage.
    """

    table: pd.DataFrame
    stages: pd.DataFrame
    shrinkage: pd.DataFrame
    differs: bool


def spread_out(rows: pd.DataFrame, numbers: pd.Index, names: Sequence[Sequence], what: str) -> np.ndarray:
    """A frame of counts as an array projects × names…; 0 where there is no row, rows of other projects unread."""
    keys = ["project", *(name for name in rows.columns if name not in ("project", what))]
    places = [pd.Index(known).get_indexer(rows[key]) for key, known in zip(keys, [numbers, *names], strict=True)]
    asked = np.all([place >= 0 for place in places], axis=0)
    found = np.zeros([len(numbers), *(len(known) for known in names)])
    np.add.at(found, tuple(place[asked] for place in places), rows[what].to_numpy(dtype=float)[asked])
    return found


def citizens(inputs: QuarterInputs, stage_weights: Sequence[float] | None = None) -> Citizens:
    """群众评议 of each project.

    Formula: `citizen_scores` over the stages reached, all of equal weight unless given; participation in votes asked
        for (人次) with bounds; value ± 1.96·se within the levels; raw_low, raw_high by `stage_mean_intervals`.
    Columns: raters (valid votes at reached stages), invited, participation, bound_low, bound_high, raw, value, se,
        low, high, raw_low, raw_high, held, raw_with_held, too_few. stages: project, stage, reached, raters, invited,
        raw, value. shrinkage: prior_mean m, strength C, differs; a stage's value is (C·m + n·raw) ÷ (C + n), and m
        itself where nobody voted or nothing differs.
    Missing: value and raw NaN for a project nobody rated, prior_mean for a stage nobody rated anywhere; invited NaN
        where nobody counted them, then too_few.
    Source: evaluation.md, section 1.
    """
    numbers, reached, codes = inputs.numbers, inputs.reached, list(inputs.levels)
    points = np.array(list(inputs.levels.values()), dtype=float)
    weights = np.ones(len(inputs.stages)) if stage_weights is None else np.asarray(stage_weights, dtype=float)
    votes = inputs.votes[["project", "stage", "level"]]
    counts, with_held = (
        spread_out(votes.assign(n=inputs.votes[name]), numbers, (inputs.stages, codes), "n").astype(int)
        for name in ("counted", "with_held")
    )
    scores = citizen_scores(counts, points, reached, weights)
    counted = np.where(reached[:, :, None], counts, 0)
    asked = spread_out(inputs.invitations, numbers, (inputs.stages,), "invited")
    asked_here = np.where(reached, asked, 0).sum(axis=1)
    invited = np.where(asked_here > 0, asked_here, np.nan)
    took_part = participation(scores.votes, invited, scores.raw, points.min(), points.max())
    interval = stage_mean_intervals(counted, points, weights, seed=inputs.seed)
    table = pd.DataFrame(
        {
            "raters": scores.votes,
            "invited": invited,
            "participation": took_part.rate,
            "bound_low": took_part.low,
            "bound_high": took_part.high,
            "raw": scores.raw,
            "value": scores.values,
            "se": scores.standard_errors,
            **_around(scores.values, scores.standard_errors, points.min(), points.max()),
            "raw_low": interval[:, 0],
            "raw_high": interval[:, 1],
            "held": spread_out(inputs.held, numbers, (), "held").astype(int),
            "raw_with_held": citizen_scores(with_held, points, reached, weights).raw,
            "too_few": took_part.too_few,
        },
        index=numbers,
    )
    stages = _stages(inputs, reached, counted, asked, scores)
    return Citizens(table, stages, _shrinkage(inputs, scores), bool(scores.differs.any()))


def _stages(inputs: QuarterInputs, reached: np.ndarray, counted: np.ndarray, asked: np.ndarray, scores) -> pd.DataFrame:
    shape = reached.shape
    return pd.DataFrame(
        {
            "project": np.repeat(inputs.numbers.to_numpy(), shape[1]),
            "stage": np.tile(np.array(inputs.stages, dtype=object), shape[0]),
            "reached": reached.ravel(),
            "raters": counted.sum(axis=2).ravel(),
            "invited": np.where(asked > 0, asked, np.nan).ravel(),
            "raw": scores.stage_raw.ravel(),
            "value": scores.stage_values.ravel(),
        }
    )


def _shrinkage(inputs: QuarterInputs, scores: CitizenScores) -> pd.DataFrame:
    drawn = {"prior_mean": scores.prior_means, "strength": scores.strengths, "differs": scores.differs}
    return pd.DataFrame(drawn, index=pd.Index(inputs.stages, name="stage"))


def last_scores(totals: pd.DataFrame) -> pd.DataFrame:
    """Of each project the scores of its last closed round. Columns: project, expert, score, round."""
    last = totals.groupby("project")["round"].transform("max")
    return totals.loc[totals["round"] == last, ["project", "expert", "score", "round"]]


def experts(inputs: QuarterInputs) -> tuple[pd.DataFrame, SeverityFit | None, str]:
    """专家评审 of each project, the severity of the experts, and why that could not be told.

    Formula: `panel_values` and `adjust_severity` over the last closed round of each project; missed = assigned −
        recused − abstained − n; value ± 1.96·se within 0 and 100.
    Columns: n, recused, abstained, missed, round, value, raw_mean, trimmed_mean, median, lower_quartile,
        upper_quartile, rule, se, low, high, adjusted, adjusted_se, grade_depends_on_rule.
    Missing: a project no expert has scored in a closed round has n 0 and NaN beside it.
    Source: evaluation.md, section 2.
    """
    scores, numbers = last_scores(inputs.totals), inputs.numbers
    panel = panel_values(scores).reindex(numbers)
    fit, refused = _severity(scores)
    seats = inputs.seats.sort_values("round").drop_duplicates("project", keep="last").set_index("project")
    seats = seats.reindex(numbers)
    n = panel["n"].fillna(0).astype(int)
    taken = seats[["assigned", "recused", "abstained"]].fillna(0).astype(int)
    adjusted = fit.projects.reindex(numbers) if fit else pd.DataFrame({"adjusted": np.nan, "se": np.nan}, index=numbers)
    order = ["value", "raw_mean", "trimmed_mean", "median", "lower_quartile", "upper_quartile"]
    table = pd.DataFrame({"n": n, "recused": taken["recused"], "abstained": taken["abstained"]})
    table["missed"] = (taken["assigned"] - taken["recused"] - taken["abstained"] - n).clip(lower=0)
    table["round"] = seats["round"]
    table[order] = panel[order]
    table["rule"] = panel["rule"].fillna("too_few").astype(object)
    table["se"] = panel["standard_error"]
    around = _around(panel["value"].to_numpy(), panel["standard_error"].to_numpy(), 0, 100)
    table["low"], table["high"] = around["low"], around["high"]
    table["adjusted"], table["adjusted_se"] = adjusted["adjusted"], adjusted["se"]
    table["grade_depends_on_rule"] = panel["grade_depends_on_rule"].eq(True)
    return table, fit, refused


def _severity(scores: pd.DataFrame) -> tuple[SeverityFit | None, str]:
    try:
        return adjust_severity(scores), ""
    except SeverityRefused as refused:
        return None, refused.reason


def third_party(inputs: QuarterInputs) -> tuple[pd.DataFrame, pd.DataFrame]:
    """第三方评估 of each project, and its families of indicators.

    Formula: `assessment`; se = missing weight × 100 ÷ √12: what was not measured may be anything, what was is taken
        as measured without error.
    Columns: value, se, partial, missing_weight, not_applicable, not_provided, provided, indicators, late, incomplete.
        families: project, family, score, weight.
    Missing: a project without a submitted assessment has NaN, indicators 0 and incomplete False: a gap, never 0.
    Source: evaluation.md, section 3.
    """
    numbers, values = inputs.numbers, inputs.values
    found = assessment(values, inputs.assessment_closed).reindex(numbers)
    kinds = pd.crosstab(values["project"], values["kind"].fillna("")).reindex(numbers, fill_value=0)
    table = pd.DataFrame({"value": found["score"], "se": found["missing_share"] * UNKNOWN_SPREAD}, index=numbers)
    table.loc[table["value"].isna(), "se"] = np.nan
    table["partial"], table["missing_weight"] = found["partial"], found["missing_share"]
    for kind in ("not_applicable", "not_provided", "provided"):
        table[kind] = kinds[kind].astype(int) if kind in kinds else 0
    table["indicators"] = values.groupby("project").size().reindex(numbers, fill_value=0).astype(int)
    table["late"] = values.groupby("project")["late"].sum().reindex(numbers, fill_value=0).astype(int)
    table["incomplete"] = found["incomplete"].eq(True)
    return table, _families(values, inputs.assessment_closed)


def _families(values: pd.DataFrame, closed: bool) -> pd.DataFrame:
    names = ["project", "family", "score", "weight"]
    if values.empty:
        return pd.DataFrame(columns=names)
    scores = family_scores(values, closed).stack(future_stack=True).rename("score").reset_index()
    weights = values.groupby(["project", "family"])["weight"].sum().rename("weight").reset_index()
    return scores.merge(weights, on=["project", "family"], how="inner")[names]


def _around(values: np.ndarray, errors: np.ndarray, least: float, greatest: float) -> dict[str, np.ndarray]:
    return {
        "low": np.clip(values - WIDE * errors, least, greatest),
        "high": np.clip(values + WIDE * errors, least, greatest),
    }
