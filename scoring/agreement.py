"""How far experts agree: intraclass correlation, concordance, alpha, and two panels' ranks side by side."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.special import chdtrc
from scipy.stats import rankdata

# Sums of squares below this share of the whole are rounding.
ROUNDING = 1e-12
FEWEST_PAIRS = 3


@dataclass(frozen=True)
class Icc:
    """Intraclass correlations of Shrout & Fleiss, single (`_1`, icc1) and of the mean of all experts (`_k`).

    `projects` × `experts` is the complete table they were computed on; `left_out` projects had a gap.
    """

    icc1: float
    icc2_1: float
    icc3_1: float
    icc1_k: float
    icc2_k: float
    icc3_k: float
    projects: int
    experts: int
    left_out: int


@dataclass(frozen=True)
class Concordance:
    """Kendall's W with its test; `projects` × `experts` is the complete table, `left_out` projects had a gap."""

    w: float
    chi2: float
    p: float
    projects: int
    experts: int
    left_out: int


def icc(table: ArrayLike | pd.DataFrame) -> Icc:
    """How much of the variation of marks is between projects.

    Formula: with mean squares between projects B, within projects W, between experts J, residual E, n projects,
        k experts: icc1 (B−W)/(B+(k−1)W), icc2_1 (B−E)/(B+(k−1)E+k(J−E)/n), icc3_1 (B−E)/(B+(k−1)E); of the mean:
        icc1_k (B−W)/B, icc2_k (B−E)/(B+(J−E)/n), icc3_k (B−E)/B.
    Unit and range: at most 1; may be negative, which says projects differ less than chance would have it.
    Needs: rows are projects, columns experts; NaN where an expert gave no mark.
    Missing: experts without any mark are left out, then projects with a gap (counted in left_out); all NaN with fewer
        than 2 projects or 2 experts left; NaN where the denominator is not positive (everybody equal).
    Source: Shrout & Fleiss 1979.
    """
    values, left_out = _complete(table)
    n, k = values.shape
    if n < 2 or k < 2:
        return Icc(*[float("nan")] * 6, n, k, left_out)
    between, experts, error = _mean_squares(values)
    within = (experts * (k - 1) + error * (n - 1) * (k - 1)) / (n * (k - 1))
    return Icc(
        _share(between - within, between + (k - 1) * within),
        _share(between - error, between + (k - 1) * error + k * (experts - error) / n),
        _share(between - error, between + (k - 1) * error),
        _share(between - within, between),
        _share(between - error, between + (experts - error) / n),
        _share(between - error, between),
        n,
        k,
        left_out,
    )


def kendall_w(table: ArrayLike | pd.DataFrame) -> Concordance:
    """How far experts put the projects in the same order.

    Formula: W = 12·Σ(Rᵢ − R̄)² ÷ (m²n(n²−1) − m·Σ(t³−t)), R sums of mean ranks within each expert, t sizes of ties;
        chi2 = m(n−1)W with n−1 degrees of freedom, p its upper tail (rough under 8 projects).
    Unit and range: W in [0, 1], 1 one order, 0 none in common; p in [0, 1].
    Needs: rows are projects (n), columns experts (m); NaN where an expert gave no mark.
    Missing: as icc; all NaN with fewer than 2 projects or experts, and where every expert gives everyone one mark.
    Source: Kendall & Babington Smith 1939; Kendall 1948 for ties.
    """
    values, left_out = _complete(table)
    n, m = values.shape
    if n < 2 or m < 2:
        return Concordance(*[float("nan")] * 3, n, m, left_out)
    ranks = rankdata(values, axis=0)
    # Within an expert Σ rank² falls short of n(n+1)(2n+1)/6 by (t³−t)/12 per tie: no need to look for the ties.
    ties = n * (n + 1) * (2 * n + 1) * m * 2 - 12 * (ranks**2).sum()
    spread = ((ranks.sum(axis=1) - m * (n + 1) / 2) ** 2).sum()
    w = _share(12 * spread, m * m * n * (n * n - 1) - m * ties)
    chi2 = m * (n - 1) * w
    return Concordance(w, chi2, float(chdtrc(n - 1, chi2)), n, m, left_out)


def krippendorff_alpha(table: ArrayLike | pd.DataFrame, level: str) -> float:
    """How far raters agree beyond chance, whatever is missing.

    Formula: 1 − observed ÷ expected disagreement over pairs of marks of one project, each project's pairs weighing
        1 ÷ (marks − 1). Disagreement: nominal differ or not; interval squared difference; ordinal squared difference
        of mean ranks among all pairable marks, which is Krippendorff's ordinal metric.
    Unit and range: at most 1; 0 what chance would give; may be negative.
    Needs: **rows are raters**, columns projects, as in the published example: `score_table(scores).T`, the other way
        round than icc and kendall_w; ValueError for a frame whose rows are called project. `level` nominal, ordinal
        or interval, else ValueError.
    Missing: NaN is missing; projects with one mark are not read; NaN without a pair or with one mark everywhere.
    Source: Krippendorff 2011, Computing Krippendorff's alpha-reliability; Hayes & Krippendorff 2007.
    """
    if level not in ("nominal", "ordinal", "interval"):
        raise ValueError(f"level {level!r} must be nominal, ordinal or interval")
    if isinstance(table, pd.DataFrame) and table.index.name == "project":
        raise ValueError("rows must be raters: transpose the table")
    values = _floats(table).T
    values = values[(~np.isnan(values)).sum(axis=1) > 1]
    unit, place = np.nonzero(~np.isnan(values))
    marks = values[unit, place]
    kinds, kind = np.unique(marks, return_inverse=True)
    if len(kinds) < 2:
        return float("nan")
    if level == "nominal":
        observed, expected = _differing(unit, kind)
    else:
        observed, expected = _distances(unit, rankdata(marks) if level == "ordinal" else marks - marks.min())
    return float(1 - observed / expected)


def _differing(unit: np.ndarray, kind: np.ndarray) -> tuple[float, float]:
    """Observed and expected pairs of marks that differ."""
    number, total = np.bincount(unit), len(kind)
    within = np.zeros((len(number), kind.max() + 1))
    np.add.at(within, (unit, kind), 1.0)
    observed = ((number**2 - (within**2).sum(axis=1)) / (number - 1)).sum()
    return float(observed), float((total**2 - (np.bincount(kind) ** 2).sum()) / (total - 1))


def _distances(unit: np.ndarray, marks: np.ndarray) -> tuple[float, float]:
    """Observed and expected squared distances of pairs of marks."""
    number, total = np.bincount(unit), len(marks)
    centre = np.bincount(unit, marks) / number
    squares = np.bincount(unit, (marks - centre[unit]) ** 2)
    observed = (2 * number * squares / (number - 1)).sum()
    return float(observed), float(2 * total * ((marks - marks.mean()) ** 2).sum() / (total - 1))


def spearman_between(values_a: ArrayLike | pd.Series, values_b: ArrayLike | pd.Series) -> float:
    """How far two panels put the same projects in the same order.

    Formula: correlation of mean ranks over projects that both have a value for.
    Unit and range: [−1, 1].
    Needs: two series indexed by project (matched by it), or two equally long arrays in one order, else ValueError.
    Missing: projects without a value in either are left out; NaN under 3 common projects or if a panel ties them all.
    Source: Spearman 1904.
    """
    if isinstance(values_a, pd.Series) and isinstance(values_b, pd.Series):
        pairs = pd.concat([values_a, values_b], axis=1, join="inner").to_numpy(dtype=float, na_value=np.nan)
    else:
        first, second = np.asarray(values_a, dtype=float), np.asarray(values_b, dtype=float)
        if first.shape != second.shape:
            raise ValueError("both panels need values for the same projects")
        pairs = np.column_stack([first, second])
    pairs = pairs[~np.isnan(pairs).any(axis=1)]
    if len(pairs) < FEWEST_PAIRS:
        return float("nan")
    ranks = rankdata(pairs, axis=0) - (len(pairs) + 1) / 2
    squares = (ranks**2).sum(axis=0)
    return _share(float(ranks[:, 0] @ ranks[:, 1]), float(np.sqrt(squares[0] * squares[1])))


def _floats(table: ArrayLike | pd.DataFrame) -> np.ndarray:
    if isinstance(table, pd.DataFrame):
        return table.to_numpy(dtype=float, na_value=np.nan)
    return np.asarray(table, dtype=float)


def _complete(table: ArrayLike | pd.DataFrame) -> tuple[np.ndarray, int]:
    """Projects marked by every expert who marked at all, and how many projects that leaves out."""
    values = _floats(table)
    if values.ndim != 2:
        raise ValueError("a table of projects × experts is needed")
    given = ~np.isnan(values)
    values, given = values[:, given.any(axis=0)], given[:, given.any(axis=0)]
    kept = given.all(axis=1) & (values.shape[1] > 0)
    return values[kept], int(len(values) - kept.sum())


def _mean_squares(values: np.ndarray) -> tuple[float, float, float]:
    """Between projects, between experts, residual; rounding specks are 0."""
    n, k = values.shape
    values = values - values.min()
    values = values - values.mean()
    projects, experts = values.mean(axis=1), values.mean(axis=0)
    rest = values - projects[:, None] - experts
    squares = np.array([k * (projects**2).sum(), n * (experts**2).sum(), (rest**2).sum()])
    squares = np.where(squares <= ROUNDING * (values**2).sum(), 0.0, squares)
    between, among, error = squares / [n - 1, k - 1, (n - 1) * (k - 1)]
    return float(between), float(among), float(error)


def _share(part: float, whole: float) -> float:
    return float(part / whole) if whole > 0 else float("nan")
