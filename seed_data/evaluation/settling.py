"""Which projects a third round is about: those whose marks still moved in the second."""

from collections.abc import Mapping

import pandas as pd

from data_access.evaluation_inputs import DIGITS
from scoring.convergence import convergence

SCALE = 100.0


def unstable(rounds: Mapping[int, pd.DataFrame]) -> set[str]:
    """Of rounds 1 and 2, each with columns panel, project, expert, score: projects that did not settle in a panel."""
    before, now = (frame.assign(score=frame["score"].round(DIGITS)) for frame in (rounds[1], rounds[2]))
    moved: set[str] = set()
    for panel, current in now.groupby("panel", sort=True):
        found = convergence(before[before["panel"] == panel], current, SCALE, round_number=2)
        moved |= set(found.unstable)
    return moved
