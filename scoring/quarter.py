"""三评: a whole quarter, from its inputs to composites, grades, ranks and what they hang on."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from scoring.combination import Composite, category_priors, composite, rank_intervals, weight_acceptability
from scoring.grades import band_probabilities, bands, borderline
from scoring.grades import contradictions as contradicting
from scoring.severity import SeverityFit
from scoring.source_tables import WIDE, QuarterInputs, citizens, experts, third_party
from scoring.weight_space import neighbour_swaps, rank_sensitivity, uniform_weights, winner_map

__all__ = ["FORMULA_VERSION", "QuarterInputs", "QuarterResults", "evaluate"]

# Raised whenever the same inputs would give other results; a sealed quarter says by which it was computed.
FORMULA_VERSION = 1
SOURCES = ("citizens", "experts", "third_party")
GRADES = ("excellent", "good", "qualified", "unqualified")
DRAWS = 10_000
TRIANGLE_STEPS = 25


@dataclass(frozen=True)
class QuarterResults:
    """Frames by project number (sorted), except stages, shrinkage, families, swaps, triangle, contradictions."""

    citizens: pd.DataFrame
    stages: pd.DataFrame
    shrinkage: pd.DataFrame
    experts: pd.DataFrame
    third_party: pd.DataFrame
    families: pd.DataFrame
    composites: pd.DataFrame
    swaps: pd.DataFrame
    triangle: pd.DataFrame
    contradictions: pd.DataFrame
    severity: SeverityFit | None
    severity_refused: str
    differs: bool


def evaluate(inputs: QuarterInputs) -> QuarterResults:
    """Everything the screens, the reports and the seal say about a quarter.

    Formula: each source by scoring.source_tables; their weighted mean by `composite` (one missing source enters with
        its category's prior: provisional, neither ranked nor graded; two missing: no score); 90 % rank intervals and
        grade probabilities by normal errors; sensitivity to weights over the ranked ones. Ranked is who has all three
        sources and enough participation.
    Unit and range: points 0–100, shares 0–1, ranks 1…; composites: citizens, experts, third_party, score, se, low,
        high, missing, status (complete, provisional, none), grade, p_excellent, p_good, p_qualified, p_unqualified,
        borderline, rank, rank_low, rank_high, p_first, p_top3, first_share (share of all weights under which it is
        first), equal_rank, rank_best, rank_worst, vetoed. swaps: ahead, behind, moved, and the weights that level
        them. triangle: weights and leader. contradictions: project, high_source, high_grade, low_source, low_grade.
    Needs: QuarterInputs; the same inputs in any order give the same results.
    Missing: NaN, None for a grade; missing is empty or the code of the source, two of them joined by a comma.
    Source: evaluation.md.
    """
    of_citizens = citizens(inputs)
    of_experts, fit, refused = experts(inputs)
    of_third_party, families = third_party(inputs)
    tables = (of_citizens.table, of_experts, of_third_party)
    means = np.column_stack([table["value"].to_numpy(dtype=float) for table in tables])
    errors = np.column_stack([table["se"].to_numpy(dtype=float) for table in tables])
    table = _composites(inputs, means, errors, of_citizens.table["too_few"].to_numpy())
    ranked = np.where(table["rank"].notna().to_numpy()[:, None], means, np.nan)
    return QuarterResults(
        of_citizens.table,
        of_citizens.stages,
        of_citizens.shrinkage,
        of_experts,
        of_third_party,
        families,
        table,
        _swaps(ranked, inputs),
        _triangle(ranked, inputs),
        _contradictions(means, inputs.numbers),
        fit,
        refused,
        of_citizens.differs,
    )


def _composites(inputs: QuarterInputs, means: np.ndarray, errors: np.ndarray, too_few: np.ndarray) -> pd.DataFrame:
    numbers = inputs.numbers
    projects = inputs.projects.set_index("project").reindex(numbers)
    whole = composite(means, errors, inputs.weights, *category_priors(means, projects["category"]))
    chances = band_probabilities(whole.score, whole.standard_error)
    graded = whole.ranked
    table = pd.DataFrame(dict(zip(SOURCES, means.T, strict=True)), index=numbers)
    table["score"], table["se"] = whole.score, whole.standard_error
    table["low"] = np.clip(whole.score - WIDE * whole.standard_error, 0, 100)
    table["high"] = np.clip(whole.score + WIDE * whole.standard_error, 0, 100)
    table["missing"] = [",".join(np.array(SOURCES)[lacking]) for lacking in whole.missing]
    table["status"] = _status(whole)
    found = bands(whole.score)
    grades = [GRADES[int(band)] if sure else None for band, sure in zip(found, graded, strict=True)]
    table["grade"] = pd.Series(grades, index=numbers, dtype=object)
    for place, grade in enumerate(GRADES):
        table[f"p_{grade}"] = np.where(graded, chances[:, place], np.nan)
    table["borderline"] = graded & borderline(whole.score, chances)
    _add_ranks(table, inputs, np.where((graded & ~too_few)[:, None], means, np.nan), errors)
    table["vetoed"] = projects["vetoed"].astype(bool).to_numpy()
    return table


def _status(whole: Composite) -> np.ndarray:
    return np.where(np.isnan(whole.score), "none", np.where(whole.provisional, "provisional", "complete"))


def _add_ranks(table: pd.DataFrame, inputs: QuarterInputs, means: np.ndarray, errors: np.ndarray) -> None:
    """Ranks among those who may be ranked; everybody else keeps NaN."""
    drawn = rank_intervals(means, errors, inputs.weights, draws=DRAWS, seed=inputs.seed)
    moved = rank_sensitivity(means, inputs.weights)
    table["rank"], table["rank_low"], table["rank_high"] = drawn.rank, drawn.low, drawn.high
    size = means.shape[0]
    for name, place in (("p_first", 1), ("p_top3", 3)):
        table[name] = drawn.top_k[:, min(place, size) - 1] if size else np.array([])
    weights = uniform_weights(len(SOURCES), draws=DRAWS, seed=inputs.seed)
    shares = weight_acceptability(means, weights).rank_acceptability if size else np.zeros((0, 1))
    table["first_share"] = shares[:, 0]
    table["equal_rank"], table["rank_best"], table["rank_worst"] = moved.equal, moved.best, moved.worst


def _swaps(means: np.ndarray, inputs: QuarterInputs) -> pd.DataFrame:
    found = neighbour_swaps(means, inputs.weights)
    numbers = inputs.numbers.to_numpy()
    named = {f"weight_{place}": source for place, source in enumerate(SOURCES)}
    return found.assign(ahead=numbers[found["ahead"]], behind=numbers[found["behind"]]).rename(columns=named)


def _triangle(means: np.ndarray, inputs: QuarterInputs) -> pd.DataFrame:
    found = winner_map(means, steps=TRIANGLE_STEPS)
    named = {f"weight_{place}": source for place, source in enumerate(SOURCES)}
    leaders = inputs.numbers.to_numpy()[found["leader"].astype(int)]
    return found.assign(leader=leaders).rename(columns=named)


def _contradictions(means: np.ndarray, numbers: pd.Index) -> pd.DataFrame:
    found = contradicting(means)
    own = bands(means)
    rows, columns = found["project"].to_numpy(), {"high": found["higher"], "low": found["lower"]}
    table = {"project": numbers.to_numpy()[rows]}
    for name, places in columns.items():
        table[f"{name}_source"] = np.array(SOURCES, dtype=object)[places]
        table[f"{name}_grade"] = np.array(GRADES, dtype=object)[own[rows, places].astype(int)]
    return pd.DataFrame(table).astype(object)
