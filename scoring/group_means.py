"""Means by group (unit, category), each with the number of projects it rests on; small groups stand apart."""

from collections.abc import Sequence

import pandas as pd

FEWEST = 3


def group_means(values: pd.DataFrame, groups: Sequence, fewest: int = FEWEST) -> pd.DataFrame:
    """The mean of every column over the projects of each group.

    Formula: Σ value ÷ number of projects that have the value, column by column; n counts the first column's.
    Unit and range: the unit of `values`; projects and n are counts, n ≤ projects; small: n < `fewest`.
    Needs: a row per project, one group per row; at least one column, the first decides the order.
    Missing: NaN is left out of its column; a group without any value has NaN. A missing group is no group: None last
        among its like.
    Order: the greatest first mean first; small groups after all others, by the most projects, then by name.
    Columns: group, projects, n, small, and those of `values`.
    Source: evaluation.md, section 4; three as the least an average says anything about.
    """
    first = values.columns[0]
    named = pd.Series(list(groups), index=values.index, dtype=object)
    grouped = values.astype(float).groupby(named, sort=True, dropna=False)
    table = grouped.mean()
    counts = pd.DataFrame({"projects": grouped.size(), "n": grouped[first].count()}).astype(int)
    table = counts.assign(small=counts["n"] < fewest).join(table).rename_axis("group").reset_index()
    order = table.assign(key=table[first].where(~table["small"]))
    keys, rising = ["small", "key", "n"], [True, False, False]
    return table.loc[order.sort_values(keys, ascending=rising, kind="stable").index].reset_index(drop=True)
