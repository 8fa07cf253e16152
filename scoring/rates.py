"""Rates that keep their numerator and denominator, and how groups are compared by them."""

from dataclasses import dataclass

import pandas as pd

from scoring.intervals import wilson_interval


@dataclass(frozen=True)
class Rate:
    """A share with the counts behind it; `value` is None when nothing was counted."""

    value: float | None
    numerator: int
    denominator: int

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson 95 % interval; None when the denominator is 0."""
        return wilson_interval(self.numerator, self.denominator)


def rate(numerator: int, denominator: int) -> Rate:
    """How much of the denominator is in the numerator.

    Formula: numerator ÷ denominator.
    Unit and range: a share in [0, 1].
    Needs: counts with 0 ≤ numerator ≤ denominator, else ValueError.
    Missing: value None when the denominator is 0.
    Source: domain.md, KPI definitions.
    """
    if not 0 <= numerator <= denominator:
        raise ValueError(f"numerator {numerator} must lie between 0 and denominator {denominator}")
    value = float(numerator / denominator) if denominator else None
    return Rate(value, int(numerator), int(denominator))


def league_table(frame: pd.DataFrame, numerator: str, denominator: str, minimum: int) -> pd.DataFrame:
    """Groups by their rate, highest first; small groups last and without a rank.

    Formula: value = numerator ÷ denominator; low, high its Wilson 95 % interval; rank 1 + the ranked groups above it.
    Unit and range: value, low, high in [0, 1]; rank 1…, equal values share the better one.
    Needs: one row per group; `numerator` and `denominator` name its count columns; `minimum` the smallest ranked
        denominator (the setting smallest_ranked_group; domain.md: 30).
    Missing: value, low, high NaN when the denominator is 0; rank missing under `minimum`.
    Source: domain.md, KPI definitions.
    """
    counts = zip(frame[numerator].astype(int), frame[denominator].astype(int), strict=True)
    rates = [rate(hits, total) for hits, total in counts]
    bounds = [each.interval or (None, None) for each in rates]
    table = frame.assign(
        value=pd.Series([each.value for each in rates], index=frame.index, dtype=float),
        low=pd.Series([low for low, _ in bounds], index=frame.index, dtype=float),
        high=pd.Series([high for _, high in bounds], index=frame.index, dtype=float),
    )
    comparable = table[denominator].ge(max(minimum, 1))
    table["rank"] = table["value"].where(comparable).rank(ascending=False, method="min").astype("Int64")
    order = table.assign(_small=~comparable).sort_values(
        ["_small", "value", denominator], ascending=[True, False, False], kind="stable", na_position="last"
    )
    return order.drop(columns="_small").reset_index(drop=True)
