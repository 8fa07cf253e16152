"""Comparing rates of groups with different mixes of cases (direct standardisation)."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

ByStratum = Mapping | pd.Series | list


@dataclass(frozen=True)
class Change:
    """A change of the overall rate and its two parts; total = within + mix."""

    total: float
    within: float
    mix: float


def direct(rates: ByStratum, base_mix: ByStratum) -> float | None:
    """The overall rate a group would have, had it the base's mix of cases.

    Formula: Σ base share × rate, over strata.
    Unit and range: unit of `rates`, between the least and the greatest of them.
    Needs: rates and mix keyed by the same strata (or in the same order); the mix may be shares or counts, ≥ 0.
    Missing: None when the mix is empty or a stratum of the base has no rate: nothing is re-weighted silently.
    Source: Fleiss, Levin & Paik 2003, ch. 19.
    """
    shares = _shares(base_mix)
    used = shares[shares > 0]
    values = _series(rates).reindex(used.index)
    if used.empty or values.isna().any():
        return None
    return float((used * values).sum())


def decompose(
    before_rates: ByStratum, before_mix: ByStratum, after_rates: ByStratum, after_mix: ByStratum
) -> Change | None:
    """How much of a change comes from the strata themselves and how much from another mix of cases.

    Formula: within = Σ (r₁ − r₀)·(m₀ + m₁)/2; mix = Σ (m₁ − m₀)·(r₀ + r₁)/2; total = within + mix exactly.
    Unit and range: unit of the rates, signed.
    Needs: as `direct`, for both times.
    Missing: a stratum present at one time only takes its one rate at both, so it counts as mix; None when either
        mix is empty or a stratum that is present has no rate.
    Source: Kitagawa 1955.
    """
    before, after = _shares(before_mix), _shares(after_mix)
    strata = before.index.union(after.index, sort=False)
    before, after = (mix.reindex(strata, fill_value=0.0) for mix in (before, after))
    if not before.sum() or not after.sum():
        return None
    then, now = (_series(rates).reindex(strata) for rates in (before_rates, after_rates))
    if then[before > 0].isna().any() or now[after > 0].isna().any():
        return None
    then, now = then.where(before > 0, now).fillna(0.0), now.where(after > 0, then).fillna(0.0)
    within = float(((now - then) * (before + after) / 2).sum())
    mix = float(((after - before) * (then + now) / 2).sum())
    return Change(within + mix, within, mix)


def _series(values: ByStratum) -> pd.Series:
    return pd.Series(values, dtype=float)


def _shares(mix: ByStratum) -> pd.Series:
    """A mix as shares of its sum."""
    amounts = _series(mix).fillna(0.0)
    if (amounts < 0).any():
        raise ValueError("a mix must not be negative")
    return amounts / amounts.sum() if amounts.sum() else amounts
