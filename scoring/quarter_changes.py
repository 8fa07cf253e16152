"""Composites of two quarters side by side: how much a project moved, and whether errors alone could have moved it."""

import numpy as np
import pandas as pd

WIDE = 1.959963984540054  # two-sided 95 % of the normal law
COLUMNS = ["before", "before_low", "before_high", "now", "now_low", "now_high", "change", "low", "high", "clear"]


def quarter_changes(before: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """The change of each project's composite from one quarter to a later one.

    Formula: change = now − before; low, high = change ± 1.96·√(se² + se²), the two quarters taken as independent;
        clear: that interval does not hold 0.
    Unit and range: points; change −100 … 100.
    Needs: composites of both quarters as scoring.quarter gives them (score, se, low, high, status), by project.
    Missing: only projects that are complete in both quarters are compared; none gives no rows.
    Order: the greatest rise first, then by project. Index: project. Columns: COLUMNS.
    Source: difference of two independent estimates.
    """
    then, later = (table[table["status"] == "complete"] for table in (before, now))
    both = sorted(set(then.index) & set(later.index))
    then, later = then.loc[both], later.loc[both]
    change = later["score"] - then["score"]
    reach = WIDE * np.sqrt(then["se"] ** 2 + later["se"] ** 2)
    table = pd.DataFrame(
        {
            **{f"before{part}": then[name] for part, name in (("", "score"), ("_low", "low"), ("_high", "high"))},
            **{f"now{part}": later[name] for part, name in (("", "score"), ("_low", "low"), ("_high", "high"))},
            "change": change,
            "low": change - reach,
            "high": change + reach,
        },
        index=pd.Index(both, name="project", dtype=object),
    ).astype(float)
    table["clear"] = (table["low"] > 0) | (table["high"] < 0)
    return table.sort_values("change", ascending=False, kind="stable")[COLUMNS]
