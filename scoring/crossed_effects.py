"""Two crossed random factors by restricted maximum likelihood: the arithmetic behind the severity of experts."""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import cho_factor, cho_solve
from scipy.optimize import minimize

# Below this share of the variation nothing is left over: each value is the sum of its two parts exactly.
NOTHING_LEFT = 1e-7
# Where else the search begins: standard deviations of rows and columns as multiples of the least squares estimate.
STARTS = ((1.0, 1.0), (0.1, 1.0), (1.0, 0.1))
LARGEST_STEP = 100.0
SMALLEST_GUESS = 0.1
# A ratio that may be set to 0 at less than this cost to the criterion is 0: the estimate lies on the boundary.
FLAT = 1e-10
NEWTON_STEPS = 4


@dataclass(frozen=True)
class Factor:
    """One factor: its standard deviation, predicted effects, their standard errors, and those of mean + effect."""

    sd: float
    effects: np.ndarray
    effect_se: np.ndarray
    level_se: np.ndarray


@dataclass(frozen=True)
class CrossedEffects:
    """value = mean + rows' effect + columns' effect + residual."""

    mean: float
    sd_residual: float
    rows: Factor
    columns: Factor


@dataclass(frozen=True)
class _Sums:
    """All the model needs to know of the data."""

    incidence: np.ndarray  # rows × columns, 1 where a value exists
    rows: np.ndarray  # per row: number of values, their sum
    columns: np.ndarray
    row_parts: np.ndarray  # least squares fit: row part + column part; the column parts' sum is 0
    column_parts: np.ndarray
    rest: float  # sum of squares about that fit

    @property
    def number(self) -> float:
        return self.rows[:, 0].sum()


@dataclass(frozen=True)
class _Weighted:
    """The same sums weighted by V⁻¹, V = I + θr·RR' + θc·CC' with R, C the indicators of row and column."""

    log_determinant: float
    spread: np.ndarray  # 1 + θr·number, per row
    inner: np.ndarray  # C'(I + θr·RR')⁻¹C
    inverse: np.ndarray  # (I + θc·inner)⁻¹
    correction: np.ndarray  # what the columns take from the diagonal of R'V⁻¹R
    rows: np.ndarray  # R'V⁻¹[1, y]
    columns: np.ndarray  # C'V⁻¹[1, y]

    @property
    def information(self) -> float:
        """1'V⁻¹1: what is known of the mean."""
        return float(self.rows[:, 0].sum())

    @property
    def mean(self) -> float:
        return float(self.rows[:, 1].sum() / self.information)

    @property
    def pulls(self) -> tuple[np.ndarray, np.ndarray]:
        """R'V⁻¹(y − mean) and C'V⁻¹(y − mean)."""
        return self.rows[:, 1] - self.mean * self.rows[:, 0], self.columns[:, 1] - self.mean * self.columns[:, 0]


def crossed_effects(row: np.ndarray, column: np.ndarray, values: np.ndarray) -> CrossedEffects:
    """Fit mean, two variances and the residual's, and predict the effects.

    Formula: the restricted likelihood, profiled over mean and residual variance, is least over the two ratios of
        variances; effects are best linear unbiased predictions. Rows are eliminated by a diagonal, columns by a small
        Cholesky factor, so one step costs rows × columns².
    Unit and range: unit of `values`; standard deviations ≥ 0, exactly 0 on the boundary.
    Needs: codes 0… without gaps, each pair at most once, rows and columns connected, more values than
        rows + columns − 1; values centred near 0.
    Missing: none allowed. Where no residual is left the limit of the estimates is returned, with sd_residual 0.
    Source: Patterson & Thompson 1971; Henderson 1975; Bates, Mächler, Bolker & Walker 2015.
    """
    if column.max() > row.max():
        turned = crossed_effects(column, row, values)
        return CrossedEffects(turned.mean, turned.sd_residual, turned.columns, turned.rows)
    sums = _sums(row, column, values)
    nothing = NOTHING_LEFT * float(values @ values)
    if sums.rest <= nothing:
        return _without_residual(sums.row_parts, sums.column_parts, nothing / len(values))
    return _predicted(sums, _ratios(sums))


def _sums(row: np.ndarray, column: np.ndarray, values: np.ndarray) -> _Sums:
    incidence = np.zeros((row.max() + 1, column.max() + 1))
    incidence[row, column] = 1.0
    rows, columns = (
        np.column_stack([np.bincount(codes), np.bincount(codes, values)]).astype(float) for codes in (row, column)
    )
    share = incidence / rows[:, :1]
    laplacian = np.diag(columns[:, 0]) - incidence.T @ share
    # Constant vectors are its null space; adding 1 everywhere picks the solution whose sum is 0.
    column_parts = np.linalg.solve(laplacian + 1.0, columns[:, 1] - share.T @ rows[:, 1])
    column_parts = column_parts - column_parts.mean()
    row_parts = (rows[:, 1] - incidence @ column_parts) / rows[:, 0]
    rest = values - row_parts[row] - column_parts[column]
    return _Sums(incidence, rows, columns, row_parts, column_parts, float(rest @ rest))


def _without_residual(rows: np.ndarray, columns: np.ndarray, nothing: float) -> CrossedEffects:
    """The limit as the residual vanishes: parts are known up to how the mean is shared between them."""
    sd_rows, sd_columns = (
        float(parts.std(ddof=1)) if parts.var(ddof=1) > nothing else 0.0 for parts in (rows, columns)
    )
    # The mean of the parts that were drawn is not the mean they were drawn from.
    of_rows, of_columns = sd_rows / len(rows) ** 0.5, sd_columns / len(columns) ** 0.5
    return CrossedEffects(
        float(rows.mean() + columns.mean()),
        0.0,
        Factor(sd_rows, rows - rows.mean(), np.full(len(rows), of_rows), np.full(len(rows), of_columns)),
        Factor(sd_columns, columns - columns.mean(), np.full(len(columns), of_columns), np.full(len(columns), of_rows)),
    )


def _weighted(sums: _Sums, ratios: np.ndarray) -> _Weighted:
    """Weight by V⁻¹ at these ratios of standard deviations, by block elimination."""
    of_rows, of_columns = ratios**2
    spread = 1 + of_rows * sums.rows[:, 0]
    shrunk = (of_rows / spread)[:, None]
    scaled = sums.incidence / spread[:, None]
    inner = np.diag(sums.columns[:, 0]) - sums.incidence.T @ (shrunk * sums.incidence)
    identity = np.eye(len(inner))
    factor = cho_factor(identity + of_columns * inner, lower=True, check_finite=False)
    inverse = cho_solve(factor, identity, check_finite=False)
    right = sums.columns - sums.incidence.T @ (shrunk * sums.rows)
    columns = inverse @ right
    return _Weighted(
        np.log(spread).sum() + 2 * np.log(np.diag(factor[0])).sum(),
        spread,
        inner,
        inverse,
        of_columns * ((scaled @ inverse) * scaled).sum(axis=1),
        sums.rows / spread[:, None] - of_columns * scaled @ columns,
        columns,
    )


def _left(sums: _Sums, at: _Weighted, ratios: np.ndarray) -> float:
    """(y − mean)'V⁻¹(y − mean) as a sum of squares, for a difference would lose its digits at large ratios."""
    by_row, by_column = at.pulls
    rows = sums.row_parts - at.mean - ratios[0] ** 2 * by_row
    columns = sums.column_parts - ratios[1] ** 2 * by_column
    unexplained = sums.rows[:, 0] @ rows**2 + sums.columns[:, 0] @ columns**2 + 2 * rows @ sums.incidence @ columns
    penalty = ratios[0] ** 2 * (by_row @ by_row) + ratios[1] ** 2 * (by_column @ by_column)
    return float(sums.rest + unexplained + penalty)


def _criterion(ratios: np.ndarray, sums: _Sums) -> tuple[float, np.ndarray]:
    """−2 × restricted log likelihood up to a constant, and its gradient."""
    at = _weighted(sums, ratios)
    left, freedom = _left(sums, at, ratios), sums.number - 1
    traces = (sums.rows[:, 0] / at.spread - at.correction).sum(), (at.inverse * at.inner).sum()
    slopes = [
        trace - (part[:, 0] @ part[:, 0]) / at.information - freedom * (pull @ pull) / left
        for trace, part, pull in zip(traces, (at.rows, at.columns), at.pulls, strict=True)
    ]
    value = at.log_determinant + np.log(at.information) + freedom * np.log(left)
    return float(value), 2 * ratios * slopes


def _ratios(sums: _Sums) -> np.ndarray:
    """The two ratios of standard deviations to the residual's at which the criterion is least."""
    residual = (sums.rest / (sums.number - len(sums.rows) - len(sums.columns) + 1)) ** 0.5
    guess = np.maximum(np.array([sums.row_parts.std(), sums.column_parts.std()]) / residual, SMALLEST_GUESS)

    def scaled(multiples: np.ndarray) -> tuple[float, np.ndarray]:
        value, slopes = _criterion(multiples * guess, sums)
        return value, slopes * guess

    # The criterion is even in each ratio, so the search may cross 0 and never sticks to a bound.
    bounds = [(-LARGEST_STEP, LARGEST_STEP)] * 2
    options = {"ftol": 1e-15, "gtol": 1e-8}
    searches = [
        minimize(scaled, start, jac=True, method="L-BFGS-B", bounds=bounds, options=options) for start in STARTS
    ]
    best = np.abs(min(searches, key=lambda search: search.fun).x) * guess
    for each in range(2):
        on_boundary = np.where(np.arange(2) == each, 0.0, best)
        if _criterion(on_boundary, sums)[0] <= _criterion(best, sums)[0] + FLAT:
            best = on_boundary
    return _sharpened(best, sums)


def _sharpened(ratios: np.ndarray, sums: _Sums) -> np.ndarray:
    """Newton steps on the gradient: the search stops where the criterion's own rounding hides the last digits."""
    free = np.flatnonzero(ratios)

    def slopes(at: np.ndarray) -> np.ndarray:
        return _criterion(at, sums)[1][free]

    for _ in range(NEWTON_STEPS if len(free) else 0):
        here = slopes(ratios)
        steps = np.diag(1e-4 * ratios)[free]
        curvature = [(slopes(ratios + step) - slopes(ratios - step)) / (2 * step.sum()) for step in steps]
        moved = ratios.copy()
        moved[free] -= np.linalg.lstsq(np.array(curvature).T, here, rcond=None)[0]
        if (moved < 0).any() or np.abs(slopes(moved)).max() >= np.abs(here).max():
            break
        ratios = moved
    return ratios


def _predicted(sums: _Sums, ratios: np.ndarray) -> CrossedEffects:
    """Effects and the standard errors of their prediction, the uncertain mean included (Henderson 1975)."""
    at = _weighted(sums, ratios)
    residual = (_left(sums, at, ratios) / (sums.number - 1)) ** 0.5
    of_rows, of_columns = ratios**2
    # Variances while the mean is known, written so that nothing cancels at large ratios.
    known = of_rows / at.spread + of_rows**2 * at.correction, of_columns * np.diag(at.inverse)
    factors = []
    for ratio, part, pull, variance in zip(ratios, (at.rows, at.columns), at.pulls, known, strict=True):
        loading = ratio**2 * part[:, 0]
        effect_se, level_se = (
            residual * np.sqrt(variance + share**2 / at.information) for share in (loading, 1 - loading)
        )
        factors.append(Factor(float(ratio * residual), ratio**2 * pull, effect_se, level_se))
    return CrossedEffects(at.mean, float(residual), *factors)
