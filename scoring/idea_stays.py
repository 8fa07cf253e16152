"""金点子: how long ideas stay in each state."""

import pandas as pd

from glossary import IdeaState
from scoring.survival import kaplan_meier


def stay_figures(stays: pd.DataFrame) -> pd.DataFrame:
    """How many are in each state, how long so far, and how long a stay usually takes.

    Formula: median and longest of the stays that go on; usual: Kaplan–Meier median over all stays, those that go on
        counted for as long as they have been watched.
    Unit and range: calendar days, ≥ 0.
    Needs: columns state, days, finished (bool), one row per stay. Columns returned: state (all, in order of the way),
        now (stays that go on), median_so_far, longest_so_far, finished (stays that ended), usual.
    Missing: NaN where nothing is in the state; `usual` NaN where fewer than half have left it.
    Source: docs/metrics.md; scoring/survival.py.
    """
    return pd.DataFrame([_of(state.value, stays[stays["state"] == state.value]) for state in IdeaState])


def _of(state: str, own: pd.DataFrame) -> dict:
    so_far = own.loc[~own["finished"], "days"].astype(float)
    usual = kaplan_meier(own["days"], own["finished"]).median
    return {
        "state": state,
        "now": len(so_far),
        "median_so_far": so_far.median(),
        "longest_so_far": so_far.max(),
        "finished": int(own["finished"].sum()),
        "usual": float("nan") if usual is None else usual,
    }
